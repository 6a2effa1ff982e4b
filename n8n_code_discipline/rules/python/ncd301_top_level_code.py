"""A Python function file has top-level code besides imports and function definitions.

## Why
The file is injected into a node and imported by a test. Top-level code ties the file to one node and
makes it impure. Allowed are a module docstring, imports, `def` and `async def`; a decorator is a call at the top level.

## Bad
```python n8n-functions/py/count_by_category.py
LIMIT = 10

def count_by_category(items):
    return len(items[:LIMIT])
```

## Good
```python n8n-functions/py/count_by_category.py
def count_by_category(items, limit=10):
    return len(items[:limit])
```

## How to fix
Move constants and helper code into functions, and glue into the Code node.
"""

from n8n_code_discipline.documents.function_file import PythonFile
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.syntax.python import statements


@rule(PythonFile)
def check(function: PythonFile) -> Findings:
    for statement in statements(function.module):
        if statement.kind == 'other':
            shown = function.excerpt(statement)
            yield function.finding(
                f"top-level code outside function definitions: '{shown}'; a function file only defines functions, "
                f'glue belongs in the Code node',
                statement,
            )
