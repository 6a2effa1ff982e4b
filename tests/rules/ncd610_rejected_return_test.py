"""What the glue returns."""

from __future__ import annotations

from pathlib import Path

import pytest
from runtime import EACH_ITEM
from runtime import in_node
from runtime import in_python_node
from runtime import only

ALL_ITEMS_FIRING = [
    ('// nothing', ['NCD610 the code returns nothing: n8n says "Code doesn\'t return items properly"']),
    ('const a = 1;', ['NCD610 the code returns nothing: n8n says "Code doesn\'t return items properly"']),
    (
        'const f = () => { return 1 };\nawait f();',
        ['NCD610 the code returns nothing: n8n says "Code doesn\'t return items properly"'],
    ),
    ('return;', ['1:1 NCD610 n8n says "Code doesn\'t return items properly": return [] for no items']),
    ('return undefined;', ['1:8 NCD610 n8n says "Code doesn\'t return items properly": return [] for no items']),
    (
        'return "x";',
        ['1:8 NCD610 n8n says "Code doesn\'t return items properly": return an array of objects, one for each item'],
    ),
    (
        'return `x`;',
        ['1:8 NCD610 n8n says "Code doesn\'t return items properly": return an array of objects, one for each item'],
    ),
    (
        'return 1;',
        ['1:8 NCD610 n8n says "Code doesn\'t return items properly": return an array of objects, one for each item'],
    ),
    ('return ["a"];', ['1:8 NCD610 n8n says "Code doesn\'t return items properly": every element must be an object']),
    ('return [[]];', ['1:8 NCD610 n8n says "Code doesn\'t return items properly": every element must be an object']),
    (
        'const ids = [];\nfor (const i of items) ids.push(`${i}`);\nreturn ids;',
        ['3:8 NCD610 n8n says "Code doesn\'t return items properly": every element must be an object'],
    ),
    (
        'return items.map((i) => ({ ...i, extra: 1 }));',
        ["1:8 NCD610 n8n says \"Invalid output format\": 'extra' stands beside an item's own keys"],
    ),
    ('items[0].json = [1];\nreturn items;', ["1:17 NCD610 n8n says \"A 'json' property isn't an object\""]),
    ('return [null];', ['1:8 NCD610 n8n says "Code doesn\'t return items properly": every element must be an object']),
    ('return (["a"]);', ['1:9 NCD610 n8n says "Code doesn\'t return items properly": every element must be an object']),
    ('return { json: "x" };', ["1:8 NCD610 n8n says \"A 'json' property isn't an object\""]),
    ('return [{ json: [] }];', ["1:8 NCD610 n8n says \"A 'json' property isn't an object\""]),
    ('return [{ json: {}, binary: 1 }];', ["1:8 NCD610 n8n says \"A 'binary' property isn't an object\""]),
    ('return { json: {}, extra: 1 };', ["1:8 NCD610 'extra' stands beside 'json' and is lost: put it into 'json'"]),
    (
        'return [{ json: {}, extra: 1 }];',
        ["1:8 NCD610 n8n says \"Invalid output format\": 'extra' stands beside an item's own keys"],
    ),
    (
        'return [{ json: {} }, { extra: 1 }];',
        ['1:8 NCD610 n8n says "Unknown top-level item key: extra": put it into \'json\''],
    ),
    (
        'return [{ error: "x", raw: 1 }];',
        ["1:8 NCD610 n8n says \"Invalid output format\": 'raw' stands beside an item's own keys"],
    ),
    (
        'return [{ json: x, ...y, extra: 1 }];',
        ["1:8 NCD610 n8n says \"Invalid output format\": 'extra' stands beside an item's own keys"],
    ),
    (
        'return x ? "a" : [{ json: {} }];',
        ['1:12 NCD610 n8n says "Code doesn\'t return items properly": return an array of objects, one for each item'],
    ),
    (
        'if (a) return "b";\nreturn [];',
        ['1:15 NCD610 n8n says "Code doesn\'t return items properly": return an array of objects, one for each item'],
    ),
]


