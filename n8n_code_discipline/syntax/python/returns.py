"""What the body of a Python Code node returns, as far as its literals tell."""

from __future__ import annotations

from _ast import AST
from _ast import Constant
from _ast import Dict
from _ast import IfExp
from _ast import JoinedStr
from _ast import List
from _ast import Raise
from _ast import Return as ReturnStatement
from _ast import Starred
from _ast import Tuple
from collections.abc import Iterator
from typing import TYPE_CHECKING

from n8n_code_discipline.syntax.literals import Return
from n8n_code_discipline.syntax.literals import Returns
from n8n_code_discipline.syntax.literals import Value
from n8n_code_discipline.syntax.python.tree import SCOPES
from n8n_code_discipline.syntax.python.tree import text

if TYPE_CHECKING:
    from _ast import expr

    from n8n_code_discipline.syntax.python.module import Module

_DEPTH = 8  # of nested literals and conditions that are looked into


def returns(module: Module) -> Returns:
    """Return the `return` statements of a body; nested functions have their own."""
    found = []
    can_end = True
    pending: list[AST] = list(reversed(module.tree.body)) if module.tree is not None else []
    while pending:
        node = pending.pop()
        if isinstance(node, ReturnStatement):
            can_end = False
            start, end = module.span(node)
            values = tuple(_branches(module, node.value, _DEPTH)) if node.value else (_nothing(start, end),)
            found.append(Return(start, end, values))
        elif isinstance(node, Raise):
            can_end = False
        elif not isinstance(node, SCOPES):
            pending += list(_statements(node))[::-1]
    return Returns(tuple(found), can_end)


def _statements(node: AST) -> Iterator[AST]:
    for field in ('body', 'orelse', 'handlers', 'finalbody', 'cases'):
        value = getattr(node, field, None)
        if isinstance(value, list):
            yield from value


def _nothing(start: int, end: int) -> Value:
    return Value('nothing', start, end, null=True)


def _branches(module: Module, node: expr, depth: int) -> Iterator[Value]:
    if isinstance(node, IfExp) and depth:
        yield from _branches(module, node.body, depth - 1)
        yield from _branches(module, node.orelse, depth - 1)
    else:
        yield _value(module, node, depth)


def _value(module: Module, node: expr, depth: int) -> Value:
    start, end = module.span(node)
    if not depth:
        return Value('unknown', start, end)
    if isinstance(node, Constant):
        return _nothing(start, end) if node.value is None else Value('other', start, end, truthy=bool(node.value))
    if isinstance(node, JoinedStr):
        return Value('other', start, end)
    if isinstance(node, List | Tuple):
        members = tuple(('', _value(module, item, depth - 1)) for item in node.elts if not isinstance(item, Starred))
        return Value('array', start, end, members, len(members) == len(node.elts), truthy=True)
    if isinstance(node, Dict):
        keys = [text(key) if key is not None else None for key in node.keys]
        found = [
            (key, _value(module, value, depth - 1))
            for key, value in zip(keys, node.values, strict=True)
            if key is not None
        ]
        return Value('object', start, end, tuple(found), len(found) == len(keys), truthy=True)
    return Value('unknown', start, end)
