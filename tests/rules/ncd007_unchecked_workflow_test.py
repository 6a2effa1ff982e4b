import json
from pathlib import Path
from typing import Any

import pytest
from support import WORKSPACE, check, js_node, lint_files, rows, write

from n8n_code_discipline import cli
from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.linter import engine
from n8n_code_discipline.workspace.files import Source

FOLDER = 'n8n-workflows-template'
INLINED: Any = {'name': 'Orders', 'nodes': [js_node('return 1;'), {'type': 'n8n-nodes-base.function'}]}


def finding(path: str, name: str) -> str:
    return (
        f"{path}:1:1-1:1 NCD007 this workflow is not checked: only *.template.json is a template; rename it to '{name}'"
    )


@pytest.mark.parametrize(
    ('name', 'data', 'expected'),
    [
        pytest.param('My workflow.json', INLINED, 'My workflow.template.json', id='no other finding of the file'),
        pytest.param('sub/all.json', [INLINED, INLINED], 'all.template.json', id='an array once, in a subfolder'),
        pytest.param('escaped.json', '{"n\\u006fdes": []}', 'escaped.template.json', id='an escaped key'),
        pytest.param('a.template (1).json', INLINED, 'a.template (1).template.json', id='a second download'),
        pytest.param('twice.json', '{"nodes": [], "nodes": []}', 'twice.template.json', id='a duplicate key'),
    ],
)
def test_fires_however_the_file_is_reached(tmp_path: Path, name: str, data: Any, expected: str) -> None:
    path = f'{FOLDER}/{name}'
    text = data if isinstance(data, str) else json.dumps(data)
    assert lint_files(tmp_path, {path: text}, path) == [finding(path, expected)]
    assert rows(check(tmp_path).diagnostics) == [finding(path, expected)]
    assert rows(check(tmp_path, FOLDER).diagnostics) == [finding(path, expected)]
    source = Source(str(tmp_path / path), text, bom=False, problem=None)
    assert rows(engine.check_text(source, Settings(str(tmp_path))).diagnostics) == [finding(path, expected)]


@pytest.mark.parametrize(
    ('name', 'text'),
    [
        pytest.param(f'{FOLDER}/tags.json', '[{"id": 1, "name": "x"}]', id='no nodes'),
        pytest.param(f'{FOLDER}/nodes.json', '{"nodes": {"a": 1}}', id='nodes that are no list'),
        pytest.param(f'{FOLDER}/value.json', '{"a": "nodes", "b": {"nodes": []}}', id='nodes further in'),
        pytest.param(f'{FOLDER}/comments.json', '{"a": 1, // a comment\n}', id='not JSON, no nodes'),
        pytest.param(f'{FOLDER}/orders.generated.json', json.dumps(INLINED), id='built'),
        pytest.param('n8n-functions/js/fixture.json', json.dumps(INLINED), id='data of a function'),
        pytest.param('n8n-functions/empty.json', '', id='an empty file among the functions'),
    ],
)
def test_other_json_is_skipped_however_it_is_reached(tmp_path: Path, name: str, text: str) -> None:
    write(tmp_path, {**WORKSPACE, name: text})
    named = check(tmp_path, name)
    assert (named.diagnostics, named.errors, len(named.skipped)) == ((), (), 1)
    walked = check(tmp_path)
    assert (walked.diagnostics, walked.errors, walked.skipped) == ((), (), ())


@pytest.mark.parametrize(
    ('data', 'expected'),
    [
        pytest.param(b'{"nodes": [}', 'NCD002 not JSON: expecting value (line 1, column 12)', id='broken'),
        pytest.param('{"nodes": []}'.encode('utf-16'), 'NCD001 is UTF-16, not UTF-8: save it as UTF-8', id='UTF-16'),
    ],
)
def test_what_cannot_be_told_is_reported(tmp_path: Path, data: bytes, expected: str) -> None:
    write(tmp_path, {**WORKSPACE, f'{FOLDER}/My workflow.json': data})
    for paths in ((), (f'{FOLDER}/My workflow.json',)):
        assert [f'{item.code} {item.message}' for item in check(tmp_path, *paths).diagnostics] == [expected]


def test_elsewhere_a_workflow_of_any_name_is_checked(tmp_path: Path) -> None:
    found = lint_files(tmp_path, {'flows/My workflow.json': json.dumps(INLINED)}, 'flows/My workflow.json')
    assert [row.split()[2] for row in found] == ['NCD103', 'NCD101']


def test_the_new_name_makes_it_a_template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {**WORKSPACE, f'{FOLDER}/My workflow.json': '{"nodes": []}'})
    monkeypatch.chdir(tmp_path)
    assert cli.main(['check']) == 1
    (tmp_path / FOLDER / 'My workflow.json').rename(tmp_path / FOLDER / 'My workflow.template.json')
    assert cli.main(['check']) == 0
    assert cli.main(['hydrate', f'{FOLDER}/My workflow.template.json']) == 0


def test_a_fix_leaves_it_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = json.dumps({'nodes': [js_node('{{ @:js:n8n-functions/js/countByCategory.js}}\nreturn [];')]})
    write(tmp_path, {**WORKSPACE, f'{FOLDER}/My workflow.json': text})
    monkeypatch.chdir(tmp_path)
    assert cli.main(['check', '--fix']) == 1
    assert (tmp_path / FOLDER / 'My workflow.json').read_text() == text
