"""Runs at the same time on one workspace, and runs that are killed: no update is lost, no file is half written."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support import JS, JS_CODE, JS_PLACEHOLDER, WORKSPACE, js_node, template, write

from n8n_code_discipline.workspace import writing

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == 'win32', reason='Windows has no locks for directories'),
]
FOLDER = 'n8n-workflows-template'
BLOCK = f'/* #:js:{JS} */\n{WORKSPACE[JS]}/* /#:js:{JS} */'
(COLLAPSED,) = template(js_node(JS_CODE)).values()
(WITH_BLOCK,) = template(js_node(JS_CODE.replace(JS_PLACEHOLDER, BLOCK))).values()


def start(root: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start the command line in a directory."""
    return subprocess.Popen(
        [sys.executable, '-m', 'n8n_code_discipline', *arguments],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding='utf-8',
    )


def results(*processes: subprocess.Popen[str]) -> list[tuple[int, str, str]]:
    """Exit status, standard output and standard error of each process when it has ended."""
    ended = [(*process.communicate(), process) for process in processes]
    return [(process.returncode, output, errors) for output, errors, process in ended]


def workspace(root: Path, count: int) -> dict[str, str]:
    """A workspace with templates that all have a block; returns them by name."""
    names = [f'{FOLDER}/{number:03}.template.json' for number in range(count)]
    write(root, {**WORKSPACE, **dict.fromkeys(names, WITH_BLOCK)})
    return dict.fromkeys(names, WITH_BLOCK)


def test_two_resyncs_over_the_same_templates(tmp_path: Path) -> None:
    names = workspace(tmp_path, 200)
    said = ''.join(f'{name}: collapsed 1 block\n' for name in names)
    for status, output, errors in results(start(tmp_path, 'resync'), start(tmp_path, 'resync')):
        # the second one finds some of them, or all, as they ought to be
        assert status in (0, 1)
        assert set(output.splitlines()) <= set(said.splitlines())
        assert errors == ''
    assert {(tmp_path / name).read_text() for name in names} == {COLLAPSED}
    assert len(os.listdir(tmp_path / FOLDER)) == 200


# Another program that knows the lock: it counts in the file, and brings the block back
EDITOR = """\
import fcntl, json, os, sys
folder, block, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
names = sorted(os.listdir(folder))
print('ready', flush=True)
for _ in range(rounds):
    for name in names:
        descriptor = os.open(folder, os.O_RDONLY)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        path = os.path.join(folder, name)
        with open(path, encoding='utf-8') as file:
            data = json.load(file)
        data['count'] = data.get('count', 0) + 1
        data['nodes'][0]['parameters']['jsCode'] = block
        with open(path + '.new', 'w', encoding='utf-8') as file:
            json.dump(data, file)
        os.replace(path + '.new', path)
        os.close(descriptor)
"""
RESYNCS = """\
import sys
from n8n_code_discipline import cli
statuses = set()
for _ in range(int(sys.argv[1])):
    statuses.add(cli.main(['resync']))
sys.exit(0 if statuses <= {0, 1, 2} else 3)
"""


@pytest.mark.usefixtures('measured_children')
def test_resync_and_a_program_that_keeps_editing(tmp_path: Path) -> None:
    names = workspace(tmp_path, 8)
    rounds = 150
    command = [sys.executable, '-c', EDITOR, str(tmp_path / FOLDER), BLOCK, str(rounds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as editor:
        assert editor.stdout is not None
        editor.stdout.readline()
        done = subprocess.run(
            [sys.executable, '-c', RESYNCS, '40'], cwd=tmp_path, capture_output=True, encoding='utf-8', check=False
        )
    assert (editor.returncode, done.returncode) == (0, 0)
    assert {json.loads((tmp_path / name).read_text())['count'] for name in names} == {rounds}
    refused = [line.partition(': ')[2] for line in done.stderr.splitlines()]
    assert set(refused) <= {'changed while it was being read: not written, run again'}
    assert 'collapsed 1 block' in done.stdout


def test_resync_that_is_killed_again_and_again(tmp_path: Path) -> None:
    names = list(workspace(tmp_path, 120))
    for attempt in range(8):
        waiting = [name for name in names if (tmp_path / name).read_text() == WITH_BLOCK]
        process = start(tmp_path, 'resync')
        while waiting and process.poll() is None and (tmp_path / waiting[0]).read_text() == WITH_BLOCK:
            time.sleep(0.001)
        time.sleep(0.0007 * attempt)
        process.kill()
        process.communicate()
        assert {(tmp_path / name).read_text() for name in names} <= {WITH_BLOCK, COLLAPSED}
        assert set(os.listdir(tmp_path / FOLDER)) - set(map(os.path.basename, names)) <= {writing.TEMPORARY}
    # what may be left is in nobody's way, and goes with the next write
    write(tmp_path, {f'{FOLDER}/{writing.TEMPORARY}': '{"nodes": [', names[0]: WITH_BLOCK})
    ((status, _, errors),) = results(start(tmp_path, 'resync'))
    assert (status, errors) == (0, '')
    assert sorted(os.listdir(tmp_path / FOLDER)) == list(map(os.path.basename, names))
    assert {(tmp_path / name).read_text() for name in names} == {COLLAPSED}
    assert results(start(tmp_path, 'check')) == [(0, '', '')]
