from pathlib import Path

import pytest
from marks import at_marks
from support import JS, lint_files

CODE = (
    "NCD202 top-level code outside function declarations: '«»'; a function file only declares functions, glue belongs "
    'in the Code node'
)
ELSE = (
    "NCD202 top-level code outside function declarations: '«»'; n8n would run the else of the export trailer, remove it"
)
VALUE = "NCD202 exported value is not the name of a function of this file: '«»'; declare a function and export its name"
CUT = (
    "NCD202 top-level code outside function declarations: '{}'; a function file only declares functions, glue belongs "
    'in the Code node'
)

F = 'function f() {}\n'
TRAILER = 'if (typeof module !== "undefined") module.exports = { f };\n'


@pytest.mark.parametrize(
    ('source', 'message'),
    [
        pytest.param('', '', id='empty'),
        pytest.param(F + TRAILER, '', id='function and trailer'),
        pytest.param('async function f() {}\nfunction* g() {}\nasync function* h() {}\n', '', id='async, generators'),
        pytest.param('#!/usr/bin/env node\n// a\n/** b\n */\n' + F + '/* c */ // d\n', '', id='comments'),
        pytest.param('\ufefffunction f()\r\n{\r\n\tconst a = 1;\r\n\tfor (;;) a();\r\n}\r\n', '', id='BOM, Allman'),
        pytest.param('function f() { const a = /[{]/; return `\nlet b = ${a};\n}\n{`; }\n' + TRAILER, '', id='braces'),
        pytest.param('function f() { function g() {} class A {} return g; }\n', '', id='code within functions'),
        pytest.param(F + 'module.exports = { f };\n', '', id='bare export'),
        pytest.param(F + 'exports.f = f;\nmodule.exports.g = f;\n', '', id='export of a name'),
        pytest.param(F + 'module.exports = { f: other, g };\n', '', id='undeclared names are for another rule'),
        pytest.param('«const a = items[0].json.body || [];»\n' + F, CODE, id='const'),
        pytest.param(F + '«return f();»\n', CODE, id='return'),
        pytest.param('«if (a) {\n  b();\n}»\n' + F, CODE, id='if'),
        pytest.param('«"use strict";»\n' + F, CODE, id='use strict'),
        pytest.param('«const f = () => 1;»\n«const g = function () {};»\n', CODE, id='functions bound to names'),
        pytest.param('«try { a() } catch { }»\n«switch (a) { }»\n«throw a»\n«a: ;»\n', CODE, id='other statements'),
        pytest.param(F + '«exports = { f };»\n«exports["f"] = f;»\n«module.a = f;»\n', CODE, id='almost exports'),
        pytest.param(
            F + '«if (typeof module !== "undefined") module.exports = { f }; else f();»\n', ELSE, id='trailer with else'
        ),
        pytest.param(
            F + '«if (typeof module !== "undefined") { f(); module.exports = { f }; }»\n', CODE, id='trailer with more'
        ),
        pytest.param(F + 'module.exports = { «f: () => 1», «g() {}», «h: 2» };\n', VALUE, id='inline values'),
        pytest.param(F + 'module.exports = { «...f», «[f]: f», «get a() { return 1; }» };\n', VALUE, id='others'),
        pytest.param(F + 'if (typeof module !== "undefined") module.exports = { f, «A: 1» };\n', VALUE, id='trailer'),
        pytest.param('\ufeff' + F + '\r\n\t«const a = `\r\n`;»\r\n', CUT.format('const a = `'), id='BOM, CRLF and tab'),
        pytest.param(
            '«const a = "' + 'b' * 100 + '";»\n',
            CUT.format('const a = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb…'),
            id='long',
        ),
    ],
)
def test_fires(tmp_path: Path, source: str, message: str) -> None:
    files = {JS: source}
    assert lint_files(tmp_path, files, select='NCD202') == at_marks(files, message)
