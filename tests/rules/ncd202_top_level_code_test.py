from __future__ import annotations

from pathlib import Path

import pytest
from support import JS
from support import JS_TEST
from support import lint_files

from n8n_code_discipline.registry import Selection

# what else is wrong with these files is for other rules
ONLY = Selection(select=('NCD202',))
F = 'function f() {}\n'
TRAILER = 'if (typeof module !== "undefined") module.exports = { f };\n'


@pytest.mark.parametrize(
    'source',
    [
        pytest.param('', id='empty'),
        pytest.param(F + TRAILER, id='function and trailer'),
        pytest.param('async function f() {}\nfunction* g() {}\nasync function* h() {}\n', id='async and generators'),
        pytest.param('#!/usr/bin/env node\n// a\n/** b\n */\n' + F + '/* c */ // d\n', id='comments'),
        pytest.param(
            '\ufefffunction f()\r\n{\r\n\tconst a = 1;\r\n\tfor (;;) a();\r\n}\r\n', id='BOM, CRLF, tabs, Allman'
        ),
        pytest.param('function f() { const a = /[{}]"/; return `\nconst b = ${a};\n}\n{`; }\n' + TRAILER, id='braces'),
        pytest.param('function f() { function g() {} class A {} return g; }\n', id='code within functions'),
        pytest.param(';;\n' + F + ';\n', id='empty statements'),
        pytest.param(F + 'module.exports = { f };\n', id='bare export'),
        pytest.param(F + 'module.exports = {\n  // all\n  f,\n  g: f,\n  "h": f,\n};\n', id='renamed exports'),
        pytest.param(F + 'exports.f = f;\nmodule.exports.g = f;\n', id='export of a name'),
        pytest.param(F + 'module.exports = {};\n', id='empty export'),
        pytest.param(
            F + 'if (typeof module !== "undefined") { module.exports = { f, g: (f) }; }\n', id='trailer in braces'
        ),
        pytest.param('function f(a = () => 1, { b } = {}) {}\n', id='parameters'),
        pytest.param(F + 'module.exports = { f: other, g };\n', id='undeclared names are for another rule'),
    ],
)
def test_clean(tmp_path: Path, source: str) -> None:
    assert lint_files(tmp_path, {JS: source}, selection=ONLY) == []


