"""``extract`` where something fails it: every node is whole, with its function file and test, or untouched."""

import contextlib
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from support import TEMPLATE, js_node, template, without_root, write

from n8n_code_discipline import cli
from n8n_code_discipline.workspace import writing

pytestmark = [
    pytest.mark.skipif(sys.platform == 'win32', reason='POSIX permissions, signals and locks'),
    pytest.mark.slow,
]
COUNT = 12
FOLDERS = ('n8n-functions/js', 'n8n-functions-tests')


def workspace(root: Path) -> dict[str, str]:
    """Templates with three nodes each, one of them in every template; returns the files."""
    found = {
        f'n8n-workflows-template/{number:02}.template.json': template(
            js_node(f'return items.slice({number});', name=f'First {number}'),
            js_node(f'return [{{ json: {{ n: {number}, id: $json.id }} }}];', name=f'Second {number}'),
            js_node('return items.reverse();', name='Turn'),
        )[TEMPLATE]
        for number in range(COUNT)
    }
    write(root, found)
    for folder in FOLDERS:
        (root / folder).mkdir(parents=True, exist_ok=True)
    return found


def start(root: Path) -> subprocess.Popen[str]:
    command = [sys.executable, '-m', 'n8n_code_discipline', 'extract', '--all']
    return subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding='utf-8')


def tree(root: Path) -> dict[str, str]:
    return {path.relative_to(root).as_posix(): path.read_text() for path in root.rglob('*.js*') if path.is_file()}


def assert_whole(root: Path, given: dict[str, str]) -> int:
    """Every node has its old code, or a placeholder whose function file and test are there; return how many have."""
    extracted = 0
    for name, text in given.items():
        now = json.loads((root / name).read_text())
        for old, node in zip(json.loads(text)['nodes'], now['nodes'], strict=True):
            if node == old:
                continue
            placeholder = node['parameters']['jsCode'].split('\n')[0]
            stem = Path(placeholder).name.removesuffix('.js}}')
            assert (root / 'n8n-functions/js' / f'{stem}.js').read_text().startswith(f'function {stem}(')
            assert 'todo' in (root / 'n8n-functions-tests' / f'{stem}.test.js').read_text()
            extracted += 1
    return extracted


@pytest.fixture(scope='module')
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the files after a run that nothing disturbs."""
    root = tmp_path_factory.mktemp('undisturbed')
    workspace(root)
    assert start(root).wait() == 0
    return tree(root)


def test_killed_again_and_again(tmp_path: Path, undisturbed: dict[str, str]) -> None:
    given = workspace(tmp_path)
    chance = random.Random(7)
    counts = []
    for _ in range(12):
        process = start(tmp_path)
        time.sleep(0.15 + chance.random() * 0.35)
        process.kill()
        process.communicate()
        counts.append(assert_whole(tmp_path, given))
    assert counts == sorted(counts)
    process = start(tmp_path)
    process.communicate()
    assert process.returncode == 0
    assert tree(tmp_path) == undisturbed


def test_interrupted_right_after_a_file_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace(tmp_path)
    before = tree(tmp_path)
    write_file = writing.write

    def interrupted(*arguments: Any, **options: Any) -> str:
        write_file(*arguments, **options)
        raise KeyboardInterrupt

    monkeypatch.setattr(writing, 'write', interrupted)
    monkeypatch.chdir(tmp_path)
    with contextlib.suppress(KeyboardInterrupt, SystemExit):
        cli.main(['extract', '--all'])
    assert tree(tmp_path) == before


def test_two_runs_at_once(tmp_path: Path, undisturbed: dict[str, str]) -> None:
    given = workspace(tmp_path)
    for process in (start(tmp_path), start(tmp_path)):
        _, errors = process.communicate()
        assert process.returncode in (0, 2)
        reasons = {
            line.partition(' ')[2] for line in errors.splitlines() if '.template.json ' in line or '.js ' in line
        }
        assert reasons <= {
            'changed while it was being read: not written, run again',
            'exists already: not written, run again',
        }
    assert_whole(tmp_path, given)
    assert start(tmp_path).wait() == 0
    assert set(undisturbed) <= set(tree(tmp_path))


def test_a_template_that_somebody_edits_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = workspace(tmp_path)
    monkeypatch.chdir(tmp_path)
    edited = next(iter(given))
    wanted = given[edited].replace('Turn', 'Turned')

    class Editor:
        """Saves the template when the first function file is written."""

        def __init__(self) -> None:
            self.link = os.link

        def __call__(self, source: str, target: str, **directories: Any) -> None:
            self.link(source, target, **directories)
            (tmp_path / edited).write_text(wanted)

    monkeypatch.setattr(os, 'link', Editor())
    assert cli.main(['extract', '--all']) == 2
    assert f'{edited} changed while it was being read: not written, run again\n' in capsys.readouterr().err
    assert (tmp_path / edited).read_text() == wanted
    assert_whole(tmp_path, {**given, edited: wanted})


@pytest.mark.parametrize(
    ('path', 'reason'),
    [
        pytest.param('n8n-workflows-template/00.template.json', 'is read-only: not written', id='a template'),
        pytest.param('n8n-functions/js', 'cannot be written: Permission denied', id='the function files'),
        pytest.param('n8n-functions-tests', 'cannot be written: Permission denied', id='the tests'),
        pytest.param('n8n-workflows-template', 'cannot be written: Permission denied', id='the templates'),
    ],
)
def test_read_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], path: str, reason: str
) -> None:
    given = workspace(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert cli.main(['extract']) == 0  # imports what nobody may not read
    capsys.readouterr()
    with without_root():
        (tmp_path / path).chmod(0o444 if path.endswith('.json') else 0o555)
        try:
            status = cli.main(['extract', '--all'])
        finally:
            (tmp_path / path).chmod(0o755)
    assert (status, reason in capsys.readouterr().err) == (2, True)
    extracted = assert_whole(tmp_path, given)
    names = set(tree(tmp_path)) - set(given)
    # no file is left that no node uses
    used = {name for text in tree(tmp_path).values() for name in names if Path(name).name.split('.')[0] + '.js' in text}
    assert extracted == (3 * (COUNT - 1) if path.endswith('.json') else 0)
    assert names == used


def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, undisturbed: dict[str, str]) -> None:
    given = workspace(tmp_path)
    monkeypatch.chdir(tmp_path)
    fsync = os.fsync
    chance = random.Random(3)

    def full(descriptor: int) -> None:
        if chance.random() < 0.2:
            raise OSError(28, 'No space left on device')
        fsync(descriptor)

    with monkeypatch.context() as patched:
        patched.setattr(os, 'fsync', full)
        for _ in range(5):
            assert cli.main(['extract', '--all']) in (0, 2)
            assert_whole(tmp_path, given)
    assert cli.main(['extract', '--all']) == 0
    assert tree(tmp_path) == undisturbed


def test_a_template_that_is_a_symlink_out_of_the_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {'outside.json': template(js_node('return items.reverse();'))[TEMPLATE], f'in/{TEMPLATE}': ''})
    monkeypatch.chdir(tmp_path / 'in')
    Path(TEMPLATE).unlink()
    Path(TEMPLATE).symlink_to(tmp_path / 'outside.json')
    assert cli.main(['extract', '--all', TEMPLATE]) == 2
    assert list(tree(tmp_path)) == ['outside.json', f'in/{TEMPLATE}']
