from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support import JS
from support import JS_CODE
from support import JS_PLACEHOLDER as P
from support import PY_PLACEHOLDER as Q
from support import TEMPLATE
from support import WORKSPACE
from support import check
from support import js_node
from support import lint_files
from support import node
from support import py_node
from support import template
from support import write

from n8n_code_discipline.registry import Selection

STICKY = 'n8n-nodes-base.stickyNote'
# the other rules have a say about most of these codes
ONLY = Selection(select=('NCD107',))
JS_MESSAGE = (
    "NCD107 node 'Count': placeholder 'n8n-functions/js/countByCategory.js' is misplaced: put it on a line of its own, "
    'at the top level of the code and not in a comment, string, expression or block'
)
PY_MESSAGE = (
    "NCD107 node 'Count': placeholder 'n8n-functions/py/count_by_category.py' is misplaced: put it on a line of its "
    'own, unindented, at the top level of the code and not in a comment, string, expression or block'
)


def setting(value: Any, **data: Any) -> dict[str, Any]:
    """A node that is no Code node, with a value."""
    return node(name='Set', type='n8n-nodes-base.set', parameters={'value': value}, **data)


@pytest.mark.parametrize(
    'code',
    [
        pytest.param(P, id='alone'),
        pytest.param(P + '\nreturn [];', id='first line'),
        pytest.param('const a = 1;\n' + P + '\n', id='last line'),
        pytest.param('\r\n \t' + P + ' \t\r\nreturn [];', id='indented, blanks after it, CRLF'),
        pytest.param(P + '\n' + P.replace('{{@:', '{{@') + '\nreturn [];', id='two lines'),
        pytest.param('const a = b\n' + P + '\nreturn a', id='after a statement without a semicolon'),
        pytest.param(P + '\n(function () { return [] })()', id='before a parenthesis'),
        pytest.param(P + '\n[1, 2].forEach(f)', id='before a bracket'),
        pytest.param(P + '\n`a`.trim()', id='before a template literal'),
        pytest.param(P + '\n/a/.test(b)', id='before a regex'),
        pytest.param(P + '\n++a', id='before an increment'),
        pytest.param('/* a */\n' + P + '\n// b\nreturn [];', id='between comments'),
        pytest.param('const a = `{{x}}`;\n' + P + '\nreturn a;', id='after a template literal'),
        pytest.param('await f();\n' + P + '\nreturn [];', id='after await'),
        pytest.param('return f();\n' + P, id='after return'),
        pytest.param(P + '\nfor (const a of b) { f(a); }\nreturn [];', id='before a block'),
        pytest.param('"ä😀";\n' + P + '\nreturn [];', id='after wide characters'),
    ],
)
def test_clean_javascript(tmp_path: Path, code: str) -> None:
    assert lint_files(tmp_path, template(js_node(code)), selection=ONLY) == []


@pytest.mark.parametrize(
    'code',
    [
        pytest.param(Q, id='alone'),
        pytest.param('import json\n' + Q + '\nreturn []', id='after an import'),
        pytest.param('# comment\r\n' + Q + ' \t\r\nreturn []', id='CRLF and blanks after it'),
        pytest.param(Q + '\n(a, b) = 1, 2\nreturn []', id='before a parenthesis'),
        pytest.param(Q + '\n[a] = [1]\nreturn []', id='before a bracket'),
        pytest.param('if items:\n    x = 1\n' + Q + '\nreturn []', id='after a block'),
        pytest.param('x = """\n"""\n' + Q + '\nreturn []', id='after a string of two lines'),
        pytest.param('"""Doc."""\n' + Q + '\nreturn []', id='after a docstring'),
    ],
)
def test_clean_python(tmp_path: Path, code: str) -> None:
    assert lint_files(tmp_path, template(py_node(code)), selection=ONLY) == []


