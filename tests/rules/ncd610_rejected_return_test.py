"""Test the rule on what the glue returns."""

from pathlib import Path

import pytest
from marks import Whole, at_marks
from runtime import EACH, js, lint, py

TOOL = {'type': '@n8n/n8n-nodes-langchain.toolCode', 'typeVersion': 1.3}
SAYS = 'NCD610 node \'Count\': n8n says "{}"'
SAYS_NOTHING = 'NCD610 node \'Count\': the code returns nothing: n8n says "{}"'
NOTHING = SAYS_NOTHING.format("Code doesn't return items properly") + ': return [] for no items'
NO_ITEMS = SAYS.format("Code doesn't return items properly") + ': return [] for no items'
NO_ARRAY = SAYS.format("Code doesn't return items properly") + ': return an array of objects, one for each item'
ELEMENT = SAYS.format("Code doesn't return items properly") + ': every element must be an object'
PROPERTY = SAYS.format("A '{}' property isn't {}")
OBJECT = PROPERTY.format('json', 'an object') + ': return an object'
ONE_OBJECT = SAYS.format("A 'json' property isn't {}") + ': a node that runs once for each item returns one object'
BESIDE = SAYS.format('Invalid output format') + ": '{}' stands beside an item's own keys"
LOST = "NCD610 node 'Count': '{}' stands beside 'json' and is lost: put it into 'json'"
TEXT = (
    SAYS.format('The response property should be a string, but it is an object')
    + ': return text, such as JSON.stringify(…)'
)


