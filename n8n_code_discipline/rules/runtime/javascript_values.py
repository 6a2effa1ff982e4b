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
    UNSET,
    Follower,
    Returned,
    Returns,
    Value,
    Write,
    array,
    branches,
    elements,
    keyed,
    merged,
)
from n8n_code_discipline.syntax.javascript import nodes

if TYPE_CHECKING:
    from tree_sitter import Node

    from n8n_code_discipline.syntax.javascript.script import Script

_TEXTS = array((PRIMITIVE,))
_ITEMS = array((ITEM,))
_GIVEN = {'items': _ITEMS, 'item': ITEM, 'undefined': UNDEFINED, 'NaN': FALSY, 'Infinity': PRIMITIVE}
_DATE = Value('date')

_FUNCTIONS = frozenset(
    {'arrow_function', 'function_expression', 'generator_function', 'function_declaration', 'method_definition'}
)
_CLASSES = frozenset({'class', 'class_declaration'})
_NESTED = _FUNCTIONS | _CLASSES | {'generator_function_declaration', 'object', 'expression_statement'}
_COMPARISONS = table('== != === !== < <= > >= in instanceof')
_LOGICAL = table('&& || ??')

# Global functions and static methods by what they return
_CALLS: dict[str, Value] = {
    **dict.fromkeys(table('String Symbol BigInt Number parseInt parseFloat Date btoa atob escape unescape'), PRIMITIVE),
    **dict.fromkeys(table('encodeURIComponent encodeURI decodeURIComponent decodeURI JSON.stringify'), PRIMITIVE),
    **dict.fromkeys(table('Date.now Date.parse Date.UTC String.raw String.fromCharCode Buffer.byteLength'), PRIMITIVE),
    **dict.fromkeys(table('Boolean isNaN isFinite Array.isArray Number.isInteger Number.isNaN Object.is'), FALSY),
    **dict.fromkeys(table('Object.hasOwn Buffer.isBuffer'), FALSY),
    **dict.fromkeys(table('console.log console.error console.warn console.info console.debug'), UNDEFINED),
    **dict.fromkeys(table('Object.keys Object.getOwnPropertyNames'), _TEXTS),
    **dict.fromkeys(table('Object.values Array.of'), array(())),
    'Object.entries': array((array(()),)),
    '$items': _ITEMS,
}
# Methods that only one kind of receiver has, by what they return
_METHODS: dict[str, Value] = {
    **dict.fromkeys(
        table(
            """
            join toString toUpperCase toLowerCase toLocaleUpperCase toLocaleLowerCase trim trimStart trimEnd padStart
            padEnd repeat charAt charCodeAt codePointAt replace replaceAll substring substr toFixed toPrecision
            toISOString toLocaleString toLocaleDateString toLocaleTimeString toDateString toTimeString toUTCString
            getTime getFullYear getMonth getDate getDay getHours getMinutes getSeconds localeCompare toISO toISODate
            toISOTime toFormat toMillis toSeconds indexOf lastIndexOf findIndex findLastIndex push unshift search
            """
        ),
        PRIMITIVE,
    ),
    **dict.fromkeys(table('some every includes startsWith endsWith test hasOwnProperty'), FALSY),
    'forEach': UNDEFINED,
    'split': _TEXTS,
}
# Methods that return the array they are called on, or some of its elements
_SAME = table('reverse sort toReversed toSorted filter slice splice flat fill concat')
# Of these only arrays have them
_OF_ARRAYS = table('reverse sort toReversed toSorted filter flat fill splice')
# Those that call their callback with an element and its index
_INDEXED = table('map flatMap forEach from filter some every find')
# What of n8n hands out items
_HANDING_OUT = {'all': _ITEMS, 'first': ITEM, 'last': ITEM}
_UNARY = {'void': UNDEFINED, '!': FALSY, 'delete': FALSY}


