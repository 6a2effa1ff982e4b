"""Several processes find what one finds."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from support import JS_CODE
from support import TEMPLATE
from support import WORKSPACE
from support import js_node
from support import py_node
from support import rows
from support import template
from support import write

from n8n_code_discipline import parallel
from n8n_code_discipline.config.resolver import Resolver
from n8n_code_discipline.config.settings import ConfigError
from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.linter import engine
from n8n_code_discipline.linter.engine import Report

pytestmark = pytest.mark.skipif(sys.platform != 'linux', reason='one process there')

KINDS: list[str | bytes] = [
    template(js_node(JS_CODE))[TEMPLATE],
    template(js_node('return [];'), js_node('return {;'))[TEMPLATE],
    template(py_node('return []'))[TEMPLATE],
    '{"nodes": [',
    b'\xff',
    template(js_node('{{@:js:n8n-functions/js/missing.js}}'))[TEMPLATE],
]


def workspace(root: Path, count: int) -> None:
    write(root, WORKSPACE)
    for number in range(count):
        write(root, {f'n8n-workflows-template/flow{number:03}.template.json': KINDS[number % len(KINDS)]})


def check(root: Path, jobs: int | None, paths: Sequence[str] = ()) -> Report:
    return engine.check(paths, Settings(str(root)), Resolver(str(root), None, {}).settings, jobs=jobs)


@pytest.mark.parametrize('jobs', [2, 3])
@pytest.mark.parametrize('paths', [(), ('n8n-functions', 'n8n-workflows-template'), ('one', 'other')], ids=str)
def test_the_report_is_the_same(tmp_path: Path, jobs: int, paths: tuple[str, ...]) -> None:
    root = tmp_path
    if 'one' in paths:
        for name, toml in (('one', 'ignore = ["NCD103"]'), ('other', 'select = ["NCD103"]')):
            workspace(root / name, 70)
            write(root / name, {'n8n-code-discipline.toml': toml})
            write(root / name, {'n8n-workflows-template/package.json': '{}'})
    else:
        workspace(root, 140)
    alone = check(root, 1, paths)
    assert len(alone.diagnostics) > 50
    assert check(root, jobs, paths) == alone


def test_what_a_lost_process_was_to_do_is_done_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace(tmp_path, 140)
    alone = check(tmp_path, 1)
    here = os.getpid()
    real = engine._Run._find

    def die(run: engine._Run, paths: Sequence[str]) -> engine._Found:
        if os.getpid() != here and paths[0].endswith('flow060.template.json'):
            os.kill(os.getpid(), signal.SIGKILL)
        return real(run, paths)

    monkeypatch.setattr(engine._Run, '_find', die)
    assert check(tmp_path, 2) == alone


def test_where_no_process_can_be_started_this_one_does_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace(tmp_path, 70)
    alone = check(tmp_path, 1)

    def refuse() -> int:
        raise BlockingIOError(errno.EAGAIN, 'Resource temporarily unavailable')

    monkeypatch.setattr(os, 'fork', refuse)
    assert check(tmp_path, 2) == alone


def test_settings_that_cannot_be_read_are_said_once(tmp_path: Path) -> None:
    workspace(tmp_path, 70)
    write(tmp_path, {'n8n-code-discipline.toml': 'selct = []'})
    with pytest.raises(ConfigError, match="unknown key 'selct'"):
        check(tmp_path, 2)


@pytest.mark.parametrize(
    ('files', 'wanted', 'cores', 'expected'),
    [
        pytest.param(1, None, 8, 1, id='one file'),
        pytest.param(799, None, 8, 1, id='too few'),
        pytest.param(800, None, 8, 2, id='enough for two'),
        pytest.param(100_000, None, 8, 8, id='all cores'),
        pytest.param(3, 2, 8, 2, id='as asked for'),
        pytest.param(3, 9, 1, 3, id='more than files'),
        pytest.param(0, 2, 8, 1, id='no file'),
    ],
)
def test_processes_are_used_where_they_pay(
    monkeypatch: pytest.MonkeyPatch, files: int, wanted: int | None, cores: int, expected: int
) -> None:
    monkeypatch.setattr(os, 'sched_getaffinity', lambda _: set(range(cores)))
    assert parallel.processes(files, wanted) == expected


def test_rules_about_a_version_of_n8n_need_all_nodes_in_one_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace(tmp_path, 4)
    monkeypatch.setattr(parallel, 'shared', None)
    settings = Settings(str(tmp_path), target_n8n='2')
    assert rows(engine.check((), settings, jobs=2).diagnostics)


def test_the_command_line(tmp_path: Path) -> None:
    workspace(tmp_path, 130)
    outputs = []
    for jobs in ('1', '2'):
        command = [sys.executable, '-m', 'n8n_code_discipline', 'check', '--jobs', jobs]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding='utf-8', check=False)
        outputs.append((done.returncode, done.stdout, done.stderr))
    assert outputs[0] == outputs[1]
    assert outputs[0][0] == 1
    command = [sys.executable, '-m', 'n8n_code_discipline', 'check', '--jobs', '0']
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding='utf-8', check=False)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].endswith("argument --jobs: not a number of processes: '0'")


def test_interrupted_processes_leave_nothing_behind(tmp_path: Path) -> None:
    big = ''.join(f'const name{number} = $input.all().map((item) => item.json);\n' for number in range(100))
    text = template(js_node(big + 'return [];'))[TEMPLATE]
    write(tmp_path, {f'n8n-workflows-template/flow{number:03}.template.json': text for number in range(200)})
    process = subprocess.Popen(
        [sys.executable, '-m', 'n8n_code_discipline', 'check', '--jobs', '2'],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    children = Path(f'/proc/{process.pid}/task/{process.pid}/children')
    if not children.exists():
        pytest.skip('this system does not tell the children of a process')
    while not children.read_text():
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    assert (process.returncode, output, errors) == (130, b'', b'')
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
