"""The body of a Code node as a tree with parents: where its names stand, what leaves it, what it may change."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Literal, NamedTuple

from tree_sitter import Node

from n8n_code_discipline.extraction.chains import LINKS
from n8n_code_discipline.syntax import javascript
from n8n_code_discipline.syntax.javascript import nodes

_IDENTIFIERS = frozenset({'identifier', 'shorthand_property_identifier', 'shorthand_property_identifier_pattern'})
_CALLBACKS = frozenset({'arrow_function', 'function_expression'})
_FUNCTIONS = _CALLBACKS | nodes.FUNCTION_DECLARATIONS | {'generator_function', 'method_definition', 'class_body'}
_LEAVES = frozenset({'string', 'regex', 'comment', 'html_comment', 'number'})
_LEAVING = frozenset({'return_statement', 'throw_statement', 'await_expression', 'yield_expression'})
_MAY_AWAIT = frozenset({'for_in_statement', 'using_declaration'})
# Where only the value in this field is evaluated each time, exactly once
_FIRST = {
    **dict.fromkeys(('if_statement', 'ternary_expression'), 'condition'),
    **dict.fromkeys(('binary_expression', 'augmented_assignment_expression'), 'left'),
    'switch_statement': 'value',
    'for_in_statement': 'right',
    'for_statement': 'initializer',
}
_SHORT_CIRCUITS = frozenset({'&&', '||', '??', '&&=', '||=', '??='})
_MAY_SKIP = _FUNCTIONS | {
    *('try_statement', 'while_statement', 'do_statement', 'labeled_statement', 'switch_body', 'class_declaration'),
    *('class', 'assignment_pattern', 'object_assignment_pattern', 'object_pattern', 'array_pattern'),
}
# Methods that move the elements of an array, and those of Object and Reflect that change what they are given
_MOVING = frozenset({b'splice', b'shift', b'unshift', b'pop', b'sort', b'reverse', b'fill', b'copyWithin'})
_CHANGING = frozenset({b'assign', b'defineProperty', b'defineProperties', b'set', b'setPrototypeOf', b'deleteProperty'})
# Where a property is named that is read or taken apart
_NAMING = frozenset(
    {'member_expression', 'subscript_expression', 'pair_pattern', 'object_pattern', 'computed_property_name'}
)
# What an expression may change: an item's `json` or `binary`, or which items a list holds
Change = Literal['', 'parts', 'lists']


class Place(NamedTuple):
    """A node with the index of its parent (-1 for none) and of the function that it is a part of (-1: the body).

    ``certain``: it is evaluated exactly once on each run that reaches it.
    """

    node: Node
    kind: str
    parent: int
    function: int
    certain: bool


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
        self.protected: list[tuple[int, int]] = []  # texts whose lines must stay as they are
        self.is_async = False
        self.first_exit = sys.maxsize  # where the first `return`, `throw` or `await` of the body ends
        self._skips = '?.' in self.code  # so what follows a link of a chain may not be evaluated
        self._walk()

    def _walk(self) -> None:
        assert self.script.tree is not None
        pending = [Place(self.script.tree.root_node, 'program', -1, -1, certain=True)]
        while pending:
            place = pending.pop()
            node, kind, _, function, _ = place
            index = len(self.places)
            self.places.append(place)
            if kind in _IDENTIFIERS or kind == 'this':
                name = nodes.text(node)
                self.words.setdefault(nodes.unescaped(name) if '\\' in name else name, []).append(index)
                self.at[self.start(index)] = index
                continue
            if kind == 'template_string' or (kind == 'string' and b'\n' in (node.text or b'')):
                self.protected.append((self.start(index), self.end(index)))
            elif function < 0 and (kind in _LEAVING or (kind in _MAY_AWAIT and nodes.has_token(node, 'await'))):
                self.first_exit = min(self.first_exit, self.start(index) if kind in _MAY_AWAIT else self.end(index))
                if kind == 'return_statement':
                    self.returns.append(index)
                elif kind != 'throw_statement':
                    self.is_async = True
            if kind not in _LEAVES:
                inner = index if kind in _FUNCTIONS else function
                first = place.certain and self._evaluated(node, kind)
                pending += [
                    Place(child, child.type, index, inner, first is True or (first is not False and child == first))
                    for child in reversed(node.named_children)
                ]

    def _evaluated(self, node: Node, kind: str) -> bool | Node | None:
        """Return whether the parts of a node are evaluated once whenever it is; the only such part if there is one."""
        if kind in _MAY_SKIP or kind.endswith('_clause'):
            return False
        if kind in LINKS:
            return not self._skips or node.child_by_field_name(LINKS[kind])
        if kind in _FIRST and (_FIRST[kind] != 'left' or nodes.operator(node) in _SHORT_CIRCUITS):
            return node.child_by_field_name(_FIRST[kind])
        return True

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

    def statements(self) -> Iterator[int]:
        """Yield the indexes of the top-level statements, comments left out."""
        for index, place in enumerate(self.places):
            if place.parent == 0 and place.kind not in nodes.NO_STATEMENTS:
                yield index

    def is_certain(self, index: int) -> bool:
        """Return whether a place is evaluated once on every run, before a `return`, `throw` or `await` of the body."""
        return self.places[index].certain and self.start(index) < self.first_exit

    def earliest(self, index: int) -> int:
        """Return the offset of a place; 0 in a declared function, which may be called from anywhere."""
        function = self.places[index].function
        while function >= 0 and self.places[function].kind in _CALLBACKS:
            function = self.places[function].function
        return 0 if function >= 0 else self.start(index)

    @cached_property
    def changes(self) -> Mapping[Change, int]:
        """The offset of the first expression that makes each kind of change; the largest number for none."""
        found: dict[Change, int] = {'parts': sys.maxsize, 'lists': sys.maxsize}
        for index in range(1, len(self.places)):
            change = self._change(index)
            if change:
                found[change] = min(found[change], self.earliest(index))
        return found

    def _change(self, index: int) -> Change:
        place, parent = self.places[index], self.parent(index)
        kind, node = place.kind, place.node
        if kind in ('property_identifier', 'shorthand_property_identifier_pattern', 'string'):
            if parent.kind not in _NAMING:
                return ''
            name, holder = nodes.property_name(node), nodes.bare(parent.node.child_by_field_name('object'))
            is_static = name in _CHANGING and (holder is None or holder.text in (b'Object', b'Reflect'))
            return 'lists' if is_static or name in _MOVING or b'\\' in name else ''
        if kind == 'identifier':  # a module may do anything
            return 'lists' if node.text == b'require' else ''
        is_method = kind == 'subscript_expression' and parent.kind == 'call_expression'
        if kind not in ('member_expression', 'subscript_expression') or not (is_method or self.is_target(index)):
            return ''
        key = node.child_by_field_name('property') or node.child_by_field_name('index')
        is_known = key is not None and key.type in ('property_identifier', 'string') and b'\\' not in (key.text or b'')
        name = nodes.property_name(key) if is_known else b'length'
        return 'parts' if name in (b'json', b'binary') else 'lists' if name == b'length' else ''

    def is_target(self, index: int) -> bool:
        """Return whether a value is put into, or taken out of, what a place names."""
        parent = self.parent(index)
        if parent.kind in ('assignment_expression', 'augmented_assignment_expression', 'for_in_statement'):
            return self.is_field(index, 'left')
        if parent.kind == 'unary_expression':
            return nodes.operator(parent.node) == 'delete'
        # `(x.json) = 1`, `[x.json] = …`, `({ a: x.json = 1 } = …)`
        patterns = ('update_expression', 'array_pattern', 'pair_pattern', 'rest_pattern', 'parenthesized_expression')
        return parent.kind in patterns or parent.kind.endswith('assignment_pattern')
