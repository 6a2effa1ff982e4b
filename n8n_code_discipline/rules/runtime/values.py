"""Kinds of values that are certain without running the code, for JavaScript and Python."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

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


MAX_EXPRESSION_DEPTH = 12  # nested expressions to look into
MAX_LINKS = 8  # variables to follow a value through
# An item of an array, its json, and what that is
_DEPTH = 2
_MOST_MEMBERS = 200

UNKNOWN = Value('unknown', truthy=False)
UNDEFINED = Value('undefined', truthy=False)
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
