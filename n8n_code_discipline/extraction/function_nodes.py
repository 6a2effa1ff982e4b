"""Function and Function Item nodes become Code nodes: what is rewritten, and what a Code node cannot do.

Seen in n8n 2.40.7: a Code node has no ``new Buffer(…)`` and refuses an array as ``json``; both work in a Function node.
Seen in n8n 2.41.1: a Function node numbers its items, its arrays and objects are instances of the code's own ``Array``
and ``Object``, and it fails without a result; a Function Item node waits for its result.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

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
_PROPERTIES = frozenset({'property_identifier', 'shorthand_property_identifier_pattern'})
_READING = frozenset({'member_expression', 'pair_pattern'})
_ANY_PROMISE = frozenset({'Promise', 'helpers', 'then'})
_STATIC_DATA = 'getWorkflowStaticData'
_PATHS_OF_THIS = ('this.helpers', f'this.{_STATIC_DATA}')
# Methods whose value is a text
_TEXT_METHODS = frozenset({'stringify', 'toString', 'join', 'trim', 'replace', 'toLowerCase', 'toUpperCase', 'slice'})


def converted(body: Body, *, is_item: bool) -> str:
    """Return the code as a Code node can run it. Raises RefusedError where that would not be the same."""
    names = body.script.names
    absent = next((read.name for read in names.reads if read.name in _ABSENT and not read.declared), '')
    other = next((read.path for read in names.this if not read.path.startswith(_PATHS_OF_THIS)), '')
    if absent or other:
        raise RefusedError(f"uses '{absent or other}', which a Code node does not have")
    if is_item or _changes_values(body):
        _refuse_two_copies(body, 'item' if is_item else 'items')
    _refuse_other_items(body, is_item=is_item)
    _refuse_arrays(body, is_item=is_item)
    _refuse_other_results(body, is_item=is_item)
    static_data = (read for read in names.reads if read.name == _STATIC_DATA and not read.declared)
    edits = [TextEdit(read.start, read.end, f'${_STATIC_DATA}') for read in static_data]
    for read in names.this:
        if read.path == f'this.{_STATIC_DATA}':
            end = body.code.index(_STATIC_DATA, read.start) + len(_STATIC_DATA)
            edits.append(TextEdit(read.start, end, f'${_STATIC_DATA}'))
    free_buffers = {read.start for read in names.reads if read.name == 'Buffer' and not read.declared}
    edits += _buffers(body, free_buffers)
    return apply(body.code, edits)


def _refuse_two_copies(body: Body, name: str) -> None:
    """Refuse code that reads its input by two names: in a Function node they are two objects, then they are one."""
    free = {read.name for read in body.script.names.reads if not read.declared}
    others = sorted(free & {'$json', '$input', '$data', '$binary'})
    if name in free and others:
        node = 'Function Item' if name == 'item' else 'Function'
        raise RefusedError(f"reads both '{name}' and '{others[0]}', which are two copies in a {node} node only")


def _changes_values(body: Body) -> bool:
    is_assigned = (
        place.kind in ('member_expression', 'subscript_expression') and body.is_target(index)
        for index, place in enumerate(body.places)
    )
    return any(is_assigned) or min(body.changes['lists'], body.changes['ends']) < sys.maxsize


def _refuse_other_items(body: Body, *, is_item: bool) -> None:
    """Refuse code that may see how items differ: a Function node numbers them, and their classes are the code's own."""
    free = {read.start for read in body.script.names.reads if read.name == 'items' and not read.declared}
    different = {'constructor'} if is_item else {'constructor', 'index'}
    for index, place in enumerate(body.places[1:], 1):
        name, parent = nodes.text(place.node) if place.kind in _PROPERTIES else '', body.parent(index).kind
        if name in different and (parent in _READING or place.kind == 'shorthand_property_identifier_pattern'):
            raise RefusedError(f"reads '{name}', which is something else in a Code node")
        if place.kind == 'binary_expression' and nodes.operator(place.node) == 'instanceof':
            name = nodes.text(place.node.child_by_field_name('right'))
            if name in ('Array', 'Object'):
                raise RefusedError(f"uses 'instanceof {name}', which has another result in a Code node")
        start = body.start(index)
        is_text = parent == 'arguments' and body.code.endswith('JSON.stringify(', 0, start)
        is_stored = place.kind == 'identifier' and (parent == 'pair' or is_text)
        if start in free and (is_stored or place.kind == 'shorthand_property_identifier'):
            raise RefusedError("stores 'items', which have an 'index' in a Function node only")


