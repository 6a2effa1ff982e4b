"""The top-level statements of a Python source: imports, functions, and whatever else there is."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING
from typing import Any
from typing import Literal
from typing import NamedTuple

if TYPE_CHECKING:
    import ast

    from n8n_code_discipline.syntax.python.module import Module

_REST_OF_LINE = r'[ \t\f]*(?:[\r\n]|\Z)'
_FUNCTIONS = ('FunctionDef', 'AsyncFunctionDef')
_IMPORTS = ('Import', 'ImportFrom')


class Statement(NamedTuple):
    """A top-level statement.

    ``kind`` is 'docstring', 'import', 'function' for an undecorated (async) `def`, else 'other'. ``name`` is that of
    a `def`, decorated or not. A decorated definition starts at its `@`.
    """

    kind: Literal['docstring', 'import', 'function', 'other']
    start: int
    end: int
    name: str


def statements(module: Module) -> tuple[Statement, ...]:
    """Return the top-level statements, comments left out; none for a source without a tree."""
    if module.tree is None:
        return ()
    return tuple(_statement(module, index, node) for index, node in enumerate(module.tree.body))


def _statement(module: Module, index: int, node: Any) -> Statement:
    start, end = module.span(node)
    kind = type(node).__name__
    if kind in _IMPORTS:
        return Statement('import', start, end, '')
    if kind in _FUNCTIONS and not node.decorator_list:
        return Statement('function', start, end, node.name)
    if index == 0 and kind == 'Expr' and isinstance(getattr(node.value, 'value', None), str):
        return Statement('docstring', start, end, '')
    if getattr(node, 'decorator_list', None):
        start = module.source.rindex('@', 0, module.span(node.decorator_list[0])[0])
    return Statement('other', start, end, node.name if kind in _FUNCTIONS else '')


def is_name_at(module: Module, start: int, end: int) -> bool:
    """Tell whether ``start`` to ``end`` is one name at column 0, alone on its line, as a top-level statement."""
    if module.tree is None:
        return False
    body = module.tree.body
    index = bisect_left(body, module.line_at(start), key=_line)
    if index == len(body):
        return False
    node = body[index]
    return (
        module.span(node) == (start, end)
        and node.col_offset == 0
        and type(node).__name__ == 'Expr'
        and type(getattr(node, 'value', None)).__name__ == 'Name'
        and re.compile(_REST_OF_LINE).match(module.source, end) is not None
    )


def _line(node: ast.stmt) -> int:
    return node.lineno
