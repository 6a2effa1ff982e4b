"""Scope analysis and early errors of JavaScript: one walk over the syntax tree, one replay of what it met.

The walk collects what each scope declares (a `var` and a function may be used before they are declared) and notes every
use in source order; the replay opens and closes the scopes again and asks for each name which of them holds it. Both
are linear and neither recurses, whatever the depth.

Source: ECMA-262, "ECMAScript Language: Statements and Declarations", annex B.3.2 and B.3.3.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence
from typing import TYPE_CHECKING
from typing import NamedTuple

from n8n_code_discipline.syntax.javascript import function_visits
from n8n_code_discipline.syntax.javascript import visits
from n8n_code_discipline.syntax.javascript.context import AWAIT
from n8n_code_discipline.syntax.javascript.context import BODY
from n8n_code_discipline.syntax.javascript.context import STRICT
from n8n_code_discipline.syntax.javascript.context import TOP_THIS
from n8n_code_discipline.syntax.javascript.early_errors import CHECKS
from n8n_code_discipline.syntax.javascript.nodes import FUNCTION_DECLARATIONS
from n8n_code_discipline.syntax.javascript.nodes import is_strict
from n8n_code_discipline.syntax.javascript.nodes import name_of
from n8n_code_discipline.syntax.javascript.replay import replay
from n8n_code_discipline.syntax.javascript.scopes import LATER
from n8n_code_discipline.syntax.javascript.scopes import READ
from n8n_code_discipline.syntax.javascript.scopes import START
from n8n_code_discipline.syntax.javascript.scopes import TOP
from n8n_code_discipline.syntax.javascript.scopes import Error
from n8n_code_discipline.syntax.javascript.scopes import Walk

if TYPE_CHECKING:
    from tree_sitter import Node

    from n8n_code_discipline.syntax.names import Names


class Analysis(NamedTuple):
    """The names of a source text, and its early errors by position."""

    names: Names
    errors: Sequence[Error]


def analyse(root: Node, data: bytes, offsets: Sequence[int], *, body: bool) -> Analysis:
    """Return the names and early errors of a program that the grammar takes.

    ``data`` is the text the tree was made of, ``offsets`` maps its bytes to characters; ``body``: the program is the
    body of an async function.
    """
    walk = Walk(data, body=body)
    flags = TOP_THIS | (AWAIT | BODY if body else 0) | (STRICT if is_strict(root) else 0)
    walk.push(root.named_children, TOP, walk.open('function'), flags)
    _run(walk)
    names = replay(walk, offsets)
    walk.errors.sort(key=lambda error: error[:2])
    return Analysis(names, walk.errors)


def _run(walk: Walk) -> None:
    pending, check_of, visit_of = walk.pending, CHECKS.get, _VISITS.get
    while pending:
        node, role, scope, flags = pending.pop()
        if node is None:
            walk.events.append(~scope)
            continue
        kind = node.type
        if role != LATER:
            check = check_of(kind)
            if check is not None:
                for wrong, message in check(node, flags):
                    walk.error(wrong, message)
        if role == TOP:
            walk.function = name_of(node) if kind in FUNCTION_DECLARATIONS else ''
        elif role == START:
            walk.start = node.start_byte
        visit = visit_of(kind)
        if visit is not None:
            visit(walk, node, role, scope, flags)
        else:
            walk.push(node.named_children, READ, scope, flags)


_VISITS: dict[str, Callable[[Walk, Node, str, int, int], None]] = {
    'array_pattern': visits.same_role,
    'arrow_function': function_visits.arrow,
    'assignment_expression': visits.assignment,
    'assignment_pattern': visits.default,
    'await_expression': visits.await_or_yield,
    'break_statement': visits.jump,
    'call_expression': visits.call,
    'catch_clause': visits.catch,
    'class': function_visits.class_visit,
    'class_declaration': function_visits.class_visit,
    'class_static_block': function_visits.static_block,
    'comment': visits.leaf,
    'continue_statement': visits.jump,
    'debugger_statement': visits.statement,
    'do_statement': visits.while_statement,
    'expression_statement': visits.expression_statement,
    'field_definition': function_visits.field,
    'for_in_statement': visits.for_in,
    'for_statement': visits.for_statement,
    'formal_parameters': visits.same_role,
    'function_declaration': function_visits.function_declaration,
    'function_expression': function_visits.function_expression,
    'generator_function': function_visits.function_expression,
    'generator_function_declaration': function_visits.function_declaration,
    'identifier': visits.identifier,
    'if_statement': visits.statement,
    'labeled_statement': visits.labeled,
    'lexical_declaration': visits.declaration,
    'member_expression': visits.member,
    'method_definition': function_visits.method,
    'number': visits.number,
    'object': visits.object_literal,
    'object_assignment_pattern': visits.default,
    'object_pattern': visits.same_role,
    'pair': visits.pair,
    'pair_pattern': visits.pair,
    'parenthesized_expression': visits.parenthesized,
    'private_property_identifier': visits.private_name,
    'property_identifier': visits.leaf,
    'regex': visits.leaf,
    'rest_pattern': visits.same_role,
    'return_statement': visits.statement,
    'shorthand_property_identifier': visits.identifier,
    'shorthand_property_identifier_pattern': visits.identifier,
    'statement_block': visits.block,
    'string': visits.leaf,
    'string_fragment': visits.leaf,
    'switch_body': visits.switch_body,
    'switch_statement': visits.statement,
    'throw_statement': visits.statement,
    'try_statement': visits.statement,
    'unary_expression': visits.unary,
    'using_declaration': visits.declaration,
    'variable_declaration': visits.declaration,
    'while_statement': visits.while_statement,
    'with_statement': visits.with_statement,
    'yield_expression': visits.await_or_yield,
}
