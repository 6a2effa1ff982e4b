from __future__ import annotations

from pathlib import Path

import pytest
from support import JS
from support import JS_CODE
from support import JS_PLACEHOLDER
from support import JS_TEST
from support import TEMPLATE
from support import js_node
from support import lint_files
from support import template

from n8n_code_discipline.registry import Selection

ONLY = Selection(select=('NCD005',))
P = JS_PLACEHOLDER + '\n'
TRAILER = 'if (typeof module !== "undefined") module.exports = { countByCategory };\n'


@pytest.mark.parametrize(
    'source',
    [
        pytest.param('', id='empty'),
        pytest.param('// nothing\n/* at all */', id='only comments'),
        pytest.param('function countByCategory() {}\n' + TRAILER, id='function and trailer'),
        pytest.param('\ufeff#!/usr/bin/env node\r\nfunction f() {\r\n\treturn 1;\r\n}\r\n', id='BOM, #!, CRLF, tabs'),
        pytest.param('function f()\n{\n  return 1;\n}\n', id='Allman brace'),
        pytest.param('function f(a) { return /[{}"\'`(]\\/{2}/g.test(a) / 2; }\n', id='regex with braces and quotes'),
        pytest.param(
            'function f(a) {\n  return `}\n{ ${a ? `"${a}"` : "}"}\n`;\n}\n', id='template literal of many lines'
        ),
        pytest.param(
            'function f() { return "}\\"{ // /* `"; } // } {\n/* } { */\n', id='braces in strings and comments'
        ),
        pytest.param('async function* f({ a = 1, ...b }, [c] = []) { yield* await a?.b ?? c; }\n', id='modern syntax'),
        pytest.param(
            'function f() { return 1_000n ** 2n; }\nfunction g(a) { a ||= 1; a &&= 2; a ??= 3; }\n', id='operators'
        ),
        pytest.param(
            'function f() { class A { #b = 1; static c() { return 2; } get d() { return this.#b; } } }\n', id='class'
        ),
        pytest.param('function f() {\n  for (const a of [1]) continue\n  return\n}\n', id='no semicolons'),
        pytest.param(
            'function f(a) { try { return a } catch { return 0 } finally { g() } }\n', id='catch without a name'
        ),
        pytest.param(
            'function f() { return 1; } function f() { return 2; }\nvar a; var a;\n', id='functions and vars twice'
        ),
        pytest.param('function f(a) { if (a) { let b = 1; } let b = 2; return b; }\n', id='one name in two scopes'),
        pytest.param('return 1;\n', id='top-level return, as in every CommonJS file'),
    ],
)
def test_clean(tmp_path: Path, source: str) -> None:
    assert lint_files(tmp_path, {JS: source}, selection=ONLY) == []


