from __future__ import annotations

import pytest
from marks import marked_spans

from n8n_code_discipline.syntax import python


@pytest.mark.parametrize(
    ('source', 'expected'),
    [
        pytest.param('', [], id='empty'),
        pytest.param('# def f(): pass', [], id='comment'),
        pytest.param('«"""doc"""»; «x = 1»', ['docstring', 'other'], id='docstring, code behind it'),
        pytest.param('«import os»\n«"doc"»', ['import', 'other'], id='a string that is none'),
        pytest.param('«b"doc"»', ['other'], id='bytes'),
        pytest.param('«f"{doc}"»', ['other'], id='formatted'),
        pytest.param('«import os»; «os.system("id")»', ['import', 'other'], id='two on a line'),
        pytest.param('«from a import (\r\n    b,\r\n    c,\r\n)»', ['import'], id='import over lines, CRLF'),
        pytest.param('«def f(\n    a,\n) -> list:\n    """doc"""»\n', ['function f'], id='Black'),
        pytest.param('«async def f():\n\tpass»\n«def g(): pass»', ['function f', 'function g'], id='async, tab'),
        pytest.param(
            '«@a\n@b("@")\nasync def f(): pass»\n«class A: pass»', ['other f', 'other'], id='decorators, class'
        ),
        pytest.param('«é = "ü"»; «ä()»', ['other', 'other'], id='not ASCII'),
        pytest.param('«"😀"»\r«x»', ['docstring', 'other'], id='lone CR'),
        pytest.param('\x0c«a»\n\x0c«b»', ['other', 'other'], id='form feeds'),
        pytest.param('\ufeff«"\ud800"»\n«x»', ['docstring', 'other'], id='BOM, lone surrogate'),
        pytest.param('«x = \\\n  1»', ['other'], id='continuation'),
    ],
)
def test_statements(source: str, expected: list[str]) -> None:
    text, spans = marked_spans(source)
    found = python.statements(python.parse(text))
    assert [f'{statement.kind} {statement.name}'.rstrip() for statement in found] == expected
    assert [(statement.start, statement.end) for statement in found] == spans


@pytest.mark.parametrize(
    ('source', 'expected'),
    [
        pytest.param('_____\nf()', True, id='first'),
        pytest.param('é = 1\n_____\t\r\nf()', True, id='not ASCII before it'),
        pytest.param('@a\ndef f():\n    pass\n_____', True, id='last'),
        pytest.param('def f():\n    _____', False, id='in a function'),
        pytest.param('x = 1; _____', False, id='behind a statement'),
        pytest.param('_____; x', False, id='before a statement'),
        pytest.param('_____ # c', False, id='before a comment'),
        pytest.param('_____ + 1', False, id='in an expression'),
        pytest.param('_____ = 1', False, id='target'),
        pytest.param('(\n_____\n)', False, id='in parentheses'),
        pytest.param('"""\n_____\n"""', False, id='in a string'),
        pytest.param('# _____', False, id='in a comment'),
        pytest.param('_____ _____', False, id='broken'),
    ],
)
def test_statement_at(source: str, expected: bool) -> None:
    start = source.find('_____')
    found = python.parse(source, body=True)
    assert found.statement_at(start, start + 5) is expected
    assert found.statement_at(start, start + 4) is False
