from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from support import JS_CODE
from support import JS_TEST
from support import TEMPLATE
from support import WORKSPACE
from support import check
from support import js_node
from support import lint_files
from support import rows
from support import template
from support import write

from n8n_code_discipline import cli
from n8n_code_discipline.registry import Selection

# what else is wrong with these files is for other rules
ONLY = Selection(select=('NCD401',))
JS = 'n8n-functions/js'
PY = 'n8n-functions/py'
TESTS = 'n8n-functions-tests'
NEW = 'n8n-code-discipline new'


@pytest.mark.parametrize(
    'names',
    [
        pytest.param([f'{JS}/a.js', f'{TESTS}/a.test.js'], id='JavaScript'),
        pytest.param([f'{PY}/a.py', f'{TESTS}/test_a.py'], id='Python'),
        pytest.param([f'{JS}/x/y/a.js', f'{TESTS}/x/y/a.test.js'], id='same subfolder'),
        pytest.param([f'{PY}/x/a.py', f'{TESTS}/x/test_a.py'], id='same subfolder, Python'),
        pytest.param([f'{JS}/x/a.js', f'{TESTS}/a.test.js'], id='flat name'),
        pytest.param([f'{PY}/x/a.py', f'{TESTS}/test_a.py', f'{JS}/a.js', f'{TESTS}/a.test.js'], id='one per language'),
        pytest.param([f'{JS}/a.js', f'{JS}/x/a.js', f'{TESTS}/a.test.js', f'{TESTS}/x/a.test.js'], id='each its own'),
        pytest.param(
            [f'{JS}/x/a.js', f'{TESTS}/a.test.js', f'{JS}/a.test.js', f'{JS}/.a/a.js'], id='no other function file'
        ),
        pytest.param([f'{JS}/zähle alle.js', f'{TESTS}/zähle alle.test.js'], id='letters and blanks'),
        pytest.param([f'{PY}/__init__.py', f'{PY}/x/__init__.py', f'{PY}/conftest.py'], id='packages'),
        pytest.param([f'{PY}/test_a.py', f'{JS}/a.test.js'], id='tests beside functions'),
        pytest.param([f'{JS}/.a.js', f'{PY}/.x/a.py', f'{JS}/node_modules/a/a.js'], id='hidden and foreign'),
        pytest.param(
            [f'{JS}/a.mjs', f'{PY}/a.pyi', f'{JS}/a.py', f'{PY}/a.js', 'n8n-functions/a.js'], id='other names'
        ),
    ],
)
def test_clean(tmp_path: Path, names: list[str]) -> None:
    assert lint_files(tmp_path, dict.fromkeys(names, ''), selection=ONLY) == []


