"""One piece of work shared by several processes, which are copies of this one.

On Linux only: what Windows and macOS start instead of a copy imports modules anew, and would find those of the current
directory, which is not ours to trust.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from typing import TypeVar

# below this, starting processes and reading function files in each of them takes longer than it saves (measured)
FILES_PER_PROCESS = 400

_CHUNK = 20

Result = TypeVar('Result')

_work: Callable[[Sequence[str]], Any] | None = None  # in a copy: what it is to do


def processes(files: int, wanted: int | None) -> int:
    """Return how many processes to use for a number of files: as many as ``wanted``, None for what pays."""
    if sys.platform != 'linux':
        return 1
    if wanted is not None:
        return max(1, min(wanted, files))
    return max(1, min(len(os.sched_getaffinity(0)), files // FILES_PER_PROCESS))


def shared(
    work: Callable[[Sequence[str]], Result], items: Sequence[str], count: int
) -> Iterator[tuple[Sequence[str], Result | None]]:
    """Yield chunks of ``items``, in order, and what ``work`` made of each in one of ``count`` copies of this process.

    None stands for a chunk whose process was lost; ``work`` can do it here.
    """
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    chunks = [items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK)]
    pool = ProcessPoolExecutor(count, get_context('fork'), _begin, (work,))
    try:
        # Ctrl-C is for this process to handle: the copies, which the first chunk starts, inherit that it is blocked
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        futures = []
        with suppress(OSError):  # there may be no more processes
            futures = [pool.submit(_do, chunk) for chunk in chunks]
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        if not futures:
            yield from ((chunk, None) for chunk in chunks)
            return
        for chunk, future in zip(chunks, futures, strict=True):
            try:
                yield chunk, future.result()
            except BrokenProcessPool:
                yield chunk, None
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _begin(work: Callable[[Sequence[str]], Any]) -> None:
    global _work
    _work = work


def _do(chunk: Sequence[str]) -> Any:
    assert _work is not None
    return _work(chunk)
