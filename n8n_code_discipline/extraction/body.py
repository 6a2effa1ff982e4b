"""The body of a Code node as a tree with parents: where its names stand, what leaves it, what it may change."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Literal, NamedTuple

from tree_sitter import Node

from n8n_code_discipline.syntax import javascript
from n8n_code_discipline.syntax.javascript import nodes

IDENTIFIERS = frozenset({'identifier', 'shorthand_property_identifier', 'shorthand_property_identifier_pattern'})
CALLBACKS = frozenset({'arrow_function', 'function_expression'})
FUNCTIONS = CALLBACKS | nodes.FUNCTION_DECLARATIONS | {'generator_function', 'method_definition'}
# Where `this`, `arguments` and `return` are not those of the body around
_NO_PARENTS = frozenset({'string', 'regex', 'comment', 'html_comment', 'number'})
_LEAVING = frozenset({'return_statement', 'throw_statement', 'await_expression', 'yield_expression'})
_JUMPS = frozenset({'break_statement', 'continue_statement'})
# What an expression may change: an item's `json` or `binary`, which items a list holds, which one is its last
Change = Literal['parts', 'lists', 'ends']
# Methods that move the elements of an array
_MOVING = frozenset({'splice', 'shift', 'unshift', 'pop', 'sort', 'reverse', 'fill', 'copyWithin'})
# Functions that change what they are given: `Object.assign(item, { json })`
_CHANGING = frozenset({'Object', 'Reflect'})
_CHANGING_METHODS = frozenset(
    {'assign', 'defineProperty', 'defineProperties', 'set', 'setPrototypeOf', 'deleteProperty'}
)
_ANY_CHANGING = _MOVING | _CHANGING_METHODS | {'push'}
# Modules of Node that leave alone what they are given
_HARMLESS_MODULES = frozenset(
    f'require({quote}{prefix}{name}{quote})'.encode()
    for name in ('buffer', 'crypto', 'fs', 'http', 'https', 'os', 'path', 'querystring', 'url', 'zlib')
    for prefix in ('', 'node:')
    for quote in '\'"'
)
# Expressions with a new value, to which no other reference exists
_FRESH = frozenset({'object', 'array', 'new_expression', 'string', 'template_string', 'number', 'regex'})
_FRESH_METHODS = frozenset(
    {'map', 'filter', 'slice', 'concat', 'flatMap', 'split', 'match', 'keys', 'values', 'entries', 'from', 'flat'}
)


class Place(NamedTuple):
    """A node with the index of its parent (-1 for none) and of the function that it is a part of (-1: the body)."""

    node: Node
    kind: str
    parent: int
    function: int


class Body:
    """A parsed body. ``places`` are its nodes in source order; every index is one into them.

    Offsets are 0-based characters of the code, unless they are called bytes.
    """

    def __init__(self, script: javascript.Script) -> None:
        self.script = script
        self.code = script.source
        self.places: list[Place] = []
        self.at: dict[int, int] = {}  # character offset of an identifier or `this` -> index
        self.words: dict[str, list[int]] = {}  # identifiers, however they are used: indexes in source order
        self.returns: list[int] = []
        self.jumps: list[int] = []
        self.protected: list[tuple[int, int]] = []  # texts whose lines must stay as they are
        self.is_async = False
        # where the first `return`, `throw` or `await` of each function, and of the body itself (-1), ends
        self.first_exit: dict[int, int] = {}
        self.wrapper_names: list[str] = []  # `arguments` and `new.target` of n8n's own function
        self.bare_this = False
        self._changes: list[tuple[int, Change]] | None = None
        self._walk()

    def _walk(self) -> None:
        assert self.script.tree is not None
        pending = [(self.script.tree.root_node, -1, -1)]
        while pending:
            node, parent, function = pending.pop()
            kind = node.type
            index = len(self.places)
            self.places.append(Place(node, kind, parent, function))
            if kind in IDENTIFIERS:
                self._name(node, index, kind, function)
                continue
            if kind in _LEAVING or kind in ('for_in_statement', 'using_declaration'):
                self._leave(node, kind, index, function)
            elif kind in _JUMPS:
                self.jumps.append(self.start(index))
            elif kind == 'this':
                self.at[self.start(index)] = index
                self.bare_this = self.bare_this or self.places[parent].kind != 'member_expression'
            elif kind == 'meta_property' and self._is_wrappers(function) and node.text == b'new.target':
                self.wrapper_names.append('new.target')
            elif kind == 'template_string' or (kind == 'string' and b'\n' in (node.text or b'')):
                self.protected.append((self.start(index), self.end(index)))
            if kind not in _NO_PARENTS:
                inner = index if kind in FUNCTIONS or kind == 'class_body' else function
                pending += [(child, index, inner) for child in reversed(node.named_children)]

    def _name(self, node: Node, index: int, kind: str, function: int) -> None:
        name = nodes.text(node)
        self.words.setdefault(nodes.unescaped(name) if '\\' in name else name, []).append(index)
        self.at[self.start(index)] = index
        if name == 'arguments' and kind == 'identifier' and self._is_wrappers(function):
            self.wrapper_names.append(name)

    def _is_wrappers(self, function: int) -> bool:
        """Return whether only arrow functions enclose a place, so that `this` and `arguments` are the body's."""
        while function >= 0 and self.places[function].kind == 'arrow_function':
            function = self.places[function].function
        return function < 0

    def _leave(self, node: Node, kind: str, index: int, function: int) -> None:
        is_loop = kind in ('for_in_statement', 'using_declaration')
        if is_loop and not nodes.has_token(node, 'await'):
            return
        end = self.start(index) if is_loop else self.end(index)
        self.first_exit[function] = min(self.first_exit.get(function, end), end)
        if function < 0:
            if kind == 'return_statement':
                self.returns.append(index)
            self.is_async = self.is_async or kind not in ('return_statement', 'throw_statement')

    def start(self, index: int) -> int:
        """Return the offset of a place's first character."""
        return self.script.offsets[self.places[index].node.start_byte]

    def end(self, index: int) -> int:
        """Return the offset after a place's last character."""
        return self.script.offsets[self.places[index].node.end_byte]

    def text(self, index: int) -> str:
        """Return the text of a place."""
        return self.code[self.start(index) : self.end(index)]

    def parent(self, index: int) -> Place:
        """Return the place around another one, which must not be the root."""
        return self.places[self.places[index].parent]

    def is_field(self, index: int, field: str) -> bool:
        """Return whether a place is this field of its parent."""
        return self.parent(index).node.child_by_field_name(field) == self.places[index].node

    def is_before_exits(self, index: int) -> bool:
        """Return whether no `return`, `throw` or `await` of the function around a place ends before it begins."""
        exit_end = self.first_exit.get(self.places[index].function)
        return exit_end is None or self.start(index) < exit_end

    def is_in_loop(self, index: int) -> bool:
        """Return whether a place is within a loop or a function: it may run several times, or later."""
        place = self.places[index]
        while place.parent >= 0:
            if place.function >= 0 or place.kind in _LOOPS:
                return True
            place = self.places[place.parent]
        return False

    def first_change(self, *of: Change) -> int | None:
        """Return the offset of the first expression that may change what an item or a list of items holds.

        ``lists``: an assignment to a property whose name is not known, a method that moves elements, and what a module
        may do; ``parts``: an assignment to a property ``json`` or ``binary``; ``ends``: `push`, which gives a list
        another last element. What is done to a value that the body itself made is left out.
        """
        if self._changes is None:
            found = ((index, self._change(index, place)) for index, place in enumerate(self.places))
            self._changes = [(self.earliest(index), change) for index, change in found if change]
        return min((start for start, change in self._changes if change in of), default=None)

    def earliest(self, index: int) -> int:
        """Return the offset of a place; 0 in a declared function, which may be called from anywhere."""
        function = self.places[index].function
        while function >= 0 and self.places[function].kind in CALLBACKS:
            function = self.places[function].function
        return 0 if function >= 0 else self.start(index)

    def _change(self, index: int, place: Place) -> Change | Literal['']:
        """Return what a place may change, an empty string for nothing."""
        kind, node = place.kind, place.node
        if kind in ('property_identifier', 'shorthand_property_identifier_pattern'):
            return self._change_by_method(index, nodes.text(node))
        if kind == 'call_expression' and nodes.text(node.child_by_field_name('function')) == 'require':
            return '' if node.text in _HARMLESS_MODULES else 'lists'
        if kind not in ('member_expression', 'subscript_expression'):
            return ''
        key = node.child_by_field_name('property') or node.child_by_field_name('index')
        name = nodes.property_name(key).decode(errors='replace') if key is not None and key.type in _NAMES else '\\'
        changed: Change | Literal[''] = ''
        if self.is_target(index):
            changed = 'parts' if name in ('json', 'binary') else 'lists' if name == 'length' or '\\' in name else ''
        elif kind == 'subscript_expression' and self._is_called(index) and ('\\' in name or name in _ANY_CHANGING):
            changed = 'lists'
        return '' if not changed or self._is_fresh(node.child_by_field_name('object')) else changed

    def _change_by_method(self, index: int, name: str) -> Change | Literal['']:
        """Return what a method may change that is called by its name, or handed on: `[].shift.call(items)`."""
        access = self.parent(index)
        is_pattern = access.kind == 'pair_pattern' or self.places[index].kind != 'property_identifier'
        if name not in _ANY_CHANGING or not (is_pattern or access.kind == 'member_expression'):
            return ''
        if is_pattern or not self._is_called(self.places[index].parent):
            return 'lists'
        holder = nodes.bare(access.node.child_by_field_name('object'))
        if name in _CHANGING_METHODS:
            arguments = self.parent(self.places[index].parent).node.child_by_field_name('arguments')
            first = next(iter(nodes.children(arguments)), None) if arguments is not None else None
            return 'lists' if nodes.text(holder) in _CHANGING and not self._is_fresh(first) else ''
        return '' if self._is_fresh(holder) else 'ends' if name == 'push' else 'lists'

    def _is_called(self, index: int) -> bool:
        return self.parent(index).kind == 'call_expression' and self.is_field(index, 'function')

    def is_target(self, index: int) -> bool:
        """Return whether a value is put into, or taken out of, what a place names."""
        parent = self.parent(index)
        if parent.kind in ('assignment_expression', 'augmented_assignment_expression', 'for_in_statement'):
            return self.is_field(index, 'left')
        if parent.kind == 'unary_expression':
            return nodes.operator(parent.node) == 'delete'
        if parent.kind == 'pair_pattern':
            return True
        # `(x.json) = 1`, `[x.json] = …`, `({ a: x.json = 1 } = …)`
        patterns = ('update_expression', 'array_pattern', 'rest_pattern', 'parenthesized_expression')
        return parent.kind in patterns or parent.kind.endswith('assignment_pattern')

    def _is_fresh(self, node: Node | None) -> bool:
        """Return whether a value was made by the body itself, so that it is no item and no array of items."""
        bare = nodes.bare(node)
        if bare is not None and bare.type == 'identifier':
            return nodes.text(bare) in self._fresh_names
        return bare is not None and _is_fresh_value(bare)

    @cached_property
    def _fresh_names(self) -> frozenset[str]:
        """The names that stand for nothing but values that the body made, wherever they are declared or assigned."""
        other: set[str] = set()
        fresh: set[str] = set()
        for index, place in enumerate(self.places):
            if place.kind not in IDENTIFIERS or place.parent < 0:
                continue
            parent = self.parent(index)
            name, value = _WRITES.get(parent.kind, ('', ''))
            if name and self.is_field(index, name):
                made = parent.node.child_by_field_name(value)
                (fresh if made is not None and _is_fresh_value(made) else other).add(nodes.text(place.node))
            elif place.kind == 'shorthand_property_identifier_pattern' or _declares(parent, place):
                other.add(nodes.text(place.node))
        return frozenset(fresh - other)


