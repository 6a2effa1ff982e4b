"""Read saved n8n executions, in every form in which n8n hands one out, as plain data.

n8n 2.41.1 has three forms: the public API (``GET /api/v1/executions/ID?includeData=true``, or a list of them), the
editor's REST API (``GET /rest/executions/ID``), whose run data is text in the form of the npm package "flatted", and
``n8n execute --rawOutput``, which has no workflow and may begin with log lines. The editor has no command that saves
an execution.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple


class ExecutionError(Exception):
    """A text is not a saved execution; the message follows the name of its file."""


class RunSource(NamedTuple):
    """The output of another node's run that was the input of a run; all numbers are 0-based."""

    node: str
    output: int
    run: int


class Run(NamedTuple):
    """One run of a node.

    ``order`` is smaller for a run that n8n started earlier. ``source`` is where its first input came from, None if the
    execution does not say. ``outputs`` holds the items of each output, None for a run
    that stored no data. An item is an object of n8n's: ``json``, perhaps ``binary``, ``pairedItem``, ``error``.
    """

    order: int
    source: RunSource | None
    outputs: tuple[tuple[dict[str, Any], ...], ...] | None
    failed: bool


class Execution(NamedTuple):
    """A saved execution: its id ('' for none), the runs of each node, and the workflow as it ran, if it is stored.

    ``pinned`` holds the names of the nodes whose output was pinned.
    """

    id: str
    runs: Mapping[str, tuple[Run, ...]]
    workflow: Mapping[str, Any] | None
    pinned: frozenset[str]


def read(text: str) -> tuple[Execution, ...]:
    """Return the executions of a saved text. Raises ExecutionError."""
    found = tuple(map(_execution, _saved(_parse(text))))
    if not found:
        raise ExecutionError('contains no execution: the list is empty')
    return found


def _parse(text: str) -> Any:
    """Parse JSON, before and after which ``n8n execute`` may have printed log lines."""
    decoder = json.JSONDecoder(parse_int=_integer, parse_constant=_refuse)
    try:
        try:
            return decoder.decode(text)
        except json.JSONDecodeError:
            start = re.search(r'(?m)^\{', text)
            if start is None:
                raise
            return decoder.raw_decode(text, start.start())[0]
    except RecursionError:
        raise ExecutionError('is nested too deeply to be read') from None
    except ValueError as error:
        reason = f'{error.msg} in line {error.lineno}' if isinstance(error, json.JSONDecodeError) else str(error)
        raise ExecutionError(f'is not JSON: {reason}') from None


def _integer(digits: str) -> int | float:
    """Read a whole number as JavaScript does: -0 stays, and what no double holds exactly is rounded."""
    return float(digits) if digits == '-0' or len(digits) > 15 else int(digits)


def _refuse(constant: str) -> Any:
    raise ValueError(f'{constant} is no JSON value')


def _saved(data: Any) -> Iterator[Any]:
    """Yield the saved executions of a parsed answer: one, or the list of the public API."""
    if isinstance(data, dict) and isinstance(data.get('data'), list):
        data = data['data']
    for item in data if isinstance(data, list) else (data,):
        # the editor's REST API wraps its answers
        inner = item.get('data') if isinstance(item, dict) else None
        wrapped = isinstance(inner, dict) and 'resultData' not in inner and 'data' in inner
        yield inner if wrapped else item


def _execution(saved: Any) -> Execution:
    try:
        data = saved['data']
        result = (_unflatten(data) if isinstance(data, str) else data)['resultData']
        runs = {name: tuple(map(_run, range(len(found)), found)) for name, found in result['runData'].items()}
        workflow = saved.get('workflowData')
        return Execution(
            str(saved.get('id') or ''),
            runs,
            workflow if isinstance(workflow, dict) else None,
            frozenset(result.get('pinData') or ()),
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        is_short = isinstance(saved, dict) and 'workflowId' in saved and saved.get('data') is None
        hint = ': ask the public API for it with includeData=true' if is_short else ''
        raise ExecutionError(f'is no execution with its data (data.resultData.runData){hint}') from None


def _unflatten(text: str) -> Any:
    """Restore the data of a "flatted" text; what is stored once and named twice becomes one object.

    The text is a JSON array of cells. The first cell is the value, and a string within an object or an array stands for
    the cell with this index. https://github.com/WebReflection/flatted
    """
    cells = _parse(text)
    if not isinstance(cells, list) or not cells:
        raise ExecutionError('contains run data that is not in the form of flatted')
    values: list[Any] = [type(cell)() if isinstance(cell, dict | list) else cell for cell in cells]

    def restored(item: Any) -> Any:
        if not isinstance(item, str):
            return item
        if not re.fullmatch('[0-9]{1,10}', item) or int(item) >= len(values):
            raise ExecutionError('contains run data that is not in the form of flatted')
        return values[int(item)]

    for cell, value in zip(cells, values, strict=True):
        if isinstance(cell, dict):
            value.update((key, restored(item)) for key, item in cell.items())
        elif isinstance(cell, list):
            value.extend(map(restored, cell))
    return values[0]


def _run(number: int, run: Any) -> Run:
    """Return a run. Raises AttributeError, TypeError or ValueError for data of another shape."""
    order = next((run[key] for key in ('executionIndex', 'startTime') if type(run.get(key)) is int), number)
    (source, *_) = run.get('source') or (None,)
    outputs = (run.get('data') or {}).get('main')
    items = None if outputs is None else tuple(tuple({**item} for item in output or ()) for output in outputs)
    failed = run.get('error') is not None or run.get('executionStatus') == 'error'
    return Run(order, source if source is None else source_of(source), items, failed)


def source_of(source: Any) -> RunSource:
    """Return what a ``source`` in a run names; n8n may leave zeros out. Raises AttributeError or ValueError."""
    node, output, run = (source.get(f'previousNode{key}') or 0 for key in ('', 'Output', 'Run'))
    if not isinstance(node, str) or type(output) is not int or type(run) is not int or min(output, run) < 0:
        raise ValueError
    return RunSource(node, output, run)
