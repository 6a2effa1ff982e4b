"""A Python function file contains the text of a round-trip marker.

## Why

Between the markers that `hydrate` writes, `resync` would take such text for the end of the block and lose code.
`# MATCH:py:`, `# /MATCH:py:`, `# DEHYDRATE:py:` and `# /DEHYDRATE:py:` are reported anywhere in the file. A line that
differs from one of them only in whitespace is reported too.

## Bad

`n8n-functions/py/count_by_category.py`

```python
def count_by_category(items):
    # MATCH:py:n8n-functions/py/other.py
    return len(items)
```

## Good

`n8n-functions/py/count_by_category.py`

```python
def count_by_category(items):
    # see other.py
    return len(items)
```

## How to fix

Remove the text. If it came with code copied from n8n, copy only the lines between the markers.
"""

from collections.abc import Iterator

from n8n_code_discipline.diagnostic import Finding, Span
from n8n_code_discipline.documents.function_file import FunctionFile
from n8n_code_discipline.registry import rule
from n8n_code_discipline.syntax.markup import marker_texts


@rule(FunctionFile)
def check(function: FunctionFile) -> Iterator[Finding]:
    """Report every marker text in the file."""
    if function.language != 'py':
        return
    for start, end in marker_texts(function.source.text, 'py'):
        place = Span(start, end)
        yield function.finding(
            f"round-trip marker '{function.excerpt(place)}' in a function file would break resync: remove it",
            place,
        )
