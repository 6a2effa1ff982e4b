"""Read the one statement of glue that ``extract`` writes: a call of a function, its wrapping and its arguments."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING
from typing import Any
from typing import Literal
from typing import NamedTuple

from n8n_code_discipline.diagnostic import Span
from n8n_code_discipline.text import excerpt

if TYPE_CHECKING:
    from tree_sitter import Node

    from n8n_code_discipline.diagnostic import Place
    from n8n_code_discipline.syntax.javascript import Script

# `value`: `return f(…)` gives items, or one. `json`: `return { json: f(…) }`, `return [{ json: f(…) }]` give one.
Wrapping = Literal['value', 'json']

_COMMENTS = frozenset({'comment', 'html_comment', 'empty_statement'})
_LONGEST_CHAIN = 50
_NUMBER = r'-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]+)?'
_CONSTANTS: dict[str, Any] = {'true': True, 'false': False, 'null': None}
_SIMPLE_ESCAPES = {'n': '\n', 't': '\t', 'r': '\r', 'b': '\b', 'f': '\f', 'v': '\v', '0': '\0'}
_CODE_POINT = r'\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))'


class GlueError(Exception):
    """Why glue is not the call of one function with arguments that a saved execution holds."""


class Call(NamedTuple):
    """A call in a chain, with literals as arguments: `('X')`, `(0, 1)`."""

    arguments: tuple[Any, ...]


class Chain(NamedTuple):
    """A name and the properties, elements and calls that follow it: `$('X').first().json.id`."""

    base: str
    steps: tuple[str | int | Call, ...]


class Constant(NamedTuple):
    """A string, number, boolean or null that stands in the glue."""

    value: Any


class Argument(NamedTuple):
    """An argument of the call as the glue spells it.

    ``value`` is None for an expression that is neither a chain nor a literal. ``lazy``: the argument is a function that
    returns the value, `() => $('X').first().json`. ``guarded``: it is `undefined` where n8n does not give the name,
    `typeof item === "undefined" ? undefined : item`.
    """

    text: str
    value: Chain | Constant | None
    lazy: bool
    guarded: bool


class GlueCall(NamedTuple):
    """The call that the glue consists of."""

    function: str
    arguments: tuple[Argument, ...]
    wrapping: Wrapping


def parse(script: Script, is_stand_in: Callable[[Place], bool]) -> GlueCall:
    """Return the call of a body's glue; ``is_stand_in`` tells which places stand for a placeholder.

    Raises GlueError, with the reason.
    """
    statements = [
        statement
        for statement in (script.tree.root_node.named_children if script.tree is not None else ())
        if statement.type not in _COMMENTS
        and not is_stand_in(Span(script.offsets[statement.start_byte], script.offsets[statement.end_byte]))
    ]
    if len(statements) != 1 or statements[0].type != 'return_statement':
        raise GlueError('its glue is more than one `return` of a call')
    returned = _only(statements[0])
    wrapping: Wrapping = 'value'
    if returned is not None and returned.type == 'array':
        returned = _only(returned)
        if returned is None or returned.type != 'object':
            raise GlueError('its glue is not the `return` of one call')
    if returned is not None and returned.type == 'object':
        wrapping = 'json'
        returned = _json_member(returned)
    if returned is not None and returned.type == 'await_expression':
        returned = _only(returned)
    function = returned.child_by_field_name('function') if returned is not None else None
    arguments = returned.child_by_field_name('arguments') if returned is not None else None
    if returned is None or returned.type != 'call_expression' or function is None or function.type != 'identifier':
        raise GlueError('its glue is not the `return` of one call')
    if arguments is None or arguments.type != 'arguments':
        raise GlueError('its glue calls the function with a template string')
    return GlueCall(_text(function), tuple(map(_argument, _children(arguments))), wrapping)


def _json_member(item: Node) -> Node | None:
    """The value of `json` in the literal of an item; what else it has is not data of the function."""
    found = None
    for member in _children(item):
        key = member.child_by_field_name('key')
        if member.type != 'pair' or key is None or _property(key) not in ('json', 'binary', 'pairedItem'):
            raise GlueError('its glue returns an item of other members than `json`, `binary` and `pairedItem`')
        if _property(key) == 'json':
            found = member.child_by_field_name('value')
    return found


def _argument(node: Node) -> Argument:
    text = excerpt(_text(node))
    lazy = guarded = False
    value: Node | None = node
    if node.type == 'arrow_function' and not any(child.type == 'async' for child in node.children):
        parameters = node.child_by_field_name('parameters')
        body = node.child_by_field_name('body')
        if parameters is None or _children(parameters) or body is None or body.type == 'statement_block':
            return Argument(text, None, lazy=True, guarded=False)
        lazy, value = True, body
    while value is not None and value.type == 'parenthesized_expression':
        value = _only(value)
    if value is not None and value.type == 'ternary_expression':
        guarded, value = True, _guarded(value)
    return Argument(text, _value(value) if value is not None else None, lazy, guarded)


def _guarded(node: Node) -> Node | None:
    """`x` of `typeof x === "undefined" ? undefined : x`, None for another condition."""
    condition, absent, present = (node.child_by_field_name(f) for f in ('condition', 'consequence', 'alternative'))
    if condition is None or absent is None or present is None or _text(absent) != 'undefined':
        return None
    base = present
    while base.type in ('member_expression', 'subscript_expression', 'call_expression'):
        inner = base.child_by_field_name('object') or base.child_by_field_name('function')
        if inner is None:
            return None
        base = inner
    asked = re.sub(r'\s', '', _text(condition)).replace("'", '"').replace('===', '==')
    return present if asked == f'typeof{_text(base)}=="undefined"' else None


def _value(node: Node) -> Chain | Constant | None:
    if node.type in _CONSTANTS:
        return Constant(_CONSTANTS[node.type])
    if node.type == 'string':
        return Constant(string_value(node))
    if node.type in ('number', 'unary_expression'):
        text = _text(node)
        return Constant(json.loads(text)) if re.compile(_NUMBER).fullmatch(text) else None
    steps: list[str | int | Call] = []
    link: Node | None = node
    while link is not None and link.type != 'identifier':
        step = _step(link)
        if step is None or len(steps) == _LONGEST_CHAIN:
            return None
        steps.append(step)
        link = link.child_by_field_name('function' if link.type == 'call_expression' else 'object')
    return Chain(_text(link), tuple(reversed(steps))) if link is not None else None


def _step(link: Node) -> str | int | Call | None:
    if any(child.type == 'optional_chain' for child in link.children):
        return None
    if link.type == 'member_expression':
        key = link.child_by_field_name('property')
        return _text(key) if key is not None and key.type == 'property_identifier' else None
    if link.type == 'subscript_expression':
        key = link.child_by_field_name('index')
        found = _value(key) if key is not None and key.type in ('string', 'number') else None
        return found.value if isinstance(found, Constant) and isinstance(found.value, str | int) else None
    if link.type == 'call_expression':
        arguments = link.child_by_field_name('arguments')
        values = [_value(argument) for argument in _children(arguments)] if arguments is not None else [None]
        constants = [argument.value for argument in values if isinstance(argument, Constant)]
        return Call(tuple(constants)) if len(constants) == len(values) else None
    return None


def string_value(node: Node) -> str:
    """Return the text that a string literal stands for."""
    text = ''.join(
        _unescaped(_text(child)) if child.type == 'escape_sequence' else _text(child) for child in node.named_children
    )
    return text.encode('utf-16', 'surrogatepass').decode('utf-16', 'surrogatepass')  # two escapes may be one character


def _unescaped(escape: str) -> str:
    match = re.compile(_CODE_POINT).fullmatch(escape)
    if match:
        code = int(match[1] or match[2] or match[3], 16)
        return chr(code) if code <= 0x10FFFF else ''
    rest = escape[1:]
    return '' if rest[:1] in '\r\n\u2028\u2029' else _SIMPLE_ESCAPES.get(rest, rest)


def _property(key: Node) -> str:
    return string_value(key) if key.type == 'string' else _text(key)


def _only(node: Node) -> Node | None:
    found = _children(node)
    return found[0] if len(found) == 1 else None


def _children(node: Node) -> list[Node]:
    return [child for child in node.named_children if not child.is_extra]


def _text(node: Node | None) -> str:
    return (node.text or b'').decode(errors='replace') if node is not None else ''
