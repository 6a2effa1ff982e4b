"""Read from a saved execution what n8n's names hold while a Code node runs.

The rules are those of n8n 2.41.1, ``n8n-workflow/dist/cjs/workflow-data-proxy.js``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from n8n_code_discipline.documents import workflow
from n8n_code_discipline.extraction import executions
from n8n_code_discipline.extraction.executions import Execution, RunSource
from n8n_code_discipline.extraction.glue_call import Call, Chain, Steps
from n8n_code_discipline.extraction.literals import UNDEFINED

# what n8n adds to an item beside its data
ITEM_EXTRAS = ('binary', 'pairedItem')
_LONGEST_ANCESTRY = 10_000  # steps
_UNKNOWN = 'a saved execution does not contain it'

Items = tuple[dict[str, Any], ...]
Place = TypeVar('Place', bound=Hashable)


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

    ``ran`` is the node, ``run`` the 0-based number of its run, ``connections`` those of the workflow; ``item`` is the
    0-based item of a node that runs once for each (``each``).
    """

    def __init__(
        self, execution: Execution, ran: workflow.Node, run: int, connections: Mapping[str, Any], *, each: bool
    ) -> None:
        self.execution = execution
        self.ran = ran
        self.run = run
        self.each = each
        self.item = 0
        self._connections = connections
        self._run = execution.runs[ran.name][run]
        self._origin = self._run.sources[0] if self._run.sources else None

    @cached_property
    def input(self) -> Items:
        """The items that went into the node. Raises NoDataError."""
        if self._origin is None:
            raise NoDataError('the execution does not say where its input came from')
        items = self._items(self._origin)
        return items[:1] if self.ran.data.get('executeOnce') is True else items

    def _items(self, source: RunSource) -> Items:
        runs = self.execution.runs.get(source.node, ())
        outputs = runs[source.run].outputs if source.run < len(runs) else None
        if outputs is None or source.output >= len(outputs):
            raise NoDataError(f'the execution does not contain the output of node {source.node!r}')
        if any('redaction' in item for item in outputs[source.output]):
            raise NoDataError('n8n redacted its data')
        return outputs[source.output]

    def read(self, chain: Chain) -> Value:
        """Return what a chain of the glue is at this moment. Raises NoDataError."""
        value, rest = self._of_other(chain) or self._of_input(chain.base, chain.steps)
        for step in rest:
            if isinstance(step, Call):
                raise NoDataError('it calls a method that record does not know')
            found = value.value
            if found is None or found is UNDEFINED:
                nothing = 'null' if found is None else 'undefined'
                message = f"Cannot read properties of {nothing} (reading '{step}')"
                raise NoDataError('it reads a property of a value that is not there', message)
            value = value._replace(value=_member(found, step), path=(*value.path, step))
        if 'json' in value.path:
            return value
        if 'binary' in value.path:
            raise NoDataError('binary data is not recorded')
        return value._replace(value=_without_extras(value.value))

    def _of_other(self, chain: Chain) -> tuple[Value, Steps] | None:
        """Return what the first links of a chain stand for, and the links after them; None without a node's name."""
        base, (first, *others) = chain.base, (*chain.steps, None)
        name = first.arguments[0] if isinstance(first, Call) and first.arguments else first
        rest = chain.steps[1:]
        if not isinstance(name, str) or base not in ('$', '$items', '$node'):
            return None
        if base == '$':
            return self._of_node(name, rest)
        if base == '$items' and isinstance(first, Call):
            _, output, run = (*first.arguments, None, None)[:3]
            source = self._source(name, output or 0, run)
            return self._all(self._items(source), source), rest
        if base == '$node' and others[0] in ('json', 'data'):
            output = self._connected_output(name)
            source = self._source(name, output or 0, None)
            if output is None:
                raise NoDataError(
                    f'no connection leads here from node {name!r}', f'connect "{self.ran.name}" to "{name}"'
                )
            items = self._items(source)
            if not items:
                return Value(UNDEFINED), rest[1:]
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
            return Value(self.item if base == '$itemIndex' else self.run), steps
        raise NoDataError(_UNKNOWN)

    def _of_node(self, name: str, steps: Steps) -> tuple[Value, Steps]:
        """Read `$('X')` and what follows."""
        if steps[:1] == ('isExecuted',):
            return Value(self._count(name) > 0), steps[1:]
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
            return self._one(items, 0 if name == 'first' else len(items) - 1, root)
        raise NoDataError(_UNKNOWN)

    def _all(self, items: Items, root: RunSource | str) -> Value:
        return Value(list(items), self._name(root), (root,))

    def _one(self, items: Items, index: int, root: RunSource | str) -> Value:
        if not 0 <= index < len(items):
            return Value(UNDEFINED)
        return Value(items[index], self._name(root), (root, index))

    def _name(self, root: RunSource | str) -> str:
        source = self._origin if isinstance(root, str) else root
        return source.node if source is not None else ''

    def _count(self, name: str) -> int:
        """Return how many runs of a node were over at this moment. Raises NoDataError."""
        orders = [run.order for run in self.execution.runs.get(name, ())]
        if name != self.ran.name and self._run.order in orders:
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

    # -- what came before -----------------------------------------------------------------------------------------

    def _connected_output(self, name: str) -> int | None:
        """Return the output of a node from which the shortest way leads here, None where there is no way."""
        ancestors = _ancestors(self._parents.get(self.ran.name, ()), lambda place: self._parents.get(place[0], ()))
        return next((output for parent, output in ancestors if parent == name), None)

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
        start = [(self._origin, self.item)] if self._origin is not None else []
        ancestors = _ancestors(start, lambda item: () if item[0].node == name else self._made_of(*item))
        found = [item for item in ancestors if item[0].node == name and 0 <= item[1] < len(self._items(item[0]))]
        if len(found) != 1:
            raise NoDataError(f'the item of node {name!r} that belongs to it cannot be determined')
        return found[0]

    def _made_of(self, source: RunSource, index: int) -> Iterator[tuple[RunSource, int]]:
        """Yield the items that an item was made of."""
        items = self._items(source)
        paired = items[index].get('pairedItem') if 0 <= index < len(items) else ()
        sources = self.execution.runs[source.node][source.run].sources
        for ancestor in paired if isinstance(paired, list) else [paired]:
            pair = {'item': ancestor} if type(ancestor) is int else ancestor
            if not isinstance(pair, dict) or type(pair.get('item')) is not int:
                continue
            entry, other = pair.get('input') or 0, pair.get('sourceOverwrite')
            before = sources[entry] if type(entry) is int and 0 <= entry < len(sources) else None
            with suppress(*executions.MALFORMED):
                before = executions.source_of(other) if other else before
            if before is not None:
                yield before, pair['item']


def _ancestors(start: Iterable[Place], before: Callable[[Place], Iterable[Place]]) -> Iterator[Place]:
    """Yield places and those before them, the nearest first, each one once."""
    seen = dict.fromkeys(start)
    queue = deque(seen)
    while queue and len(seen) < _LONGEST_ANCESTRY:
        place = queue.popleft()
        yield place
        new = [other for other in before(place) if other not in seen]
        seen.update(dict.fromkeys(new))
        queue.extend(dict.fromkeys(new))


def _without_extras(value: Any) -> Any:
    """Return an item or a list of items without what n8n adds to their data; anything else as it is."""
    if isinstance(value, list):
        return list(map(_without_extras, value))
    return {key: part for key, part in value.items() if key not in ITEM_EXTRAS} if isinstance(value, dict) else value


def _member(value: Any, step: str | int) -> Any:
    """Return a property as JavaScript does."""
    if step == 'length' and isinstance(value, list | str):
        return len(value) if isinstance(value, list) else len(value.encode('utf-16-le', 'surrogatepass')) // 2
    if isinstance(value, list):
        return value[step] if isinstance(step, int) and 0 <= step < len(value) else UNDEFINED
    return value.get(str(step), UNDEFINED) if isinstance(value, dict) else UNDEFINED
