"""Find a body's reads of n8n: names widened to literal chains, and whether each is evaluated on every run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tree_sitter import Node

from n8n_code_discipline.extraction import forms
from n8n_code_discipline.extraction.body import CALLBACKS, Body
from n8n_code_discipline.extraction.forms import Form, Mode
from n8n_code_discipline.n8n import javascript_names
from n8n_code_discipline.syntax.javascript import nodes

_LITERALS = frozenset({'string', 'number', 'true', 'false', 'null'})
_SHORT_CIRCUITS = frozenset({'&&', '||', '??', '&&=', '||=', '??='})
# Where the value in this field is always evaluated, and whatever else the node holds perhaps not
_ALWAYS_FIRST = {
    'if_statement': 'condition',
    'ternary_expression': 'condition',
    'switch_statement': 'value',
    'while_statement': 'condition',
    'for_in_statement': 'right',
    'for_statement': 'initializer',
}
_NEVER = frozenset(
    {
        *('try_statement', 'do_statement', 'labeled_statement', 'assignment_pattern', 'object_assignment_pattern'),
        *('class_body', 'class_declaration', 'class'),
    }
)
_ITERATING = frozenset({'map', 'forEach', 'flatMap', 'filter'})


# A name and what follows it, equal for equal reads however they are spelled: ('$input', '[first]', '()', '[json]')
Key = tuple[str, ...]


class ChainRead(NamedTuple):
    """A read of n8n at the characters ``start`` to ``end``; ``top`` is the index of the whole chain in the body.

    ``text`` is the chain without whitespace and comments.
    ``shorthand``: the read is the property of an object literal, `{ items }`.
    """

    form: Form
    key: Key
    text: str
    start: int
    end: int
    top: int
    shorthand: bool = False


class _Link(NamedTuple):
    kind: str
    key: str
    text: str
    top: int


def find(body: Body, mode: Mode, *, item_is_json: bool = False) -> tuple[ChainRead, ...]:
    """Return the reads of n8n in source order; names that the body assigns stand alone, operands of `typeof` stay.

    ``item_is_json``: `item` is what a Function Item node calls so, the item's `json`.
    """
    names = body.script.names
    found = []
    for read in names.reads:
        if read.name not in javascript_names.N8N or read.declared:
            continue
        index = body.at[read.start]
        if item_is_json and read.name == 'item':
            if not read.guarded:
                found.append(_bare(body, index, forms.JSON_ITEM)._replace(text='$input.item.json'))
        elif read.name in names.assigned:
            if forms.is_there(read.name, mode):
                found.append(_bare(body, index, forms.bare(read.name, mode)))
        elif not read.guarded:
            found.append(_longest(body, read.name, index) or _bare(body, index, forms.bare(read.name, mode)))
    for read in names.this:
        widened = _longest(body, 'this', body.at[read.start]) if not read.function else None
        if widened is not None:
            found.append(widened)
    return tuple(sorted(found, key=lambda read: read.start))


def _bare(body: Body, index: int, form: Form) -> ChainRead:
    shorthand = body.places[index].kind == 'shorthand_property_identifier'
    return ChainRead(form, (form.root,), form.root, body.start(index), body.end(index), index, shorthand)


def _longest(body: Body, name: str, index: int) -> ChainRead | None:
    links = tuple(_links(body, index))
    form = forms.longest(name, tuple(link.kind for link in links))
    if form is None or not form.links:
        return None
    taken = links[: len(form.links)]
    key = (name, *(link.key for link in taken))
    text = name + ''.join(link.text for link in taken)
    top = taken[-1].top
    return ChainRead(form, key, text, body.start(index), body.end(top), top)


def _links(body: Body, index: int) -> Iterator[_Link]:
    """Yield the properties and calls with literals that follow a name; `?.` ends them."""
    while body.places[index].parent > 0:
        parent = body.places[index].parent
        node = body.places[parent].node
        if nodes.has_token(node, 'optional_chain') or body.is_target(parent):
            return
        link = None
        if body.places[parent].kind == 'member_expression' and body.is_field(index, 'object'):
            name = node.child_by_field_name('property')
            if name is not None and name.type == 'property_identifier' and '\\' not in nodes.text(name):
                link = _Link(f'.{nodes.text(name)}', f'[{nodes.text(name)}]', f'.{nodes.text(name)}', parent)
        elif body.places[parent].kind == 'subscript_expression' and body.is_field(index, 'object'):
            literal = _literal(node.child_by_field_name('index'))
            if literal is not None and literal[0] == 'string':
                link = _Link("['']", f'[{literal[1]}]', f'[{literal[2]}]', parent)
        elif body.places[parent].kind == 'call_expression' and body.is_field(index, 'function'):
            link = _call(node.child_by_field_name('arguments'), parent)
        if link is None:
            return
        yield link
        index = parent


def _call(arguments: Node | None, top: int) -> _Link | None:
    if arguments is None or arguments.type != 'arguments':
        return None
    literals = [_literal(child) for child in nodes.children(arguments)]
    texts = [literal[2] for literal in literals if literal is not None]
    if len(texts) != len(literals):
        return None
    kind = '()' if not literals else "('')" if literals[0] and literals[0][0] == 'string' else '(…)'
    keys = ','.join(literal[1] for literal in literals if literal)
    return _Link(kind, f'({keys})', f'({", ".join(texts)})', top)


def _literal(node: Node | None) -> tuple[str, str, str] | None:
    """Return the type of a literal, its value as a key, and its text."""
    if node is None or node.type not in _LITERALS:
        return None
    text = nodes.text(node)
    if '\n' in text or '\ufffd' in text:
        return None
    plain = node.type == 'string' and '\\' not in text
    return node.type, text[1:-1] if plain else text, text


class Evaluation:
    """Which places of a body are evaluated on every run, before anything can end it."""

    def __init__(self, body: Body, mode: Mode) -> None:
        self.body = body
        self._known: dict[int, bool] = {0: True}
        is_whole = mode == forms.ALL_ITEMS and body.first_change('lists') is None
        wanted = {'items', '$input'} - body.script.names.assigned if is_whole else ()
        # where the input is read, which is never empty
        self._filled = {read.start for read in body.script.names.reads if not read.declared and read.name in wanted}

    def _is_input(self, node: Node | None) -> bool:
        """Return whether an expression is the whole input: `$input.all()` or `items`."""
        bare = nodes.bare(node)
        is_whole = bare is not None and (bare.text == b'items' or bare.text == b'$input.all()')
        return bare is not None and is_whole and self.body.script.offsets[bare.start_byte] in self._filled

    def is_certain(self, index: int) -> bool:
        """Return whether a place is evaluated on every run, before a `return`, `throw` or `await` of the body."""
        exit_end = self.body.first_exit.get(-1)
        if exit_end is not None and exit_end <= self.body.start(index):
            return False
        path = []
        while index not in self._known:
            path.append(index)
            index = self.body.places[index].parent
        certain = self._known[index]
        for step in reversed(path):
            certain = certain and self._is_step_certain(step)
            self._known[step] = certain
        return certain

    def _is_step_certain(self, index: int) -> bool:
        """Return whether a place is evaluated whenever the place around it is."""
        parent = self.body.parent(index)
        kind = parent.kind
        if kind in CALLBACKS:
            return self._is_called_for_items(self.body.places[index].parent)
        if kind in _NEVER or parent.function != self.body.places[index].function:
            return False
        if kind == 'for_in_statement' and self.body.is_field(index, 'body'):
            return self._runs_over_items(parent.node, index)
        if kind in _ALWAYS_FIRST:
            return self.body.is_field(index, _ALWAYS_FIRST[kind])
        if kind in ('binary_expression', 'augmented_assignment_expression'):
            return nodes.operator(parent.node) not in _SHORT_CIRCUITS or self.body.is_field(index, 'left')
        if kind in ('call_expression', 'subscript_expression', 'member_expression'):
            field = 'function' if kind == 'call_expression' else 'object'
            return self.body.is_field(index, field) or not _is_optional(parent.node)
        if kind == 'statement_block' and not self.body.is_before_exits(index):
            return False
        return not kind.endswith('_clause') and kind != 'switch_body'

    def _runs_over_items(self, loop: Node, index: int) -> bool:
        start, end = self.body.start(index), self.body.end(index)
        is_left = any(start < jump < end for jump in self.body.jumps)
        return nodes.has_token(loop, 'of') and self._is_input(loop.child_by_field_name('right')) and not is_left

    def _is_called_for_items(self, function: int) -> bool:
        """Return whether a function is the callback of `items.map(…)`, which calls it for at least one item."""
        body = self.body
        arguments = body.places[function].parent
        node = body.places[function].node
        if body.places[arguments].kind != 'arguments' or nodes.has_token(node, 'async'):
            return False
        called = body.parent(arguments).node.child_by_field_name('function')
        if called is None or called.type != 'member_expression' or nodes.has_token(called, 'optional_chain'):
            return False
        first = next(iter(nodes.children(body.places[arguments].node)), None)
        method = nodes.text(called.child_by_field_name('property'))
        return first == node and method in _ITERATING and self._is_input(called.child_by_field_name('object'))


def _is_optional(node: Node) -> bool:
    """Return whether a chain of properties and calls holds `?.`, so that the rest of it may be skipped."""
    current: Node | None = node
    while current is not None and current.type in ('call_expression', 'member_expression', 'subscript_expression'):
        if nodes.has_token(current, 'optional_chain'):
            return True
        current = current.child_by_field_name('function') or current.child_by_field_name('object')
    return False
