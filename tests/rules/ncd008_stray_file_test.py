import os
import sys
from pathlib import Path

import pytest
from support import JS, WORKSPACE, check, lint_files, rows, write

from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.linter import engine
from n8n_code_discipline.workspace.files import Source

STRAY = (
    'NCD008 source code that no rule reads: function files are n8n-functions/js/**/*.js and n8n-functions/py/**/*.py; '
    'rename or move it, or take it out of n8n-functions/'
)
STRAY_TEST = 'NCD008 this test is never run: tests lie in n8n-functions-tests/, move it there'


@pytest.mark.parametrize(
    ('name', 'message'),
    [
        pytest.param('stray.js', STRAY, id='in neither folder'),
        pytest.param('js/helper.mjs', STRAY, id='.mjs'),
        pytest.param('js/oops.py', STRAY, id='Python among JavaScript'),
        pytest.param('js/sub/slugify.test.js', STRAY_TEST, id='a JavaScript test'),
        pytest.param('py/test_slugify.py', STRAY_TEST, id='a Python test'),
    ],
)
def test_fires_however_the_file_is_reached(tmp_path: Path, name: str, message: str) -> None:
    path = f'n8n-functions/{name}'
    expected = [f'{path}:1:1-1:1 {message}']
    assert lint_files(tmp_path, {path: 'x = 1'}, path) == expected
    assert rows(check(tmp_path).diagnostics) == expected
    assert rows(check(tmp_path, 'n8n-functions').diagnostics) == expected
    source = Source(str(tmp_path / path), 'x = 1', bom=False, problem=None)
    assert rows(engine.check_text(source, Settings(str(tmp_path))).diagnostics) == expected


@pytest.mark.parametrize(
    'name',
    [
        'README.md',
        'Makefile',
        'package.json',
        'js/fixtures/order.json',
        'js/globals.d.ts',
        'js/.eslintrc.js',
        'js/.hidden/tool.mjs',
        'js/node_modules/lodash/lodash.mjs',
        'node_modules/lodash/lodash.js',
        'py/__init__.py',
        'py/count_by_category.pyi',
        'py/__pycache__/x.py',
        '__init__.py',
        'conftest.py',
        'py/conftest.py',
        'js/without_suffix',
    ],
)
def test_what_may_lie_there_is_skipped_however_it_is_reached(tmp_path: Path, name: str) -> None:
    write(tmp_path, {**WORKSPACE, f'n8n-functions/{name}': 'x = 1'})
    named = check(tmp_path, f'n8n-functions/{name}')
    assert (named.diagnostics, named.errors, len(named.skipped)) == ((), (), 1)
    walked = check(tmp_path)
    assert (walked.diagnostics, walked.errors, walked.skipped) == ((), (), ())


@pytest.mark.parametrize('name', ['src/tool.ts', 'my-n8n-functions/stray.js', 'n8n-functions-tests/helper.mjs'])
def test_source_code_elsewhere_is_nobodys_business(tmp_path: Path, name: str) -> None:
    assert lint_files(tmp_path, {name: 'x = 1'}, name) == []


def test_the_file_is_not_read(tmp_path: Path) -> None:
    assert lint_files(tmp_path, {'n8n-functions/js/x.mjs': b'\xff\0'}) == [f'n8n-functions/js/x.mjs:1:1-1:1 {STRAY}']


@pytest.mark.skipif(sys.platform == 'win32', reason='needs FIFOs and symlinks')
def test_what_is_no_regular_file(tmp_path: Path) -> None:
    write(tmp_path, WORKSPACE)
    os.mkfifo(tmp_path / 'n8n-functions/js/pipe')
    (tmp_path / 'n8n-functions/js/link.mjs').symlink_to(tmp_path / JS)
    (tmp_path / 'n8n-functions/js/folder.mjs').mkdir()
    assert rows(check(tmp_path).diagnostics) == []


def test_a_workspace_with_nothing_else_is_checked(tmp_path: Path) -> None:
    write(tmp_path, {'n8n-functions/stray.js': ''})
    assert rows(check(tmp_path).diagnostics) == [f'n8n-functions/stray.js:1:1-1:1 {STRAY}']
