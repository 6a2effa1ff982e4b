"""Read from a saved execution what n8n's names hold while a Code node runs.

The rules are those of n8n 2.41.1, ``n8n-workflow/dist/cjs/workflow-data-proxy.js``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

from n8n_code_discipline.extraction import executions
from n8n_code_discipline.extraction.executions import Execution, Run, RunSource
from n8n_code_discipline.extraction.glue_call import Call, Chain, Steps
from n8n_code_discipline.extraction.literals import UNDEFINED

# what n8n adds to an item beside its data
_ITEM_EXTRAS = ('binary', 'pairedItem')
_LONGEST_ANCESTRY = 10_000  # steps
_UNKNOWN = 'a saved execution does not hold it'

Items = tuple[dict[str, Any], ...]


class NoDataError(Exception):
    """An expression has no value that can be recorded.

    ``thrown`` is the message of n8n's error where n8n itself fails at this expression, else ''.
    """

    def __init__(self, reason: str, thrown: str = '') -> None:
        super().__init__(reason)
        self.thrown = thrown


class Value(NamedTuple):
    """A value of a run.

    ``node`` is the node whose data it is, '' for none. ``path`` says where it lies: two values of which one path begins
    with the other are one object to n8n, or part of it.
    """

    value: Any
    node: str
    path: tuple[Any, ...]


class Moment:
    """One run of a Code node as its code sees it; ``item`` is the 0-based item of each-item mode.

    ``connections`` are those of the workflow. ``mentioned`` names the members of items that the code reads besides
    ``json``: an item that has one of these is not recorded.
    """

    def __init__(
        self,
        execution: Execution,
        node: str,
        run: int,
        *,
        each: bool,
        connections: Mapping[str, Any],
        execute_once: bool = False,
        mentioned: frozenset[str] = frozenset(),
    ) -> None:
        self.execution = execution
        self.node = node
        self.run = run
        self.each = each
        self.item = 0
        self._connections = connections
        self._execute_once = execute_once
        self._mentioned = mentioned
        self._missed: frozenset[str] = frozenset()  # of these, what the items have that are read now

    @property
    def _run(self) -> Run:
        return self.execution.runs[self.node][self.run]

    @cached_property
    def input(self) -> Items:
        """The items that went into the node. Raises NoDataError."""
        source = self._run.sources[0] if self._run.sources else None
        if source is None:
            raise NoDataError('the execution does not say where its input came from')
        items = self._items(source)
        return items[:1] if self._execute_once else items

    def _items(self, source: RunSource) -> Items:
        runs = self.execution.runs.get(source.node, ())
        outputs = runs[source.run].outputs if source.run < len(runs) else None
        if outputs is None or source.output >= len(outputs):
            raise NoDataError(f'the execution does not hold the output of node {source.node!r}')
        return outputs[source.output]

    def read(self, chain: Chain) -> Value:
        """Return what a chain of the glue is at this moment. Raises NoDataError."""
        self._missed = frozenset()
        value, rest = self._base(chain)
        for step in rest:
            if isinstance(step, Call):
                raise NoDataError('it calls a method that record does not know')
            found = value.value
            if found is None or found is UNDEFINED:
                nothing = 'null' if found is None else 'undefined'
                message = f"Cannot read properties of {nothing} (reading '{step}')"
                raise NoDataError('it reads a property of a value that is not there', message)
            value = Value(_member(found, step), value.node, (*value.path, step))
        if self._missed and 'json' not in value.path:
            raise NoDataError(f'the function reads `{min(self._missed)}` of items, which is not recorded')
        return value

    def _base(self, chain: Chain) -> tuple[Value, Steps]:
        """Return what the first links of a chain stand for, and the links after them."""
        base, steps = chain.base, chain.steps
        name, rest = _named(steps)
        if name is None or base not in ('$', '$items', '$node'):
            return self._of_input(base, steps)
        if base == '$':
            return self._of_node(name, rest)
        if base == '$items' and isinstance(steps[0], Call):
            _, output, run = (*steps[0].arguments, None, None)[:3]
            source = self._source(name, output or 0, run)
            return self._all(self._items(source), source), rest
        if base == '$node' and rest[:1] in (('json',), ('data',)):
            output = self._connected_output(name)
            source = self._source(name, output or 0, None)
            if output is None:
                raise NoDataError(f'no way leads here from node {name!r}', f'connect "{self.node}" to "{name}"')
            items = self._items(source)
            if not items:
                return Value(UNDEFINED, '', ()), rest[1:]
            if self.item >= len(items):
                what = f'"{name}" node has {len(items)} item(s) but you\'re trying to access item {self.item}'
                raise NoDataError('there is no such item', what)
            return self._one(items, self.item, source), ('json', *rest[1:])
        raise NoDataError(_UNKNOWN)

    def _of_input(self, base: str, steps: Steps) -> tuple[Value, Steps]:
        if base == '$json':
            return self._one(self.input, self.item, 'input'), ('json', *steps)
        if base == '$input' and steps[:1] == ('item',):
            return self._one(self.input, self.item, 'input'), steps[1:]
        if base == '$input' and steps[1:2] == (Call(()),):
            return self._method(steps[0], self.input, 'input'), steps[2:]
        if base == '$items' and steps[:1] == (Call(()),):
            return self._all(self.input, 'input'), steps[1:]
        if base == 'items' and not self.each:
            return self._all(self.input, 'items'), steps
        if base == 'item' and self.each:
            return self._one(self.input, self.item, 'item'), steps
        if base in ('$itemIndex', '$runIndex'):
            return Value(self.item if base == '$itemIndex' else self.run, '', ()), steps
        raise NoDataError(_UNKNOWN)

    def _of_node(self, name: str, steps: Steps) -> tuple[Value, Steps]:
        """Read `$('X')` and what follows."""
        if steps[:1] == ('isExecuted',):
            return Value(self._count(name) > 0, '', ()), steps[1:]
        if steps[:1] == ('item',):
            self._source(name, 0, None)  # it has to have run
            source, index = self._paired(name)
            return self._one(self._items(source), index, source), steps[1:]
        call = steps[1] if len(steps) > 1 else None
        if not isinstance(call, Call):
            raise NoDataError(_UNKNOWN)
        output, run = (*call.arguments, None, None)[:2]
        source = self._source(name, self._connected_output(name) or 0 if output is None else output, run)
        return self._method(steps[0], self._items(source), source), steps[2:]

    def _method(self, name: str | int | Call, items: Items, root: RunSource | str) -> Value:
        if name == 'all':
            return self._all(items, root)
        if name in ('first', 'last'):
            return self._one(items, 0 if name == 'first' else -1, root)
        raise NoDataError(_UNKNOWN)

    def _count(self, name: str) -> int:
        """Return how many runs of a node were over at this moment. Raises NoDataError."""
        orders = [run.order for run in self.execution.runs.get(name, ())]
        if name != self.node and self._run.order in orders:
            raise NoDataError(f'the execution does not say whether node {name!r} ran before')
        return sum(order < self._run.order for order in orders)

    def _source(self, name: str, output: Any, run: Any) -> RunSource:
        """Return the output of a node's run, the last one before this moment by default. Raises NoDataError."""
        count = self._count(name)
        if not count:
            raise NoDataError(f'node {name!r} did not run before', f"Node '{name}' hasn't been executed")
        number = count - 1 if run is None or run == -1 else run
        if type(number) is not int or not 0 <= number < count or type(output) is not int or output < 0:
            raise NoDataError(f'node {name!r} has no such run or output')
        return RunSource(name, output, number)

    def _connected_output(self, name: str) -> int | None:
        """Return the output of a node from which the shortest way leads here, None where there is no way."""
        seen: set[str] = set()
        queue = deque([self.node])
        while queue:
            here = queue.popleft()
            if here in seen:
                continue
            seen.add(here)
            for parent, output in self._parents.get(here, ()):
                if parent == name:
                    return output
                queue.append(parent)
        return None

    @cached_property
    def _parents(self) -> Mapping[str, list[tuple[str, int]]]:
        found: dict[str, list[tuple[str, int]]] = {}
        for parent, types in self._connections.items():
            outputs = types.get('main') if isinstance(types, dict) else None
            for number, targets in enumerate(outputs if isinstance(outputs, list) else ()):
                for target in targets if isinstance(targets, list) else ():
                    if isinstance(target, dict) and isinstance(target.get('node'), str):
                        found.setdefault(target['node'], []).append((parent, number))
        return found

    def _paired(self, name: str) -> tuple[RunSource, int]:
        """Return the item of a node that the present item was made of. Raises NoDataError."""
        found: set[tuple[RunSource, int]] = set()
        pending = [(self._run.sources[0] if self._run.sources else None, self.item)]
        seen: set[tuple[RunSource, int]] = set()
        while pending and len(seen) < _LONGEST_ANCESTRY:
            source, index = pending.pop()
            if source is None or (source, index) in seen or not 0 <= index < len(self._items(source)):
                continue
            seen.add((source, index))
            if source.node == name:
                found.add((source, index))
                continue
            paired = self._items(source)[index].get('pairedItem')
            sources = self.execution.runs[source.node][source.run].sources
            for ancestor in paired if isinstance(paired, list) else [paired]:
                pair = {'item': ancestor} if type(ancestor) is int else ancestor
                if isinstance(pair, dict) and type(pair.get('item')) is int:
                    entry = pair.get('input') or 0
                    before = sources[entry] if type(entry) is int and 0 <= entry < len(sources) else None
                    other = pair.get('sourceOverwrite')
                    pending.append((executions.source_of(other, source.node) if other else before, pair['item']))
        if len(found) != 1:
            raise NoDataError(f'the item of node {name!r} that belongs to it cannot be told')
        return found.pop()

    def _all(self, items: Items, root: RunSource | str) -> Value:
        return Value([self._recorded(item) for item in items], self._name(root), (root,))

    def _one(self, items: Items, index: int, root: RunSource | str) -> Value:
        position = index + len(items) if index < 0 else index
        if not 0 <= position < len(items):
            return Value(UNDEFINED, '', ())
        return Value(self._recorded(items[position]), self._name(root), (root, position))

    def _name(self, root: RunSource | str) -> str:
        source = self._run.sources[0] if isinstance(root, str) else root
        return source.node if source is not None else ''

    def _recorded(self, item: dict[str, Any]) -> dict[str, Any]:
        """Return an item without what n8n adds to its data. Raises NoDataError."""
        if 'redaction' in item:
            raise NoDataError('n8n redacted its data')
        self._missed |= self._mentioned & item.keys()
        return {key: value for key, value in item.items() if key not in _ITEM_EXTRAS}


def _named(steps: Steps) -> tuple[str | None, Steps]:
    """Return the name of a node that a chain begins with, `('X')`, `['X']` or `.X`, and the links after it."""
    first = steps[0] if steps else None
    name = first.arguments[0] if isinstance(first, Call) and first.arguments else first
    return (name if isinstance(name, str) else None), steps[1:]


def _member(value: Any, step: str | int) -> Any:
    """Return a property as JavaScript does."""
    if step == 'length' and isinstance(value, list | str):
        return len(value) if isinstance(value, list) else len(value.encode('utf-16-le', 'surrogatepass')) // 2
    if isinstance(value, list):
        return value[step] if isinstance(step, int) and 0 <= step < len(value) else UNDEFINED
    return value.get(str(step), UNDEFINED) if isinstance(value, dict) else UNDEFINED
