"""JavaScript, read by tree-sitter: syntax errors and top-level statements.

Offsets in and out are 0-based character offsets, ends exclusive.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING
from typing import Literal
from typing import NamedTuple

from n8n_code_discipline.syntax import text
from n8n_code_discipline.syntax.problem import Problem

if TYPE_CHECKING:
    from tree_sitter import Node
    from tree_sitter import Parser
    from tree_sitter import Tree

_FUNCTIONS = frozenset({'function_declaration', 'generator_function_declaration'})
_NO_STATEMENTS = frozenset({'comment', 'html_comment', 'empty_statement', 'hash_bang_line'})


class Export(NamedTuple):
    """One exported name; `value` is the identifier it stands for, None for inline code."""

    name: str
    value: str | None
    start: int
    end: int


class Statement(NamedTuple):
    """A top-level statement.

    `kind` is 'function' for a function declaration (async and generator too), 'trailer' for the
    guarded export (`if (typeof module !== 'undefined') module.exports = { … }`), 'export' for a
    bare one, else 'other'. `name` is a function's; `exports` a trailer's or an export's.
    """

    kind: Literal['function', 'trailer', 'export', 'other']
    start: int
    end: int
    name: str
    exports: tuple[Export, ...]


class Script(NamedTuple):
    """A parsed source text; `offsets` maps the tree's byte offsets to character offsets."""

    source: str
    data: bytes
    tree: Tree
    offsets: Sequence[int]
    body: bool


def parse(source: str, *, body: bool = False) -> Script:
    """The syntax tree of `source`: a CommonJS file or, with `body`, an async function's body."""
    data = text.encode(source)
    return Script(source, data, _parser().parse(data), text.character_offsets(data), body)


@cache
def _parser() -> Parser:
    import tree_sitter
    import tree_sitter_javascript

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_javascript.language()))


def problems(script: Script) -> tuple[Problem, ...]:
    """The syntax errors, in source order; empty when the text parses."""
    if not script.tree.root_node.has_error:
        return ()
    return tuple(_broken_nodes(script))


def _broken_nodes(script: Script) -> Iterator[Problem]:
    pending = [script.tree.root_node]
    while pending:
        node = pending.pop()
        if not node.has_error:
            continue
        start = script.offsets[node.start_byte]
        end = script.offsets[node.end_byte]
        if node.is_missing:
            yield Problem(start, end, f"missing '{node.type}'")
        elif node.is_error:
            excerpt = script.source[start:end].split('\n', 1)[0]
            yield Problem(start, end, f"unexpected '{excerpt}'")
        else:
            pending.extend(reversed(node.children))


def statements(script: Script) -> tuple[Statement, ...]:
    """The top-level statements; comments, empty statements and a `#!` line are left out."""
    return tuple(
        _statement(script, node) for node in script.tree.root_node.named_children if node.type not in _NO_STATEMENTS
    )


def statement_at(script: Script, start: int, end: int) -> bool:
    """Whether the characters [start, end) are exactly one block that is a top-level statement."""
    first_byte = bisect_left(script.offsets, start)
    node = script.tree.root_node.first_named_child_for_byte(first_byte)
    return (
        node is not None
        and node.type == 'statement_block'
        and script.offsets[node.start_byte] == start
        and script.offsets[node.end_byte] == end
    )


def _statement(script: Script, node: Node) -> Statement:
    kind: Literal['function', 'trailer', 'export', 'other'] = 'other'
    name = ''
    exports: tuple[Export, ...] = ()
    if node.type in _FUNCTIONS:
        kind = 'function'
        name = _text(script, node.child_by_field_name('name'))
    elif node.type == 'if_statement':
        exported = _guarded_object(node)
        if exported is not None:
            kind = 'trailer'
            exports = tuple(_exports_of_object(script, exported))
    elif node.type == 'expression_statement':
        assignment = _only_child(node)
        if assignment is not None and assignment.type == 'assignment_expression':
            found = _exports_of_assignment(script, assignment)
            if found is not None:
                kind = 'export'
                exports = found
    offsets = script.offsets
    return Statement(kind, offsets[node.start_byte], offsets[node.end_byte], name, exports)


