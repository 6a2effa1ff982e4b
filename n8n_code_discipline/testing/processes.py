"""Run a program and stop it, with everything it starts, at a time limit or when this process gets a signal."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from types import FrameType
from typing import NamedTuple

from n8n_code_discipline.workspace import programs

_TICK = 0.1  # seconds between two checks of the clock and of signals
GRACE = 10.0  # seconds for an interrupted program to print its state
_SIGNALS = ('SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK')


class Ended(NamedTuple):
    """End of a program: its exit status (negative: the signal that killed it), and whether it was stopped.

    ``signal`` is the number of the signal that this process got, 0 for none.
    """

    status: int
    timed_out: bool = False
    signal: int = 0


def run(command: Sequence[str], *, cwd: str, environment: Mapping[str, str], timeout: float) -> Ended:
    """Run a program with our standard output and error for ``timeout`` seconds at most; kill everything it started.

    Raises:
        OSError: the program cannot be started.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    deadline = time.monotonic() + timeout
    with _stop_signals() as received:
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
def _stop_signals() -> Iterator[list[int]]:
    """Collect the signals to stop; only the main thread can handle signals."""
    received: list[int] = []

    def record(number: int, frame: FrameType | None) -> None:
        del frame
        received.append(number)

    numbers = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
    if threading.current_thread() is not threading.main_thread():
        numbers = []
    numbers = [number for number in numbers if signal.getsignal(number) != signal.SIG_IGN]  # nohup
    before = {number: signal.signal(number, record) for number in numbers}
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(process: subprocess.Popen[bytes]) -> None:
    """Interrupt a program as Ctrl-C does, so that it can print its state."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if sys.platform == 'win32':
            process.send_signal(signal.CTRL_BREAK_EVENT)
        else:
            os.killpg(process.pid, signal.SIGINT)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(GRACE)