@pytest.mark.parametrize(
    ('source', 'expected'),
    [
        pytest.param(
            'function f( {\n}\n',
            [f'{JS}:2:2-2:2 NCD005 JavaScript syntax: unexpected end of the code'],
            id='unclosed parameters',
        ),
        pytest.param(
            'function f() {\n  return 1;\n',
            [f'{JS}:2:12-2:12 NCD005 JavaScript syntax: unexpected end of the code'],
            id='unclosed function',
        ),
        pytest.param(
            'function f() {\n  return 1;\n}}\n',
            [f"{JS}:3:2-3:3 NCD005 JavaScript syntax: unexpected '}}'"],
            id='brace too many',
        ),
        pytest.param(
            'function f() {\n  return [1, 2;\n}\n',
            [f"{JS}:2:15-2:16 NCD005 JavaScript syntax: unexpected ';'"],
            id='unclosed array',
        ),
        pytest.param(
            'function f() {\n  return "a;\n}\n',
            [f'{JS}:2:10-2:11 NCD005 JavaScript syntax: unterminated string'],
            id='unclosed string',
        ),
        pytest.param(
            'function f() {\n  return `a;\n}\n',
            [f'{JS}:2:10-2:11 NCD005 JavaScript syntax: unterminated template string'],
            id='unclosed template literal',
        ),
        pytest.param(
            'function f() {\n  return 1;\n}\n/* a\n',
            [f'{JS}:4:1-4:2 NCD005 JavaScript syntax: unterminated comment'],
            id='unclosed comment',
        ),
        pytest.param(
            'function f() {\n  const 1a = 2;\n}\n',
            [f"{JS}:2:9-2:10 NCD005 JavaScript syntax: unexpected '1'"],
            id='name that begins with a digit',
        ),
        pytest.param(
            'function f() {\n  return a b;\n}\n',
            [f"{JS}:2:12-2:13 NCD005 JavaScript syntax: unexpected 'b'"],
            id='missing operator',
        ),
        pytest.param(
            'function f() {\n  if a { }\n}\n',
            [f"{JS}:2:6-2:7 NCD005 JavaScript syntax: unexpected 'a'"],
            id='if without parentheses',
        ),
        pytest.param(
            '\ufefffunction f() {\r\n\treturn (1;\r\n}\r\n',
            [f"{JS}:2:11-2:12 NCD005 JavaScript syntax: unexpected ';'"],
            id='BOM, CRLF and tab',
        ),
        pytest.param(
            '// ä😀\nfunction f() { return "😀" + ; }\n',
            [f"{JS}:2:29-2:30 NCD005 JavaScript syntax: unexpected ';'"],
            id='columns count characters',
        ),
        pytest.param(
            '<<<<<<< HEAD\nfunction f() {}\n=======\n',
            [f"{JS}:1:2-1:4 NCD005 JavaScript syntax: unexpected '<<'"],
            id='conflict marker',
        ),
        pytest.param(
            'def f():\n    return 1\n', [f"{JS}:1:5-1:6 NCD005 JavaScript syntax: unexpected 'f'"], id='Python'
        ),
        pytest.param(
            'import a from "a";\nexport default a;\n',
            [f"{JS}:1:1-1:7 NCD005 JavaScript syntax: 'import' outside a module"],
            id='module',
        ),
        pytest.param(
            'await f();\n',
            [f"{JS}:1:1-1:10 NCD005 JavaScript syntax: 'await' outside an async function"],
            id='top-level await',
        ),
        pytest.param(
            'function f(a) {\n  const b = a;\n  let b = 1;\n}\n',
            [f"{JS}:3:7-3:8 NCD005 JavaScript syntax: 'b' is declared twice (first in line 2)"],
            id='declared twice',
        ),
        pytest.param(
            'const a = {;\nreturn `;\n',
            [f"{JS}:1:12-1:13 NCD005 JavaScript syntax: unexpected ';'"],
            id='structure rules are silent',
        ),
    ],
)
def test_fires(tmp_path: Path, source: str, expected: list[str]) -> None:
    assert lint_files(tmp_path, {JS: source}) == expected


def test_a_file_is_reported_once_however_many_templates_refer_to_it(tmp_path: Path) -> None:
    orders = template(js_node(JS_CODE), js_node(JS_CODE, name='B'))
    files = {JS: '(', **orders, 'n8n-workflows-template/b.template.json': orders[TEMPLATE]}
    assert lint_files(tmp_path, files) == [f'{JS}:1:2-1:2 NCD005 JavaScript syntax: unexpected end of the code']


def test_tests_are_not_parsed(tmp_path: Path) -> None:
    source = 'require("../n8n-functions/js/countByCategory.js"); test((\n'
    assert lint_files(tmp_path, {JS_TEST: source}, selection=ONLY) == []


