from pathlib import Path

import pytest
from marks import at_marks
from support import PY, lint_files

RELATIVE = (
    "NCD306 '«»' is a relative import, which works in the test and never in n8n: move the function into this file or "
    'take it as a parameter'
)
MESSAGE = (
    "NCD306 '«»' imports {}, which works in the test and never in n8n: move the function into this file or take it as "
    'a parameter'
)

SIBLINGS = {
    f'n8n-functions/py/{name}.py': '' for name in ('keys', 'orders/total', 'statistics', 'test_keys', 'conftest')
}


@pytest.mark.parametrize(
    ('source', 'message'),
    [
        pytest.param(
            'import json, os.path\nfrom math import sqrt\nimport pandas as pd\nfrom a.b import c\n',
            '',
            id='standard library and packages',
        ),
        pytest.param('TEXT = "from . import a"  # import .a\n', '', id='text'),
        pytest.param('from . import (\n', '', id='syntax error'),
        pytest.param('«from . import keys»\n', RELATIVE, id='relative'),
        pytest.param('import «count_by_category»\n', MESSAGE.format(PY), id='itself'),
    ],
)
def test_firing(tmp_path: Path, source: str, message: str) -> None:
    files = {PY: source}
    assert lint_files(tmp_path, files, select='NCD306') == at_marks(files, message)


@pytest.mark.parametrize(
    ('source', 'imported'),
    [
        pytest.param('import total', '', id='in a folder that is not on the path'),
        pytest.param('import orders', '', id='folder'),
        pytest.param('import statistics\nfrom statistics import mean', '', id='standard library'),
        pytest.param('import test_keys, conftest', '', id='no function files'),
        pytest.param('import «keys»', 'n8n-functions/py/keys.py', id='file'),
        pytest.param('«from keys import a»', 'n8n-functions/py/keys.py', id='from'),
        pytest.param('def f():\n    «from keys import a»\n', 'n8n-functions/py/keys.py', id='in a function'),
        pytest.param('«from orders.total import a»', 'n8n-functions/py/orders/total.py', id='from a file of a folder'),
        pytest.param(
            'def f():\n    «from orders import total as t»\n    return t.total()\n',
            'n8n-functions/py/orders/total.py',
            id='from a folder in a function',
        ),
    ],
)
def test_function_files(tmp_path: Path, source: str, imported: str) -> None:
    files = {PY: source, **SIBLINGS}
    assert lint_files(tmp_path, files, PY, select='NCD306') == at_marks(files, MESSAGE.format(imported))
