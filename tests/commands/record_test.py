"""``record``: what a saved execution becomes in the paired tests, and what is left out for which reason."""

import io
import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import node_tests
import pytest
import saved_executions
from saved_executions import SHAPES, node_run, saved
from support import JS, JS_PLACEHOLDER, JS_TEST, TEMPLATE, check, js_node, py_node, without_root, write

from n8n_code_discipline import cli

SOURCE = 'function countByCategory(input) {\n  return input;\n}\n'
TRAILER = 'if (typeof module !== "undefined") module.exports = { countByCategory };\n'
HEAD = """\
const { test } = require("node:test");
const assert = require("node:assert/strict");
const { countByCategory } = require("../n8n-functions/js/countByCategory.js");
"""
NOTE = '\n// Recorded from n8n. A result is compared as n8n stores it: as JSON.\n'
TITLE = "countByCategory returns what node 'Count' returned in execution 7"
JSON_RESULT = 'JSON.parse(JSON.stringify(result))'
EACH = {'mode': 'runOnceForEachItem'}
# Start → Input → Count, and Other and Split beside Input
BEFORE = {
    'Start': [node_run([{}], order=0)],
    'Input': [node_run([{'a': 1}, {'a': 2}], order=1, source='Start')],
    'Other': [node_run([{'o': 2}], order=2, source='Start')],
    'Split': [node_run([{'s': 1}], [{'s': 2}], order=3, source='Start')],
}


def workflow(glue: str, parameters: Mapping[str, Any], **data: Any) -> dict[str, Any]:
    """The workflow of the runs, with placeholders."""
    count = js_node(f'{JS_PLACEHOLDER}\n\n{glue}')
    count['parameters'].update(parameters)
    others = [{'name': name, 'type': 'n8n-nodes-base.noOp', 'typeVersion': 1} for name in BEFORE]
    return {
        'name': 'Orders',
        'nodes': [{**count, **data}, *others],
        'connections': {
            'Start': {'main': [[{'node': 'Input', 'type': 'main', 'index': 0}]]},
            'Input': {'main': [[{'node': 'Count', 'type': 'main', 'index': 0}]]},
        },
    }


def set_up(
    root: Path, glue: str, source: str = SOURCE, parameters: Mapping[str, Any] | None = None, **data: Any
) -> None:
    write(root, {TEMPLATE: json.dumps(workflow(glue, parameters or {}, **data), indent=2), JS: source + TRAILER})


def record(root: Path, run: Any, *options: str) -> int:
    path = saved_executions.write_json(root / 'RUN.json', run)
    return cli.main(['record', str(path), *options])


def received(data: Any) -> dict[str, Any]:
    """The runs of Input, which passed this on."""
    return {'Input': [node_run([data], order=1, source='Start')]}


def run_of(output: list[Any] | None, before: Mapping[str, Any] | None = None, **data: Any) -> dict[str, Any]:
    """An execution in which Count gave these items."""
    count = node_run(*([] if output is None else [output]), order=9, source='Input', **data)
    return saved({**BEFORE, **(before or {}), 'Count': [count]})


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / 'workspace'
    root.mkdir()
    monkeypatch.chdir(root)
    return root


# -- what n8n wrote -----------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize('shape', SHAPES)
def test_recorded_cases_of_a_run_that_n8n_wrote_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], shape: str
) -> None:
    root = tmp_path / 'copy'
    shutil.copytree(saved_executions.WORKSPACE, root)
    monkeypatch.chdir(root)
    run = str(saved_executions.EXECUTIONS / shape)
    assert cli.main(['record', run]) == 1
    out, err = capsys.readouterr()
    prefix = 'n8n-workflows-template/orders.template.json'
    assert out.splitlines() == [
        "n8n-functions-tests/listOrders.test.js: 1 case of node 'Orders'",
        "n8n-functions-tests/priceOrder.test.js: 3 cases of node 'Price'",
        "n8n-functions-tests/summarizeOrders.test.js: 1 case of node 'Summary'",
        "n8n-functions-tests/notifyText.test.js: 1 case of node 'Notify'",
        f"{prefix}:118: node 'Broken' not recorded: it goes on after errors, and its result may be the text of one",
        f'{prefix}:132: node \'Mark "all" 😀\' not recorded: it passes one object twice',
        "n8n-functions-tests/labelOrder.test.js: 3 cases of node 'Label'",
        "n8n-functions-tests/waitForIt.test.js: 1 case of node 'Wait'",
        f"{prefix}:172: node 'Stamp' not recorded: n8n-functions/js/stampNow.js reads the current Date:"
        ' its result may differ each time',
        f"{prefix}:185: node 'Draw' not recorded: n8n-functions/js/drawLots.js reads Math.random:"
        ' its result may differ each time',
        "n8n-functions-tests/repeatOrder.test.js: 1 case of node 'Repeat'",
        "n8n-functions-tests/countRows.test.js: 1 case of node 'Rows'",
        "n8n-functions-tests/attachFile.test.js: 1 case of node 'File'",
        "n8n-functions-tests/keepFile.test.js: 1 case of node 'Keep file'",
        f"{prefix}:252: node 'Name file' not recorded: the function reads `binary` of items, which is not recorded",
        f"{prefix}:286: node 'Second' not recorded: $('Small?').first().json: node 'Small?' has several outputs",
        "n8n-functions-tests/oddKeys.test.js: 1 case of node 'Odd'",
    ]
    assert err.splitlines()[-1].startswith("real data goes into git: review the output of nodes 'File', 'Keep file', ")
    assert node_tests.run(root) == {'pass': 15, 'fail': 0}
    assert {item.code for item in check(root).diagnostics} == {'NCD103', 'NCD401'}  # nodes that are not recorded
    before = {path: path.read_bytes() for path in root.rglob('*') if path.is_file()}
    assert cli.main(['record', run]) == 1
    assert {path: path.read_bytes() for path in root.rglob('*') if path.is_file()} == before


