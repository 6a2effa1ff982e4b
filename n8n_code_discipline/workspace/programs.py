"""Start programs that do not outlive this process, even if it is killed.

No process can handle SIGKILL, but the system then closes our end of a pipe. On Linux and macOS a forked child waits for
that and kills every process that has the mark of this process in its environment, with its process group.
"""

import atexit
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from typing import IO, Any

_MARK = 'N8N_CODE_DISCIPLINE_RUN'
# a process may start another one while it is killed: scans of the process table, 10 ms apart, until none is left
_SCANS = 20
_MOST_DESCRIPTORS = 65_536


def start(command: Sequence[str], environment: Mapping[str, str], **options: Any) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own, so that Ctrl-C does not reach it.

    Its standard input is empty unless the ``options``, those of Popen, say otherwise.

    Raises:
        OSError: the program cannot be started.
    """
    if sys.platform != 'win32':
        _start_watcher()
    return subprocess.Popen(
        command,
        # after the marks of the runs that this one is part of
        env={**environment, _MARK: f'{environment.get(_MARK, "")} {_mark()}'},
        start_new_session=sys.platform != 'win32',
        creationflags=getattr(subprocess, 'CREATE_NEW_PROCESS_GROUP', 0),  # on Windows, instead of a session
        **{'stdin': subprocess.DEVNULL, **options},
    )


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill a program and every process that it started, as far as they still run."""
    if sys.platform != 'win32':
        _kill_group(process.pid)
        _kill_marked()
    elif process.poll() is None:
        subprocess.run(['taskkill', '/T', '/F', '/PID', str(process.pid)], capture_output=True, check=False)
    process.wait()


def capture(
    command: Sequence[str],
    *,
    environment: Mapping[str, str],
    timeout: float,
    text: bytes = b'',
    stdout: int | IO[bytes] = subprocess.PIPE,
) -> subprocess.CompletedProcess[bytes]:
    """Run a program that starts no others, with ``text`` as its standard input.

    Raises:
        OSError: the program cannot be started.
        TimeoutError: it did not end within ``timeout`` seconds and was killed.
    """
    with start(command, environment, stdin=subprocess.PIPE, stdout=stdout, stderr=subprocess.PIPE) as process:
        try:
            output, errors = process.communicate(text, timeout)
        except subprocess.TimeoutExpired:
            raise TimeoutError(f'did not end within {timeout:g} s') from None
        finally:
            process.kill()
            process.wait()
    return subprocess.CompletedProcess(command, process.returncode, output, errors)


@cache
def _mark() -> str:
    """Return the text that identifies this process in the environment of the programs it starts."""
    return f'{os.getpid()}-{os.urandom(8).hex()}'


if sys.platform != 'win32':

    def _marked() -> list[int]:
        """Return the ids of the processes that had the mark in their environment when they started."""
        mark = _mark().encode()
        if sys.platform == 'darwin':
            table = subprocess.run(['ps', '-AEww', '-o', 'pid=,command='], capture_output=True, check=False).stdout
            return [int(line.split()[0]) for line in table.splitlines() if mark in line]
        marked = []
        for name in filter(str.isdigit, os.listdir('/proc') if os.path.isdir('/proc') else ()):
            with suppress(OSError), open(f'/proc/{name}/environ', 'rb') as file:
                if mark in file.read():
                    marked.append(int(name))
        return marked

    def _kill_marked() -> None:
        """Kill the marked processes with their process groups: a group may contain processes without the mark."""
        for _ in range(_SCANS):
            marked = _marked()
            for pid in marked:
                with suppress(ProcessLookupError):
                    _kill_group(os.getpgid(pid))
            if not marked:
                break
            time.sleep(0.01)

    def _kill_group(group: int) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)

    @cache
    def _start_watcher() -> None:
        """Start the process that outlives this one. It reads from a pipe whose other end closes when we end."""
        _mark()  # for the child too
        reading, _ = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                os.setsid()
                os.dup2(reading, 0)
                os.closerange(1, _MOST_DESCRIPTORS)  # no file of the other process may stay open
                os.read(0, 1)
                _kill_marked()
            finally:
                os.kill(os.getpid(), signal.SIGKILL)  # without running exit handlers
        os.close(reading)
        atexit.register(_dismiss, child)

    def _dismiss(child: int) -> None:
        with suppress(OSError):
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
