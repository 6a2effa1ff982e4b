"""A syntax error of one source text."""

from typing import NamedTuple


class Problem(NamedTuple):
    """A syntax error: 0-based character offsets, `end` exclusive, and a message.

    `first` is the offset of the first declaration of a name that is declared twice, else None.
    """

    start: int
    end: int
    message: str
    first: int | None = None
