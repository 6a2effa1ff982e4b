"""A Python function file imports another function file, or something by a relative name.

## Why
It works in the test, where `n8n-functions/py/` is on the path, but never in n8n: the code is injected into a node,
which has no such module. An import of a standard-library module of the same name is not reported.

## Bad
```python n8n-functions/py/count_by_category.py
from .keys import key_of

def count_by_category(items):
    return len({key_of(item) for item in items})
```

## Good
```python n8n-functions/py/count_by_category.py
def count_by_category(items, key_of):
    return len({key_of(item) for item in items})
```

## How to fix
Move the function into this file, or take it as a parameter and inject both files into the node.
"""

from n8n_code_discipline.documents.function_file import PythonFile
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.syntax.names import Names


@rule(PythonFile)
def check(function: PythonFile) -> Findings:
    imported = _imported_names(function.names)
    for request in function.names.requests:
        shown = function.excerpt(request)
        if request.module.startswith('.'):
            what = f"'{shown}' is a relative import"
        else:
            # `from a import b` imports `a` or `a.b`
            modules = [request.module, *imported.get(request.module, ())]
            sibling = next(filter(None, map(function.sibling, modules)), None)
            if sibling is None:
                continue
            what = f"'{shown}' imports {sibling}"
        yield function.finding(
            f'{what}, which works in the test and never in n8n: move the function into this file or take it as a '
            f'parameter',
            request,
        )


def _imported_names(names: Names) -> dict[str, dict[str, None]]:
    """Return the dotted names that imports bind, by their parents: `a.b` by `a`."""
    found: dict[str, dict[str, None]] = {}
    bound = (read.target[: len(read.target) - len(read.path) + len(read.name)] for read in names.reads)
    for target in (*(declaration.target for declaration in names.declarations), *bound):
        found.setdefault(target.rpartition('.')[0], {})[target] = None
    return found
