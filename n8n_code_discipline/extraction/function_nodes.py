"""Function and Function Item nodes become Code nodes: what is rewritten, and what a Code node cannot do.

Seen in n8n 2.40.7: a Code node has no ``new Buffer(…)`` and refuses an array as ``json``; both work in a Function node.
Seen in n8n 2.41.1: a Function node numbers its items, its arrays and objects are instances of the code's own ``Array``
and ``Object``, and it fails without a result; a Function Item node waits for its result.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from tree_sitter import Node

from n8n_code_discipline.documents import workflow
from n8n_code_discipline.documents.json_document import JsonDocument, escape
from n8n_code_discipline.edits import TextEdit, apply
from n8n_code_discipline.extraction.body import Body
from n8n_code_discipline.extraction.plan import RefusedError
from n8n_code_discipline.syntax.javascript import nodes

FUNCTION, FUNCTION_ITEM = workflow.DEPRECATED
FIELD = 'functionCode'

_ABSENT = frozenset(
    {
        *('getBinaryData', 'getBinaryDataAsync', 'setBinaryData', 'setBinaryDataAsync'),
        *('getNodeParameter', '$getNodeParameter'),
    }
)
_COPIES = frozenset({'$json', '$input', '$data', '$binary'})
_PROPERTIES = frozenset({'property_identifier', 'shorthand_property_identifier_pattern'})
_READING = frozenset({'member_expression', 'pair_pattern', 'object_pattern'})
_ANY_PROMISE = frozenset({'Promise', 'helpers', 'then'})
_ENDS = frozenset({'return_statement', 'throw_statement', 'try_statement', 'switch_statement'})
_STATIC_DATA = 'getWorkflowStaticData'
_PATHS_OF_THIS = ('this.helpers', f'this.{_STATIC_DATA}')
# Functions and methods whose value is a text
_TEXTS = frozenset(
    {'String', 'stringify', 'toString', 'join', 'trim', 'replace', 'toLowerCase', 'toUpperCase', 'slice'}
)


def converted(body: Body, *, is_item: bool) -> str:
    """Return the code as a Code node can run it. Raises RefusedError where that would not be the same."""
    for reason in _differences(body, is_item=is_item):
        raise RefusedError(reason)
    names = body.script.names
    edits = []
    for read in (*names.reads, *names.this):
        if (read.name == _STATIC_DATA and not read.declared) or read.path == f'this.{_STATIC_DATA}':
            end = body.code.index(_STATIC_DATA, read.start) + len(_STATIC_DATA)
            edits.append(TextEdit(read.start, end, f'${_STATIC_DATA}'))
    return apply(body.code, [*edits, *_buffers(body)])


def _differences(body: Body, *, is_item: bool) -> Iterator[str]:
    """Yield what code may do in a Function or Function Item node only."""
    names = body.script.names
    given = {read.name for read in names.reads if not read.declared}
    others = [read.path for read in names.this if not read.path.startswith(_PATHS_OF_THIS)]
    for absent in (*sorted(given & _ABSENT), *others):
        yield f"uses '{absent}', which a Code node does not have"
    item, node = ('item', 'Function Item') if is_item else ('items', 'Function')
    for copy in sorted(given & _COPIES) if item in given else ():
        yield f"reads both '{item}' and '{copy}', which are two copies in a {node} node only"
    items = {read.start for read in names.reads if read.name == 'items' and not read.declared}
    for index in range(1, len(body.places)):
        yield from _differences_at(body, index, items, is_item=is_item)
    returned = {_kind(nodes.only_child(body.places[index].node)) for index in body.returns}
    if is_item and 'array' in returned:
        yield "returns an array as 'json', which a Code node refuses"
    last = [body.places[index] for index in body.statements()][-1:]
    ends = any(place.kind in _ENDS or place.node.child_by_field_name('alternative') is not None for place in last)
    if returned & ({'null', 'undefined', ''} if is_item else {'null'}) or (is_item and not ends):
        yield 'may return nothing, which fails in a Function node only: return a value, or throw an error'
    words = {nodes.text(place.node) for place in body.places if place.kind in ('identifier', 'property_identifier')}
    if is_item and not body.is_async and (words & _ANY_PROMISE or re.search(r'\basync\b', body.code)):
        yield 'may return a promise, which only a Function Item node waits for: await it'


def _differences_at(body: Body, index: int, items: Collection[int], *, is_item: bool) -> Iterator[str]:
    """Yield the difference that one place makes; ``items`` are the offsets where `items` are read."""
    place, parent = body.places[index], body.parent(index)
    text = nodes.text(place.node) if not place.node.child_count else ''
    if place.kind in _PROPERTIES and parent.kind in _READING and text in ('constructor', *['index'][is_item:]):
        yield f"reads '{text}', which is something else in a Code node"
    if text in ('Array', 'Object') and parent.kind == 'binary_expression':
        yield f"uses 'instanceof {text}', which has another result in a Code node"
    is_text = parent.kind == 'arguments' and body.code.endswith('JSON.stringify(', 0, body.start(index))
    if body.start(index) in items and text and (is_text or parent.kind == 'pair' or place.kind != 'identifier'):
        yield "stores 'items', which have an 'index' in a Function node only"
    is_json = place.kind == 'pair' and nodes.property_name(place.node.child_by_field_name('key')) == b'json'
    if is_json and _kind(place.node.child_by_field_name('value')) == 'array':
        yield "returns an array as 'json', which a Code node refuses"


def _kind(node: Node | None) -> str:
    bare = nodes.bare(node)
    return bare.type if bare is not None else ''


def _buffers(body: Body) -> Iterator[TextEdit]:
    """Rewrite `new Buffer(x)` and `Buffer(x)`. Raises RefusedError where `x` may be a number."""
    for read in body.script.names.reads:
        call = body.parent(body.at[read.start])
        field = 'constructor' if call.kind == 'new_expression' else 'function'
        if read.name != 'Buffer' or read.declared or not body.is_field(body.at[read.start], field):
            continue
        arguments = call.node.child_by_field_name('arguments')
        values = nodes.children(arguments) if arguments is not None else []
        if arguments is None or not (len(values) > 1 or any(map(_is_no_number, values))):
            raise RefusedError(
                'new Buffer(…) fails in a Code node: write Buffer.from(…), or Buffer.alloc(…) for a size'
            )
        offsets = body.script.offsets
        yield TextEdit(offsets[call.node.start_byte], offsets[arguments.start_byte], 'Buffer.from')


def _is_no_number(value: Node) -> bool:
    """Return whether a value is a text, a sum with a text, or an array."""
    bare = nodes.bare(value)
    kinds = set()
    while bare is not None and nodes.operator(bare) == '+':
        kinds.add(_kind(bare.child_by_field_name('right')))
        bare = nodes.bare(bare.child_by_field_name('left'))
    called = bare.child_by_field_name('function') if bare is not None else None
    if called is not None and nodes.text(called.child_by_field_name('property') or called) in _TEXTS:
        return True
    return not {'string', 'template_string', 'array'}.isdisjoint({*kinds, _kind(bare)})


def node_edits(document: JsonDocument, node: workflow.Node, code: str) -> Iterator[TextEdit]:
    """Yield the edits of a JSON text that make a Code node with some code of a Function or Function Item node."""
    kind = document.span((*node.path, 'type'))
    version = '' if 'typeVersion' in node.data else ', "typeVersion": 2'
    yield TextEdit(kind.start, kind.end, f'"{workflow.CODE}"{version}')
    if not version:
        span = document.span((*node.path, 'typeVersion'))
        yield TextEdit(span.start, span.end, '2')
    span = document.span((*node.path, 'parameters', FIELD))
    before = len(document.text[: span.key].rstrip(' \t\r\n'))
    key = re.compile(r'(\s*)("(?:[^"\\]|\\.)*")').match(document.text, before)
    assert key is not None
    mode = f'"mode": "runOnceForEachItem",{key[1]}' if node.type == FUNCTION_ITEM else ''
    yield TextEdit(key.start(2), key.end(2), f'{mode}"{workflow.FIELDS["js"]}"')
    yield TextEdit(span.start, span.end, f'"{escape(code)}"')
