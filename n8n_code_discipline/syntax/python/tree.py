"""Questions about a Python tree that need no scopes."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING
from typing import Any
from typing import NamedTuple

if TYPE_CHECKING:
    from n8n_code_discipline.syntax.python.module import Module

_SCOPES = frozenset({'FunctionDef', 'AsyncFunctionDef', 'ClassDef', 'Lambda'})


class Import(NamedTuple):
    """An import, 0-based characters, ``end`` exclusive; ``module`` is None where it is worked out at run time.

    A relative one begins with its dots.
    """

    module: str | None
    start: int
    end: int


def walk(root: Any) -> Iterator[Any]:
    """Yield a node and all below it, level by level, as ``ast.walk`` does."""
    pending = deque([root])
    while pending:
        node = pending.popleft()
        yield node
        pending.extend(_children(node))


def _children(node: Any) -> Iterator[Any]:
    for field in node._fields:
        value = getattr(node, field, None)
        if isinstance(value, list):
            yield from (item for item in value if hasattr(item, '_fields'))
        elif hasattr(value, '_fields'):
            yield value


def imports(module: Module) -> Iterator[Import]:
    """Yield what is imported anywhere, `__import__('name')` included."""
    for node in walk(module.tree):
        kind = type(node).__name__
        if kind == 'Import':
            yield from (Import(alias.name, *module.span(alias)) for alias in node.names)
        elif kind == 'ImportFrom':
            yield Import('.' * node.level + (node.module or ''), *module.span(node))
        elif kind == 'Call' and getattr(node.func, 'id', '') == '__import__':
            name = getattr(node.args[0], 'value', None) if node.args else None
            yield Import(name if isinstance(name, str) else None, *module.span(node))


def top_awaits(statements: list[Any]) -> Iterator[Any]:
    """Yield what waits outside of any function: `await`, `async for`, `async with`."""
    pending = list(reversed(statements))
    while pending:
        node = pending.pop()
        if type(node).__name__ not in _SCOPES:
            if type(node).__name__ in ('Await', 'AsyncFor', 'AsyncWith'):
                yield node
            pending += reversed(list(_children(node)))


def bound_names(statements: list[Any]) -> Iterator[str]:
    """Yield the names that statements assign, functions and classes in them left out."""
    pending = list(statements)
    while pending:
        node = pending.pop()
        kind = type(node).__name__
        if kind in _SCOPES:
            continue
        if kind == 'Name' and type(node.ctx).__name__ == 'Store':
            yield node.id
        pending += _children(node)


def text(node: Any) -> str | None:
    """The value of a text literal, None for anything else."""
    value = node.value if type(node).__name__ == 'Constant' else None
    return value if isinstance(value, str) else None
