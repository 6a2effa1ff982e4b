"""Changes of a text, as fixes propose them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Edit(NamedTuple):
    """Put ``text`` in the place of the 0-based characters ``start`` to ``end`` (exclusive); sorts by place."""

    start: int
    end: int
    text: str


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Return ``text`` after all edits; of two that overlap, the one that starts later is left out."""
    parts = []
    position = 0
    for edit in sorted(set(edits)):
        if edit.start >= position:
            parts += [text[position : edit.start], edit.text]
            position = edit.end
    return ''.join(parts) + text[position:]


def line_end(text: str) -> str:
    """Return the first line end of a text, a line feed if it has none."""
    newline = text.find('\n')
    return '\r\n' if newline > 0 and text[newline - 1] == '\r' else '\n'