def returns(script: Script) -> Returns:
    """Return the values of the `return` statements of a body; nested functions have their own."""
    if script.tree is None:
        return Returns((), False)

    def returned(place: Node, value: Value) -> Returned:
        return Returned(script.offsets[place.start_byte], script.offsets[place.end_byte], value)

    values = _Values(script.tree.root_node)
    found = []
    can_end = True
    for node in _own_statements(script.tree.root_node):
        can_end = can_end and node.type not in ('return_statement', 'throw_statement')
        if node.type == 'return_statement':
            places = list(branches(nodes.only_child(node), _alternatives))
            found += [returned(place, values.settled(place)) for place in places] or [returned(node, UNDEFINED)]
    if any(item.value.kind == 'item' for item in found):
        found += [returned(place, value) for place, value in values.set_on_items()]
    elif any(ITEM in elements(item.value) for item in found):
        found += [returned(place, array((value,))) for place, value in values.set_on_items()]
    return Returns(tuple(found), can_end)


def _own_statements(root: Node) -> Iterator[Node]:
    """Yield what is below a node and not within another function."""
    pending = list(reversed(root.named_children))
    while pending:
        node = pending.pop()
        yield node
        if node.type not in _NESTED and node.type != 'return_statement':
            pending += reversed(node.named_children)


def _alternatives(node: Node | None) -> Sequence[Node | None]:
    bare = nodes.bare(node)
    if bare is None or bare.type != 'ternary_expression':
        return () if bare is node else (bare,)
    return bare.child_by_field_name('consequence'), bare.child_by_field_name('alternative')


