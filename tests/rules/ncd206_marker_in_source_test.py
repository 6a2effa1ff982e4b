from pathlib import Path

import pytest
from marks import at_marks
from support import JS, WORKSPACE, lint_files

MESSAGE = "NCD206 round-trip marker '«»' in a function file would break resync: remove it"


@pytest.mark.parametrize(
    'line',
    [
        pytest.param(f'// see /* #:js:{JS} */', id='in a longer line'),
        pytest.param(f'const text = "/* #:js:{JS} */";', id='in a string'),
        pytest.param('# MATCH:py:n8n-functions/py/x.py'.replace('#', '//'), id='Python'),
        pytest.param('/* {{@:js:x.js}} */', id='placeholder'),
    ],
)
def test_clean(tmp_path: Path, line: str) -> None:
    assert lint_files(tmp_path, {JS: WORKSPACE[JS].replace('{\n', '{\n  ' + line + '\n', 1)}, JS) == []


@pytest.mark.parametrize(
    'line',
    [
        pytest.param(f'/* #:js:{JS} */', id='opener'),
        pytest.param(f'/* /MATCH:js:{JS} */', id='closer'),
        pytest.param(f'/*DEHYDRATE:js:{JS}*/', id='re-spaced'),
    ],
)
@pytest.mark.parametrize('newline', [pytest.param('\n', id='LF'), pytest.param('\r\n', id='CRLF')])
def test_fires(tmp_path: Path, line: str, newline: str) -> None:
    files = {JS: WORKSPACE[JS].replace('{\n', '{\n  «' + line + '» \n', 1).replace('\n', newline)}
    assert lint_files(tmp_path, files, JS) == at_marks(files, MESSAGE)


def test_every_line_is_reported(tmp_path: Path) -> None:
    files = {JS: WORKSPACE[JS] + '// `\n«/* #:js:a.js */»\n«/* /#:js:a.js */»\n'}
    assert lint_files(tmp_path, files, JS) == at_marks(files, MESSAGE)
