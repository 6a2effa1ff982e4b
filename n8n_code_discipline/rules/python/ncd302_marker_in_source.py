"""A Python function file contains the text of a round-trip marker.

## Why

Between the markers that hydrate writes, such text would be taken for the end of the block, and resync would lose code.

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

Remove the text. If it came with code copied out of n8n, copy only what stands between the markers.
"""

from __future__ import annotations

from collections.abc import Iterator

from n8n_code_discipline.diagnostic import Finding
from n8n_code_discipline.documents import FunctionFile
from n8n_code_discipline.registry import rule

_MARKERS = ('# MATCH:py:', '# /MATCH:py:', '# DEHYDRATE:py:', '# /DEHYDRATE:py:')


@rule(FunctionFile)
def check(function: FunctionFile) -> Iterator[Finding]:
    """Report every marker text, wherever it stands."""
    if function.language != 'py':
        return
    text = function.source.text
    for marker in _MARKERS:
        start = text.find(marker)
        while start >= 0:
            yield function.finding(
                f"round-trip marker '{marker}' in a function file would break the way back from n8n: remove it",
                start,
                start + len(marker),
            )
            start = text.find(marker, start + 1)
