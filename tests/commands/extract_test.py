"""``extract`` as users run it."""

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import node as nodejs
import pytest
from support import JS_CODE, TEMPLATE, WORKSPACE, check, js_node, node, py_node, rows, template, write

from n8n_code_discipline import cli
from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.linter import loader
from n8n_code_discipline.roundtrip import hydrate
from n8n_code_discipline.workspace import files

COUNT = 'const counts = {};\nfor (const item of $input.all()) counts[item.json.a] = 1;\nreturn [{ json: counts }];'
COUNT_FILE = """\
function count(items) {
  const counts = {};
  for (const item of items) counts[item.json.a] = 1;
  return counts;
}
if (typeof module !== "undefined") module.exports = { count };
"""
COUNT_GLUE = '{{@:js:n8n-functions/js/count.js}}\n\nreturn [{ json: count($input.all()) }];'
FUNCTION_FILE = 'n8n-functions/js/count.js'
TEST_FILE = 'n8n-functions-tests/count.test.js'
EXTRACTED = f"{TEMPLATE}:8: node 'Count' extracted to {FUNCTION_FILE}: count(items), grade A\n"


@pytest.fixture(autouse=True)
def _in_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def content(root: Path) -> dict[str, str]:
    """Every file of a workspace."""
    found = {path.relative_to(root).as_posix(): path for path in sorted(root.rglob('*')) if path.is_file()}
    return {name: path.read_bytes().decode() for name, path in found.items() if not name.startswith('.git/')}


def code_of(root: Path, name: str = TEMPLATE, index: int = 0) -> str:
    data = json.loads((root / name).read_text())
    found: str = data['nodes'][index]['parameters']['jsCode']
    return found


def function_node(code: str, **data: Any) -> dict[str, Any]:
    return node(**{'type': 'n8n-nodes-base.function', 'typeVersion': 1, 'parameters': {'functionCode': code}, **data})


def test_node(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, template(js_node(COUNT), js_node(COUNT, name='Other')))
    before = (tmp_path / TEMPLATE).read_text()
    assert cli.main(['extract', '--node', 'Count']) == 0
    assert capsys.readouterr() == (EXTRACTED, f'1 test to be written: {TEST_FILE} has no case yet\n')
    assert (tmp_path / FUNCTION_FILE).read_text() == COUNT_FILE
    # nothing but the code field changes
    escaped = json.dumps(COUNT), json.dumps(COUNT_GLUE)
    assert (tmp_path / TEMPLATE).read_text() == before.replace(*escaped, 1)
    assert [row.partition(' ')[2].split(' ')[0] for row in rows(check(tmp_path).diagnostics)] == ['NCD103']


@pytest.mark.parametrize(
    ('option', 'status', 'said'),
    [
        pytest.param('--node=Count', 1, 'write a case: call count(items)', id='--node: it fails'),
        pytest.param('--all', 0, 'todo 1', id='--all: it is a todo'),
    ],
)
def test_the_paired_test_is_honest(tmp_path: Path, option: str, status: int, said: str) -> None:
    write(tmp_path, template(js_node(COUNT)))
    assert cli.main(['extract', option]) == 0
    binary = nodejs.binary()
    assert binary is not None
    command = [binary, '--test', '--test-reporter=tap', TEST_FILE]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding='utf-8', check=False)
    assert (done.returncode, said in done.stdout) == (status, True), done.stdout


