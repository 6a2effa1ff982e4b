"""Imports that n8n does not allow or does not have."""

from __future__ import annotations

from pathlib import Path

import pytest
from runtime import IN_COUNT
from runtime import in_node
from runtime import in_python_function
from runtime import in_python_node
from runtime import only

NODE_FIRING = [
    (
        'import json\nreturn []',
        [
            "1:8 NCD612 n8n says \"Import of standard library module 'json' is disallowed. Allowed stdlib "
            'modules: none"'
        ],
    ),
    (
        'import os.path, numpy as np\nreturn []',
        [
            "1:8 NCD612 n8n says \"Import of standard library module 'os.path' is disallowed. Allowed stdlib "
            'modules: none"',
            "1:17 NCD612 n8n says \"Import of external package 'numpy' is disallowed. Allowed external "
            'packages: none"',
        ],
    ),
    (
        'from json import dumps\nreturn []',
        [
            "1:1 NCD612 n8n says \"Import of standard library module 'json' is disallowed. Allowed stdlib "
            'modules: none"'
        ],
    ),
    (
        'def f():\n    import re\nreturn []',
        ['2:12 NCD612 n8n says "Import of standard library module \'re\' is disallowed. Allowed stdlib modules: none"'],
    ),
    (
        'try:\n    import re\nexcept ImportError:\n    re = None\nreturn []',
        ['2:12 NCD612 n8n says "Import of standard library module \'re\' is disallowed. Allowed stdlib modules: none"'],
    ),
    (
        '__import__("os")\nreturn []',
        ['1:1 NCD612 n8n says "Import of standard library module \'os\' is disallowed. Allowed stdlib modules: none"'],
    ),
    (
        '__import__(x)\nreturn []',
        ['1:1 NCD612 n8n says "Dynamic __import__() calls are not allowed for security reasons."'],
    ),
    ('from . import x\nreturn []', ['1:1 NCD612 n8n says "Relative imports are disallowed."']),
]


NODE_CLEAN = ['s = "import json"\nreturn []']


@pytest.mark.parametrize(('code', 'expected'), NODE_FIRING)
def test_node_firing(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert only('NCD612', in_python_node(tmp_path, code)) == expected


@pytest.mark.parametrize('code', NODE_CLEAN)
def test_node_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD612', in_python_node(tmp_path, code)) == []


ALLOWED_FIRING = [
    (
        'from numpy.linalg import x\nreturn []',
        [
            "1:1 NCD612 n8n says \"Import of external package 'numpy.linalg' is disallowed. Allowed external "
            'packages: pandas"'
        ],
    ),
    (
        'import csv\nreturn []',
        [
            "1:8 NCD612 n8n says \"Import of standard library module 'csv' is disallowed. Allowed stdlib "
            'modules: json, re"'
        ],
    ),
]


ALLOWED_CLEAN = ['import json, re, pandas\nfrom json.decoder import x\nreturn []']


@pytest.mark.parametrize(('code', 'expected'), ALLOWED_FIRING)
def test_allowed_firing(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert only('NCD612', in_python_node(tmp_path, code, allow_python_modules=('json', 're', 'pandas'))) == expected


@pytest.mark.parametrize('code', ALLOWED_CLEAN)
def test_allowed_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD612', in_python_node(tmp_path, code, allow_python_modules=('json', 're', 'pandas'))) == []


ALL_ALLOWED_CLEAN = ['import json\nreturn []']


@pytest.mark.parametrize('code', ALL_ALLOWED_CLEAN)
def test_all_allowed_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD612', in_python_node(tmp_path, code, allow_python_modules=('*',))) == []


FUNCTION_FIRING = [
    (
        'import json\n\n\ndef count_by_category(items):\n    return json.dumps(items)\n',
        [
            (
                "py/count_by_category.py:1:8-1:12 NCD612 n8n says \"Import of standard library module 'json' is "
                'disallowed. Allowed stdlib modules: none"'
            )
            + IN_COUNT
        ],
    )
]


FUNCTION_CLEAN = ['def count_by_category(items):\n    return items\n']


@pytest.mark.parametrize(('code', 'expected'), FUNCTION_FIRING)
def test_function_firing(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert only('NCD612', in_python_function(tmp_path, code)) == expected


@pytest.mark.parametrize('code', FUNCTION_CLEAN)
def test_function_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD612', in_python_function(tmp_path, code)) == []


PYODIDE_FIRING = [
    (
        'import foo\nfrom bar.baz import x\nreturn []',
        [
            "1:8 NCD612 'foo' is neither in the standard library nor a package of Pyodide, the Python of n8n 1.x",
            "2:1 NCD612 'bar' is neither in the standard library nor a package of Pyodide, the Python of n8n 1.x",
        ],
    )
]


PYODIDE_CLEAN = ['import json, numpy, sklearn.cluster, requests, js, distutils\nreturn []', '__import__(x)\nreturn []']


@pytest.mark.parametrize(('code', 'expected'), PYODIDE_FIRING)
def test_pyodide_firing(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert only('NCD612', in_node(tmp_path, code, {'language': 'python'}, target_n8n='1')) == expected


@pytest.mark.parametrize('code', PYODIDE_CLEAN)
def test_pyodide_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD612', in_node(tmp_path, code, {'language': 'python'}, target_n8n='1')) == []


PYODIDE_ALLOWED_CLEAN = ['import foo\nreturn []']


@pytest.mark.parametrize('code', PYODIDE_ALLOWED_CLEAN)
def test_pyodide_allowed_clean(tmp_path: Path, code: str) -> None:
    assert (
        only('NCD612', in_node(tmp_path, code, {'language': 'python'}, target_n8n='1', allow_python_modules=('foo',)))
        == []
    )