@pytest.mark.parametrize(
    ('source', 'expected'),
    [
        pytest.param(
            'const a = items[0].json.body || [];\n' + F,
            [
                f'{JS}:1:1-1:36 '
                "NCD202 top-level code outside function declarations: 'const a = items[0].json.body || [];'; a "
                'function file only declares functions, glue belongs in the Code node'
            ],
            id='const',
        ),
        pytest.param(
            'let a;\nvar b = 1, c;\n',
            [
                f'{JS}:1:1-1:7 '
                "NCD202 top-level code outside function declarations: 'let a;'; a function file only declares "
                'functions, glue belongs in the Code node',
                f'{JS}:2:1-2:14 '
                "NCD202 top-level code outside function declarations: 'var b = 1, c;'; a function file only "
                'declares functions, glue belongs in the Code node',
            ],
            id='let and var',
        ),
        pytest.param(
            'function f() {} const x = 1;\n' + TRAILER,
            [
                f'{JS}:1:17-1:29 '
                "NCD202 top-level code outside function declarations: 'const x = 1;'; a function file only "
                'declares functions, glue belongs in the Code node'
            ],
            id='after a function on its line',
        ),
        pytest.param(
            F + 'return f();\n',
            [
                f'{JS}:2:1-2:12 '
                "NCD202 top-level code outside function declarations: 'return f();'; a function file only "
                'declares functions, glue belongs in the Code node'
            ],
            id='return',
        ),
        pytest.param(
            'for (const a of b) {}\nwhile (a) {}\ndo {} while (a)\n',
            [
                f'{JS}:1:1-1:22 '
                "NCD202 top-level code outside function declarations: 'for (const a of b) {}'; a function file "
                'only declares functions, glue belongs in the Code node',
                f'{JS}:2:1-2:13 '
                "NCD202 top-level code outside function declarations: 'while (a) {}'; a function file only "
                'declares functions, glue belongs in the Code node',
                f'{JS}:3:1-3:16 '
                "NCD202 top-level code outside function declarations: 'do {} while (a)'; a function file only "
                'declares functions, glue belongs in the Code node',
            ],
            id='loops',
        ),
        pytest.param(
            'if (a) {\n  b();\n}\n' + F,
            [
                f'{JS}:1:1-3:2 '
                "NCD202 top-level code outside function declarations: 'if (a) {'; a function file only declares "
                'functions, glue belongs in the Code node'
            ],
            id='if',
        ),
        pytest.param(
            F + 'f();\nnew A;\na = 1;\na++\n',
            [
                f'{JS}:2:1-2:5 '
                "NCD202 top-level code outside function declarations: 'f();'; a function file only declares "
                'functions, glue belongs in the Code node',
                f'{JS}:3:1-3:7 '
                "NCD202 top-level code outside function declarations: 'new A;'; a function file only declares "
                'functions, glue belongs in the Code node',
                f'{JS}:4:1-4:7 '
                "NCD202 top-level code outside function declarations: 'a = 1;'; a function file only declares "
                'functions, glue belongs in the Code node',
                f'{JS}:5:1-5:4 '
                "NCD202 top-level code outside function declarations: 'a++'; a function file only declares "
                'functions, glue belongs in the Code node',
            ],
            id='calls and assignments',
        ),
        pytest.param(
            F + 'f()\n;[1].map(f)\n',
            [
                f'{JS}:2:1-3:2 '
                "NCD202 top-level code outside function declarations: 'f()'; a function file only declares "
                'functions, glue belongs in the Code node',
                f'{JS}:3:2-3:12 '
                "NCD202 top-level code outside function declarations: '[1].map(f)'; a function file only "
                'declares functions, glue belongs in the Code node',
            ],
            id='no semicolons',
        ),
        pytest.param(
            '"use strict";\n' + F,
            [
                f'{JS}:1:1-1:14 '
                'NCD202 top-level code outside function declarations: \'"use strict";\'; a function file only '
                'declares functions, glue belongs in the Code node'
            ],
            id='use strict',
        ),
        pytest.param(
            'class A {}\n',
            [
                f'{JS}:1:1-1:11 '
                "NCD202 top-level code outside function declarations: 'class A {}'; a function file only "
                'declares functions, glue belongs in the Code node'
            ],
            id='class',
        ),
        pytest.param(
            'const f = () => 1;\nconst g = function () {};\n',
            [
                f'{JS}:1:1-1:19 '
                "NCD202 top-level code outside function declarations: 'const f = () => 1;'; a function file only "
                'declares functions, glue belongs in the Code node',
                f'{JS}:2:1-2:26 '
                "NCD202 top-level code outside function declarations: 'const g = function () {};'; a function "
                'file only declares functions, glue belongs in the Code node',
            ],
            id='functions bound to names',
        ),
        pytest.param(
            '(function () {})();\n(() => {})()\n',
            [
                f'{JS}:1:1-1:20 '
                "NCD202 top-level code outside function declarations: '(function () {})();'; a function file "
                'only declares functions, glue belongs in the Code node',
                f'{JS}:2:1-2:13 '
                "NCD202 top-level code outside function declarations: '(() => {})()'; a function file only "
                'declares functions, glue belongs in the Code node',
            ],
            id='called functions',
        ),
        pytest.param(
            '{\n  function f() {}\n}\n',
            [
                f'{JS}:1:1-3:2 '
                "NCD202 top-level code outside function declarations: '{'; a function file only declares "
                'functions, glue belongs in the Code node'
            ],
            id='block',
        ),
        pytest.param(
            'try { a() } catch { }\nswitch (a) { }\nthrow a\na: ;\n',
            [
                f'{JS}:1:1-1:22 '
                "NCD202 top-level code outside function declarations: 'try { a() } catch { }'; a function file "
                'only declares functions, glue belongs in the Code node',
                f'{JS}:2:1-2:15 '
                "NCD202 top-level code outside function declarations: 'switch (a) { }'; a function file only "
                'declares functions, glue belongs in the Code node',
                f'{JS}:3:1-3:8 '
                "NCD202 top-level code outside function declarations: 'throw a'; a function file only declares "
                'functions, glue belongs in the Code node',
                f'{JS}:4:1-4:5 '
                "NCD202 top-level code outside function declarations: 'a: ;'; a function file only declares "
                'functions, glue belongs in the Code node',
            ],
            id='other statements',
        ),
        pytest.param(
            'const { a } = require("a");\n' + F,
            [
                f'{JS}:1:1-1:28 '
                'NCD202 top-level code outside function declarations: \'const { a } = require("a");\'; a function '
                'file only declares functions, glue belongs in the Code node'
            ],
            id='require',
        ),
        pytest.param(
            'debugger;\n',
            [
                f'{JS}:1:1-1:10 '
                "NCD202 top-level code outside function declarations: 'debugger;'; a function file only declares "
                'functions, glue belongs in the Code node'
            ],
            id='debugger',
        ),
        pytest.param(
            F + 'module.exports = f;\n',
            [
                f'{JS}:2:1-2:20 '
                "NCD202 top-level code outside function declarations: 'module.exports = f;'; a function file "
                'only declares functions, glue belongs in the Code node'
            ],
            id='export of a function',
        ),
        pytest.param(
            F + 'exports = { f };\nexports["f"] = f;\nmodule.a = f;\n',
            [
                f'{JS}:2:1-2:17 '
                "NCD202 top-level code outside function declarations: 'exports = { f };'; a function file only "
                'declares functions, glue belongs in the Code node',
                f'{JS}:3:1-3:18 '
                'NCD202 top-level code outside function declarations: \'exports["f"] = f;\'; a function file only '
                'declares functions, glue belongs in the Code node',
                f'{JS}:4:1-4:14 '
                "NCD202 top-level code outside function declarations: 'module.a = f;'; a function file only "
                'declares functions, glue belongs in the Code node',
            ],
            id='almost exports',
        ),
        pytest.param(
            F + 'module.exports += { f };\nmodule.exports = { f }, a();\n',
            [
                f'{JS}:2:1-2:25 '
                "NCD202 top-level code outside function declarations: 'module.exports += { f };'; a function "
                'file only declares functions, glue belongs in the Code node',
                f'{JS}:3:1-3:29 '
                "NCD202 top-level code outside function declarations: 'module.exports = { f }, a();'; a function "
                'file only declares functions, glue belongs in the Code node',
            ],
            id='more than an export',
        ),
        pytest.param(
            F + 'if (typeof module !== "undefined") module.exports = { f }; else f();\n',
            [
                f'{JS}:2:1-2:69 '
                'NCD202 top-level code outside function declarations: \'if (typeof module !== "undefined") '
                "module.exports = { f }; else f();'; n8n would run the else of the export trailer, remove it"
            ],
            id='trailer with else',
        ),
        pytest.param(
            F + 'if (typeof module === "undefined") module.exports = { f };\n',
            [
                f'{JS}:2:1-2:59 '
                'NCD202 top-level code outside function declarations: \'if (typeof module === "undefined") '
                "module.exports = { f };'; a function file only declares functions, glue belongs in the Code node"
            ],
            id='trailer with another test',
        ),
        pytest.param(
            F + 'if (typeof module !== "undefined") { f(); module.exports = { f }; }\n',
            [
                f'{JS}:2:1-2:68 '
                'NCD202 top-level code outside function declarations: \'if (typeof module !== "undefined") { f(); '
                "module.exports = { f }; }'; a function file only declares functions, glue belongs in the Code "
                'node'
            ],
            id='trailer with more',
        ),
        pytest.param(
            F + 'module.exports = { f: () => 1, g() {}, h: 2 };\n',
            [
                f'{JS}:2:20-2:30 '
                "NCD202 exported value is not the name of a function of this file: 'f: () => 1'; declare a "
                'function and export its name',
                f'{JS}:2:32-2:38 '
                "NCD202 exported value is not the name of a function of this file: 'g() {}'; declare a function "
                'and export its name',
                f'{JS}:2:40-2:44 '
                "NCD202 exported value is not the name of a function of this file: 'h: 2'; declare a function "
                'and export its name',
            ],
            id='inline values',
        ),
        pytest.param(
            F + 'module.exports = { ...f, [f]: f, get a() { return 1; } };\n',
            [
                f'{JS}:2:20-2:24 '
                "NCD202 exported value is not the name of a function of this file: '...f'; declare a function "
                'and export its name',
                f'{JS}:2:26-2:32 '
                "NCD202 exported value is not the name of a function of this file: '[f]: f'; declare a function "
                'and export its name',
                f'{JS}:2:34-2:55 '
                "NCD202 exported value is not the name of a function of this file: 'get a() { return 1; }'; "
                'declare a function and export its name',
            ],
            id='other members',
        ),
        pytest.param(
            F + 'exports.f = function () {};\nmodule.exports.g = 1;\n',
            [
                f'{JS}:2:1-2:27 '
                "NCD202 exported value is not the name of a function of this file: 'exports.f = function () {}'; "
                'declare a function and export its name',
                f'{JS}:3:1-3:21 '
                "NCD202 exported value is not the name of a function of this file: 'module.exports.g = 1'; "
                'declare a function and export its name',
            ],
            id='inline value of a name',
        ),
        pytest.param(
            F + 'if (typeof module !== "undefined") module.exports = { f, A: 1 };\n',
            [
                f'{JS}:2:58-2:62 '
                "NCD202 exported value is not the name of a function of this file: 'A: 1'; declare a function "
                'and export its name'
            ],
            id='in the trailer',
        ),
        pytest.param(
            '\ufeff' + F + '\r\n\tconst a = `\r\n`;\r\n',
            [
                f'{JS}:3:2-4:3 '
                "NCD202 top-level code outside function declarations: 'const a = `'; a function file only "
                'declares functions, glue belongs in the Code node'
            ],
            id='BOM, CRLF and tab',
        ),
        pytest.param(
            '/* ä😀 */ const é = "😀"; f();\n',
            [
                f'{JS}:1:10-1:24 '
                'NCD202 top-level code outside function declarations: \'const é = "😀";\'; a function file only '
                'declares functions, glue belongs in the Code node',
                f'{JS}:1:25-1:29 '
                "NCD202 top-level code outside function declarations: 'f();'; a function file only declares "
                'functions, glue belongs in the Code node',
            ],
            id='columns count characters',
        ),
        pytest.param(
            'const a = "' + 'b' * 100 + '";\n',
            [
                f'{JS}:1:1-1:114 '
                "NCD202 top-level code outside function declarations: 'const a = "
                '"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb…\'; a function file only '
                'declares functions, glue belongs in the Code node'
            ],
            id='long',
        ),
        pytest.param(
            'const a = "\x1b[31m\u202e";\n',
            [
                f'{JS}:1:1-1:20 '
                'NCD202 top-level code outside function declarations: \'const a = "\\x1b[31m\\u202e";\'; a function '
                'file only declares functions, glue belongs in the Code node'
            ],
            id='control characters',
        ),
        pytest.param(
            'const x = /}/;\nfunction f() { return /{/; }\nconst y = "{";\n',
            [
                f'{JS}:1:1-1:15 '
                "NCD202 top-level code outside function declarations: 'const x = /}/;'; a function file only "
                'declares functions, glue belongs in the Code node',
                f'{JS}:3:1-3:15 '
                'NCD202 top-level code outside function declarations: \'const y = "{";\'; a function file only '
                'declares functions, glue belongs in the Code node',
            ],
            id='braces in literals',
        ),
    ],
)
def test_fires(tmp_path: Path, source: str, expected: list[str]) -> None:
    assert lint_files(tmp_path, {JS: source}, selection=ONLY) == expected


@pytest.mark.parametrize(
    'name',
    [
        pytest.param(JS_TEST, id='test'),
        pytest.param('n8n-functions/js/countByCategory.test.js', id='test beside the function'),
        pytest.param('n8n-functions/js/.eslintrc.js', id='dot file'),
        pytest.param('n8n-functions/js/a.mjs', id='other suffix'),
        pytest.param('n8n-functions/shared.js', id='beside the directories of languages'),
        pytest.param('n8n-functions/py/a.js', id='in the other directory'),
        pytest.param('scripts/build.js', id='anywhere else'),
    ],
)
def test_only_function_files_are_judged(tmp_path: Path, name: str) -> None:
    assert lint_files(tmp_path, {name: 'const a = 1;\n'}, selection=ONLY) == []
