"""What a literal in the source is, in words that hold for JavaScript and Python."""

from __future__ import annotations

from typing import Literal
from typing import NamedTuple

Kind = Literal['object', 'array', 'other', 'nothing', 'unknown']


class Value(NamedTuple):
    """A value as far as the source tells; 0-based character offsets, ``end`` exclusive.

    ``kind`` is 'object' for an object literal or dictionary, 'array' for an array literal, list or tuple, 'nothing'
    for `undefined`, `null`, `None`, 'other' for what can be none of these (a string, a number) and 'unknown' for all
    that must be evaluated. ``null`` tells `null` from `undefined`, ``truthy`` a value that is true for certain.
    ``members`` are the elements, or the values by key; ``complete``: there are no others (no spread, computed key).
    """

    kind: Kind
    start: int
    end: int
    members: tuple[tuple[str, Value], ...] = ()
    complete: bool = True
    truthy: bool = False
    null: bool = False


class Return(NamedTuple):
    """A `return` of the code itself, not of a function in it. A conditional value counts as several."""

    start: int
    end: int
    values: tuple[Value, ...]


class Returns(NamedTuple):
    """What a body returns; ``ends``: without any return or raise it can only end with nothing."""

    found: tuple[Return, ...]
    ends: bool