ALL_ITEMS_CLEAN = [
    '',
    '  ',
    'return null;',
    'return [];',
    'return {};',
    'return { a: 1 };',
    'return [{ a: 1 }];',
    'return { json: null };',
    'return { json: 0, a: 1 };',
    'return { error: "x", raw: 1 };',
    'return { binary: 1 };',
    'return [{ json: {} }, ...more];',
    'return [{ json: {}, [key]: 1 }];',
    'function f() { return g() }\nreturn f();',
    'return items.map((i) => i.json.amount);',
    'let out = "x";\nif (a) out = items;\nreturn out;',
    'const out = [];\nout.push(1);\nout.pop();\nreturn out;',
    'function f(items) { return items.map((i) => ({ ...i, extra: 1 })); }\nreturn f(items);',
    'throw new Error("x");',
    'return /x/;',
    'return [{ json: { m() {} } }];',
    'return items;',
]


@pytest.mark.parametrize(('code', 'expected'), ALL_ITEMS_FIRING)
def test_all_items_firing(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert only('NCD610', in_node(tmp_path, code)) == expected


@pytest.mark.parametrize('code', ALL_ITEMS_CLEAN)
def test_all_items_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD610', in_node(tmp_path, code)) == []


EACH_ITEM_FIRING = [
    (
        'return [];',
        [
            "1:8 NCD610 n8n says \"A 'json' property isn't an object\": a node that runs once for each item "
            'returns one object'
        ],
    ),
    (
        'return [{ json: {} }];',
        [
            "1:8 NCD610 n8n says \"A 'json' property isn't an object\": a node that runs once for each item "
            'returns one object'
        ],
    ),
    ('return "x";', ["1:8 NCD610 n8n says \"A 'json' property isn't an object\": return an object"]),
    ('return 1;', ["1:8 NCD610 n8n says \"A 'json' property isn't an object\": return an object"]),
    ('return { json: 1 };', ["1:8 NCD610 n8n says \"A 'json' property isn't an object\""]),
    ('return { json: null };', ["1:8 NCD610 n8n says \"A 'json' property isn't an object\""]),
    ('return { json: {}, extra: 1 };', ["1:8 NCD610 'extra' stands beside 'json' and is lost: put it into 'json'"]),
    ('return { json: {}, binary: [] };', ["1:8 NCD610 n8n says \"A 'binary' property isn't an object\""]),
]


EACH_ITEM_CLEAN = [
    'const a = 1;',
    'return;',
    'return null;',
    'return "";',
    'return { a: 1 };',
    'return { json: {}, binary: null };',
    'return { json: undefined };',
]


@pytest.mark.parametrize(('code', 'expected'), EACH_ITEM_FIRING)
def test_each_item_firing(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert only('NCD610', in_node(tmp_path, code, EACH_ITEM)) == expected


@pytest.mark.parametrize('code', EACH_ITEM_CLEAN)
def test_each_item_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD610', in_node(tmp_path, code, EACH_ITEM)) == []


TOOL_FIRING = [
    (
        'return { a: 1 };',
        [
            '1:8 NCD610 n8n says "The response property should be a string, but it is an object": return text, '
            'such as JSON.stringify(…)'
        ],
    ),
    (
        'return ["x"];',
        [
            '1:8 NCD610 n8n says "The response property should be a string, but it is an object": return text, '
            'such as JSON.stringify(…)'
        ],
    ),
]


TOOL_CLEAN = [
    'return "x";',
    'return 1;',
    'const a = 1;',
]


@pytest.mark.parametrize(('code', 'expected'), TOOL_FIRING)
def test_tool_firing(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert (
        only('NCD610', in_node(tmp_path, code, {'type': '@n8n/n8n-nodes-langchain.toolCode', 'typeVersion': 1.3}))
        == expected
    )


@pytest.mark.parametrize('code', TOOL_CLEAN)
def test_tool_clean(tmp_path: Path, code: str) -> None:
    assert (
        only('NCD610', in_node(tmp_path, code, {'type': '@n8n/n8n-nodes-langchain.toolCode', 'typeVersion': 1.3})) == []
    )


PYTHON_FIRING = [
    (
        '# nothing',
        ['NCD610 the code returns nothing: n8n says "expected an indented block after function definition on line 1"'],
    ),
    ('a = 1', ['NCD610 the code returns nothing: n8n says "Cannot read properties of null (reading \'json\')"']),
    ('return', ['1:1 NCD610 n8n says "Cannot read properties of null (reading \'json\')": return [] for no items']),
    (
        'return None',
        ['1:8 NCD610 n8n says "Cannot read properties of null (reading \'json\')": return [] for no items'],
    ),
    (
        'return "x"',
        ['1:8 NCD610 n8n says "Code doesn\'t return items properly": return an array of objects, one for each item'],
    ),
    (
        'return f"{x}"',
        ['1:8 NCD610 n8n says "Code doesn\'t return items properly": return an array of objects, one for each item'],
    ),
    ('return ["a"]', ['1:8 NCD610 n8n says "Code doesn\'t return items properly": every element must be an object']),
    ('return ("a",)', ['1:8 NCD610 n8n says "Code doesn\'t return items properly": every element must be an object']),
    ('return [{"json": 1}]', ["1:8 NCD610 n8n says \"A 'json' property isn't a dictionary\""]),
    (
        'return [{"json": {}, "x": 1}]',
        ["1:8 NCD610 n8n says \"Invalid output format\": 'x' stands beside an item's own keys"],
    ),
    ('return {"json": {}, "x": 1}', ["1:8 NCD610 'x' stands beside 'json' and is lost: put it into 'json'"]),
    (
        'return "a" if x else []',
        ['1:8 NCD610 n8n says "Code doesn\'t return items properly": return an array of objects, one for each item'],
    ),
    (
        'if x:\n    return 1\nreturn []',
        ['2:12 NCD610 n8n says "Code doesn\'t return items properly": return an array of objects, one for each item'],
    ),
    (
        'for i in []:\n    pass\nelse:\n    return 1',
        ['4:12 NCD610 n8n says "Code doesn\'t return items properly": return an array of objects, one for each item'],
    ),
]


PYTHON_CLEAN = [
    'return []',
    'return {"a": 1}',
    'raise ValueError("x")',
    'def f():\n    return g()\nreturn f()',
    'return [i["json"]["n"] for i in _items]',
    'out = 1\nif a:\n    out = _items\nreturn out',
    'return max(_items, key=len)',
    'return [{**x}]',
    'return [*x, {"json": {}}]',
    'return _items',
]


@pytest.mark.parametrize(('code', 'expected'), PYTHON_FIRING)
def test_python_firing(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert only('NCD610', in_python_node(tmp_path, code)) == expected


@pytest.mark.parametrize('code', PYTHON_CLEAN)
def test_python_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD610', in_python_node(tmp_path, code)) == []


PYTHON_EACH_ITEM_FIRING = [
    (
        'return [{"json": {}}]',
        [
            "1:8 NCD610 n8n says \"A 'json' property isn't a dictionary\": a node that runs once for each "
            'item returns one object'
        ],
    ),
    ('return {"json": 1}', ["1:8 NCD610 n8n says \"A 'json' property isn't a dictionary\""]),
]


PYTHON_EACH_ITEM_CLEAN = [
    'return None',
    'a = 1',
    'return {"json": {}}',
]


@pytest.mark.parametrize(('code', 'expected'), PYTHON_EACH_ITEM_FIRING)
def test_python_each_item_firing(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert only('NCD610', in_python_node(tmp_path, code, EACH_ITEM)) == expected


@pytest.mark.parametrize('code', PYTHON_EACH_ITEM_CLEAN)
def test_python_each_item_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD610', in_python_node(tmp_path, code, EACH_ITEM)) == []
