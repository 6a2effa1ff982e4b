"""Test where the commands write their output: descriptors, pipes and devices are written in place."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support import JS_CODE, PY, PY_TEST, TEMPLATE, WORKSPACE, js_node, template, write

from n8n_code_discipline.commands import scaffold

BASH = shutil.which('bash')
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(BASH is None or not os.path.exists('/dev/fd/1'), reason='needs bash and /dev/fd'),
]

COMMANDS = {
    'check': (f'check {TEMPLATE} --format json --output-file', '[]\n'),
    'hydrate': (f'hydrate {TEMPLATE} -o', '{"nodes": []}\n'),
    'test': (f'test {PY} --junit', '</testsuites>\n'),
}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    write(
        tmp_path, {**{name: WORKSPACE[name] for name in (PY, PY_TEST)}, TEMPLATE: '{"nodes": []}\n', 'log': 'before\n'}
    )
    write(tmp_path, {'n8n-functions-tests/conftest.py': scaffold.CONFTEST})
    return tmp_path


def shell(workspace: Path, script: str) -> str:
    """Run a script in bash, in which ``$n8n`` is the command; return what it printed on standard output."""
    environment = {**os.environ, 'n8n': f'{sys.executable} -m n8n_code_discipline'}
    done = subprocess.run(
        [str(BASH), '-c', f'set -o pipefail; {script}'],
        cwd=workspace,
        env=environment,
        capture_output=True,
        encoding='utf-8',
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize('name', COMMANDS)
@pytest.mark.parametrize(
    'script',
    [
        pytest.param('{} - | cat', id='standard output'),
        pytest.param('{} /dev/stdout | cat', id='standard output is a pipe'),
        pytest.param('{} /dev/fd/3 3>&1 >&2 | cat', id='a descriptor is a pipe'),
        pytest.param('{} >(cat) >&2 | cat', id='process substitution'),
        pytest.param('ln -s /dev/stdout link; {} link | cat', id='a symlink to standard output'),
        pytest.param('mkfifo fifo; cat fifo & {} fifo >&2; wait', id='a FIFO'),
        pytest.param('{} /dev/fd/3 3>out >&2; cat out', id='a descriptor is a file'),
        pytest.param('{} out >&2; {} out >&2; cat out', id='a file'),
    ],
)
def test_everything_arrives(workspace: Path, name: str, script: str) -> None:
    command, end = COMMANDS[name]
    output = shell(workspace, script.replace('{}', f'$n8n {command}'))
    assert output.endswith(end)
    assert output.count(end) == 1


@pytest.mark.parametrize('name', COMMANDS)
@pytest.mark.parametrize('target', ['/dev/stdout', '/dev/fd/1', '/proc/self/fd/1', 'link'])
def test_a_log_keeps_what_it_holds(workspace: Path, name: str, target: str) -> None:
    (workspace / 'link').symlink_to('/dev/stdout')
    if target != 'link' and not os.path.exists(target):
        pytest.skip(f'no {target}')
    command, end = COMMANDS[name]
    inode = (workspace / 'log').stat().st_ino
    shell(workspace, f'$n8n {command} {target} >> log; echo after >> log')
    log = (workspace / 'log').read_text(encoding='utf-8')
    assert (log.startswith('before\n'), log.count(end), log.endswith('\nafter\n')) == (True, 1, True)
    assert (workspace / 'log').stat().st_ino == inode


@pytest.mark.parametrize('name', COMMANDS)
def test_a_device_stays_a_device(workspace: Path, name: str) -> None:
    command, _ = COMMANDS[name]
    shell(workspace, f'$n8n {command} /dev/null')
    assert Path('/dev/null').is_char_device()


@pytest.mark.parametrize(
    ('target', 'reason'),
    [
        pytest.param('/dev/full', 'No space left on device', id='a full device'),
        pytest.param('/dev/fd/77', 'Bad file descriptor', id='a descriptor that is not open'),
        pytest.param('/dev/fd/0', 'Bad file descriptor', id='a descriptor for reading'),
        pytest.param('.', 'Is a directory', id='a directory'),
    ],
)
def test_what_cannot_be_written(workspace: Path, target: str, reason: str) -> None:
    script = f'$n8n check --format json --output-file {target} 2>&1 < log; test $? = 2'
    assert shell(workspace, script) == f'{target} cannot be written: {reason}\n'


def test_findings_in_a_descriptor_keep_the_exit_status(workspace: Path) -> None:
    write(workspace, template(js_node('return [];'), js_node(JS_CODE)))
    output = shell(workspace, f'$n8n check {TEMPLATE} --select NCD103 --output-file >(cat) | cat; test $? = 1')
    assert output.startswith(f"{TEMPLATE}:8: NCD103 node 'Count'")
