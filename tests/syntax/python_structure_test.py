from __future__ import annotations

import pytest

from n8n_code_discipline.syntax import python


@pytest.mark.parametrize(
    ('source', 'expected'),
    [
        pytest.param('', [], id='empty'),
        pytest.param('# def f(): pass', [], id='comment'),
        pytest.param('"""doc"""', [('docstring', '"""doc"""')], id='docstring'),
        pytest.param('"""doc"""; x = 1', [('docstring', '"""doc"""'), ('other', 'x = 1')], id='code behind it'),
        pytest.param('import os\n"doc"', [('import', 'import os'), ('other', '"doc"')], id='a string that is none'),
        pytest.param('b"doc"', [('other', 'b"doc"')], id='bytes'),
        pytest.param('f"{doc}"', [('other', 'f"{doc}"')], id='formatted'),
        pytest.param(
            'import os; os.system("id")', [('import', 'import os'), ('other', 'os.system("id")')], id='two on a line'
        ),
        pytest.param(
            'from a import (\r\n    b,\r\n    c,\r\n)',
            [('import', 'from a import (\r\n    b,\r\n    c,\r\n)')],
            id='import over lines, CRLF',
        ),
        pytest.param(
            'def f(\n    a,\n) -> list:\n    """doc"""\n',
            [('function', 'def f(\n    a,\n) -> list:\n    """doc"""')],
            id='Black',
        ),
        pytest.param('async def f(): pass', [('function', 'async def f(): pass')], id='async'),
        pytest.param('def f():\n\tpass', [('function', 'def f():\n\tpass')], id='tab'),
        pytest.param('@a\n@b("@")\ndef f(): pass', [('other', '@a\n@b("@")\ndef f(): pass')], id='decorators'),
        pytest.param('class A: pass', [('other', 'class A: pass')], id='class'),
        pytest.param('é = "ü"; ä()', [('other', 'é = "ü"'), ('other', 'ä()')], id='not ASCII'),
        pytest.param('"😀"\rx', [('docstring', '"😀"'), ('other', 'x')], id='lone CR'),
        pytest.param('\x0ca\n\x0cb', [('other', 'a'), ('other', 'b')], id='form feeds'),
        pytest.param('\ufeffx', [('other', 'x')], id='BOM'),
        pytest.param('"\ud800"\nx', [('docstring', '"\ud800"'), ('other', 'x')], id='lone surrogate'),
        pytest.param('x = \\\n  1', [('other', 'x = \\\n  1')], id='continuation'),
    ],
)
def test_statements(source: str, expected: list[tuple[str, str]]) -> None:
    found = python.statements(python.parse(source))
    assert [(statement.kind, source[statement.start : statement.end]) for statement in found] == expected


def test_names() -> None:
    source = 'def f(): pass\n@a\nasync def g(): pass\nclass A: pass\nx = 1'
    assert [statement.name for statement in python.statements(python.parse(source))] == ['f', 'g', '', '']


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
