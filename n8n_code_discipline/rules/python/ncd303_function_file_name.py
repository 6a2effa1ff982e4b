"""A Python function file is not named, in snake_case, after a function that it defines.

## Why
`count_by_category.py` defines `count_by_category` and is tested by `test_count_by_category.py`: each name leads to the
others. snake_case begins with a lower-case letter and contains only lower-case ASCII letters, digits and `_`. A file
may define more functions; a file without any has nothing to inject.

## Bad
```python n8n-functions/py/count_by_category.py
def count(items):
    return len(items)
```

## Good
```python n8n-functions/py/count_by_category.py
def count_by_category(items):
    return len(items)
```

## How to fix
Rename the function or the file, and with the file its test and the placeholders that name it.
"""

from n8n_code_discipline.documents.function_file import PythonFile
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.rules import shared


@rule(PythonFile)
def check(function: PythonFile) -> Findings:
    if not function.well_named:
        yield from shared.wrong_name(function, 'defines', needs_function=True)