def _refuse_other_results(body: Body, *, is_item: bool) -> None:
    """Refuse results that fail in a Function node only, and promises that only a Function Item node waits for."""
    returned = [nodes.bare(nodes.only_child(body.places[index].node)) for index in body.returns]
    nothing = {'null', 'undefined'} if is_item else {'null'}
    last = [body.places[index].node for index in body.statements()][-1:]
    falls_off = is_item and not any(map(_is_end, last))
    if falls_off or any(node.type in nothing if node is not None else is_item for node in returned):
        raise RefusedError('may return nothing, which fails in a Function node only: return a value, or throw an error')
    words = {nodes.text(place.node) for place in body.places if place.kind in ('identifier', 'property_identifier')}
    if is_item and not body.is_async and (words & _ANY_PROMISE or re.search(r'\basync\b', body.code)):
        raise RefusedError('may return a promise, which only a Function Item node waits for: await it')


def _is_end(statement: Node) -> bool:
    """Return whether a statement is likely to be the last one that runs."""
    kinds = ('return_statement', 'throw_statement', 'try_statement', 'switch_statement')
    return statement.type in kinds or statement.child_by_field_name('alternative') is not None


def _refuse_arrays(body: Body, *, is_item: bool) -> None:
    arrays = [
        place
        for place in body.places
        if place.kind == 'pair'
        and nodes.property_name(place.node.child_by_field_name('key')) == b'json'
        and _kind(place.node.child_by_field_name('value')) == 'array'
    ]
    returned = [_kind(nodes.only_child(body.places[index].node)) for index in body.returns]
    if arrays or (is_item and 'array' in returned):
        raise RefusedError("returns an array as 'json', which a Code node refuses")


def _kind(node: Node | None) -> str:
    bare = nodes.bare(node)
    return bare.type if bare is not None else ''


def _buffers(body: Body, free: set[int]) -> Iterator[TextEdit]:
    """Rewrite `new Buffer(x)` and `Buffer(x)`."""
    for index, place in enumerate(body.places):
        if place.kind not in ('new_expression', 'call_expression'):
            continue
        called = place.node.child_by_field_name('constructor' if place.kind == 'new_expression' else 'function')
        if called is None or called.type != 'identifier' or body.script.offsets[called.start_byte] not in free:
            continue
        arguments = place.node.child_by_field_name('arguments')
        values = nodes.children(arguments) if arguments is not None else []
        if arguments is None or not values or not (len(values) > 1 or _is_no_number(values[0])):
            raise RefusedError(
                'new Buffer(…) fails in a Code node: write Buffer.from(…), or Buffer.alloc(…) for a size'
            )
        yield TextEdit(body.start(index), body.script.offsets[arguments.start_byte], 'Buffer.from')


def _is_no_number(node: Node) -> bool:
    bare = nodes.bare(node)
    if bare is None or bare.type == 'array' or _is_text(bare):
        return bare is not None
    if bare.type == 'call_expression':
        function = bare.child_by_field_name('function')
        if function is not None and function.type == 'member_expression':
            return nodes.text(function.child_by_field_name('property')) in _TEXT_METHODS
        return nodes.text(function) == 'String'
    return False


def _is_text(node: Node | None) -> bool:
    """Return whether an expression is a text: a literal, or what is added to one."""
    pending = [node]
    while pending:
        bare = nodes.bare(pending.pop())
        if bare is not None and bare.type in ('string', 'template_string'):
            return True
        if bare is not None and bare.type == 'binary_expression' and nodes.operator(bare) == '+':
            pending += [bare.child_by_field_name('left'), bare.child_by_field_name('right')]
    return False


def node_edits(document: JsonDocument, node: workflow.Node, code: str) -> Iterator[TextEdit]:
    """Yield the edits of a JSON text that make a Code node with some code of a Function or Function Item node."""
    kind = document.span((*node.path, 'type'))
    version = '' if 'typeVersion' in node.data else ', "typeVersion": 2'
    yield TextEdit(kind.start, kind.end, f'"{workflow.CODE}"{version}')
    if not version:
        span = document.span((*node.path, 'typeVersion'))
        yield TextEdit(span.start, span.end, '2')
    span = document.span((*node.path, 'parameters', FIELD))
    key = re.compile(r'(\s*)("(?:[^"\\]|\\.)*")').match(document.text, _blanks_before(document.text, span.key))
    assert key is not None
    mode = f'"mode": "runOnceForEachItem",{key[1]}' if node.type == FUNCTION_ITEM else ''
    yield TextEdit(key.start(2), key.end(2), f'{mode}"{workflow.FIELDS["js"]}"')
    yield TextEdit(span.start, span.end, f'"{escape(code)}"')


def _blanks_before(text: str, offset: int) -> int:
    while offset > 0 and text[offset - 1] in ' \t\r\n':
        offset -= 1
    return offset
