"""Source text on its way into a parser, and a parser's byte offsets on their way back."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from itertools import accumulate

# 1 for a byte that begins a character, 0 for a UTF-8 continuation byte
_BEGINS_CHARACTER = bytes(0 if 0x80 <= byte < 0xC0 else 1 for byte in range(256))
_LONE_SURROGATE = '[\ud800-\udfff]'


def encode(source: str) -> bytes:
    """UTF-8 of ``source``, one character for each of its characters.

    A lone surrogate becomes U+FFFD and NUL a space: both are characters no parser takes.
    """
    source = source.replace('\0', ' ')
    try:
        return source.encode()
    except UnicodeEncodeError:
        return re.compile(_LONE_SURROGATE).sub('\ufffd', source).encode()


def character_offsets(data: bytes) -> Sequence[int]:
    """The character offset of every byte offset of the UTF-8 text ``data``, its end included."""
    if data.isascii():
        return range(len(data) + 1)
    return array('L', accumulate(data.translate(_BEGINS_CHARACTER), initial=0))
