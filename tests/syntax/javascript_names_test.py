"""Scope analysis, checked against tables and against eslint-scope."""

import pytest
from eslint_scope import EslintScope
from hypothesis import given
from hypothesis import strategies as st
from javascript_snippets import KEYWORDS, VALID
from mutations import mutations
from shared_code import needs_real_workflows, real_code

from n8n_code_discipline.syntax import javascript
from n8n_code_discipline.syntax.names import Names


def names(source: str, *, body: bool = True) -> Names:
    script = javascript.parse(source, body=body)
    assert script.problems == ()
    found = script.names
    for declaration in found.declarations:
        assert source[declaration.start : declaration.end] == declaration.name
    for read in found.reads:
        assert source[read.start : read.end] == read.name
    return found


@pytest.mark.parametrize(
    ('source', 'expected'),
    [
        pytest.param('function f() {}', 'f function', id='function'),
        pytest.param('async function* f() {}', 'f function', id='async generator'),
        pytest.param('class A {}', 'A class', id='class'),
        pytest.param('let a; const b = 1', 'a lexical, b lexical', id='lexical'),
        pytest.param('var a; for (var b of c) { var d }', 'a var, b var, d var', id='var, in blocks too'),
        pytest.param('{ let a; const b = 1; class C {} }', '', id='lexical names of a block'),
        pytest.param('{ function f() {} }', 'f var', id='function in a block is seen outside (annex B)'),
        pytest.param("'use strict'; { function f() {} }", '', id='but not in strict code'),
        pytest.param('{ async function f() {} }', '', id='nor an async one'),
        pytest.param('for (let a;;); for (const b of c);', '', id='loop heads'),
        pytest.param('try {} catch (e) { var a }', 'a var', id='catch'),
        pytest.param('const { a, b: c, d: { e = 1 }, ...f } = g', 'a c e f', id='object pattern'),
        pytest.param('let [a, [b = 1], , ...c] = d', 'a b c', id='array pattern'),
        pytest.param('(function f() { var a })(); (() => { let b })()', '', id='inner functions'),
        pytest.param('x = class A {}; y = function f() {}', '', id='expressions'),
        pytest.param('label: for (;;) {}', '', id='label'),
        pytest.param('using a = b()', 'a lexical', id='using'),
    ],
)
def test_declarations(source: str, expected: str) -> None:
    found = names(source).declarations
    with_kind = ', '.join(f'{item.name} {item.kind}' for item in found)
    assert expected in (with_kind, ' '.join(item.name for item in found))


@pytest.mark.parametrize(
    ('source', 'expected'),
    [
        pytest.param('a; b.c; d(e); f`${g}`', 'a b d e f g', id='expressions'),
        pytest.param('({ a, b: c, [d]: 1, e() { f }, ...g })', 'a c d f g', id='object literal'),
        pytest.param('a.b?.c[d].e', 'a d', id='properties'),
        pytest.param('function f(a, { b }, [c] = d, ...e) { a; b; c; e; arguments }', 'd arguments', id='parameters'),
        pytest.param('function f(a = b) { var b; b }', 'b', id='a default does not see the body'),
        pytest.param('f(); function f() { g(); function g() {} }', 'f', id='hoisting; f is declared'),
        pytest.param('{ let a; a } a', 'a', id='block scope'),
        pytest.param('for (const a of a) a; a', 'a', id='loop scope'),
        pytest.param('switch (a) { case b: let c; c } c', 'a b c', id='switch'),
        pytest.param('try { a } catch ({ b }) { b } b', 'a b', id='catch'),
        pytest.param('try { } catch { a }', 'a', id='catch without parameter'),
        pytest.param('(function f() { f })(); f', 'f', id='name of a function expression'),
        pytest.param('x = class A extends B { [c] = A; m() { return A } static { d } }; A', 'B c d A', id='class'),
        pytest.param('class A { #a; m(o) { return #a in o && o.#a } }', '', id='private names'),
        pytest.param('label: for (;;) { continue label }', '', id='labels'),
        pytest.param('const { [a]: b = c } = d', 'a c d', id='pattern'),
        pytest.param('[a, b.c] = d; ({ e, f: g = h } = i)', 'b d h i', id='assignment pattern'),
        pytest.param('a = 1; a', 'a', id='written and read'),
        pytest.param('a += 1; b++; c ||= 2', 'a b c', id='reading and writing'),
        pytest.param('(x => y => x + y + z)', 'z', id='closures'),
        pytest.param('async x => await y', 'y', id='async arrow function'),
        pytest.param('function g() { await (x) }', 'await x', id='await outside async is a name'),
        pytest.param('await\na', 'a', id='await over two lines'),
        pytest.param('new.target; this; super_', 'super_', id='no names'),
        pytest.param('undefined; null; true', '', id='constants'),
        pytest.param('import("a")', '', id='import()'),
        pytest.param('é + "😀" + ü', 'é ü', id='not ASCII'),
        pytest.param('x = y => { a: z }', 'z', id='label, not a property'),
    ],
)
def test_reads(source: str, expected: str) -> None:
    found = [read.name for read in names(source).reads]
    assert ' '.join(dict.fromkeys(found)) == expected


def disagreements(sources: list[str], eslint_scope: EslintScope) -> tuple[int, list[str]]:
    """Return the number of compared sources, and those that give other names than eslint-scope."""
    compared = 0
    different = []
    for source, expected in zip(sources, eslint_scope.names(sources), strict=True):
        script = javascript.parse(source, body=True)
        if expected is None or script.problems:
            continue
        ours = script.names
        compared += 1
        if (
            {item.name for item in ours.declarations},
            {read.name for read in ours.reads if not read.declared} - {'arguments'},
            set(ours.assigned),
        ) != (
            set(expected['declared']) - {'arguments'},
            set(expected['read']) - {'arguments', 'undefined'},
            set(expected['written']),
        ):
            different.append(source)
    return compared, different


def test_eslint_scope_agrees_about_snippets(eslint_scope: EslintScope) -> None:
    compared, different = disagreements(VALID, eslint_scope)
    assert compared > 0.9 * len(VALID)
    assert set(different) == {
        '{ function f() {} function f() {} }',  # eslint-scope does not follow annex B.3.3
        'arguments = 1',  # which it declares at the top
    }


@pytest.mark.no_cover
@pytest.mark.slow
@needs_real_workflows
def test_eslint_scope_agrees_about_real_code(eslint_scope: EslintScope) -> None:
    sources = sorted({item.code for item in real_code('jsCode', 'functionCode')})
    assert disagreements(sources, eslint_scope) == (len(sources) - 1, [])  # one does not parse
    mutated = list(mutations(sources, 1_500, seed=4, words=KEYWORDS))
    compared, different = disagreements(mutated, eslint_scope)
    assert compared > 500
    assert len(different) <= 0.005 * compared


@given(
    st.lists(st.sampled_from([*'{}()[]ab=;,', 'let', 'var', 'function', 'f', 'class', '=>', 'for', 'of']), max_size=30)
)
def test_reads_and_declarations_stand_where_they_say(tokens: list[str]) -> None:
    script = javascript.parse(' '.join(tokens), body=True)
    if not script.problems:
        names(script.source)
