"""tree-sitter within limits.

Its error recovery is not linear: a few kilobytes of noise can cost minutes and gigabytes. Honest source, valid or
broken, needs a small part of what is allowed here.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import LogType, Parser, Tree

RECOVERY = ('resume', 'recover')  # how the messages about errors begin
_LARGEST = 5_000_000  # bytes
_LARGEST_RECOVERED = 32_768  # bytes
_SMALL = 2_000  # bytes; no noise of this size costs more than a tenth of a second
# Real JavaScript needs up to 0.02 steps (hundreds of operations) and 0.2 microseconds per byte.
_STEPS = 1_000
_STEPS_PER_BYTE = 0.1
_SECONDS = 0.5
_SECONDS_PER_BYTE = 1e-6
# Recovery from thousands of errors takes gigabytes at the end of the text: the log is watched in some of the steps.
CHUNK = 1024  # the text of a node is read in chunks, too
_PERIOD = 512
_WATCHED = 8
_TIMED = 8  # the clock is read in every eighth step: reading it takes as long as a step


def parse(parser: Parser, data: bytes) -> Tree | None:
    """Return the tree of a text, with or without errors; None for one that takes too much.

    The limits are steps of the parser and seconds of processor time of this process, both in proportion to the size.
    """
    if len(data) <= _SMALL:
        return parser.parse(data)
    if len(data) > _LARGEST:
        return None
    steps = _STEPS + int(len(data) * _STEPS_PER_BYTE)
    end = time.process_time() + _SECONDS + len(data) * _SECONDS_PER_BYTE
    recovers = False

    def watch(_type: LogType, message: str) -> None:
        nonlocal recovers
        recovers = recovers or message.startswith(RECOVERY)

    def exceeds(_offset: int, _has_error: bool) -> bool:
        nonlocal steps
        steps -= 1
        phase = steps % _PERIOD
        if phase == _WATCHED:
            parser.logger = watch
        elif phase == 0:
            del parser.logger
        return (
            steps < 0
            or (recovers and len(data) > _LARGEST_RECOVERED)
            or (steps % _TIMED == 0 and time.process_time() > end)
        )

    try:
        return parser.parse(lambda offset, _point: data[offset : offset + CHUNK], progress_callback=exceeds)
    except ValueError:  # it was stopped
        parser.reset()
        return None
    finally:
        del parser.logger
