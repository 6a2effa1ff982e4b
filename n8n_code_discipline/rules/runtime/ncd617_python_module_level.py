"""Python uses what works at the top of a module only, and n8n runs the code inside a function.

## Why

n8n 2.x puts the code of a node into a function (2.27.4). `from x import *` is "import * only allowed at module
level"; `from __future__ import …` must be at the beginning of the file, which it is not any more; `global counter`
names a variable of the module, where there is none: "name 'counter' is not defined".

## Bad

`n8n-functions/py/count_by_category.py`

```python
def count_by_category(items):
    def add():
        global total
        total += 1

    for _ in items:
        add()
    return {"total": total}
```

`pythonCode`

```python
{{@:py:n8n-functions/py/count_by_category.py}}

return [{"json": count_by_category(_items)}]
```

## Good

`n8n-functions/py/count_by_category.py`

```python
def count_by_category(items):
    total = 0

    def add():
        nonlocal total
        total += 1

    for _ in items:
        add()
    return {"total": total}
```

`pythonCode`

```python
{{@:py:n8n-functions/py/count_by_category.py}}

return [{"json": count_by_category(_items)}]
```

## How to fix

Import the names that are needed; leave `__future__` out; hand values in and out of functions, or use `nonlocal`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from n8n_code_discipline.diagnostic import Finding
from n8n_code_discipline.n8n_versions import python as n8n
from n8n_code_discipline.registry import rule
from n8n_code_discipline.running import RunningSource
from n8n_code_discipline.syntax.python.tree import walk


@rule(RunningSource)
def check(source: RunningSource) -> Iterator[Finding]:
    """Report star imports, `__future__` imports and `global`."""
    if source.target < 2 or source.module is None:
        return
    for node in walk(source.module.tree):
        said = _said(node)
        if said:
            yield source.finding(f'n8n runs the code inside a function and says "{said}"', *source.module.span(node))


def _said(node: Any) -> str:
    kind = type(node).__name__
    if kind == 'ImportFrom' and node.module == '__future__':
        return n8n.FUTURE_IMPORT.message
    if kind == 'ImportFrom' and node.names[0].name == '*':
        return n8n.STAR_IMPORT.message
    return n8n.GLOBAL.message.format(name=node.names[0]) if kind == 'Global' else ''
