"""Early errors of functions and classes: `await` and `yield`, parameters, members."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from n8n_code_discipline.syntax.javascript import expression_errors
from n8n_code_discipline.syntax.javascript import token_errors
from n8n_code_discipline.syntax.javascript.context import AWAIT
from n8n_code_discipline.syntax.javascript.context import PARAMETERS
from n8n_code_discipline.syntax.javascript.context import STATIC_BLOCK
from n8n_code_discipline.syntax.javascript.context import STRICT
from n8n_code_discipline.syntax.javascript.context import YIELD
from n8n_code_discipline.syntax.javascript.nodes import children
from n8n_code_discipline.syntax.javascript.nodes import has_token
from n8n_code_discipline.syntax.javascript.nodes import property_name

if TYPE_CHECKING:
    from tree_sitter import Node

Found = Iterable[tuple['Node', str]]

_NAME_GOES_ON = frozenset({'(', '[', '`', '+', '-', '++', '--', '/'})


def await_expression(node: Node, flags: int) -> Found:
    """`await` where no async function is."""
    argument = next(iter(children(node)), None)
    if argument is not None:
        yield from expression_errors.not_loose(argument)
    if flags & STATIC_BLOCK:
        yield node, "'await' in a static block"
    elif flags & AWAIT:
        if flags & PARAMETERS:
            yield node, "'await' in the parameters of an async function"
    elif argument is None or not _may_follow_name(argument):
        yield node, "'await' outside an async function"


def yield_expression(node: Node, flags: int) -> Found:
    """`yield` where no generator is."""
    argument = next(iter(children(node)), None)
    if flags & YIELD:
        if flags & PARAMETERS:
            yield node, "'yield' in the parameters of a generator"
    elif flags & STRICT or not (argument is None or has_token(node, '*') or _may_follow_name(argument)):
        yield node, "'yield' outside a generator"


def _may_follow_name(argument: Node) -> bool:
    """Whether `await` or `yield` before an operand can be a mere name: `await (x)` is a call then."""
    first: Node | None = argument
    while first is not None and first.child_count:
        first = first.child(0)
    return first is not None and first.type in _NAME_GOES_ON


def arrow(node: Node, flags: int) -> Found:
    """A line break before `=>` or after `async`; `async await => 1`."""
    parameters = node.child_by_field_name('parameters') or node.child_by_field_name('parameter')
    if parameters is None:
        return
    for child in node.children:
        if child.type == '=>' and child.start_point.row != parameters.end_point.row:
            yield child, "a line break before '=>'"
        elif child.type == 'async':
            flags |= AWAIT
            if parameters.start_point.row != child.end_point.row:
                yield child, "a line break after 'async'"
    if parameters.type == 'identifier' and flags & AWAIT:
        yield from token_errors.identifier(parameters, flags)


def method(node: Node, _flags: int) -> Found:
    """Accessors with the wrong number of parameters, or that are async or generators."""
    words = {child.type for child in node.children}
    if not words & {'get', 'set'}:
        return
    accessor, wanted = ('get', 0) if 'get' in words else ('set', 1)
    parameters = node.child_by_field_name('parameters')
    if words & {'async', '*'}:
        yield node, f"'{accessor}' cannot be async or a generator"
    elif parameters is not None and len(children(parameters)) != wanted:
        count = 'exactly one parameter' if wanted else 'no parameter'
        yield node, f"'{accessor}' takes {count}"


def class_body(node: Node, _flags: int) -> Found:
    """Members that may not have their name, and second constructors."""
    constructors = 0
    for member in node.named_children:
        key = member.child_by_field_name('name') or member.child_by_field_name('property')
        if key is None:
            continue
        name = property_name(key)
        words = {child.type for child in member.children}
        fault = _member_fault(member, name, words)
        if name == b'constructor' and member.type == 'method_definition' and 'static' not in words:
            constructors += 1
            fault = fault or ('a second constructor in one class' if constructors > 1 else '')
        if fault:
            yield key, fault


def _member_fault(member: Node, name: bytes, words: set[str]) -> str:
    if name == b'#constructor':
        return "a private name cannot be '#constructor'"
    is_static = 'static' in words
    if member.type == 'field_definition':
        if name == b'constructor' or (name == b'prototype' and is_static):
            return f"a field cannot be named '{name.decode()}'"
    elif name == b'prototype' and is_static:
        return "a static method cannot be named 'prototype'"
    elif name == b'constructor' and not is_static and words & {'get', 'set', 'async', '*'}:
        return 'a constructor cannot be an accessor, async or a generator'
    return ''


def unexpected(node: Node, _flags: int) -> Found:
    """JSX and decorators, which the grammar knows and n8n does not."""
    yield node, "unexpected '@'" if node.type == 'decorator' else "unexpected '<'"
