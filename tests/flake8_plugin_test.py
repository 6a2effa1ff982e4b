"""The plugin inside the real flake8."""

import subprocess
import sys
from pathlib import Path

import pytest
from support import PY, PY_TEST, WORKSPACE, write

pytestmark = pytest.mark.slow

TOP_LEVEL = 'import math\n\nLIMIT = 10\n\n\n' + WORKSPACE[PY]
MESSAGE = (
    f"{PY}:3:1: NCD301 top-level code outside function definitions: 'LIMIT = 10'; a function file only defines "
    'functions, glue belongs in the Code node'
)


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(tmp_path, {**WORKSPACE, PY: TOP_LEVEL, '.git/HEAD': '', '.flake8': '[flake8]\n'})
    monkeypatch.chdir(tmp_path)
    return tmp_path


def flake8(*arguments: str, typed: str | None = None) -> list[str]:
    done = subprocess.run(
        [sys.executable, '-m', 'flake8', *arguments], input=typed, capture_output=True, encoding='utf-8', check=False
    )
    assert done.stderr == ''
    return [line.removeprefix('./').replace('\\', '/') for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ('options', 'expected'),
    [
        pytest.param(['--select', 'NCD3'], [MESSAGE], id='the group'),
        pytest.param(['--extend-select', 'NCD301', '--ignore', 'F,E,W'], [MESSAGE], id='one more rule'),
        pytest.param(['--select', 'NCD', '--extend-ignore', 'NCD301'], [], id='one ignored'),
    ],
)
def test_select(options: list[str], expected: list[str]) -> None:
    assert flake8(PY, *options) == expected


@pytest.mark.parametrize(
    ('comment', 'expected'),
    [
        pytest.param('noqa: NCD301', [], id='noqa of the rule'),
        pytest.param('noqa', [], id='noqa'),
        pytest.param('noqa: NCD302', [MESSAGE], id='noqa of another rule'),
    ],
)
def test_noqa(workspace: Path, comment: str, expected: list[str]) -> None:
    write(workspace, {PY: TOP_LEVEL.replace('LIMIT = 10', f'LIMIT = 10  # {comment}')})
    assert flake8('--select', 'NCD', '.') == expected
    assert flake8('--select', 'NCD', '--disable-noqa', '.') == [MESSAGE]


def test_purity_and_names(workspace: Path) -> None:
    write(workspace, {PY: 'def count_by_category():\n    return _input.all(), nothing\n'})
    assert [line.split()[:2] for line in flake8('--select', 'NCD', PY)] == [
        [f'{PY}:2:12:', 'NCD304'],
        [f'{PY}:2:26:', 'NCD305'],
    ]


def test_other_files_are_not_ours(workspace: Path) -> None:
    write(workspace, {'script.py': 'LIMIT = 10\n', 'n8n-functions/py/__init__.py': 'a = 1\n', PY: WORKSPACE[PY]})
    assert flake8('--select', 'NCD', '.') == []


def test_the_test_of_a_function_file(workspace: Path) -> None:
    (workspace / PY_TEST).unlink()
    write(workspace, {PY: WORKSPACE[PY]})
    assert flake8('--select', 'NCD', PY) == [
        f'{PY}:1:1: NCD401 no paired test: write {PY_TEST}, or run n8n-code-discipline new py count_by_category'
    ]


def test_unsaved_text() -> None:
    assert flake8('--select', 'NCD', '--stdin-display-name', PY, '-', typed=WORKSPACE[PY]) == []
    assert flake8('--select', 'NCD', '--stdin-display-name', PY, '-', typed=TOP_LEVEL) == [MESSAGE]


def test_a_broken_file_is_reported_by_flake8_itself(workspace: Path) -> None:
    write(workspace, {PY: 'def f(:\n'})
    assert [line.split()[1] for line in flake8('--select', 'NCD,E9', PY)] == ['E999']


def test_our_configuration_holds_too(workspace: Path) -> None:
    write(workspace, {'n8n-code-discipline.toml': 'ignore = ["NCD301"]'})
    assert flake8('--select', 'NCD', PY) == []


def test_a_broken_configuration_is_one_finding(workspace: Path) -> None:
    write(workspace, {'n8n-code-discipline.toml': 'igno = []\nselect = 1', 'script.py': ''})
    assert flake8('--select', 'NCD', '.') == [
        f"{PY}:1:1: NCD000 n8n-code-discipline.toml:1: unknown key 'igno'; did you mean 'ignore'?; "
        'n8n-code-discipline.toml:2: select: expected an array of strings, not 1'
    ]


def test_version() -> None:
    assert 'n8n-code-discipline: 0.2.0' in ' '.join(flake8('--version'))


def test_in_this_process() -> None:
    import ast

    from n8n_code_discipline.flake8_plugin import Plugin

    lines = TOP_LEVEL.splitlines(keepends=True)
    found = list(Plugin(ast.parse(TOP_LEVEL), PY, lines).run())
    assert found == [(3, 0, MESSAGE.split(': ', 1)[1], Plugin)]
    assert list(Plugin(ast.parse(TOP_LEVEL), 'setup.py', lines).run()) == []
