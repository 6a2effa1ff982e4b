from __future__ import annotations

from pathlib import Path

import node
import pytest
from mutations import mutations

from n8n_code_discipline.syntax.javascript import regex

V8 = Path(__file__).parent / 'v8_regex.js'

SOUND = [
    ('a{1,2}', ''),
    ('a{,3}b{3c}]', ''),
    ('(?<year>\\d{4})-(?<month>\\d\\d)\\k<year>', ''),
    ('(?<x>a)|(?<x>b)', ''),
    ('(?:a|b)+?(?=c)*(?!d)', ''),
    ('(?<=a)(?<!b)c', ''),
    ('(?i-m:a)', ''),
    ('[\\d-z][a-][-a][^][--a][\\b-a]', ''),
    ('\\c\\8\\q\\-', ''),
    ('[a-z]\\u{61}\\p{L}', 'u'),
    ('[😀-😎]', 'u'),
    ('[[a-z]--[aeiou]]', 'v'),
    ('', 'dgimsuy'),
]
FAULTS = [
    ('(', '', 'unterminated group'),
    ('a)', '', "unmatched ')'"),
    ('(?a)', '', 'invalid group'),
    ('(?<1>a)', '', 'invalid group'),
    ('(?<a>x)(?<a>y)', '', "two groups are named 'a'"),
    ('*', '', 'nothing to repeat'),
    ('a**', '', 'nothing to repeat'),
    ('(|*)', '', 'nothing to repeat'),
    ('^*', '', 'nothing to repeat'),
    ('\\b+', '', 'nothing to repeat'),
    ('(?<=a)*', '', 'nothing to repeat'),
    ('(?=a)*', 'u', 'nothing to repeat'),
    ('{1}', '', 'nothing to repeat'),
    ('a{2,1}', '', 'numbers out of order in a quantifier'),
    ('a{' + '9' * 5000 + ',1}', '', 'numbers out of order in a quantifier'),
    ('[z-a]', '', 'range out of order in a character class'),
    ('[\\u0062-\\x61]', '', 'range out of order in a character class'),
    ('[😀-😎]', '', 'range out of order in a character class'),
    ('[\\d-z]', 'u', 'invalid character class'),
    ('[a', '', 'unterminated character class'),
    ('[[a]', 'v', 'unterminated character class'),
    ('\\q', 'u', 'invalid escape'),
    ('[\\q]', 'u', 'invalid escape'),
    ('{', 'u', "lone '{'"),
    (']', 'u', "lone ']'"),
    ('a', 'gg', "invalid flags 'gg'"),
    ('a', 'x', "invalid flags 'x'"),
    ('a', 'uv', "invalid flags 'uv'"),
]
INSERTS = [*'()[]{}*+?|\\-^$,:=!<>a0ud1bx', '😀', '(?', '(?:', '[^', '{2,']


@pytest.mark.parametrize(('pattern', 'flags'), SOUND)
def test_sound(pattern: str, flags: str) -> None:
    assert regex.fault(pattern, flags) == ''


@pytest.mark.parametrize(('pattern', 'flags', 'fault'), FAULTS)
def test_faults(pattern: str, flags: str, fault: str) -> None:
    assert regex.fault(pattern, flags) == fault


def test_v8_agrees() -> None:
    patterns = [pattern for pattern, flags in SOUND if not flags]
    mutated = [(pattern, '') for pattern in mutations(patterns, 4_000, seed=7, inserts=INSERTS)]
    cases = [*SOUND, *((pattern, flags) for pattern, flags, _ in FAULTS), *mutated]
    rejected = node.run(V8, cases)
    called_faulty = [case for case, found in zip(cases, rejected, strict=True) if not found and regex.fault(*case)]
    missed = [case for case, found in zip(cases, rejected, strict=True) if found and not regex.fault(*case)]
    assert called_faulty == []
    assert len(missed) < 0.2 * sum(rejected)
