"""Chains of properties, elements and calls with literals, such as `$('X').first().json`, as data."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from n8n_code_discipline.syntax.javascript import nodes

if TYPE_CHECKING:
    from tree_sitter import Node

# What is around a result: nothing, `[{ json: … }]`, `{ json: … }`, `{ json: …, binary: … }`
Wrapping = Literal['', 'list', 'object', 'item']

# The nodes of a chain, and the field of what stands before the last link
LINKS = {'call_expression': 'function', 'member_expression': 'object', 'subscript_expression': 'object'}
_LITERALS = frozenset({'string', 'number', 'unary_expression', 'true', 'false', 'null'})
_QUOTES = r'(?s)\\.|"'
_LONGEST_CHAIN = 50
_LONGEST_NUMBER = 15  # characters; JavaScript may round more digits


class Call(NamedTuple):
    """A call with literals as arguments: `('X')`, `(0, 1)`."""

    arguments: tuple[str | int, ...]


# A link of a chain: a property, an element or a call
Step = str | int | Call


class Constant(NamedTuple):
    """A string, number, boolean or null."""

    value: Any


def step(link: Node) -> Step | None:
    """Return the last link of an expression, None for one that is not literal or may be skipped (`?.`)."""
    if nodes.has_token(link, 'optional_chain'):
        return None
    if link.type == 'member_expression':
        name = nodes.text(link.child_by_field_name('property'))
        return None if name.startswith('#') or '\\' in name else name
    if link.type == 'subscript_expression':
        return _plain(link.child_by_field_name('index'))
    arguments = link.child_by_field_name('arguments')
    if link.type != 'call_expression' or arguments is None or arguments.type != 'arguments':
        return None
    values = list(map(_plain, nodes.children(arguments)))
    found = tuple(value for value in values if value is not None)
    return Call(found) if len(found) == len(values) else None


def chain(node: Node) -> tuple[str, tuple[Step, ...]] | None:
    """Return a name and the links after it, None for an expression that is no chain."""
    steps: list[Step] = []
    link: Node | None = node
    while link is not None and link.type in LINKS and len(steps) < _LONGEST_CHAIN:
        found = step(link)
        if found is None:
            return None
        steps.append(found)
        link = link.child_by_field_name(LINKS[link.type])
    return (nodes.text(link), tuple(reversed(steps))) if link is not None and link.type == 'identifier' else None


def _plain(node: Node | None) -> str | int | None:
    found = constant(node) if node is not None else None
    return found.value if found is not None and type(found.value) in (str, int) else None


def constant(node: Node) -> Constant | None:
    """Return the value of a literal that JSON, too, could hold."""
    text = nodes.text(node)
    if node.type not in _LITERALS or (node.type != 'string' and len(text) > _LONGEST_NUMBER):
        return None
    if node.type == 'string':
        text = f'"{re.sub(_QUOTES, _requoted, text[1:-1])}"'
    try:
        return Constant(json.loads(text, strict=False))
    except ValueError:
        return None


def _requoted(match: re.Match[str]) -> str:
    return {'"': '\\"', "\\'": "'"}.get(match[0], match[0])


def unwrapped(node: Node | None) -> tuple[Wrapping, Node | None]:
    """Return what is around a result, and the result; None for a literal that is no item or list of one item."""
    bare = nodes.bare(node)
    wrapping: Wrapping = 'object'
    if bare is not None and bare.type == 'array':
        if [child.type for child in bare.children] not in (['[', 'object', ']'], ['[', 'object', ',', ']']):
            return '', None
        wrapping = 'list'
        bare = bare.children[1]
    if bare is None or bare.type != 'object':
        return '', bare
    found = nodes.children(bare)
    members = {nodes.property_name(member.child_by_field_name('key')) or member.text: member for member in found}
    result = members.get(b'json')
    if result is None or not members.keys() <= {b'json', b'binary', b'pairedItem'}:
        return '', None
    if len(found) > 1:
        wrapping = 'item'
    return wrapping, result if result.type == 'shorthand_property_identifier' else result.child_by_field_name('value')