def _guarded_object(node: Node) -> Node | None:
    """The object literal that a trailer exports; None for any other `if` statement."""
    condition = node.child_by_field_name('condition')
    consequence = node.child_by_field_name('consequence')
    if condition is None or consequence is None or node.child_by_field_name('alternative'):
        return None
    if not _asks_for_module(condition):
        return None
    if consequence.type == 'statement_block':
        body = [child for child in consequence.named_children if child.type not in _NO_STATEMENTS]
        if len(body) != 1:
            return None
        consequence = body[0]
    if consequence.type != 'expression_statement':
        return None
    assignment = _only_child(consequence)
    if assignment is None or assignment.type != 'assignment_expression':
        return None
    left = assignment.child_by_field_name('left')
    if left is None or not _is_module_exports(left):
        return None
    right = _bare(assignment.child_by_field_name('right'))
    return right if right is not None and right.type == 'object' else None


def _asks_for_module(condition: Node) -> bool:
    """Whether a test is, or has as left operand of `&&`, `typeof module !== 'undefined'`."""
    test = _bare(condition)
    while test is not None and test.type == 'binary_expression' and _operator(test) == '&&':
        test = _bare(test.child_by_field_name('left'))
    if test is None or test.type != 'binary_expression' or _operator(test) not in {'!==', '!='}:
        return False
    left = _bare(test.child_by_field_name('left'))
    right = _bare(test.child_by_field_name('right'))
    if left is None or right is None:
        return False
    return any(_is_typeof_module(one) and _is_undefined_text(other) for one, other in ((left, right), (right, left)))


def _is_typeof_module(node: Node) -> bool:
    argument = _bare(node.child_by_field_name('argument'))
    return (
        node.type == 'unary_expression'
        and _operator(node) == 'typeof'
        and argument is not None
        and argument.type == 'identifier'
        and argument.text == b'module'
    )


def _is_undefined_text(node: Node) -> bool:
    return node.type in {'string', 'template_string'} and node.text in {
        b"'undefined'",
        b'"undefined"',
        b'`undefined`',
    }


def _operator(node: Node) -> str:
    operator = node.child_by_field_name('operator')
    return operator.type if operator is not None else ''


def _bare(node: Node | None) -> Node | None:
    """The expression within any parentheses."""
    while node is not None and node.type == 'parenthesized_expression':
        node = _only_child(node)
    return node


def _only_child(node: Node) -> Node | None:
    children = [child for child in node.named_children if not child.is_extra]
    return children[0] if len(children) == 1 else None


def _exports_of_assignment(script: Script, assignment: Node) -> tuple[Export, ...] | None:
    left = assignment.child_by_field_name('left')
    right = _bare(assignment.child_by_field_name('right'))
    if left is None or right is None:
        return None
    if _is_module_exports(left):
        return tuple(_exports_of_object(script, right)) if right.type == 'object' else None
    target = left.child_by_field_name('object')
    name = left.child_by_field_name('property')
    if left.type != 'member_expression' or target is None or name is None:
        return None
    if not (_is_name(target, b'exports') or _is_module_exports(target)):
        return None
    return (_export(script, assignment, _text(script, name), right),)


def _is_module_exports(node: Node) -> bool:
    target = node.child_by_field_name('object')
    name = node.child_by_field_name('property')
    return (
        node.type == 'member_expression'
        and target is not None
        and _is_name(target, b'module')
        and name is not None
        and name.text == b'exports'
    )


def _is_name(node: Node, name: bytes) -> bool:
    return node.type == 'identifier' and node.text == name


def _exports_of_object(script: Script, node: Node) -> Iterator[Export]:
    for member in node.named_children:
        if member.is_extra:
            continue
        if member.type == 'shorthand_property_identifier':
            name = _text(script, member)
            start, end = script.offsets[member.start_byte], script.offsets[member.end_byte]
            yield Export(name, name, start, end)
            continue
        key = member.child_by_field_name('key') or member.child_by_field_name('name')
        if key is None or key.type == 'computed_property_name':
            key = key or member
            name, value = _text(script, key), None
        else:
            name, value = _text(script, key), _bare(member.child_by_field_name('value'))
            if key.type == 'string':
                name = name[1:-1]
        yield _export(script, member, name, value)


def _export(script: Script, node: Node, name: str, value: Node | None) -> Export:
    exported = _text(script, value) if value is not None and value.type == 'identifier' else None
    return Export(name, exported, script.offsets[node.start_byte], script.offsets[node.end_byte])


def _text(script: Script, node: Node | None) -> str:
    if node is None:
        return ''
    return script.source[script.offsets[node.start_byte] : script.offsets[node.end_byte]]
