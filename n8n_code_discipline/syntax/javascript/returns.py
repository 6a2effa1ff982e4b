"""What the body of a Code node returns, as far as its literals tell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from n8n_code_discipline.syntax.javascript import nodes
from n8n_code_discipline.syntax.literals import Return
from n8n_code_discipline.syntax.literals import Returns
from n8n_code_discipline.syntax.literals import Value

if TYPE_CHECKING:
    from tree_sitter import Node

    from n8n_code_discipline.syntax.javascript.script import Script

_NESTED = frozenset(
    {
        *('function_declaration', 'generator_function_declaration', 'function_expression', 'generator_function'),
        *('arrow_function', 'class', 'class_declaration', 'object', 'expression_statement'),
    }
)
_OTHERS = frozenset({'string', 'template_string', 'number', 'true', 'false'})
_FUNCTIONS = frozenset({'arrow_function', 'function_expression', 'generator_function', 'class'})
_FALSY = frozenset({b"''", b'""', b'``', b'0', b'false'})
_DEPTH = 8  # of nested literals and conditions that are looked into


def returns(script: Script) -> Returns:
    """Return the `return` statements of a body; nested functions have their own."""
    found = []
    can_end = True
    pending = [script.tree.root_node] if script.tree is not None else []
    while pending:
        node = pending.pop()
        if node.type == 'return_statement':
            can_end = False
            value = nodes.only_child(node)
            start, end = script.offsets[node.start_byte], script.offsets[node.end_byte]
            values = tuple(_branches(script, value, _DEPTH)) if value is not None else (Value('nothing', start, end),)
            found.append(Return(start, end, values))
        elif node.type == 'throw_statement':
            can_end = False
        elif node.type not in _NESTED:
            pending += reversed(node.named_children)
    return Returns(tuple(found), can_end)


def _branches(script: Script, node: Node | None, depth: int) -> Iterator[Value]:
    node = nodes.bare(node)
    if node is not None and node.type == 'ternary_expression' and depth:
        yield from _branches(script, node.child_by_field_name('consequence'), depth - 1)
        yield from _branches(script, node.child_by_field_name('alternative'), depth - 1)
    elif node is not None:
        yield _value(script, node, depth)


def _value(script: Script, node: Node, depth: int) -> Value:
    start, end = script.offsets[node.start_byte], script.offsets[node.end_byte]
    bare = nodes.bare(node)
    if bare is None or not depth:
        return Value('unknown', start, end)
    if bare.type == 'undefined' or bare.type == 'null':
        return Value('nothing', start, end, null=bare.type == 'null')
    if bare.type in _OTHERS:
        return Value('other', start, end, truthy=bare.text not in _FALSY)
    if bare.type in _FUNCTIONS:
        return Value('unknown', start, end, truthy=True)
    if bare.type == 'array':
        items = [child for child in bare.named_children if not child.is_extra]
        members = tuple(('', _value(script, item, depth - 1)) for item in items if item.type != 'spread_element')
        return Value('array', start, end, members, len(members) == len(items), truthy=True)
    if bare.type == 'object':
        return _object(script, bare, depth)
    return Value('unknown', start, end)


def _object(script: Script, node: Node, depth: int) -> Value:
    members = []
    complete = True
    for member in nodes.children(node):
        start, end = script.offsets[member.start_byte], script.offsets[member.end_byte]
        key = member.child_by_field_name('key') or member.child_by_field_name('name')
        value = member.child_by_field_name('value')
        if member.type == 'shorthand_property_identifier':
            members.append((nodes.text(member), Value('unknown', start, end)))
        elif key is None or key.type == 'computed_property_name':
            complete = False
        elif value is None:  # a method
            members.append((nodes.property_name(key).decode(), Value('unknown', start, end)))
        else:
            members.append((nodes.property_name(key).decode(), _value(script, value, depth - 1)))
    offsets = script.offsets
    return Value('object', offsets[node.start_byte], offsets[node.end_byte], tuple(members), complete, truthy=True)
