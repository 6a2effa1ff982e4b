"""What works at the top of a module only."""

from __future__ import annotations

from pathlib import Path

import pytest
from runtime import IN_COUNT
from runtime import in_python_function
from runtime import in_python_node
from runtime import only

NODE_FIRING = [
    (
        'x = [await f(1)]\nasync with y:\n    pass\nreturn []',
        [
            '1:6 NCD616 n8n runs the code inside a function and says "\'await\' outside async function"',
            '2:1 NCD616 n8n runs the code inside a function and says "\'async with\' outside async function"',
        ],
    ),
    (
        'from json import *\nreturn []',
        ['1:1 NCD616 n8n runs the code inside a function and says "import * only allowed at module level"'],
    ),
    (
        'from __future__ import annotations\nreturn []',
        [
            '1:1 NCD616 n8n runs the code inside a function and says "from __future__ imports must occur at '
            'the beginning of the file"'
        ],
    ),
    (
        'a = 1\ndef f():\n    global a, b\n    a += 2\nreturn []',
        ['3:5 NCD616 n8n runs the code inside a function and says "name \'a\' is not defined"'],
    ),
    (
        'a = 1\ndef f():\n    global a, b\n    a = 2\n    return a\nreturn []',
        ["3:5 NCD616 n8n runs the code inside a function: the 'a' of the node stays as it is, this is another"],
    ),
    (
        'for a in []:\n    pass\ndef f():\n    global a\n    return a\nreturn []',
        ['4:5 NCD616 n8n runs the code inside a function and says "name \'a\' is not defined"'],
    ),
    (
        'x = [y async for y in z]\nreturn []',
        [
            '1:5 NCD616 n8n runs the code inside a function and says "asynchronous comprehension outside of an '
            'asynchronous function"'
        ],
    ),
]


NODE_CLEAN = [
    'async def f():\n    await g()\nreturn []',
    'def f():\n    global a\n    a = 1\nreturn []',
    'def f():\n    x = 1\n    def g():\n        nonlocal x\n        x = 2\nreturn []',
    'from json import dumps\nreturn []',
    'global a\na = 0\ndef f():\n    global a\n    a += 1\nreturn []',
    'x = (await y for y in [])\nreturn []',
]


@pytest.mark.parametrize(('code', 'expected'), NODE_FIRING)
def test_node_firing(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert only('NCD616', in_python_node(tmp_path, code)) == expected


@pytest.mark.parametrize('code', NODE_CLEAN)
def test_node_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD616', in_python_node(tmp_path, code)) == []


FUNCTION_FIRING = [
    (
        'from json import *\n\n\ndef count_by_category(items):\n    return dumps(items)\n',
        [
            (
                'py/count_by_category.py:1:1-1:19 NCD616 n8n runs the code inside a function and says "import * '
                'only allowed at module level"'
            )
            + IN_COUNT
        ],
    ),
]


@pytest.mark.parametrize(('code', 'expected'), FUNCTION_FIRING)
def test_function_firing(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert only('NCD616', in_python_function(tmp_path, code)) == expected
