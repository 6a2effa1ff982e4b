"""Early errors of expressions: commas, targets of assignments, operators that need parentheses."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from typing import TYPE_CHECKING

from n8n_code_discipline.syntax.javascript.context import STRICT
from n8n_code_discipline.syntax.javascript.context import SUPER
from n8n_code_discipline.syntax.javascript.context import SUPER_CALL
from n8n_code_discipline.syntax.javascript.nodes import PATTERNS
from n8n_code_discipline.syntax.javascript.nodes import bare
from n8n_code_discipline.syntax.javascript.nodes import children
from n8n_code_discipline.syntax.javascript.nodes import has_token
from n8n_code_discipline.syntax.javascript.nodes import operator
from n8n_code_discipline.syntax.javascript.nodes import property_name

if TYPE_CHECKING:
    from tree_sitter import Node

Found = Iterable[tuple['Node', str]]

# V8 lets `f() = 1` and `f()++` fail when they run.
_TARGETS = frozenset({'identifier', 'member_expression', 'subscript_expression', 'call_expression', 'undefined'})
_LOOSE = {
    'arrow_function': 'an arrow function',
    'assignment_expression': 'an assignment',
    'augmented_assignment_expression': 'an assignment',
    'yield_expression': "'yield'",
}
_NOT_CALLED = {**_LOOSE, 'update_expression': "'++' or '--'"}


def commas(node: Node, _flags: int) -> Found:
    """A comma where a value is missing: `f(a,,b)`, `{a,,b}`."""
    if node.child_count - node.named_child_count == 2:  # the brackets
        return ()
    return _commas(node)


def _commas(node: Node) -> Found:
    missing = True
    for child in node.children[1:]:
        if child.is_extra:
            continue
        if child.type == ',' and missing:
            yield child, "unexpected ','"
        missing = child.type == ','


def object_literal(node: Node, flags: int) -> Found:
    """Commas, and `__proto__` given twice."""
    yield from commas(node, flags)
    prototypes = 0
    for member in node.named_children:
        key = member.child_by_field_name('key') if member.type == 'pair' else None
        prototypes += property_name(key) == b'__proto__'
        if key is not None and prototypes == 2:
            yield key, "'__proto__' is given twice"
            return


def could_be_block(node: Node) -> bool:
    """Tell whether an object literal could as well be a block, as far as its own members go.

    The grammar sometimes takes the block `{ label: value }` for an object where no object can stand.
    """
    members = children(node)
    if not members:
        return True
    first, *rest = members
    key = first.child_by_field_name('key')
    labelled = first.type == 'pair' and key is not None and key.type == 'property_identifier'
    starts_well = labelled or first.type == 'shorthand_property_identifier'
    return (
        starts_well
        and node.children[-2].type != ','
        and all(member.type == 'shorthand_property_identifier' for member in rest)
    )


def pattern(node: Node, flags: int) -> Found:
    """Commas in an object pattern, and a rest element that is not the last."""
    if node.type == 'object_pattern':
        yield from commas(node, flags)
    rest: Node | None = None
    for child in node.children:
        if child.type == ',' and rest is not None:
            yield rest, "'...' must be the last element"
            return
        rest = child if child.type == 'rest_pattern' else rest


def binary(node: Node, _flags: int) -> Found:
    """`-a ** b`, `a ?? b || c`, `a || b => c`, `a + b = c`."""
    left = node.child_by_field_name('left')
    right = node.child_by_field_name('right')
    if left is None or right is None:
        return
    word = operator(node)
    if word == '**' and left.type in ('unary_expression', 'await_expression'):
        yield left, "the left side of '**' needs parentheses"
    for side in (left, right):
        yield from not_loose(side)
        if side.type == 'binary_expression' and word in ('??', '||', '&&'):
            words = {word, operator(side)}
            if '??' in words and words & {'||', '&&'}:
                yield side, "'??' cannot be mixed with '||' or '&&' without parentheses"


def not_loose(node: Node | None) -> Found:
    if node is not None and node.type in _LOOSE:
        yield node, f'{_LOOSE[node.type]} needs parentheses here'


def operand(field: str) -> Callable[[Node, int], Found]:
    """A check that the child in a field is no expression that binds looser than any operator."""

    def check(node: Node, _flags: int) -> Found:
        yield from not_loose(node.child_by_field_name(field))

    return check


def unary(node: Node, flags: int) -> Found:
    """In strict mode `delete name`."""
    argument = node.child_by_field_name('argument')
    yield from not_loose(argument)
    target = bare(argument) if flags & STRICT and operator(node) == 'delete' else None
    if target is not None and target.type == 'identifier':
        yield node, "'delete' of a name is not allowed in strict mode"


def called(node: Node) -> Found:
    """What stands before a call or a property without the parentheses that it needs."""
    kind = node.type
    return [(node, f'{_NOT_CALLED[kind]} needs parentheses here')] if kind in _NOT_CALLED else ()


def call(node: Node, flags: int) -> Found:
    """`super()` outside a constructor, a template after an optional chain."""
    function = node.child_by_field_name('function')
    arguments = node.child_by_field_name('arguments')
    if function is None or arguments is None:
        return
    yield from called(function)
    if function.type == 'super' and not flags & SUPER_CALL:
        yield function, "'super()' outside the constructor of a derived class"
    if _is_tagged_template(node) and is_optional(function):
        yield arguments, 'a template cannot follow an optional chain'


def new(node: Node, _flags: int) -> Found:
    """`new a?.b()`, `new import()`."""
    constructor = node.child_by_field_name('constructor')
    if constructor is not None and is_optional(constructor):
        yield constructor, "an optional chain after 'new'"
    elif constructor is not None and constructor.type == 'call_expression':
        function = constructor.child_by_field_name('function')
        if function is not None and function.type == 'import':
            yield constructor, "'import()' after 'new'"


def subscript(node: Node, flags: int) -> Found:
    """`super[x]` outside a method."""
    target = node.child_by_field_name('object')
    if target is not None:
        yield from called(target)
        if target.type == 'super' and not flags & SUPER:
            yield target, "'super' outside a method"


def is_optional(node: Node | None) -> bool:
    """Tell whether an optional chain without parentheses ends at a node; a template within is judged by itself."""
    while node is not None:
        if has_token(node, 'optional_chain'):
            return True
        if _is_tagged_template(node):
            return False
        node = node.child_by_field_name('object') or node.child_by_field_name('function')
    return False


def _is_tagged_template(node: Node) -> bool:
    arguments = node.child_by_field_name('arguments')
    return arguments is not None and arguments.type == 'template_string'


def assignment(node: Node, flags: int) -> Found:
    """Something on the left that cannot be assigned."""
    left = node.child_by_field_name('left')
    if left is not None and (left.type not in PATTERNS or node.type != 'assignment_expression'):
        yield from target(left, 'left side of an assignment', flags)


def update(node: Node, flags: int) -> Found:
    """An operand of `++` or `--` that cannot be assigned."""
    argument = node.child_by_field_name('argument')
    if argument is not None:
        yield from target(argument, f"operand of '{operator(node)}'", flags)


def target(node: Node, role: str, flags: int) -> Found:
    """What is assigned and cannot be."""
    inner = bare(node)
    if inner is None or inner.type not in _TARGETS or is_optional(inner):
        yield node, f'invalid {role}'
    elif flags & STRICT and inner.type == 'identifier' and inner.text in (b'eval', b'arguments'):
        yield node, "'eval' and 'arguments' cannot be assigned in strict mode"


def meta_property(node: Node, _flags: int) -> Found:
    """`import.meta`."""
    if node.children[0].type == 'import':
        yield node, "'import.meta' outside a module"
