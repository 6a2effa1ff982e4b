"""Text literals over several lines."""

from __future__ import annotations

from pathlib import Path

import pytest
from runtime import IN_COUNT
from runtime import in_python_function
from runtime import in_python_node
from runtime import only

NODE_FIRING = [
    (
        "s = '''a\nb'''\nreturn []",
        ["1:5 NCD617 n8n indents the code, and with it the lines of this text: '''a: join separate lines instead"],
    ),
    (
        "s = '''a\n'''\nreturn []",
        ["1:5 NCD617 n8n indents the code, and with it the lines of this text: '''a: join separate lines instead"],
    ),
    (
        "s = f'''a\n{x}\nb'''\nreturn []",
        ["1:5 NCD617 n8n indents the code, and with it the lines of this text: f'''a: join separate lines instead"],
    ),
    (
        "s = 'a\\\nb'\nreturn []",
        ["1:5 NCD617 n8n indents the code, and with it the lines of this text: 'a\\: join separate lines instead"],
    ),
    (
        "s = '''a\n\n\n''' + '''b'''\nreturn []",
        ["1:5 NCD617 n8n indents the code, and with it the lines of this text: '''a: join separate lines instead"],
    ),
    (
        "s = b'''a\nb'''\nreturn []",
        ["1:5 NCD617 n8n indents the code, and with it the lines of this text: b'''a: join separate lines instead"],
    ),
    (
        "s = '''\\\na'''\nreturn []",
        ["1:5 NCD617 n8n indents the code, and with it the lines of this text: '''\\: join separate lines instead"],
    ),
]


NODE_CLEAN = [
    "s = ('a'\n     'b')\nreturn []",
    "def f():\n    '''Doc.\n\n    More.\n    '''\nreturn []",
    "'''just\ntext'''\nreturn []",
    's = f"""{\nx}"""\nreturn []',
    's = "a\\nb"\nreturn []',
]


@pytest.mark.parametrize(('code', 'expected'), NODE_FIRING)
def test_node_firing(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert only('NCD617', in_python_node(tmp_path, code)) == expected


@pytest.mark.parametrize('code', NODE_CLEAN)
def test_node_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD617', in_python_node(tmp_path, code)) == []


FUNCTION_FIRING = [
    (
        "def count_by_category(items):\n    return '''a\n    b'''\n",
        [
            (
                'py/count_by_category.py:2:12-3:9 NCD617 n8n indents the code, and with it the lines of this text: '
                "'''a: join separate lines instead"
            )
            + IN_COUNT
        ],
    )
]


@pytest.mark.parametrize(('code', 'expected'), FUNCTION_FIRING)
def test_function_firing(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert only('NCD617', in_python_function(tmp_path, code)) == expected
