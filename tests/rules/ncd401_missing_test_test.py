import shlex
from pathlib import Path

import pytest
from support import JS_CODE, JS_TEST, TEMPLATE, WORKSPACE, check, js_node, lint_files, rows, template, write

from n8n_code_discipline import cli

JS = 'n8n-functions/js'
PY = 'n8n-functions/py'
TESTS = 'n8n-functions-tests'


def message(name: str, test: str, flat: str = '') -> str:
    """Return the finding of a function file: the test to write, and the flat name that is not enough."""
    where = f' ({TESTS}/{flat} would count only if no other function file had this name)' if flat else ''
    language, _, path = name.removeprefix('n8n-functions/').rpartition('.')[0].partition('/')
    command = '' if '.' in path else f', or run n8n-code-discipline new {language} {path}'  # that is no name
    return f'NCD401 no paired test: write {TESTS}/{test}{where}{command}'


@pytest.mark.parametrize(
    ('names', 'missing'),
    [
        pytest.param([f'{JS}/a.js', f'{TESTS}/a.test.js'], {}, id='JavaScript'),
        pytest.param([f'{PY}/a.py', f'{TESTS}/test_a.py'], {}, id='Python'),
        pytest.param([f'{JS}/x/y/a.js', f'{TESTS}/x/y/a.test.js'], {}, id='same subfolder'),
        pytest.param([f'{JS}/x/a.js', f'{TESTS}/a.test.js'], {}, id='flat name'),
        pytest.param([f'{PY}/__init__.py', f'{PY}/x/__init__.py', f'{PY}/conftest.py'], {}, id='packages'),
        pytest.param([f'{PY}/test_a.py', f'{JS}/a.test.js'], {}, id='tests beside functions'),
        pytest.param([f'{JS}/a.mjs', f'{PY}/a.pyi', f'{JS}/a.py', f'{PY}/a.js', 'n8n-functions/a.js'], {}, id='others'),
        pytest.param([f'{JS}/a.js'], {f'{JS}/a.js': ('a.test.js', '')}, id='JavaScript'),
        pytest.param([f'{PY}/a.py'], {f'{PY}/a.py': ('test_a.py', '')}, id='Python'),
        pytest.param([f'{JS}/x/a.js'], {f'{JS}/x/a.js': ('x/a.test.js', 'a.test.js')}, id='subfolder'),
        pytest.param([f'{JS}/a.b.js'], {f'{JS}/a.b.js': ('a.b.test.js', '')}, id='dots'),
        pytest.param(
            [f'{JS}/a.js', f'{JS}/x/a.js', f'{TESTS}/a.test.js'],
            {f'{JS}/x/a.js': ('x/a.test.js', 'a.test.js')},
            id='the flat name is taken',
        ),
        pytest.param(
            [f'{JS}/a.js', f'{TESTS}/a.js', f'{TESTS}/test_a.py', f'{TESTS}/a.spec.js'],
            {f'{JS}/a.js': ('a.test.js', '')},
            id='other names',
        ),
        pytest.param([f'{JS}/a.js', f'{JS}/a.test.js'], {f'{JS}/a.js': ('a.test.js', '')}, id='test beside it'),
    ],
)
def test_fires(tmp_path: Path, names: list[str], missing: dict[str, tuple[str, str]]) -> None:
    assert lint_files(tmp_path, dict.fromkeys(names, ''), select='NCD401') == [
        f'{name}:1:1-1:1 {message(name, test, flat)}' for name, (test, flat) in missing.items()
    ]


def test_paths_are_shown_from_the_current_directory(tmp_path: Path) -> None:
    shown = message(f'{JS}/a.js', 'a.test.js').replace('write ', 'write flows/')
    assert lint_files(tmp_path, {f'flows/{JS}/a.js': ''}, 'flows', select='NCD401') == [
        f'flows/{JS}/a.js:1:1-1:1 {shown} --workspace flows'
    ]


def test_a_template_brings_its_function_files(tmp_path: Path) -> None:
    write(tmp_path, {**WORKSPACE, **template(js_node(JS_CODE), js_node(JS_CODE, name='B'))})
    (tmp_path / JS_TEST).unlink()
    name = f'{JS}/countByCategory.js'
    assert rows(check(tmp_path, TEMPLATE).diagnostics) == [f'{name}:1:1-1:1 {message(name, "countByCategory.test.js")}']


def test_the_command_is_quoted_for_a_shell_and_works_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {f"it's a team/{name}": text for name, text in WORKSPACE.items()})
    (tmp_path / "it's a team" / JS_TEST).unlink()
    monkeypatch.chdir(tmp_path)
    (found,) = check(tmp_path).diagnostics
    program, *command = shlex.split(found.message.partition(' or run ')[2])
    assert (program, cli.main(command)) == ('n8n-code-discipline', 0)
    assert (tmp_path / "it's a team" / JS_TEST).is_file()
