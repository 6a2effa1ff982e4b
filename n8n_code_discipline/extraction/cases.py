"""The calls of a function in a saved execution: arguments and expected result, as data."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, permutations
from typing import TYPE_CHECKING, Any, NamedTuple

from n8n_code_discipline.diagnostic import Span
from n8n_code_discipline.documents import workflow
from n8n_code_discipline.documents.code_node import JavaScriptBody
from n8n_code_discipline.documents.function_file import JavaScriptFile
from n8n_code_discipline.documents.hydrated_body import hydrated_body
from n8n_code_discipline.documents.runtime_source import ALL_ITEMS, EACH_ITEM, mode
from n8n_code_discipline.extraction import chains, changes, literals
from n8n_code_discipline.extraction.literals import LiteralError
from n8n_code_discipline.extraction.run_data import ITEM_EXTRAS, Moment, NoDataError, Value
from n8n_code_discipline.n8n import javascript_names
from n8n_code_discipline.syntax import markup
from n8n_code_discipline.syntax.javascript import expressions, nodes
from n8n_code_discipline.syntax.javascript.structure import statements
from n8n_code_discipline.text import excerpt, printable

if TYPE_CHECKING:
    from tree_sitter import Node

    from n8n_code_discipline.documents.code_node import CodeNode
    from n8n_code_discipline.extraction.executions import Execution, Run

_MOST_CASES = 3
_MOST_CALLS = 200  # of a node in one execution

# What may have another value each time: the clock, random numbers, the network, the environment
_CHANGING = frozenset(
    {'Date.now', 'performance', 'Math.random', 'crypto', 'fetch', 'XMLHttpRequest', 'WebSocket', 'process'}
)
# Modules of Node that only compute
_COMPUTING = frozenset({'assert', 'buffer', 'path', 'querystring', 'string_decoder', 'url', 'util', 'zlib'})
_CONTINUES = ('continueRegularOutput', 'continueErrorOutput')


class NotRecordedError(Exception):
    """Nothing of a node is recorded; the message gives the reason."""


class _Call(NamedTuple):
    """The call that a node's glue consists of, and the file of its function.

    ``is_json``: its result is the ``json`` of the one item that is returned.
    """

    name: str
    function: JavaScriptFile
    arguments: Sequence[Node]
    is_json: bool


class Case(NamedTuple):
    """A recorded call.

    ``is_json``: the result itself is ``expected``, else the ``json`` of each item that it stands for. ``origin`` tells
    where the case comes from.
    """

    parameters: tuple[Value, ...]
    expected: Any
    is_json: bool
    origin: str


class Recorded(NamedTuple):
    """The cases of a node, the function that they call, and how many calls were left out for which reasons."""

    function: JavaScriptFile
    name: str
    cases: tuple[Case, ...]
    left_out: Mapping[str, int]


def record(node: CodeNode, executions: Iterable[Execution]) -> Recorded:
    """Return up to three distinct cases of a node. Raises NotRecordedError."""
    call = _call(node)
    cases: list[Case] = []
    left_out: Counter[str] = Counter()
    for execution in executions:
        ran = _node_that_ran(node, call.function, execution) if execution.runs.get(node.name) else node.node
        for found in islice(_cases(node, ran, call, execution), _MOST_CALLS):
            if isinstance(found, Case):
                cases.append(found)
            else:
                left_out[found] += 1
    if not cases:
        raise NotRecordedError(next(iter(left_out), 'it did not run in this execution'))
    return Recorded(call.function, call.name, _selected(cases), left_out)


def _call(node: CodeNode) -> _Call:
    """Return the call of a node's glue. Raises NotRecordedError."""
    if not isinstance(node, JavaScriptBody):
        raise NotRecordedError('only JavaScript is recorded')
    if not node.is_known:
        raise NotRecordedError('its code has findings: run n8n-code-discipline check')
    offsets = node.script.offsets
    glue = [
        statement
        for statement in node.script.top_level
        if statement.type not in nodes.NO_STATEMENTS
        and not node.is_stand_in(Span(offsets[statement.start_byte], offsets[statement.end_byte]))
    ]
    if len(glue) != 1 or glue[0].type != 'return_statement':
        raise NotRecordedError('its glue is more than one `return` of a call')
    wrapping, call = chains.unwrapped(nodes.only_child(glue[0]))
    if call is not None and call.type == 'await_expression':
        call = nodes.only_child(call)
    callee = call.child_by_field_name('function') if call is not None else None
    arguments = call.child_by_field_name('arguments') if call is not None else None
    if callee is None or callee.type != 'identifier' or arguments is None or arguments.type != 'arguments':
        raise NotRecordedError('its glue is not the `return` of one call')
    name = nodes.text(callee)
    found = [
        function
        for function in node.injected
        if any(declaration.name == name for declaration in function.names.declarations)
    ]
    if len(found) != 1 or not isinstance(found[0], JavaScriptFile):
        raise NotRecordedError(f'no injected file declares the function {name!r}')
    outside = _outside(found[0])
    if outside:
        raise NotRecordedError(f'{found[0].display_name} reads {outside}: its result may differ each time')
    if name not in (export.name for statement in statements(found[0].script) for export in statement.exports):
        raise NotRecordedError(f'{found[0].display_name} does not export {name!r}: no test can call it')
    return _Call(name, found[0], nodes.children(arguments), wrapping != '')