@pytest.mark.parametrize(
    ('files', 'messages'),
    [
        # clean
        pytest.param(js(''), '', id='empty'),
        pytest.param(js('return null;'), '', id='null'),
        pytest.param(js('return [];'), '', id='empty array'),
        pytest.param(js('return { a: 1 };'), '', id='object'),
        pytest.param(js('return [{ a: 1 }];'), '', id='array of an object'),
        pytest.param(js('return { json: null };'), '', id='json is null'),
        pytest.param(js('return { error: "x", raw: 1 };'), '', id='error without an array'),
        pytest.param(js('return { binary: 1 };'), '', id='binary alone'),
        pytest.param(js('return [{ json: {} }, ...more];'), '', id='spread'),
        pytest.param(js('return [{ json: {}, [key]: 1 }];'), '', id='computed key'),
        pytest.param(js('function f() { return g() }\nreturn f();'), '', id='unknown call'),
        pytest.param(js('return items.map((i) => i.json.amount);'), '', id='data'),
        pytest.param(js('let out = "x";\nif (a) out = items;\nreturn out;'), '', id='variable of two kinds'),
        pytest.param(js('const out = [];\nout.push(1);\nout.pop();\nreturn out;'), '', id='pop'),
        pytest.param(
            js('function f(items) { return items.map((i) => ({ ...i, extra: 1 })); }\nreturn f(items);'),
            '',
            id='parameter called items',
        ),
        pytest.param(js('const out = [];\nout.push(...items);\nreturn out;'), '', id='push of a spread'),
        pytest.param(js('const out = new Array(items.length);\nout[0] = { json: {} };\nreturn out;'), '', id='filled'),
        pytest.param(js('throw new Error("x");'), '', id='throw'),
        pytest.param(js('return items;'), '', id='items'),
        pytest.param(js('const a = 1;', EACH), '', id='each item: no return'),
        pytest.param(js('return { json: {}, binary: null };', EACH), '', id='each item: binary is null'),
        pytest.param(js('return "x";', TOOL), '', id='tool: string'),
        pytest.param(js('const a = 1;', TOOL), '', id='tool: no return'),
        pytest.param(py('def f():\n    return g()\nreturn f()'), '', id='Python: unknown call'),
        pytest.param(py('return [i["json"]["n"] for i in _items]'), '', id='Python: data'),
        pytest.param(py('out = 1\nif a:\n    out = _items\nreturn out'), '', id='Python: two kinds'),
        pytest.param(py('@d\ndef f():\n    return 1\nreturn f()'), '', id='Python: decorated function'),
        pytest.param(py('def f():\n    yield 1\nreturn f()'), '', id='Python: generator function'),
        pytest.param(py('return max(_items, key=len)'), '', id='Python: greatest item'),
        pytest.param(py('return [{**x}]'), '', id='Python: spread of a dictionary'),
        pytest.param(py('return {"json": {}}', EACH), '', id='Python, each item: item'),
        # with findings
        pytest.param(js(Whole('// nothing')), NOTHING, id='comment'),
        pytest.param(js(Whole('const f = () => { return 1 };\nawait f();')), NOTHING, id='return of an inner function'),
        pytest.param(js('«return;»'), NO_ITEMS, id='bare return'),
        pytest.param(js('return «1»;', {'language': 'ruby'}), NO_ARRAY, id='unknown language'),
        pytest.param(js('return «[new Date()]»;'), ELEMENT, id='array of a date'),
        pytest.param(js('return «undefined»;'), NO_ITEMS, id='undefined'),
        pytest.param(js('return «"x"»;'), NO_ARRAY, id='string'),
        pytest.param(js('return «["a"]»;'), ELEMENT, id='array of a string'),
        pytest.param(js('return «items.map((i) => ({ ...i, extra: 1 }))»;'), BESIDE.format('extra'), id='spread item'),
        pytest.param(js('items[0].json = «[1]»;\nreturn items;'), PROPERTY.format('json', 'an object'), id='json set'),
        pytest.param(js('return «[{ json: {}, binary: 1 }]»;'), PROPERTY.format('binary', 'an object'), id='binary: 1'),
        pytest.param(js('return «{ json: {}, extra: 1 }»;'), LOST.format('extra'), id='key beside json'),
        pytest.param(js('return «[{ json: {}, extra: 1 }]»;'), BESIDE.format('extra'), id='key beside json, array'),
        pytest.param(
            js('return «[{ json: {} }, { extra: 1 }]»;'),
            SAYS.format('Unknown top-level item key: extra') + ": put it into 'json'",
            id='key of one item',
        ),
        pytest.param(js('return «[{ error: "x", raw: 1 }]»;'), BESIDE.format('raw'), id='key beside error'),
        pytest.param(js('return «[{ json: x, ...y, extra: 1 }]»;'), BESIDE.format('extra'), id='key beside a spread'),
        pytest.param(js('return x ? «"a"» : [{ json: {} }];'), NO_ARRAY, id='branch of a conditional'),
        pytest.param(js('return «[]»;', EACH), ONE_OBJECT.format('an object'), id='each item: array'),
        pytest.param(js('return «"x"»;', EACH), OBJECT, id='each item: string'),
        pytest.param(js('return «{ a: 1 }»;', TOOL), TEXT, id='tool: object'),
        pytest.param(
            py(Whole('# nothing')),
            SAYS_NOTHING.format('expected an indented block after function definition on line 1'),
            id='Python: comment',
        ),
        pytest.param(
            py(Whole('a = 1')),
            SAYS_NOTHING.format("Cannot read properties of null (reading 'json')") + ': return [] for no items',
            id='Python: statement',
        ),
        pytest.param(py('return «"x"»'), NO_ARRAY, id='Python: string'),
        pytest.param(py('return «[{"json": {}, "x": 1}]»'), BESIDE.format('x'), id='Python: key beside json in a list'),
        pytest.param(py('return «"a"» if x else []'), NO_ARRAY, id='Python: branch of a conditional'),
        pytest.param(py('return «[{"json": {}}]»', EACH), ONE_OBJECT.format('a dictionary'), id='Python, each: list'),
    ],
)
def test_fires(tmp_path: Path, files: dict[str, str], messages: str | list[str]) -> None:
    assert lint(tmp_path, files, 'NCD610') == at_marks(files, messages)
