from pathlib import Path

import pytest
from marks import at_marks
from support import PY, lint_files

MESSAGE = (
    "NCD305 function '{}' reads '«»', which neither the file nor Python defines: correct the name, define it or make "
    'it a parameter'
)

F = 'def count_by_category(a):\n    '


@pytest.mark.parametrize(
    'source',
    [
        # clean
        pytest.param(F + 'return b(a), C, D\n\nclass C:\n    pass\n\n\nD = 1\ndef b(a):\n    return a\n', id='defined'),
        pytest.param(F + 'return len, Exception, None, __file__, __name__, ExceptionGroup, open\n', id='Python'),
        pytest.param(F + 'return _input, items, _, getWorkflowStaticData\n', id='what n8n gives is for NCD304'),
        pytest.param(F + 'try:\n        return b\n    except NameError:\n        return b\n', id='except NameError'),
        pytest.param('from math import *\ndef count_by_category(a):\n    return sqrt(a)\n', id='star import'),
        pytest.param(F + 'exec(a)\n    return b\n', id='exec'),
        pytest.param(
            'def b():\n    global total\n    total = 1\n\n\ndef count_by_category(a):\n    return total\n', id='global'
        ),
        pytest.param(
            'from __future__ import annotations\n\n\ndef count_by_category(a: List[int]):\n    return a\n',
            id='postponed annotations',
        ),
        pytest.param(F + 'return a\n\n\nunknown()\n', id='not in a function'),
        pytest.param('def f(:\n    unknown', id='syntax error'),
        # with findings
        pytest.param(F + 'return «unknown»(a)\n', id='unknown name'),
        pytest.param(F + 'return «os».path.join(a), «json».dumps(a)\n', id='module that is not imported'),
        pytest.param('def count_by_category(a: «List»[int] = «b»):\n    return f"{«c»}"\n', id='signature, text'),
    ],
)
def test_fires(tmp_path: Path, source: str) -> None:
    files = {PY: source}
    assert lint_files(tmp_path, files, select='NCD305') == at_marks(files, MESSAGE.format('count_by_category'))


def test_fires_once_for_each_name_and_function(tmp_path: Path) -> None:
    files = {PY: 'def b():\n    return «one», «two», one\n\n\ndef count_by_category(a):\n    return «one»\n'}
    assert lint_files(tmp_path, files, select='NCD305') == at_marks(files, MESSAGE, ['b', 'b', 'count_by_category'])