def test_preview(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    long_one = (
        "const a = $input.first().json;\nif (!a.b) return [];\nreturn [{ json: { x: $('Config').first().json.x } }];"
    )
    nodes = [
        js_node(long_one, name='Lazy'),
        js_node(COUNT, name='Count it'),
        js_node('return eval("items");', name='Hidden'),
        js_node('// the same\n' + COUNT, name='Again'),
        js_node('return [{ json: { a: 1 } }];', name='Constant'),
        js_node(JS_CODE, name='Done'),
        {'name': 'Config', 'type': 'n8n-nodes-base.set', 'parameters': {}},
    ]
    write(tmp_path, {**WORKSPACE, **template(*nodes)})
    before = content(tmp_path)
    assert cli.main(['extract']) == 0
    output, errors = capsys.readouterr()
    assert [line.partition(': ')[2] for line in output.splitlines()] == [
        "node 'Count it': countIt(items), grade A, 3 lines",
        "node 'Again': countIt(items), grade A, 4 lines, the same function",
        "node 'Lazy': lazy(a, getConfig), grade C, 3 lines",
        "node 'Constant': constant(), grade E, 1 line",
        "node 'Hidden' not extracted: eval or with: the names that it reads cannot be followed",
    ]
    assert errors == (
        '4 nodes can be extracted to 3 functions, 1 cannot: '
        'use --node NAME or --all, with --diff to see the change first\n'
    )
    assert content(tmp_path) == before
    # a preview says what --all does
    assert cli.main(['extract', '--all']) == 1
    names = {path.name for path in (tmp_path / 'n8n-functions' / 'js').iterdir()}
    assert names == {'countByCategory.js', 'countIt.js', 'lazy.js', 'constant.js'}
    done = capsys.readouterr().out.splitlines()
    assert done[-1].endswith("node 'Hidden' not extracted: eval or with: the names that it reads cannot be followed")


def test_all_changes_nothing_the_second_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, template(js_node(COUNT), function_node('return items;', name='Old')))
    assert cli.main(['extract', '--all']) == 0
    capsys.readouterr()
    before = content(tmp_path)
    assert cli.main(['extract', '--all']) == 0
    assert (capsys.readouterr(), content(tmp_path)) == (('', 'nothing to extract\n'), before)


def test_diff_is_the_whole_change(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    download = 'n8n-workflows-template/live.json'
    other = template(js_node('return items;', name='Pass'))[TEMPLATE] + '\n'
    write(tmp_path, {**template(js_node(COUNT)), download: other})
    before = content(tmp_path)
    assert cli.main(['extract', '--all', '--diff']) == 0
    diff = capsysbinary.readouterr().out
    assert content(tmp_path) == before
    assert cli.main(['extract', '--all']) == 0
    wanted = content(tmp_path)
    for path in wanted:
        (tmp_path / path).unlink()
    write(tmp_path, before)
    subprocess.run(['git', 'apply', '-'], input=diff, cwd=tmp_path, check=True)
    assert content(tmp_path) == wanted


def test_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, template(js_node(COUNT)))
    assert cli.main(['extract', TEMPLATE, '--node', 'Count', '--name', 'countLetters']) == 0
    assert 'countLetters(items)' in capsys.readouterr().out
    assert code_of(tmp_path).startswith('{{@:js:n8n-functions/js/countLetters.js}}')


@pytest.mark.parametrize(
    ('arguments', 'message'),
    [
        (['--name', 'a', '--all'], '--name goes with --node'),
        (['--diff'], '--diff goes with --node or --all'),
        (['--node', 'Count', '--name', 'a-b'], "--name: 'a-b' is not camelCase"),
        (['--node', 'Count', '--name', 'a/b'], '--name: a name, no path'),
        (['--node', 'Count', '--name', 'delete'], "--name: 'delete' is a reserved word of JavaScript"),
        (['--node', 'Count', '--all'], 'not allowed with argument'),
    ],
)
def test_usage(tmp_path: Path, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, template(js_node(COUNT)))
    with pytest.raises(SystemExit) as ended:
        cli.main(['extract', *arguments])
    assert (ended.value.code, message in capsys.readouterr().err) == (2, True)


@pytest.mark.parametrize(
    ('arguments', 'errors'),
    [
        pytest.param(['--node', 'Nobody'], "there is no node 'Nobody'\n", id='no such node'),
        pytest.param(['none.template.json'], 'none.template.json: no such file or directory\n', id='no such file'),
        pytest.param(
            ['--node', 'Count', '--name', 'x'],
            '--name names one function, and 2 nodes have that name: name one template\n',
            id='two nodes',
        ),
    ],
)
def test_cannot_run(tmp_path: Path, arguments: list[str], errors: str, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, template(js_node(COUNT), js_node('return items;')))
    before = content(tmp_path)
    assert cli.main(['extract', *arguments]) == 2
    assert (errors in capsys.readouterr().err, content(tmp_path)) == (True, before)


def test_other_files_are_still_extracted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, {**template(js_node(COUNT)), 'n8n-workflows-template/bad.template.json': '{'})
    assert cli.main(['extract', '--all']) == 2
    output, errors = capsys.readouterr()
    assert output == EXTRACTED
    assert errors.startswith('n8n-workflows-template/bad.template.json:1: not JSON: the file ends too early')


