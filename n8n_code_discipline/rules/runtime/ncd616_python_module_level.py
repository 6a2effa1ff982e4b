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

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from typing import Any

from n8n_code_discipline.documents.runtime_source import RunningSource
from n8n_code_discipline.n8n import python_runtime as n8n
from n8n_code_discipline.registry import rule
from n8n_code_discipline.syntax.python import Module
from n8n_code_discipline.syntax.python.tree import bound_names
from n8n_code_discipline.syntax.python.tree import top_awaits
from n8n_code_discipline.syntax.python.tree import walk

if TYPE_CHECKING:
    from n8n_code_discipline.diagnostic import Finding

_WAITING = {'Await': 'await', 'AsyncFor': 'async for', 'AsyncWith': 'async with'}
_KINDS = frozenset({'Global', 'ImportFrom'})


@rule(RunningSource)
def check(source: RunningSource) -> Iterator[Finding]:
    """Report star and `__future__` imports, `await` at the top, `global` for a name that the top of the code binds."""
    if source.target < 2 or source.module is None:
        return
    nodes = [node for node in walk(source.module.tree) if type(node).__name__ in _KINDS]
    top = _top_names(source) if any(type(node).__name__ == 'Global' for node in nodes) else frozenset()
    for node in nodes:
        said = _said(node, top)
        if said:
            yield source.finding(f'n8n runs the code inside a function and says "{said}"', *source.module.span(node))
    for node in top_awaits(source.module.tree.body) if source.glue and source.module.tree else ():
        said = n8n.TOP_AWAIT.message.format(name=_WAITING[type(node).__name__])
        start, _ = source.module.span(node)
        yield source.finding(f'n8n runs the code inside a function and says "{said}"', start, start + len('await'))


def _said(node: Any, top: frozenset[str]) -> str:
    if type(node).__name__ == 'Global':
        name = next((name for name in node.names if name in top), None)
        return n8n.GLOBAL.message.format(name=name) if name else ''
    if node.module == '__future__':
        return n8n.FUTURE_IMPORT.message
    return n8n.STAR_IMPORT.message if node.names[0].name == '*' else ''


def _top_names(source: RunningSource) -> frozenset[str]:
    """The names that the source, or the glue beside it, binds outside of functions."""
    trees = [source.module.tree if source.module is not None else None]
    trees += [node.syntax.tree for node in source.nodes if isinstance(node.syntax, Module)]
    return frozenset(name for module in trees if module is not None for name in bound_names(module.body))