# -- one case -----------------------------------------------------------------------------------------------------


def recorded(*lines: str, title: str = TITLE, is_async: str = '') -> str:
    """The paired test with one case."""
    body = ''.join(f'  {line}\n' for line in '\n'.join(lines).split('\n'))
    return f'{HEAD}{NOTE}\ntest("{title}", {is_async}() => {{\n{body}}});\n'


ITEMS = '[{ json: { a: 1 } }, { json: { a: 2 } }]'
IS_2 = [f'const result = countByCategory({ITEMS});', f'assert.deepStrictEqual({JSON_RESULT}, {{ n: 2 }});']
FLAT = 'const items = JSON.parse(JSON.stringify([result ?? []].flat()));'
ITEMS_ARE = f'{FLAT}\nassert.deepStrictEqual(items.map((item) => item.json ?? item), {{}});'


@pytest.mark.parametrize(
    ('glue', 'output', 'lines'),
    [
        pytest.param('return [{ json: countByCategory($input.all()) }];', [{'n': 2}], IS_2, id='items in, value out'),
        pytest.param('return { json: countByCategory(items) };', [{'n': 2}], IS_2, id='one item without a list'),
        pytest.param(
            'return countByCategory($json);',
            [{'n': 2}, {}],
            ['const result = countByCategory({ a: 1 });', ITEMS_ARE.format('[{ n: 2 }, {}]')],
            id='items out',
        ),
        pytest.param(
            'return countByCategory();',
            [],
            ['const result = countByCategory();', ITEMS_ARE.format('[]')],
            id='no items out, no argument',
        ),
    ],
)
def test_case(workspace: Path, glue: str, output: list[Any], lines: list[str]) -> None:
    set_up(workspace, glue)
    assert record(workspace, run_of(output)) == 0
    assert (workspace / JS_TEST).read_text(encoding='utf-8') == recorded(*lines)


LATER = """
  () => { throw new Error("Node 'Count' hasn't been executed"); },
  false,
"""


@pytest.mark.parametrize(
    ('glue', 'before', 'arguments'),
    [
        pytest.param(
            "$input.last().json.a, 'x', -1.5, true, null, $itemIndex, $runIndex",
            '',
            '2, "x", -1.5, true, null, 0, 0',
            id='constants and indexes',
        ),
        pytest.param(
            '$input.first().json["b"], $input.all()[5], $json[\'it\\\'s "b"\']',
            '',
            'undefined, undefined, undefined',
            id='what is not there is undefined',
        ),
        pytest.param('$input.all(), items', '', f'\n  {ITEMS},\n  {ITEMS},\n', id='`items` is another object'),
        pytest.param(
            "() => $('Other').first().json, () => $('Other').first().json.o",
            'const argument1 = { o: 2 };',
            '() => argument1, () => 2',
            id='read later',
        ),
        pytest.param(
            "$('Split').all(0), $('Split').first(1, 0), $('Split').isExecuted",
            '',
            '[{ json: { s: 1 } }], { json: { s: 2 } }, true',
            id='output and run by number',
        ),
        pytest.param(
            "$node['Other'].json.o, $node.Start.json, $items('Split', 1)",
            '',
            '2, {}, [{ json: { s: 2 } }]',
            id='old ways to read a node',
        ),
        pytest.param("() => $('Count').first().json, $('Count').isExecuted", '', LATER, id='no run before'),
    ],
)
def test_arguments(workspace: Path, glue: str, before: str, arguments: str) -> None:
    set_up(workspace, f'return [{{ json: countByCategory({glue}) }}];')
    assert record(workspace, run_of([{}])) == 0
    lines = [f'const result = countByCategory({arguments});', f'assert.deepStrictEqual({JSON_RESULT}, {{}});']
    assert (workspace / JS_TEST).read_text(encoding='utf-8') == recorded(*filter(None, [before]), *lines)


def test_each_item_is_a_case(workspace: Path) -> None:
    set_up(workspace, 'return countByCategory($json, $itemIndex);', parameters=EACH)
    dropped = {'json': {'b': 1}, 'pairedItem': {'item': 1}}
    assert record(workspace, run_of([dropped])) == 0
    assert (workspace / JS_TEST).read_text(encoding='utf-8') == (
        recorded('const result = countByCategory({ a: 1 }, 0);', ITEMS_ARE.format('[]'), title=f'{TITLE}, item 0')
        + f"""
test("{TITLE}, item 1", () => {{
  const result = countByCategory({{ a: 2 }}, 1);
  {FLAT}
  assert.deepStrictEqual(items.map((item) => item.json ?? item), [{{ b: 1 }}]);
}});
"""
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    'source',
    [
        pytest.param(f'async {SOURCE}', id='an async function'),
        pytest.param(SOURCE.replace('input;', 'new Promise((resolve) => resolve(input));'), id='a promise'),
    ],
)
def test_what_may_be_a_promise_is_awaited(workspace: Path, source: str) -> None:
    set_up(workspace, 'return [{ json: await countByCategory($json) }];', source=source)
    assert record(workspace, run_of([{'a': 1}])) == 0
    assert (workspace / JS_TEST).read_text(encoding='utf-8') == recorded(
        'const result = await countByCategory({ a: 1 });',
        f'assert.deepStrictEqual({JSON_RESULT}, {{ a: 1 }});',
        is_async='async ',
    )
    assert node_tests.run(workspace) == {'pass': 1, 'fail': 0}