@pytest.mark.parametrize(
    ('names', 'expected'),
    [
        pytest.param(
            [f'{JS}/a.js'],
            [f'{JS}/a.js:1:1-1:1 NCD401 no paired test: write n8n-functions-tests/a.test.js, or run {NEW} js a'],
            id='JavaScript',
        ),
        pytest.param(
            [f'{PY}/a.py'],
            [f'{PY}/a.py:1:1-1:1 NCD401 no paired test: write n8n-functions-tests/test_a.py, or run {NEW} py a'],
            id='Python',
        ),
        pytest.param(
            [f'{JS}/x/a.js'],
            [
                'n8n-functions/js/x/a.js:1:1-1:1 NCD401 no paired test: write n8n-functions-tests/x/a.test.js '
                '(n8n-functions-tests/a.test.js would count only if no other function file had this name), '
                f'or run {NEW} js x/a'
            ],
            id='subfolder',
        ),
        pytest.param(
            [f'{JS}/a.js', f'{TESTS}/x/a.test.js'],
            [f'{JS}/a.js:1:1-1:1 NCD401 no paired test: write n8n-functions-tests/a.test.js, or run {NEW} js a'],
            id='test only in a subfolder',
        ),
        pytest.param(
            [f'{JS}/x/a.js', f'{TESTS}/y/a.test.js'],
            [
                'n8n-functions/js/x/a.js:1:1-1:1 NCD401 no paired test: write n8n-functions-tests/x/a.test.js '
                '(n8n-functions-tests/a.test.js would count only if no other function file had this name), '
                f'or run {NEW} js x/a'
            ],
            id='test in another subfolder',
        ),
        pytest.param(
            [f'{JS}/a.js', f'{JS}/x/a.js', f'{TESTS}/a.test.js'],
            [
                'n8n-functions/js/x/a.js:1:1-1:1 NCD401 no paired test: write n8n-functions-tests/x/a.test.js '
                '(n8n-functions-tests/a.test.js would count only if no other function file had this name), '
                f'or run {NEW} js x/a'
            ],
            id='the flat name is taken',
        ),
        pytest.param(
            [f'{JS}/x/a.js', f'{JS}/y/a.js', f'{TESTS}/a.test.js'],
            [
                'n8n-functions/js/x/a.js:1:1-1:1 NCD401 no paired test: write n8n-functions-tests/x/a.test.js '
                '(n8n-functions-tests/a.test.js would count only if no other function file had this name), '
                f'or run {NEW} js x/a',
                'n8n-functions/js/y/a.js:1:1-1:1 NCD401 no paired test: write n8n-functions-tests/y/a.test.js '
                '(n8n-functions-tests/a.test.js would count only if no other function file had this name), '
                f'or run {NEW} js y/a',
            ],
            id='the flat name is for neither',
        ),
        pytest.param(
            [f'{PY}/x/a.py', f'{PY}/y/a.py', f'{TESTS}/x/test_a.py', f'{TESTS}/test_a.py'],
            [
                'n8n-functions/py/y/a.py:1:1-1:1 NCD401 no paired test: write n8n-functions-tests/y/test_a.py '
                '(n8n-functions-tests/test_a.py would count only if no other function file had this name), '
                f'or run {NEW} py y/a'
            ],
            id='one of two',
        ),
        pytest.param(
            [f'{JS}/a.js', f'{TESTS}/a.js', f'{TESTS}/test_a.py', f'{TESTS}/a.spec.js'],
            [f'{JS}/a.js:1:1-1:1 NCD401 no paired test: write n8n-functions-tests/a.test.js, or run {NEW} js a'],
            id='other names',
        ),
        pytest.param(
            [f'{PY}/a.py', f'{TESTS}/a_test.py', f'{TESTS}/a.test.js'],
            [f'{PY}/a.py:1:1-1:1 NCD401 no paired test: write n8n-functions-tests/test_a.py, or run {NEW} py a'],
            id='other names, Python',
        ),
        pytest.param(
            [f'{JS}/a.js', f'{JS}/a.test.js'],
            [f'{JS}/a.js:1:1-1:1 NCD401 no paired test: write n8n-functions-tests/a.test.js, or run {NEW} js a'],
            id='test beside the function',
        ),
        pytest.param(
            [f'{JS}/a.b.js'],
            ['n8n-functions/js/a.b.js:1:1-1:1 NCD401 no paired test: write n8n-functions-tests/a.b.test.js'],
            id='dots',
        ),
    ],
)
def test_fires(tmp_path: Path, names: list[str], expected: list[str]) -> None:
    assert lint_files(tmp_path, dict.fromkeys(names, ''), selection=ONLY) == expected


def test_paths_are_shown_from_the_current_directory(tmp_path: Path) -> None:
    assert lint_files(tmp_path, {f'flows/{JS}/a.js': ''}, 'flows', selection=ONLY) == [
        'flows/n8n-functions/js/a.js:1:1-1:1 NCD401 no paired test: write flows/n8n-functions-tests/a.test.js, '
        f'or run {NEW} js a --workspace flows'
    ]


def test_a_template_brings_its_function_files(tmp_path: Path) -> None:
    write(tmp_path, {**WORKSPACE, **template(js_node(JS_CODE), js_node(JS_CODE, name='B'))})
    (tmp_path / JS_TEST).unlink()
    assert rows(check(tmp_path, TEMPLATE).diagnostics) == [
        'n8n-functions/js/countByCategory.js:1:1-1:1 NCD401 no paired test: write '
        f'n8n-functions-tests/countByCategory.test.js, or run {NEW} js countByCategory'
    ]


def test_the_command_is_quoted_for_a_shell_and_works_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {f"it's a team/{name}": text for name, text in WORKSPACE.items()})
    (tmp_path / "it's a team" / JS_TEST).unlink()
    monkeypatch.chdir(tmp_path)
    (found,) = check(tmp_path).diagnostics
    program, *command = shlex.split(found.message.partition(' or run ')[2])
    assert (program, cli.main(command)) == ('n8n-code-discipline', 0)
    assert (tmp_path / "it's a team" / JS_TEST).is_file()
