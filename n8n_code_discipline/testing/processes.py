"""Run a program and stop it, with everything it starts, at a time limit or at Ctrl-C."""

import contextlib
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence

from n8n_code_discipline.workspace import programs

_TICK = 0.1  # seconds: on Windows, Ctrl-C does not end a longer wait
GRACE = 10.0  # seconds for an interrupted program to print its state


def run(command: Sequence[str], *, cwd: str, environment: Mapping[str, str], timeout: float) -> int | None:
    """Run a program with our standard output and error for ``timeout`` seconds at most; kill everything it started.

    Returns:
        The exit status (negative: the signal that killed the program), None if the time was over.

    Raises:
        OSError: the program cannot be started.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    deadline = time.monotonic() + timeout
    process = programs.start(command, environment, cwd=cwd)
    try:
        while time.monotonic() < deadline:
            with contextlib.suppress(subprocess.TimeoutExpired):
                return process.wait(_TICK)
        _interrupt(process)
        return None
    except KeyboardInterrupt:
        _interrupt(process)
        raise
    finally:
        programs.end(process)


def _interrupt(process: subprocess.Popen[bytes]) -> None:
    """Interrupt a program, so that it can print its state.

    Only the program itself: if the signal ended a test file, node would report it as failed, not as unfinished.
    """
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if sys.platform == 'win32':
            process.send_signal(signal.CTRL_BREAK_EVENT)
        else:
            process.send_signal(signal.SIGINT)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(GRACE)