@pytest.mark.parametrize(
    ('other', 'expected'),
    [
        pytest.param({}, 'count', id='free'),
        pytest.param({FUNCTION_FILE: COUNT_FILE}, 'count', id='equal: reused, with a new test'),
        pytest.param({FUNCTION_FILE: COUNT_FILE, TEST_FILE: 'test'}, 'count', id='equal, with its test'),
        pytest.param(
            {FUNCTION_FILE: COUNT_FILE.replace('items', '  items').replace('  const', '\n  // c\n const')},
            'count',
            id='other whitespace',
        ),
        pytest.param(
            {FUNCTION_FILE: COUNT_FILE.replace('  const', '\n\t// a comment\n    const')}, 'count', id='comments'
        ),
        pytest.param({FUNCTION_FILE: COUNT_FILE.replace('= 1', '= 2')}, 'count2', id='other content'),
        pytest.param({'n8n-functions/js/Count.js': 'function Count() {}'}, 'count2', id='only the case differs'),
        pytest.param({'n8n-functions/js/sub/count.js': COUNT_FILE}, 'count2', id='in a folder, whose test is flat'),
        pytest.param({TEST_FILE: 'test'}, 'count2', id='a test without a function'),
        pytest.param(
            {'n8n-functions/js/same.js': COUNT_FILE.replace('count', 'same').replace('sames', 'counts')},
            'same',
            id='equal by another name',
        ),
    ],
)
def test_names_and_existing_files(tmp_path: Path, other: Mapping[str, str], expected: str) -> None:
    write(tmp_path, {**template(js_node(COUNT)), **other})
    assert cli.main(['extract', '--all']) == 0
    assert code_of(tmp_path).startswith('{{@:js:n8n-functions/js/' + expected + '.js}}')
    after = content(tmp_path)
    assert {name: after[name] for name in other} == dict(other)
    assert f'n8n-functions-tests/{expected}.test.js' in after


def test_equal_functions_are_written_once(tmp_path: Path) -> None:
    other = 'n8n-workflows-template/z.template.json'
    write(tmp_path, template(js_node(COUNT), js_node(f'{COUNT} // the same', name='B')))
    write(tmp_path, {other: template(js_node(COUNT, name='C'))[TEMPLATE]})
    assert cli.main(['extract', '--all']) == 0
    assert sorted(path.name for path in (tmp_path / 'n8n-functions/js').iterdir()) == ['count.js']
    assert [code_of(tmp_path), code_of(tmp_path, TEMPLATE, 1), code_of(tmp_path, other)] == [COUNT_GLUE] * 3


def test_no_reuse(tmp_path: Path) -> None:
    write(tmp_path, template(js_node(COUNT), js_node(COUNT, name='B')))
    assert cli.main(['extract', '--all', '--no-reuse']) == 0
    assert sorted(path.name for path in (tmp_path / 'n8n-functions/js').iterdir()) == ['b.js', 'count.js']


@pytest.mark.parametrize(
    ('first', 'second'),
    [
        pytest.param('return a\n', 'return\na\n', id='a line end that ends a statement'),
        pytest.param('return `a\n  b`;', 'return `a\nb`;', id='blanks in a text of several lines'),
        pytest.param('return /* a */ b;', 'return /*\n*/ b;', id='a comment that holds a line end'),
    ],
)
def test_functions_that_only_look_equal(tmp_path: Path, first: str, second: str) -> None:
    head = 'const a = items[0].json, b = 1;\nif (b) {'
    nodes = (js_node(f'{head}{code}}}\nreturn [];', name=name) for name, code in (('A', first), ('B', second)))
    write(tmp_path, template(*nodes))
    assert cli.main(['extract', '--all']) == 0
    assert len(list((tmp_path / 'n8n-functions/js').iterdir())) == 2


