"""Read the one statement of glue that ``extract`` writes: a call of a function, its wrapping and its arguments."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from n8n_code_discipline.diagnostic import Span
from n8n_code_discipline.syntax.javascript import nodes
from n8n_code_discipline.text import excerpt

if TYPE_CHECKING:
    from tree_sitter import Node

    from n8n_code_discipline.diagnostic import Place
    from n8n_code_discipline.syntax.javascript import Script

_ITEM_MEMBERS = frozenset({b'json', b'binary', b'pairedItem'})
_LONGEST_CHAIN = 50
_JSON = frozenset({'number', 'unary_expression', 'true', 'false', 'null'})
_QUOTES = r'(?s)\\.|"'
_LONGEST_NUMBER = 15  # characters; JavaScript may round more digits


class GlueError(Exception):
    """Glue is not the call of one function; the message gives the reason."""


class Call(NamedTuple):
    """A call in a chain, with literals as arguments: `('X')`, `(0, 1)`."""

    arguments: tuple[Any, ...]


Steps = tuple[str | int | Call, ...]


class Chain(NamedTuple):
    """A name and the properties, elements and calls that follow it: `$('X').first().json.id`."""

    base: str
    steps: Steps


class Constant(NamedTuple):
    """A string, number, boolean or null that stands in the glue."""

    value: Any


class Argument(NamedTuple):
    """An argument of the call as the glue spells it.

    ``value`` is None for an expression that is neither a chain nor a literal. ``lazy``: the argument is a function that
    returns the value, `() => $('X').first().json`.
    """

    text: str
    value: Chain | Constant | None
    lazy: bool = False


class GlueCall(NamedTuple):
    """The call that the glue consists of; ``is_json``: its result is the ``json`` of the one item that is returned."""

    function: str
    arguments: tuple[Argument, ...]
    is_json: bool


def parse(script: Script, is_stand_in: Callable[[Place], bool]) -> GlueCall:
    """Return the call of a body's glue; ``is_stand_in`` tells which places stand for a placeholder.

    Raises GlueError, with the reason.
    """
    statements = [
        statement
        for statement in script.top_level
        if statement.type not in nodes.NO_STATEMENTS
        and not is_stand_in(Span(script.offsets[statement.start_byte], script.offsets[statement.end_byte]))
    ]
    if len(statements) != 1 or statements[0].type != 'return_statement':
        raise GlueError('its glue is more than one `return` of a call')
    returned = nodes.only_child(statements[0])
    if returned is not None and returned.type == 'array':
        item = nodes.only_child(returned)
        returned = item if item is not None and item.type == 'object' else None
    is_json = returned is not None and returned.type == 'object'
    if returned is not None and is_json:
        returned = _json_member(returned)
    if returned is not None and returned.type == 'await_expression':
        returned = nodes.only_child(returned)
    function = returned.child_by_field_name('function') if returned is not None else None
    arguments = returned.child_by_field_name('arguments') if returned is not None else None
    if function is None or function.type != 'identifier' or arguments is None or arguments.type != 'arguments':
        raise GlueError('its glue is not the `return` of one call')
    return GlueCall(nodes.text(function), tuple(map(_argument, nodes.children(arguments))), is_json)


def _json_member(item: Node) -> Node | None:
    """Return the value of `json` in the literal of an item; what else it holds is not data of the function."""
    members = {
        nodes.property_name(member.child_by_field_name('key')): member.child_by_field_name('value')
        for member in nodes.children(item)
    }
    return members.get(b'json') if members.keys() <= _ITEM_MEMBERS else None


def _argument(node: Node) -> Argument:
    text = excerpt(nodes.text(node))
    if node.type == 'arrow_function':
        parameters, body = node.child_by_field_name('parameters'), nodes.bare(node.child_by_field_name('body'))
        if nodes.has_token(node, 'async') or parameters is None or nodes.children(parameters) or body is None:
            return Argument(text, None)
        return Argument(text, _value(body), lazy=True)
    return Argument(text, _value(node))


def _value(node: Node) -> Chain | Constant | None:
    if node.type == 'string' or node.type in _JSON:
        return _constant(node)
    steps: list[str | int | Call] = []
    link: Node | None = node
    while link is not None and link.type != 'identifier':
        step = _step(link)
        if step is None or len(steps) == _LONGEST_CHAIN:
            return None
        steps.append(step)
        link = link.child_by_field_name('function' if link.type == 'call_expression' else 'object')
    return Chain(nodes.text(link), tuple(reversed(steps))) if link is not None else None


def _step(link: Node) -> str | int | Call | None:
    """Return a link of a chain, None for one that is not literal."""
    if nodes.has_token(link, 'optional_chain'):
        return None
    if link.type == 'member_expression':
        key = link.child_by_field_name('property')
        return nodes.text(key) if key is not None and key.type == 'property_identifier' else None
    if link.type == 'subscript_expression':
        key = link.child_by_field_name('index')
        found = _value(key) if key is not None and key.type in ('string', 'number') else None
        return found.value if isinstance(found, Constant) and isinstance(found.value, str | int) else None
    arguments = link.child_by_field_name('arguments')
    if link.type != 'call_expression' or arguments is None:
        return None
    values = [_value(argument) for argument in nodes.children(arguments)]
    constants = [argument.value for argument in values if isinstance(argument, Constant)]
    return Call(tuple(constants)) if len(constants) == len(values) else None


def _constant(node: Node) -> Constant | None:
    """Return the value of a literal that JSON, too, could hold."""
    text = nodes.text(node)
    if node.type == 'string':
        text = f'"{re.sub(_QUOTES, _requoted, text[1:-1])}"'
    elif len(text) > _LONGEST_NUMBER:
        return None
    try:
        return Constant(json.loads(text, strict=False))
    except ValueError:
        return None


def _requoted(match: re.Match[str]) -> str:
    return {'"': '\\"', "\\'": "'"}.get(match[0], match[0])
