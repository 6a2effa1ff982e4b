"""What expressions, patterns and statements mean for the scopes.

A visit notes what a node does and pushes its parts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from n8n_code_discipline.syntax.javascript import expression_errors
from n8n_code_discipline.syntax.javascript.context import AWAIT
from n8n_code_discipline.syntax.javascript.context import BREAK
from n8n_code_discipline.syntax.javascript.context import LOOP
from n8n_code_discipline.syntax.javascript.context import NAMED
from n8n_code_discipline.syntax.javascript.context import STRICT
from n8n_code_discipline.syntax.javascript.context import SUPER
from n8n_code_discipline.syntax.javascript.context import TOP_THIS
from n8n_code_discipline.syntax.javascript.context import YIELD
from n8n_code_discipline.syntax.javascript.nodes import bare
from n8n_code_discipline.syntax.javascript.nodes import children
from n8n_code_discipline.syntax.javascript.nodes import text
from n8n_code_discipline.syntax.javascript.nodes import unescaped
from n8n_code_discipline.syntax.javascript.scopes import BODY
from n8n_code_discipline.syntax.javascript.scopes import HEADER
from n8n_code_discipline.syntax.javascript.scopes import LATER
from n8n_code_discipline.syntax.javascript.scopes import READ
from n8n_code_discipline.syntax.javascript.scopes import START
from n8n_code_discipline.syntax.javascript.scopes import TOP
from n8n_code_discipline.syntax.javascript.scopes import TYPEOF
from n8n_code_discipline.syntax.javascript.scopes import WRITE
from n8n_code_discipline.syntax.javascript.scopes import Use
from n8n_code_discipline.syntax.javascript.scopes import Walk

if TYPE_CHECKING:
    from tree_sitter import Node

_READS = frozenset({READ, START, TOP, LATER})
_FUNCTION_VALUES = frozenset({'arrow_function', 'function_expression', 'generator_function'})
_LOOPS = frozenset({'for_statement', 'for_in_statement', 'while_statement', 'do_statement'})
_LABELS = frozenset({'label', 'loop label'})
_GLOBAL_OBJECTS = frozenset({'globalThis', 'global', 'window', 'self'})


def leaf(_walk: Walk, _node: Node, _role: str, _scope: int, _flags: int) -> None:
    """Nothing below this node can name anything."""


def same_role(walk: Walk, node: Node, role: str, scope: int, flags: int) -> None:
    """The parts of a pattern or parameter list are what the whole is."""
    walk.push(node.named_children, role, scope, flags)


def parenthesized(walk: Walk, node: Node, role: str, scope: int, flags: int) -> None:
    """`(a) = 1` writes a, `typeof (a)` guards it."""
    walk.push(node.named_children, role if role in (WRITE, TYPEOF) else READ, scope, flags)


def identifier(walk: Walk, node: Node, role: str, scope: int, flags: int) -> None:
    """A name that is read, written or declared."""
    name = text(node)
    if '\\' in name:
        name = unescaped(name)
    if role in _READS:
        walk.use(READ, node, name, scope)
    elif role == TYPEOF:
        walk.use(READ, node, name, scope, guarded=True)
    elif role == WRITE:
        # Strict code makes no global of a name that it assigns: there the name must exist.
        walk.use(READ if flags & STRICT else WRITE, node, name, scope)
    else:
        walk.declare(node, name, role, scope)


def private_name(walk: Walk, node: Node, _role: str, scope: int, _flags: int) -> None:
    """`#name in object`."""
    walk.use(READ, node, text(node), scope)


def number(walk: Walk, node: Node, _role: str, _scope: int, _flags: int) -> None:
    """`3in x`: the grammar ends the number where a name begins, ECMAScript does not allow that."""
    following = walk.data[node.end_byte : node.end_byte + 1]
    if following.isalnum() or following in (b'_', b'$'):
        walk.error(node, 'a name follows the number immediately')


def member(walk: Walk, node: Node, _role: str, scope: int, flags: int) -> None:
    """A chain of properties: what it begins with is read."""
    properties: list[str] = []
    root: Node | None = node
    while root is not None and root.type == 'member_expression':
        name = root.child_by_field_name('property')
        properties.append(text(name))
        if name is not None and name.type == 'private_property_identifier':
            walk.use(READ, name, properties[-1], scope)
        root = root.child_by_field_name('object')
    if root is None:
        return
    if root.type == 'identifier':
        walk.check(root, flags)
        walk.use(READ, root, text(root), scope, path='.'.join([text(root), *reversed(properties)]))
    elif root.type == 'this':
        if flags & TOP_THIS:
            path = '.'.join(['this', *reversed(properties)])
            walk.this_reads.append(
                Use(READ, 'this', path, root.start_byte, root.end_byte, scope, walk.function, guarded=False)
            )
    elif root.type == 'super':
        if not flags & SUPER:
            walk.error(root, "'super' outside a method")
    else:
        for wrong, message in expression_errors.called(root):
            walk.error(wrong, message)
        walk.push([root], READ, scope, flags)


def unary(walk: Walk, node: Node, _role: str, scope: int, flags: int) -> None:
    """`typeof name` asks whether there is such a name."""
    walk.push(node.named_children, TYPEOF if node.children[0].type == 'typeof' else READ, scope, flags)


def await_or_yield(walk: Walk, node: Node, _role: str, scope: int, flags: int) -> None:
    """Outside an async function or generator the word is a name."""
    keyword = node.children[0]
    if not flags & (AWAIT if keyword.type == 'await' else YIELD):
        walk.use(READ, keyword, keyword.type, scope)
    walk.push(node.named_children, READ, scope, flags)


def pair(walk: Walk, node: Node, role: str, scope: int, flags: int) -> None:
    """A property of an object or of a pattern."""
    walk.push_field(node, 'value', role, scope, flags)
    walk.push_field(node, 'key', READ, scope, flags)


def default(walk: Walk, node: Node, role: str, scope: int, flags: int) -> None:
    """An element of a pattern with a default."""
    walk.push_field(node, 'right', READ, scope, flags)
    walk.push_field(node, 'left', role, scope, flags)


def assignment(walk: Walk, node: Node, _role: str, scope: int, flags: int) -> None:
    """`name = value`, `{ name } = value`, `globalThis.name = value`."""
    left = bare(node.child_by_field_name('left'))
    inside = flags
    if left is not None and left.type == 'identifier':
        inside |= _bind_value(walk, left, node.child_by_field_name('right'), flags)
    elif left is not None and left.type == 'member_expression':
        holder = left.child_by_field_name('object')
        if holder is not None and holder.type == 'identifier' and text(holder) in _GLOBAL_OBJECTS:
            walk.assigned.add(text(left.child_by_field_name('property')))
    walk.push_field(node, 'right', READ, scope, inside)
    walk.push_field(node, 'left', WRITE, scope, flags)


def _bind_value(walk: Walk, name: Node, value: Node | None, flags: int) -> int:
    """Note a function or class that a name is bound to; return the flags that hold within it besides."""
    value = bare(value)
    if value is not None and value.type in _FUNCTION_VALUES:
        walk.bind(name, 'function', flags)
        return NAMED
    if value is not None and value.type == 'class':
        walk.bind(name, 'class', flags)
        return NAMED
    return 0


def object_literal(walk: Walk, node: Node, _role: str, scope: int, flags: int) -> None:
    """An object, or what the grammar takes for one."""
    if node.start_byte == walk.start:
        if expression_errors.could_be_block(node):
            values = [child.child_by_field_name('value') for child in children(node)[:1]]
            walk.start = values[0].start_byte if values and values[0] is not None else -1
        else:
            walk.error(node, 'an object literal needs parentheses here')
    walk.push(node.named_children, READ, scope, flags)


def call(walk: Walk, node: Node, _role: str, scope: int, flags: int) -> None:
    """A call; of `eval`, `require` and `import` in particular."""
    function = node.child_by_field_name('function')
    arguments = node.child_by_field_name('arguments')
    if function is not None and arguments is not None and function.type in ('identifier', 'import'):
        called = text(function)
        module = next(iter(arguments.named_children), None)
        if called == 'eval':
            walk.opaque = True
        elif called in ('require', 'import') and module is not None and module.type == 'string':
            walk.requests.append((function, module))
    walk.push(node.named_children, READ, scope, flags)


def expression_statement(walk: Walk, node: Node, _role: str, scope: int, flags: int) -> None:
    """An expression as a statement."""
    walk.statements.append(node.start_byte)
    walk.start = node.start_byte
    if node.child_count == 1 and (only := node.child(0)) and only.type == 'identifier' and text(only) in _GO_ON:
        return
    walk.push(node.named_children, READ, scope, flags)


# The grammar ends these words at the end of their line, ECMAScript reads on.
_GO_ON = frozenset({'await', 'let'})


def declaration(walk: Walk, node: Node, role: str, scope: int, flags: int) -> None:
    """`var`, `let`, `const`, `using`."""
    if role != HEADER:
        walk.statements.append(node.start_byte)
    kind = 'var' if node.type == 'variable_declaration' else 'lexical'
    for declarator in reversed(node.named_children):
        name = declarator.child_by_field_name('name')
        value = declarator.child_by_field_name('value')
        if name is None:
            continue
        inside = flags
        if name.type == 'identifier':
            inside |= _bind_value(walk, name, value, flags)
        if value is not None:
            walk.pending.append((value, READ, scope, inside))
        walk.pending.append((name, kind, scope, flags))


def statement(walk: Walk, node: Node, _role: str, scope: int, flags: int) -> None:
    """A statement that only holds expressions and other statements."""
    walk.statements.append(node.start_byte)
    walk.push(node.named_children, READ, scope, flags)


def block(walk: Walk, node: Node, role: str, scope: int, flags: int) -> None:
    """A block, the body of a function or of `catch`."""
    kind = 'block'
    if role == BODY:
        kind = 'catch body' if walk.scopes[scope].kind == 'catch' else 'function'
    walk.push(node.named_children, READ, walk.open(kind, scope), flags)


def for_statement(walk: Walk, node: Node, _role: str, scope: int, flags: int) -> None:
    """`for (;;)`."""
    walk.statements.append(node.start_byte)
    scope = walk.open('block', scope)
    walk.push_field(node, 'body', READ, scope, flags | LOOP | BREAK)
    for field in ('increment', 'condition'):
        walk.push_field(node, field, READ, scope, flags)
    walk.push_field(node, 'initializer', HEADER, scope, flags)


def for_in(walk: Walk, node: Node, _role: str, scope: int, flags: int) -> None:
    """`for … in`, `for … of`."""
    walk.statements.append(node.start_byte)
    kind = node.child_by_field_name('kind')
    role = WRITE
    if kind is not None:
        role = 'var' if kind.type == 'var' else 'lexical'
    scope = walk.open('block', scope)
    walk.push_field(node, 'body', READ, scope, flags | LOOP | BREAK)
    walk.push_field(node, 'right', READ, scope, flags)
    walk.push_field(node, 'value', READ, scope, flags)
    walk.push_field(node, 'left', role, scope, flags)


def while_statement(walk: Walk, node: Node, _role: str, scope: int, flags: int) -> None:
    """`while`, `do … while`."""
    walk.statements.append(node.start_byte)
    walk.push_field(node, 'condition', READ, scope, flags)
    walk.push_field(node, 'body', READ, scope, flags | LOOP | BREAK)


def switch_body(walk: Walk, node: Node, _role: str, scope: int, flags: int) -> None:
    """All cases share one scope."""
    walk.push(node.named_children, READ, walk.open('block', scope), flags | BREAK)


def with_statement(walk: Walk, node: Node, role: str, scope: int, flags: int) -> None:
    """Any name may be a property of the object."""
    walk.opaque = True
    statement(walk, node, role, scope, flags)


def catch(walk: Walk, node: Node, _role: str, scope: int, flags: int) -> None:
    """`catch (error) { … }`."""
    scope = walk.open('catch', scope)
    parameter = node.child_by_field_name('parameter')
    walk.push_field(node, 'body', BODY, scope, flags)
    if parameter is not None:
        kind = 'catch' if parameter.type == 'identifier' else 'catch pattern'
        walk.pending.append((parameter, kind, scope, flags))


def labeled(walk: Walk, node: Node, role: str, scope: int, flags: int) -> None:
    """`label: statement`; the labels of a loop may stand in a row."""
    label = node.child_by_field_name('label')
    target = body = node.child_by_field_name('body')
    if role not in _LABELS:
        while target is not None and target.type == 'labeled_statement':
            target = target.child_by_field_name('body')
        role = 'loop label' if target is not None and target.type in _LOOPS else 'label'
    scope = walk.open('label', scope)
    if label is not None:
        walk.declare(label, ':' + text(label), role, scope)
    if body is not None:
        walk.pending.append((body, role if body.type == 'labeled_statement' else READ, scope, flags))


def jump(walk: Walk, node: Node, _role: str, scope: int, _flags: int) -> None:
    """`break label`, `continue label`."""
    walk.statements.append(node.start_byte)
    label = node.child_by_field_name('label')
    if label is not None:
        walk.use('break' if node.type == 'break_statement' else 'continue', label, ':' + text(label), scope)