# What writes a name, and the fields of the name and of its value
_WRITES = {'variable_declarator': ('name', 'value'), 'assignment_expression': ('left', 'right')}
_NAMES = frozenset({'property_identifier', 'string'})
_LOOPS = frozenset({'for_statement', 'for_in_statement', 'while_statement', 'do_statement'})
_DECLARING = frozenset(
    {
        *('formal_parameters', 'rest_pattern', 'array_pattern', 'assignment_pattern', 'object_assignment_pattern'),
        *('pair_pattern', 'catch_clause', 'for_in_statement', 'augmented_assignment_expression'),
    }
)


def _declares(parent: Place, place: Place) -> bool:
    """Return whether a name gets unknown values: it is a parameter, part of a pattern or a loop's name."""
    if parent.kind == 'for_in_statement':
        return parent.node.child_by_field_name('left') == place.node
    if parent.kind == 'arrow_function':
        return parent.node.child_by_field_name('parameter') == place.node
    return parent.kind in _DECLARING


def _is_fresh_value(node: Node) -> bool:
    bare = nodes.bare(node)
    if bare is None:
        return False
    if bare.type == 'call_expression':
        function = bare.child_by_field_name('function')
        if function is None or function.type != 'member_expression':
            return False
        return nodes.text(function.child_by_field_name('property')) in _FRESH_METHODS
    return bare.type in _FRESH


def statements(body: Body) -> Iterator[int]:
    """Yield the indexes of the top-level statements, comments left out."""
    for index, place in enumerate(body.places):
        if place.parent == 0 and place.kind not in nodes.NO_STATEMENTS:
            yield index
