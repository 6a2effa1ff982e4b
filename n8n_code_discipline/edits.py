"""Edits of a text, as fixes propose them."""

from collections.abc import Iterable
from typing import NamedTuple


class TextEdit(NamedTuple):
    """Replace the 0-based characters ``start`` to ``end`` (exclusive) by ``text``; sorts by position."""

    start: int
    end: int
    text: str


def apply(text: str, edits: Iterable[TextEdit]) -> str:
    """Apply edits to a text; where two overlap, skip the one that starts later."""
    parts = []
    position = 0
    for edit in sorted(set(edits)):
        if edit.start >= position:
            parts += [text[position : edit.start], edit.text]
            position = edit.end
    return ''.join(parts) + text[position:]


def line_end(text: str) -> str:
    """Return the first line end of a text, or a line feed if it has none."""
    newline = text.find('\n')
    return '\r\n' if newline > 0 and text[newline - 1] == '\r' else '\n'