def test_no_more_than_three_distinct_cases(workspace: Path) -> None:
    set_up(workspace, 'return [{ json: countByCategory($json) }];')
    values = [{'a': 1}, {'a': 2}, {'a': 1}, {'a': 3}, {'b': None}, {'a': 4}]
    inputs = [node_run([value], order=2 * number, source='Start') for number, value in enumerate(values)]
    counts = [
        node_run([value], order=2 * number + 1, sources=[{'previousNode': 'Input', 'previousNodeRun': number}])
        for number, value in enumerate(values)
    ]
    run = saved({'Start': [node_run([{}], order=-1)], 'Input': inputs, 'Count': counts})
    assert record(workspace, run) == 0
    text = (workspace / JS_TEST).read_text(encoding='utf-8')
    assert re.findall(r'countByCategory\((\{.*?\})\)', text) == ['{ a: 1 }', '{ a: 2 }', '{ a: 3 }']
    assert record(workspace, run) == 0
    assert (workspace / JS_TEST).read_text(encoding='utf-8') == text


@pytest.mark.slow
def test_each_value_is_written_exactly(workspace: Path) -> None:
    value = {
        'numbers': [0, 1e21, 1e-7, 0.1, 9007199254740993, 123456789012345680000, -5, 1.5e300],
        'text': 'a"\\\n\u2028\u200d\x00 😀 \ud83d é',
        'a-b': {'': [], '1': {}, 'ünï': True, '$ok_1': False},
        'long': ['x' * 60, 'y' * 60],
    }
    set_up(workspace, 'return [{ json: countByCategory($json) }];')
    assert record(workspace, run_of([value], received(value))) == 0
    text = (workspace / JS_TEST).read_text(encoding='utf-8')
    assert text.isprintable() is False
    assert r'text: "a\"\\\n\u2028\u200d\u0000 😀 \ud83d é",' in text
    assert 'numbers: [0, 1e+21, 1e-7, 0.1, 9007199254740992, 1.2345678901234568e+20, -5, 1.5e+300],' in text
    assert '"a-b": { "": [], "1": {}, "ünï": true, $ok_1: false },' in text
    assert node_tests.run(workspace) == {'pass': 1, 'fail': 0}


@pytest.mark.slow
def test_large_data_lies_beside_the_test(workspace: Path) -> None:
    data = workspace / 'n8n-functions-tests/countByCategory.cases.json'
    set_up(workspace, 'return [{ json: countByCategory($json, () => items, $json.none) }];')
    first, second = ({'text': letter * 5000, 'lone': '\ud83d'} for letter in 'xy')
    for value in (first, second, first):
        assert record(workspace, run_of([value], received(value))) == 0
    items = [[{'json': first}], [{'json': second}]]
    assert json.loads(data.read_text(encoding='utf-8')) == [
        {'input': [first, items[0], None], 'expected': first},
        {'input': [second, items[1], None], 'expected': second},
    ]
    test = (workspace / JS_TEST).read_text(encoding='utf-8')
    assert test.count('\ntest(') == 2
    assert 'const { input, expected } = require("./countByCategory.cases.json")[1];' in test
    assert 'countByCategory(input[0], () => input[1], undefined);' in test
    assert node_tests.run(workspace) == {'pass': 2, 'fail': 0}


@pytest.mark.slow
def test_data_that_python_takes_for_equal_is_not(workspace: Path) -> None:
    set_up(workspace, 'return [{ json: countByCategory($json) }];')
    for value in (1, True):
        data = {'a': value, 'text': 'x' * 5000}
        assert record(workspace, run_of([data], received(data))) == 0
    assert node_tests.run(workspace) == {'pass': 2, 'fail': 0}


# -- what is left out ---------------------------------------------------------------------------------------------


def reason(glue: str, why: str, id: str, **data: Any) -> Any:  # noqa: A002
    """A node that is not recorded: its glue, what is said, and what is out of the ordinary about it."""
    return pytest.param(glue, why, data, id=id)


def passes(argument: str, why: str, id: str) -> Any:  # noqa: A002
    return reason(f'return countByCategory({argument});', f'{argument}: {why}', id)


def not_held(argument: str, id: str) -> Any:  # noqa: A002
    why = f"its glue passes '{argument}', which a saved execution does not contain".replace('\\', '\\\\')
    return reason(f'return countByCategory({argument});', why, id)


def ran(why: str, id: str, **data: Any) -> Any:  # noqa: A002
    return reason(JSON_GLUE, why, id, **data)


JSON_GLUE = 'return [{ json: countByCategory($json) }];'
NO_CALL = 'its glue is not the `return` of one call'
NOT_READ = 'record does not read it from a saved execution'
TOO_MUCH = 'it reads more than a property of an object or an element of a list'


