from __future__ import annotations

from pathlib import Path

import pytest
from support import JS
from support import PY
from support import PY_TEST
from support import WORKSPACE
from support import lint_files

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
    ('source', 'expected'),
    [
        pytest.param(
            F + '#MATCH:py:a.py\n  # / DEHYDRATE : py : a.py \n',
            [
                f'{PY}:7:1-7:15 '
                "NCD302 round-trip marker '#MATCH:py:a.py' in a function file would break the way back from n8n: "
                'remove it',
                f'{PY}:8:3-8:28 '
                "NCD302 round-trip marker '# / DEHYDRATE : py : a.py' in a function file would break the way back from "
                'n8n: remove it',
            ],
            id='lines that would be read as re-spaced markers',
        ),
        pytest.param(
            '# MATCH:py:a.py\n' + F,
            [
                f'{PY}:1:1-1:12 '
                "NCD302 round-trip marker '# MATCH:py:' in a function file would break the way back from n8n: "
                'remove it'
            ],
            id='opening marker',
        ),
        pytest.param(
            F + '# /MATCH:py:a.py\n',
            [
                f'{PY}:7:1-7:13 '
                "NCD302 round-trip marker '# /MATCH:py:' in a function file would break the way back from n8n: "
                'remove it'
            ],
            id='closing marker',
        ),
        pytest.param(
            F + '# DEHYDRATE:py:a.py\n# /DEHYDRATE:py:a.py\n',
            [
                f'{PY}:7:1-7:16 '
                "NCD302 round-trip marker '# DEHYDRATE:py:' in a function file would break the way back from "
                'n8n: remove it',
                f'{PY}:8:1-8:17 '
                "NCD302 round-trip marker '# /DEHYDRATE:py:' in a function file would break the way back from "
                'n8n: remove it',
            ],
            id='older markers',
        ),
        pytest.param(
            F + '    # MATCH:py:',
            [
                f'{PY}:7:5-7:16 '
                "NCD302 round-trip marker '# MATCH:py:' in a function file would break the way back from n8n: "
                'remove it'
            ],
            id='indented, without a path',
        ),
        pytest.param(
            '"""See # MATCH:py:a.py and # /MATCH:py:a.py."""\n' + F,
            [
                f'{PY}:1:8-1:19 '
                "NCD302 round-trip marker '# MATCH:py:' in a function file would break the way back from n8n: "
                'remove it',
                f'{PY}:1:28-1:40 '
                "NCD302 round-trip marker '# /MATCH:py:' in a function file would break the way back from n8n: "
                'remove it',
            ],
            id='within a docstring',
        ),
        pytest.param(
            '"""ä😀 # MATCH:py:"""\r\n' + F.replace('\n', '\r\n'),
            [
                f'{PY}:1:7-1:18 '
                "NCD302 round-trip marker '# MATCH:py:' in a function file would break the way back from n8n: "
                'remove it'
            ],
            id='columns count characters',
        ),
        pytest.param(
            '\ufeff' + F + '# MATCH:py:a # MATCH:py:b\n',
            [
                f'{PY}:7:1-7:12 '
                "NCD302 round-trip marker '# MATCH:py:' in a function file would break the way back from n8n: "
                'remove it',
                f'{PY}:7:14-7:25 '
                "NCD302 round-trip marker '# MATCH:py:' in a function file would break the way back from n8n: "
                'remove it',
            ],
            id='twice on a line',
        ),
        pytest.param(
            'def f(:\n# MATCH:py:a\n',
            [
                f'{PY}:1:7-1:8 NCD006 Python syntax: invalid syntax',
                f'{PY}:2:1-2:12 '
                "NCD302 round-trip marker '# MATCH:py:' in a function file would break the way back from n8n: "
                'remove it',
            ],
            id='in a file that does not parse',
        ),
    ],
)
def test_fires(tmp_path: Path, source: str, expected: list[str]) -> None:
    assert lint_files(tmp_path, {PY: source}) == expected