class _Values(Follower):
    """The values of the expressions of a script."""

    def __init__(self, root: Node) -> None:
        super().__init__(_GIVEN, UNDEFINED)
        self._set_on: list[tuple[Node, str, Node]] = []
        for node in nodes.walk(root):
            note = _NOTE.get(node.type)
            if note is not None:
                note(self, node)

    def evaluate(self, node: Any) -> Value:
        """Return the value of an expression, given those in it."""
        node = nodes.bare(node)
        evaluate = _EVALUATE.get(node.type) if node is not None else None
        return evaluate(self, node) if evaluate else UNKNOWN

    def spread(self, node: Any) -> Any:
        """Return the expression after `...`."""
        return nodes.only_child(node) if node.type == 'spread_element' else None

    def _add(self, target: Node | None, write: Write) -> None:
        """Note a write; what a pattern binds is unknown."""
        pending = [target] if target is not None else []
        while pending:
            node = pending.pop()
            if node.type in ('identifier', 'shorthand_property_identifier_pattern'):
                self.writes.setdefault(nodes.text(node), []).append(write if node is target else _unknown)
            elif node.type not in ('member_expression', 'subscript_expression'):
                pending += node.named_children

    def _note_declarator(self, node: Node) -> None:
        name, value = node.child_by_field_name('name'), node.child_by_field_name('value')
        if value is not None and value.type in _FUNCTIONS:
            self.functions[nodes.text(name)] = value
        self._add(name, lambda: self.value(value) if value is not None else UNSET)

    def _note_assignment(self, node: Node) -> None:
        target, value = node.child_by_field_name('left'), node.child_by_field_name('right')
        self._add(target, lambda: self.value(value))
        owner = target.child_by_field_name('object') if target is not None else None
        if target is None or owner is None or value is None:
            return
        if target.type == 'subscript_expression':
            self.added.setdefault(_path(owner), []).append(value)
        else:
            key = nodes.text(target.child_by_field_name('property'))
            self.set.setdefault(_path(owner), []).append((key, value))
            self._set_on.append((owner, key, value))

    def _note_arithmetic(self, node: Node) -> None:
        is_arithmetic = nodes.operator(node)[:-1] not in _LOGICAL
        target = node.child_by_field_name('left') or node.child_by_field_name('argument')
        self._add(target, lambda: PRIMITIVE if is_arithmetic else UNKNOWN)

    def _note_loop(self, node: Node) -> None:
        self._add(node.child_by_field_name('left'), lambda: self.element(node.child_by_field_name('right')))

    def _note_function(self, node: Node) -> None:
        if node.type.endswith('_declaration'):
            self.functions[nodes.name_of(node)] = node
            self._add(node.child_by_field_name('name'), lambda: FUNCTION)
        listed = node.child_by_field_name('parameters')
        call = node.parent.parent if node.parent is not None else None
        callee = call.child_by_field_name('function') if call is not None and call.type == 'call_expression' else None
        kinds = self._callback(callee) if callee is not None else ()
        parameters = [node.child_by_field_name('parameter')] if listed is None else listed.named_children
        for index, parameter in enumerate(parameters):
            self._add(parameter, kinds[index] if index < len(kinds) else _unknown)

    def _callback(self, callee: Node) -> tuple[Write, ...]:
        """Return the first two parameters of a callback: mostly an element of the array and its index."""
        name, owner = nodes.text(callee.child_by_field_name('property')), callee.child_by_field_name('object')
        first = _unknown if name in ('reduce', 'reduceRight', 'sort') else lambda: self.element(owner)
        return first, lambda: PRIMITIVE if name in _INDEXED else UNKNOWN

    def _note_call(self, node: Node) -> None:
        owner, _, method = _path(node.child_by_field_name('function')).partition('.')
        if method in ('push', 'unshift'):
            self.added.setdefault(owner, []).extend(_arguments(node))
        elif method in ('pop', 'shift', 'splice'):
            self.shrunk.add(owner)

    def set_on_items(self) -> Iterator[tuple[Node, Value]]:
        """Yield what is assigned to a property of an item, and the item with it."""
        for owner, key, value in self._set_on:
            if self.value(owner).kind == 'item':
                yield value, keyed({'json': UNKNOWN, key: self.value(value)}.items())

    def settled(self, node: Node | None) -> Value:
        """Return the value that a promise for an expression ends with."""
        node = nodes.bare(node)
        arguments = _arguments(node)
        name = _path(node.child_by_field_name('function')) if node is not None and arguments else ''
        if name.startswith('Promise.'):
            return self.value(arguments[0]) if name in ('Promise.resolve', 'Promise.all') else UNKNOWN
        return self.value(node)

    def _object(self, node: Node) -> Value:
        members: list[tuple[str | None, Node | None]] = []
        for member in nodes.children(node):
            key = member.child_by_field_name('key') or member.child_by_field_name('name')
            if member.type == 'shorthand_property_identifier':
                members.append((nodes.text(member), member))
            elif member.type == 'spread_element':
                members.append((None, nodes.only_child(member)))
            elif key is not None and key.type != 'computed_property_name':
                members.append((nodes.property_name(key).decode(), member.child_by_field_name('value')))
        return self.keyed(members)

    def _binary(self, node: Node) -> Value:
        operator = nodes.operator(node)
        if operator in _LOGICAL:
            return self.value(node.child_by_field_name('right' if operator == '&&' else 'left'))
        return FALSY if operator in _COMPARISONS else PRIMITIVE

    def _member(self, node: Node) -> Value:
        name = nodes.text(node.child_by_field_name('property'))
        base = nodes.bare(node.child_by_field_name('object'))
        if name == 'item' and _path(node) == '$input.item':
            return ITEM
        if base is None or name != 'length':
            return UNKNOWN
        is_data = nodes.text(base.child_by_field_name('property')) == 'json' or _path(base) == '$json'
        return UNKNOWN if is_data else PRIMITIVE

    def _new(self, node: Node) -> Value:
        name = _path(node.child_by_field_name('constructor'))
        if name in self.writes:
            return UNKNOWN
        return self._new_array(node) if name == 'Array' else _DATE if name == 'Date' else UNKNOWN

    def _new_array(self, node: Node) -> Value:
        values = [self.value(argument) for argument in _arguments(node)]
        return array((UNDEFINED,) if len(values) == 1 and values[0].kind == 'primitive' else values)

    def _call(self, node: Node) -> Value:
        callee = nodes.bare(node.child_by_field_name('function'))
        if callee is None:
            return UNKNOWN
        path = _path(callee)
        if path.partition('.')[0] in self.writes:
            path = ''
        if path in _CALLS:
            return _CALLS[path]
        if path.startswith('Math.'):
            return PRIMITIVE
        if path == 'Array':
            return self._new_array(node)
        if path == 'Array.from':
            source, *mapping = [*_arguments(node), None]
            return array([self._result(mapping[0])] if mapping[0] is not None else elements(self.value(source)))
        if callee.type == 'identifier':
            name = nodes.text(callee)
            return self._result(self.functions.get(name) if len(self.writes.get(name, ())) == 1 else None)
        return self._method(callee, _arguments(node)) if callee.type == 'member_expression' else UNKNOWN

    def _method(self, callee: Node, arguments: list[Node]) -> Value:
        name = nodes.text(callee.child_by_field_name('property'))
        owner = callee.child_by_field_name('object')
        if name in _HANDING_OUT and _hands_out_items(owner):
            return _HANDING_OUT[name]
        if name in ('map', 'flatMap', 'reduce') and arguments:
            result = self._result(arguments[0])
            if name == 'reduce':
                return result if result.kind == 'primitive' else UNKNOWN
            return array([result] if name == 'map' else elements(result))
        if name in _METHODS:
            return _METHODS[name]
        if name not in _SAME:
            return UNKNOWN
        same = self.value(owner)
        if same.kind != 'array':
            return array(()) if name in _OF_ARRAYS else PRIMITIVE if same.kind == 'primitive' else UNKNOWN
        if name == 'concat':
            added = [self.value(argument) for argument in arguments]
            parts = [elements(value) if value.kind == 'array' else (value,) for value in added]
            return array((*elements(same), *(element for part in parts for element in part)))
        if name == 'fill' and arguments:
            return array((self.value(arguments[0]),))
        if name in ('filter', 'flat'):  # takes out what is not there, or the arrays
            return array(element for element in elements(same) if element.kind in ('primitive', 'item'))
        return same

    def _result(self, function: Node | None) -> Value:
        function = nodes.bare(function)
        body = function.child_by_field_name('body') if function is not None else None
        if function is None or body is None or function.type not in _FUNCTIONS:
            return UNKNOWN
        is_plain = not (nodes.has_token(function, 'async') or nodes.has_token(function, '*'))
        if body.type != 'statement_block':
            return self.value(body) if is_plain else self.settled(body)
        found = [nodes.only_child(node) for node in _own_statements(body) if node.type == 'return_statement']
        return self.result(found or [None]) if is_plain else UNKNOWN


