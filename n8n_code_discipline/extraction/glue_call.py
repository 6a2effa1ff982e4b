"""Read the one statement of glue that ``extract`` writes: a call of a function, its wrapping and its arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from n8n_code_discipline.diagnostic import Span
from n8n_code_discipline.extraction.chains import LINKS, Constant, Step, constant, step, unwrapped
from n8n_code_discipline.syntax.javascript import nodes
from n8n_code_discipline.text import excerpt

if TYPE_CHECKING:
    from tree_sitter import Node

    from n8n_code_discipline.diagnostic import Place
    from n8n_code_discipline.syntax.javascript import Script

_LONGEST_CHAIN = 50


class GlueError(Exception):
    """Glue is not the call of one function; the message gives the reason."""


class Chain(NamedTuple):
    """A name and the properties, elements and calls that follow it: `$('X').first().json.id`."""

    base: str
    steps: tuple[Step, ...]


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
    wrapping, call = unwrapped(nodes.only_child(statements[0]))
    if call is not None and call.type == 'await_expression':
        call = nodes.only_child(call)
    function = call.child_by_field_name('function') if call is not None else None
    arguments = call.child_by_field_name('arguments') if call is not None else None
    if function is None or function.type != 'identifier' or arguments is None or arguments.type != 'arguments':
        raise GlueError('its glue is not the `return` of one call')
    return GlueCall(nodes.text(function), tuple(map(_argument, nodes.children(arguments))), wrapping != '')


def _argument(node: Node) -> Argument:
    text = excerpt(nodes.text(node))
    if node.type != 'arrow_function':
        return Argument(text, _value(node))
    parameters, body = node.child_by_field_name('parameters'), nodes.bare(node.child_by_field_name('body'))
    if nodes.has_token(node, 'async') or parameters is None or nodes.children(parameters) or body is None:
        return Argument(text, None)
    return Argument(text, _value(body), lazy=True)


def _value(node: Node) -> Chain | Constant | None:
    steps: list[Step] = []
    link: Node | None = node
    while link is not None and link.type in LINKS:
        found = step(link)
        if found is None or len(steps) == _LONGEST_CHAIN:
            return None
        steps.append(found)
        link = link.child_by_field_name(LINKS[link.type])
    if link is None or link.type != 'identifier':
        return constant(node)
    return Chain(nodes.text(link), tuple(reversed(steps)))
