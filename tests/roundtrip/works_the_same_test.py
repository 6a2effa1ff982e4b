"""The real program says the same wherever and however it is started: one repository, many worlds."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from repositories import Repository
from support import JS, JS_CODE, PY, PY_CODE, WORKSPACE, js_node, py_node

pytestmark = pytest.mark.slow

PROGRAM = str(Path(sys.executable).with_name('n8n-code-discipline'))
posix = pytest.mark.skipif(sys.platform == 'win32', reason='POSIX')

NESTED = 'n8n-functions/js/grüße 日本/countWords.js'
CLEAN = 'n8n-workflows-template/sauber.template.json'
OLD = 'n8n-workflows-template/älter.template.json'
OLD_BLOCK = f'/* #:js:{JS} */\n{WORKSPACE[JS].rstrip()}\n/* /#:js:{JS} */\n{JS_CODE.rpartition(chr(10))[2]}'


def workflow(*nodes: dict[str, object]) -> str:
    return json.dumps({'nodes': nodes}, indent=2, ensure_ascii=False) + '\n'


FILES = {
    **WORKSPACE,
    NESTED: WORKSPACE[JS].replace('countByCategory', 'countWords'),
    # a warning of Python's own about the text that is checked is nobody's business
    PY: WORKSPACE[PY] + '\n\ndef f(text):\n    return text is "\\d" or undefined_name\n',
    'texte/größe.txt': 'Größe 日本\n',
    CLEAN: workflow(
        js_node('{{@:js:' + NESTED + '}}\n\nreturn countWords($input.all()); // größer', name='Zählen 日本'),
        {'name': 'Text', 'type': 'n8n-nodes-base.set', 'parameters': {'text': '{{@:txt:texte/größe.txt}}'}},
    ),
    OLD: workflow(js_node(OLD_BLOCK, name='Älter')),
    'n8n-workflows-template/Übersicht 日本.template.json': workflow(
        js_node('return [{ json: { größe: 1 } }];', name='Größe 😀'),
        py_node(PY_CODE.replace('items)', 'ítems)'), name='Python'),
        js_node('{{@:js:n8n-functions/js/größe.js}}\nreturn 1;', name='Fehlt'),
    ),
    'n8n-code-discipline.toml': 'target-n8n = "2"\nallow-js-modules = ["größe"]\n',
}
COMMANDS = (['check', '--show-source', '--statistics'], ['resync', '--diff'], ['hydrate', CLEAN])


class Told(NamedTuple):
    """The result of a command."""

    status: int
    output: str
    errors: str


def run(cwd: Path, environment: Mapping[str, str], *arguments: str) -> Told:
    done = subprocess.run([PROGRAM, *arguments], cwd=cwd, env=dict(environment), capture_output=True, check=False)
    return Told(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture(scope='module')
def home(tmp_path_factory: pytest.TempPathFactory, git_environment: dict[str, str]) -> Repository:
    """A repository with findings, and a block that is an old deployment."""
    repository = Repository(tmp_path_factory.mktemp('heim') / 'Übung', git_environment)
    repository.commit(FILES)
    repository.commit({JS: f'// newer\n{WORKSPACE[JS]}'})
    return repository


@pytest.fixture(scope='module')
def expected(home: Repository) -> tuple[Told, ...]:
    """Return the results where nothing is special."""
    told = everywhere(home.path, home.environment)
    assert [item.status for item in told] == [1, 1, 0]
    check, resync, hydrated = told
    assert {'NCD103', 'NCD104', 'NCD109', 'NCD114', 'NCD305', 'NCD401'} <= set(check.output.split())
    assert 'is an old deployment (commit ' in resync.output
    assert 'Größe 日本' in hydrated.output
    assert [item.errors.count('\n') for item in told[1:]] == [0, 0]
    return told


def everywhere(path: Path, environment: Mapping[str, str]) -> tuple[Told, ...]:
    return tuple(run(path, environment, *command) for command in COMMANDS)


@pytest.mark.parametrize(
    'settings',
    [
        pytest.param({'LC_ALL': 'POSIX'}, marks=posix),
        pytest.param({'LC_ALL': 'C', 'PYTHONUTF8': '0', 'PYTHONCOERCECLOCALE': '0'}, marks=posix),
        {'PYTHONUTF8': '0', 'PYTHONHASHSEED': '0', 'PYTHONOPTIMIZE': '2', 'TZ': 'Asia/Kathmandu', 'CI': 'true'},
        {'PYTHONUTF8': '1', 'PYTHONHASHSEED': '4294967295', 'PYTHONIOENCODING': 'latin-1', 'TERM': 'dumb'},
        {'PYTHONWARNINGS': 'error', 'PYTHONWARNDEFAULTENCODING': '1', 'PYTHONDEVMODE': '1', 'PYTHONSAFEPATH': '1'},
        {'GIT_DIR': '/nowhere', 'GIT_WORK_TREE': '/nowhere', 'GIT_INDEX_FILE': '/nowhere', 'GIT_PREFIX': 'x/'},
    ],
    ids=lambda value: ' '.join(f'{name}={setting}' for name, setting in value.items()),
)
def test_in_any_environment(home: Repository, expected: tuple[Told, ...], settings: dict[str, str]) -> None:
    assert everywhere(home.path, {**home.environment, **settings}) == expected


@pytest.mark.parametrize(
    ('cwd', 'paths', 'prefix'),
    [
        pytest.param('.', ['.'], '', id='current folder'),
        pytest.param(
            '.',
            ['./n8n-workflows-template', 'n8n-functions/', '{root}/n8n-functions-tests/../n8n-functions-tests'],
            '',
            id='folders',
        ),
        pytest.param('.', ['--workspace', '.'], '', id='--workspace'),
        pytest.param('texte', [], '../', id='from a subfolder'),
        pytest.param('texte', ['..'], '../', id='.. from a subfolder'),
        pytest.param('..', ['Übung'], 'Übung/', id='from above'),
        pytest.param('..', [], 'Übung/', id='no path from above'),
        pytest.param('../elsewhere', ['{root}'], '../Übung/', id='from elsewhere'),
    ],
)
def test_from_any_directory(
    home: Repository, expected: tuple[Told, ...], cwd: str, paths: list[str], prefix: str
) -> None:
    directory = home.path / cwd
    directory.mkdir(exist_ok=True)
    given = [path.format(root=home.path) for path in paths]
    told = run(directory, home.environment, *COMMANDS[0], *given)
    assert told.output.startswith(prefix)
    output, errors = (text.replace(prefix, '') if prefix else text for text in (told.output, told.errors))
    # a command to paste names the workspace where the directory does not imply it
    output = re.sub(r' --workspace [^\s)]+', '', output)
    assert Told(told.status, output, errors) == expected[0]


def worktree(home: Repository, target: Path) -> Path:
    home.git('worktree', 'add', '--quiet', '--detach', str(target))
    return target


def checkout_of_a_bare_clone(home: Repository, target: Path) -> Path:
    bare = target.with_suffix('.git')
    home.git('clone', '--quiet', '--bare', str(home.path), str(bare))
    home.git('-C', str(bare), 'worktree', 'add', '--quiet', str(target))
    return target


def submodule(home: Repository, target: Path) -> Path:
    outer = Repository(target, home.environment)
    outer.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', str(home.path), 'inner')
    return target / 'inner'


def behind_a_symlink(home: Repository, target: Path) -> Path:
    target.symlink_to(home.path)
    return target


@pytest.mark.parametrize(
    'make', [worktree, checkout_of_a_bare_clone, submodule, pytest.param(behind_a_symlink, marks=posix)]
)
def test_in_any_checkout(
    home: Repository, expected: tuple[Told, ...], tmp_path: Path, make: Callable[[Repository, Path], Path]
) -> None:
    assert everywhere(make(home, tmp_path / 'checkout'), home.environment) == expected


def test_a_work_tree_without_its_repository(home: Repository, expected: tuple[Told, ...], tmp_path: Path) -> None:
    """``git --git-dir=… --work-tree=…``: all is the same, but nobody can tell an old deployment from an edit."""
    target = tmp_path / 'work'
    target.mkdir()
    home.git(f'--git-dir={home.path / ".git"}', f'--work-tree={target}', 'checkout', '--quiet', 'HEAD', '--', '.')
    told = everywhere(target, home.environment)
    assert (told[0], told[2]) == (expected[0], expected[2])
    assert "NCD501 node 'Älter'" in told[1].output
    assert 'no git repository' in told[1].output


def test_with_carriage_returns(home: Repository, expected: tuple[Told, ...], tmp_path: Path) -> None:
    """git's ``core.autocrlf`` as Windows has it: every file of the checkout has CRLF."""
    target = tmp_path / 'checkout'
    home.git('clone', '--quiet', '--config=core.autocrlf=true', home.path.as_uri(), str(target))
    template = target / CLEAN
    before = template.read_bytes()
    assert before.count(b'\n') == before.count(b'\r\n') > 10
    check, resync, hydrated = everywhere(target, home.environment)
    assert check == expected[0]
    assert resync._replace(output=resync.output.replace('\r\n', '\n')) == expected[1]
    # a text is injected exactly as the file is
    assert hydrated._replace(output=hydrated.output.replace('\\r\\n', '\\n').replace('\r\n', '\n')) == expected[2]
    assert hydrated.output.count('\n') == hydrated.output.count('\r\n')
    # and back, byte for byte
    template.write_bytes(before.replace('{{@:txt:texte/größe.txt}}'.encode(), b''))
    before = template.read_bytes()
    template.write_bytes(run(target, home.environment, 'hydrate', CLEAN).output.encode())
    assert b'/* #:js:' in template.read_bytes()
    assert run(target, home.environment, 'resync', CLEAN).status == 0
    assert template.read_bytes() == before
