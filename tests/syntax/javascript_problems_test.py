"""Syntax verdicts, checked against tables, against V8, and against what no input may do."""

from __future__ import annotations

from pathlib import Path

import node
import pytest
from hypothesis import given
from hypothesis import strategies as st
from javascript_snippets import BROKEN
from javascript_snippets import SOUND
from javascript_snippets import TOO_LAX
from javascript_snippets import TOO_STRICT
from mutations import mutations
from shared_code import needs_real_workflows
from shared_code import real_code

from n8n_code_discipline.syntax import javascript
from n8n_code_discipline.syntax.problem import Problem

V8 = Path(__file__).parent / 'v8_verdict.js'
# fmt: off
INSERTS = [
    '{', '}', '(', ')', '[', ']', ',', ';', '.', '=', '=>', '`', "'", '"', '/', '+', '++', '**', '??', '||', '...',
    ':', '?', 'const', 'let', 'return', 'function', 'class', 'if', 'else', 'await', 'async', 'yield', 'new', 'x', '1',
    'break', 'continue', 'catch', '#', '@', 'in', 'of', 'import', 'export', 'var a', 'let a',
]
# fmt: on


def problems(source: str) -> tuple[Problem, ...]:
    return javascript.parse(source, body=True).problems


@pytest.mark.parametrize('source', SOUND)
def test_sound(source: str) -> None:
    assert problems(source) == ()


@pytest.mark.parametrize(('source', 'excerpt', 'message'), BROKEN)
def test_broken(source: str, excerpt: str, message: str) -> None:
    first = problems(source)[0]
    assert (source[first.start : first.end], first.message) == (excerpt, message)


def test_v8_agrees_with_the_tables() -> None:
    sources = [source for source, _, _ in BROKEN] + SOUND + TOO_STRICT + TOO_LAX
    verdicts = node.run(V8, sources)
    rejected = [source for source, verdict in zip(sources, verdicts, strict=True) if verdict['wrapped']]
    assert rejected == [source for source, _, _ in BROKEN] + TOO_LAX


@pytest.mark.parametrize('source', TOO_STRICT)
def test_known_to_be_too_strict(source: str) -> None:
    assert problems(source)


@pytest.mark.parametrize('source', TOO_LAX)
def test_known_to_be_too_lax(source: str) -> None:
    assert problems(source) == ()


@pytest.mark.parametrize(
    ('source', 'expected'),
    [
        pytest.param('return 1;', (), id='top-level return is legal in CommonJS'),
        pytest.param('#!/usr/bin/env node\nx', (), id='#! line'),
        pytest.param('\ufeffx', (), id='BOM'),
        pytest.param('var await = 1', (), id='await is a name'),
        pytest.param('var module; function require() {}', (), id='wrapper parameters as var and function'),
        pytest.param('await x', (Problem(0, 7, "'await' outside an async function"),), id='top-level await'),
        pytest.param(
            'const module = 1;',
            (Problem(6, 12, "Node declares 'module' for every file: a file can only do so with 'var'"),),
            id='wrapper parameter',
        ),
        pytest.param('import a from "b"', (Problem(0, 6, "'import' outside a module"),), id='import'),
    ],
)
def test_files(source: str, expected: tuple[Problem, ...]) -> None:
    assert javascript.parse(source).problems == expected


@pytest.mark.parametrize(
    ('source', 'expected'),
    [
        pytest.param(
            'let é;\r\n\r\nlet é;', Problem(14, 15, "'é' is declared twice (first in line 1)", 4), id='not ASCII'
        ),
        pytest.param('"😀"; a b', Problem(7, 8, "unexpected 'b'"), id='beyond the BMP'),
        pytest.param('"\ud800"; a b', Problem(7, 8, "unexpected 'b'"), id='lone surrogate'),
        pytest.param('"\0"; a b', Problem(7, 8, "unexpected 'b'"), id='NUL'),
        pytest.param('f(\n', Problem(2, 2, 'unexpected end of the code'), id='end'),
        pytest.param('x = {a: 1\n  /* c */ b: 2}', Problem(20, 21, "unexpected 'b'"), id='comment before the token'),
        pytest.param('a\rlet b\rlet b', Problem(12, 13, "'b' is declared twice (first in line 2)", 6), id='lone CR'),
        pytest.param(
            '\n' + 'x;' * 200_000 + '\na b',
            Problem(400_003, 400_003, 'unexpected text'),
            marks=pytest.mark.slow,
            id='too long for the log',
        ),
    ],
)
def test_positions(source: str, expected: Problem) -> None:
    assert problems(source) == (expected,)


