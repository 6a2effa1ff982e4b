from __future__ import annotations

from typing import SupportsIndex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from n8n_code_discipline.syntax import javascript
from n8n_code_discipline.syntax.javascript import Export


def shapes(source: str) -> list[tuple[str, str]]:
    """Kind and text of the top-level statements."""
    found = javascript.statements(javascript.parse(source))
    return [(statement.kind, source[statement.start : statement.end]) for statement in found]


@pytest.mark.parametrize(
    ('source', 'expected'),
    [
        pytest.param('', [], id='empty'),
        pytest.param(
            'function f(){} const x = 1;',
            [('function', 'function f(){}'), ('other', 'const x = 1;')],
            id='two on a line',
        ),
        pytest.param('async function f() {}', [('function', 'async function f() {}')], id='async'),
        pytest.param('function* f() {}', [('function', 'function* f() {}')], id='generator'),
        pytest.param('async function* f() {}', [('function', 'async function* f() {}')], id='async generator'),
        pytest.param('function f()\n{\n}', [('function', 'function f()\n{\n}')], id='Allman brace'),
        pytest.param('\tfunction f() {}', [('function', 'function f() {}')], id='indented'),
        pytest.param(
            'function f() { return /[{"]/.test("}") }',
            [('function', 'function f() { return /[{"]/.test("}") }')],
            id='regular expression with braces and quotes',
        ),
        pytest.param('`a\n${f(`}`)}\n`;', [('other', '`a\n${f(`}`)}\n`;')], id='template over lines'),
        pytest.param('"use strict";', [('other', '"use strict";')], id='directive'),
        pytest.param('#!/usr/bin/env node\n;;/* */', [], id='no statements'),
        pytest.param('class A {}', [('other', 'class A {}')], id='class'),
        pytest.param('(function f() {})();', [('other', '(function f() {})();')], id='IIFE'),
        pytest.param('é()\r\nfunction ü(){}', [('other', 'é()'), ('function', 'function ü(){}')], id='CRLF, not ASCII'),
        pytest.param('"\ud800";\nf()', [('other', '"\ud800";'), ('other', 'f()')], id='lone surrogate'),
        pytest.param('"😀"; f()', [('other', '"😀";'), ('other', 'f()')], id='beyond the BMP'),
        pytest.param('\ufefff()', [('other', 'f()')], id='BOM'),
        pytest.param('x = 1\n<!-- f()\ny', [('other', 'x = 1'), ('other', 'y')], id='HTML-like comment'),
        pytest.param('function f(', [], id='broken'),
    ],
)
def test_statements(source: str, expected: list[tuple[str, str]]) -> None:
    assert shapes(source) == expected


@pytest.mark.parametrize(
    'source',
    [
        'if (typeof module !== "undefined") module.exports = { f };',
        "if (typeof module !== 'undefined') { module.exports = { f }; }",
        'if (typeof module != `undefined`) module.exports = { f }',
        "if ('undefined' !== typeof module) module.exports = { f };",
        "if ('undefined' != (typeof (module))) { /* c */ (module).exports = { f }; ; }".replace('(module).', 'module.'),
        "if (typeof module !== 'undefined' && module.exports) module.exports = { f };",
        "if ((typeof module !== 'undefined' && module) && module.exports) module.exports = ({ f });",
        "if (\n  typeof module !== 'undefined'\n)\n{\n  module.exports = {\n    f,\n  };\n}",
    ],
)
def test_trailers(source: str) -> None:
    (statement,) = javascript.statements(javascript.parse(source))
    assert statement.kind == 'trailer'
    assert [export.name for export in statement.exports] == ['f']


@pytest.mark.parametrize(
    'source',
    [
        "if (typeof module === 'undefined') module.exports = { f };",
        "if (typeof module !== 'object') module.exports = { f };",
        "if (typeof exports !== 'undefined') module.exports = { f };",
        "if (typeof module !== 'undefined' || x) module.exports = { f };",
        "if (x && typeof module !== 'undefined') module.exports = { f };",
        "if (typeof module !== 'undefined') module.exports = f;",
        "if (typeof module !== 'undefined') exports.f = f;",
        "if (typeof module !== 'undefined') { module.exports = { f }; g(); }",
        "if (typeof module !== 'undefined') {}",
        "if (typeof module !== 'undefined') module.exports += { f };",
        'if (module) module.exports = { f };',
        "// if (typeof module !== 'undefined') module.exports = { f };\nx",
        "typeof module !== 'undefined' && (module.exports = { f });",
        'module.exports = f;',
        'exports = { f };',
        'exports.f.g = f;',
        'other.exports = { f };',
        'exports.f = f, exports.g = g;',
        'exports["f"] = f;',
    ],
)
def test_neither_trailers_nor_exports(source: str) -> None:
    assert [kind for kind, _ in shapes(source)] == ['other']