def _outside(function: JavaScriptFile) -> str:
    """Return what the functions of a file read besides their arguments, '' for nothing."""
    for read in function.names.reads:
        if read.declared or read.guarded or read.name in function.names.assigned:
            continue
        if read.name in javascript_names.N8N and read.name not in javascript_names.LANGUAGE:
            return f'{read.name!r} of n8n'
        if not _CHANGING.isdisjoint({read.name, '.'.join(read.path.split('.')[:2])}):
            return read.path
    modules = {place.text.removeprefix('node:') for place in expressions.require_calls(function.script)}
    for module in sorted(modules - _COMPUTING):
        return f'the module {module!r}'
    tree = function.script.tree
    is_current = tree is not None and any(map(_is_current_date, nodes.walk(tree.root_node)))
    return "'this' of n8n" if function.names.this else 'the current Date' if is_current else ''


def _is_current_date(node: Node) -> bool:
    """Return whether an expression is `new Date()`, `new Date` or a call of `Date`."""
    callee = node.child_by_field_name('constructor') or node.child_by_field_name('function')
    if callee is None or not nodes.is_name(callee, b'Date'):
        return False
    arguments = node.child_by_field_name('arguments')
    return node.type == 'call_expression' or arguments is None or not arguments.named_children


# -- one node in one execution ------------------------------------------------------------------------------------


def _cases(
    node: CodeNode,
    ran: workflow.Node,
    call: _Call,
    execution: Execution,
) -> Iterator[Case | str]:
    """Yield the calls of a node's glue in an execution, each a case or the reason why it is none.

    ``ran`` is the node with the settings that it had.
    """
    runs = execution.runs.get(node.name, ())
    each = mode(node) == EACH_ITEM
    extra = next((name for name in ITEM_EXTRAS if re.search(rf'\b{name}\b', call.function.source.text)), '')
    title = f'execution {execution.id}' if execution.id else 'a saved execution'
    for number, run in enumerate(runs):
        moment = Moment(execution, ran, number, each=each)
        origin = title + (f', run {number}' if len(runs) > 1 else '')
        try:
            output = _output(run, each=each)
            for index in range(len(moment.input)) if each else (0,):
                moment.item = index
                try:
                    case = _case(call, moment, _values(ran, output.get(index, ())), origin)
                    passes_items = any(value.path and 'json' not in value.path for value in case.parameters)
                    reason = f'the function reads `{extra}` of items, which is not recorded'
                    yield reason if extra and passes_items else case
                except (NoDataError, LiteralError) as error:
                    yield str(error)
        except NoDataError as error:
            yield str(error)


def _node_that_ran(node: CodeNode, function: JavaScriptFile, execution: Execution) -> workflow.Node:
    """Return the node that ran, that of the template where the execution does not contain it.

    Its code may also be what the function was extracted from. Raises NotRecordedError where it is other code.
    """
    ran = node.node
    if execution.workflow is not None:
        nodes = tuple(workflow.nodes(dict(execution.workflow)))
        names = frozenset(other.name for other in nodes)
        found = [other for other in nodes if other.name == node.name]
        if len(found) != 1:
            raise NotRecordedError('the workflow changed since this execution: it had no such node')
        ran = found[0]
        if not _is_same(node, ran) and not changes.is_extraction_of(ran, names, node, function):
            raise NotRecordedError('the workflow changed since this execution: it ran other code')
    elif sum(other.name == node.name for other in workflow.nodes(node.template.document.data)) > 1:
        raise NotRecordedError(
            'the template has several nodes of this name, and the execution does not contain its workflow'
        )
    if node.name in execution.pinned or ran.data.get('disabled') is True:
        raise NotRecordedError('it was pinned or disabled in this execution')
    return ran