@pytest.mark.parametrize(
    'nodes',
    [
        pytest.param([js_node(JS_CODE), node(type=STICKY, parameters={'content': P})], id='sticky note'),
        pytest.param([js_node(JS_CODE, notes='uses ' + P)], id='notes'),
        pytest.param([setting('a', notes=P)], id='notes of another node'),
        pytest.param([setting('{{@:env:A}} {{@:uuid}}')], id='kinds of the deploy step'),
        pytest.param([js_node('// @n8n-evol-I:primitive\nconst a = "' + P + '";')], id='primitive'),
        pytest.param([node(type='n8n-nodes-base.code', parameters={'jsCode': JS_CODE})], id='code field'),
        pytest.param([js_node(JS_CODE, type='@n8n/n8n-nodes-langchain.toolCode')], id='code field of a tool'),
        pytest.param([js_node(P + '\nreturn countByCategory({{@:json:a.json}}, "{{@:env:B}}");')], id='other kinds'),
    ],
)
def test_clean_elsewhere(tmp_path: Path, nodes: list[Any]) -> None:
    assert lint_files(tmp_path, {'a.json': '{}', **template(*nodes)}) == []


@pytest.mark.parametrize(
    'content',
    [
        pytest.param('{"nodes": [], "pinData": {"Count": [{"json": {"a": "' + P + '"}}]}}', id='pinned data'),
        pytest.param('[{"nodes": [], "pinData": {"Count": ["' + P + '"]}}]', id='pinned data in an array'),
    ],
)
def test_clean_pinned_data(tmp_path: Path, content: str) -> None:
    assert lint_files(tmp_path, {TEMPLATE: content}) == []


