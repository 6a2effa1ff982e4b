"""NCD005 in files and Code nodes; `tests/syntax/javascript_problems_test.py` has the classes of errors."""

from pathlib import Path

import pytest
from marks import at_marks
from support import JS, JS_PLACEHOLDER, JS_TEST, js_node, lint_files, template

IN_FILE = 'NCD005 JavaScript syntax: {}'
IN_NODE = "NCD005 node 'Count': JavaScript syntax: {} «line of code»"
UNEXPECTED = "unexpected '«»'"
UNEXPECTED_END = 'unexpected end of the code'

P = JS_PLACEHOLDER + '\n'


@pytest.mark.parametrize(
    ('source', 'message'),
    [
        pytest.param('', '', id='empty'),
        pytest.param('\ufeff#!/usr/bin/env node\r\nfunction f() {\r\n\treturn 1;\r\n}\r\n', '', id='BOM, CRLF, tabs'),
        pytest.param('function f() { return "}\\"{ // /* `"; } // } {\n/* } { */\n', '', id='braces in strings'),
        pytest.param('return 1;\n', '', id='top-level return, as in every CommonJS file'),
        pytest.param('function f( {\n}«»\n', UNEXPECTED_END, id='unclosed parameters'),
        pytest.param('function f() {\n  return 1;\n}«}»\n', UNEXPECTED, id='brace too many'),
        pytest.param('// ä😀\nfunction f() { return "😀" + «;» }\n', UNEXPECTED, id='columns count characters'),
        pytest.param('def «f»():\n    return 1\n', UNEXPECTED, id='Python'),
        pytest.param('«import» a from "a";\nexport default a;\n', "'«»' outside a module", id='module'),
        pytest.param('«await f()»;\n', "'await' outside an async function", id='top-level await'),
        pytest.param('const b = 1;\nlet «b» = 1;\n', "'b' is declared twice (first in line 1)", id='declared twice'),
        pytest.param('const a = {«;»\nreturn `;\n', UNEXPECTED, id='only the first error, other rules are silent'),
    ],
)
def test_files(tmp_path: Path, source: str, message: str) -> None:
    files = {JS: source}
    select = '' if message else 'NCD005'
    assert lint_files(tmp_path, files, select=select) == at_marks(files, IN_FILE.format(message))


def test_tests_are_not_parsed(tmp_path: Path) -> None:
    source = 'require("../n8n-functions/js/countByCategory.js"); test((\n'
    assert lint_files(tmp_path, {JS_TEST: source}, select='NCD005') == []


@pytest.mark.parametrize(
    ('code', 'message'),
    [
        pytest.param(P + 'for await (const a of b) {}\nreturn await fetch("a");', '', id='return and await'),
        pytest.param(P + 'return (await (await fetch(u)).json()).data;', '', id='await before a parenthesis'),
        pytest.param(P + 'const a = 1\n\xa0\xa0+ 2', '', id='no-break space'),
        pytest.param(P + 'const a = Base => class extends Base {};', '', id='class as the body of an arrow function'),
        pytest.param(P + 'return String.raw`C:\\users`;', '', id='tagged template'),
        pytest.param(P + '`a`', '', id='template literal after a placeholder'),
        pytest.param(P + f'return [{{{{@:env:A}}}}, {{{{@:uuid}}}}, {{{{@:json:{JS}}}}}];', '', id='stand-ins'),
        pytest.param(P + 'return 1{{@:env:A}} {{@:env:B}};', '', id='stand-ins after a digit and each other'),
        pytest.param(f'{{{{@:txt:{JS}}}}}\n}}', '', id='a text may open what the code closes'),
        pytest.param(P + 'with (a) {}\nvar let = 010;', '', id='sloppy mode'),
        pytest.param('{{@:js:n8n-functions/js/none.js}}\nreturn [;', '', id='unresolved placeholder'),
        pytest.param('{{ @:js:n8n-functions/js/a.js}}\nreturn [;', '', id='malformed placeholder'),
        pytest.param('// @n8n-evol-I:primitive\nreturn [;', '', id='primitive'),
        pytest.param(P + 'return [«;»', UNEXPECTED, id='stray semicolon'),
        pytest.param(P + 'return {a: 1«»', UNEXPECTED_END, id='unclosed'),
        pytest.param(P + 'let a;\nlet «a»;', "'a' is declared twice (first in line 2)", id='declared twice'),
        pytest.param('return «"»a\nb";', 'unterminated string', id='without a placeholder'),
    ],
)
def test_code(tmp_path: Path, code: str, message: str) -> None:
    files = template(js_node(code))
    assert lint_files(tmp_path, files, select='NCD005') == at_marks(files, IN_NODE.format(message))
