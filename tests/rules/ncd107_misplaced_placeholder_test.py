from pathlib import Path
from typing import Any

import pytest
from marks import at_marks
from support import JS, JS_CODE, PY, TEMPLATE, WORKSPACE, check, js_node, lint_files, node, py_node, template, write
from support import JS_PLACEHOLDER as P
from support import PY_PLACEHOLDER as Q

JS_MESSAGE = (
    "NCD107 node 'Count': placeholder 'n8n-functions/js/countByCategory.js' is misplaced: put it on a line of its own, "
    'at the top level of the code and not in a comment, string, expression or block'
)
PY_MESSAGE = (
    "NCD107 node 'Count': placeholder 'n8n-functions/py/count_by_category.py' is misplaced: put it on a line of its "
    'own, unindented, at the top level of the code and not in a comment, string, expression or block'
)
ELSEWHERE = "NCD107 {}placeholder '{}' stands in {}, which is not a code field: code is only injected into Code nodes"

M = f'«{P}»'
STICKY = 'n8n-nodes-base.stickyNote'


def setting(value: Any, **data: Any) -> dict[str, Any]:
    """A node that is no Code node, with a value."""
    return node(name='Set', type='n8n-nodes-base.set', parameters={'value': value}, **data)


@pytest.mark.parametrize(
    'code',
    [
        # clean
        pytest.param(P, id='alone'),
        pytest.param('\r\n \t' + P + ' \t\r\nreturn [];', id='indented, blanks after it, CRLF'),
        pytest.param('const a = b\n' + P + '\nreturn a', id='after a statement without a semicolon'),
        pytest.param('const a = `{{x}}`;\n' + P + '\nreturn a;', id='after a template literal'),
        pytest.param('"ä😀";\n' + P + '\nreturn [];', id='after wide characters'),
        # with findings
        pytest.param('// ' + M + '\nreturn [];', id='line comment'),
        pytest.param('/*\n' + M + '\n*/\nreturn [];', id='block comment'),
        pytest.param('const a = "' + M + '";', id='string'),
        pytest.param('const a = `\n' + M + '\n`;', id='template literal'),
        pytest.param('const a = ' + M + ';', id='expression'),
        pytest.param('const f = () =>\n' + M + '\nreturn [];', id='body of an arrow function'),
        pytest.param('{\n' + M + '\n}\nreturn [];', id='block'),
        pytest.param('if (a) {\n  ' + M + '\n}\nreturn [];', id='block of an if'),
        pytest.param('function f()\n' + M + '\nreturn [];', id='body of a function'),
        pytest.param(M + ' // comment\nreturn [];', id='comment after it'),
        pytest.param('const é = "😀\\"' + M + '";', id='columns count characters'),
        pytest.param('\xa0' + M + '\nreturn [];', id='no-break space before it'),
        pytest.param('return [\r' + M + '\r];', id='a lone carriage return ends no line'),
        pytest.param('return [;\n' + P, id='code that does not parse tells nothing'),
    ],
)
def test_fires_javascript(tmp_path: Path, code: str) -> None:
    files = template(js_node(code))
    assert lint_files(tmp_path, files, select='NCD107') == at_marks(files, JS_MESSAGE)


@pytest.mark.parametrize(
    'code',
    [
        # clean
        pytest.param(Q, id='alone'),
        pytest.param('# comment\r\n' + Q + ' \t\r\nreturn []', id='CRLF and blanks after it'),
        pytest.param('if items:\n    x = 1\n' + Q + '\nreturn []', id='after a block'),
        pytest.param('x = """\n"""\n' + Q + '\nreturn []', id='after a string of two lines'),
        # with findings
        pytest.param('# «' + Q + '»\nreturn []', id='comment'),
        pytest.param('x = "«' + Q + '»"\nreturn []', id='string'),
        pytest.param('"""\n«' + Q + '»\n"""\nreturn []', id='docstring'),
        pytest.param('x = «' + Q + '»\nreturn []', id='expression'),
        pytest.param('if items:\n    «' + Q + '»\nreturn []', id='block'),
        pytest.param('«' + Q + '»' + ' # comment\nreturn []', id='comment after it'),
    ],
)
def test_fires_python(tmp_path: Path, code: str) -> None:
    files = template(py_node(code))
    assert lint_files(tmp_path, files, select='NCD107') == at_marks(files, PY_MESSAGE)


