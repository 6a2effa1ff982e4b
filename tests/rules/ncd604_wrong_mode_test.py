"""Names of the other mode."""

from __future__ import annotations

from pathlib import Path

import pytest
from marks import at_marks
from runtime import EACH_ITEM, in_function, in_node, in_python_node, lint

MESSAGE = (
    'NCD604 node \'Count\': n8n says "{} is not defined" where a node runs once for {}: read {}, or change the mode'
)


@pytest.mark.parametrize(
    ('files', 'messages'),
    [
        # clean
        pytest.param(in_node('return items;'), '', id='items in its mode'),
        pytest.param(in_node('const item = 1;\nreturn [{ json: { item } }];'), '', id='declared'),
        pytest.param(in_node('return items.map((item) => item);'), '', id='parameter'),
        pytest.param(in_node('if (typeof item !== "undefined") return [item];\nreturn [];'), '', id='behind typeof'),
        pytest.param(in_node('return item;', EACH_ITEM), '', id='item in its mode'),
        pytest.param(in_node('for (const items of [1]) items;\nreturn {};', EACH_ITEM), '', id='loop variable'),
        pytest.param(in_node('return { items: 1 };', EACH_ITEM), '', id='property'),
        pytest.param(in_python_node('return _items'), '', id='_items in its mode'),
        pytest.param(in_python_node('return _item', EACH_ITEM), '', id='_item in its mode'),
        pytest.param(
            in_function('function countByCategory(items) {\n  return items;\n}', EACH_ITEM), '', id='function file'
        ),
        # with findings
        pytest.param(in_node('return «item»;'), MESSAGE.format('item', 'all items', 'items'), id='item'),
        pytest.param(
            in_node('return «items»[0];', EACH_ITEM), MESSAGE.format('items', 'each item', 'item'), id='items'
        ),
        pytest.param(
            in_node('const x = 1;\nreturn { json: { n: «items».length + x } };', EACH_ITEM),
            MESSAGE.format('items', 'each item', 'item'),
            id='items in an object',
        ),
        pytest.param(
            in_python_node('return «_item»'), MESSAGE.format("name '_item'", 'all items', '_items'), id='_item'
        ),
        pytest.param(
            in_python_node('return «_items»[0]', EACH_ITEM),
            MESSAGE.format("name '_items'", 'each item', '_item'),
            id='_items',
        ),
        pytest.param(
            in_python_node('return {"q": «_query»}', EACH_ITEM),
            MESSAGE.format("name '_query'", 'each item', '_item'),
            id='_query',
        ),
    ],
)
def test_fires(tmp_path: Path, files: dict[str, str], messages: str | list[str]) -> None:
    assert lint(tmp_path, files, 'NCD604') == at_marks(files, messages)


def test_old_n8n_clean(tmp_path: Path) -> None:
    assert lint(tmp_path, in_node('return item;'), 'NCD604', target_n8n='1') == []
