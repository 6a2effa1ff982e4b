"""Syntax verdicts: what the running Python rejects, and what it is too old to judge."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared_code import needs_real_workflows, real_code

from n8n_code_discipline.syntax import python
from n8n_code_discipline.syntax.problem import Problem
from n8n_code_discipline.syntax.python import grammar


@pytest.mark.parametrize(
    'source',
    [
        pytest.param("x = 'a\0b'", id='NUL'),
        pytest.param('-' * 100_000 + '1', id='too deep'),
        pytest.param('(' * 300, id='too many parentheses'),
        pytest.param('f(a=1, 2)', id='positional after keyword argument'),
        pytest.param('x\xa0= 1', id='no-break space'),
        pytest.param('def f(a=1, b): pass', id='parameter without a default'),
        pytest.param('x = 010', id='leading zero'),
        pytest.param('b"é"', id='bytes that are not ASCII'),
        pytest.param('exec "x"', id='Python 2'),
        # rejected by the compiler, not by the parser
        pytest.param('nonlocal x', id='nonlocal'),
        pytest.param('def f():\n    await x', id='await in a def'),
    ],
)
def test_broken(source: str) -> None:
    found = python.parse(source, body=True)
    assert (found.tree, found.unchecked, bool(found.problem)) == (None, None, True)
    assert (python.statements(found), found.names.reads) == ((), ())


@pytest.mark.parametrize('source', ['x = "\ud800"', 'try: pass\nexcept* A: pass', 'yield 1\nreturn 2', '# nothing'])
def test_sound(source: str) -> None:
    assert python.parse(source, body=True).problem is None


@pytest.mark.parametrize(
    ('source', 'expected'),
    [
        pytest.param('# coding: utf-7\nx = 1 +AAo-f()', ['other', 'other'], id='hidden line'),
        pytest.param('#!/usr/bin/env python\n# coding: latin-1\nx = "é"', ['other'], id='latin-1'),
        pytest.param('x = 1\ny = 2 # coding: utf-7 +AAo-f()', ['other', 'other'], id='behind a statement'),
        pytest.param('# coding: nonsense\nx = 1', 'unknown encoding: nonsense', id='unknown'),
        pytest.param('# coding: ascii\nx = "é"', "'ascii' codec can't decode byte 0xc3", id='not in the encoding'),
        pytest.param('# coding: punycode\n' + 'x' * 100_000, 'too long to be read as punycode', id='slow codec'),
    ],
)
def test_a_file_is_read_in_the_encoding_that_it_declares(source: str, expected: list[str] | str) -> None:
    module = python.parse(source)
    if isinstance(expected, str):
        assert module.problem is not None
        assert module.problem.message.startswith(expected)
    else:
        assert [statement.kind for statement in python.statements(module)] == expected
        assert all(statement.end <= len(source) for statement in python.statements(module))


@pytest.mark.parametrize('version', [(3, 11), (3, 12), (3, 13)])
@pytest.mark.parametrize(
    ('source', 'broken'),
    [
        pytest.param('class A[T=int]: pass', False, id='PEP 696'),
        pytest.param('def f[T: int = str](): pass', False, id='PEP 696 with a bound'),
        pytest.param('except A, B: pass', True, id='broken anyway'),
        pytest.param('class A[T=int]: x y', True, id='PEP 696 and broken'),
        pytest.param("t'{a}'\n", False, id='PEP 750'),
        pytest.param('a b', True, id='broken'),
    ],
)
def test_newer_syntax_is_not_called_broken(
    version: tuple[int, int], source: str, broken: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if sys.version_info >= (3, 14) and not broken:
        pytest.skip('this Python takes it')
    monkeypatch.setattr(sys, 'version_info', (*version, 0, 'final', 0))
    found = python.parse(source, body=True)
    if found.tree is not None:
        pytest.skip('this Python takes it')
    assert (found.problem is not None, found.unchecked is None) == (broken, broken)


def test_the_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, 'version_info', (3, 11, 0, 'final', 0))
    monkeypatch.setattr(grammar, 'rejects', lambda _data: False)
    note = python.parse('\na b').unchecked
    assert note == "Python 3.11 cannot check this file's syntax (invalid syntax, line 2)"


def test_the_newest_python_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, 'version_info', (3, 14, 0, 'final', 0))
    monkeypatch.setattr(grammar, 'rejects', lambda _data: False)
    assert python.parse('a b').problem == Problem(2, 3, 'invalid syntax')


@given(st.text() | st.text(alphabet='()[]{}:=\'"\\ \n\r\t\x0c\0\ud800fabdef#,.*@;'))
def test_any_text_gives_problems_within_it(source: str) -> None:
    for body in (False, True):
        found = python.parse(source, body=body)
        if found.problem:
            assert 0 <= found.problem.start <= found.problem.end <= len(source)
        python.statements(found)
        assert found.names is not None


@pytest.mark.no_cover
@pytest.mark.slow
@pytest.mark.parametrize('noise', ['def f(): pass\n', '\\\n', 'a b ', '(', 'if a:\n ', "f'{"])
def test_noise_takes_bounded_time(noise: str) -> None:
    python.parse(noise * 30_000)


@needs_real_workflows
def test_real_code() -> None:
    broken = {
        (item.file[:4], item.node): problem.message
        for item in real_code('pythonCode')
        if (problem := python.parse(item.code, body=True).problem)
    }
    # the file has lost its indentation
    assert broken == {('1280', 'Extract Meta'): "expected an indented block after 'if' statement on line 33"}
