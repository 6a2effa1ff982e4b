"""Read from a saved execution what n8n's names hold while a Code node runs.

The rules are those of n8n 2.41.1, ``n8n-workflow/dist/cjs/workflow-data-proxy.js``.
"""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from typing import Any, NamedTuple

from n8n_code_discipline.documents import workflow
from n8n_code_discipline.extraction import executions
from n8n_code_discipline.extraction.chains import Call, Step
from n8n_code_discipline.extraction.executions import Execution, RunSource
from n8n_code_discipline.extraction.literals import UNDEFINED

# what n8n adds to an item beside its data
ITEM_EXTRAS = ('binary', 'pairedItem')
_LONGEST_ANCESTRY = 1_000  # items
_UNKNOWN = 'record does not read it from a saved execution'

Items = tuple[dict[str, Any], ...]
Steps = tuple[Step, ...]


class NoDataError(Exception):
    """An expression has no value that can be recorded.

    ``thrown`` is the message of n8n's error where n8n itself fails at this expression, else ''.
    """

    def __init__(self, reason: str, thrown: str = '') -> None:
        super().__init__(reason)
        self.thrown = thrown


class Value(NamedTuple):
    """A value of a run, as the argument of a call.

    ``node`` is the node whose data it is, '' for none. ``path`` says where it lies: two values of which one path begins
    with the other are one object to n8n, or part of it. ``lazy``: the argument is a function that returns the value, or
    throws an error with the message ``thrown`` if that is not ''.
    """

    value: Any
    node: str = ''
    path: tuple[Any, ...] = ()
    lazy: bool = False
    thrown: str = ''


