"""``--print-completion``: Tab completes in real shells, each in a terminal of its own."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support import write

from n8n_code_discipline import cli

# how a shell is started, and how it reads the script
SHELLS = {
    'bash': ('bash --norc --noprofile -i', 'source completion'),
    'zsh': ('zsh -f -i', 'autoload -U compinit && compinit -u -D && eval "$(cat completion)"'),
    'fish': ('fish --no-config -i', 'source completion'),
    'tcsh': ('tcsh -f -i', 'source completion'),
}
# what is typed before Tab, and the arguments that the program gets
TYPED = [('rec', ['record']), ('check --stat', ['check', '--statistics']), ('check ord', ['check', 'orders.js'])]
TIMEOUT = 60  # seconds
# a program in place of the real one, which notes its arguments
PROGRAM = '#!/bin/sh\nprintf "%s\\n" "$*" >> "$NOTES"\n'


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == 'win32', reason='no pseudo-terminals')
@pytest.mark.parametrize('shell', SHELLS)
def test_tab_completes(shell: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    import pty

    start, load = SHELLS[shell]
    if shutil.which(shell) is None:
        pytest.skip(f'{shell} is not installed')
    assert cli.main(['--print-completion', shell]) == 0
    script = capfd.readouterr().out
    write(tmp_path, {'completion': script, 'bin/n8n-code-discipline': PROGRAM, 'orders.js': ''})
    (tmp_path / 'bin/n8n-code-discipline').chmod(0o755)
    notes = tmp_path / 'notes'
    path = os.pathsep.join([str(tmp_path / 'bin'), os.environ['PATH']])
    environment = {**os.environ, 'HOME': str(tmp_path), 'PATH': path, 'NOTES': str(notes), 'TERM': 'vt100'}
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(tmp_path)
        os.execvpe(shell, start.split(), environment)
    shown = b''
    try:
        commands = [f'{load} && n8n-code-discipline ready\r']
        commands += [f'n8n-code-discipline {typed}\t\r' for typed, _ in TYPED]
        for number, command in enumerate(commands, 1):
            os.write(terminal, command.encode())
            shown += _read_until_noted(terminal, notes, number)
    finally:
        os.close(terminal)  # hangs up
        os.waitpid(pid, 0)
    noted = notes.read_text().splitlines() if notes.exists() else []
    assert noted == ['ready', *(' '.join(arguments) for _, arguments in TYPED)], shown.decode(errors='replace')


def _read_until_noted(terminal: int, notes: Path, lines: int) -> bytes:
    """Return what the shell shows until the program was called ``lines`` times, or time is up."""
    import select

    shown = b''
    end = time.monotonic() + TIMEOUT
    while time.monotonic() < end and (not notes.exists() or notes.read_text().count('\n') < lines):
        if select.select([terminal], [], [], 0.05)[0]:
            shown += os.read(terminal, 65536)
    return shown


def test_an_unknown_shell(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(['--print-completion', 'csh']) == 2
    assert capsys.readouterr() == ('', "no completion for 'csh': expected one of bash, zsh, fish, tcsh\n")


def test_without_shtab(tmp_path: Path) -> None:
    (tmp_path / 'shtab.py').write_text('raise ImportError')
    done = subprocess.run(
        [sys.executable, '-m', 'n8n_code_discipline', '--print-completion', 'bash'],
        env={**os.environ, 'PYTHONPATH': str(tmp_path)},
        capture_output=True,
        encoding='utf-8',
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, '')
    assert done.stderr == ('completion needs shtab: install it, or n8n-code-discipline with its extra "completion"\n')
