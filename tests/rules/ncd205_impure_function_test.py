from __future__ import annotations

from pathlib import Path

import pytest
from support import JS
from support import lint_files

from n8n_code_discipline.registry import Selection

# what else is wrong with these files is for other rules
ONLY = Selection(select=('NCD205',))
TRAILER = '\nif (typeof module !== "undefined") module.exports = { countByCategory };\n'


@pytest.mark.parametrize(
    'source',
    [
        pytest.param(
            'function countByCategory(items, $input, { $json }, [item], ...$node) { return '
            '[items, $input, $json, item, $node]; }',
            id='parameter',
        ),
        pytest.param(
            'function countByCategory(a) { return a.map((item, $index) => '
            'item.json).filter(function (items) { return items; }); }',
            id='parameter of a callback',
        ),
        pytest.param(
            'function countByCategory(a) { const $input = []; let items = $input; var item; return [items, item]; }',
            id='variable',
        ),
        pytest.param(
            'function countByCategory(a) { return $(a); }\nfunction $(a) { return a; }', id='function of the file'
        ),
        pytest.param(
            'function countByCategory(a) { try { a(); } catch (item) { return item; } items: '
            'for (;;) { class helpers {} break items; } }',
            id='catch, class and label',
        ),
        pytest.param(
            'function countByCategory(a) { return { items: a.items, $json: a.$json, "$input": a?.item }; }',
            id='property and key',
        ),
        pytest.param(
            'function countByCategory(a) { /* $input */ return "$input" + `$json`; }', id='string and comment'
        ),
        pytest.param('function countByCategory(a) { return typeof $input; }', id='only asked for'),
        pytest.param(
            'function countByCategory(a) { for (item of a) items = item; return items; }', id='implicit global'
        ),
        pytest.param(
            'function countByCategory(a) { return [console, Buffer, process, require, '
            'module, setTimeout, btoa, globalThis, URL, this]; }',
            id='what Node has too',
        ),
        pytest.param(
            'function countByCategory(a) { return [this.a, this.name.helpers, this, this["helpers"]]; }',
            id='other properties of this',
        ),
        pytest.param(
            'function countByCategory(a) { function b() { return this.helpers; } return { b, '
            'c() { return this.getNode(); } }; }',
            id='this of an inner function',
        ),
        pytest.param('function countByCategory(a) { return nothing; }', id='undefined name'),
        pytest.param('function f( { $input', id='syntax error'),
        pytest.param('$input.all();', id='not in a function'),
    ],
)
def test_clean(tmp_path: Path, source: str) -> None:
    assert lint_files(tmp_path, {JS: source + TRAILER}, selection=ONLY) == []


