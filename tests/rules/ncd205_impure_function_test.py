from __future__ import annotations

from pathlib import Path

import pytest
from marks import at_marks
from support import JS
from support import lint_files

MESSAGE = "NCD205 function '{}' reads '{}', which only n8n has: make it a parameter and pass it in the glue"

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
    assert lint_files(tmp_path, {JS: source + TRAILER}, select='NCD205') == []


@pytest.mark.parametrize(
    ('source', 'details'),
    [
        pytest.param(
            'function countByCategory(a) { return «$input».all(); }', [('countByCategory', '$input')], id='$input'
        ),
        pytest.param(
            'function b() { return «$json».a; }\nfunction countByCategory() { return [«$json».b, $json.c, b()]; }',
            [('b', '$json'), ('countByCategory', '$json')],
            id='once for each function',
        ),
        pytest.param(
            'function countByCategory(a) { return [«items», «item», «$»(a), «DateTime».now(), «helpers», '
            '«getWorkflowStaticData»(a)]; }',
            [
                ('countByCategory', 'items'),
                ('countByCategory', 'item'),
                ('countByCategory', '$'),
                ('countByCategory', 'DateTime'),
                ('countByCategory', 'helpers'),
                ('countByCategory', 'getWorkflowStaticData'),
            ],
            id='several names',
        ),
        pytest.param(
            'function countByCategory(a = «$now») { return a; }',
            [('countByCategory', '$now')],
            id='default of a parameter',
        ),
        pytest.param(
            'function countByCategory(a) { return a.map(() => { function b() { return «$itemIndex»; } return b(); }); '
            '}',
            [('countByCategory', '$itemIndex')],
            id='in an inner function',
        ),
        pytest.param(
            'function countByCategory(a) { return [`${«$runIndex»}`, { «$workflow» }]; }',
            [('countByCategory', '$runIndex'), ('countByCategory', '$workflow')],
            id='template literal and shorthand',
        ),
        pytest.param(
            'function countByCategory(a) { return typeof $input === "undefined" ? a : «$input».all(); }',
            [('countByCategory', '$input')],
            id='after it is asked for',
        ),
        pytest.param(
            'function countByCategory(a) { { const items = a; } return «items»; }',
            [('countByCategory', 'items')],
            id='outside the block that declares it',
        ),
        pytest.param(
            'async function b() { await «$vars»; }\nfunction* countByCategory() { yield «$env».A; }',
            [('b', '$vars'), ('countByCategory', '$env')],
            id='async and generator',
        ),
        pytest.param(
            'function countByCategory(a) { return [«this».helpers.request(a), this.helpers, '
            '«this».getNodeParameter("a"), «this».getNode()]; }',
            [
                ('countByCategory', 'this.helpers'),
                ('countByCategory', 'this.getNodeParameter'),
                ('countByCategory', 'this.getNode'),
            ],
            id='this',
        ),
        pytest.param(
            'function countByCategory(a) { return a.map(() => [«this».getWorkflowStaticData("node"), '
            '«this».getInputData()]); }',
            [('countByCategory', 'this.getWorkflowStaticData'), ('countByCategory', 'this.getInputData')],
            id='this of an arrow function',
        ),
        pytest.param(
            'function countByCategory(a) { return eval(a) + «$json»; }',
            [('countByCategory', '$json')],
            id='next to eval',
        ),
    ],
)
def test_firing(tmp_path: Path, source: str, details: list[tuple[str, ...]]) -> None:
    files = {JS: source + TRAILER}
    assert lint_files(tmp_path, files, select='NCD205') == at_marks(files, MESSAGE, details)
