"""Kinds of values that are certain without running the code, for JavaScript and Python."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Literal, NamedTuple

Kind = Literal['object', 'array', 'item', 'primitive', 'date', 'function', 'undefined', 'null', 'unknown']


class Value(NamedTuple):
    """A value as far as the source shows it.

    ``kind`` is 'item' for an item that n8n handed in, 'primitive' for what n8n takes for neither object, array nor
    nothing: a string, a number, in Python an iterator too. ``elements`` of an array or iterator and
    ``members`` of an object are expressions, or values. ``truthy``: it is never, or hardly ever, false.
    """

    kind: Kind
    elements: tuple[Any, ...] = ()
    members: tuple[tuple[str, Any], ...] = ()
    truthy: bool = True


class Element(NamedTuple):
    """An element of the value of an expression."""

    of: Any


class Returned(NamedTuple):
    """A value that a body returns; 0-based character offsets, ``end`` exclusive."""

    start: int
    end: int
    value: Value


class Returns(NamedTuple):
    """The values that a body returns; ``ends``: without any return or raise it can only end with nothing."""

    found: tuple[Returned, ...]
    ends: bool


_NESTING = 32  # expressions and variables that are followed for one value
_MOST_RETURNED = 64  # a body with more is no glue
_MOST_PARTS = 64
_DEPTH = 2  # of a returned value: an item of an array, and its json

UNKNOWN = Value('unknown', truthy=False)
UNDEFINED = Value('undefined', truthy=False)
NULL = Value('null', truthy=False)
PRIMITIVE = Value('primitive')
FALSY = Value('primitive', truthy=False)  # or may well be false
FUNCTION = Value('function')
ITEM = Value('item')


class Follower:
    """Follow values through the local variables of some code; what is in doubt is UNKNOWN.

    A language collects what is written to each variable, and says how its expressions are evaluated. ``given`` are the
    names that the code need not write, ``nothing`` is the result of a function without `return`.
    """

    def __init__(self, given: Mapping[str, Value], nothing: Value) -> None:
        self._given = given
        self._nothing = nothing
        self.writes: defaultdict[str, list[Any]] = defaultdict(list)  # by variable
        self.added: defaultdict[str, list[Any]] = defaultdict(list)  # by array; None: it changes in another way
        self.assigned: defaultdict[str, list[tuple[str, Any]]] = defaultdict(list)  # keys and values by object
        self._known: dict[Any, Value] = {}
        self._nesting = 0

    def evaluate(self, node: Any) -> Value:
        """Return the value of an expression, given those in it."""
        raise NotImplementedError

    def spread(self, node: Any) -> Any:
        """Return the expression whose elements stand in the place of a node, None for a node that is an element."""
        raise NotImplementedError

    def branches(self, node: Any) -> Sequence[Any]:
        """Return the two expressions of a conditional expression, () for any other."""
        raise NotImplementedError

    def alternatives(self, node: Any) -> Iterator[Any]:
        """Yield the expressions of which one is the value of an expression, nothing for None."""
        pending = [node]
        while pending:
            node = pending.pop()
            found = self.branches(node)
            pending += reversed(found)
            if not found and node is not None:
                yield node

    def value(self, node: Any) -> Value:
        """Return what is certain about the value of an expression."""
        if isinstance(node, Value):
            return node
        if isinstance(node, Element):
            return ITEM if self.value(node.of).elements == (ITEM,) else UNKNOWN
        return self._once(node, self.evaluate)

    def variable(self, name: str) -> Value:
        """Return the value of a variable."""
        return self._once(name, self._written) if name in self.writes else self._given.get(name, UNKNOWN)

    def only_write(self, name: str) -> Any:
        """Return the expression of a variable that is written once, None for any other one."""
        written = self.writes.get(name, ())
        return written[0] if len(written) == 1 and not isinstance(written[0], Value | Element) else None

    def _once(self, key: Any, evaluate: Callable[[Any], Value]) -> Value:
        if key is None or self._nesting == _NESTING:
            return UNKNOWN
        if key not in self._known:
            self._known[key] = UNKNOWN  # while it is evaluated
            self._nesting += 1
            self._known[key] = evaluate(key)
            self._nesting -= 1
        return self._known[key]

    def _written(self, name: str) -> Value:
        value = self.merged(self.writes[name]) if self.writes[name] else UNDEFINED
        if value.kind == 'array' and None in self.added[name]:
            return Value('array')
        if value.kind == 'array':
            return self.array((*value.elements, *self.added[name]))
        if value.kind == 'object':
            members = {key: [member] for key, member in value.members}
            for key, node in self.assigned[name]:
                members.setdefault(key, []).append(node)
            return value._replace(members=tuple((key, self.merged(found)) for key, found in members.items()))
        return value

    def merged(self, nodes: Iterable[Any]) -> Value:
        """Return what a value is that is one of some: their common kind with the parts of all."""
        found = [self.value(node) for node in nodes]
        if not found or any(value.kind != found[0].kind for value in found):
            return UNKNOWN
        elements = dict.fromkeys(element for value in found for element in value.elements)
        members = found[0].members if len(found) == 1 else ()
        return Value(found[0].kind, (*elements,)[:_MOST_PARTS], members, all(value.truthy for value in found))

    def array(self, nodes: Iterable[Any]) -> Value:
        """Return an array of these expressions and values."""
        found: dict[Any, None] = {}
        for node in nodes:
            source = self.spread(node)
            found |= dict.fromkeys([node] if source is None else self.value(source).elements)
        return Value('array', (*found,)[:_MOST_PARTS])

    def object(self, members: Iterable[tuple[str | None, Any]]) -> Value:
        """Return an object of these members; one without a key stands for the members of its value."""
        found: dict[str, Any] = {}
        for key, node in members:
            spread = self.value(node) if key is None else None
            if key is not None:
                found[key] = node
            elif spread is not None:
                found |= {'json': UNKNOWN} if spread.kind == 'item' else dict(spread.members)
        return Value('object', members=(*found.items(),)[:_MOST_PARTS])

    def result(self, returned: Sequence[Any]) -> Value:
        """Return what a function returns where all its `return` statements agree; None: one without a value."""
        return self.merged(self._nothing if node is None else node for node in returned or [None])

    def returns(self, returned: Iterable[tuple[Any, Any]], span: Callable[[Any], tuple[int, int]]) -> list[Returned]:
        """Return the values of some `return` statements, each given with its expression.

        ``span`` returns the 0-based characters of a statement or an expression.
        """
        found = []
        for statement, expression in islice(returned, _MOST_RETURNED):
            places = list(self.alternatives(expression)) or [None]
            found += [self.returned(*span(place or statement), place or self._nothing) for place in places]
        return found

    def returned(self, start: int, end: int, node: Any) -> Returned:
        """Return the value of an expression as one that a body returns."""
        return Returned(start, end, self._evaluated(node, _DEPTH))

    def _evaluated(self, node: Any, depth: int) -> Value:
        """Return a value with its parts as values, as deep as n8n looks."""
        value = self.value(node)
        if not depth:
            return value._replace(elements=(), members=())
        elements = dict.fromkeys(self._evaluated(element, depth - 1) for element in value.elements)
        members = tuple((key, self._evaluated(member, depth - 1)) for key, member in value.members)
        return value._replace(elements=(*elements,), members=members)