@pytest.mark.parametrize(
    ('glue', 'why', 'data'),
    [
        reason('const a = 1;\nreturn [];', 'its glue is more than one `return` of a call', 'two statements'),
        reason('return [{ json: 1 }];', NO_CALL, 'no call'),
        reason('return a.b();', NO_CALL, 'a method'),
        reason('return { json: countByCategory(), error: 1 };', NO_CALL, 'another member'),
        reason('return String(1);', "no injected file declares the function 'String'", 'another function'),
        reason(
            'return countByCategory($input.first().json, $input.all());',
            'it passes one object twice',
            'one object twice',
        ),
        passes('$input', NOT_READ, 'an object of n8n'),
        passes("$getWorkflowStaticData('global')", NOT_READ, 'static data'),
        not_held('this.helpers', 'helpers'),
        not_held('$json.a + 1', 'an expression'),
        not_held('async () => 1', 'async'),
        not_held('$json[`a`]', 'a template'),
        not_held(r'$json["\x41"]', 'an escape that JSON lacks'),
        passes('$json.a.trim()', TOO_MUCH, 'a call'),
        passes('items.length', TOO_MUCH, 'a length'),
        passes("$('Nix').all()", "node 'Nix' did not run before", 'no such node'),
        passes("$('Other').all(7)", "the execution does not contain the output of node 'Other'", 'no such output'),
        passes("$('Other').item", "the item of node 'Other' that belongs to it cannot be determined", 'no ancestor'),
        passes("$('Other').all(0, 5)", "node 'Other' has no such run or output", 'no such run'),
        passes("$('Other').params()", NOT_READ, 'another method'),
        passes('$input.first().binary', 'binary data is not recorded', 'binary data'),
        passes("$('Split').first()", "node 'Split' has several outputs", 'several outputs'),
        ran('it gave 2 items where its glue returns one', 'two items', output=[{}, {}]),
        ran('it failed in this execution', 'failed', executionStatus='error', error={'message': 'x'}),
        ran('it failed in this execution', 'no data', data=None),
        ran('$json: the execution does not say where its input came from', 'no source', sources=[None]),
        ran('n8n redacted its data', 'redacted', output=[{'json': {}, 'redaction': {}}]),
        ran('some of its items went to its error output', 'an error output', data={'main': [[], [{'json': {}}]]}),
        reason(
            'return countByCategory();',
            'it gave binary data without `json`',
            'binary data alone',
            output=[{'json': {}, 'binary': {'data': {}}}],
        ),
        ran(
            'it goes on after errors, and its result may be the text of one',
            'an error as an item',
            output=[{'error': 'x'}],
            node={'onError': 'continueRegularOutput'},
        ),
        ran('its empty item may be one that n8n added', 'added item', output=[{}], node={'alwaysOutputData': True}),
        ran('it was pinned or disabled in this execution', 'pinned', result={'pinData': {'Count': []}}),
        ran('has more than 1,000,000 characters', 'huge', output=[{'a': 'x' * 1_000_001}]),
        *(
            ran(
                f'{JS} reads {what}: its result may differ each time',
                expression,
                function=f'function countByCategory(input) {{ return {expression}; }}\n',
            )
            for expression, what in {
                'Date.now()': 'Date.now',
                'new Date()': 'the current Date',
                'Date()': 'the current Date',
                'require("node:crypto").randomBytes(4)': "the module 'crypto'",
                'fetch(input)': 'fetch',
                'process.env.HOME': 'process.env.HOME',
                'DateTime.now()': "'DateTime' of n8n",
                'this.helpers': "'this' of n8n",
            }.items()
        ),
        reason(
            'return countByCategory($input.all());',
            'the function reads `pairedItem` of items, which is not recorded',
            'pairedItem',
            function='function countByCategory(items) { return items[0].pairedItem; }\n',
        ),
        reason(
            'return [{ json: helper($json) }];',
            f"{JS} does not export 'helper': no test can call it",
            'not exported',
            function='function countByCategory() {}\nfunction helper() {}\n',
        ),
    ],
)
def test_left_out(
    workspace: Path, capsys: pytest.CaptureFixture[str], glue: str, why: str, data: dict[str, Any]
) -> None:
    set_up(workspace, glue, data.pop('function', SOURCE), **data.pop('node', {}))
    result = data.pop('result', {})
    run = run_of(data.pop('output', [{'a': 1}]), **data)
    run['data']['resultData'].update(result)
    assert record(workspace, run) == 1
    assert capsys.readouterr() == (f"{TEMPLATE}:9: node 'Count' not recorded: {why}\n", '')
    assert not (workspace / JS_TEST).exists()


