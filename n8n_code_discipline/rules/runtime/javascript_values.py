"""The values that the JavaScript of a Code node returns: literals, operators, well-known functions, local variables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from n8n_code_discipline.n8n import table
from n8n_code_discipline.rules.runtime.values import (
    FALSY,
    FUNCTION,
    ITEM,
    MAX_EXPRESSION_DEPTH,
    MAX_LINKS,
    NULL,
    PRIMITIVE,
    UNDEFINED,
    UNKNOWN,
    Returned,
    Returns,
    Value,
    array,
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
_UNSET = Value('undefined')  # of `let x;`, unlike UNDEFINED
_GIVEN = {'items': _ITEMS, 'item': ITEM, 'undefined': UNDEFINED, 'NaN': FALSY, 'Infinity': PRIMITIVE}

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
_ALL = table('all')
_ONE = table('first last')


def returns(script: Script) -> Returns:
    """Return the values of the `return` statements of a body; nested functions have their own."""
    if script.tree is None:
        return Returns((), False)
    values = _Values(script.tree.root_node)
    found = []
    can_end = True
    for node in _own_statements(script.tree.root_node):
        can_end = can_end and node.type not in ('return_statement', 'throw_statement')
        if node.type == 'return_statement':
            returned = list(_branches(nodes.only_child(node), MAX_EXPRESSION_DEPTH)) or [node]
            for place in returned:
                value = UNDEFINED if place is node else values.settled(place)
                found.append(Returned(*_span(script, place), value))
    if any(returned.value.kind == 'item' for returned in found):
        found += [Returned(*_span(script, place), value) for place, value in values.set_on_items()]
    elif any(ITEM in elements(returned.value) for returned in found):
        found += [Returned(*_span(script, place), array((value,))) for place, value in values.set_on_items()]
    return Returns(tuple(found), can_end)


def _span(script: Script, node: Node) -> tuple[int, int]:
    return script.offsets[node.start_byte], script.offsets[node.end_byte]


def _own_statements(root: Node) -> Iterator[Node]:
    """Yield what is below a node and not within another function."""
    pending = list(reversed(root.named_children))
    while pending:
        node = pending.pop()
        yield node
        if node.type not in _NESTED and node.type != 'return_statement':
            pending += reversed(node.named_children)


def _branches(node: Node | None, depth: int) -> Iterator[Node]:
    """Yield the expressions of which one is the value of an expression."""
    node = nodes.bare(node)
    if node is None:
        return
    if node.type == 'ternary_expression' and depth:
        yield from _branches(node.child_by_field_name('consequence'), depth - 1)
        yield from _branches(node.child_by_field_name('alternative'), depth - 1)
    else:
        yield node


class _Values:
    """The values of the expressions of a script."""

    def __init__(self, root: Node) -> None:
        self._writes: dict[str, list[Callable[[], Value]]] = {}
        self._known: dict[str, Value] = {}
        self._links = 0
        self._functions: dict[str, Node] = {}
        self._pushed: dict[str, list[Node]] = {}
        self._shrunk: set[str] = set()
        self._set: dict[str, list[tuple[str, Node | None]]] = {}
        self._set_on: list[tuple[Node, str, Node]] = []
        pending = [root]
        while pending:
            node = pending.pop()
            note = _NOTE.get(node.type)
            if note is not None:
                note(self, node)
            pending += reversed(node.named_children)

    def _add(self, target: Node | None, write: Callable[[], Value]) -> None:
        """Note a write; what a pattern binds is unknown."""
        pending = [target] if target is not None else []
        while pending:
            node = pending.pop()
            if node.type in ('identifier', 'shorthand_property_identifier_pattern'):
                self._writes.setdefault(nodes.text(node), []).append(write if node is target else _unknown)
            elif node.type not in ('member_expression', 'subscript_expression'):
                pending += node.named_children

    def _note_declarator(self, node: Node) -> None:
        name, value = node.child_by_field_name('name'), node.child_by_field_name('value')
        if value is not None and value.type in _FUNCTIONS:
            self._functions[nodes.text(name)] = value
        self._add(name, lambda: self.value(value) if value is not None else _UNSET)

    def _note_assignment(self, node: Node) -> None:
        target, value = node.child_by_field_name('left'), node.child_by_field_name('right')
        self._add(target, lambda: self.value(value))
        self._add_part(target, value)

    def _note_arithmetic(self, node: Node) -> None:
        is_arithmetic = nodes.operator(node)[:-1] not in _LOGICAL
        self._add(node.child_by_field_name('left'), lambda: PRIMITIVE if is_arithmetic else UNKNOWN)

    def _note_update(self, node: Node) -> None:
        self._add(node.child_by_field_name('argument'), lambda: PRIMITIVE)

    def _note_loop(self, node: Node) -> None:
        self._add(node.child_by_field_name('left'), lambda: self._element(node.child_by_field_name('right')))

    def _note_function(self, node: Node) -> None:
        if node.type.endswith('_declaration'):
            self._functions[nodes.name_of(node)] = node
            self._add(node.child_by_field_name('name'), lambda: FUNCTION)
        for field in ('parameters', 'parameter'):
            self._add_parameters(node, node.child_by_field_name(field))

    def _note_call(self, node: Node) -> None:
        owner, _, method = _path(node.child_by_field_name('function')).partition('.')
        if method in ('push', 'unshift'):
            self._pushed.setdefault(owner, []).extend(_arguments(node))
        elif method in ('pop', 'shift', 'splice'):
            self._shrunk.add(owner)

    def _add_part(self, target: Node | None, value: Node | None) -> None:
        """Note a write to a property or an element."""
        owner = target.child_by_field_name('object') if target is not None else None
        if target is None or owner is None or value is None:
            return
        if target.type == 'subscript_expression' and owner.type == 'identifier':
            self._pushed.setdefault(nodes.text(owner), []).append(value)
        elif target.type == 'member_expression':
            key = nodes.text(target.child_by_field_name('property'))
            self._set.setdefault(nodes.text(owner) if owner.type == 'identifier' else '', []).append((key, value))
            self._set_on.append((owner, key, value))

    def _add_parameters(self, function: Node, parameters: Node | None) -> None:
        listed = [] if parameters is None else [parameters] if parameters.type == 'identifier' else parameters.children
        call = function.parent.parent if function.parent is not None else None
        for index, parameter in enumerate(child for child in listed if child.is_named):
            is_callback = call is not None and call.type == 'call_expression'
            kinds = [lambda: self._callback_element(call), lambda: self._callback_index(call)]
            self._add(parameter, kinds[index] if is_callback and index < len(kinds) else _unknown)

    def _callback_element(self, call: Node | None) -> Value:
        """Return the value of a callback's first parameter: an element of the array whose method is called."""
        callee = call.child_by_field_name('function') if call is not None else None
        if callee is None or nodes.text(callee.child_by_field_name('property')) in ('reduce', 'reduceRight', 'sort'):
            return UNKNOWN
        return self._element(callee.child_by_field_name('object'))

    def _callback_index(self, call: Node | None) -> Value:
        """Return the value of a callback's second parameter: mostly the index."""
        callee = call.child_by_field_name('function') if call is not None else None
        name = nodes.text(callee.child_by_field_name('property')) if callee is not None else ''
        return PRIMITIVE if name in _INDEXED else UNKNOWN

    def _element(self, node: Node | None) -> Value:
        return ITEM if elements(self.value(node)) == (ITEM,) else UNKNOWN

    def set_on_items(self) -> Iterator[tuple[Node, Value]]:
        """Yield what is assigned to a property of an item, and the item with it."""
        for owner, key, value in self._set_on:
            if self.value(owner).kind == 'item':
                yield value, keyed({'json': UNKNOWN, key: self.value(value)}.items())

    def settled(self, node: Node | None, depth: int = MAX_EXPRESSION_DEPTH) -> Value:
        """Return the value that a promise for an expression ends with."""
        node = nodes.bare(node)
        arguments = _arguments(node)
        if node is not None and arguments and _path(node.child_by_field_name('function')).startswith('Promise.'):
            name = _path(node.child_by_field_name('function'))
            settles = name in ('Promise.resolve', 'Promise.all')
            return self.value(arguments[0], depth - 1) if settles else UNKNOWN
        return self.value(node, depth)

    def value(self, node: Node | None, depth: int = MAX_EXPRESSION_DEPTH) -> Value:
        """Return what is certain about the value of an expression."""
        node = nodes.bare(node)
        if node is None or depth <= 0:
            return UNKNOWN
        if node.type in _LITERALS:
            return _LITERALS[node.type]
        evaluate = _EVALUATE.get(node.type)
        return evaluate(self, node, depth - 1) if evaluate else UNKNOWN

    def _variable(self, node: Node, depth: int) -> Value:
        del depth
        name = nodes.text(node)
        if name not in self._writes:
            return _GIVEN.get(name, UNKNOWN)
        if name not in self._known:
            if self._links == MAX_LINKS:
                return UNKNOWN
            self._links += 1
            self._known[name] = UNKNOWN  # while it is worked out
            written = [write() for write in self._writes[name]]
            initial = [value for value in written if value != _UNSET]
            self._known[name] = self._completed(name, merged(initial) if initial else UNDEFINED)
            self._links -= 1
        return self._known[name]

    def _completed(self, name: str, value: Value) -> Value:
        """Return the value of a variable with what is added to it later."""
        if value.kind == 'array':
            pushed = [
                self.value(nodes.only_child(node)) if node.type == 'spread_element' else self.value(node)
                for node in self._pushed.get(name, ())
            ]
            return array(()) if name in self._shrunk else array((*elements(value), *pushed))
        if value.kind == 'object':
            members = {key: [member] for key, member in value.members}
            for key, node in self._set.get(name, ()):
                members.setdefault(key, []).append(self.value(node))
            return keyed((key, merged(found)) for key, found in members.items())
        return value

    def _text(self, node: Node, depth: int) -> Value:
        del depth
        return PRIMITIVE if (node.text or b'')[1:-1] else FALSY

    def _number(self, node: Node, depth: int) -> Value:
        del depth
        return FALSY if nodes.text(node).strip('0.') == '' else PRIMITIVE

    def _array(self, node: Node, depth: int) -> Value:
        found: list[Value] = []
        for child in nodes.children(node):
            if child.type == 'spread_element':
                found += elements(self.value(nodes.only_child(child), depth))
            else:
                found.append(self.value(child, depth))
        return array(found)

    def _object(self, node: Node, depth: int) -> Value:
        members: list[tuple[str, Value]] = []
        for member in nodes.children(node):
            key = member.child_by_field_name('key') or member.child_by_field_name('name')
            if member.type == 'shorthand_property_identifier':
                members.append((nodes.text(member), self._variable(member, depth)))
            elif member.type == 'spread_element':
                spread = self.value(nodes.only_child(member), depth)
                members += [('json', UNKNOWN)] if spread.kind == 'item' else spread.members * (spread.kind == 'object')
            elif key is not None and key.type != 'computed_property_name':
                members.append(
                    (nodes.property_name(key).decode(), self.value(member.child_by_field_name('value'), depth))
                )
        return keyed(members)

    def _unary(self, node: Node, depth: int) -> Value:
        del depth
        return {'void': UNDEFINED, '!': FALSY, 'delete': FALSY}.get(nodes.operator(node), PRIMITIVE)

    def _binary(self, node: Node, depth: int) -> Value:
        operator = nodes.operator(node)
        if operator in _LOGICAL:
            return self.value(node.child_by_field_name('right' if operator == '&&' else 'left'), depth)
        return FALSY if operator in _COMPARISONS else PRIMITIVE

    def _last(self, node: Node, depth: int) -> Value:
        return self.value(nodes.children(node)[-1], depth)

    def _assignment(self, node: Node, depth: int) -> Value:
        return self.value(node.child_by_field_name('right'), depth)

    def _conditional(self, node: Node, depth: int) -> Value:
        return merged(self.value(branch, depth) for branch in _branches(node, depth))

    def _await(self, node: Node, depth: int) -> Value:
        return self.settled(nodes.only_child(node), depth)

    def _member(self, node: Node, depth: int) -> Value:
        del depth
        name = nodes.text(node.child_by_field_name('property'))
        base = nodes.bare(node.child_by_field_name('object'))
        if name == 'item' and _path(node) == '$input.item':
            return ITEM
        if base is None or name != 'length':
            return UNKNOWN
        is_data = nodes.text(base.child_by_field_name('property')) == 'json' or _path(base) == '$json'
        return UNKNOWN if is_data else PRIMITIVE

    def _subscript(self, node: Node, depth: int) -> Value:
        return ITEM if elements(self.value(node.child_by_field_name('object'), depth)) == (ITEM,) else UNKNOWN

    def _new(self, node: Node, depth: int) -> Value:
        name = _path(node.child_by_field_name('constructor'))
        if name in self._writes:
            return UNKNOWN
        return self._new_array(node, depth) if name == 'Array' else _CREATED.get(name, UNKNOWN)

    def _new_array(self, node: Node, depth: int) -> Value:
        values = [self.value(argument, depth) for argument in _arguments(node)]
        return array((UNDEFINED,) if len(values) == 1 and values[0].kind == 'primitive' else values)

    def _call(self, node: Node, depth: int) -> Value:
        callee = nodes.bare(node.child_by_field_name('function'))
        if callee is None:
            return UNKNOWN
        path = _path(callee)
        if path.partition('.')[0] in self._writes:
            path = ''
        if path in _CALLS:
            return _CALLS[path]
        if path.startswith('Math.'):
            return PRIMITIVE
        if path == 'Array':
            return self._new_array(node, depth)
        if path == 'Array.from':
            source, *mapping = [*_arguments(node), None]
            return array(
                [self._result(mapping[0], depth)] if mapping[0] is not None else elements(self.value(source, depth))
            )
        if callee.type == 'identifier':
            function = self._function(nodes.text(callee))
            return self._result(function, depth) if function is not None else UNKNOWN
        return self._method(callee, _arguments(node), depth) if callee.type == 'member_expression' else UNKNOWN

    def _method(self, callee: Node, arguments: list[Node], depth: int) -> Value:
        name = nodes.text(callee.child_by_field_name('property'))
        owner = callee.child_by_field_name('object')
        if name in _ALL | _ONE and _hands_out_items(owner):
            return _ITEMS if name in _ALL else ITEM
        if name in ('map', 'flatMap', 'reduce') and arguments:
            result = self._result(arguments[0], depth)
            if name == 'reduce':
                return result if result.kind == 'primitive' else UNKNOWN
            return array([result] if name == 'map' else elements(result))
        if name in _METHODS:
            return _METHODS[name]
        if name not in _SAME:
            return UNKNOWN
        same = self.value(owner, depth)
        if same.kind != 'array':
            return array(()) if name in _OF_ARRAYS else PRIMITIVE if same.kind == 'primitive' else UNKNOWN
        if name == 'concat':
            added = [self.value(argument, depth) for argument in arguments]
            parts = [elements(value) if value.kind == 'array' else (value,) for value in added]
            return array((*elements(same), *(element for part in parts for element in part)))
        if name == 'fill' and arguments:
            return array((self.value(arguments[0], depth),))
        if name in ('filter', 'flat'):  # takes out what is not there, or the arrays
            return array(element for element in elements(same) if element.kind in ('primitive', 'item'))
        return same

    def _function(self, name: str) -> Node | None:
        return self._functions.get(name) if len(self._writes.get(name, ())) == 1 else None

    def _result(self, function: Node | None, depth: int) -> Value:
        """Return what a function returns where all its `return` statements agree."""
        function = nodes.bare(function)
        body = function.child_by_field_name('body') if function is not None else None
        if function is None or body is None or function.type not in _FUNCTIONS:
            return UNKNOWN
        if nodes.has_token(function, 'async') or nodes.has_token(function, '*'):
            return self.settled(body, depth) if body.type != 'statement_block' else UNKNOWN
        if body.type != 'statement_block':
            return self.value(body, depth)
        found = [node for node in _own_statements(body) if node.type in ('return_statement', 'throw_statement')]
        returned = [nodes.only_child(node) for node in found if node.type == 'return_statement']
        return merged(self.value(node, depth) if node is not None else UNDEFINED for node in returned or [None])


