"""Imports that n8n does not allow or does not have."""

from pathlib import Path

import pytest
from marks import at_marks
from runtime import js, lint, of_function, py, py_file

STANDARD = (
    "NCD612 node 'Count': n8n says \"Import of standard library module '{}' is disallowed. Allowed stdlib modules: {}\""
)
EXTERNAL = (
    "NCD612 node 'Count': n8n says \"Import of external package '{}' is disallowed. Allowed external packages: {}\""
)
PYODIDE = "NCD612 node 'Count': '{}' is neither in the standard library nor a package of Pyodide, the Python of n8n 1.x"


@pytest.mark.parametrize(
    ('files', 'messages'),
    [
        pytest.param(py('s = "import json"'), '', id='string'),
        pytest.param(py_file('def count_by_category(items):\n    return items\n'), '', id='function file'),
        pytest.param(py('import «json»'), STANDARD.format('json', 'none'), id='standard library'),
        pytest.param(py('«from __future__ import a»'), STANDARD.format('__future__', 'none'), id='__future__'),
        pytest.param(py('def f():\n    import «re»'), STANDARD.format('re', 'none'), id='in a function'),
        pytest.param(py('«__import__("os")»'), STANDARD.format('os', 'none'), id='__import__'),
        pytest.param(
            py('«__import__(x)»'),
            'NCD612 node \'Count\': n8n says "Dynamic __import__() calls are not allowed for security reasons."',
            id='__import__ of a variable',
        ),
        pytest.param(
            py('«from . import x»'), 'NCD612 node \'Count\': n8n says "Relative imports are disallowed."', id='relative'
        ),
        pytest.param(
            py_file('import «json»\n\n\ndef count_by_category(items):\n    return json.dumps(items)\n'),
            of_function(STANDARD.format('json', 'none')),
            id='function file',
        ),
    ],
)
def test_fires(tmp_path: Path, files: dict[str, str], messages: str | list[str]) -> None:
    assert lint(tmp_path, files, 'NCD612') == at_marks(files, messages)


@pytest.mark.parametrize(
    ('files', 'messages'),
    [
        pytest.param(py('«from numpy.fft import a»'), EXTERNAL.format('numpy.fft', 'pandas'), id='external package'),
        pytest.param(py('import «csv»'), STANDARD.format('csv', 'json, re'), id='standard module that is not allowed'),
    ],
)
def test_allowed_fires(tmp_path: Path, files: dict[str, str], messages: str | list[str]) -> None:
    assert lint(tmp_path, files, 'NCD612', allow_python_modules=('json', 're', 'pandas')) == at_marks(files, messages)


@pytest.mark.parametrize(
    'code', ['import json, numpy, sklearn.cluster, requests, js, distutils', '__import__(x)'], ids=['import', 'call']
)
def test_pyodide_has_it(tmp_path: Path, code: str) -> None:
    assert lint(tmp_path, js(code, {'language': 'python'}), 'NCD612', target_n8n='1') == []