@pytest.mark.parametrize(
    ('nodes', 'details'),
    [
        pytest.param([js_node(JS_CODE), node(type=STICKY, parameters={'content': P})], [], id='sticky note'),
        pytest.param([js_node(JS_CODE, notes='uses ' + P)], [], id='notes'),
        pytest.param([setting('{{@:env:A}} {{@:uuid}}')], [], id='kinds of the deploy step'),
        pytest.param([js_node('// @n8n-evol-I:primitive\nconst a = "' + P + '";')], [], id='primitive'),
        pytest.param([js_node(JS_CODE, type='@n8n/n8n-nodes-langchain.toolCode')], [], id='code field of a tool'),
        pytest.param([js_node(P + '\nreturn countByCategory({{@:json:a.json}}, "{{@:env:B}}");')], [], id='others'),
        pytest.param([setting(M)], [("node 'Set': ", JS, 'parameters.value')], id='another node'),
        pytest.param(
            [setting({'a': ['x', {'b': 'ä ' + M + ' «' + Q + '»'}]})],
            [("node 'Set': ", JS, 'parameters.value.a.1.b'), ("node 'Set': ", PY, 'parameters.value.a.1.b')],
            id='deep in another node',
        ),
        pytest.param([js_node(JS_CODE, name=M)], [(f"node '{P}': ", JS, 'name')], id='name'),
    ],
)
def test_fires_elsewhere(tmp_path: Path, nodes: list[Any], details: list[tuple[str, ...]]) -> None:
    files = {'a.json': '{}', **template(*nodes)}
    assert lint_files(tmp_path, files) == at_marks(files, ELSEWHERE, details)


@pytest.mark.parametrize(
    ('content', 'detail'),
    [
        pytest.param('{"nodes": [], "pinData": {"Count": [{"json": {"a": "' + P + '"}}]}}', ('', '', ''), id='pins'),
        pytest.param('[{"nodes": [], "pinData": {"Count": ["' + P + '"]}}]', ('', '', ''), id='pinned data, array'),
        pytest.param('{"nodes": [], "settings": {"a": "' + M + '"}}', ('', JS, 'settings.a'), id='settings'),
        pytest.param(
            '[{"nodes": [], "name": "«\\u007b{@:js:a.js}}»"}]', ('', 'a.js', '0.name'), id='name of a workflow, escaped'
        ),
    ],
)
def test_fires_outside_the_nodes(tmp_path: Path, content: str, detail: tuple[str, ...]) -> None:
    files = {TEMPLATE: content}
    assert lint_files(tmp_path, files) == at_marks(files, ELSEWHERE.format(*detail))


def test_thousands_on_one_line_share_its_text(tmp_path: Path) -> None:
    write(tmp_path, {**WORKSPACE, **template(js_node('\n' + (P + ' ') * 2_000 + '\nreturn [];'))})
    found = [item for item in check(tmp_path, TEMPLATE).diagnostics if item.code == 'NCD107']
    assert len(found) == 2_000
    assert len({id(item.position.text) for item in found if item.position}) == 1


GLUED = (
    f"NCD107 node 'Count': placeholder '{JS}' and the code after it become one statement, "
    "as the file ends without ';': write ';' on a line after the placeholder, or end the file with ';'"
)
OPEN = WORKSPACE[JS].rstrip(';\n') + '\n'


@pytest.mark.parametrize(
    ('function', 'code'),
    [
        pytest.param(OPEN, M + '\n(function () {})()', id='parenthesis'),
        pytest.param(OPEN, M + '\n[1, 2].forEach(f)', id='bracket'),
        pytest.param(OPEN, M + '\n`a`.trim()', id='template literal'),
        pytest.param(OPEN, M + '\n+a', id='plus'),
        pytest.param(OPEN, M + '\n/a/.test(b)', id='regex'),
        pytest.param(OPEN + '// end;\n', M + '\n(f)()', id='comment ends the file'),
        pytest.param(OPEN, P, id='nothing after it'),
        pytest.param(OPEN, P + '\n;\n(f)()', id='semicolon between'),
        pytest.param(OPEN, P + '\n++a', id='increment'),
        pytest.param(OPEN, P + '\nreturn (f)()', id='another statement'),
        pytest.param(OPEN + ';\n', P + '\n(f)()', id='semicolon ends the file'),
        pytest.param(WORKSPACE[JS], P + '\n(f)()', id='semicolon ends the trailer'),
        pytest.param('a = (', P + '\n(f)()', id='file that does not parse'),
    ],
)
def test_a_file_without_a_final_semicolon(tmp_path: Path, function: str, code: str) -> None:
    files = {JS: function, **template(js_node(code))}
    assert lint_files(tmp_path, files, TEMPLATE, select='NCD107') == at_marks(files, GLUED)