def _unknown() -> Value:
    return UNKNOWN


def _arguments(call: Node | None) -> list[Node]:
    arguments = call.child_by_field_name('arguments') if call is not None else None
    return nodes.children(arguments) if arguments is not None else []


def _path(node: Node | None) -> str:
    """The text of a name, or of a name with one property; '' for anything else."""
    if node is not None and node.type == 'member_expression':
        owner = node.child_by_field_name('object')
        return nodes.text(node) if owner is not None and owner.type == 'identifier' else ''
    return nodes.text(node) if node is not None and node.type == 'identifier' else ''


def _hands_out_items(node: Node | None) -> bool:
    """Tell whether an expression is `$input` or `$('Node')`."""
    is_call = node is not None and node.type == 'call_expression'
    return _path(node.child_by_field_name('function') if node is not None and is_call else node) == '$' * is_call or (
        _path(node) == '$input'
    )


_LITERALS: dict[str, Value] = {
    'true': PRIMITIVE,
    'false': FALSY,
    'null': NULL,
    'undefined': UNDEFINED,
    **dict.fromkeys(_FUNCTIONS | _CLASSES, FUNCTION),
}
_CREATED = {'Date': Value('date')}
_EVALUATE: dict[str, Callable[[_Values, Node, int], Value]] = {
    'identifier': _Values._variable,
    'string': _Values._text,
    'template_string': _Values._text,
    'number': _Values._number,
    'array': _Values._array,
    'object': _Values._object,
    'unary_expression': _Values._unary,
    'binary_expression': _Values._binary,
    'sequence_expression': _Values._last,
    'assignment_expression': _Values._assignment,
    'ternary_expression': _Values._conditional,
    'await_expression': _Values._await,
    'member_expression': _Values._member,
    'subscript_expression': _Values._subscript,
    'new_expression': _Values._new,
    'call_expression': _Values._call,
}
_NOTE: dict[str, Callable[[_Values, Node], None]] = {
    'variable_declarator': _Values._note_declarator,
    'assignment_expression': _Values._note_assignment,
    'augmented_assignment_expression': _Values._note_arithmetic,
    'update_expression': _Values._note_update,
    'for_in_statement': _Values._note_loop,
    'call_expression': _Values._note_call,
    **dict.fromkeys(_FUNCTIONS | _CLASSES, _Values._note_function),
    **dict.fromkeys(('catch_clause', 'generator_function_declaration'), _Values._note_function),
}
