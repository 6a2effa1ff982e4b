"""Python uses a statement that only works at module level, and n8n runs the code inside a function.

## Why
n8n 2.x puts the code of a node into a function (2.27.4):

- `from x import *` fails with "import * only allowed at module level", `from __future__ import …` because it is no
  longer at the beginning of the file, and `await` at the top, which Pyodide allowed, with "'await' outside async
  function".
- `counter = 0` at the top of the node is a variable of the function. A helper with `global counter` that reads it fails
  with "name 'counter' is not defined"; one that only assigns it silently changes another variable. `global counter` at
  the top of the node, too, makes both the same variable.

## Bad
```python n8n-functions/py/count_by_category.py
def count_by_category(items):
    global total
    total += len(items)
```

```python pythonCode
{{@:py:n8n-functions/py/count_by_category.py}}
total = 0
count_by_category(_items)
return [{"json": {"total": total}}]
```

## Good
```python pythonCode
{{@:py:n8n-functions/py/count_by_category.py}}
return [{"json": count_by_category(_items)}]
```

## How to fix
Import the names that you need. Remove `__future__`. Pass values to functions and return them, or use `nonlocal`.
"""

import _ast
from _ast import Await, GeneratorExp, Global, ImportFrom, Name
from collections.abc import Iterator
from typing import Any

from n8n_code_discipline.diagnostic import Span
from n8n_code_discipline.documents.runtime_source import RunningPython, RunningPythonGlue, local_names
from n8n_code_discipline.n8n import python_runtime as n8n
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.syntax.python.tree import SCOPES, children, walk, walk_scope

_FUNCTIONS = (_ast.FunctionDef, _ast.AsyncFunctionDef, _ast.Lambda)
_WAITING = {Await: 'await', _ast.AsyncFor: 'async for', _ast.AsyncWith: 'async with'}
_COMPREHENSIONS = (_ast.ListComp, _ast.SetComp, _ast.DictComp)
_INSIDE = 'n8n runs the code inside a function and says'


@rule(RunningPython)
def check(source: RunningPython) -> Findings:
    """Report star and `__future__` imports, and `global` for a name that the top of the code binds."""
    nodes = list(walk(source.module.tree))
    for node in nodes:
        if isinstance(node, ImportFrom) and (said := _import_error(node, source.settings.allow_python_modules)):
            yield source.finding(f'{_INSIDE} "{said}"', Span(*source.module.span(node)))
    if any(isinstance(node, Global) for node in nodes):
        # what the source, or the glue beside it, binds outside of functions
        top = local_names(source.module.tree).union(*(use.bound for use in source.uses))
        for node in nodes:
            if isinstance(node, _FUNCTIONS):
                yield from _misplaced_globals(source, node, top)


@rule(RunningPythonGlue)
def check_glue(source: RunningPythonGlue) -> Findings:
    """Report `await` at the top."""
    for node in _top_awaits(source.module.tree):
        fact = n8n.TOP_COMPREHENSION if isinstance(node, _COMPREHENSIONS) else n8n.TOP_AWAIT
        start, _ = source.module.span(node)
        said = fact.message.format(name=_WAITING.get(type(node)))
        yield source.finding(f'{_INSIDE} "{said}"', Span(start, start + len('await')))


def _import_error(node: ImportFrom, allowed: tuple[str, ...]) -> str:
    if node.module == '__future__':  # not allowed: NCD612
        return n8n.FUTURE_IMPORT.message if {'__future__', '*'} & set(allowed) else ''
    return n8n.STAR_IMPORT.message if node.names[0].name == '*' else ''


def _misplaced_globals(source: RunningPython, function: Any, top: frozenset[str]) -> Findings:
    """Yield one finding for each `global` of a function that names a variable of the top."""
    own = list(walk_scope(children(function)))
    changed = {id(node.target) for node in own if isinstance(node, _ast.AugAssign)}
    first: dict[tuple[str, bool], int] = {}  # lines by name, of reads and of writes
    for node in own:
        if isinstance(node, Name):
            key = node.id, isinstance(node.ctx, _ast.Load) or id(node) in changed
            first[key] = min(node.lineno, first.get(key, node.lineno))
    for statement in own:
        for name in statement.names if isinstance(statement, Global) else ():
            read, write = first.get((name, True)), first.get((name, False))
            if name not in top or (read is None and write is None):
                continue
            message = f"n8n runs the code inside a function: the '{name}' of the node does not change, it is another"
            if read is not None and (write is None or read <= write):
                message = f'{_INSIDE} "{n8n.GLOBAL.message.format(name=name)}"'
            yield source.finding(message, Span(*source.module.span(statement)))
            break


def _top_awaits(tree: Any) -> Iterator[Any]:
    """Yield what waits outside of any function; a generator expression waits where it is consumed."""
    pending = [tree] if tree is not None else []
    while pending:
        node = pending.pop()
        if isinstance(node, SCOPES):
            continue
        if isinstance(node, (*_COMPREHENSIONS, GeneratorExp)):
            parts = [part for part in children(node) if part is not node.generators[0]]
            waits = any(comprehension.is_async for comprehension in node.generators) or any(
                isinstance(below, Await) for part in (*parts, *node.generators[0].ifs) for below in walk(part)
            )
            if waits and not isinstance(node, GeneratorExp):
                yield node
            pending.append(node.generators[0].iter)
            continue
        if type(node) in _WAITING:
            yield node
        pending += reversed(children(node))
