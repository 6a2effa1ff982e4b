"""Python defines a class, which n8n 2.x does not support.

## Why
The runner removes the built-in that creates classes: "__build_class__ not found" (2.27.4). It is one of the
names of `N8N_RUNNERS_BUILTINS_DENY`, and of the setting `denied-python-builtins`.

## Bad
```python n8n-functions/py/count_by_category.py
def count_by_category(items):
    class Counter:
        total = len(items)
    return {"total": Counter.total}
```

## Good
```python n8n-functions/py/count_by_category.py
def count_by_category(items):
    return {"total": len(items)}
```

## How to fix
Use dictionaries, tuples and functions.
"""

from _ast import ClassDef

from n8n_code_discipline.diagnostic import Span
from n8n_code_discipline.documents.runtime_source import RunningPython, denied_builtins
from n8n_code_discipline.n8n import python_runtime as n8n
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.syntax.python.tree import walk


@rule(RunningPython)
def check(source: RunningPython) -> Findings:
    for node in walk(source.module.tree) if '__build_class__' in denied_builtins(source) else ():
        if isinstance(node, ClassDef):
            start, _ = source.module.span(node)
            yield source.finding(
                f"class '{node.name}': n8n says '{n8n.CLASS.message}'; use dictionaries and functions",
                Span(start, start + len('class')),
            )