@pytest.mark.parametrize(
    ('source', 'expected'),
    [
        pytest.param(
            'function countByCategory(a) { return $input.all(); }',
            [
                f'{JS}:1:38-1:44 '
                "NCD205 function 'countByCategory' reads '$input', which only n8n has: make it a parameter and "
                'pass it in the glue',
            ],
            id='$input',
        ),
        pytest.param(
            'function b() { return $json.a; }\nfunction countByCategory() { return [$json.b, $json.c, b()]; }',
            [
                f'{JS}:1:23-1:28 '
                "NCD205 function 'b' reads '$json', which only n8n has: make it a parameter and pass it in the "
                'glue',
                f'{JS}:2:38-2:43 '
                "NCD205 function 'countByCategory' reads '$json', which only n8n has: make it a parameter and "
                'pass it in the glue',
            ],
            id='once for each function',
        ),
        pytest.param(
            'function countByCategory(a) { return [items, item, $(a), DateTime.now(), '
            'helpers, getWorkflowStaticData(a)]; }',
            [
                f'{JS}:1:39-1:44 '
                "NCD205 function 'countByCategory' reads 'items', which only n8n has: make it a parameter and "
                'pass it in the glue',
                f'{JS}:1:46-1:50 '
                "NCD205 function 'countByCategory' reads 'item', which only n8n has: make it a parameter and "
                'pass it in the glue',
                f'{JS}:1:52-1:53 '
                "NCD205 function 'countByCategory' reads '$', which only n8n has: make it a parameter and pass "
                'it in the glue',
                f'{JS}:1:58-1:66 '
                "NCD205 function 'countByCategory' reads 'DateTime', which only n8n has: make it a parameter and"
                ' pass it in the glue',
                f'{JS}:1:74-1:81 '
                "NCD205 function 'countByCategory' reads 'helpers', which only n8n has: make it a parameter and "
                'pass it in the glue',
                f'{JS}:1:83-1:104 '
                "NCD205 function 'countByCategory' reads 'getWorkflowStaticData', which only n8n has: make it a "
                'parameter and pass it in the glue',
            ],
            id='several names',
        ),
        pytest.param(
            'function countByCategory(a = $now) { return a; }',
            [
                f'{JS}:1:30-1:34 '
                "NCD205 function 'countByCategory' reads '$now', which only n8n has: make it a parameter and "
                'pass it in the glue',
            ],
            id='default of a parameter',
        ),
        pytest.param(
            'function countByCategory(a) { return a.map(() => { function b() { return $itemIndex; } return b(); }); }',
            [
                f'{JS}:1:74-1:84 '
                "NCD205 function 'countByCategory' reads '$itemIndex', which only n8n has: make it a parameter "
                'and pass it in the glue',
            ],
            id='in an inner function',
        ),
        pytest.param(
            'function countByCategory(a) { return [`${$runIndex}`, { $workflow }]; }',
            [
                f'{JS}:1:42-1:51 '
                "NCD205 function 'countByCategory' reads '$runIndex', which only n8n has: make it a parameter "
                'and pass it in the glue',
                f'{JS}:1:57-1:66 '
                "NCD205 function 'countByCategory' reads '$workflow', which only n8n has: make it a parameter "
                'and pass it in the glue',
            ],
            id='template literal and shorthand',
        ),
        pytest.param(
            'function countByCategory(a) { return typeof $input === "undefined" ? a : $input.all(); }',
            [
                f'{JS}:1:74-1:80 '
                "NCD205 function 'countByCategory' reads '$input', which only n8n has: make it a parameter and "
                'pass it in the glue',
            ],
            id='after it is asked for',
        ),
        pytest.param(
            'function countByCategory(a) { { const items = a; } return items; }',
            [
                f'{JS}:1:59-1:64 '
                "NCD205 function 'countByCategory' reads 'items', which only n8n has: make it a parameter and "
                'pass it in the glue',
            ],
            id='outside the block that declares it',
        ),
        pytest.param(
            'async function b() { await $vars; }\nfunction* countByCategory() { yield $env.A; }',
            [
                f'{JS}:1:28-1:33 '
                "NCD205 function 'b' reads '$vars', which only n8n has: make it a parameter and pass it in the "
                'glue',
                f'{JS}:2:37-2:41 '
                "NCD205 function 'countByCategory' reads '$env', which only n8n has: make it a parameter and "
                'pass it in the glue',
            ],
            id='async and generator',
        ),
        pytest.param(
            'function countByCategory(a) { return [this.helpers.request(a), this.helpers, '
            'this.getNodeParameter("a"), this.getNode()]; }',
            [
                f'{JS}:1:39-1:43 '
                "NCD205 function 'countByCategory' reads 'this.helpers', which only n8n has: make it a parameter"
                ' and pass it in the glue',
                f'{JS}:1:78-1:82 '
                "NCD205 function 'countByCategory' reads 'this.getNodeParameter', which only n8n has: make it a "
                'parameter and pass it in the glue',
                f'{JS}:1:106-1:110 '
                "NCD205 function 'countByCategory' reads 'this.getNode', which only n8n has: make it a parameter"
                ' and pass it in the glue',
            ],
            id='this',
        ),
        pytest.param(
            'function countByCategory(a) { return a.map(() => '
            '[this.getWorkflowStaticData("node"), this.getInputData()]); }',
            [
                f'{JS}:1:51-1:55 '
                "NCD205 function 'countByCategory' reads 'this.getWorkflowStaticData', which only n8n has: make "
                'it a parameter and pass it in the glue',
                f'{JS}:1:87-1:91 '
                "NCD205 function 'countByCategory' reads 'this.getInputData', which only n8n has: make it a "
                'parameter and pass it in the glue',
            ],
            id='this of an arrow function',
        ),
        pytest.param(
            'function countByCategory(a) { return eval(a) + $json; }',
            [
                f'{JS}:1:48-1:53 '
                "NCD205 function 'countByCategory' reads '$json', which only n8n has: make it a parameter and "
                'pass it in the glue',
            ],
            id='next to eval',
        ),
    ],
)
def test_firing(tmp_path: Path, source: str, expected: list[str]) -> None:
    assert lint_files(tmp_path, {JS: source + TRAILER}, selection=ONLY) == expected
