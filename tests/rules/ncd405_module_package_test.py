from pathlib import Path

import pytest
from marks import at_marks
from support import JS_TEST, WORKSPACE, check, lint_files, rows, write

MESSAGE = (
    'NCD405 "type": "module" takes require and module from the tests in n8n-functions-tests/, which are CommonJS: '
    'remove it, or put a package.json with {"type": "commonjs"} into n8n-functions/ and n8n-functions-tests/'
)

MODULE = '{\n  "type": «"module"»\n}\n'


@pytest.mark.parametrize(
    'files',
    [
        pytest.param({'package.json': '{"type": "commonjs"}'}, id='CommonJS'),
        pytest.param({'package.json': '{"name": "module"}'}, id='no type'),
        pytest.param({'package.json': '["module"]'}, id='no object'),
        pytest.param({'package.json': '{"type": '}, id='no JSON'),
        pytest.param({'package.json': b'\xff'}, id='no text'),
        pytest.param({'package.json': MODULE, 'n8n-functions-tests/package.json': '{}'}, id='a nearer one'),
        pytest.param({'n8n-functions-tests/sub/package.json': MODULE}, id='of a folder without tests'),
    ],
)
def test_clean(tmp_path: Path, files: dict[str, str | bytes]) -> None:
    assert lint_files(tmp_path, files) == []


@pytest.mark.parametrize('name', ['package.json', 'n8n-functions-tests/package.json'])
def test_fires_once_however_many_tests(tmp_path: Path, name: str) -> None:
    files = {name: MODULE, 'n8n-functions-tests/sub/other.test.js': ''}
    assert lint_files(tmp_path, files) == at_marks(files, MESSAGE)


def test_above_the_workspace_but_not_above_the_repository(tmp_path: Path) -> None:
    write(tmp_path, {'package.json': MODULE})
    write(tmp_path / 'flows', WORKSPACE)
    assert rows(check(tmp_path, f'flows/{JS_TEST}').diagnostics) == at_marks({'package.json': MODULE}, MESSAGE)
    (tmp_path / 'flows' / '.git').mkdir()
    assert check(tmp_path, f'flows/{JS_TEST}').diagnostics == ()


def test_python_tests_do_not_care(tmp_path: Path) -> None:
    python_only = {name: text for name, text in WORKSPACE.items() if name.endswith('.py')}
    write(tmp_path, {**python_only, 'package.json': MODULE})
    assert check(tmp_path).diagnostics == ()
