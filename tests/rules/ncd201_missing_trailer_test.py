from __future__ import annotations

from pathlib import Path

import pytest
from support import JS
from support import lint_files

from n8n_code_discipline.registry import Selection

# what else is wrong with these files is for other rules
ONLY = Selection(select=('NCD201',))
F = 'function countByCategory() {}\n'
MESSAGE = (
    'NCD201 no export trailer, so tests cannot load the file: '
    'add if (typeof module !== "undefined") module.exports = { countByCategory };'
)
WITHOUT_FUNCTION_MESSAGE = (
    'NCD201 no export trailer, so tests cannot load the file: declare a function and export it with '
    'if (typeof module !== "undefined") module.exports = { NAME };'
)


@pytest.mark.parametrize(
    'trailer',
    [
        pytest.param('if (typeof module !== "undefined") module.exports = { countByCategory };', id='canonical'),
        pytest.param("if (typeof module !== 'undefined') module.exports = { countByCategory };", id='single quotes'),
        pytest.param('if (typeof module !== `undefined`) module.exports = { countByCategory };', id='backticks'),
        pytest.param('if (typeof module != "undefined") module.exports = { countByCategory };', id='!='),
        pytest.param('if ("undefined" !== typeof module) module.exports = { countByCategory };', id='reversed'),
        pytest.param("if ('undefined' != typeof module) module.exports = { countByCategory }", id='reversed, !='),
        pytest.param('if (typeof module !== "undefined") { module.exports = { countByCategory }; }', id='braces'),
        pytest.param(
            'if (typeof module !== "undefined")\n{\n  module.exports = {\n    countByCategory,\n  };\n}', id='Allman'
        ),
        pytest.param(
            'if (typeof module !== "undefined") {\n  // for tests\n  module.exports = { countByCategory };\n}',
            id='comment',
        ),
        pytest.param(
            'if (typeof module !== "undefined" && module.exports) module.exports = { countByCategory };', id='&&'
        ),
        pytest.param(
            'if (typeof module !== "undefined" && module && module.exports) module.exports = { countByCategory };',
            id='&& &&',
        ),
        pytest.param(
            'if ((typeof (module)) !== ("undefined")) module.exports = ({ countByCategory });', id='parentheses'
        ),
        pytest.param('if (typeof module !== "undefined") module.exports = { a: countByCategory };', id='renamed'),
        pytest.param('if (typeof module !== "undefined") module.exports = {};', id='empty object'),
        pytest.param('if(typeof module!=="undefined")module.exports={countByCategory}', id='no blanks'),
        pytest.param(
            ';if (typeof module !== "undefined") module.exports = { countByCategory };;', id='empty statements'
        ),
        pytest.param(
            'if (typeof module !== "undefined") module.exports = { countByCategory };\r\n// end\r\n', id='CRLF'
        ),
    ],
)
def test_clean(tmp_path: Path, trailer: str) -> None:
    assert lint_files(tmp_path, {JS: F + trailer}, selection=ONLY) == []


def test_clean_before_the_functions(tmp_path: Path) -> None:
    source = '\ufeff#!/usr/bin/env node\nif (typeof module !== "undefined") module.exports = { countByCategory };\n' + F
    assert lint_files(tmp_path, {JS: source}) == []


