"""A Python function file contains the text of a round-trip marker.

## Why
Between the markers that `hydrate` writes, `resync` would take such text for the end of the block and lose code.
`# MATCH:py:`, `# DEHYDRATE:py:` and their closing forms `# /…` are reported anywhere in the file, lines that differ
from one of them only in whitespace too.

## Bad
```python n8n-functions/py/count_by_category.py
def count_by_category(items):
    # MATCH:py:n8n-functions/py/other.py
    return len(items)
```

## Good
```python n8n-functions/py/count_by_category.py
def count_by_category(items):
    # see other.py
    return len(items)
```

## How to fix
Remove the text. If it came with code copied from n8n, copy only the lines between the markers.
"""

from n8n_code_discipline.documents.function_file import FunctionFile
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.rules import shared


@rule(FunctionFile)
def check(function: FunctionFile) -> Findings:
    if function.language == 'py':
        yield from shared.markers(function)
