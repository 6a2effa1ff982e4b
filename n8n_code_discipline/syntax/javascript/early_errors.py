"""The syntax errors that tree-sitter's grammar lets pass, one node at a time.

A check takes a node and the flags of its context, and yields the nodes that are wrong with the reason. Names that are
declared twice, labels and private names need the scopes (see ``scopes``).

Source: ECMA-262, the sections "Static Semantics: Early Errors" and annex B.3; where V8 is laxer, V8 decides.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from typing import TYPE_CHECKING

from n8n_code_discipline.syntax.javascript import expression_errors
from n8n_code_discipline.syntax.javascript import function_errors
from n8n_code_discipline.syntax.javascript import statement_errors
from n8n_code_discipline.syntax.javascript import token_errors

if TYPE_CHECKING:
    from tree_sitter import Node

CHECKS: dict[str, Callable[[Node, int], Iterable[tuple[Node, str]]]] = {
    'arguments': expression_errors.commas,
    'array_pattern': expression_errors.pattern,
    'arrow_function': function_errors.arrow,
    'assignment_expression': expression_errors.assignment,
    'augmented_assignment_expression': expression_errors.assignment,
    'await_expression': function_errors.await_expression,
    'binary_expression': expression_errors.binary,
    'break_statement': statement_errors.break_statement,
    'call_expression': expression_errors.call,
    'class_body': function_errors.class_body,
    'continue_statement': statement_errors.continue_statement,
    'decorator': function_errors.unexpected,
    'do_statement': statement_errors.loop,
    'export_statement': statement_errors.export_statement,
    'for_in_statement': statement_errors.for_in,
    'for_statement': statement_errors.loop,
    'formal_parameters': expression_errors.pattern,
    'hash_bang_line': statement_errors.hash_bang,
    'identifier': token_errors.identifier,
    'if_statement': statement_errors.if_statement,
    'import_statement': statement_errors.import_statement,
    'jsx_element': function_errors.unexpected,
    'jsx_self_closing_element': function_errors.unexpected,
    'labeled_statement': statement_errors.label,
    'lexical_declaration': statement_errors.declaration,
    'meta_property': expression_errors.meta_property,
    'method_definition': function_errors.method,
    'new_expression': expression_errors.new,
    'number': token_errors.number,
    'object': expression_errors.object_literal,
    'object_pattern': expression_errors.pattern,
    'regex': token_errors.regular_expression,
    'return_statement': statement_errors.return_statement,
    'shorthand_property_identifier': token_errors.identifier,
    'shorthand_property_identifier_pattern': token_errors.identifier,
    'string': token_errors.string,
    'subscript_expression': expression_errors.subscript,
    'switch_body': statement_errors.switch_body,
    'ternary_expression': expression_errors.operand('condition'),
    'throw_statement': statement_errors.throw,
    'try_statement': statement_errors.try_statement,
    'unary_expression': expression_errors.unary,
    'update_expression': expression_errors.update,
    'using_declaration': statement_errors.declaration,
    'variable_declaration': statement_errors.declaration,
    'while_statement': statement_errors.loop,
    'with_statement': statement_errors.loop,
    'yield_expression': function_errors.yield_expression,
}
