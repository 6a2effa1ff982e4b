"""``report`` as users run it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from support import (
    JS,
    JS_CODE,
    JS_PLACEHOLDER,
    JS_TEST,
    PY,
    REPOSITORY,
    TEMPLATE,
    WORKSPACE,
    js_node,
    py_node,
    template,
    write,
)

from n8n_code_discipline import cli

SCHEMA = json.loads((REPOSITORY / 'docs' / 'report.schema.json').read_text(encoding='utf-8'))
COUNT = 'return [{ json: { a: $input.all().length } }];'
OLD = {'name': 'Old', 'type': 'n8n-nodes-base.function', 'parameters': {'functionCode': 'return items;'}}
OTHER = 'n8n-workflows-template/team/other.template.json'
NODES = (
    js_node(COUNT, name='Sum'),
    js_node(f'// again\n{COUNT}', name='Sum again'),
    py_node('return items', name='Snake'),
    OLD,
    js_node(JS_CODE, name='Done'),
    {'name': 'Set', 'type': 'n8n-nodes-base.set', 'parameters': {}},
)
TEXT = f"""\
n8n code inventory: 1 workflow, 5 nodes with code, 2 function files

Nodes with code
      3  inline                                ████████████████████
      1  legacy: Function and Function Item    ███████
      1  extracted                             ███████

Grades: what a function takes
      3  A: plain values                       █████████████████████████
      0  B: also static data
      0  C: also a function
      0  D: also an n8n object
      0  E: nothing
      1  not extracted                         ████████

Next
  n8n-code-discipline extract --all --diff
      shows the change of 3 nodes; extract --all makes it

Not extracted (1)
      1  is Python: only JavaScript is extracted
         {TEMPLATE}:25 'Snake'

Equal code (1)
      2  n8n-functions/js/sum.js
         {TEMPLATE}:8 'Sum'
         {TEMPLATE}:16 'Sum again'

Function files (2)
      1  {JS}, cases
         {TEMPLATE}:40 'Done'
      0  {PY}, cases
