"""The top-level statements of a Python source: imports, functions, and everything else."""

from __future__ import annotations

import re
from _ast import Expr
from _ast import Import
from _ast import ImportFrom
from _ast import Name
from bisect import bisect_left
from typing import TYPE_CHECKING
from typing import Literal
from typing import NamedTuple

from n8n_code_discipline.syntax.python.tree import FUNCTIONS
from n8n_code_discipline.syntax.python.tree import text

if TYPE_CHECKING:
    from _ast import stmt

    from n8n_code_discipline.syntax.python.module import Module

_REST_OF_LINE = r'[ \t\f]*(?:[\r\n]|\Z)'


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
    """Return the top-level statements without comments; none for a source without a tree."""
    if module.tree is None:
        return ()
    return tuple(_statement(module, index, node) for index, node in enumerate(module.tree.body))


def _statement(module: Module, index: int, node: stmt) -> Statement:
    start, end = module.span(node)
    name = node.name if isinstance(node, FUNCTIONS) else ''
    decorators = getattr(node, 'decorator_list', None)
    if decorators:
        start = module.source.rindex('@', 0, module.span(decorators[0])[0])
    elif name:
        return Statement('function', start, end, name)
    elif isinstance(node, Import | ImportFrom):
        return Statement('import', start, end, '')
    elif index == 0 and isinstance(node, Expr) and text(node.value) is not None:
        return Statement('docstring', start, end, '')
    return Statement('other', start, end, name)


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
        and isinstance(node, Expr)
        and isinstance(node.value, Name)
        and re.compile(_REST_OF_LINE).match(module.source, end) is not None
    )


def _line(node: stmt) -> int:
    return node.lineno
