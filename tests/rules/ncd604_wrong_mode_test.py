"""Names of the other mode."""

from __future__ import annotations

from pathlib import Path

import pytest
from runtime import EACH_ITEM
from runtime import in_function
from runtime import in_node
from runtime import in_python_node
from runtime import only

ALL_ITEMS_FIRING = [
    (
        'return item;',
        [
            '1:8 NCD604 n8n says "item is not defined" where a node runs once for all items: read items, or '
            'change the mode'
        ],
    )
]


ALL_ITEMS_CLEAN = [
    'return items;',
    'const item = 1;\nreturn [{ json: { item } }];',
    'return items.map((item) => item);',
    'if (typeof item !== "undefined") return [item];\nreturn [];',
]


@pytest.mark.parametrize(('code', 'expected'), ALL_ITEMS_FIRING)
def test_all_items_firing(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert only('NCD604', in_node(tmp_path, code)) == expected


@pytest.mark.parametrize('code', ALL_ITEMS_CLEAN)
def test_all_items_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD604', in_node(tmp_path, code)) == []


EACH_ITEM_FIRING = [
    (
        'return items[0];',
        [
            '1:8 NCD604 n8n says "items is not defined" where a node runs once for each item: read item, or '
            'change the mode'
        ],
    ),
    (
        'const x = 1;\nreturn { json: { n: items.length + x } };',
        [
            '2:21 NCD604 n8n says "items is not defined" where a node runs once for each item: read item, or '
            'change the mode'
        ],
    ),
]


EACH_ITEM_CLEAN = ['return item;', 'for (const items of [1]) items;\nreturn {};', 'return { items: 1 };']


@pytest.mark.parametrize(('code', 'expected'), EACH_ITEM_FIRING)
def test_each_item_firing(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert only('NCD604', in_node(tmp_path, code, EACH_ITEM)) == expected


@pytest.mark.parametrize('code', EACH_ITEM_CLEAN)
def test_each_item_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD604', in_node(tmp_path, code, EACH_ITEM)) == []


PYTHON_ALL_ITEMS_FIRING = [
    (
        'return _item',
        [
            '1:8 NCD604 n8n says "name \'_item\' is not defined" where a node runs once for all items: read '
            '_items, or change the mode'
        ],
    )
]


PYTHON_ALL_ITEMS_CLEAN = ['return _items']


@pytest.mark.parametrize(('code', 'expected'), PYTHON_ALL_ITEMS_FIRING)
def test_python_all_items_firing(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert only('NCD604', in_python_node(tmp_path, code)) == expected


@pytest.mark.parametrize('code', PYTHON_ALL_ITEMS_CLEAN)
def test_python_all_items_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD604', in_python_node(tmp_path, code)) == []


PYTHON_EACH_ITEM_FIRING = [
    (
        'return _items[0]',
        [
            '1:8 NCD604 n8n says "name \'_items\' is not defined" where a node runs once for each item: read '
            '_item, or change the mode'
        ],
    )
]


PYTHON_EACH_ITEM_CLEAN = ['return _item']


@pytest.mark.parametrize(('code', 'expected'), PYTHON_EACH_ITEM_FIRING)
def test_python_each_item_firing(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert only('NCD604', in_python_node(tmp_path, code, EACH_ITEM)) == expected


@pytest.mark.parametrize('code', PYTHON_EACH_ITEM_CLEAN)
def test_python_each_item_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD604', in_python_node(tmp_path, code, EACH_ITEM)) == []


FUNCTION_CLEAN = ['function countByCategory(items) {\n  return items;\n}']


@pytest.mark.parametrize('code', FUNCTION_CLEAN)
def test_function_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD604', in_function(tmp_path, code, EACH_ITEM)) == []


OLD_N8N_CLEAN = ['return item;']


@pytest.mark.parametrize('code', OLD_N8N_CLEAN)
def test_old_n8n_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD604', in_node(tmp_path, code, target_n8n='1')) == []
