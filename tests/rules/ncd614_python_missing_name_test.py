"""Names that Python or n8n 1.x has and n8n 2.x has not."""

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
        'open("x")\ntype(1)\nreturn []',
        [
            '1:1 NCD614 n8n says "name \'open\' is not defined"',
            '2:1 NCD614 n8n says "name \'type\' is not defined": use isinstance',
        ],
    ),
    (
        'return [_input]',
        [
            '1:9 NCD614 n8n says "name \'_input\' is not defined": read _items or _item; items are dictionaries: '
            "item['json'], not item.json"
        ],
    ),
    (
        'return [items]',
        [
            "1:9 NCD614 n8n says \"name 'items' is not defined\": read _items, a list of dictionaries: item['json'], "
            'not item.json'
        ],
    ),
    (
        'for i, item in enumerate(_items):\n    item.json.a.b = i\nreturn _items.to_py()',
        [
            "2:5 NCD614 n8n says \"'dict' object has no attribute 'json'\": write ['json']",
            "3:8 NCD614 n8n says \"'list' object has no attribute 'to_py'\": leave it out",
        ],
    ),
    (
        'getattr(x, "a")\nreturn []',
        ['1:1 NCD614 n8n says "name \'getattr\' is not defined": read the attribute, or use a dictionary'],
    ),
    ('return [{"json": {"n": len(_items), "now": _now}}]', ['1:44 NCD614 n8n says "name \'_now\' is not defined"']),
]


NODE_CLEAN = [
    'type = 1\nreturn [type]',
    'try:\n    x = _input\nexcept NameError:\n    x = _items\nreturn x',
    'print(isinstance(1, int))\nreturn []',
    'def f(items):\n    return items\nreturn []',
    'for item in _items:\n    item["json"].update(item.get("a"))\nreturn _items.copy()',
    'for item in _items:\n    pass\nfor item in x:\n    item.json = 1\nreturn _items',
    'item = x(_items)\nreturn [item.json]',
]


@pytest.mark.parametrize(('code', 'expected'), NODE_FIRING)
def test_node_firing(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert only('NCD614', in_python_node(tmp_path, code)) == expected


@pytest.mark.parametrize('code', NODE_CLEAN)
def test_node_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD614', in_python_node(tmp_path, code)) == []


FUNCTION_FIRING = [
    (
        'def count_by_category(items):\n    return type(items)\n',
        ['py/count_by_category.py:2:12-2:16 NCD614 n8n says "name \'type\' is not defined": use isinstance' + IN_COUNT],
    ),
]


FUNCTION_CLEAN = [
    'def count_by_category():\n    return [open("x"), _input]\n',
]


@pytest.mark.parametrize(('code', 'expected'), FUNCTION_FIRING)
def test_function_firing(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert only('NCD614', in_python_function(tmp_path, code)) == expected


@pytest.mark.parametrize('code', FUNCTION_CLEAN)
def test_function_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD614', in_python_function(tmp_path, code)) == []


OLD_N8N_CLEAN = [
    'return _input.all()',
]


@pytest.mark.parametrize('code', OLD_N8N_CLEAN)
def test_old_n8n_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD614', in_node(tmp_path, code, {'language': 'python'}, target_n8n='1')) == []
