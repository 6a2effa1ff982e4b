"""The engine: which files a run looks at, and what it says when it cannot."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from support import (
    JS,
    JS_CODE,
    JS_PLACEHOLDER,
    JS_TEST,
    PY,
    PY_PLACEHOLDER,
    TEMPLATE,
    WORKSPACE,
    check,
    js_node,
    py_node,
    template,
    write,
)

from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.documents.code_node import CodeNode
from n8n_code_discipline.linter import engine
from n8n_code_discipline.linter.engine import Report
from n8n_code_discipline.syntax import javascript, python

GOOD = template(js_node(JS_CODE))
INLINED = template(js_node('return [];'))
USED_AND_INLINED = template(js_node(JS_CODE), js_node('return [];'))[TEMPLATE]
IMPURE = {JS: 'const a = 1;\n' + WORKSPACE[JS]}


def codes(report: Report) -> list[tuple[str, str]]:
    return [(item.path, item.code) for item in report.diagnostics]


# -- roles --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ('files', 'path', 'expected'),
    [
        pytest.param(INLINED, TEMPLATE, [(TEMPLATE, 'NCD103')], id='template'),
        pytest.param(IMPURE, JS, [(JS, 'NCD202')], id='function file'),
        pytest.param({**GOOD, **IMPURE}, TEMPLATE, [(JS, 'NCD202')], id='a template brings its function files'),
        pytest.param({**INLINED, **IMPURE}, TEMPLATE, [(TEMPLATE, 'NCD103')], id='but not the others'),
        pytest.param(
            {JS_TEST: b'\xff', **GOOD}, TEMPLATE, [(JS_TEST, 'NCD001')], id='and the tests of its function files'
        ),
        pytest.param({JS_TEST: b'\xff'}, JS_TEST, [(JS_TEST, 'NCD001')], id='test'),
        pytest.param(INLINED, JS, [], id='a function file brings no template that does not use it'),
        pytest.param(
            {'flows/x.json': GOOD[TEMPLATE], **IMPURE},
            'flows/x.json',
            [(JS, 'NCD202')],
            id='a JSON file with nodes, wherever it lies',
        ),
    ],
)
def test_a_file_and_what_it_brings_along(
    tmp_path: Path, files: dict[str, str | bytes], path: str, expected: list[tuple[str, str]]
) -> None:
    write(tmp_path, {**WORKSPACE, **files})
    assert codes(check(tmp_path, path)) == expected


@pytest.mark.parametrize(
    ('usual', 'written'),
    [
        pytest.param('', '', id='as usual'),
        pytest.param('{{@:js:', '{\\u007b@:js:', id='escaped'),
        pytest.param('js/countBy', 'js\\/countBy', id='its path escaped'),
        pytest.param('/js/countBy', '/js/../js/countBy', id='its path longer than it need be'),
    ],
)
def test_a_function_file_brings_the_templates_that_use_it(tmp_path: Path, usual: str, written: str) -> None:
    write(tmp_path, {**WORKSPACE, TEMPLATE: USED_AND_INLINED.replace(usual, written, 1)})
    assert codes(check(tmp_path, JS)) == [(TEMPLATE, 'NCD103')]


@pytest.mark.parametrize(
    ('name', 'content'),
    [
        ('package.json', '{"name": "x"}'),
        ('README.md', 'x'),
        ('built/orders.generated.json', '{"nodes": [{"type": "n8n-nodes-base.function"}]}'),
        ('n8n-workflows-template/orders.generated.json', '{"nodes": [{"type": "n8n-nodes-base.function"}]}'),
        ('cdk.out/Stack.template.json', '{"Resources": {}}'),
        ('n8n-functions/py/__init__.py', 'x = 1'),
        ('n8n-functions/js/data.json', '{"a": 1}'),
        ('n8n-functions-tests/conftest.py', 'x = 1'),
        ('src/app.js', 'x = 1'),
        ('tsconfig.json', '{"compilerOptions": {}, // a comment\n}'),
    ],
)
def test_somebody_elses_file_is_skipped_with_a_count(tmp_path: Path, name: str, content: str) -> None:
    write(tmp_path, {**WORKSPACE, name: content})
    report = check(tmp_path, name)
    assert [line.partition(': ')[0] for line in report.skipped] == [name]
    assert report == Report((), (), (), 0, report.skipped)
    assert report.status == 0


def test_a_broken_json_file_that_mentions_nodes_is_ours(tmp_path: Path) -> None:
    write(tmp_path, {'x.json': '{"nodes": [}'})
    assert codes(check(tmp_path, 'x.json')) == [('x.json', 'NCD002')]


def test_directories_are_walked(tmp_path: Path) -> None:
    write(tmp_path, {**WORKSPACE, **INLINED, **IMPURE, 'node_modules/n8n-functions/js/x.js': 'x', 'other.json': '{'})
    assert codes(check(tmp_path, '.')) == [(JS, 'NCD202'), (TEMPLATE, 'NCD103')]
    assert codes(check(tmp_path, 'n8n-functions')) == [(JS, 'NCD202')]
    assert codes(check(tmp_path, str(tmp_path))) == [(JS, 'NCD202'), (TEMPLATE, 'NCD103')]


def test_every_file_is_checked_once_however_often_it_is_named(tmp_path: Path) -> None:
    write(tmp_path, {**WORKSPACE, **INLINED, **IMPURE})
    once = check(tmp_path, '.')
    assert check(tmp_path, TEMPLATE, './' + TEMPLATE, '.', JS, 'n8n-functions', str(tmp_path / JS)) == once


# -- workspaces ---------------------------------------------------------------------------------------------------


def test_no_path_means_the_workspaces_below(tmp_path: Path) -> None:
    write(tmp_path, {f'{root}/{name}': text for root in ('a', 'b/c') for name, text in {**WORKSPACE, **IMPURE}.items()})
    write(tmp_path, {'stray.template.json': '{'})
    assert codes(check(tmp_path)) == [(f'a/{JS}', 'NCD202'), (f'b/c/{JS}', 'NCD202')]


@pytest.mark.parametrize('below', ['n8n-functions', 'n8n-functions/js', 'docs'])
def test_no_path_within_a_workspace_means_that_workspace(tmp_path: Path, below: str) -> None:
    write(tmp_path, {**WORKSPACE, **IMPURE, 'docs/x': ''})
    report = engine.check((), Settings(str(tmp_path / below)))
    assert [item.code for item in report.diagnostics] == ['NCD202']


def test_two_workspaces_do_not_share_function_files(tmp_path: Path) -> None:
    write(tmp_path, {f'{root}/{name}': text for root in 'ab' for name, text in {**WORKSPACE, **GOOD}.items()})
    (tmp_path / 'a' / JS).unlink()
    assert codes(check(tmp_path, 'a', 'b')) == [(f'a/{TEMPLATE}', 'NCD104')]


def test_a_file_outside_any_workspace_belongs_to_that_of_the_current_directory(tmp_path: Path) -> None:
    write(tmp_path, {**{f'ws/{name}': text for name, text in WORKSPACE.items()}, 'x.json': GOOD[TEMPLATE]})
    report = engine.check(['../x.json'], Settings(str(tmp_path / 'ws')))
    assert report.diagnostics == ()
    assert report.checked == 3


# -- what cannot be checked ---------------------------------------------------------------------------------------


@pytest.mark.parametrize('path', ['docs', 'n8n-workflows-template', '.'])
def test_a_directory_with_nothing_to_check_is_an_error(tmp_path: Path, path: str) -> None:
    folder = 'n8n-workflows-template'
    write(tmp_path, {'docs/x.json': '{}', f'{folder}/tags.json': '[]', f'{folder}/a.generated.json': '{"nodes": []}'})
    report = check(tmp_path, path)
    assert report.errors == (f'{path}: nothing to check: no *.template.json, function file or paired test below it',)
    assert report.status == 2


def test_no_workspace_is_an_error(tmp_path: Path) -> None:
    (tmp_path / '.git').mkdir()
    report = check(tmp_path)
    assert report.errors == (
        f'no workspace at or below {tmp_path}: no directory contains n8n-workflows-template/, n8n-functions/ or '
        'n8n-functions-tests/; name a PATH, use --workspace, or create one with n8n-code-discipline init',
    )
    assert report.status == 2


@pytest.mark.parametrize('name', ['next.js', 'tools.py', 'flows.json'])
def test_a_directory_with_a_suffix_is_walked(tmp_path: Path, name: str) -> None:
    write(tmp_path, {f'{name}/{path}': text for path, text in {**WORKSPACE, **INLINED}.items()})
    report = check(tmp_path, name)
    assert codes(report) == [(f'{name}/{TEMPLATE}', 'NCD103')]
    assert report.skipped == ()


def test_nodes_that_cannot_be_read_are_an_internal_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: CodeNode) -> None:
        raise ValueError('nodes')

    monkeypatch.setattr(CodeNode, 'references', property(fail))
    write(tmp_path, {**WORKSPACE, **GOOD, 'n8n-workflows-template/z.template.json': '{'})
    report = check(tmp_path)
    assert {(item.path, item.code) for item in report.diagnostics} == {
        (TEMPLATE, 'NCD009'),
        ('n8n-workflows-template/z.template.json', 'NCD002'),
    }


# -- output -------------------------------------------------------------------------------------------------------


def test_diagnostics_are_sorted_and_the_same_every_time(tmp_path: Path) -> None:
    names = [f'n8n-workflows-template/{name}.template.json' for name in ('b', 'a', 'c/a', 'Z')]
    write(
        tmp_path,
        {**WORKSPACE, **dict.fromkeys(names, template(js_node(''), js_node('return 1;'), js_node(''))[TEMPLATE])},
    )
    report = check(tmp_path)
    assert len(report.diagnostics) == 12
    assert [item[:4] for item in report.diagnostics] == sorted(item[:4] for item in report.diagnostics)
    assert check(tmp_path, *reversed(names)).diagnostics == report.diagnostics


def test_a_finding_in_code_says_where_in_the_code(tmp_path: Path) -> None:
    code = 'const é = 1;\n// {{@:js:n8n-functions/js/countByCategory.js}}\nreturn [];'
    write(tmp_path, {**WORKSPACE, TEMPLATE: json.dumps({'nodes': [js_node(code)]})})
    (diagnostic,) = check(tmp_path, TEMPLATE).diagnostics
    assert diagnostic.code == 'NCD107'
    assert diagnostic.node == 'Count'
    assert diagnostic.position == (2, 4, '// {{@:js:n8n-functions/js/countByCategory.js}}', 44)
    line = (tmp_path / TEMPLATE).read_text().split('\n')[diagnostic.line - 1]
    assert line[diagnostic.column - 1 : diagnostic.end_column - 1] == '{{@:js:n8n-functions/js/countByCategory.js}}'


@pytest.mark.parametrize('target', [None, '2'])
def test_no_code_is_parsed_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str | None) -> None:
    js = 'function countByCategory(items) {\n  return structuredClone(items);\n}\n'
    py = 'def count_by_category(items):\n    return input(items)\n'
    nodes = [js_node(f'{JS_PLACEHOLDER}\nreturn {number};', name=f'JS {number}') for number in range(3)]
    nodes += [py_node(f'{PY_PLACEHOLDER}\nreturn {number}', name=f'Python {number}') for number in range(3)]
    write(tmp_path, {**WORKSPACE, JS: js, PY: py, **template(*nodes)})
    parsed: Counter[str] = Counter()
    for language in (javascript, python):

        def parse(text: str, *, body: bool = False, real: Any = language.parse) -> Any:
            parsed[text] += 1
            return real(text, body=body)

        monkeypatch.setattr(language, 'parse', parse)
    assert len(check(tmp_path, TEMPLATE, target_n8n=target, extend='NCD6').diagnostics) >= (2 if target else 0)
    assert len(parsed) >= 8
    assert max(parsed.values()) == 1


def test_a_node_that_injects_a_function_twice_is_named_once(tmp_path: Path) -> None:
    function = 'function countByCategory(items) {\n  return structuredClone(items);\n}\n'
    write(tmp_path, {**WORKSPACE, JS: function, **template(js_node(f'{JS_PLACEHOLDER}\n{JS_CODE}'))})
    report = check(tmp_path, target_n8n='2', select='NCD603')
    (message,) = (item.message for item in report.diagnostics)
    assert message.endswith(f"(in node 'Count' of {TEMPLATE})")
