"""Run a program so that it, and all that it starts, can be stopped: at a time limit, or when we are told to stop."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from types import FrameType
from typing import NamedTuple

from n8n_code_discipline.workspace import programs

# seconds between two looks at the clock and at signals; what a stopped program is given to say what it was doing
_TICK = 0.1
_GRACE = 3.0
_SIGNALS = ('SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK')


class Ended(NamedTuple):
    """How a program ended: its exit status (negative: the signal that killed it), or why it was stopped.

    ``signal`` is the number of the signal that told us to stop, 0 for none.
    """

    status: int
    timed_out: bool = False
    signal: int = 0


def run(command: Sequence[str], *, cwd: str, environment: Mapping[str, str], timeout: float) -> Ended:
    """Run a program with our standard output and error, in a session of its own, for ``timeout`` seconds at most.

    Nothing that it started is left behind. Raises OSError where it cannot be started.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    deadline = time.monotonic() + timeout
    with _listening() as received:
        process = programs.start(command, cwd=cwd, environment=environment)
        try:
            while True:
                if received or time.monotonic() >= deadline:
                    _interrupt(process)
                    return Ended(process.returncode or 0, timed_out=not received, signal=next(iter(received), 0))
                with contextlib.suppress(subprocess.TimeoutExpired):
                    return Ended(process.wait(_TICK))
        finally:
            programs.end(process)


@contextlib.contextmanager
def _listening() -> Iterator[list[int]]:
    """Collect the signals that tell us to stop; only the main thread may listen."""
    received: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        del frame
        received.append(number)

    numbers = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
    if threading.current_thread() is not threading.main_thread():
        numbers = []
    numbers = [number for number in numbers if signal.getsignal(number) != signal.SIG_IGN]  # nohup
    before = {number: signal.signal(number, note) for number in numbers}
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(process: subprocess.Popen[bytes]) -> None:
    """Do as Ctrl-C would, so that the program can say what it was doing."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if sys.platform == 'win32':
            process.send_signal(signal.CTRL_BREAK_EVENT)
        else:
            os.killpg(process.pid, signal.SIGINT)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(_GRACE)
