"""Python uses a statement that only works at module level, and n8n runs the code inside a function.

## Why

n8n 2.x puts the code of a node into a function (2.27.4). `from x import *` is "import * only allowed at module
level"; `from __future__ import …` must be at the beginning of the file, where it no longer is; `global counter`
names a variable of the module, and a `counter = 0` at the top of the node is one of the function: "name 'counter' is
not defined". `await` at the top, which Pyodide allowed, is "'await' outside async function".

## Bad

`n8n-functions/py/count_by_category.py`

```python
def count_by_category(items):
    global total
    total += len(items)
```

`pythonCode`

```python
{{@:py:n8n-functions/py/count_by_category.py}}

total = 0
count_by_category(_items)
return [{"json": {"total": total}}]
```

## Good

`n8n-functions/py/count_by_category.py`

```python
def count_by_category(items):
    return len(items)
```

`pythonCode`

```python
{{@:py:n8n-functions/py/count_by_category.py}}

return [{"json": {"total": count_by_category(_items)}}]
```

## How to fix

Import the names that are needed; leave `__future__` out; hand values in and out of functions, or use `nonlocal`.
"""

from _ast import AsyncFor
from _ast import AsyncWith
from _ast import Await
from _ast import Global
from _ast import ImportFrom
from collections.abc import Iterator

from n8n_code_discipline.diagnostic import Finding
from n8n_code_discipline.diagnostic import Span
from n8n_code_discipline.documents.runtime_source import RunningPython
from n8n_code_discipline.documents.runtime_source import RunningPythonGlue
from n8n_code_discipline.n8n import python_runtime as n8n
from n8n_code_discipline.registry import rule
from n8n_code_discipline.syntax.python.tree import bound_names
from n8n_code_discipline.syntax.python.tree import top_awaits
from n8n_code_discipline.syntax.python.tree import walk

_WAITING = {Await: 'await', AsyncFor: 'async for', AsyncWith: 'async with'}
_INSIDE = 'n8n runs the code inside a function and says'


@rule(RunningPython)
def check(source: RunningPython) -> Iterator[Finding]:
    """Report star and `__future__` imports, and `global` for a name that the top of the code binds."""
    nodes = [node for node in walk(source.module.tree) if isinstance(node, Global | ImportFrom)]
    top = _top_names(source) if any(isinstance(node, Global) for node in nodes) else frozenset()
    for node in nodes:
        said = _said(node, top)
        if said:
            yield source.finding(f'{_INSIDE} "{said}"', Span(*source.module.span(node)))


@rule(RunningPythonGlue)
def check_glue(source: RunningPythonGlue) -> Iterator[Finding]:
    """Report `await` at the top."""
    for node in top_awaits(source.module.tree.body) if source.module.tree else ():
        said = n8n.TOP_AWAIT.message.format(name=_WAITING[type(node)])
        start, _ = source.module.span(node)
        yield source.finding(f'{_INSIDE} "{said}"', Span(start, start + len('await')))


def _said(node: Global | ImportFrom, top: frozenset[str]) -> str:
    if isinstance(node, Global):
        name = next((name for name in node.names if name in top), None)
        return n8n.GLOBAL.message.format(name=name) if name else ''
    if node.module == '__future__':
        return n8n.FUTURE_IMPORT.message
    return n8n.STAR_IMPORT.message if node.names[0].name == '*' else ''


def _top_names(source: RunningPython) -> frozenset[str]:
    """Return the names that the source, or the glue beside it, binds outside of functions."""
    own = bound_names(source.module.tree.body) if source.module.tree else ()
    return frozenset(own).union(*(use.bound for use in source.uses))
