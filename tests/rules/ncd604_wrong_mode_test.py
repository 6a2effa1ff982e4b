"""Names of the other mode."""

from pathlib import Path

import pytest
from marks import at_marks
from runtime import EACH, js, js_file, lint, py

MESSAGE = (
    'NCD604 node \'Count\': n8n says "{} is not defined" where a node runs once for {}: read {}, or change the mode'
)


@pytest.mark.parametrize(
    ('files', 'messages'),
    [
        pytest.param(js('return items;'), '', id='items in its mode'),
        pytest.param(js('const item = 1;\nreturn [{ json: { item } }];'), '', id='declared'),
        pytest.param(js('return items.map((item) => item);'), '', id='parameter'),
        pytest.param(js('if (typeof item !== "undefined") return [item];\nreturn [];'), '', id='behind typeof'),
        pytest.param(js('return item;', EACH), '', id='item in its mode'),
        pytest.param(py('return _items'), '', id='_items in its mode'),
        pytest.param(py('return _item', EACH), '', id='_item in its mode'),
        pytest.param(js_file('function countByCategory(items) {\n  return items;\n}', EACH), '', id='function file'),
        pytest.param(js('return «item»;'), MESSAGE.format('item', 'all items', 'items'), id='item'),
        pytest.param(js('return «items»[0];', EACH), MESSAGE.format('items', 'each item', 'item'), id='items'),
        pytest.param(
            js('const x = 1;\nreturn { json: { n: «items».length + x } };', EACH),
            MESSAGE.format('items', 'each item', 'item'),
            id='items in an object',
        ),
        pytest.param(py('return «_item»'), MESSAGE.format("name '_item'", 'all items', '_items'), id='_item'),
        pytest.param(py('return «_items»[0]', EACH), MESSAGE.format("name '_items'", 'each item', '_item'), id='list'),
        pytest.param(
            py('return {"q": «_query»}', EACH), MESSAGE.format("name '_query'", 'each item', '_item'), id='_query'
        ),
    ],
)
def test_fires(tmp_path: Path, files: dict[str, str], messages: str | list[str]) -> None:
    assert lint(tmp_path, files, 'NCD604') == at_marks(files, messages)