def _is_same(node: CodeNode, ran: workflow.Node) -> bool:
    """Return whether a node that ran holds a node's code as hydrate fills it."""
    if ran.type != node.node.type or ran.parameters.get('mode', ALL_ITEMS) != mode(node):
        return False
    ours = ''.join(piece.text for piece in hydrated_body(node))
    return markup.normalize_lines(ours) == markup.normalize_lines(workflow.code_field(ran).code or '')


def _output(run: Run, *, each: bool) -> Mapping[int, Sequence[dict[str, Any]]]:
    """Return the items that a run gave, in each-item mode by the index of their input item. Raises NoDataError."""
    if run.failed or run.outputs is None:
        raise NoDataError('it failed in this execution')
    if any(run.outputs[1:]):
        raise NoDataError('some of its items went to its error output')
    items = run.outputs[0] if run.outputs else ()
    if not each:
        return {0: items}
    found: dict[int, list[dict[str, Any]]] = {}
    for item in items:
        paired = item.get('pairedItem')
        index = paired.get('item') if isinstance(paired, dict) else paired
        if type(index) is not int:
            raise NoDataError('the input item of one of its items cannot be determined')
        found.setdefault(index, []).append(item)
    return found


def _values(node: workflow.Node, items: Sequence[dict[str, Any]]) -> list[Any]:
    """Return the ``json`` of items that the code of a node gave. Raises NoDataError where it may have given others."""
    if any('redaction' in item for item in items):
        raise NoDataError('n8n redacted its data')
    if any('binary' in item and not item.get('json') for item in items):
        raise NoDataError('it gave binary data without `json`')
    found = [item.get('json') for item in items]
    data = node.data
    continues = data.get('continueOnFail') is True or data.get('onError') in _CONTINUES
    if continues and any(isinstance(value, dict) and isinstance(value.get('error'), str) for value in found):
        raise NoDataError('it goes on after errors, and its result may be the text of one')
    if data.get('alwaysOutputData') is True and found == [{}]:
        raise NoDataError('its empty item may be one that n8n added')
    return found


def _case(call: _Call, moment: Moment, output: list[Any], origin: str) -> Case:
    """Return a call as a case. Raises NoDataError, LiteralError."""
    parameters = tuple(_parameter(argument, moment) for argument in call.arguments)
    if moment.each:
        origin += f', item {moment.item}'
    if (call.is_json and len(output) != 1) or (moment.each and len(output) > 1):
        raise NoDataError(f'it gave {len(output)} items where its glue returns one')
    expected = output[0] if call.is_json else output
    for value in (expected, *(parameter.value for parameter in parameters)):
        literals.check(value)
    paths = [parameter.path for parameter in parameters if parameter.path and isinstance(parameter.value, dict | list)]
    if any(one == other[: len(one)] for one, other in permutations(paths, 2)):
        raise NoDataError('it passes one object twice')
    return Case(parameters, expected, call.is_json, origin)


def _parameter(argument: Node, moment: Moment) -> Value:
    """Return the value of an argument; `() => X` is read when it is called. Raises NoDataError."""
    text = printable(excerpt(nodes.text(argument)))
    value: Node | None = argument
    is_lazy = argument.type == 'arrow_function'
    if is_lazy:
        parameters = argument.child_by_field_name('parameters')
        is_plain = parameters is not None and not nodes.children(parameters) and not nodes.has_token(argument, 'async')
        value = nodes.bare(argument.child_by_field_name('body')) if is_plain else None
    constant = chains.constant(value) if value is not None else None
    if constant is not None:
        return Value(constant.value, lazy=is_lazy)
    chain = chains.chain(value) if value is not None else None
    if chain is None:
        raise NoDataError(f'its glue passes {text!r}, which a saved execution does not contain')
    try:
        return moment.read(*chain)._replace(lazy=is_lazy)
    except NoDataError as error:
        if is_lazy and error.thrown:
            return Value(literals.UNDEFINED, lazy=True, thrown=error.thrown)
        raise NoDataError(f'{text}: {error}') from None


# -- which cases --------------------------------------------------------------------------------------------------


def _selected(cases: Sequence[Case]) -> tuple[Case, ...]:
    """Return up to three distinct cases. Raises NotRecordedError."""
    distinct: dict[str, Case] = {}
    for case in cases:
        arguments = literals.literal([[item.value, item.thrown] for item in case.parameters])
        known = distinct.setdefault(arguments, case)
        if literals.literal(known.expected) != literals.literal(case.expected):
            raise NotRecordedError('it gave different results for the same arguments')
    return tuple(distinct.values())[:_MOST_CASES]
