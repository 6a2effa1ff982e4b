from pathlib import Path

import pytest
from marks import at_marks
from support import JS, PY, PY_TEST, WORKSPACE, lint_files

MESSAGE = "NCD302 round-trip marker '«»' in a function file would break resync: remove it"

F = WORKSPACE[PY]


@pytest.mark.parametrize(
    ('name', 'source'),
    [
        pytest.param(PY, F, id='no marker'),
        pytest.param(PY, F + '# MATCH: py\n# match:py:a\n# MATCH:js:a\n', id='similar comments'),
        pytest.param(PY, F + '# DEHYDRATE\n#DEHYDRATED:py:a\n## MATCH :py\n', id='more similar comments'),
        pytest.param(PY_TEST, WORKSPACE[PY_TEST] + '# MATCH:py:a\n', id='test'),
        pytest.param(JS, WORKSPACE[JS] + '// # MATCH:py:a\n', id='JavaScript'),
    ],
)
def test_clean(tmp_path: Path, name: str, source: str) -> None:
    assert lint_files(tmp_path, {name: source}) == []


@pytest.mark.parametrize(
    ('source', 'messages'),
    [
        pytest.param(
            F + '«#MATCH:py:a.py»\n  «# / DEHYDRATE : py : a.py» \n',
            [MESSAGE, MESSAGE],
            id='lines that would be read as re-spaced markers',
        ),
        pytest.param('«# MATCH:py:»a.py\n' + F, MESSAGE, id='opening marker'),
        pytest.param(F + '«# /MATCH:py:»a.py\n', MESSAGE, id='closing marker'),
        pytest.param(F + '«# DEHYDRATE:py:»a.py\n«# /DEHYDRATE:py:»a.py\n', [MESSAGE, MESSAGE], id='older markers'),
        pytest.param(F + '    «# MATCH:py:»', MESSAGE, id='indented, without a path'),
        pytest.param('"""See «# MATCH:py:»a.py and «# /MATCH:py:»a.py."""\n' + F, [MESSAGE, MESSAGE], id='docstring'),
        pytest.param('"""ä😀 «# MATCH:py:»"""\r\n' + F.replace('\n', '\r\n'), MESSAGE, id='columns count characters'),
        pytest.param('\ufeff' + F + '«# MATCH:py:»a «# MATCH:py:»b\n', [MESSAGE, MESSAGE], id='twice on a line'),
        pytest.param(
            'def f(«:»\n«# MATCH:py:»a\n',
            ['NCD006 Python syntax: invalid syntax', MESSAGE],
            id='in a file that does not parse',
        ),
    ],
)
def test_fires(tmp_path: Path, source: str, messages: str | list[str]) -> None:
    files = {PY: source}
    assert lint_files(tmp_path, files) == at_marks(files, messages)