def test_a_trailer_with_else_is_no_trailer() -> None:
    source = "if (typeof module !== 'undefined') module.exports = { f }; else g();"
    assert [kind for kind, _ in shapes(source)] == ['trailer with else']


@pytest.mark.parametrize(
    ('source', 'expected'),
    [
        pytest.param('module.exports = {};', [], id='nothing'),
        pytest.param(
            "module.exports = { f, g: h, 'i': (j), k() {}, [l]: l, ...m, n: () => 1, /* c */ 1: o };",
            [
                ('f', 'f', 'f'),
                ('g', 'h', 'g: h'),
                ('i', 'j', "'i': (j)"),
                ('k', None, 'k() {}'),
                ('[l]', None, '[l]: l'),
                ('...m', None, '...m'),
                ('n', None, 'n: () => 1'),
                ('1', 'o', '1: o'),
            ],
            id='object',
        ),
        pytest.param('exports.é = ü', [('é', 'ü', 'exports.é = ü')], id='property'),
        pytest.param(
            'module.exports.f = function () {};', [('f', None, 'module.exports.f = function () {}')], id='inline'
        ),
    ],
)
def test_exports(source: str, expected: list[tuple[str, str | None, str]]) -> None:
    (statement,) = javascript.statements(javascript.parse(source))
    assert statement.kind == 'export'
    assert [(export.name, export.value, source[export.start : export.end]) for export in statement.exports] == expected
    assert all(isinstance(export, Export) for export in statement.exports)


@pytest.mark.parametrize(
    ('source', 'expected'),
    [
        pytest.param('{   }\nf();', True, id='first'),
        pytest.param('f()\n{   }\n(g)', True, id='between expressions without semicolons'),
        pytest.param('é();\n{   }\n`t`', True, id='not ASCII before it'),
        pytest.param('{ {   } }', False, id='in a block'),
        pytest.param('if (x)\n{   }', False, id='branch'),
        pytest.param('const f = () =>\n{   }', False, id='body of a function'),
        pytest.param('// {   }', False, id='comment'),
        pytest.param('`{   }`', False, id='template'),
        pytest.param('x = {   }', False, id='expression'),
        pytest.param('f(', False, id='broken'),
    ],
)
def test_statement_at(source: str, expected: bool) -> None:
    start = source.find('{   }')
    script = javascript.parse(source, body=True)
    assert script.statement_at(start, start + 5) is expected
    assert script.statement_at(start, start + 4) is False


class CountedText(str):
    """A text that counts the characters that are copied out of it."""

    copied = 0

    def __getitem__(self, key: SupportsIndex | slice) -> str:
        part = super().__getitem__(key)
        self.copied += len(part)
        return part


def test_asking_about_many_places_does_not_copy_the_rest_of_the_source_each_time() -> None:
    source = '{   }\n' * 500 + 'f();'
    script = javascript.parse(source, body=True)
    script.source = CountedText(source)
    assert all(script.statement_at(start, start + 5) for start in range(0, 3000, 6))
    assert not any(script.is_continued_after(start) for start in range(0, 3000, 6))
    assert script.source.copied <= 2 * 500


@given(st.lists(st.sampled_from(['function f(){}', 'a;', '/*c*/', '"é";', '\n', 'if (a) b;', '{a}', ';', '`\n`;'])))
def test_statements_are_in_order_and_apart(parts: list[str]) -> None:
    source = '\n'.join(parts)
    end = 0
    for statement in javascript.statements(javascript.parse(source)):
        assert end <= statement.start < statement.end <= len(source)
        assert not source[end : statement.start].replace('/*c*/', '').strip('; \n')
        end = statement.end
