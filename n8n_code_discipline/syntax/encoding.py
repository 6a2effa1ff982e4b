"""Encode source text for a parser, and convert the parser's byte offsets to character offsets."""

import re
from array import array
from collections.abc import Sequence
from itertools import accumulate

# 1 for a byte that begins a character, 0 for a UTF-8 continuation byte
_BEGINS_CHARACTER = bytes(0 if 0x80 <= byte < 0xC0 else 1 for byte in range(256))
_LONE_SURROGATE = '[\ud800-\udfff]'


def encode(source: str) -> bytes:
    """Return `source` as UTF-8 with the same number of characters.

    A lone surrogate becomes U+FFFD and NUL becomes a space: no parser accepts either.
    """
    source = source.replace('\0', ' ')
    try:
        return source.encode()
    except UnicodeEncodeError:
        return re.compile(_LONE_SURROGATE).sub('\ufffd', source).encode()


def character_offsets(data: bytes) -> Sequence[int]:
    """Return the character offset for each byte offset of a UTF-8 text, including its end."""
    if data.isascii():
        return range(len(data) + 1)
    return array('L', accumulate(data.translate(_BEGINS_CHARACTER), initial=0))
