"""Names that Python or n8n 1.x has and n8n 2.x has not."""

from pathlib import Path

import pytest
from marks import at_marks
from runtime import lint, of_function, py, py_file

MESSAGE = "NCD614 node 'Count': n8n says \"name '«»' is not defined\"{}"
ATTRIBUTE = "NCD614 node 'Count': n8n says \"'{}' object has no attribute '{}'\": {}"
KEY = "items are dictionaries: item['json'], not item.json"


@pytest.mark.parametrize(
    ('files', 'messages'),
    [
        pytest.param(py('type = 1\nreturn [type]'), '', id='assigned'),
        pytest.param(py('try:\n    x = _input\nexcept NameError:\n    x = _items\nreturn x'), '', id='NameError'),
        pytest.param(py('for i in _items:\n    i["json"].update(i.get("a"))\nreturn _items.copy()'), '', id='items'),
        pytest.param(
            py('for item in _items:\n    pass\nfor item in x:\n    item.json = 1\nreturn _items'),
            '',
            id='a name with two meanings',
        ),
        pytest.param(py('item = x(_items)\nreturn [item.json]'), '', id='what a function returns'),
        pytest.param(py_file('def count_by_category():\n    return [open("x"), _input]\n'), '', id="NCD304's"),
        pytest.param(
            py('«open»("x")\n«type»(1)\nreturn []'),
            [MESSAGE.format(''), MESSAGE.format(': use isinstance')],
            id='built in',
        ),
        pytest.param(py('return [«_input»]'), MESSAGE.format(f': read _items or _item; {KEY}'), id='_input'),
        pytest.param(py('return [«items»]'), MESSAGE.format(f': read _items; {KEY}'), id='items'),
        pytest.param(
            py('for i, item in enumerate(_items):\n    «item.json».a.b = i\nreturn «_items.to_py»()'),
            [ATTRIBUTE.format('dict', 'json', "write ['json']"), ATTRIBUTE.format('list', 'to_py', 'leave it out')],
            id='attributes',
        ),
        pytest.param(py('p = «__file__»\nreturn []'), MESSAGE.format(''), id='__file__'),
        pytest.param(
            py('«exit»()'), 'NCD614 node \'Count\': n8n says "Process exited with code None": return', id='exit'
        ),
        pytest.param(
            py_file('def count_by_category(items):\n    return «type»(items)\n'),
            of_function(MESSAGE.format(': use isinstance')),
            id='function file',
        ),
    ],
)
def test_fires(tmp_path: Path, files: dict[str, str], messages: str | list[str]) -> None:
    assert lint(tmp_path, files, 'NCD614') == at_marks(files, messages)


def test_denied_builtins_of_the_configuration(tmp_path: Path) -> None:
    files = py('type(1)\n«print»(2)\nclass A:\n    pass\nreturn []')
    found = lint(tmp_path, files, 'NCD614,NCD615', denied_python_builtins=('print',))
    assert found == at_marks(files, MESSAGE.format(''))
