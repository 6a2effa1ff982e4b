"""The top-level statements of a Python source, and its imports at any level."""

from __future__ import annotations

from _ast import Call, Expr, ImportFrom, Name
from _ast import Import as ImportStatement
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

from n8n_code_discipline.syntax.names import Request
from n8n_code_discipline.syntax.python.tree import FUNCTIONS, text, walk

if TYPE_CHECKING:
    from _ast import stmt

    from n8n_code_discipline.syntax.python.module import Module


class Statement(NamedTuple):
    """A top-level statement.

    Attributes:
        kind: 'docstring', 'import', 'function' for an undecorated (async) `def`, else 'other'.
        start: 0-based character offset; a decorated definition starts at its first `@`.
        end: 0-based character offset, exclusive.
        name: The name of a `def`, decorated or not, else ''.
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
    elif isinstance(node, ImportStatement | ImportFrom):
        return Statement('import', start, end, '')
    elif index == 0 and isinstance(node, Expr) and text(node.value) is not None:
        return Statement('docstring', start, end, '')
    return Statement('other', start, end, name)


def imports(module: Module) -> Iterator[Request]:
    """Yield what is imported anywhere, `__import__('name')` included; '' for a name computed at run time."""
    yield from module.names.requests
    for node in walk(module.tree):
        if isinstance(node, Call) and isinstance(node.func, Name) and node.func.id == '__import__':
            yield Request((text(node.args[0]) if node.args else None) or '', *module.span(node))