@pytest.mark.parametrize(
    ('source', 'expected'),
    [
        pytest.param(F, [f'{JS}:1:1-1:1 {MESSAGE}'], id='none'),
        pytest.param('', [f'{JS}:1:1-1:1 {WITHOUT_FUNCTION_MESSAGE}'], id='empty file'),
        pytest.param('// function a() {}\n', [f'{JS}:1:1-1:1 {WITHOUT_FUNCTION_MESSAGE}'], id='no function'),
        pytest.param(
            'function b() {}\nasync function a() {}\nfunction* c$() {}\nfunction b() {}',
            [
                f'{JS}:1:1-1:1 '
                'NCD201 no export trailer, so tests cannot load the file: add if (typeof module !== "undefined") '
                'module.exports = { b, a, c$ };'
            ],
            id='every function',
        ),
        pytest.param(F + 'module.exports = { countByCategory };', [f'{JS}:1:1-1:1 {MESSAGE}'], id='bare export'),
        pytest.param(
            F + 'exports.countByCategory = countByCategory;', [f'{JS}:1:1-1:1 {MESSAGE}'], id='bare export of a name'
        ),
        pytest.param(
            F + '// if (typeof module !== "undefined") module.exports = { countByCategory };',
            [f'{JS}:1:1-1:1 {MESSAGE}'],
            id='in a comment',
        ),
        pytest.param(
            F + '/*\nif (typeof module !== "undefined") module.exports = { countByCategory };\n*/',
            [f'{JS}:1:1-1:1 {MESSAGE}'],
            id='long comment',
        ),
        pytest.param(
            'function f() { return `\nif (typeof module !== "undefined") module.exports = { f };\n`; }',
            [
                f'{JS}:1:1-1:1 '
                'NCD201 no export trailer, so tests cannot load the file: add if (typeof module !== "undefined") '
                'module.exports = { f };'
            ],
            id='in a string',
        ),
        pytest.param(
            'function f() { if (typeof module !== "undefined") module.exports = { f }; }',
            [
                f'{JS}:1:1-1:1 '
                'NCD201 no export trailer, so tests cannot load the file: add if (typeof module !== "undefined") '
                'module.exports = { f };'
            ],
            id='in a function',
        ),
        pytest.param(
            '{ if (typeof module !== "undefined") module.exports = { countByCategory }; }',
            [f'{JS}:1:1-1:1 {WITHOUT_FUNCTION_MESSAGE}'],
            id='in a block',
        ),
        pytest.param(
            F + 'if (typeof module === "undefined") {} else module.exports = { countByCategory };',
            [f'{JS}:1:1-1:1 {MESSAGE}'],
            id='in the else',
        ),
        pytest.param(
            F + 'if (typeof module === "undefined") module.exports = { countByCategory };',
            [f'{JS}:1:1-1:1 {MESSAGE}'],
            id='===',
        ),
        pytest.param(
            F + 'if (typeof module !== undefined) module.exports = { countByCategory };',
            [f'{JS}:1:1-1:1 {MESSAGE}'],
            id='no string',
        ),
        pytest.param(
            F + 'if (typeof modul !== "undefined") module.exports = { countByCategory };',
            [f'{JS}:1:1-1:1 {MESSAGE}'],
            id='other name',
        ),
        pytest.param(
            F + 'if (typeof exports !== "undefined") module.exports = { countByCategory };',
            [f'{JS}:1:1-1:1 {MESSAGE}'],
            id='exports',
        ),
        pytest.param(
            F + 'if (module !== undefined) module.exports = { countByCategory };',
            [f'{JS}:1:1-1:1 {MESSAGE}'],
            id='no typeof',
        ),
        pytest.param(
            F + 'if (module) module.exports = { countByCategory };', [f'{JS}:1:1-1:1 {MESSAGE}'], id='truth of module'
        ),
        pytest.param(
            F + 'if (typeof module !== "undefined" || a) module.exports = { countByCategory };',
            [f'{JS}:1:1-1:1 {MESSAGE}'],
            id='or',
        ),
        pytest.param(
            F + 'if (a && typeof module !== "undefined") module.exports = { countByCategory };',
            [f'{JS}:1:1-1:1 {MESSAGE}'],
            id='right of &&',
        ),
        pytest.param(
            F + 'if (!(typeof module !== "undefined")) module.exports = { countByCategory };',
            [f'{JS}:1:1-1:1 {MESSAGE}'],
            id='negated',
        ),
        pytest.param(
            F + 'if (typeof module !== "undefined") module.exports = countByCategory;',
            [f'{JS}:1:1-1:1 {MESSAGE}'],
            id='no object',
        ),
        pytest.param(
            F + 'if (typeof module !== "undefined") exports.countByCategory = countByCategory;',
            [f'{JS}:1:1-1:1 {MESSAGE}'],
            id='exports.x',
        ),
        pytest.param(
            F + 'if (typeof module !== "undefined") module.exported = { countByCategory };',
            [f'{JS}:1:1-1:1 {MESSAGE}'],
            id='property',
        ),
        pytest.param(
            F + 'if (typeof module !== "undefined") { a(); module.exports = { countByCategory }; }',
            [f'{JS}:1:1-1:1 {MESSAGE}'],
            id='two',
        ),
        pytest.param(
            F + 'if (typeof module !== "undefined") module.exports += { countByCategory };',
            [f'{JS}:1:1-1:1 {MESSAGE}'],
            id='+=',
        ),
        pytest.param(
            F + 'while (typeof module !== "undefined") module.exports = { countByCategory };',
            [f'{JS}:1:1-1:1 {MESSAGE}'],
            id='while',
        ),
        pytest.param(
            F + 'typeof module !== "undefined" && (module.exports = { countByCategory });',
            [f'{JS}:1:1-1:1 {MESSAGE}'],
            id='expression',
        ),
        pytest.param(
            F + 'if (typeof module !== "undefined");\nmodule.exports = { countByCategory };',
            [f'{JS}:1:1-1:1 {MESSAGE}'],
            id='semicolon',
        ),
        pytest.param(
            'class A {}\nconst f = () => 1;\n',
            [f'{JS}:1:1-1:1 {WITHOUT_FUNCTION_MESSAGE}'],
            id='no function declaration',
        ),
    ],
)
def test_fires(tmp_path: Path, source: str, expected: list[str]) -> None:
    assert lint_files(tmp_path, {JS: source}, selection=ONLY) == expected
