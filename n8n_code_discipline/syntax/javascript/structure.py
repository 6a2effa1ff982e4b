"""List the top-level statements of a JavaScript source: functions, exports and others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

from n8n_code_discipline.syntax.javascript import nodes
from n8n_code_discipline.syntax.javascript.nodes import NO_STATEMENTS, bare

if TYPE_CHECKING:
    from tree_sitter import Node

    from n8n_code_discipline.syntax.javascript.script import Script

_UNDEFINED = ("'undefined'", '"undefined"', '`undefined`')


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
    if node.type == 'if_statement' and _asks_for_module(node):
        exported = _exported_object(_assignment(node.child_by_field_name('consequence')))
        if exported is not None and node.child_by_field_name('alternative') is not None:
            return Statement('trailer with else', start, end, '', ())
        if exported is not None:
            return Statement('trailer', start, end, '', tuple(_object_exports(script, exported)))
    exports = _bare_exports(script, _assignment(node)) if node.type == 'expression_statement' else None
    if exports is not None:
        return Statement('export', start, end, '', exports)
    return Statement('other', start, end, '', ())


def _asks_for_module(node: Node) -> bool:
    """Tell whether the test of an `if` is, or has as left operand of `&&`, `typeof module !== 'undefined'`."""
    test = bare(node.child_by_field_name('condition'))
    while test is not None and nodes.operator(test) == '&&':
        test = bare(test.child_by_field_name('left'))
    if test is None or test.type != 'binary_expression' or nodes.operator(test) not in ('!==', '!='):
        return False
    operands = [bare(test.child_by_field_name(side)) for side in ('left', 'right')]
    types = [node for node in operands if node is not None and nodes.operator(node) == 'typeof']
    of_module = any(nodes.text(bare(node.child_by_field_name('argument'))) == 'module' for node in types)
    return of_module and any(nodes.text(node) in _UNDEFINED for node in operands)


def _assignment(statement: Node | None) -> Node | None:
    """Return the assignment that is all of a statement, or of a block; None for others."""
    if statement is not None and statement.type == 'statement_block':
        inner = [child for child in statement.named_children if child.type not in NO_STATEMENTS]
        statement = inner[0] if len(inner) == 1 else None
    if statement is None or statement.type != 'expression_statement':
        return None
    found = nodes.only_child(statement)
    return found if found is not None and found.type == 'assignment_expression' else None


def _exported_object(assignment: Node | None) -> Node | None:
    """Return the object literal of `module.exports = { … }`; None for others."""
    if assignment is None or _chain(assignment.child_by_field_name('left')) != 'module.exports':
        return None
    right = bare(assignment.child_by_field_name('right'))
    return right if right is not None and right.type == 'object' else None


def _chain(node: Node | None) -> str:
    """Return the text of a node without the white space and comments in it."""
    return ''.join(map(nodes.text, nodes.tokens(node))) if node is not None else ''


def _bare_exports(script: Script, assignment: Node | None) -> tuple[Export, ...] | None:
    """Return the exports of `module.exports = { … }`, `exports.name = …`, `module.exports.name = …`; else None."""
    left = assignment.child_by_field_name('left') if assignment is not None else None
    if assignment is None or left is None or left.type != 'member_expression':
        return None
    exported = _exported_object(assignment)
    if exported is not None:
        return tuple(_object_exports(script, exported))
    if _chain(left.child_by_field_name('object')) not in ('exports', 'module.exports'):
        return None
    name = nodes.text(left.child_by_field_name('property'))
    return (_export(script, assignment, name, bare(assignment.child_by_field_name('right'))),)


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
