"""A function of a Python function file reads a name that nothing defines.

## Why
Its test fails with NameError as soon as the line runs. Names whose absence a `try` with `except NameError` handles are
fine, names that n8n provides are NCD304. A file with a star import or `exec` is not checked.

## Bad
```python n8n-functions/py/count_by_category.py
def count_by_category(items):
    return len(keys_of(items))
```

## Good
```python n8n-functions/py/count_by_category.py
def count_by_category(items, keys_of):
    return len(keys_of(items))
```

## How to fix
Correct the name, define it in the file, or take it as a parameter and pass it in the Code node.
"""

from n8n_code_discipline.documents.function_file import PythonFile
from n8n_code_discipline.n8n.python_names import KNOWN
from n8n_code_discipline.registry import Findings, rule


@rule(PythonFile)
def check(function: PythonFile) -> Findings:
    for read in function.undefined_reads(KNOWN):
        yield function.finding(
            f"function '{read.function}' reads '{read.name}', which neither the file nor Python defines: correct the "
            f'name, define it or make it a parameter',
            read,
        )
