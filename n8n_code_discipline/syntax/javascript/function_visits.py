"""What functions and classes mean for the scopes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from n8n_code_discipline.syntax.javascript.context import ARROW_ENDS
from n8n_code_discipline.syntax.javascript.context import AWAIT
from n8n_code_discipline.syntax.javascript.context import DERIVED
from n8n_code_discipline.syntax.javascript.context import FUNCTION_KEEPS
from n8n_code_discipline.syntax.javascript.context import NAMED
from n8n_code_discipline.syntax.javascript.context import PARAMETERS
from n8n_code_discipline.syntax.javascript.context import STATIC_BLOCK
from n8n_code_discipline.syntax.javascript.context import STRICT
from n8n_code_discipline.syntax.javascript.context import SUPER
from n8n_code_discipline.syntax.javascript.context import SUPER_CALL
from n8n_code_discipline.syntax.javascript.context import TOP_THIS
from n8n_code_discipline.syntax.javascript.context import YIELD
from n8n_code_discipline.syntax.javascript.nodes import are_simple
from n8n_code_discipline.syntax.javascript.nodes import has_token
from n8n_code_discipline.syntax.javascript.nodes import is_strict
from n8n_code_discipline.syntax.javascript.nodes import property_name
from n8n_code_discipline.syntax.javascript.nodes import text
from n8n_code_discipline.syntax.javascript.scopes import BODY
from n8n_code_discipline.syntax.javascript.scopes import LATER
from n8n_code_discipline.syntax.javascript.scopes import READ
from n8n_code_discipline.syntax.javascript.scopes import START
from n8n_code_discipline.syntax.javascript.scopes import TOP
from n8n_code_discipline.syntax.javascript.scopes import Entry
from n8n_code_discipline.syntax.javascript.scopes import Walk

if TYPE_CHECKING:
    from tree_sitter import Node


def function_declaration(walk: Walk, node: Node, role: str, scope: int, flags: int) -> None:
    """`function f() {}` as a statement."""
    walk.statements.append(node.start_byte)
    name = node.child_by_field_name('name')
    if name is not None:
        walk.bind(name, 'function', flags)
        walk.check(name, flags)
        _declare_function(walk, node, name, scope, flags)
    top_this = flags & TOP_THIS if role == TOP else 0
    _function(walk, node, scope, flags & FUNCTION_KEEPS | NAMED | top_this)


def _declare_function(walk: Walk, node: Node, name: Node, scope: int, flags: int) -> None:
    plain = node.type == 'function_declaration' and not has_token(node, 'async')
    if walk.scopes[scope].kind == 'label':
        scope = walk.scopes[scope].function
    at_top = walk.scopes[scope].kind == 'function'
    # Annex B.3.3: sloppy code sees a plain function of a block in the whole function.
    if plain and not at_top and not flags & STRICT:
        walk.declare(name, text(name), 'hoisted', scope)
    walk.declare(name, text(name), 'function' if plain or at_top else 'lexical', scope)


def function_expression(walk: Walk, node: Node, _role: str, scope: int, flags: int) -> None:
    """`function () {}` as a value."""
    if node.start_byte == walk.start:
        walk.error(node.children[0], 'a function declaration needs a name')
    name = node.child_by_field_name('name')
    flags &= FUNCTION_KEEPS
    if name is not None:
        walk.check(name, flags | _own_flags(node))
        scope = walk.open('block', scope)
        walk.scopes[scope].names[text(name)] = Entry('name', name.start_byte, name.end_byte)
    _function(walk, node, scope, flags)


def arrow(walk: Walk, node: Node, _role: str, scope: int, flags: int) -> None:
    """`() => {}`."""
    _function(walk, node, scope, flags & ~ARROW_ENDS, unique=True)


def method(walk: Walk, node: Node, role: str, scope: int, flags: int) -> None:
    """A method of an object or class; its key belongs to the scope around."""
    name = node.child_by_field_name('name')
    if role != LATER:
        walk.pending.append((node, LATER, scope, flags))
        _push_key(walk, name, scope, flags)
        return
    inside = flags & FUNCTION_KEEPS | SUPER
    if flags & DERIVED and property_name(name) == b'constructor' and not has_token(node, 'static'):
        inside |= SUPER_CALL
    _function(walk, node, scope, inside, unique=True)


def _push_key(walk: Walk, name: Node | None, scope: int, flags: int) -> None:
    if name is not None and name.type != 'private_property_identifier':
        walk.pending.append((name, READ, scope, flags & ~DERIVED))


def _own_flags(node: Node) -> int:
    flags = YIELD if node.type.startswith('generator') else 0
    for child in node.children:
        if child.type == 'async':
            flags |= AWAIT
        elif child.type == '*':
            flags |= YIELD
    return flags


def _function(walk: Walk, node: Node, scope: int, flags: int, *, unique: bool = False) -> None:
    """Push the parameters and the body of any function; ``unique``: no parameter may be given twice."""
    flags |= _own_flags(node)
    body = node.child_by_field_name('body')
    parameters = node.child_by_field_name('parameters') or node.child_by_field_name('parameter')
    simple = parameters is None or are_simple(parameters)
    is_block = body is not None and body.type == 'statement_block'
    if body is not None and is_block and is_strict(body):
        flags |= STRICT
        if not simple:
            walk.error(body, "'use strict' in a function whose parameters are not simple")
    scope = walk.open('parameters', scope)
    if body is not None:
        walk.pending.append((body, BODY if is_block else START, scope, flags))
    if parameters is not None:
        kind = 'unique parameter' if unique or not simple or flags & STRICT else 'parameter'
        walk.pending.append((parameters, kind, scope, flags | PARAMETERS))


def class_visit(walk: Walk, node: Node, _role: str, scope: int, flags: int) -> None:
    """`class A {}`, as a statement or a value."""
    name = node.child_by_field_name('name')
    body = node.child_by_field_name('body')
    around = [child for child in node.named_children if child.type in ('class_heritage', 'decorator')]
    flags |= STRICT
    if node.type == 'class_declaration':
        walk.statements.append(node.start_byte)
        if name is not None:
            walk.bind(name, 'class', flags)
            walk.declare(name, text(name), 'class', scope)
            flags |= NAMED
    elif node.start_byte == walk.start:
        walk.error(node.children[0], 'a class declaration needs a name')
    scope = walk.open('class', scope)
    if name is not None:
        walk.check(name, flags)
        walk.scopes[scope].names[text(name)] = Entry('name', name.start_byte, name.end_byte)
    if body is not None:
        _declare_private_names(walk, body, walk.scopes[scope].names)
        derived = DERIVED if any(child.type == 'class_heritage' for child in around) else 0
        walk.pending.append((body, READ, scope, flags | derived))
    walk.push(around, READ, scope, flags)


def _declare_private_names(walk: Walk, body: Node, names: dict[str, Entry]) -> None:
    for member in body.named_children:
        name = member.child_by_field_name('name') or member.child_by_field_name('property')
        if name is not None and name.type == 'private_property_identifier':
            kind = next((word for word in ('get', 'set') if has_token(member, word)), 'private')
            walk.declare_private(name, text(name), kind, names)


def field(walk: Walk, node: Node, role: str, scope: int, flags: int) -> None:
    """A field of a class: its value is worked out as in a method."""
    if role != LATER:
        walk.pending.append((node, LATER, scope, flags))
        _push_key(walk, node.child_by_field_name('property'), scope, flags)
        return
    inside = flags & FUNCTION_KEEPS | SUPER
    walk.push_field(node, 'value', READ, walk.open('function', scope), inside)


def static_block(walk: Walk, node: Node, _role: str, scope: int, flags: int) -> None:
    """`static { … }`."""
    inside = flags & FUNCTION_KEEPS | SUPER | STATIC_BLOCK
    walk.push_field(node, 'body', READ, walk.open('function', scope), inside)