"""


@pytest.fixture(autouse=True)
def _in_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {**WORKSPACE, '.git/HEAD': ''})
    monkeypatch.chdir(tmp_path)


def report(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> Any:
    """The report as data, as the schema describes it."""
    assert cli.main(['report', '--format', 'json', *arguments]) == status
    found = json.loads(capsys.readouterr().out)
    jsonschema.Draft202012Validator(SCHEMA).validate(found)
    return found


def test_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, template(*NODES))
    assert cli.main(['report']) == 0
    assert capsys.readouterr() == (TEXT, '')


def test_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, template(*NODES))
    rows = report(capsys)['nodes']
    assert [(row['place']['node'], row['state'], row['functions'], row['grade'], row['reason']) for row in rows] == [
        ('Sum', 'inline', ['n8n-functions/js/sum.js'], 'A', None),
        ('Sum again', 'inline', ['n8n-functions/js/sum.js'], 'A', None),
        ('Snake', 'inline', [], None, 'is Python: only JavaScript is extracted'),
        ('Old', 'legacy', ['n8n-functions/js/old.js'], 'A', None),
        ('Done', 'extracted', [JS], None, None),
    ]


def test_equal_code_that_is_not_extracted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, template(py_node('return items', name='A'), py_node('return items\n', name='B'), py_node('x')))
    assert cli.main(['report']) == 0
    _, _, equal = capsys.readouterr().out.partition('Equal code (1)\n')
    assert [line.rpartition(' ')[2] for line in equal.split('\n\n')[0].splitlines()[1:]] == ["'A'", "'B'"]


@pytest.mark.parametrize(
    ('files', 'expected'),
    [
        pytest.param({}, 'cases', id='cases'),
        pytest.param({JS_TEST: 'const { test } = require("node:test");\ntest.todo("x");\n'}, 'todo', id='todo'),
        pytest.param({JS_TEST: '// nothing yet\n'}, 'empty', id='no case'),
        pytest.param({JS_TEST: b'\xff'}, 'empty', id='unreadable'),
        pytest.param({JS_TEST: None}, 'missing', id='no test'),
    ],
)
def test_state_of_the_paired_test(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], files: Mapping[str, str | bytes | None], expected: str
) -> None:
    for name, content in files.items():
        if content is None:
            (tmp_path / name).unlink()
        else:
            write(tmp_path, {name: content})
    found = {row['path']: row['test'] for row in report(capsys)['functions']}
    assert found == {JS: expected, PY: 'cases'}


BLOCK = f'/* #:js:{JS} */\nfunction countByCategory() {{}}\n/* /#:js:{JS} */\nreturn countByCategory();'


@pytest.mark.parametrize(
    ('file', 'files', 'users'),
    [
        pytest.param(JS, {}, ["8 'Count'"], id='a placeholder'),
        pytest.param(JS, template(js_node(BLOCK)), ["8 'Count'"], id='an injected block'),
        pytest.param(PY, {}, [], id='no user'),
        pytest.param('a.sql', template(js_node('return `{{@:txt:a.sql}}`;')), ["8 'Count'"], id='a text in code'),
        pytest.param('a.sql', {TEMPLATE: '{"name": "{{@:txt:a.sql}}", "nodes": []}'}, ["1 ''"], id='a text elsewhere'),
    ],
)
def test_uses(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], file: str, files: Mapping[str, str], users: list[str]
) -> None:
    write(tmp_path, {'a.sql': 'x', **template(js_node(JS_CODE)), **files})
    found = report(capsys, '--uses', file)
    (row,) = found['functions']
    shown = [f'{user["line"]} {user["node"]!r}' for user in row['users']]
    assert (found['uses'], row['exists'], shown) == (file, True, users)
    commands = [f'n8n-code-discipline hydrate --out-dir DIR {TEMPLATE}'] if users else []
    assert list(found['next']) == commands


@pytest.mark.parametrize('path', ['countByCategory.js', '../x.js', 'n8n-functions/js/none.js'])
def test_a_node_with_a_wrong_path_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str], path: str) -> None:
    code = f'{{{{@:js:{path}}}}}\nreturn `{{{{@:txt:a.txt}}}}`;'
    write(tmp_path, template(js_node(code), js_node('{{@:txt:a.txt}}')))
    assert [row['state'] for row in report(capsys)['nodes']] == ['extracted', 'inline']


def test_commands_name_the_workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, {f'other/{path}': text for path, text in template(*NODES, js_node(JS_CODE)).items()})
    whole = report(capsys, '--workspace', 'other')['next']
    uses = report(capsys, '--workspace', 'other', '--uses', f'other/{JS}', status=1)['next']
    assert all(' --workspace other' in command for command in (*whole, *uses))


def test_uses_of_a_missing_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, template(js_node(JS_CODE)))
    (tmp_path / JS).unlink()
    assert cli.main(['report', '--uses', JS]) == 1
    assert capsys.readouterr().out == (
        f'Uses of {JS}: the file is missing; 1 workflow to deploy again\n\n'
        'Next\n  n8n-code-discipline check --select missing-source-file\n'
        '      lists what to change, unless the file is restored\n\n'
        f"Workflows (1)\n      1  {TEMPLATE}\n         line 8: 'Count'\n"
    )
    found = report(capsys)
    assert [(row['path'], row['exists']) for row in found['functions']] == [(JS, False), (PY, True)]
    assert 'n8n-code-discipline check --select missing-source-file' in found['next']


def test_what_extract_refuses_is_left_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, template(py_node('return items')))
    command = 'n8n-code-discipline check --select NCD101,NCD103'
    assert report(capsys)['next'] == {command: 'lists 1 node to change by hand'}
    assert cli.main(command.split()[1:]) == 1


def test_names_forge_no_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = 'n8n-workflows-template/\x1b[2J\n.template.json'
    write(tmp_path, {path: template(js_node(JS_CODE, name='N' * 1000))[TEMPLATE]})
    assert cli.main(['report', '--uses', JS]) == 0
    shown = path.replace('\x1b', '\\x1b').replace('\n', '\\n')
    output = capsys.readouterr().out
    assert f"hydrate --out-dir DIR '{shown}'\n" in output
    assert '\x1b' not in output
    assert max(map(len, output.splitlines())) < 120


def test_uses_of_an_unknown_file(capsys: pytest.CaptureFixture[str]) -> None:
    unknown = JS.replace('count', 'cuont')
    assert cli.main(['report', '--uses', unknown]) == 2
    error = f"{unknown}: no such file, and no placeholder names it; did you mean '{JS}'?\n"
    assert capsys.readouterr() == ('', error)


def test_broken_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, {**template(*NODES), OTHER: '{"nodes": [}', JS: b'\xff', 'n8n-workflows-template/x.json': '{}'})
    write(tmp_path, {'n8n-workflows-template/x.template.json': '{}'})
    assert cli.main(['report']) == 2
    output, errors = capsys.readouterr()
    assert output.startswith('n8n code inventory: 1 workflow, 5 nodes with code, 2 function files\n')
    first, second, third = errors.splitlines()
    assert first.startswith(f'{OTHER}:1: not JSON: ')
    assert second == 'n8n-workflows-template/x.template.json: not a workflow: no array "nodes"'
    assert third.startswith(f'{JS}: is not UTF-8')


def test_empty_workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, {'empty/n8n-functions/js/.gitkeep': ''})
    assert cli.main(['report', 'empty']) == 2
    assert capsys.readouterr() == (
        'n8n code inventory: 0 workflows, 0 nodes with code, 0 function files\n',
        'empty: nothing to check: no *.template.json, function file or paired test below it\n',
    )


def test_paths_and_output_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, {**template(*NODES), OTHER: template(js_node(JS_PLACEHOLDER))[TEMPLATE]})
    found = report(capsys, OTHER)
    assert (found['workflows'], len(found['nodes']), [row['path'] for row in found['functions']]) == (1, 1, [JS])
    assert cli.main(['report', '--format', 'markdown', '--output-file', 'report.md']) == 0
    assert capsys.readouterr() == ('', '')
    assert (tmp_path / 'report.md').read_text().startswith('## n8n code inventory\n\n2 workflows, 6 nodes with code')
    assert cli.main(['report', '--output-file', 'no/report.md']) == 2
