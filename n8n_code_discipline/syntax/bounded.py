"""tree-sitter within bounds.

Its error recovery is not linear: a few kilobytes of noise can cost minutes and gigabytes. Honest source, sound or
broken, needs a small part of what is allowed here.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Parser
    from tree_sitter import Tree

_LARGEST = 5_000_000  # bytes
_SMALL = 2_000  # bytes; no noise of this size costs more than a tenth of a second
_CHUNK = 8192
# Real JavaScript needs up to 0.02 steps (hundreds of operations) and 0.2 microseconds per byte.
_STEPS = 1_000
_STEPS_PER_BYTE = 0.1
_SECONDS = 0.5
_SECONDS_PER_BYTE = 1e-6


def parse(parser: Parser, data: bytes) -> Tree | None:
    """Return the tree of a text, with or without errors; None for one that takes too much.

    The bounds are steps of the parser and seconds of this process on the processor, both in proportion to the size.
    """
    if len(data) <= _SMALL:
        return parser.parse(data)
    if len(data) > _LARGEST:
        return None
    steps = _STEPS + len(data) * _STEPS_PER_BYTE
    end = time.process_time() + _SECONDS + len(data) * _SECONDS_PER_BYTE

    def goes_too_far(_offset: int, _has_error: bool) -> bool:
        nonlocal steps
        steps -= 1
        return steps < 0 or time.process_time() > end

    def read(offset: int, _point: object) -> bytes:
        return data[offset : offset + _CHUNK]

    try:
        return parser.parse(read, progress_callback=goes_too_far)
    except ValueError:  # it was stopped
        parser.reset()
        return None
