"""List the top-level statements of a JavaScript source: functions, exports and others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

from n8n_code_discipline.syntax.javascript import nodes
from n8n_code_discipline.syntax.javascript.nodes import NO_STATEMENTS, bare

if TYPE_CHECKING:
    from tree_sitter import Node

    from n8n_code_discipline.syntax.javascript.script import Script

_UNDEFINED = (b"'undefined'", b'"undefined"', b'`undefined`')


class Export(NamedTuple):
    """An exported name. `value` is the identifier that is exported under it, None for inline code."""

    name: str
    value: str | None
    start: int
    end: int


class Statement(NamedTuple):
    """A top-level statement.

    Attributes:
        kind: 'function' for a function declaration (async and generator too), 'trailer' for the guarded export
            (`if (typeof module !== 'undefined') module.exports = { … }`), 'trailer with else' for one with `else`,
            'export' for an unguarded one, else 'other'.
        start: 0-based character offset.
        end: 0-based character offset, exclusive.
        name: The name of a function, else ''.
        exports: The names that a trailer or an export exports.
    """

    kind: Literal['function', 'trailer', 'trailer with else', 'export', 'other']
    start: int
    end: int
    name: str
    exports: tuple[Export, ...]


def statements(script: Script) -> tuple[Statement, ...]:
    """Return the top-level statements without comments, empty statements and `#!` line; none without a tree."""
    if script.tree is None:
        return ()
    return tuple(
        _statement(script, node) for node in script.tree.root_node.named_children if node.type not in NO_STATEMENTS
    )


def _statement(script: Script, node: Node) -> Statement:
    start, end = script.offsets[node.start_byte], script.offsets[node.end_byte]
    if node.type in nodes.FUNCTION_DECLARATIONS:
        return Statement('function', start, end, nodes.name_of(node), ())
    if node.type == 'if_statement':
        exported = _guarded_object(node)
        if exported is not None and node.child_by_field_name('alternative') is not None:
            return Statement('trailer with else', start, end, '', ())
        if exported is not None:
            return Statement('trailer', start, end, '', tuple(_object_exports(script, exported)))
    elif node.type == 'expression_statement':
        exports = _bare_exports(script, nodes.only_child(node))
        if exports is not None:
            return Statement('export', start, end, '', exports)
    return Statement('other', start, end, '', ())


def _guarded_object(node: Node) -> Node | None:
    """Return the object literal that a trailer exports, with or without `else`; None for other `if` statements."""
    condition = node.child_by_field_name('condition')
    statement = node.child_by_field_name('consequence')
    if condition is None or not _asks_for_module(condition):
        return None
    if statement is not None and statement.type == 'statement_block':
        inner = [child for child in statement.named_children if child.type not in NO_STATEMENTS]
        statement = inner[0] if len(inner) == 1 else None
    if statement is None or statement.type != 'expression_statement':
        return None
    assignment = nodes.only_child(statement)
    if assignment is None or assignment.type != 'assignment_expression':
        return None
    right = bare(assignment.child_by_field_name('right'))
    is_object = right is not None and right.type == 'object'
    return right if is_object and _is_module_exports(assignment.child_by_field_name('left')) else None


def _asks_for_module(condition: Node) -> bool:
    """Tell whether a test is, or has as left operand of `&&`, `typeof module !== 'undefined'`."""
    test = bare(condition)
    while test is not None and test.type == 'binary_expression' and nodes.operator(test) == '&&':
        test = bare(test.child_by_field_name('left'))
    if test is None or test.type != 'binary_expression' or nodes.operator(test) not in ('!==', '!='):
        return False
    left, right = bare(test.child_by_field_name('left')), bare(test.child_by_field_name('right'))
    return (_is_typeof_module(left) and _is_undefined_text(right)) or (
        _is_typeof_module(right) and _is_undefined_text(left)
    )


def _is_typeof_module(node: Node | None) -> bool:
    if node is None or node.type != 'unary_expression' or nodes.operator(node) != 'typeof':
        return False
    argument = bare(node.child_by_field_name('argument'))
    return argument is not None and nodes.is_name(argument, b'module')


def _is_undefined_text(node: Node | None) -> bool:
    return node is not None and node.type in ('string', 'template_string') and node.text in _UNDEFINED


def _bare_exports(script: Script, assignment: Node | None) -> tuple[Export, ...] | None:
    """Return the exports of `module.exports = { … }`, `exports.name = …`, `module.exports.name = …`; else None."""
    if assignment is None or assignment.type != 'assignment_expression':
        return None
    left = assignment.child_by_field_name('left')
    right = bare(assignment.child_by_field_name('right'))
    if left is None or right is None or left.type != 'member_expression':
        return None
    if _is_module_exports(left):
        return tuple(_object_exports(script, right)) if right.type == 'object' else None
    holder = left.child_by_field_name('object')
    if holder is None or not (nodes.is_name(holder, b'exports') or _is_module_exports(holder)):
        return None
    return (_export(script, assignment, nodes.text(left.child_by_field_name('property')), right),)


def _is_module_exports(node: Node | None) -> bool:
    if node is None or node.type != 'member_expression':
        return False
    holder = node.child_by_field_name('object')
    name = node.child_by_field_name('property')
    return holder is not None and nodes.is_name(holder, b'module') and name is not None and name.text == b'exports'


def _object_exports(script: Script, node: Node) -> Iterator[Export]:
    for member in nodes.children(node):
        if member.type == 'shorthand_property_identifier':
            start, end = script.offsets[member.start_byte], script.offsets[member.end_byte]
            yield Export(nodes.text(member), nodes.text(member), start, end)
        else:
            key = member.child_by_field_name('key') or member.child_by_field_name('name')
            name = nodes.property_name(key).decode(errors='replace') or nodes.text(key or member)
            value = bare(member.child_by_field_name('value')) if name and key is not None else None
            computed = key is not None and key.type == 'computed_property_name'
            yield _export(script, member, name, None if computed else value)


def _export(script: Script, node: Node, name: str, value: Node | None) -> Export:
    exported = nodes.text(value) if value is not None and value.type == 'identifier' else None
    return Export(name, exported, script.offsets[node.start_byte], script.offsets[node.end_byte])
