"""Python imports a module that n8n does not allow or does not have.

## Why
n8n 2.x allows no module by default, not even of the standard library: "Import of standard library module 'json' is
disallowed. Allowed stdlib modules: none" (2.27.4). Relative and computed imports are always rejected. n8n 1.x runs
Pyodide: the standard library and the packages that Pyodide ships can be imported.

## Bad
```python n8n-functions/py/count_by_category.py
import json

def count_by_category(items):
    return {"text": json.dumps([item["json"] for item in items])}
```

## Good
```python pythonCode
{{@:py:n8n-functions/py/count_by_category.py}}
return [{"json": count_by_category(_items)}]
```

## How to fix
Avoid the module, use a JavaScript Code node, or allow it in n8n (`N8N_RUNNERS_STDLIB_ALLOW`,
`N8N_RUNNERS_EXTERNAL_ALLOW`) and in the configuration: `allow-python-modules = ["json"]`; `"*"` allows all.
"""

from collections.abc import Iterator

from n8n_code_discipline.documents.runtime_source import RunningPyodide, RunningPython
from n8n_code_discipline.n8n import pyodide
from n8n_code_discipline.n8n import python_runtime as n8n
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.syntax.names import Request
from n8n_code_discipline.syntax.python import structure


@rule(RunningPython)
def check(source: RunningPython) -> Findings:
    """Report every import that n8n 2 does not allow."""
    allowed = source.settings.allow_python_modules
    for found, first in _imports(source):
        yield source.finding(_problem(found.module, first, allowed), found)


@rule(RunningPyodide)
def check_pyodide(source: RunningPyodide) -> Findings:
    """Report every import that n8n 1.x does not have."""
    for found, first in _imports(source):
        if first and first not in n8n.STANDARD_LIBRARY and first not in pyodide.PACKAGES:
            yield source.finding(
                f"'{first}' is neither in the standard library nor a package of Pyodide, the Python of n8n 1.x", found
            )


def _imports(source: RunningPython) -> Iterator[tuple[Request, str]]:
    """Yield the imports that the settings do not allow, and the first part of their module."""
    allowed = source.settings.allow_python_modules
    for found in structure.imports(source.module) if '*' not in allowed else ():
        first = found.module.partition('.')[0]
        if not (first and first in allowed):
            yield found, first


def _problem(module: str, first: str, allowed: tuple[str, ...]) -> str:
    if not module:
        return n8n.DYNAMIC_IMPORT.says()
    if not first:
        return n8n.RELATIVE_IMPORT.says()
    is_standard = first in n8n.STANDARD_LIBRARY
    fact = n8n.STANDARD_MODULE if is_standard else n8n.EXTERNAL_MODULE
    names = ', '.join(sorted(name for name in allowed if (name in n8n.STANDARD_LIBRARY) == is_standard))
    return fact.says(name=module, allowed=names or 'none')