@pytest.mark.parametrize(
    ('others', 'configured', 'expected'),
    [
        pytest.param([], '', '{{@:js:', id='no placeholder yet'),
        pytest.param(['{{@js:'], '', '{{@js:', id='only the short spelling'),
        pytest.param(['{{@js:', '{{@:js:'], '', '{{@:js:', id='both'),
        pytest.param(['{{@:js:'], '@', '{{@js:', id='configured'),
    ],
)
def test_placeholder_style(tmp_path: Path, others: list[str], configured: str, expected: str) -> None:
    write(tmp_path, {**WORKSPACE, **template(js_node(COUNT))})
    for number, start in enumerate(others):
        code = JS_CODE.replace('{{@:js:', start)
        write(tmp_path, {f'n8n-workflows-template/{number}.template.json': template(js_node(code))[TEMPLATE]})
    if configured:
        write(tmp_path, {'n8n-code-discipline.toml': f'placeholder-style = "{configured}"\n'})
    assert cli.main(['extract', '--all']) == 0
    assert code_of(tmp_path).startswith(expected)


def test_a_download_gets_the_name_of_a_template(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = 'n8n-workflows-template/My flow.json', 'n8n-workflows-template/My flow.template.json'
    text = '\ufeff' + template(js_node(COUNT), py_node('return []', name='P'))[TEMPLATE]
    others = {'n8n-workflows-template/built.generated.json': text, 'n8n-workflows-template/a.json': '{"a": 1}'}
    write(tmp_path, {old: text, **others})
    assert cli.main(['extract', '--all']) == 1
    output = capsys.readouterr().out
    assert f'{old}: renamed to My flow.template.json\n' in output
    assert (tmp_path / new).read_text().startswith('\ufeff')
    assert json.loads((tmp_path / new).read_text('utf-8-sig'))['nodes'][0]['parameters']['jsCode'] == COUNT_GLUE
    left = {path.name for path in (tmp_path / 'n8n-workflows-template').iterdir()}
    assert left == {'My flow.template.json', 'built.generated.json', 'a.json'}


def test_a_download_is_not_renamed_over_a_template(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = 'n8n-workflows-template/orders.json', TEMPLATE
    write(tmp_path, {old: template(js_node(COUNT))[TEMPLATE], new: template(js_node(JS_CODE))[TEMPLATE], **WORKSPACE})
    before = content(tmp_path)
    assert cli.main(['extract', old, '--all']) == 2
    assert capsys.readouterr().err == f'{new} exists already: orders.json keeps its name and its code\n'
    assert content(tmp_path) == before


@pytest.mark.parametrize(
    ('given', 'keys'),
    [
        pytest.param(function_node('return items;'), ['jsCode'], id='Function'),
        pytest.param(
            function_node('return item;', type='n8n-nodes-base.functionItem'), ['mode', 'jsCode'], id='Function Item'
        ),
        pytest.param(
            {key: value for key, value in function_node('return items;').items() if key != 'typeVersion'},
            ['jsCode'],
            id='without a version',
        ),
    ],
)
def test_function_nodes_become_code_nodes(tmp_path: Path, given: dict[str, Any], keys: list[str]) -> None:
    write(tmp_path, template({'id': 'x', **given, 'position': [1, 2.50], 'notes': 'é'}))
    before = (tmp_path / TEMPLATE).read_text().splitlines()
    assert cli.main(['extract', '--all']) == 0
    (found,) = json.loads((tmp_path / TEMPLATE).read_text())['nodes']
    assert (found['type'], found['typeVersion'], list(found['parameters'])) == ('n8n-nodes-base.code', 2, keys)
    kept = set(before) & set((tmp_path / TEMPLATE).read_text().splitlines())
    assert {'      "id": "x",', '        2.5', '      "notes": "é"'} <= kept
    assert check(tmp_path).status in (0, 1)


def test_what_the_configured_n8n_refuses_is_a_warning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = {
        **template(function_node('return [{ json: { url: new URL(items[0].json.url).host } }];')),
        'n8n-code-discipline.toml': 'target-n8n = "2"\n',
    }
    write(tmp_path, given)
    assert cli.main(['extract', '--all']) == 0
    assert capsys.readouterr().err.startswith(f"{TEMPLATE}:5: node 'Count': warning: NCD603 ")


def test_an_object_of_n8n_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, template(js_node('return ["a"].map((name) => ({ json: $(name).first().json }));')))
    assert cli.main(['extract', '--all']) == 0
    assert "note: takes n8n's own $; a test has to imitate that\n" in capsys.readouterr().out


def test_an_array_of_workflows(tmp_path: Path) -> None:
    first = {'name': 'A', 'nodes': [js_node("return [{ json: $('Only here').isExecuted ? {} : { a: 1 } }];")]}
    second = {'name': 'B', 'nodes': [{'name': 'Only here', 'type': 'n8n-nodes-base.set'}, js_node(COUNT, name='Two')]}
    write(tmp_path, {TEMPLATE: json.dumps([first, second])})
    assert cli.main(['extract', '--all']) == 0
    data = json.loads((tmp_path / TEMPLATE).read_text())
    # the node is one of the other workflow: to ask whether it ran may fail
    assert data[0]['nodes'][0]['parameters']['jsCode'].endswith("count($('Only here').isExecuted) }];")
    assert data[1]['nodes'][1]['parameters']['jsCode'].endswith('two($input.all()) }];')


@pytest.mark.parametrize('newline', ['\n', '\r\n', '\r'])
@pytest.mark.parametrize('indent', [None, 2, '\t'])
def test_round_trip(tmp_path: Path, newline: str, indent: Any) -> None:
    code = COUNT.replace('\n', newline)
    write(tmp_path, {TEMPLATE: json.dumps({'nodes': [js_node(code)]}, indent=indent)})
    assert cli.main(['extract', '--all']) == 0
    extracted = (tmp_path / TEMPLATE).read_text()
    opened = loader.open_template(files.read(str(tmp_path / TEMPLATE)), Settings(str(tmp_path)))
    (tmp_path / TEMPLATE).write_text(''.join(hydrate.hydrate(opened)))
    assert cli.main(['resync']) in (0, 1)
    assert (tmp_path / TEMPLATE).read_text() == extracted


def test_a_workspace_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, {'a/' + name: text for name, text in template(js_node(COUNT)).items()})
    write(tmp_path, {'b/x': ''})
    monkeypatch.chdir(tmp_path / 'b')
    assert cli.main(['extract', '--workspace', os.path.join('..', 'a'), '--all']) == 0
    assert capsys.readouterr().out.startswith(f"../a/{TEMPLATE}:8: node 'Count' extracted to ../a/{FUNCTION_FILE}: ")