@pytest.mark.slow
@needs_real_workflows
def test_v8_agrees_about_real_code() -> None:
    sources = [item.code for item in real_code('jsCode', 'functionCode')]
    verdicts = node.run(V8, sources)
    assert [bool(problems(source)) for source in sources] == [bool(verdict['wrapped']) for verdict in verdicts]
    assert len(sources) > 200


# Mutations that V8 takes and we do not, by what we say of them
CALLED_BROKEN: dict[str, int] = {}


@pytest.mark.slow
@needs_real_workflows
def test_v8_agrees_about_mutations_of_real_code() -> None:
    sources = sorted({item.code for item in real_code('jsCode', 'functionCode')})
    mutated = list(mutations(sources, 2_500, seed=20, inserts=INSERTS))
    verdicts = node.run(V8, mutated)
    called_broken: dict[str, int] = {}
    sound = caught = missed = same_line = with_line = 0
    for source, verdict in zip(mutated, verdicts, strict=True):
        if bool(verdict['wrapped']) != bool(verdict['alone']):
            continue
        found = problems(source)
        if not verdict['wrapped']:
            sound += 1
            if found:
                called_broken[found[0].message] = called_broken.get(found[0].message, 0) + 1
            continue
        caught += bool(found)
        missed += not found
        if found and verdict['wrapped']['line'] and found[0].message != 'unexpected end of the code':
            with_line += 1
            same_line += source.count('\n', 0, found[0].start) + 1 == verdict['wrapped']['line']
    assert called_broken == CALLED_BROKEN
    assert sum(called_broken.values()) <= sound / 1000
    assert caught >= 49 * missed
    assert min(sound, caught) > 1_000
    # the rest are braces too many, where V8 reads on behind its own wrapper
    assert same_line > 0.9 * with_line


@given(st.text(alphabet=st.characters()) | st.text(alphabet='{}()[]`\'"/\\*=>ax1 \n\r,;.?:-<!\u2028\u200b'))
def test_any_text_gives_problems_within_it(source: str) -> None:
    for body in (False, True):
        script = javascript.parse(source, body=body)
        for problem in script.problems:
            assert 0 <= problem.start <= problem.end <= len(source)
            assert problem.message
        assert script.names is not None
        javascript.statements(script)


@pytest.mark.slow
@pytest.mark.parametrize(
    'source',
    [
        pytest.param('{' * 20_000 + '}' * 20_000, id='blocks'),
        pytest.param('x=>' * 20_000 + '1', id='arrow functions'),
        pytest.param('f(' * 20_000 + ')' * 20_000, id='calls'),
        pytest.param('a' + '.b' * 20_000, id='properties'),
        pytest.param(''.join(f'l{index}:' for index in range(20_000)) + ';', id='labels'),
        pytest.param('{let a;{var b;' * 10_000 + '}}' * 10_000, id='scopes'),
        pytest.param('try{}catch(e){var e;' * 10_000 + '}' * 10_000, id='catch'),
    ],
)
def test_depth_is_no_problem(source: str) -> None:
    assert problems(source) == ()


@pytest.mark.slow
@pytest.mark.parametrize(
    'noise', ['~}> ', '{-- ', '!const \\;', 'new&&get) ', '**get**', '/*a', 'a/* */', 'a=/[', '`${`', '"', '(', '}']
)
def test_noise_is_rejected_in_bounded_time(noise: str) -> None:
    (problem,) = problems(noise * 20_000)
    assert problem.message.startswith(('unexpected', 'unterminated', 'too large or too tangled'))


@pytest.mark.slow
def test_what_is_too_large_is_not_read() -> None:
    assert problems('x;' * 3_000_000) == (Problem(0, 0, 'too large or too tangled to be read'),)
