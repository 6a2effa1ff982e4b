"""Programs that hang, fork, ignore signals: nothing of them is left."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from n8n_code_discipline.testing import processes

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == 'win32', reason='looks at processes as POSIX has them'),
]

HEAD = 'import os, signal, subprocess, sys, time\n'
# a child that ignores Ctrl-C and tells its number
STUBBORN_CHILD = (
    HEAD
    + 'code = "import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN);"\n'
    + 'code += "print(1, flush=True); time.sleep(600)"\n'
    + 'child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)\n'
    + 'child.stdout.readline()\n'
    + 'print(child.pid, file=open("pid", "w"), flush=True)\n'
)


def run(tmp_path: Path, program: str, timeout: float = 60.0) -> int | None:
    return processes.run(
        [sys.executable, '-c', program], cwd=str(tmp_path), environment=dict(os.environ), timeout=timeout
    )


def is_alive(pid: int) -> bool:
    """Return whether a process goes on running. One killed may need a moment; one that nobody waited for has ended."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        shown = subprocess.run(
            ['ps', '-o', 'stat=', '-p', str(pid)], capture_output=True, encoding='ascii', check=False
        )
        if shown.stdout.strip()[:1] in ('', 'Z'):
            return False
        time.sleep(0.05)
    return True


def child(tmp_path: Path) -> int:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        path = tmp_path / 'pid'
        if path.exists() and path.read_text().endswith('\n'):
            return int(path.read_text())
        time.sleep(0.05)
    raise AssertionError('the program did not start its child')


def test_a_program_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(OSError, match='no-such-program'):
        processes.run(['no-such-program'], cwd=str(tmp_path), environment={}, timeout=1)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a program that was interrupted end at once."""
    monkeypatch.setattr(processes, 'GRACE', 0.5)


@pytest.mark.usefixtures('impatient')
def test_a_program_that_will_not_stop_is_killed_with_its_children(tmp_path: Path) -> None:
    program = STUBBORN_CHILD + 'signal.signal(signal.SIGINT, signal.SIG_IGN)\ntime.sleep(600)'
    assert run(tmp_path, program, timeout=1.0) is None
    assert not is_alive(child(tmp_path))


def test_children_left_behind_are_killed(tmp_path: Path) -> None:
    assert run(tmp_path, STUBBORN_CHILD) == 0
    assert not is_alive(child(tmp_path))


def test_ctrl_c_stops_the_program_and_its_children(tmp_path: Path) -> None:
    def send() -> None:
        child(tmp_path)
        os.kill(os.getpid(), signal.SIGINT)

    sender = threading.Thread(target=send)
    sender.start()
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, STUBBORN_CHILD + 'time.sleep(600)')
    sender.join()
    assert not is_alive(child(tmp_path))


def test_in_another_thread(tmp_path: Path) -> None:
    ended: list[int | None] = []
    thread = threading.Thread(target=lambda: ended.append(run(tmp_path, 'raise SystemExit(5)')))
    thread.start()
    thread.join()
    assert ended == [5]


# a grandchild in a session of its own, whose parent is gone: no process group and no family lead to it
DAEMON = (
    HEAD
    + 'def daemon():\n'
    + '    if os.fork():\n'
    + '        os.wait()\n'
    + '        return\n'
    + '    os.setsid()\n'
    + '    code = "import os, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"\n'
    + "    code += \"print(os.getpid(), file=open('pid', 'w'), flush=True); time.sleep(600)\"\n"
    + '    subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)\n'
    + '    os._exit(0)\n'
    + 'daemon()\n'
    + 'while not (os.path.exists("pid") and open("pid").read().endswith("\\n")):\n'
    + '    time.sleep(0.05)\n'
)


@pytest.mark.usefixtures('measured_children')
@pytest.mark.parametrize(
    ('program', 'timeout', 'expected'),
    [
        pytest.param(DAEMON, 60.0, 0, id='it ended'),
        pytest.param(DAEMON + 'time.sleep(600)', 2.0, None, id='it was stopped'),
    ],
)
def test_a_daemon_is_killed_too(tmp_path: Path, program: str, timeout: float, expected: int | None) -> None:
    assert run(tmp_path, program, timeout) == expected
    assert not is_alive(child(tmp_path))


@pytest.mark.usefixtures('impatient')
def test_a_run_within_a_run_that_does_not_stop_is_killed_with_what_it_started(tmp_path: Path) -> None:
    inner = (
        'import os, signal, sys\nfrom n8n_code_discipline.testing import processes\n'
        f'processes.run([sys.executable, "-c", {STUBBORN_CHILD + "time.sleep(600)"!r}], '
        'cwd=".", environment=os.environ, timeout=600)\n'
    )
    ignored = HEAD + 'signal.signal(signal.SIGINT, signal.SIG_IGN)\n'
    assert run(tmp_path, ignored + inner, timeout=2.0) is None
    assert not is_alive(child(tmp_path))


@pytest.mark.parametrize(
    ('program', 'name'),
    [
        pytest.param(STUBBORN_CHILD, 'SIGKILL', id='a child'),
        pytest.param(STUBBORN_CHILD, 'SIGTERM', id='SIGTERM'),
        pytest.param(DAEMON, 'SIGKILL', id='a daemon'),
    ],
)
def test_nothing_outlives_us_when_we_are_killed(tmp_path: Path, program: str, name: str) -> None:
    (tmp_path / 'program.py').write_text(program + 'print(os.getpid(), file=open("own", "w"))\ntime.sleep(600)\n')
    ours = (
        'import os, sys\nfrom n8n_code_discipline.testing import processes\n'
        'processes.run([sys.executable, "program.py"], cwd=".", environment=os.environ, timeout=600)\n'
    )
    process = subprocess.Popen([sys.executable, '-c', ours], cwd=tmp_path)
    pid = child(tmp_path)
    deadline = time.monotonic() + 30
    while not (tmp_path / 'own').exists() or not (tmp_path / 'own').read_text():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(getattr(signal, name))
    process.wait()
    assert not is_alive(pid)
    assert not is_alive(int((tmp_path / 'own').read_text()))
