from __future__ import annotations

from pathlib import Path

import pytest
from support import PY
from support import lint_files

from n8n_code_discipline.registry import Selection

# what else is wrong with these files is for other rules
ONLY = Selection(select=('NCD306',))
SIBLINGS = {
    f'n8n-functions/py/{name}.py': '' for name in ('keys', 'orders/total', 'statistics', 'test_keys', 'conftest')
}


@pytest.mark.parametrize(
    'source',
    [
        pytest.param(
            'import json, os.path\nfrom math import sqrt\nimport pandas as pd\nfrom a.b import c\n',
            id='standard library and packages',
        ),
        pytest.param('TEXT = "from . import a"  # import .a\n', id='text'),
        pytest.param('from . import (\n', id='syntax error'),
    ],
)
def test_clean(tmp_path: Path, source: str) -> None:
    assert lint_files(tmp_path, {PY: source}, selection=ONLY) == []


@pytest.mark.parametrize(
    ('source', 'expected'),
    [
        pytest.param(
            'from . import keys\n',
            [
                f'{PY}:1:1-1:19 '
                "NCD306 'from . import keys' is a relative import, which works in the test and never in n8n: "
                'move the function into this file or take it as a parameter',
            ],
            id='relative',
        ),
        pytest.param(
            'from .keys import a\nfrom ..keys import *\n\n\ndef f():\n    from .a.b import c\n',
            [
                f'{PY}:1:1-1:20 '
                "NCD306 'from .keys import a' is a relative import, which works in the test and never in n8n: "
                'move the function into this file or take it as a parameter',
                f'{PY}:2:1-2:21 '
                "NCD306 'from ..keys import *' is a relative import, which works in the test and never in n8n: "
                'move the function into this file or take it as a parameter',
                f'{PY}:6:5-6:23 '
                "NCD306 'from .a.b import c' is a relative import, which works in the test and never in n8n: "
                'move the function into this file or take it as a parameter',
            ],
            id='every relative one',
        ),
        pytest.param(
            'import count_by_category\n',
            [
                f'{PY}:1:8-1:25 '
                "NCD306 'count_by_category' imports n8n-functions/py/count_by_category.py, which works in the "
                'test and never in n8n: move the function into this file or take it as a parameter',
            ],
            id='itself',
        ),
    ],
)
def test_firing(tmp_path: Path, source: str, expected: list[str]) -> None:
    assert lint_files(tmp_path, {PY: source}, selection=ONLY) == expected


@pytest.mark.parametrize(
    ('source', 'expected'),
    [
        pytest.param('import keys', "1:8-1:12 'keys' imports n8n-functions/py/keys.py", id='file'),
        pytest.param('import keys as k', "1:8-1:17 'keys as k' imports n8n-functions/py/keys.py", id='as'),
        pytest.param('from keys import a', "1:1-1:19 'from keys import a' imports n8n-functions/py/keys.py", id='from'),
        pytest.param(
            'def f():\n    from keys import a\n',
            "2:5-2:23 'from keys import a' imports n8n-functions/py/keys.py",
            id='in a function',
        ),
        pytest.param(
            'import orders.total', "1:8-1:20 'orders.total' imports n8n-functions/py/orders/total.py", id='in a folder'
        ),
        pytest.param(
            'from orders.total import a',
            "1:1-1:27 'from orders.total import a' imports n8n-functions/py/orders/total.py",
            id='from a file of a folder',
        ),
        pytest.param(
            'from orders import total',
            "1:1-1:25 'from orders import total' imports n8n-functions/py/orders/total.py",
            id='from a folder',
        ),
        pytest.param(
            'def f():\n    from orders import total as t\n    return t.total()\n',
            "2:5-2:34 'from orders import total as t' imports n8n-functions/py/orders/total.py",
            id='from a folder in a function',
        ),
    ],
)
def test_function_files(tmp_path: Path, source: str, expected: str) -> None:
    position, _, what = expected.partition(' ')
    assert lint_files(tmp_path, {PY: source, **SIBLINGS}, PY, selection=ONLY) == [
        f'{PY}:{position} NCD306 {what}, which works in the test and never in n8n: move the function into this file or '
        f'take it as a parameter'
    ]


@pytest.mark.parametrize(
    'source',
    [
        pytest.param('import total', id='in a folder that is not on the path'),
        pytest.param('import orders', id='folder'),
        pytest.param('from orders import nothing', id='from a folder'),
        pytest.param('import statistics\nfrom statistics import mean', id='standard library'),
        pytest.param('import test_keys, conftest', id='no function files'),
        pytest.param('import keystone', id='beginning of the name'),
    ],
)
def test_what_is_no_function_file(tmp_path: Path, source: str) -> None:
    assert lint_files(tmp_path, {PY: source, **SIBLINGS}, PY, selection=ONLY) == []
