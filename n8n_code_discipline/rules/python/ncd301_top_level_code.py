"""A Python function file has top-level code besides imports and function definitions.

## Why

The file is injected into a node and imported by a test. Top-level code ties the file to one node and
makes it impure. Allowed are a module docstring, imports, `def` and `async def`; a decorator is a call at the top level.

## Bad

`n8n-functions/py/count_by_category.py`

```python
LIMIT = 10

def count_by_category(items):
    return len(items[:LIMIT])
```

## Good

`n8n-functions/py/count_by_category.py`

```python
def count_by_category(items, limit=10):
    return len(items[:limit])
```

## How to fix

Move constants and helpers into functions, and glue into the Code node.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from n8n_code_discipline.documents.function_file import FunctionFile
from n8n_code_discipline.registry import rule
from n8n_code_discipline.syntax.python import statements
from n8n_code_discipline.text import excerpt

if TYPE_CHECKING:
    from n8n_code_discipline.diagnostic import Finding


@rule(FunctionFile)
def check(function: FunctionFile) -> Iterator[Finding]:
    """Report every other top-level statement."""
    if function.language != 'py' or not function.parses:
        return
    for statement in statements(function.module):
        if statement.kind == 'other':
            shown = excerpt(function.source.text[statement.start : statement.end])
            yield function.finding(
                f"top-level code outside function definitions: '{shown}'; a function file only defines functions, "
                f'glue belongs in the Code node',
                statement.start,
                statement.end,
            )
