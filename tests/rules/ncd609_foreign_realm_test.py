"""Tests of the input against constructors of another realm."""

from pathlib import Path

import pytest
from marks import at_marks
from runtime import js, js_file, lint, of_function

ARRAY = (
    "NCD609 node 'Count': '«»' is false in n8n for values of the input, which come from another realm: write "
    'Array.isArray(value)'
)
OBJECT = (
    "NCD609 node 'Count': '«»' is false in n8n for values of the input, which come from another realm: write typeof "
    "value === 'object' && value !== null"
)


@pytest.mark.parametrize(
    ('files', 'messages'),
    [
        pytest.param(js('const x = JSON.parse("[]");\nx instanceof Array;'), '', id='parsed'),
        pytest.param(js('const x = $json.a.split(",");\nx instanceof Array;'), '', id='method of a string'),
        pytest.param(js('new Date() instanceof Date;\nx instanceof Error;'), '', id='other classes'),
        pytest.param(js('const $json = [];\n$json instanceof Array;'), '', id='own $json'),
        pytest.param(js('let x = 1;\nx instanceof Array;\nunknown instanceof Array;'), '', id='unknown origin'),
        pytest.param(js('try {} catch (e) { e instanceof Object }'), '', id='caught error'),
        pytest.param(js('if (Array.isArray($json.a) || $json.a instanceof Array) return [];'), '', id='isArray'),
        pytest.param(js('[...$input.all()] instanceof Array;'), '', id='spread'),
        pytest.param(js('let a = a;\na instanceof Array;'), '', id='declared by itself'),
        pytest.param(js('const [a] = $json;\n«a.x instanceof Array»;'), ARRAY, id='destructured array'),
        pytest.param(js('const {a: {b = []}} = $json;\n«b instanceof Array»;'), ARRAY, id='destructured object'),
        pytest.param(js('return [{ json: { a: «$json.list instanceof Array» } }];'), ARRAY, id='$json'),
        pytest.param(
            js('const b = $input.first().json.body || {};\nif («b instanceof Object») return [];'),
            OBJECT,
            id='variable',
        ),
        pytest.param(js('items.map((i) => «i.json.constructor === Object»);'), OBJECT, id='constructor of a parameter'),
        pytest.param(js('function f(a) { const b = a.b; return «b instanceof Array» }'), ARRAY, id='parameter'),
        pytest.param(js('if (!$json.a || «$json.a instanceof Array») return [];'), ARRAY, id='negated alternative'),
        pytest.param(
            js_file('function countByCategory({ a }) {\n  return «(a) instanceof Object»;\n}'),
            of_function(OBJECT),
            id='destructured parameter of a function file',
        ),
    ],
)
def test_fires(tmp_path: Path, files: dict[str, str], messages: str | list[str]) -> None:
    assert lint(tmp_path, files, 'NCD609') == at_marks(files, messages)
