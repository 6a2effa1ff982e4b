"""Kinds of values that are certain without running the code, for JavaScript and Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

Kind = Literal['object', 'array', 'item', 'primitive', 'date', 'function', 'undefined', 'null', 'unknown']


class Value(NamedTuple):
    """A value as far as the source shows it.

    ``kind`` is 'object' for an object or dictionary whose keys are known, 'item' for an item that n8n handed in,
    'primitive' for what is neither object, array nor nothing: a string, a number, in Python an iterator too.
    ``members`` are the values by key, of an array or iterator those of its elements, each with the key ''.
    ``truthy``: it is never, or hardly ever, false.
    """

    kind: Kind
    members: tuple[tuple[str, Value], ...] = ()
    truthy: bool = True


class Returned(NamedTuple):
    """A value that a body returns; 0-based character offsets, ``end`` exclusive."""

    start: int
    end: int
    value: Value


class Returns(NamedTuple):
    """The values that a body returns; ``ends``: without any return or raise it can only end with nothing."""

    found: tuple[Returned, ...]
    ends: bool


Write = Callable[[], Value]

_EXPRESSION_DEPTH = 12  # nested expressions to look into
_LINKS = 8  # variables to follow a value through
# An item of an array, its json, and what that is
_DEPTH = 2
_MOST_MEMBERS = 200

UNKNOWN = Value('unknown', truthy=False)
UNDEFINED = Value('undefined', truthy=False)
UNSET = Value('undefined')  # of `let x;`, which another write completes
NULL = Value('null', truthy=False)
PRIMITIVE = Value('primitive')
FALSY = Value('primitive', truthy=False)  # or may well be false
FUNCTION = Value('function')
ITEM = Value('item')


def array(elements: Iterable[Value]) -> Value:
    """Return an array with these values among its elements."""
    return Value('array', tuple(('', _cut(element, _DEPTH)) for element in [*dict.fromkeys(elements)][:_MOST_MEMBERS]))


def keyed(members: Iterable[tuple[str, Value]]) -> Value:
    """Return an object with these values by key."""
    return Value('object', tuple((key, _cut(value, _DEPTH)) for key, value in [*dict(members).items()][:_MOST_MEMBERS]))


def _cut(value: Value, depth: int) -> Value:
    """Return a value without what lies too deep: values share parts, of which the copies would be too many."""
    members = tuple((key, _cut(member, depth - 1)) for key, member in value.members) if depth else ()
    return value._replace(members=members) if value.members else value


def elements(value: Value) -> tuple[Value, ...]:
    """Return the known elements of an array or iterator."""
    return tuple(member for _, member in value.members) if value.kind in ('array', 'primitive') else ()


def merged(values: Iterable[Value]) -> Value:
    """Return what a value is that is one of these: their common kind with the members of all."""
    found = list(values)
    if not found or any(value.kind != found[0].kind for value in found):
        return UNKNOWN
    members = dict.fromkeys(member for value in found for member in value.members)
    if found[0].kind == 'object' and any(value.members != found[0].members for value in found):
        return UNKNOWN
    return Value(found[0].kind, tuple(members), all(value.truthy for value in found))


class Follower:
    """Follow values through the local variables of some code; what is in doubt is UNKNOWN.

    A language notes the writes of each variable and says how its expressions are evaluated. ``given`` are the names
    that the code need not write, ``nothing`` is the result of a function without `return`.
    """

    def __init__(self, given: Mapping[str, Value], nothing: Value) -> None:
        self._given = given
        self._nothing = nothing
        self.writes: dict[str, list[Write]] = {}  # by variable
        self.functions: dict[str, Any] = {}
        self.added: dict[str, list[Any]] = {}  # by array
        self.shrunk: set[str] = set()  # arrays that lose elements
        self.set: dict[str, list[tuple[str, Any]]] = {}  # by object
        self._known: dict[str, Value] = {}
        self._links = 0
        self._depth = 0

    def evaluate(self, node: Any) -> Value:
        """Return the value of an expression, given those in it."""
        raise NotImplementedError

    def value(self, node: Any) -> Value:
        """Return what is certain about the value of an expression."""
        if node is None or self._depth == _EXPRESSION_DEPTH:
            return UNKNOWN
        self._depth += 1
        found = self.evaluate(node)
        self._depth -= 1
        return found

    def variable(self, name: str) -> Value:
        """Return the value of a variable."""
        if name not in self.writes:
            return self._given.get(name, UNKNOWN)
        if name not in self._known:
            if self._links == _LINKS:
                return UNKNOWN
            self._links += 1
            depth, self._depth = self._depth, 0
            self._known[name] = UNKNOWN  # while it is worked out
            written = [value for value in (write() for write in self.writes[name]) if value is not UNSET]
            self._known[name] = self._completed(name, merged(written) if written else UNDEFINED)
            self._depth = depth
            self._links -= 1
        return self._known[name]

    def _completed(self, name: str, value: Value) -> Value:
        """Return the value of a variable with what is added to it later."""
        if value.kind == 'array':
            added = elements(self.listed(self.added.get(name, ())))
            kept = [element for element in elements(value) if element != UNDEFINED or not added]  # of `new Array(2)`
            return array(() if name in self.shrunk else (*kept, *added))
        if value.kind == 'object':
            members = {key: [member] for key, member in value.members}
            for key, node in self.set.get(name, ()):
                members.setdefault(key, []).append(self.value(node))
            return keyed((key, merged(found)) for key, found in members.items())
        return value

    def spread(self, node: Any) -> Any:
        """Return the expression whose elements stand in the place of a node, None for a node that is an element."""
        raise NotImplementedError

    def listed(self, parts: Iterable[Any]) -> Value:
        """Return an array of these expressions."""
        found: list[Value] = []
        for node in parts:
            source = self.spread(node)
            found += [self.value(node)] if source is None else elements(self.value(source))
        return array(found)

    def keyed(self, members: Iterable[tuple[str | None, Any]]) -> Value:
        """Return an object of these members; one without a key stands for the members of its value."""
        found: list[tuple[str, Value]] = []
        for key, node in members:
            value = self.value(node)
            if key is not None:
                found.append((key, value))
            elif value.kind in ('item', 'object'):
                found += value.members or [('json', UNKNOWN)] * (value.kind == 'item')
        return keyed(found)

    def element(self, node: Any) -> Value:
        """Return an element of the value of an expression, if all of them are items."""
        return ITEM if elements(self.value(node)) == (ITEM,) else UNKNOWN

    def result(self, returned: Iterable[Any]) -> Value:
        """Return what a function returns where all its `return` statements agree; None: one without a value."""
        return merged(self.value(node) if node is not None else self._nothing for node in returned)


def branches(node: Any, parts: Callable[[Any], Sequence[Any]]) -> Iterator[Any]:
    """Yield the expressions of which one is the value of an expression; ``parts`` are those of a conditional."""
    pending = [node]
    while pending:
        node = pending.pop()
        found = parts(node)
        pending += reversed(found)
        if not found and node is not None:
            yield node