@pytest.mark.parametrize(
    ('option', 'left'),
    [
        pytest.param('--all', {'NCD103 n8n-workflows-template/z.template.json', f'NCD406 {TEST_FILE}'}, id='a todo'),
        pytest.param('--node=Count', {'NCD103 n8n-workflows-template/z.template.json'}, id='a test that fails'),
    ],
)
def test_the_baseline_does_not_grow(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str, left: set[str]
) -> None:
    other = template(js_node('return eval("items");', name='Hidden'))[TEMPLATE]
    write(tmp_path, {**template(js_node(COUNT)), 'n8n-workflows-template/z.template.json': other})
    write(tmp_path, {'n8n-code-discipline.toml': 'baseline = "old.json"\n'})
    assert cli.main(['check', '--write-baseline']) == 0
    assert cli.main(['extract', TEMPLATE, option]) == 0
    assert 'wrote old.json: ' in capsys.readouterr().err
    entries = json.loads((tmp_path / 'old.json').read_text())['findings']
    assert {f'{entry["code"]} {entry["path"]}' for entry in entries} == left
    assert cli.main(['check']) == 0


def test_what_no_baseline_covers_is_not_covered_afterwards(tmp_path: Path) -> None:
    write(tmp_path, {'n8n-code-discipline.toml': 'baseline = "old.json"\n', **WORKSPACE, **template(js_node(JS_CODE))})
    assert cli.main(['check', '--write-baseline']) == 0
    write(tmp_path, {'n8n-workflows-template/new.template.json': template(js_node(COUNT))[TEMPLATE]})
    assert cli.main(['extract', '--all']) == 0
    assert [row.split(' ')[1] for row in rows(check(tmp_path).diagnostics)] == ['NCD406']
    assert cli.main(['check']) == 1


def test_a_node_that_is_extracted_already(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, {**WORKSPACE, **template(js_node(JS_CODE))})
    assert cli.main(['extract', '--node', 'Count']) == 0
    assert capsys.readouterr() == ('', "nothing to extract: node 'Count' has no inline code\n")