@pytest.mark.parametrize(
    'code',
    [
        pytest.param(P + 'return await fetch("a");', id='return and await'),
        pytest.param(P + 'for await (const a of b) {}', id='for await'),
        pytest.param(P + 'return (await (await fetch(u)).json()).data;', id='await before a parenthesis'),
        pytest.param(P + 'const a = await [b, c].map(d);', id='await before an array'),
        pytest.param(P + 'const a = 1\n\xa0\xa0+ 2', id='no-break space'),
        pytest.param(P + 'const a = Base => class extends Base {};', id='class as the body of an arrow function'),
        pytest.param(P + 'return "a\\\r\nb";', id='string continued over CRLF'),
        pytest.param(P + 'return String.raw`C:\\users`;', id='tagged template'),
        pytest.param(P + '(a)', id='parenthesis after a placeholder'),
        pytest.param(P + '`a`', id='template literal after a placeholder'),
        pytest.param(
            P + 'return [{{@:env:A}}, {{@:uuid}}, {{@:json:n8n-functions/js/countByCategory.js}}];', id='stand-ins'
        ),
        pytest.param(P + 'return 1{{@:env:A}};', id='a stand-in after a digit'),
        pytest.param(P + 'return {{@:env:A}} {{@:env:B}};', id='two stand-ins'),
        pytest.param(P + 'const {{@:env:A}} = 1, {{@:env:B}} = 2;', id='stand-ins as names'),
        pytest.param('{{@:txt:n8n-functions/js/countByCategory.js}}\n}', id='a text may open what the code closes'),
        pytest.param(P + 'with (a) {}\nvar let = 010;', id='sloppy mode'),
        pytest.param('{{@:js:n8n-functions/js/none.js}}\nreturn [;', id='unresolved placeholder'),
        pytest.param('/* #:js:n8n-functions/js/a.js */\nreturn [;', id='broken marker'),
        pytest.param('{{ @:js:n8n-functions/js/a.js}}\nreturn [;', id='malformed placeholder'),
        pytest.param('// @n8n-evol-I:primitive\nreturn [;', id='primitive'),
    ],
)
def test_clean_code(tmp_path: Path, code: str) -> None:
    assert lint_files(tmp_path, template(js_node(code)), selection=ONLY) == []


@pytest.mark.parametrize(
    ('code', 'expected'),
    [
        pytest.param(
            P + 'return [;',
            [
                f'{TEMPLATE}:8:74-8:75 '
                "NCD005 node 'Count': JavaScript syntax: unexpected ';' (line 2 of the code: 'return [;')"
            ],
            id='stray semicolon',
        ),
        pytest.param(
            P + 'return {a: 1',
            [
                f'{TEMPLATE}:8:78-8:78 '
                "NCD005 node 'Count': JavaScript syntax: unexpected end of the code (line 2 of the code: "
                "'return {a: 1')"
            ],
            id='unclosed',
        ),
        pytest.param(
            P + 'let a;\nlet a;',
            [
                f'{TEMPLATE}:8:78-8:79 '
                "NCD005 node 'Count': JavaScript syntax: 'a' is declared twice (first in line 2) (line 3 of "
                "the code: 'let a;')"
            ],
            id='declared twice',
        ),
        pytest.param(
            'return "a\nb";',
            [
                f'{TEMPLATE}:8:27-8:29 '
                "NCD005 node 'Count': JavaScript syntax: unterminated string (line 1 of the code: 'return "
                '"a\')'
            ],
            id='without a placeholder',
        ),
        pytest.param(
            P + 'if (a) {\n  b = ;\n}\n',
            [
                f'{TEMPLATE}:8:82-8:83 '
                "NCD005 node 'Count': JavaScript syntax: unexpected ';' (line 3 of the code: 'b = ;')"
            ],
            id='in a block',
        ),
        pytest.param(
            P + 'import a from "a";',
            [
                f'{TEMPLATE}:8:66-8:72 '
                "NCD005 node 'Count': JavaScript syntax: 'import' outside a module (line 2 of the code: "
                '\'import a from "a";\')'
            ],
            id='import',
        ),
    ],
)
def test_fires_in_code(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert lint_files(tmp_path, template(js_node(code)), selection=ONLY) == expected
