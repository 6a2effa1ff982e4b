"""A syntax error of one source text."""

from __future__ import annotations

from typing import NamedTuple


class Problem(NamedTuple):
    """What a parser rejects: 0-based character offsets, end exclusive, and why.

    ``first`` is where a name that is declared twice was declared before, else None.
    """

    start: int
    end: int
    message: str
    first: int | None = None