def _unknown() -> Value:
    return UNKNOWN


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
    if node is not None and node.type == 'call_expression':
        return _path(node.child_by_field_name('function')) == '$'
    return _path(node) == '$input'


def _text(_: _Values, node: Node) -> Value:
    return PRIMITIVE if (node.text or b'')[1:-1] else FALSY


_EVALUATE: dict[str, Callable[[_Values, Node], Value]] = {
    **dict.fromkeys(_FUNCTIONS | _CLASSES, lambda *_: FUNCTION),
    **dict.fromkeys(('string', 'template_string'), _text),
    'true': lambda *_: PRIMITIVE,
    'false': lambda *_: FALSY,
    'null': lambda *_: NULL,
    'undefined': lambda *_: UNDEFINED,
    'number': lambda _, node: PRIMITIVE if nodes.text(node).strip('0.') else FALSY,
    'identifier': lambda values, node: values.variable(nodes.text(node)),
    'shorthand_property_identifier': lambda values, node: values.variable(nodes.text(node)),
    'array': lambda values, node: values.listed(nodes.children(node)),
    'object': _Values._object,
    'unary_expression': lambda _, node: _UNARY.get(nodes.operator(node), PRIMITIVE),
    'binary_expression': _Values._binary,
    'sequence_expression': lambda values, node: values.value(nodes.children(node)[-1]),
    'assignment_expression': lambda values, node: values.value(node.child_by_field_name('right')),
    'ternary_expression': lambda values, node: merged(map(values.value, branches(node, _alternatives))),
    'await_expression': lambda values, node: values.settled(nodes.only_child(node)),
    'member_expression': _Values._member,
    'subscript_expression': lambda values, node: values.element(node.child_by_field_name('object')),
    'new_expression': _Values._new,
    'call_expression': _Values._call,
}
_NOTE: dict[str, Callable[[_Values, Node], None]] = {
    'variable_declarator': _Values._note_declarator,
    'assignment_expression': _Values._note_assignment,
    **dict.fromkeys(('augmented_assignment_expression', 'update_expression'), _Values._note_arithmetic),
    'for_in_statement': _Values._note_loop,
    'call_expression': _Values._note_call,
    **dict.fromkeys(_FUNCTIONS | _CLASSES, _Values._note_function),
    **dict.fromkeys(('catch_clause', 'generator_function_declaration'), _Values._note_function),
}
