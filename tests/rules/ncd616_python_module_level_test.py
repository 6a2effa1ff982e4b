"""Test the rule on what works at the top of a module only."""

from pathlib import Path

import pytest
from marks import at_marks
from runtime import lint, of_function, py, py_file

MESSAGE = 'NCD616 node \'Count\': n8n runs the code inside a function and says "{}"'
OTHER = "NCD616 node 'Count': n8n runs the code inside a function: the 'a' of the node does not change, it is another"


@pytest.mark.parametrize(
    ('files', 'messages'),
    [
        pytest.param(py('async def f():\n    await g()'), '', id='in an async function'),
        pytest.param(py('def f():\n    global a\n    a = 1'), '', id='global that a function makes'),
        pytest.param(py('def f():\n    x = 1\n    def g():\n        nonlocal x\n        x = 2'), '', id='nonlocal'),
        pytest.param(py('from json import dumps'), '', id='import'),
        pytest.param(py('global a\na = 0\ndef f():\n    global a\n    a += 1'), '', id='global at the top'),
        pytest.param(py('x = (await y for y in [])'), '', id='generator expression'),
        pytest.param(
            py('x = [«await» f(1)]\n«async» with y:\n    pass'),
            [MESSAGE.format("'await' outside async function"), MESSAGE.format("'async with' outside async function")],
            id='await and async with',
        ),
        pytest.param(py('«from json import *»'), MESSAGE.format('import * only allowed at module level'), id='star'),
        pytest.param(
            py('a = 1\ndef f():\n    «global a, b»\n    a += 2'), MESSAGE.format("name 'a' is not defined"), id='global'
        ),
        pytest.param(
            py('a = 1\ndef f():\n    «global a, b»\n    a = 2\n    return a'), OTHER, id='global that is only assigned'
        ),
        pytest.param(
            py('x = «[y as»ync for y in z]'),
            MESSAGE.format('asynchronous comprehension outside of an asynchronous function'),
            id='asynchronous comprehension',
        ),
        pytest.param(
            py_file('«from json import *»\n\n\ndef count_by_category(items):\n    return dumps(items)\n'),
            of_function(MESSAGE.format('import * only allowed at module level')),
            id='function file',
        ),
    ],
)
def test_fires(tmp_path: Path, files: dict[str, str], messages: str | list[str]) -> None:
    assert lint(tmp_path, files, 'NCD616') == at_marks(files, messages)


def test_future_import_that_is_allowed(tmp_path: Path) -> None:
    files = py('«from __future__ import annotations»')
    message = MESSAGE.format('from __future__ imports must occur at the beginning of the file')
    assert lint(tmp_path, files, 'NCD616', allow_python_modules=('__future__',)) == at_marks(files, message)