@pytest.mark.parametrize(
    ('code', 'expected'),
    [
        pytest.param('// ' + P + '\nreturn [];', [f'{TEMPLATE}:8:23-8:67 {JS_MESSAGE}'], id='line comment'),
        pytest.param('/*\n' + P + '\n*/\nreturn [];', [f'{TEMPLATE}:8:24-8:68 {JS_MESSAGE}'], id='block comment'),
        pytest.param('const a = "' + P + '";', [f'{TEMPLATE}:8:32-8:76 {JS_MESSAGE}'], id='string'),
        pytest.param('const a = `\n' + P + '\n`;', [f'{TEMPLATE}:8:33-8:77 {JS_MESSAGE}'], id='template literal'),
        pytest.param(
            'const a = `${\n' + P + '\n}`;',
            [f'{TEMPLATE}:8:35-8:79 {JS_MESSAGE}'],
            id='substitution of a template literal',
        ),
        pytest.param('const a = ' + P + ';', [f'{TEMPLATE}:8:30-8:74 {JS_MESSAGE}'], id='expression'),
        pytest.param(
            'const a =\n' + P + '\nreturn a;',
            [f'{TEMPLATE}:8:31-8:75 {JS_MESSAGE}'],
            id='expression on a line of its own',
        ),
        pytest.param('const a = [\n' + P + '\n];', [f'{TEMPLATE}:8:33-8:77 {JS_MESSAGE}'], id='in an array'),
        pytest.param('f(\n' + P + '\n);', [f'{TEMPLATE}:8:24-8:68 {JS_MESSAGE}'], id='argument'),
        pytest.param(
            'const f = () =>\n' + P + '\nreturn [];',
            [f'{TEMPLATE}:8:37-8:81 {JS_MESSAGE}'],
            id='body of an arrow function',
        ),
        pytest.param('{\n' + P + '\n}\nreturn [];', [f'{TEMPLATE}:8:23-8:67 {JS_MESSAGE}'], id='block'),
        pytest.param(
            'if (a) {\n  ' + P + '\n}\nreturn [];', [f'{TEMPLATE}:8:32-8:76 {JS_MESSAGE}'], id='block of an if'
        ),
        pytest.param('if (a)\n' + P + '\nreturn [];', [f'{TEMPLATE}:8:28-8:72 {JS_MESSAGE}'], id='branch of an if'),
        pytest.param('for (;;)\n' + P + '\nreturn [];', [f'{TEMPLATE}:8:30-8:74 {JS_MESSAGE}'], id='body of a loop'),
        pytest.param('a:\n' + P + '\nreturn [];', [f'{TEMPLATE}:8:24-8:68 {JS_MESSAGE}'], id='labelled'),
        pytest.param(
            'function f()\n' + P + '\nreturn [];', [f'{TEMPLATE}:8:34-8:78 {JS_MESSAGE}'], id='body of a function'
        ),
        pytest.param(
            'function f() {\n' + P + '\n}\nreturn [];', [f'{TEMPLATE}:8:36-8:80 {JS_MESSAGE}'], id='in a function'
        ),
        pytest.param(
            'try\n' + P + '\ncatch (e) {}\nreturn [];', [f'{TEMPLATE}:8:25-8:69 {JS_MESSAGE}'], id='block of a try'
        ),
        pytest.param(P + ';\nreturn [];', [f'{TEMPLATE}:8:20-8:64 {JS_MESSAGE}'], id='semicolon after it'),
        pytest.param('a; ' + P + '\nreturn [];', [f'{TEMPLATE}:8:23-8:67 {JS_MESSAGE}'], id='text before it'),
        pytest.param(P + ' // comment\nreturn [];', [f'{TEMPLATE}:8:20-8:64 {JS_MESSAGE}'], id='comment after it'),
        pytest.param(
            P + ' ' + P + '\nreturn [];',
            [
                f'{TEMPLATE}:8:20-8:64 {JS_MESSAGE}',
                f'{TEMPLATE}:8:65-8:109 {JS_MESSAGE}',
            ],
            id='two on a line',
        ),
        pytest.param(
            P + P,
            [
                f'{TEMPLATE}:8:20-8:64 {JS_MESSAGE}',
                f'{TEMPLATE}:8:64-8:108 {JS_MESSAGE}',
            ],
            id='two without a blank',
        ),
        pytest.param('{' + P + '}\nreturn [];', [f'{TEMPLATE}:8:21-8:65 {JS_MESSAGE}'], id='three braces'),
        pytest.param(
            'const é = "😀\\"' + P + '";', [f'{TEMPLATE}:8:37-8:81 {JS_MESSAGE}'], id='columns count characters'
        ),
        pytest.param(
            '\u00a0' + P + '\nreturn [];', [f'{TEMPLATE}:8:21-8:65 {JS_MESSAGE}'], id='no-break space before it'
        ),
        pytest.param(
            'return [\r' + P + '\r];', [f'{TEMPLATE}:8:30-8:74 {JS_MESSAGE}'], id='a lone carriage return ends no line'
        ),
        pytest.param('return [;\n' + P, [], id='code that does not parse tells nothing'),
    ],
)
def test_fires_javascript(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert lint_files(tmp_path, template(js_node(code)), selection=ONLY) == expected


@pytest.mark.parametrize(
    ('code', 'expected'),
    [
        pytest.param('# ' + Q + '\nreturn []', [f'{TEMPLATE}:9:26-9:72 {PY_MESSAGE}'], id='comment'),
        pytest.param('x = "' + Q + '"\nreturn []', [f'{TEMPLATE}:9:30-9:76 {PY_MESSAGE}'], id='string'),
        pytest.param('"""\n' + Q + '\n"""\nreturn []', [f'{TEMPLATE}:9:32-9:78 {PY_MESSAGE}'], id='docstring'),
        pytest.param('x = ' + Q + '\nreturn []', [f'{TEMPLATE}:9:28-9:74 {PY_MESSAGE}'], id='expression'),
        pytest.param('if items:\n    ' + Q + '\nreturn []', [f'{TEMPLATE}:9:39-9:85 {PY_MESSAGE}'], id='block'),
        pytest.param(
            'if items:\n    pass\n    ' + Q + '\nreturn []',
            [f'{TEMPLATE}:9:49-9:95 {PY_MESSAGE}'],
            id='further in a block',
        ),
        pytest.param('(\n' + Q + '\n)\nreturn []', [f'{TEMPLATE}:9:27-9:73 {PY_MESSAGE}'], id='parentheses'),
        pytest.param('x = [\n' + Q + ',\n]\nreturn []', [f'{TEMPLATE}:9:31-9:77 {PY_MESSAGE}'], id='list'),
        pytest.param('x = \\\n' + Q + '\nreturn []', [f'{TEMPLATE}:9:32-9:78 {PY_MESSAGE}'], id='continued line'),
        pytest.param(Q + '; x = 1\nreturn []', [f'{TEMPLATE}:9:24-9:70 {PY_MESSAGE}'], id='text after it'),
        pytest.param(Q + ' # comment\nreturn []', [f'{TEMPLATE}:9:24-9:70 {PY_MESSAGE}'], id='comment after it'),
        pytest.param(
            Q + ' ' + Q + '\nreturn []',
            [
                f'{TEMPLATE}:9:24-9:70 {PY_MESSAGE}',
                f'{TEMPLATE}:9:71-9:117 {PY_MESSAGE}',
            ],
            id='two on a line',
        ),
    ],
)
def test_fires_python(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert lint_files(tmp_path, template(py_node(code)), selection=ONLY) == expected


@pytest.mark.parametrize(
    ('nodes', 'expected'),
    [
        pytest.param(
            [setting(P)],
            [
                f'{TEMPLATE}:8:19-8:63 '
                "NCD107 node 'Set': placeholder 'n8n-functions/js/countByCategory.js' stands in "
                'parameters.value, which is no code field: code is only injected into Code nodes'
            ],
            id='another node',
        ),
        pytest.param(
            [setting({'a': ['x', {'b': 'ä ' + P + ' ' + Q}]})],
            [
                f'{TEMPLATE}:12:23-12:67 '
                "NCD107 node 'Set': placeholder 'n8n-functions/js/countByCategory.js' stands in "
                'parameters.value.a.1.b, which is no code field: code is only injected into Code nodes',
                f'{TEMPLATE}:12:68-12:114 '
                "NCD107 node 'Set': placeholder 'n8n-functions/py/count_by_category.py' stands in "
                'parameters.value.a.1.b, which is no code field: code is only injected into Code nodes',
            ],
            id='deep in another node',
        ),
        pytest.param(
            [js_node(P, type='n8n-nodes-base.noOp')],
            [
                f'{TEMPLATE}:8:20-8:64 '
                "NCD107 node 'Count': placeholder 'n8n-functions/js/countByCategory.js' stands in "
                'parameters.jsCode, which is no code field: code is only injected into Code nodes'
            ],
            id='jsCode of another node',
        ),
        pytest.param(
            [js_node(JS_CODE, name=P)],
            [
                f'{TEMPLATE}:4:16-4:60 '
                "NCD107 node '{{@:js:n8n-functions/js/countByCategory.js}}': placeholder "
                "'n8n-functions/js/countByCategory.js' stands in name, which is no code field: code is only "
                'injected into Code nodes'
            ],
            id='name',
        ),
        pytest.param(
            [node(parameters={'jsCode': JS_CODE, 'mode': P})],
            [
                f'{TEMPLATE}:9:18-9:62 '
                "NCD107 node 'Count': placeholder 'n8n-functions/js/countByCategory.js' stands in "
                'parameters.mode, which is no code field: code is only injected into Code nodes'
            ],
            id='other parameter of a Code node',
        ),
        pytest.param(
            [setting('a', onError='{{@js:a/b.js}}')],
            [
                f'{TEMPLATE}:10:19-10:33 '
                "NCD107 node 'Set': placeholder 'a/b.js' stands in onError, which is no code field: code is only "
                'injected into Code nodes'
            ],
            id='value of a node',
        ),
    ],
)
def test_fires_elsewhere(tmp_path: Path, nodes: list[Any], expected: list[str]) -> None:
    assert lint_files(tmp_path, template(*nodes)) == expected


@pytest.mark.parametrize(
    ('content', 'expected'),
    [
        pytest.param(
            '{"nodes": [], "settings": {"a": "' + P + '"}}',
            [
                f'{TEMPLATE}:1:34-1:78 '
                "NCD107 placeholder 'n8n-functions/js/countByCategory.js' stands in settings.a, which is no code "
                'field: code is only injected into Code nodes'
            ],
            id='settings',
        ),
        pytest.param(
            '[{"nodes": [], "name": "\\u007b{@:js:a.js}}"}]',
            [
                f'{TEMPLATE}:1:25-1:43 '
                "NCD107 placeholder 'a.js' stands in 0.name, which is no code field: code is only injected into "
                'Code nodes'
            ],
            id='name of a workflow, escaped',
        ),
        pytest.param(
            '{"nodes": [], "meta": {"pinData": "{{@:py:a.py}}"}}',
            [
                f'{TEMPLATE}:1:36-1:49 '
                "NCD107 placeholder 'a.py' stands in meta.pinData, which is no code field: code is only injected "
                'into Code nodes'
            ],
            id='pinData further in',
        ),
    ],
)
def test_fires_outside_the_nodes(tmp_path: Path, content: str, expected: list[str]) -> None:
    assert lint_files(tmp_path, {TEMPLATE: content}) == expected


def test_thousands_on_one_line_share_its_text(tmp_path: Path) -> None:
    write(tmp_path, {**WORKSPACE, **template(js_node('\n' + (P + ' ') * 2_000 + '\nreturn [];'))})
    found = [item for item in check(tmp_path, TEMPLATE).diagnostics if item.code == 'NCD107']
    assert len(found) == 2_000
    assert len({id(item.position.text) for item in found if item.position}) == 1


OPEN = WORKSPACE[JS].rstrip(';\n') + '\n'
GLUED = (
    f"{TEMPLATE}:8:20-8:64 NCD107 node 'Count': placeholder '{JS}' and the code after it become one statement, as the "
    "file ends without ';': write ';' on a line after the placeholder, or end the file with ';'"
)


@pytest.mark.parametrize(
    ('function', 'code', 'expected'),
    [
        pytest.param(OPEN, P + '\n(function () {})()', [GLUED], id='parenthesis'),
        pytest.param(OPEN, P + '\n[1, 2].forEach(f)', [GLUED], id='bracket'),
        pytest.param(OPEN, P + '\n`a`.trim()', [GLUED], id='template literal'),
        pytest.param(OPEN, P + '\n+a', [GLUED], id='plus'),
        pytest.param(OPEN, P + '\n-a', [GLUED], id='minus'),
        pytest.param(OPEN, P + '\n/a/.test(b)', [GLUED], id='regex'),
        pytest.param(OPEN, P + '\n\n// a\n/* ; */ (f)()', [GLUED], id='after comments'),
        pytest.param(OPEN + '// end;\n', P + '\n(f)()', [GLUED], id='comment ends the file'),
        pytest.param('const f = function () {}', P + '\n(f)()', [GLUED], id='function expression'),
        pytest.param('if (a) {} else b = {}', P + '\n(f)()', [GLUED], id='else'),
        pytest.param(OPEN, P, [], id='nothing after it'),
        pytest.param(OPEN, P + '\n;\n(f)()', [], id='semicolon between'),
        pytest.param(OPEN, P + '\n++a', [], id='increment'),
        pytest.param(OPEN, P + '\n--a', [], id='decrement'),
        pytest.param(OPEN, P + '\nreturn (f)()', [], id='another statement'),
        pytest.param(OPEN, P + '\n' + P + '\nreturn []', [], id='another placeholder'),
        pytest.param(OPEN + ';\n', P + '\n(f)()', [], id='semicolon ends the file'),
        pytest.param(WORKSPACE[JS], P + '\n(f)()', [], id='semicolon ends the trailer'),
        pytest.param('function f() {}', P + '\n(f)()', [], id='declaration ends the file'),
        pytest.param('if (a) { b = {} }', P + '\n(f)()', [], id='block ends the file'),
        pytest.param('// nothing', P + '\n(f)()', [], id='no statement'),
        pytest.param('a = (', P + '\n(f)()', [], id='file that does not parse'),
    ],
)
def test_a_file_without_a_final_semicolon(tmp_path: Path, function: str, code: str, expected: list[str]) -> None:
    files = {JS: function, **template(js_node(code))}
    assert lint_files(tmp_path, files, TEMPLATE, selection=ONLY) == expected