def test_calls_that_are_left_out_are_counted(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    set_up(workspace, JSON_GLUE)
    good = node_run([{'a': 1}], order=9, source='Input')
    failed = node_run([], order=10, source='Input', executionStatus='error')
    assert record(workspace, saved({**BEFORE, 'Count': [good, failed, failed]})) == 0
    left_out = '2 calls left out: it failed in this execution'
    assert capsys.readouterr().out == f"{JS_TEST}: 1 case of node 'Count'; {left_out}\n"


def test_calls_that_contradict_each_other_are_left_out(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    set_up(workspace, JSON_GLUE)
    counts = [node_run([{'a': value}], order=9, source='Input') for value in (1, 2)]
    assert record(workspace, saved({**BEFORE, 'Count': counts})) == 1
    assert capsys.readouterr().out.endswith('not recorded: it gave different results for the same arguments\n')


def test_python_is_refused(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    node = py_node('{{@:py:n8n-functions/py/a.py}}\nreturn [{"json": a(_items)}]')
    others = [{'name': name, 'type': 'x'} for name in BEFORE]
    flow = json.dumps({'nodes': [node, *others]})
    write(workspace, {TEMPLATE: flow, 'n8n-functions/py/a.py': 'def a(x):\n    return x\n'})
    assert record(workspace, run_of([{}])) == 1
    assert capsys.readouterr().out == f"{TEMPLATE}:1: node 'Count' not recorded: only JavaScript is recorded\n"


# -- the workflow that ran ----------------------------------------------------------------------------------------

HYDRATED = f'/* #:js:{JS} */\n{SOURCE}{TRAILER}/* /#:js:{JS} */\n\n{JSON_GLUE}'
CHANGED = "node 'Count' not recorded: the workflow changed since this execution: "


@pytest.mark.parametrize(
    ('code', 'data', 'said'),
    [
        pytest.param(HYDRATED, {}, '', id='the code of the template'),
        pytest.param(HYDRATED.replace('\n', '\r\n'), {}, '', id='other line ends'),
        pytest.param(f'{SOURCE}\n{JSON_GLUE}', {}, 'it ran other code', id='inline code'),
        pytest.param(HYDRATED.replace('input', 'data'), {}, 'it ran other code', id='another function'),
        pytest.param(HYDRATED.replace('$json', 'items'), {}, 'it ran other code', id='other glue'),
        pytest.param(HYDRATED, {'name': 'Sum'}, 'it had no such node', id='another name'),
        pytest.param(HYDRATED, {'mode': 'runOnceForEachItem'}, 'it ran other code', id='another mode'),
        pytest.param(HYDRATED, {'onError': 'continueRegularOutput'}, '', id='another setting'),
    ],
)
def test_a_workflow_that_changed_is_refused(
    workspace: Path, capsys: pytest.CaptureFixture[str], code: str, data: dict[str, Any], said: str
) -> None:
    set_up(workspace, JSON_GLUE)
    mode = {'mode': data.pop('mode')} if 'mode' in data else {}
    ran = {'name': 'Orders', 'nodes': [{**js_node(code), 'parameters': {'jsCode': code, **mode}, **data}]}
    assert record(workspace, {**run_of([{'a': 1}]), 'workflowData': ran}) == bool(said)
    assert capsys.readouterr().out.removeprefix(f'{TEMPLATE}:9: ') == (
        f'{CHANGED}{said}\n' if said else f"{JS_TEST}: 1 case of node 'Count'\n"
    )


@pytest.mark.parametrize(
    ('once', 'items'),
    [pytest.param(True, '[{ json: { a: 1 } }]', id='the first item'), pytest.param(False, ITEMS, id='every item')],
)
def test_settings_are_those_of_the_node_that_ran(workspace: Path, once: bool, items: str) -> None:
    glue = 'return countByCategory($input.all());'
    set_up(workspace, glue, executeOnce=not once)
    ran = {'nodes': [{**js_node(HYDRATED.replace(JSON_GLUE, glue)), 'executeOnce': once}], 'name': 'Orders'}
    assert record(workspace, {**run_of([]), 'workflowData': ran}) == 0
    assert f'countByCategory({items});' in (workspace / JS_TEST).read_text()


@pytest.mark.parametrize('argument', ["$('Other').all()", "() => $('Other').all()", "$('Other').isExecuted"])
def test_a_run_without_an_order_is_left_out(workspace: Path, capsys: pytest.CaptureFixture[str], argument: str) -> None:
    set_up(workspace, f'return countByCategory({argument});')
    assert record(workspace, run_of([], {'Other': [node_run([{'o': 1}], order=9, source='Start')]})) == 1
    assert "the execution does not say whether node 'Other' ran before" in capsys.readouterr().out


def test_a_run_of_no_code_node_is_told(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    set_up(workspace, JSON_GLUE)
    assert record(workspace, saved(BEFORE)) == 0
    assert capsys.readouterr().err == 'nothing to record: none of the Code nodes ran\n'


NO_TEMPLATE = 'no id, no name and no set of nodes fits'


@pytest.mark.parametrize(
    ('names', 'ran', 'said'),
    [
        pytest.param({'a': {}, 'b': {'name': 'Orders'}}, {'name': 'Orders'}, '', id='by name'),
        pytest.param({'a': {'name': 'Orders'}, 'b': {'id': 'x'}}, {'id': 'x', 'name': 'Orders'}, '', id='by id'),
        pytest.param({'b': {}}, {'name': 'Orders'}, '', id='by the names of the nodes'),
        pytest.param({'b': {}}, None, '', id='without its workflow'),
        pytest.param(
            {'a': {}, 'b': {}},
            None,
            'RUN.json: belongs to several templates: n8n-workflows-template/a.template.json,'
            ' n8n-workflows-template/b.template.json',
            id='several templates',
        ),
        pytest.param({}, None, f'RUN.json: belongs to none of 0 templates: {NO_TEMPLATE}', id='none'),
        pytest.param(
            {'b': {'nodes': [{'name': 'Start', 'type': 'x'}]}},
            None,
            f'RUN.json: belongs to none of 1 template: {NO_TEMPLATE}',
            id='names differ',
        ),
    ],
)
def test_the_template_of_an_execution(
    workspace: Path, capsys: pytest.CaptureFixture[str], names: dict[str, Any], ran: dict[str, Any] | None, said: str
) -> None:
    flow = workflow(JSON_GLUE, {})
    del flow['name']
    write(workspace, {JS: SOURCE + TRAILER, 'n8n-workflows-template/other.json': '{'})
    for key, data in names.items():
        write(workspace, {f'n8n-workflows-template/{key}.template.json': json.dumps({**flow, **data})})
    run = run_of([{'a': 1}])
    if ran is not None:
        run['workflowData'] = {'nodes': [js_node(HYDRATED)], **ran}
    assert record(workspace, run) == (2 if said else 0)
    out, err = capsys.readouterr()
    assert out == ('' if said else f"{JS_TEST}: 1 case of node 'Count'\n")
    assert err.replace(f'{workspace}/', '').splitlines()[:1] == [
        said or "real data goes into git: review the output of nodes 'Count', 'Input'"
    ]


# -- files that are no execution ----------------------------------------------------------------------------------

DEEP = '[' * 100_000 + ']' * 100_000
LAUGHS: list[Any] = [[], *([str(number), str(number)] for number in range(2, 42)), 'x']
LAUGHS[0] = ['1', '1']
NO_FLATTED = 'contains run data that is not in the form of flatted'
NO_RUNS = 'is no execution with its data (data.resultData.runData)'


def rest(cells: Any) -> dict[str, Any]:
    return {'data': {'id': 1, 'data': cells if isinstance(cells, str) else json.dumps(cells), 'workflowData': {}}}


@pytest.mark.parametrize(
    ('run', 'said'),
    [
        pytest.param('', 'is not JSON: Expecting value in line 1', id='empty'),
        pytest.param('{"a": NaN}', 'is not JSON: NaN is no JSON value', id='NaN'),
        pytest.param('a log line\n{"data": ', 'is not JSON: Expecting value in line 2', id='cut off'),
        pytest.param(DEEP, 'is nested too deeply to be read', id='deep'),
        pytest.param('[]', 'contains no execution: the list is empty', id='empty list'),
        pytest.param('null', NO_RUNS, id='null'),
        pytest.param(
            {'id': 1, 'workflowId': 'x'},
            f'{NO_RUNS}: ask the public API for it with includeData=true',
            id='without its data',
        ),
        pytest.param({'data': {'resultData': {'runData': []}}}, NO_RUNS, id='a list of nodes'),
        pytest.param(saved({'Count': 1}), NO_RUNS, id='runs that are no list'),
        pytest.param(saved({'Count': [1]}), NO_RUNS, id='a run that is no object'),
        pytest.param(saved({'Count': [{'source': 'x'}]}), NO_RUNS, id='sources that are no list'),
        pytest.param(saved({'Count': [{'source': [{}]}]}), NO_RUNS, id='a source without a node'),
        pytest.param(saved({'Count': [{'source': [{'previousNodeRun': -1}]}]}), NO_RUNS, id='run -1'),
        pytest.param(saved({'Count': [{'data': {'main': 1}}]}), NO_RUNS, id='outputs that are no list'),
        pytest.param(saved({'Count': [{'data': {'main': [1]}}]}), NO_RUNS, id='items that are no list'),
        pytest.param(saved({'Count': [{'data': {'main': [[1]]}}]}), NO_RUNS, id='an item that is no object'),
        pytest.param(rest('x'), 'is not JSON: Expecting value in line 1', id='flatted: no JSON'),
        pytest.param(rest([]), NO_FLATTED, id='flatted: empty'),
        pytest.param(rest({}), NO_FLATTED, id='flatted: no array'),
        pytest.param(rest([{'a': '9'}]), NO_FLATTED, id='flatted: no such cell'),
        pytest.param(rest([{'a': '-1'}]), NO_FLATTED, id='flatted: no index'),
        pytest.param(rest([{'a': '1' * 5000}]), NO_FLATTED, id='flatted: a huge index'),
        pytest.param(rest([{'resultData': '0', 'runData': '0'}]), NO_RUNS, id='flatted: cyclic'),
        pytest.param(rest(LAUGHS), NO_RUNS, id='flatted: shared'),
    ],
)
def test_no_execution(workspace: Path, capsys: pytest.CaptureFixture[str], run: Any, said: str) -> None:
    set_up(workspace, JSON_GLUE)
    assert record(workspace, run) == 2
    assert capsys.readouterr() == ('', f'{workspace}/RUN.json: {said}\n')


CYCLIC: dict[str, Any] = {}
CYCLIC['self'] = CYCLIC


def shared() -> Any:
    found: list[Any] = []
    for _ in range(40):
        found = [found, found]
    return {'part': found}


@pytest.mark.parametrize(
    ('data', 'said'),
    [
        pytest.param(CYCLIC, 'is nested more than 100 levels deep', id='contains itself'),
        pytest.param(shared(), 'has more than 1,000,000 characters', id='names one part many times'),
    ],
)
def test_flatted_data_that_grows(workspace: Path, capsys: pytest.CaptureFixture[str], data: Any, said: str) -> None:
    set_up(workspace, JSON_GLUE)
    run = run_of([{'a': 1}], received(data))
    assert record(workspace, {'data': {'id': 1, 'data': saved_executions.flatted(run['data'])}}) == 1
    assert capsys.readouterr() == (f"{TEMPLATE}:9: node 'Count' not recorded: {said}\n", '')


@pytest.mark.parametrize('name', ['no.json', '.'])
def test_a_file_that_cannot_be_read(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert cli.main(['record', name]) == 2
    assert capsys.readouterr().err.startswith(f'{name}: ')


# -- tests that are there -----------------------------------------------------------------------------------------

RESULT = 'assert.deepStrictEqual(JSON.parse(JSON.stringify(result)), { a: 1 });'
CASE = f'test("{TITLE}", () => {{\n  const result = countByCategory({{ a: 1 }});\n  {RESULT}\n}});\n'
MINE = f'{HEAD}\ntest("mine", () => {{}});\n'
MOCHA = 'const it = require("node:test");\nit("works", () => {});\n'


@pytest.mark.slow
@pytest.mark.parametrize(
    ('before', 'added'),
    [
        pytest.param(MINE, f'{NOTE}\n{CASE}', id='the same names'),
        pytest.param(MINE.rstrip(), f'\n{NOTE}\n{CASE}', id='no final newline'),
        pytest.param(MOCHA, f'\n{HEAD}{NOTE}\n{CASE}', id='other names'),
        pytest.param(f'{HEAD}{NOTE}', f'\n{CASE}', id='recorded before'),
        pytest.param(MINE.replace('\n', '\r\n'), f'{NOTE}\n{CASE}'.replace('\n', '\r\n'), id='CRLF'),
        pytest.param('\ufeff' + HEAD, f'{NOTE}\n{CASE}', id='a byte order mark'),
    ],
)
def test_cases_are_added_after_those_that_are_there(workspace: Path, before: str, added: str) -> None:
    set_up(workspace, JSON_GLUE)
    write(workspace, {JS_TEST: before})
    assert record(workspace, run_of([{'a': 1}])) == 0
    assert (workspace / JS_TEST).read_bytes().decode() == before + added
    assert node_tests.run(workspace)['fail'] == 0
    assert record(workspace, run_of([{'a': 1}])) == 0
    assert (workspace / JS_TEST).read_bytes().decode() == before + added


FAILING = """
test("countByCategory: no case is written yet", () => {
  assert.fail("write a case: call countByCategory(input) with real data and compare what it returns");
});
"""
TODO = """
test.todo("countByCategory: write a case: call countByCategory(input) with real data and compare what it returns");
"""


@pytest.mark.parametrize(
    ('unwritten', 'is_replaced'),
    [
        pytest.param(FAILING, True, id='failing'),
        pytest.param(TODO, True, id='todo'),
        pytest.param(FAILING.replace(' yet"', ' yet", { skip: true }'), False, id='changed since'),
    ],
)
def test_an_unwritten_case_is_replaced(workspace: Path, unwritten: str, is_replaced: bool) -> None:
    set_up(workspace, JSON_GLUE)
    write(workspace, {JS_TEST: HEAD + unwritten})
    assert record(workspace, run_of([{'a': 1}])) == 0
    kept = '' if is_replaced else unwritten
    assert (workspace / JS_TEST).read_text(encoding='utf-8') == f'{HEAD}{kept}{NOTE}\n{CASE}'


@pytest.mark.parametrize(
    ('files', 'said'),
    [
        pytest.param({JS_TEST: 'test('}, f'{JS_TEST} is no CommonJS that parses', id='broken'),
        pytest.param({JS_TEST: 'import test from "node:test";\n'}, f'{JS_TEST} is no CommonJS that parses', id='ESM'),
        pytest.param({JS_TEST: b'\xff'}, f'{JS_TEST} is not UTF-8', id='not UTF-8'),
        pytest.param(
            {'n8n-functions-tests/countByCategory.cases.json': '['},
            f'{JS_TEST} has data beside it (.cases.json) that is no JSON array',
            id='other data beside it',
        ),
    ],
)
def test_a_test_that_takes_no_cases(
    workspace: Path, capsys: pytest.CaptureFixture[str], files: dict[str, str | bytes], said: str
) -> None:
    set_up(workspace, JSON_GLUE)
    write(workspace, files)
    assert record(workspace, run_of([{'a': 1}])) == 1
    assert capsys.readouterr().out.startswith(f"{TEMPLATE}:9: node 'Count' not recorded: {said}")
    assert {name: (workspace / name).read_bytes() for name in files} == {
        name: text if isinstance(text, bytes) else text.encode() for name, text in files.items()
    }


# -- options ------------------------------------------------------------------------------------------------------


def test_diff_writes_nothing(workspace: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    set_up(workspace, JSON_GLUE)
    assert record(workspace, run_of([{'a': 1}]), '--diff') == 0
    out, err = capsysbinary.readouterr()
    new = recorded('const result = countByCategory({ a: 1 });', RESULT)
    hunk = f'@@ -0,0 +1,{new.count(chr(10))} @@\n' + ''.join(f'+{line}\n' for line in new.splitlines())
    assert out.decode() == f'--- /dev/null\n+++ b/{JS_TEST}\n{hunk}'
    assert b'1 case of node' in err
    assert not (workspace / 'n8n-functions-tests').exists()


def test_node_names_one_node(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    set_up(workspace, JSON_GLUE)
    assert record(workspace, saved({'Start': []}), '--node', 'Count') == 1
    assert capsys.readouterr().out.endswith("node 'Count' not recorded: it did not run in this execution\n")
    assert record(workspace, run_of([{'a': 1}]), '--node', 'Sum') == 2
    assert capsys.readouterr().err == f"{TEMPLATE}: contains no Code node 'Sum'\n"
    assert record(workspace, run_of([{'a': 1}]), '--node', 'Count') == 0


def test_inline_nodes_are_counted(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flow = {'nodes': [js_node('return [];'), *({'name': name, 'type': 'x'} for name in BEFORE)]}
    write(workspace, {TEMPLATE: json.dumps(flow)})
    assert record(workspace, run_of([])) == 1
    assert capsys.readouterr() == ('', '1 node with inline code: run n8n-code-discipline extract\n')


def test_standard_input(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(workspace, JSON_GLUE)
    text = json.dumps(run_of([{'a': 1}])).encode()
    monkeypatch.setattr('sys.stdin', io.TextIOWrapper(io.BytesIO(text)))
    assert cli.main(['record', '-']) == 0
    assert (workspace / JS_TEST).exists()


def test_all_files_are_written_or_none(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    set_up(workspace, JSON_GLUE)
    long = {'a': 'x' * 5000}
    write(workspace, {JS_TEST: HEAD})
    (workspace / JS_TEST).chmod(0o444)
    saved_executions.write_json(workspace / 'RUN.json', run_of([long], received(long)))
    with without_root():
        assert cli.main(['record', 'RUN.json']) == 2
    assert capsys.readouterr() == ('', f'{JS_TEST} is read-only: not written\n')
    assert [path.name for path in (workspace / JS_TEST).parent.iterdir()] == ['countByCategory.test.js']
    assert (workspace / JS_TEST).read_text(encoding='utf-8') == HEAD


# -- extract and record -------------------------------------------------------------------------------------------

INLINE = "// adds up\nconst total = $input.all().length + $('Other').first().json.o;\nreturn [{ json: { total } }];"
EXTRACTED = f"{TEMPLATE}:9: node 'Count' extracted to n8n-functions/js/count.js: count(items, other), grade A\n"
COUNT_TEST = 'n8n-functions-tests/count.test.js'
COUNT_BODY = f"""\
  const result = count([{{ json: {{ a: 1 }} }}, {{ json: {{ a: 2 }} }}], {{ o: 2 }});
  assert.deepStrictEqual({JSON_RESULT}, {{ total: 4 }});
"""


def inline_workflow(code: str = INLINE) -> dict[str, Any]:
    return workflow('', {'jsCode': code})


def set_up_inline(root: Path) -> None:
    write(root, {TEMPLATE: json.dumps(inline_workflow(), indent=2)})


def inline_run(code: str = INLINE) -> dict[str, Any]:
    return {**run_of([{'total': 4}]), 'workflowData': inline_workflow(code)}


def extract(root: Path, run: Any, *options: str) -> int:
    path = saved_executions.write_json(root / 'RUN.json', run)
    return cli.main(['extract', '--from-execution', str(path), *options])


@pytest.mark.parametrize('options', [('--all',), ('--node', 'Count')], ids=' '.join)
@pytest.mark.parametrize('with_workflow', [True, False], ids=['with its workflow', 'without it'])
def test_extract_from_an_execution(
    workspace: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], with_workflow: bool
) -> None:
    set_up_inline(workspace)
    run = inline_run() if with_workflow else run_of([{'total': 4}])
    assert extract(workspace, run, *options) == 0
    assert capsys.readouterr() == (
        f"{EXTRACTED}{COUNT_TEST}: 1 case of node 'Count'\n",
        "real data goes into git: review the output of nodes 'Count', 'Input', 'Other'\n",
    )
    test = (workspace / COUNT_TEST).read_text(encoding='utf-8')
    assert test.count('\ntest(') == 1
    assert COUNT_BODY in test
    assert node_tests.run(workspace) == {'pass': 1, 'fail': 0}
    assert check(workspace).diagnostics == ()


def test_extract_from_an_execution_shows_one_diff(workspace: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    set_up_inline(workspace)
    assert extract(workspace, inline_run(), '--all', '--diff') == 0
    shown = capsysbinary.readouterr().out.decode()
    assert re.findall(r'^\+\+\+ (.*)$', shown, re.MULTILINE) == [
        'b/n8n-functions/js/count.js',
        f'b/{COUNT_TEST}',
        f'b/{TEMPLATE}',
    ]
    assert ''.join(f'+{line}\n' for line in COUNT_BODY.splitlines()) in shown
    assert {path.name for path in workspace.iterdir()} == {'RUN.json', 'n8n-workflows-template'}


def test_cases_that_extract_could_not_write_are_not_told(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(workspace, {TEMPLATE: json.dumps(inline_workflow()), 'n8n-functions/js': 'no directory'})
    assert extract(workspace, inline_run(), '--all') == 2
    assert capsys.readouterr() == ('', 'n8n-functions/js/count.js cannot be written: Not a directory\n')


def test_nodes_of_one_name_are_not_told_apart(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flow = workflow(JSON_GLUE, {})
    write(workspace, {TEMPLATE: json.dumps([flow, flow]), JS: SOURCE + TRAILER})
    assert record(workspace, run_of([{'a': 1}])) == 1
    assert capsys.readouterr().out.count('several nodes of this name') == 2
    assert not (workspace / JS_TEST).exists()


def test_nodes_of_one_function_share_its_test(workspace: Path) -> None:
    flow = inline_workflow()
    again = {**flow['nodes'][0], 'name': 'Again'}
    flow['nodes'].append(again)
    flow['connections']['Input']['main'][0].append({'node': 'Again', 'type': 'main', 'index': 0})
    write(workspace, {TEMPLATE: json.dumps(flow, indent=2)})
    run = run_of([{'total': 4}])
    inputs = [*BEFORE['Input'], node_run([{'a': 'x' * 5000}], order=20, source='Start')]
    other = node_run([{'total': 3}], order=21, sources=[{'previousNode': 'Input', 'previousNodeRun': 1}])
    run['data']['resultData']['runData'].update({'Input': inputs, 'Again': [other]})
    assert extract(workspace, run, '--all') == 0
    assert node_tests.run(workspace) == {'pass': 2, 'fail': 0}
    assert (workspace / 'n8n-functions-tests/count.cases.json').exists()
    assert check(workspace).diagnostics == ()


def test_an_execution_of_the_code_before_it_was_extracted_is_recorded(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_inline(workspace)
    assert cli.main(['extract', '--all']) == 0
    capsys.readouterr()
    assert record(workspace, inline_run(INLINE.replace('length +', 'length -'))) == 1
    assert capsys.readouterr().out.endswith(f'{CHANGED}it ran other code\n')
    assert record(workspace, inline_run()) == 0
    assert COUNT_BODY in (workspace / COUNT_TEST).read_text(encoding='utf-8')
    assert node_tests.run(workspace) == {'pass': 1, 'fail': 0}


def test_an_execution_of_a_function_node_is_recorded(workspace: Path) -> None:
    code = 'item.total = item.a * 2;\nreturn item;'
    flow = inline_workflow()
    old = {'type': 'n8n-nodes-base.functionItem', 'typeVersion': 1, 'parameters': {'functionCode': code}}
    flow['nodes'][0].update(old)
    write(workspace, {TEMPLATE: json.dumps(flow, indent=2)})
    run = {**run_of([{'a': 1, 'total': 2}, {'a': 2, 'total': 4}]), 'workflowData': flow}
    assert extract(workspace, run, '--all') == 0
    assert node_tests.run(workspace) == {'pass': 2, 'fail': 0}


def test_an_execution_of_another_workflow_stops_extract(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_inline(workspace)
    assert extract(workspace, saved({'Elsewhere': []}), '--all') == 2
    assert NO_TEMPLATE in capsys.readouterr().err
    assert not (workspace / 'n8n-functions').exists()
