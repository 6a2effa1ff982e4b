"""V8's result on hydrated bodies, and where it is reported."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from support import JS, JS_CODE, PY_CODE, TEMPLATE, WORKSPACE, js_node, py_node, rows, template, write

from n8n_code_discipline import registry
from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.documents.code_node import code_nodes
from n8n_code_discipline.linter import findings
from n8n_code_discipline.testing import runners, suites, v8

pytestmark = pytest.mark.slow

NODES = tuple(runners.nodes())
each_node = pytest.mark.parametrize('executable', NODES, ids=range(len(NODES)))
PLACEHOLDER = JS_CODE.split('\n')[0]


def compiled(root: Path, files: Mapping[str, str | bytes], executable: str = NODES[0]) -> list[str]:
    """Complete diagnostics of the template, without the version of node."""
    write(root, {**WORKSPACE, **files})
    (loaded,) = suites.load([TEMPLATE], Settings(str(root))).templates
    bodies = [body for body in map(v8.hydrated_script, code_nodes(loaded)) if body is not None]
    version, errors = v8.compile_bodies(executable, bodies, runners.environment(), 60)
    found = v8.findings(bodies, version, errors)
    rule = registry.find('NCD005')
    assert rule is not None
    diagnostics = tuple(findings.diagnostic(rule, finding, loaded) for _, finding in found)
    return [row.replace(f' (V8 of node {version})', '') for row in rows(diagnostics)]


@each_node
def test_sound_bodies(tmp_path: Path, executable: str) -> None:
    codes = [
        JS_CODE,
        'return await fetch("x");',
        'for await (const x of []) {}',
        'throw new Error("never run");',
        'process.exit(3);',
        '<!-- old\nreturn [];',
        'a = 1; // at the end',
        'const lone = "LONE";',
    ]
    text = template(*map(js_node, codes), py_node(PY_CODE))[TEMPLATE].replace('LONE', r'\ud800')
    assert compiled(tmp_path, {TEMPLATE: text}, executable) == []


@each_node
@pytest.mark.parametrize(
    ('code', 'expected'),
    [
        pytest.param('return foo bar;', '8:31-8:31 {}Unexpected identifier', id='first line'),
        pytest.param(
            PLACEHOLDER + '\n\nlet a;\nlet a;',
            "8:80-8:80 {}Identifier 'a' has already been declared",
            id='glue after a file',
        ),
        pytest.param('"é😀", foo bar', '8:32-8:32 {}Unexpected identifier', id='letters outside the BMP'),
        pytest.param('if (x) {', '8:28-8:28 {}Unexpected token', id='unexpected end'),
        pytest.param('a\r\nb\u2028c d', '8:29-8:29 {}Unexpected identifier', id='line separators'),
        pytest.param('import a from "b";', '8:20-8:20 {}Cannot use import statement outside a module', id='import'),
        pytest.param('const x = `${', '8:33-8:33 {}Unexpected token', id='unclosed template literal'),
    ],
)
def test_errors_in_glue(tmp_path: Path, code: str, expected: str, executable: str) -> None:
    (row,) = compiled(tmp_path, template(js_node(code)), executable)
    assert row.startswith(f'{TEMPLATE}:' + expected.format("NCD005 node 'Count': JavaScript syntax: "))


def test_an_error_in_a_function_file_is_told_once_at_the_placeholder(tmp_path: Path) -> None:
    files = {JS: '#!/usr/bin/env node\nfunction f() {\n  foo bar\n}\n'}
    assert compiled(tmp_path, {**files, **template(js_node('"a";\n' + JS_CODE), js_node(JS_CODE))}) == [
        f"{TEMPLATE}:8:28-8:28 NCD005 node 'Count': JavaScript syntax: Unexpected identifier 'bar', line 3 of {JS}"
    ]


def test_what_does_not_close_before_the_end_is_told_at_the_end(tmp_path: Path) -> None:
    files = {JS: 'function f() {\n'}
    (row,) = compiled(tmp_path, {**files, **template(js_node(JS_CODE))})
    assert f'{TEMPLATE}:8:' in row
    assert JS not in row


@pytest.mark.parametrize(('version', 'number'), [('v24.19.0', 24), ('v20.0.0-nightly', 20), ('', 0), ('24', 0)])
def test_versions(version: str, number: int) -> None:
    assert runners.major(version) == number
