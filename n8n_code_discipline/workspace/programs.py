"""Start programs so that they end when we do, even if we are killed.

Nobody can handle SIGKILL, but the system then closes our end of a pipe. On Linux and macOS a forked child waits for
that, and kills the program that runs at the moment and whatever carries the mark of this process in its environment.
"""

from __future__ import annotations

import atexit
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from typing import IO

_MARK = 'N8N_CODE_DISCIPLINE_RUN'
# on Windows, what a session is elsewhere
_NEW_GROUP: int = getattr(subprocess, 'CREATE_NEW_PROCESS_GROUP', 0)
# looks at the process table, 10 ms apart, until nothing of a run is left
_ROUNDS = 20
_MOST_DESCRIPTORS = 65_536


def start(
    command: Sequence[str],
    *,
    environment: Mapping[str, str],
    cwd: str | None = None,
    stdin: int = subprocess.DEVNULL,
    stdout: int | IO[bytes] | None = None,
    stderr: int | None = None,
) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own: Ctrl-C reaches us alone. Raises OSError where it cannot be started."""
    _watch(0)
    process = subprocess.Popen(
        command,
        cwd=cwd,
        # beside the marks of runs that this one is part of
        env={**environment, _MARK: f'{environment.get(_MARK, "")} {_mark()}'},
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        start_new_session=sys.platform != 'win32',
        creationflags=_NEW_GROUP,
    )
    _watch(process.pid)
    return process


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of a program and of all that it started."""
    if sys.platform == 'win32':
        if process.poll() is None:
            subprocess.run(['taskkill', '/T', '/F', '/PID', str(process.pid)], capture_output=True, check=False)
    else:
        _kill(process.pid)
    process.wait()
    _watch(0)


def capture(
    command: Sequence[str],
    *,
    environment: Mapping[str, str],
    timeout: float,
    text: bytes = b'',
    stdout: int | IO[bytes] = subprocess.PIPE,
) -> subprocess.CompletedProcess[bytes]:
    """Run a program that starts no others, with ``text`` as its input, for ``timeout`` seconds at most.

    Raises OSError where it cannot be started, TimeoutError where it did not end and was killed.
    """
    with start(
        command, environment=environment, stdin=subprocess.PIPE, stdout=stdout, stderr=subprocess.PIPE
    ) as process:
        try:
            output, errors = process.communicate(text, timeout)
        except subprocess.TimeoutExpired:
            raise TimeoutError(f'did not end within {timeout:g} s') from None
        finally:
            process.kill()
            process.wait()
            _watch(0)
    return subprocess.CompletedProcess(command, process.returncode, output, errors)


@cache
def _mark() -> str:
    """The mark of this process in the environment of what it starts."""
    return f'{os.getpid()}-{os.urandom(8).hex()}'


def _marked() -> list[int]:
    """Return the ids of the processes that had the mark in their environment when they started."""
    mark = _mark().encode()
    if sys.platform == 'darwin':
        shown = subprocess.run(['ps', '-AEww', '-o', 'pid=,command='], capture_output=True, check=False).stdout
        return [int(line.split()[0]) for line in shown.splitlines() if mark in line]
    found = []
    for name in filter(str.isdigit, os.listdir('/proc') if os.path.isdir('/proc') else ()):
        with suppress(OSError), open(f'/proc/{name}/environ', 'rb') as file:
            if mark in file.read():
                found.append(int(name))
    return found


if sys.platform == 'win32':

    def _watch(pid: int) -> None:
        del pid  # what a killed process started goes on

else:

    def _kill(pid: int) -> None:
        """Kill the process group of a program, and what carries our mark in a session of its own."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
        for _ in range(_ROUNDS):
            marked = _marked()
            for number in marked:
                with suppress(ProcessLookupError, PermissionError):
                    os.kill(number, signal.SIGKILL)
            if not marked:
                break
            time.sleep(0.01)

    def _watch(pid: int) -> None:
        """Let the watcher know which program runs, 0 for none."""
        with suppress(OSError):  # somebody killed it
            os.write(_watcher(), b'%d\n' % pid)

    @cache
    def _watcher() -> int:
        """Start the process that outlives us; return our end of the pipe that it reads."""
        _mark()  # the child's too
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                _outlive(reading)
            finally:
                os.kill(os.getpid(), signal.SIGKILL)  # no exit handler of ours may run here
        os.close(reading)
        atexit.register(_dismiss, child)
        return writing

    def _outlive(reading: int) -> None:
        """Wait until the other process is gone, then kill what it left; hold none of its files open meanwhile."""
        os.setsid()
        os.dup2(reading, 0)
        os.closerange(1, _MOST_DESCRIPTORS)
        told = b''
        while chunk := os.read(0, 4096):
            told = (told + chunk)[-32:]
        pid = int(told.split()[-1])
        if pid:
            _kill(pid)

    def _dismiss(child: int) -> None:
        with suppress(OSError):
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
