from __future__ import annotations

from typing import SupportsIndex

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marks import marked_spans

from n8n_code_discipline.syntax import javascript
from n8n_code_discipline.syntax.javascript import Export


@pytest.mark.parametrize(
    ('source', 'kinds'),
    [
        pytest.param('', [], id='empty'),
        pytest.param('«function f(){}» «const x = 1;»', ['function', 'other'], id='two on a line'),
        pytest.param('«async function f() {}» «function* f() {}»', ['function', 'function'], id='async, generator'),
        pytest.param('\t«async function* f()\n{\n}»', ['function'], id='indented, Allman brace'),
        pytest.param('«function f() { return /[{"]/.test("}") }»', ['function'], id='braces and quotes'),
        pytest.param('«`a\n${f(`}`)}\n`;»', ['other'], id='template over lines'),
        pytest.param('«"use strict";»', ['other'], id='directive'),
        pytest.param('#!/usr/bin/env node\n;;/* */', [], id='no statements'),
        pytest.param('«class A {}» «(function f() {})();»', ['other', 'other'], id='class, IIFE'),
        pytest.param('«é()»\r\n«function ü(){}»', ['other', 'function'], id='CRLF, not ASCII'),
        pytest.param('«"\ud800";»\n«f()»', ['other', 'other'], id='lone surrogate'),
        pytest.param('\ufeff«"😀";» «f()»', ['other', 'other'], id='BOM, beyond the BMP'),
        pytest.param('«x = 1»\n<!-- f()\n«y»', ['other', 'other'], id='HTML-like comment'),
        pytest.param("«if (typeof module != 'undefined') exports = 1;»", ['other'], id='another guarded assignment'),
        pytest.param(
            "«if (typeof module !== 'undefined') module.exports = { f }; else g();»",
            ['trailer with else'],
            id='trailer with else',
        ),
        pytest.param('function f(', [], id='broken'),
    ],
)
def test_statements(source: str, kinds: list[str]) -> None:
    text, spans = marked_spans(source)
    found = javascript.statements(javascript.parse(text))
    assert [(statement.kind, (statement.start, statement.end)) for statement in found] == list(
        zip(kinds, spans, strict=True)
    )


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
    (statement, *_) = javascript.statements(javascript.parse(source))
    assert (statement.kind, statement.exports) == ('other', ())


@pytest.mark.parametrize(
    ('source', 'expected'),
    [
        pytest.param('module.exports = {};', [], id='nothing'),
        pytest.param(
            "module.exports = { «f», «g: h», «'i': (j)», /* c */ «1: o» };",
            [('f', 'f'), ('g', 'h'), ('i', 'j'), ('1', 'o')],
            id='names',
        ),
        pytest.param(
            'module.exports = { «k() {}», «[l]: l», «...m», «n: () => 1» };',
            [('k', None), ('[l]', None), ('...m', None), ('n', None)],
            id='no names',
        ),
        pytest.param('«exports.é = ü»', [('é', 'ü')], id='property'),
        pytest.param('«module.exports.f = function () {}»;', [('f', None)], id='inline'),
    ],
)
def test_exports(source: str, expected: list[tuple[str, str | None]]) -> None:
    text, spans = marked_spans(source)
    (statement,) = javascript.statements(javascript.parse(text))
    exports = [Export(*names, *span) for names, span in zip(expected, spans, strict=True)]
    assert (statement.kind, list(statement.exports)) == ('export', exports)


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
