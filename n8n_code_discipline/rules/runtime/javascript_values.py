"""The values that the JavaScript of a Code node returns: literals, operators, well-known functions, local variables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from n8n_code_discipline.n8n import table
from n8n_code_discipline.rules.runtime.values import (
    FALSY,
    FUNCTION,
    ITEM,
    NULL,
    PRIMITIVE,
    UNDEFINED,
    UNKNOWN,
    Element,
    Follower,
    Returns,
    Value,
)
from n8n_code_discipline.syntax.javascript import nodes

if TYPE_CHECKING:
    from tree_sitter import Node

    from n8n_code_discipline.syntax.javascript.script import Script

_ITEMS = Value('array', (ITEM,))
_TEXTS = Value('array', (PRIMITIVE,))
_GIVEN = {'items': _ITEMS, 'item': ITEM, 'undefined': UNDEFINED, 'NaN': FALSY, 'Infinity': PRIMITIVE}

_FUNCTIONS = table(
    'arrow_function function_expression generator_function method_definition function_declaration '
    'generator_function_declaration class class_declaration'
)
_NESTED = _FUNCTIONS | table('object expression_statement return_statement')
_COMPARISONS = table('== != === !== < <= > >= in instanceof')
_LOGICAL = table('&& || ??')

# Global functions and static methods by what they return
_CALLS: dict[str, Value] = {
    **dict.fromkeys(table('String Symbol BigInt Number parseInt parseFloat Date btoa atob JSON.stringify'), PRIMITIVE),
    **dict.fromkeys(table('encodeURIComponent encodeURI decodeURIComponent decodeURI Date.now Date.parse'), PRIMITIVE),
    **dict.fromkeys(table('Boolean isNaN isFinite Array.isArray Number.isInteger Number.isNaN'), FALSY),
    **dict.fromkeys(table('console.log console.error console.warn console.info console.debug'), UNDEFINED),
    'Object.keys': _TEXTS,
    'Object.values': Value('array'),
    'Object.entries': Value('array', (Value('array'),)),
    '$items': _ITEMS,
}
# Methods that only one kind of receiver has, by what they return
_METHODS: dict[str, Value] = {
    **dict.fromkeys(
        table(
            """
            join toString toUpperCase toLowerCase trim padStart padEnd repeat charAt replace replaceAll substring substr
            toFixed toISOString toLocaleString toLocaleDateString toLocaleTimeString getTime getFullYear getMonth
            getDate getDay getHours getMinutes localeCompare toISO toISODate toFormat toMillis indexOf findIndex push
            """
        ),
        PRIMITIVE,
    ),
    **dict.fromkeys(table('some every includes startsWith endsWith test hasOwnProperty'), FALSY),
    **dict.fromkeys(table('filter flat flatMap splice'), Value('array')),
    'forEach': UNDEFINED,
    'split': _TEXTS,
}
# Methods that return the array they are called on, or some of its elements; some are methods of texts too
_SAME = table('reverse sort filter slice concat fill')
# Those that call their callback with an element and its index
_INDEXED = table('map flatMap forEach from filter some every find')
# What of n8n hands out items
_HANDING_OUT = {'all': _ITEMS, 'first': ITEM, 'last': ITEM}
_UNARY = {'void': UNDEFINED, '!': FALSY, 'delete': FALSY}


def returns(script: Script) -> Returns:
    """Return the values of the `return` statements of a body; nested functions have their own."""
    if script.tree is None:
        return Returns((), False)

    def span(node: Node) -> tuple[int, int]:
        return script.offsets[node.start_byte], script.offsets[node.end_byte]

    values = _Values(script.tree.root_node)
    own = list(_own_statements(script.tree.root_node))
    found = values.returns(((node, nodes.only_child(node)) for node in own if node.type == 'return_statement'), span)
    if any(ITEM in (item.value, *item.value.elements) for item in found):
        is_one = any(item.value == ITEM for item in found)
        changed = ((node, item if is_one else Value('array', (item,))) for node, item in values.changed_items())
        found += [values.returned(*span(node), value) for node, value in changed]
    return Returns(tuple(found), not any(node.type in ('return_statement', 'throw_statement') for node in own))


def _own_statements(root: Node) -> Iterator[Node]:
    """Yield what is below a node and not within another function."""
    pending = list(reversed(root.named_children))
    while pending:
        node = pending.pop()
        yield node
        if node.type not in _NESTED:
            pending += reversed(node.named_children)


class _Values(Follower):
    """The values of the expressions of a script."""

    def __init__(self, root: Node) -> None:
        super().__init__(_GIVEN, UNDEFINED)
        self._assignments: list[tuple[Node, Node]] = []
        for node in nodes.walk(root):
            self._collect(node)

    def _collect(self, node: Node) -> None:
        field = node.child_by_field_name
        match node.type:
            case 'variable_declarator':
                self._write(field('name'), field('value'))
            case 'assignment_expression':
                self._write(field('left'), field('right'))
                self._collect_assigned(field('left'), field('right'))
            case 'augmented_assignment_expression' | 'update_expression':
                is_arithmetic = nodes.operator(node)[:-1] not in _LOGICAL
                self._write(field('left') or field('argument'), PRIMITIVE if is_arithmetic else UNKNOWN)
            case 'for_in_statement':
                self._write(field('left'), Element(field('right')))
            case 'call_expression':
                owner, _, method = _path(field('function')).partition('.')
                self.added[owner] += _arguments(node) if method in ('push', 'unshift') else []
                self.added[owner] += [None] if method in ('pop', 'shift', 'splice') else []
            case kind if kind in _FUNCTIONS or kind == 'catch_clause':
                self._collect_function(node)

    def _write(self, target: Node | None, value: Any) -> None:
        """Note what is written to a variable; what a pattern binds is unknown, a declaration may have no value."""
        pending = [target] if target is not None else []
        while pending:
            node = pending.pop()
            if node.type in ('identifier', 'shorthand_property_identifier_pattern'):
                self.writes[nodes.text(node)] += [] if value is None else [value if node is target else UNKNOWN]
            elif node.type not in ('member_expression', 'subscript_expression'):
                pending += node.named_children

    def _collect_assigned(self, target: Node | None, value: Node | None) -> None:
        owner = target.child_by_field_name('object') if target is not None else None
        if target is None or owner is None or value is None:
            return
        if target.type == 'subscript_expression':
            self.added[_path(owner)].append(None)
        else:
            self.assigned[_path(owner)].append((nodes.text(target.child_by_field_name('property')), value))
            self._assignments.append((target, value))

    def _collect_function(self, node: Node) -> None:
        if node.type.endswith('_declaration'):
            self._write(node.child_by_field_name('name'), node)
        listed = node.child_by_field_name('parameters')
        kinds: list[Any] = []
        call = node.parent.parent if node.parent is not None else None
        callee = call.child_by_field_name('function') if call is not None else None
        if callee is not None and nodes.text(callee.child_by_field_name('property')) in _INDEXED:
            kinds = [Element(callee.child_by_field_name('object')), PRIMITIVE]
        parameters = [node.child_by_field_name('parameter')] if listed is None else listed.named_children
        for index, parameter in enumerate(parameters):
            self._write(parameter, kinds[index] if index < len(kinds) else UNKNOWN)

    def changed_items(self) -> Iterator[tuple[Node, Value]]:
        """Yield what is assigned to a property of an item, and the item with it."""
        for target, value in self._assignments:
            if self.value(target.child_by_field_name('object')) == ITEM:
                key = nodes.text(target.child_by_field_name('property'))
                yield value, self.object([('json', UNKNOWN), (key, value)])

    def branches(self, node: Any) -> Sequence[Any]:
        """Return the two expressions of a conditional expression, what parentheses hold, () for anything else."""
        bare = nodes.bare(node)
        if bare is None or bare.type != 'ternary_expression':
            return () if bare is node else (bare,)
        return bare.child_by_field_name('consequence'), bare.child_by_field_name('alternative')

    def spread(self, node: Any) -> Any:
        """Return the expression after `...`."""
        return nodes.only_child(node) if not isinstance(node, tuple) and node.type == 'spread_element' else None

    def evaluate(self, node: Any) -> Value:
        """Return the value of an expression, given those in it."""
        node = nodes.bare(node)
        evaluate = _EVALUATE.get(node.type) if node is not None else None
        return evaluate(self, node) if evaluate else UNKNOWN

    def _object(self, node: Node) -> Value:
        members: list[tuple[str | None, Node | None]] = []
        for member in nodes.children(node):
            if member.type == 'spread_element':
                members.append((None, nodes.only_child(member)))
                continue
            key = member.child_by_field_name('key') or member.child_by_field_name('name') or member
            name = nodes.property_name(key).decode()
            members += [(name, member.child_by_field_name('value') or member)] if name else []
        return self.object(members)

    def _binary(self, node: Node) -> Value:
        operator = nodes.operator(node)
        if operator in _LOGICAL:
            return self.value(node.child_by_field_name('right' if operator == '&&' else 'left'))
        return FALSY if operator in _COMPARISONS else PRIMITIVE

    def _awaited(self, node: Node) -> Value:
        promise = nodes.only_child(node)
        is_settled = promise is not None and _path(promise.child_by_field_name('function')) in _SETTLED
        return self.value(next(iter(_arguments(promise)), None) if is_settled else promise)

    def _member(self, node: Node) -> Value:
        if nodes.text(node.child_by_field_name('property')) != 'length':
            return UNKNOWN
        is_data = nodes.text(node.child_by_field_name('object')).endswith('json')  # of a user who calls a field so
        return UNKNOWN if is_data else PRIMITIVE

    def _new(self, node: Node) -> Value:
        name = _path(node.child_by_field_name('constructor'))
        if name == 'Array' and name not in self.writes:
            return self._new_array(node)
        return Value('date') if name == 'Date' and name not in self.writes else UNKNOWN

    def _new_array(self, node: Node) -> Value:
        listed = _arguments(node)
        is_size = len(listed) == 1 and self.value(listed[0]).kind == 'primitive'
        return Value('array', (UNDEFINED,)) if is_size else self.array(listed)

    def _call(self, node: Node) -> Value:
        callee = nodes.bare(node.child_by_field_name('function'))
        path, arguments = _path(callee), _arguments(node)
        if path.partition('.')[0] in self.writes:
            path = ''
        if path in _CALLS or path.startswith('Math.'):
            return _CALLS.get(path, PRIMITIVE)
        if path == 'Array':
            return self._new_array(node)
        if path == 'Array.from' and arguments:
            return Value('array', (self._result(arguments[1]),) if arguments[1:] else self.value(arguments[0]).elements)
        if callee is not None and callee.type == 'identifier':
            return self._result(callee)
        return self._method(callee, arguments) if callee is not None else UNKNOWN

    def _method(self, callee: Node, arguments: list[Node]) -> Value:
        name = nodes.text(callee.child_by_field_name('property'))
        owner = callee.child_by_field_name('object')
        if name in _HANDING_OUT and _hands_out_items(owner):
            return _HANDING_OUT[name]
        if name in ('map', 'reduce') and arguments:
            result = self._result(arguments[0])
            return Value('array', (result,)) if name == 'map' else result
        same = self.value(owner) if name in _SAME else UNKNOWN
        if same.kind == 'array':
            return self._same(name, same, arguments)
        return same if same.kind == 'primitive' else _METHODS.get(name, UNKNOWN)

    def _same(self, name: str, owner: Value, arguments: list[Node]) -> Value:
        """Return what a method in _SAME makes of its array."""
        if name == 'filter':  # takes out what is not there
            kept = (node for node in owner.elements if self.value(node).kind in ('primitive', 'item'))
            return Value('array', tuple(kept))
        if name == 'concat':
            added = [value.elements if (value := self.value(node)).kind == 'array' else (node,) for node in arguments]
            return self.array((*owner.elements, *(element for elements in added for element in elements)))
        return self.array(arguments[:1]) if name == 'fill' else owner

    def _result(self, function: Node | None) -> Value:
        """Return what a function returns, given by its name or itself."""
        function = nodes.bare(function)
        if function is not None and function.type == 'identifier':
            function = self.only_write(nodes.text(function))
        body = function.child_by_field_name('body') if function is not None else None
        if function is None or body is None or function.type not in _FUNCTIONS:
            return UNKNOWN
        if nodes.has_token(function, 'async') or nodes.has_token(function, '*'):
            return UNKNOWN
        if body.type != 'statement_block':
            return self.value(body)
        return self.result(
            [nodes.only_child(node) for node in _own_statements(body) if node.type == 'return_statement']
        )


def _arguments(call: Node | None) -> list[Node]:
    arguments = call.child_by_field_name('arguments') if call is not None else None
    return nodes.children(arguments) if arguments is not None else []


def _path(node: Node | None) -> str:
    """Return the text of a name, or of a name with one property; '' for anything else."""
    if node is not None and node.type == 'member_expression':
        owner = node.child_by_field_name('object')
        return nodes.text(node) if owner is not None and owner.type == 'identifier' else ''
    return nodes.text(node) if node is not None and node.type == 'identifier' else ''


def _hands_out_items(node: Node | None) -> bool:
    """Return whether an expression is `$input` or `$('Node')`."""
    return node is not None and _path(node.child_by_field_name('function') or node) in ('$', '$input')


_SETTLED = ('Promise.resolve', 'Promise.all')
_EVALUATE: dict[str, Callable[[_Values, Node], Value]] = {
    **dict.fromkeys(_FUNCTIONS, lambda *_: FUNCTION),
    **dict.fromkeys(('string', 'template_string'), lambda _, node: PRIMITIVE if nodes.text(node)[2:] else FALSY),
    'true': lambda *_: PRIMITIVE,
    'false': lambda *_: FALSY,
    'null': lambda *_: NULL,
    'undefined': lambda *_: UNDEFINED,
    'number': lambda _, node: PRIMITIVE if nodes.text(node).strip('0.') else FALSY,
    **dict.fromkeys(
        ('identifier', 'shorthand_property_identifier'), lambda values, node: values.variable(nodes.text(node))
    ),
    'array': lambda values, node: values.array(nodes.children(node)),
    'object': _Values._object,
    'unary_expression': lambda _, node: _UNARY.get(nodes.operator(node), PRIMITIVE),
    'binary_expression': _Values._binary,
    'sequence_expression': lambda values, node: values.value(nodes.children(node)[-1]),
    'ternary_expression': lambda values, node: values.merged(values.alternatives(node)),
    'await_expression': _Values._awaited,
    'member_expression': _Values._member,
    'subscript_expression': lambda values, node: values.value(Element(node.child_by_field_name('object'))),
    'new_expression': _Values._new,
    'call_expression': _Values._call,
}
