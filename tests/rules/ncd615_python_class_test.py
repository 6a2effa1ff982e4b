"""Classes in the Python runner."""

from __future__ import annotations

from pathlib import Path

import pytest
from runtime import IN_COUNT
from runtime import in_python_function
from runtime import in_python_node
from runtime import only

NODE_FIRING = [
    (
        'class A:\n    pass\nreturn []',
        ["1:1 NCD615 class 'A': n8n says '__build_class__ not found'; use dictionaries and functions"],
    ),
    (
        'def f():\n    class B: pass\nreturn []',
        ["2:5 NCD615 class 'B': n8n says '__build_class__ not found'; use dictionaries and functions"],
    ),
]


NODE_CLEAN = ['classy = "class A:"\nreturn []']


@pytest.mark.parametrize(('code', 'expected'), NODE_FIRING)
def test_node_firing(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert only('NCD615', in_python_node(tmp_path, code)) == expected


@pytest.mark.parametrize('code', NODE_CLEAN)
def test_node_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD615', in_python_node(tmp_path, code)) == []


FUNCTION_FIRING = [
    (
        'def count_by_category(items):\n    class Row(dict):\n        pass\n\n    return Row()\n',
        [
            (
                "py/count_by_category.py:2:5-2:10 NCD615 class 'Row': n8n says '__build_class__ not found'; use "
                'dictionaries and functions'
            )
            + IN_COUNT
        ],
    )
]


@pytest.mark.parametrize(('code', 'expected'), FUNCTION_FIRING)
def test_function_firing(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert only('NCD615', in_python_function(tmp_path, code)) == expected