class Moment:
    """One run of a Code node as its code sees it.

    ``ran`` is the node, ``run`` the 0-based number of its run; ``item`` is the 0-based item of a node that runs once
    for each (``each``).
    """

    def __init__(self, execution: Execution, ran: workflow.Node, run: int, *, each: bool) -> None:
        self.execution = execution
        self.ran = ran
        self.run = run
        self.each = each
        self.item = 0
        self._run = execution.runs[ran.name][run]

    @cached_property
    def input(self) -> Items:
        """The items that went into the node. Raises NoDataError."""
        if self._run.source is None:
            raise NoDataError('the execution does not say where its input came from')
        items = self._items(self._run.source)
        return items[:1] if self.ran.data.get('executeOnce') is True else items

    def _items(self, source: RunSource) -> Items:
        runs = self.execution.runs.get(source.node, ())
        outputs = runs[source.run].outputs if source.run < len(runs) else None
        if outputs is None or source.output >= len(outputs):
            raise NoDataError(f'the execution does not contain the output of node {source.node!r}')
        if any('redaction' in item for item in outputs[source.output]):
            raise NoDataError('n8n redacted its data')
        return outputs[source.output]

    def read(self, base: str, steps: Steps) -> Value:
        """Return what a chain of the glue is at this moment. Raises NoDataError."""
        value, rest = self._of_other(base, steps) or self._of_input(base, steps)
        for step in rest:
            value = value._replace(value=_member(value.value, step), path=(*value.path, step))
        if 'json' in value.path:
            return value
        if 'binary' in value.path:
            raise NoDataError('binary data is not recorded')
        return value._replace(value=_without_extras(value.value))

    def _of_other(self, base: str, steps: Steps) -> tuple[Value, Steps] | None:
        """Return what the first links of a chain stand for, and the links after them; None without a node's name."""
        first = steps[0] if steps else None
        arguments = first.arguments if isinstance(first, Call) else (first,)
        name = arguments[0] if arguments else None
        if base not in ('$', '$items', '$node') or not isinstance(name, str):
            return None
        rest = steps[1:]
        if base == '$items':
            source = self._source(name, *arguments[1:])
            return self._value(self._items(source), None, source), rest
        if base == '$node' and rest[:1] == ('json',):
            source = self._source(name)
            return self._value(self._items(source), self.item, source), rest
        if base == '$' and rest[:1] == ('isExecuted',):
            return Value(self._count(name) > 0), rest[1:]
        if base == '$' and rest[:1] == ('item',):
            source, index = self._paired(name)
            return self._value(self._items(source), index, source), rest[1:]
        if base == '$' and len(rest) > 1 and isinstance(rest[1], Call):
            source = self._source(name, *rest[1].arguments)
            return self._method(rest[0], self._items(source), source), rest[2:]
        raise NoDataError(_UNKNOWN)

    def _of_input(self, base: str, steps: Steps) -> tuple[Value, Steps]:
        if base == '$json':
            return self._value(self.input, self.item, 'input'), ('json', *steps)
        if base == '$input' and steps[:1] == ('item',):
            return self._value(self.input, self.item, 'input'), steps[1:]
        if base == '$input' and steps[1:2] == (Call(()),):
            return self._method(steps[0], self.input, 'input'), steps[2:]
        if base == 'items' and not self.each:
            return self._value(self.input, None, 'items'), steps
        if base == 'item' and self.each:
            return self._value(self.input, self.item, 'item'), steps
        if base in ('$itemIndex', '$runIndex'):
            return Value(self.item if base == '$itemIndex' else self.run), steps
        raise NoDataError(_UNKNOWN)

    def _method(self, name: Step, items: Items, root: RunSource | str) -> Value:
        if name not in ('all', 'first', 'last'):
            raise NoDataError(_UNKNOWN)
        return self._value(items, {'first': 0, 'last': len(items) - 1}.get(str(name)), root)

    def _value(self, items: Items, index: int | None, root: RunSource | str) -> Value:
        """Return an item, or all of them (None), of what has a ``root`` of its own in n8n."""
        source = self._run.source if isinstance(root, str) else root
        node = source.node if source is not None else ''
        if index is None:
            return Value(list(items), node, (root,))
        return Value(items[index], node, (root, index)) if 0 <= index < len(items) else Value(UNDEFINED)

    def _count(self, name: str) -> int:
        """Return how many runs of a node were over at this moment. Raises NoDataError."""
        orders = [run.order for run in self.execution.runs.get(name, ())]
        if name != self.ran.name and self._run.order in orders:
            raise NoDataError(f'the execution does not say whether node {name!r} ran before')
        return sum(order < self._run.order for order in orders)

    def _source(self, name: str, output: Any = None, run: Any = None) -> RunSource:
        """Return the output of a node's run, the last one before this moment by default. Raises NoDataError.

        The default output is the one that leads here: it is known for a node with one output.
        """
        count = self._count(name)
        if not count:
            raise NoDataError(f'node {name!r} did not run before', f"Node '{name}' hasn't been executed")
        number = count - 1 if run is None or run == -1 else run
        if type(number) is not int or not 0 <= number < count or type(output or 0) is not int or (output or 0) < 0:
            raise NoDataError(f'node {name!r} has no such run or output')
        if output is None and len(self.execution.runs[name][number].outputs or ()) > 1:
            raise NoDataError(f'node {name!r} has several outputs')
        return RunSource(name, output or 0, number)

    def _paired(self, name: str) -> tuple[RunSource, int]:
        """Return the item of a node that the present item was made of, step by step. Raises NoDataError."""
        source, index = self._run.source, self.item
        for _ in range(_LONGEST_ANCESTRY):
            items = self._items(source) if source is not None else ()
            if source is None or not 0 <= index < len(items):
                break
            if source.node == name:
                return source, index
            pair = items[index].get('pairedItem')
            if isinstance(pair, list) and len(pair) == 1:
                (pair,) = pair
            source = self.execution.runs[source.node][source.run].source
            if isinstance(pair, dict) and not pair.get('input'):
                with suppress(AttributeError, ValueError):  # where a loop brought it from
                    source = executions.source_of(pair['sourceOverwrite']) if 'sourceOverwrite' in pair else source
                pair = pair.get('item')
            if type(pair) is not int:
                break
            index = pair
        raise NoDataError(f'the item of node {name!r} that belongs to it cannot be determined')


def _without_extras(value: Any) -> Any:
    """Return an item or a list of items without what n8n adds to their data; anything else as it is."""
    if isinstance(value, list):
        return list(map(_without_extras, value))
    return {key: part for key, part in value.items() if key not in ITEM_EXTRAS} if isinstance(value, dict) else value


def _member(value: Any, step: Step) -> Any:
    """Return a property as JavaScript does. Raises NoDataError."""
    if isinstance(value, dict) and not isinstance(step, Call):
        return value.get(str(step), UNDEFINED)
    if isinstance(value, list) and isinstance(step, int):
        return value[step] if 0 <= step < len(value) else UNDEFINED
    raise NoDataError('it reads more than a property of an object or an element of a list')
