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
        pytest.param(
            'async function f() {}\nfunction* g() {}\nasync function* h() {}\n', '', id='async and generators'
        ),
        pytest.param('#!/usr/bin/env node\n// a\n/** b\n */\n' + F + '/* c */ // d\n', '', id='comments'),
        pytest.param(
            '\ufefffunction f()\r\n{\r\n\tconst a = 1;\r\n\tfor (;;) a();\r\n}\r\n', '', id='BOM, CRLF, tabs, Allman'
        ),
        pytest.param(
            'function f() { const a = /[{}]"/; return `\nconst b = ${a};\n}\n{`; }\n' + TRAILER, '', id='braces'
        ),
        pytest.param('function f() { function g() {} class A {} return g; }\n', '', id='code within functions'),
        pytest.param(';;\n' + F + ';\n', '', id='empty statements'),
        pytest.param(F + 'module.exports = { f };\n', '', id='bare export'),
        pytest.param(F + 'module.exports = {\n  // all\n  f,\n  g: f,\n  "h": f,\n};\n', '', id='renamed exports'),
        pytest.param(F + 'exports.f = f;\nmodule.exports.g = f;\n', '', id='export of a name'),
        pytest.param(F + 'module.exports = {};\n', '', id='empty export'),
        pytest.param(
            F + 'if (typeof module !== "undefined") { module.exports = { f, g: (f) }; }\n', '', id='trailer in braces'
        ),
        pytest.param('function f(a = () => 1, { b } = {}) {}\n', '', id='parameters'),
        pytest.param(F + 'module.exports = { f: other, g };\n', '', id='undeclared names are for another rule'),
        pytest.param('«const a = items[0].json.body || [];»\n' + F, CODE, id='const'),
        pytest.param('«let a;»\n«var b = 1, c;»\n', CODE, id='let and var'),
        pytest.param('function f() {} «const x = 1;»\n' + TRAILER, CODE, id='after a function on its line'),
        pytest.param(F + '«return f();»\n', CODE, id='return'),
        pytest.param('«for (const a of b) {}»\n«while (a) {}»\n«do {} while (a)»\n', CODE, id='loops'),
        pytest.param('«if (a) {\n  b();\n}»\n' + F, CODE, id='if'),
        pytest.param(F + '«f();»\n«new A;»\n«a = 1;»\n«a++»\n', CODE, id='calls and assignments'),
        pytest.param(F + '«f()\n;»«[1].map(f)»\n', CODE, id='no semicolons'),
        pytest.param('«"use strict";»\n' + F, CODE, id='use strict'),
        pytest.param('«class A {}»\n', CODE, id='class'),
        pytest.param('«const f = () => 1;»\n«const g = function () {};»\n', CODE, id='functions bound to names'),
        pytest.param('«(function () {})();»\n«(() => {})()»\n', CODE, id='called functions'),
        pytest.param('«{\n  function f() {}\n}»\n', CODE, id='block'),
        pytest.param('«try { a() } catch { }»\n«switch (a) { }»\n«throw a»\n«a: ;»\n', CODE, id='other statements'),
        pytest.param('«const { a } = require("a");»\n' + F, CODE, id='require'),
        pytest.param('«debugger;»\n', CODE, id='debugger'),
        pytest.param(F + '«module.exports = f;»\n', CODE, id='export of a function'),
        pytest.param(F + '«exports = { f };»\n«exports["f"] = f;»\n«module.a = f;»\n', CODE, id='almost exports'),
        pytest.param(
            F + '«module.exports += { f };»\n«module.exports = { f }, a();»\n', CODE, id='more than an export'
        ),
        pytest.param(
            F + '«if (typeof module !== "undefined") module.exports = { f }; else f();»\n', ELSE, id='trailer with else'
        ),
        pytest.param(
            F + '«if (typeof module === "undefined") module.exports = { f };»\n', CODE, id='trailer with another test'
        ),
        pytest.param(
            F + '«if (typeof module !== "undefined") { f(); module.exports = { f }; }»\n', CODE, id='trailer with more'
        ),
        pytest.param(F + 'module.exports = { «f: () => 1», «g() {}», «h: 2» };\n', VALUE, id='inline values'),
        pytest.param(
            F + 'module.exports = { «...f», «[f]: f», «get a() { return 1; }» };\n', VALUE, id='other members'
        ),
        pytest.param(
            F + '«exports.f = function () {}»;\n«module.exports.g = 1»;\n', VALUE, id='inline value of a name'
        ),
        pytest.param(
            F + 'if (typeof module !== "undefined") module.exports = { f, «A: 1» };\n', VALUE, id='in the trailer'
        ),
        pytest.param('\ufeff' + F + '\r\n\t«const a = `\r\n`;»\r\n', CUT.format('const a = `'), id='BOM, CRLF and tab'),
        pytest.param('/* ä😀 */ «const é = "😀";» «f();»\n', CODE, id='columns count characters'),
        pytest.param(
            '«const a = "' + 'b' * 100 + '";»\n',
            CUT.format('const a = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb…'),
            id='long',
        ),
        pytest.param(
            '«const a = "\x1b[31m\u202e";»\n', CUT.format('const a = "\\x1b[31m\\u202e";'), id='control characters'
        ),
        pytest.param(
            '«const x = /}/;»\nfunction f() { return /{/; }\n«const y = "{";»\n', CODE, id='braces in literals'
        ),
    ],
)
def test_fires(tmp_path: Path, source: str, message: str) -> None:
    files = {JS: source}
    assert lint_files(tmp_path, files, select='NCD202') == at_marks(files, message)
