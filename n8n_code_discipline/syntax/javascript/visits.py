"""Visit the nodes of a JavaScript tree for the scope analysis, and report those that V8 rejects.

A visit notes what a node does and pushes its parts. Errors are only those that people make: V8 finds the others when
the tests of the workspace run.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from n8n_code_discipline.syntax.javascript.nodes import (
    FUNCTION_DECLARATIONS,
    PATTERNS,
    bare,
    first_token,
    has_token,
    is_strict,
)
from n8n_code_discipline.syntax.javascript.scopes import (
    AWAIT,
    BREAK,
    LOOP,
    NAMED,
    READ,
    STRICT,
    TOP_THIS,
    TYPEOF,
    WRITE,
    Entry,
    Scope,
    Walk,
)

if TYPE_CHECKING:
    from tree_sitter import Node

_NAMED_VALUES = frozenset({'arrow_function', 'class', 'function_expression', 'generator_function'})
_GLOBAL_OBJECTS = frozenset({'globalThis', 'global', 'window', 'self'})
# What may follow `await` where it is a name: `await (x)` is a call then.
_NAME_GOES_ON = frozenset({'(', '[', '`', '+', '-', '++', '--', '/'})
_ARROW_KEEPS = STRICT | NAMED | TOP_THIS
_FUNCTION_KEEPS = STRICT | NAMED


def _leaf(_walk: Walk, _node: Node) -> None:
    """Visit a node that contains no names."""


def _identifier(walk: Walk, node: Node) -> None:
    name = walk.name(node)
    if name != 'await' or not walk.flags & AWAIT:  # the grammar takes some `await (x)` for calls
        walk.use(READ, node, name)


def _member(walk: Walk, node: Node) -> None:
    """Visit a chain of properties, which reads its first name."""
    root: Node | None = node
    while root is not None and root.type == 'member_expression':
        root = root.child_by_field_name('object')
    if root is None:
        return
    if root.type == 'identifier':
        walk.use(READ, node, walk.name(root))
    elif root.type == 'this':
        if walk.flags & TOP_THIS:
            walk.this.append((READ, 'this', node, walk.function))
    else:
        walk.pending.append(root)


def _unary(walk: Walk, node: Node) -> None:
    """Visit `typeof name`, which accepts an undefined name."""
    if node.children[0].type == 'typeof':
        walk.target(node.named_children[-1], TYPEOF)
    else:
        walk.push(node.named_children)


def _await(walk: Walk, node: Node) -> None:
    if not walk.flags & AWAIT:
        if first_token(node.named_children[-1]).type in _NAME_GOES_ON:
            walk.use(READ, node.children[0], 'await')
        else:
            walk.error(node, "'await' outside an async function")
    walk.push(node.named_children)


def _assignment(walk: Walk, node: Node) -> None:
    """Visit `name = value`, `{ name } = value`, `globalThis.name = value`."""
    left = bare(node.child_by_field_name('left'))
    right = node.child_by_field_name('right')
    if left is None or right is None:
        return
    if left.type == 'member_expression':
        holder, name = left.child_by_field_name('object'), left.child_by_field_name('property')
        if holder is not None and name is not None and walk.text(holder) in _GLOBAL_OBJECTS:
            walk.assigned.add(walk.text(name))
    _push_value(walk, left, right)
    walk.target(left, WRITE)


def _push_value(walk: Walk, name: Node, node: Node) -> None:
    """Visit the value of a name, which names a function or class."""
    value = bare(node) if name.type == 'identifier' else None
    kind = value.type if value is not None else ''
    if kind in _NAMED_VALUES:
        walk.bind(name, 'class' if kind == 'class' else 'function')
        walk.push_within([node], walk.flags | NAMED)
    else:
        walk.pending.append(node)


def _call(walk: Walk, node: Node) -> None:
    """Visit a call, in particular of `eval`, `require` and `import`."""
    children = node.named_children
    name = walk.text(children[0]) if children[0].type in ('identifier', 'import') else ''
    if name == 'eval':
        walk.opaque = True
    elif name in ('require', 'import') and children[-1].type == 'arguments':
        walk.requests += [(children[0], child) for child in children[-1].named_children[:1] if child.type == 'string']
    walk.push(children)


def _expression_statement(walk: Walk, node: Node) -> None:
    walk.statements.append(node.start_byte)
    expression = node.named_children[0]
    after_let, walk.after_let = walk.after_let, False
    if expression.type == 'identifier':
        word = walk.text(expression) if node.child_count == 1 else ''
        walk.after_let = word == 'let'
        if word in ('await', 'let'):  # the grammar ends either at the end of its line
            return
    elif expression.type in ('function_expression', 'class') and expression.child_by_field_name('name') is None:
        walk.error(expression.children[0], 'a declaration needs a name')
    elif expression.type == 'object' and _is_no_block(expression):
        walk.error(expression, 'an object literal needs parentheses here')
    if after_let:
        walk.target(expression, 'lexical')
    else:
        walk.push(node.named_children)


def _is_no_block(node: Node) -> bool:
    """Tell whether an object literal at the start of a statement cannot be a block with a label: `{ a: 1, b: 2 }`."""
    members = node.named_children
    return len(members) > 1 and all(member.type == 'pair' for member in members)


def _declaration(walk: Walk, node: Node) -> None:
    """Visit `var`, `let`, `const`, `using`."""
    walk.statements.append(node.start_byte)
    _head(walk, node)


def _head(walk: Walk, node: Node) -> None:
    """Visit a declaration, also in the head of a `for`."""
    keyword = node.children[0].type
    kind = 'var' if keyword == 'var' else 'lexical'
    first, *others = [child for child in node.named_children if child.type == 'variable_declarator']
    for declarator in reversed(others):
        walk.push_call(_declarator, walk, declarator, keyword, kind)
    _declarator(walk, first, keyword, kind)


def _declarator(walk: Walk, node: Node, keyword: str, kind: str) -> None:
    name, value = node.child_by_field_name('name'), node.child_by_field_name('value')
    if name is None:
        return
    if value is not None:
        _push_value(walk, name, value)
    elif keyword in ('const', 'using') or name.type in PATTERNS:
        walk.error(name, f"'{keyword}' without a value")
    walk.target(name, kind)


def _statement(walk: Walk, node: Node) -> None:
    """Visit a statement that contains only expressions and other statements."""
    walk.statements.append(node.start_byte)
    walk.push(node.named_children)


def _block(walk: Walk, node: Node) -> None:
    walk.enter(walk.block(), walk.flags)
    walk.push(node.named_children)


def _for(walk: Walk, node: Node) -> None:
    """Visit `for (;;)`."""
    walk.statements.append(node.start_byte)
    walk.enter(walk.block(), walk.flags)
    walk.push_within(node.children_by_field_name('body'), walk.flags | LOOP | BREAK)
    walk.push_fields(node, 'condition', 'increment')
    initializer = node.child_by_field_name('initializer')
    if initializer is None:
        return
    if initializer.type in ('lexical_declaration', 'variable_declaration'):
        _head(walk, initializer)
    else:
        walk.pending.append(initializer)


def _for_in(walk: Walk, node: Node) -> None:
    """Visit `for … in`, `for … of`."""
    walk.statements.append(node.start_byte)
    if has_token(node, 'await') and not walk.flags & AWAIT:
        walk.error(node, "'for await' outside an async function")
    kind, left = node.child_by_field_name('kind'), node.child_by_field_name('left')
    walk.enter(walk.block(), walk.flags)
    walk.push_within(node.children_by_field_name('body'), walk.flags | LOOP | BREAK)
    walk.push_fields(node, 'value', 'right')
    if left is None:
        return
    index = left.child_by_field_name('index')
    name = left.child_by_field_name('object')
    if index is not None and name is not None and walk.text(name) == 'let':  # the grammar's `for await (let [a] of b)`
        walk.target(index, 'lexical')
    elif kind is None:
        walk.target(left, WRITE)
    else:
        walk.target(left, 'var' if kind.type == 'var' else 'lexical')


def _while(walk: Walk, node: Node) -> None:
    """Visit `while`, `do … while`."""
    walk.statements.append(node.start_byte)
    walk.push_within(node.named_children, walk.flags | LOOP | BREAK)


def _switch_body(walk: Walk, node: Node) -> None:
    """Visit `switch`, whose cases share one scope."""
    walk.enter(walk.block(), walk.flags | BREAK)
    walk.push(node.named_children)


def _with(walk: Walk, node: Node) -> None:
    """Visit `with`; any name may be a property of its object."""
    walk.opaque = True
    _statement(walk, node)


def _jump(walk: Walk, node: Node) -> None:
    """Visit `break`, `continue`."""
    walk.statements.append(node.start_byte)
    keyword = node.children[0].type
    if keyword == 'continue' and not walk.flags & LOOP:
        walk.error(node, "'continue' outside a loop")
    elif keyword == 'break' and not walk.flags & BREAK and node.child_by_field_name('label') is None:
        walk.error(node, "'break' outside a loop or switch")


def _catch(walk: Walk, node: Node) -> None:
    scope = walk.block()
    walk.enter(scope, walk.flags)
    body, parameter = node.child_by_field_name('body'), node.child_by_field_name('parameter')
    if body is not None:
        walk.push_call(_body, walk, body, walk.block(parameters=scope))
    if parameter is not None:
        walk.target(parameter, 'catch' if parameter.type == 'identifier' else 'unique parameter')


def _body(walk: Walk, node: Node, scope: Scope) -> None:
    walk.enter(scope, walk.flags)
    walk.push(node.named_children)


def _function_declaration(walk: Walk, node: Node) -> None:
    walk.statements.append(node.start_byte)
    name = node.child_by_field_name('name')
    if name is not None:
        walk.bind(name, 'function')
        plain = node.type == 'function_declaration' and not has_token(node, 'async')
        at_top = walk.scope.function is None
        # Annex B.3.3: sloppy code sees a plain function of a block in the whole function.
        if plain and not at_top and not walk.flags & STRICT:
            walk.declare(name, walk.name(name), 'hoisted')
        walk.declare(name, walk.name(name), 'function' if plain or at_top else 'lexical')
    top_this = walk.flags & TOP_THIS if walk.scope is walk.top else 0
    _function(walk, node, walk.flags & STRICT | NAMED | top_this, 'parameter')


def _function_expression(walk: Walk, node: Node) -> None:
    _function(walk, node, walk.flags & _FUNCTION_KEEPS, 'parameter', node.child_by_field_name('name'))


def _arrow(walk: Walk, node: Node) -> None:
    _function(walk, node, walk.flags & _ARROW_KEEPS, 'unique parameter')


def _method(walk: Walk, node: Node) -> None:
    """Visit a method of an object or class; its key belongs to the surrounding scope."""
    walk.push_call(_function, walk, node, walk.flags & _FUNCTION_KEEPS, 'unique parameter')
    walk.push_fields(node, 'name')


def _function(walk: Walk, node: Node, flags: int, kind: str, name: Node | None = None) -> None:
    """Visit the parameters and the body of a function; `name` is declared inside it."""
    if has_token(node, 'async'):
        flags |= AWAIT
    parameters = node.child_by_field_name('parameters') or node.child_by_field_name('parameter')
    body = node.child_by_field_name('body')
    is_block = body is not None and body.type == 'statement_block'
    if body is not None and is_block and is_strict(body):
        flags |= STRICT
    scope = Scope()
    walk.enter(scope, flags)
    if name is not None:
        scope.names[walk.name(name)] = Entry('name', name)
    if body is not None and not is_block:
        walk.pending.append(body)
    elif body is not None and (parameters is None or _are_simple(parameters)):
        walk.push(body.named_children)  # parameters and body share a scope
    elif body is not None:
        kind = 'unique parameter'
        walk.push_call(_body, walk, body, Scope(parameters=scope))
    if parameters is not None:
        walk.target(parameters, 'unique parameter' if flags & STRICT else kind)


def _are_simple(parameters: Node) -> bool:
    """Tell whether all parameters are names: no pattern, no default, no rest parameter."""
    return parameters.type == 'identifier' or all(
        child.type in ('identifier', 'undefined', 'comment') for child in parameters.named_children
    )


def _class(walk: Walk, node: Node) -> None:
    """Visit `class A {}`, as a statement or a value."""
    name = node.child_by_field_name('name')
    flags = walk.flags | STRICT
    if node.type == 'class_declaration':
        walk.statements.append(node.start_byte)
        if name is not None:
            walk.bind(name, 'class')
            walk.declare(name, walk.name(name), 'class')
            flags |= NAMED
    walk.enter(walk.block(), flags)
    if name is not None:
        walk.scope.names[walk.name(name)] = Entry('name', name)
    walk.push([child for child in node.named_children if child != name])


def _field(walk: Walk, node: Node) -> None:
    """Visit a field of a class, whose value is evaluated as in a method."""
    value = node.child_by_field_name('value')
    if value is not None:
        walk.push_call(_own_function, walk, [value])
    walk.push_fields(node, 'property')


def _static_block(walk: Walk, node: Node) -> None:
    _own_function(walk, node.named_children)


def _own_function(walk: Walk, nodes: list[Node]) -> None:
    walk.enter(Scope(), walk.flags & _FUNCTION_KEEPS)
    walk.push(nodes)


def _unexpected(walk: Walk, node: Node) -> None:
    """Report syntax of the grammar that no script may contain: modules, JSX, decorators."""
    token = first_token(node)
    walk.error(token, "'import' outside a module" if token.type == 'import' else f"unexpected '{token.type}'")


VISITS: dict[str, Callable[[Walk, Node], None]] = {
    'arrow_function': _arrow,
    'assignment_expression': _assignment,
    'await_expression': _await,
    'break_statement': _jump,
    'call_expression': _call,
    'catch_clause': _catch,
    'class': _class,
    'class_declaration': _class,
    'class_static_block': _static_block,
    'comment': _leaf,
    'continue_statement': _jump,
    'debugger_statement': _statement,
    'decorator': _unexpected,
    'do_statement': _while,
    'export_statement': _unexpected,
    'expression_statement': _expression_statement,
    'field_definition': _field,
    'for_in_statement': _for_in,
    'for_statement': _for,
    'function_expression': _function_expression,
    'generator_function': _function_expression,
    'identifier': _identifier,
    'if_statement': _statement,
    'import_statement': _unexpected,
    'jsx_element': _unexpected,
    'jsx_self_closing_element': _unexpected,
    'lexical_declaration': _declaration,
    'member_expression': _member,
    'method_definition': _method,
    'number': _leaf,
    'property_identifier': _leaf,
    'regex': _leaf,
    'return_statement': _statement,
    'shorthand_property_identifier': _identifier,
    'statement_block': _block,
    'string': _leaf,
    'string_fragment': _leaf,
    'switch_body': _switch_body,
    'switch_statement': _statement,
    'throw_statement': _statement,
    'try_statement': _statement,
    'unary_expression': _unary,
    'using_declaration': _declaration,
    'variable_declaration': _declaration,
    'while_statement': _while,
    'with_statement': _with,
    **dict.fromkeys(FUNCTION_DECLARATIONS, _function_declaration),
}
