"""What the body of a Python Code node returns, as far as its literals tell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from typing import Any

from n8n_code_discipline.syntax.literals import Return
from n8n_code_discipline.syntax.literals import Returns
from n8n_code_discipline.syntax.literals import Value
from n8n_code_discipline.syntax.python.tree import text

if TYPE_CHECKING:
    from n8n_code_discipline.syntax.python.module import Module

_NESTED = frozenset({'FunctionDef', 'AsyncFunctionDef', 'ClassDef', 'Lambda'})
_DEPTH = 8  # of nested literals and conditions that are looked into


def returns(module: Module) -> Returns:
    """Return the `return` statements of a body; nested functions have their own."""
    found = []
    can_end = True
    pending = list(reversed(module.tree.body)) if module.tree is not None else []
    while pending:
        node: Any = pending.pop()
        kind = type(node).__name__
        if kind == 'Return':
            can_end = False
            start, end = module.span(node)
            values = tuple(_branches(module, node.value, _DEPTH)) if node.value else (_nothing(start, end),)
            found.append(Return(start, end, values))
        elif kind == 'Raise':
            can_end = False
        elif kind not in _NESTED:
            pending += reversed(list(_statements(node)))
    return Returns(tuple(found), can_end)


def _statements(node: Any) -> Iterator[Any]:
    for field in ('body', 'orelse', 'handlers', 'finalbody', 'cases'):
        value = getattr(node, field, None)
        if isinstance(value, list):
            yield from value


def _nothing(start: int, end: int) -> Value:
    return Value('nothing', start, end, null=True)


def _branches(module: Module, node: Any, depth: int) -> Iterator[Value]:
    if type(node).__name__ == 'IfExp' and depth:
        yield from _branches(module, node.body, depth - 1)
        yield from _branches(module, node.orelse, depth - 1)
    else:
        yield _value(module, node, depth)


def _value(module: Module, node: Any, depth: int) -> Value:
    start, end = module.span(node)
    kind = type(node).__name__
    if not depth:
        return Value('unknown', start, end)
    if kind == 'Constant':
        return _nothing(start, end) if node.value is None else Value('other', start, end, truthy=bool(node.value))
    if kind == 'JoinedStr':
        return Value('other', start, end)
    if kind in ('List', 'Tuple'):
        members = tuple(('', _value(module, item, depth - 1)) for item in node.elts if type(item).__name__ != 'Starred')
        return Value('array', start, end, members, len(members) == len(node.elts), truthy=True)
    if kind == 'Dict':
        keys = [text(key) if key is not None else None for key in node.keys]
        found = [
            (key, _value(module, value, depth - 1))
            for key, value in zip(keys, node.values, strict=True)
            if key is not None
        ]
        return Value('object', start, end, tuple(found), len(found) == len(keys), truthy=True)
    return Value('unknown', start, end)
