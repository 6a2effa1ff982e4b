"""Early errors of statements: declarations, loops, jumps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from n8n_code_discipline.syntax.javascript.context import AWAIT
from n8n_code_discipline.syntax.javascript.context import BODY
from n8n_code_discipline.syntax.javascript.context import BREAK
from n8n_code_discipline.syntax.javascript.context import LOOP
from n8n_code_discipline.syntax.javascript.context import STATIC_BLOCK
from n8n_code_discipline.syntax.javascript.context import STRICT
from n8n_code_discipline.syntax.javascript.expression_errors import target
from n8n_code_discipline.syntax.javascript.nodes import PATTERNS
from n8n_code_discipline.syntax.javascript.nodes import children
from n8n_code_discipline.syntax.javascript.nodes import has_token
from n8n_code_discipline.syntax.javascript.nodes import operator
from n8n_code_discipline.syntax.javascript.nodes import text

if TYPE_CHECKING:
    from tree_sitter import Node

Found = Iterable[tuple['Node', str]]

# Declarations that need a block around them where only a statement may stand
_DECLARATIONS = {
    'lexical_declaration': "'let' or 'const'",
    'using_declaration': "'using'",
    'class_declaration': 'a class',
    'generator_function_declaration': 'a generator',
}


def declaration(node: Node, _flags: int) -> Found:
    """`const a;`, `let [a];`, `let let`."""
    keyword = node.children[0].type
    for declarator in node.named_children:
        name = declarator.child_by_field_name('name')
        if name is None:
            continue
        if keyword != 'var' and name.type == 'identifier' and name.text == b'let':
            yield name, "'let' cannot be the name of a 'let' or 'const'"
        if declarator.child_by_field_name('value') is None:
            if name.type in PATTERNS:
                yield name, 'a destructuring declaration needs a value'
            elif keyword in ('const', 'using'):
                yield name, f"'{keyword}' without a value"


def if_statement(node: Node, flags: int) -> Found:
    """A declaration without a block; sloppy code may declare a function."""
    alternative = node.child_by_field_name('alternative')
    branches = [node.child_by_field_name('consequence'), *(children(alternative) if alternative else ())]
    for branch in branches:
        yield from _lone_declaration(branch, functions=not flags & STRICT)


def loop(node: Node, flags: int) -> Found:
    """A declaration as the body of a loop or of `with`; `with` in strict mode."""
    if node.type == 'with_statement' and flags & STRICT:
        yield node, "'with' is not allowed in strict mode"
    yield from _lone_declaration(node.child_by_field_name('body'), functions=False)


def _lone_declaration(statement: Node | None, *, functions: bool) -> Found:
    inner = statement
    while inner is not None and inner.type == 'labeled_statement':
        inner = inner.child_by_field_name('body')
        functions = False
    if statement is None or inner is None:
        return
    if statement.type in _DECLARATIONS:
        yield statement.children[0], f'{_DECLARATIONS[statement.type]} needs a block here'
    elif inner.type == 'function_declaration' and (not functions or has_token(inner, 'async')):
        yield inner.children[0], 'a function declaration needs a block here'


def label(node: Node, flags: int) -> Found:
    """A label before a declaration; sloppy code may label a function."""
    body = node.child_by_field_name('body')
    if body is None:
        return
    if body.type in _DECLARATIONS:
        yield body.children[0], f'{_DECLARATIONS[body.type]} cannot have a label'
    elif body.type == 'function_declaration' and (flags & STRICT or has_token(body, 'async')):
        yield body.children[0], 'a function declaration cannot have a label here'


def for_in(node: Node, flags: int) -> Found:
    """What cannot stand in the head of `for … in` and `for … of`."""
    yield from loop(node, flags)
    left = node.child_by_field_name('left')
    right = node.child_by_field_name('right')
    kind = node.child_by_field_name('kind')
    if left is None or right is None:
        return
    is_await = has_token(node, 'await')
    if is_await and not flags & AWAIT:
        yield node, "'for await' outside an async function"
    if operator(node) == 'of':
        if right.type == 'sequence_expression':
            yield right, "unexpected ',' after 'of'"
        if kind is None and not is_await and left.type == 'identifier' and left.text in (b'let', b'async'):
            yield left, f"a loop cannot begin with 'for ({text(left)} of'"
    yield from _loop_value(node, left, kind)
    if kind is None and left.type not in PATTERNS:
        yield from target(left, 'loop variable', flags)


def _loop_value(node: Node, left: Node, kind: Node | None) -> Found:
    """`for (let a = 1 of b)`; sloppy code may say `for (var a = 1 in b)`."""
    value = node.child_by_field_name('value')
    is_var = kind is not None and kind.type == 'var' and left.type == 'identifier'
    if value is not None and (operator(node) == 'of' or not is_var):
        yield value, f"the variable of 'for … {operator(node)}' cannot have a value"


def try_statement(node: Node, _flags: int) -> Found:
    """`try` alone."""
    if not (node.child_by_field_name('handler') or node.child_by_field_name('finalizer')):
        yield node.children[0], "'try' without 'catch' or 'finally'"


def switch_body(node: Node, _flags: int) -> Found:
    """Two `default` clauses."""
    defaults = [child for child in node.named_children if child.type == 'switch_default']
    for surplus in defaults[1:]:
        yield surplus, "a second 'default' in one 'switch'"


def throw(node: Node, _flags: int) -> Found:
    """A line break between `throw` and its operand."""
    keyword, *rest = node.children
    if rest and rest[0].start_point.row != keyword.end_point.row:
        yield keyword, "a line break after 'throw'"


def break_statement(node: Node, flags: int) -> Found:
    """`break` without a target; labels are looked up with the scopes."""
    if node.child_by_field_name('label') is None and not flags & BREAK:
        yield node, "'break' outside a loop or switch"


def continue_statement(node: Node, flags: int) -> Found:
    """`continue` without a loop."""
    if not flags & LOOP:
        yield node, "'continue' outside a loop"


def return_statement(node: Node, flags: int) -> Found:
    """`return` in a static block; at the top it leaves the function around the source."""
    if flags & STATIC_BLOCK:
        yield node, "'return' in a static block"


def import_statement(node: Node, _flags: int) -> Found:
    """An ECMAScript module's import; the source is a script."""
    yield node.children[0], "'import' outside a module"


def export_statement(node: Node, _flags: int) -> Found:
    """An ECMAScript module's export; the source is a script."""
    yield node.children[0], "unexpected 'export'"


def hash_bang(node: Node, flags: int) -> Found:
    """A `#!` line in the body of a function."""
    if flags & BODY:
        yield node, "unexpected '#'"
