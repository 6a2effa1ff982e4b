"""No regular expression of the package takes more than linear time, whatever the text.

Every pattern is found in the source and judged by its structure: as an automaton, with a loop over any character before
one that is searched for. Backtracking takes more than linear time where a text can be read in more and more ways as it
grows: there are two states p and q and a text that leads from p to p, from p to q, and from q to q (Weber and Seidl, On
the degree of ambiguity of finite automata, 1991). Lookaheads are taken for nothing, so that nothing is missed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from collections.abc import Sequence
from importlib import import_module
from itertools import product
from typing import Any
from typing import NamedTuple

import pytest
from support import REPOSITORY

from n8n_code_discipline.documents import json_document
from n8n_code_discipline.workspace import layout

# the parser that `re` itself uses; there is none with a public name
PARSER: Any = import_module('re._parser')
PACKAGE = REPOSITORY / 'n8n_code_discipline'
CALLS = ('compile', 'search', 'match', 'fullmatch', 'split', 'findall', 'finditer', 'sub', 'subn')
# one character of every kind that a pattern can tell apart
ALPHABET = frozenset(map(chr, range(128))) | frozenset('\x85\xa0éÉ²٣\u2028\u200b😀\ud800')

# What would be slow over any text: the tokens of JSON are asked of a document that parses, where every string is closed
LINEAR = {json_document._TOKEN}


# the patterns that are attributes, by the name of the attribute
ATTRIBUTES: dict[str, list[str]] = {
    'pattern': [spelling.pattern for spelling in layout.SPELLINGS.values()],
}


class Use(NamedTuple):
    """A pattern that the package hands to `re`; ``searched`` unless it is only matched at a place."""

    module: str
    pattern: str | bytes
    searched: bool


def uses() -> Iterator[Use]:
    """Yield every use of `re`."""
    for path in sorted(PACKAGE.rglob('*.py')):
        module = path.relative_to(REPOSITORY).with_suffix('').as_posix().replace('/', '.')
        nodes = list(ast.walk(ast.parse(path.read_text(encoding='utf-8'))))
        methods: dict[str, set[str]] = {}
        for node in nodes:
            if isinstance(node, ast.Attribute):
                methods.setdefault(ast.unparse(node.value), set()).add(node.attr)
        names = {
            ast.unparse(node.value): ast.unparse(node.targets[0]) for node in nodes if isinstance(node, ast.Assign)
        }
        for node in nodes:
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {f're.{call}' for call in CALLS}:
                source = ast.unparse(node)
                how = {ast.unparse(node.func).removeprefix('re.')}
                if how == {'compile'}:  # used on the spot, by its name, or who knows how
                    how = methods.get(source) or methods.get(names.get(source, '')) or how
                for pattern in values(node.args[0], vars(import_module(module))):
                    yield Use(module, pattern, not how <= {'match', 'fullmatch'})


def values(argument: ast.expr, names: dict[str, Any]) -> Sequence[str | bytes]:
    """What an argument can be: all of a table's patterns; for an f-string, a word stands for each of its values."""
    if isinstance(argument, ast.JoinedStr):
        parts = [part.value if isinstance(part, ast.Constant) else 'word' for part in argument.values]
        return [''.join(map(str, parts))]
    if isinstance(argument, ast.Subscript):
        return list(names[ast.unparse(argument.value)].values())
    if isinstance(argument, ast.Attribute) and argument.attr in ATTRIBUTES:
        return ATTRIBUTES[argument.attr]
    return [eval(ast.unparse(argument), names)]


class Automaton:
    """A pattern as positions that each take one character, and the positions that may follow each (Glushkov)."""

    def __init__(self, pattern: str | bytes, *, searched: bool = True) -> None:
        text = pattern.decode('latin-1') if isinstance(pattern, bytes) else pattern
        tree = PARSER.parse(text, re.DOTALL)
        self.ignores_case = bool(tree.state.flags & re.IGNORECASE)
        self.characters: list[frozenset[str]] = []
        self.follow: list[set[int]] = []
        # a possessive repetition of one character is not left where that character follows
        self.kept: dict[int, frozenset[str]] = {}
        self.has_loop_in_loop = False
        start = self.position(ALPHABET if searched else frozenset())
        self.follow[start] |= {start}
        _, first, self.last = self.sequence(tree)
        self.follow[start] |= first

    def position(self, characters: frozenset[str] | set[str]) -> int:
        """Add a position."""
        if self.ignores_case:
            characters = {other for one in characters for other in (one, one.lower(), one.upper())}
        self.characters.append(frozenset(characters))
        self.follow.append(set())
        return len(self.follow) - 1

    def sequence(self, items: Any) -> tuple[bool, set[int], set[int]]:
        """Add parts one behind the other; return whether they may be empty, their first and their last positions."""
        nullable, first, last = True, set[int](), set[int]()
        for item in items:
            empty, begins, ends = self.part(str(item[0]), item[1])
            for position in last:
                self.follow[position] |= begins
            first |= begins if nullable else set()
            last = ends | last if empty else ends
            nullable = nullable and empty
        return nullable, first, last

    def part(self, kind: str, value: Any) -> tuple[bool, set[int], set[int]]:
        """Add one part of a pattern; what `sequence` returns."""
        if kind in ('LITERAL', 'NOT_LITERAL', 'ANY', 'IN'):
            position = self.position(characters_of(kind, value))
            return False, {position}, {position}
        if kind == 'SUBPATTERN':
            return self.sequence(value[3])
        if kind == 'ATOMIC_GROUP':
            return self.sequence(value)
        if kind == 'BRANCH':
            empty, first, last = zip(*map(self.sequence, value[1]), strict=True)
            return any(empty), set().union(*first), set().union(*last)
        if kind in ('MAX_REPEAT', 'MIN_REPEAT', 'POSSESSIVE_REPEAT'):
            return self.repeat(*value, possessive=kind == 'POSSESSIVE_REPEAT')
        if kind == 'ASSERT_NOT' and value[0] < 0 and len(value[1]) == 1:
            # a lookbehind begins every pattern that has one: it takes the character before
            position = self.position(ALPHABET - characters_of(str(value[1][0][0]), value[1][0][1]))
            return False, {position}, {position}
        if kind == 'AT' and str(value) == 'AT_BEGINNING':  # of a line
            position = self.position({'\n'})
            return False, {position}, {position}
        assert kind in ('ASSERT', 'ASSERT_NOT', 'AT', 'GROUPREF'), kind
        return True, set(), set()

    def repeat(self, least: int, most: Any, items: Any, *, possessive: bool) -> tuple[bool, set[int], set[int]]:
        """Add a repetition: one with a limit as so many parts, any other as a loop."""
        if str(most) != 'MAXREPEAT':
            nullable, first, last = True, set[int](), set[int]()
            for number in range(int(most)):
                empty, begins, ends = self.sequence(items)
                for position in last:
                    self.follow[position] |= begins
                first |= begins if nullable else set()
                last |= ends
                nullable = nullable and (empty or number >= least)
            return least == 0 or nullable, first, last
        empty, first, last = self.sequence(items)
        for position in last:
            # a loop in the place of a loop: each turn can be one of either
            self.has_loop_in_loop = self.has_loop_in_loop or not self.follow[position].isdisjoint(first)
            self.follow[position] |= first
        if possessive and len(first | last) == 1:
            self.kept |= {position: self.characters[position] for position in last}
        return empty or least == 0, first, last

    def loops(self) -> list[int]:
        """The positions that can be come to again."""
        return [position for position in range(len(self.follow)) if position in self.reached(self.follow[position])]

    def reached(self, first: set[int]) -> set[int]:
        """All positions that can be come to from some."""
        found, pending = set(first), list(first)
        while pending:
            new = self.follow[pending.pop()] - found
            found |= new
            pending += new
        return found

    def is_slow(self) -> bool:
        """Whether more and more ways lead through a longer and longer text."""
        loops = self.loops()
        return self.has_loop_in_loop or any(
            self.leads((one, one, other), (one, other, other))
            for one, other in product(loops, loops)
            # a search that comes to where a match may end has found one
            if one != other and not (one == 0 and other in self.last) and self.characters[one] & self.characters[other]
        )

    def leads(self, start: tuple[int, ...], goal: tuple[int, ...]) -> bool:
        """Whether one text leads three walkers from their places to others."""
        found, pending = {start}, [start]
        while pending:
            before = pending.pop()
            for after in product(*(self.follow[position] for position in before)):
                if after not in found and frozenset.intersection(*map(self.taken, before, after)):
                    if after == goal:
                        return True
                    found.add(after)
                    pending.append(after)
        return False

    def taken(self, before: int, after: int) -> frozenset[str]:
        """The characters that lead from one position to another."""
        return self.characters[after] - (self.kept.get(before, frozenset()) if before != after else frozenset())


def characters_of(kind: str, value: Any) -> frozenset[str]:
    """The characters that a part matches which takes one."""
    if kind in ('LITERAL', 'NOT_LITERAL'):
        return frozenset({chr(value)}) if kind == 'LITERAL' else ALPHABET - {chr(value)}
    if kind == 'ANY':
        return ALPHABET
    found: set[str] = set()
    for name, item in value:
        if str(name) == 'LITERAL':
            found.add(chr(item))
        elif str(name) == 'RANGE':
            found |= {character for character in ALPHABET if item[0] <= ord(character) <= item[1]}
        elif str(name) == 'CATEGORY':
            letter = {'DIGIT': r'\d', 'SPACE': r'\s', 'WORD': r'\w'}[str(item).rpartition('_')[2]]
            letter = letter.upper() if '_NOT_' in str(item) else letter
            found |= {character for character in ALPHABET if re.match(letter, character)}
    return ALPHABET - found if str(value[0][0]) == 'NEGATE' else frozenset(found)


@pytest.mark.parametrize(
    ('pattern', 'expected'),
    [
        (r'\{[^{}]*+\}', False),
        (r'\w+', False),
        (r'"[^"]*"', False),
        (r'(?m)^[ \t]*x', False),
        (r'(?<!\r)\r+\n', False),
        (r'(?:ab|cd)*e{2,3}', True),
        (r'x[ \t]*+/?[ \t]*:', False),
        (r'x[ \t]*/?[ \t]*:', True),
        (r'[ \t]*:', True),
        (r'\r+\n', True),
        (r'<\w*\w*>', True),
        (r'<(?:\w+)*>', True),
        (r'<(?:a|ab|b)*>', True),
        (r'"[^"\\]*(?:\\.[^"\\]*)*"', True),
        (rb'0\d*[89]\d*x', True),
        (r'(?i)K[k ]*;', True),
    ],
)
def test_the_judgement(pattern: str | bytes, expected: bool) -> None:
    assert Automaton(pattern).is_slow() == expected


@pytest.mark.parametrize(
    ('pattern', 'searched'),
    [pytest.param(use.pattern, use.searched, id=f'{use.module}: {use.pattern!a}'[:80]) for use in uses()],
)
def test_linear(pattern: str | bytes, searched: bool) -> None:
    assert Automaton(pattern, searched=searched).is_slow() == (pattern in LINEAR)


def test_every_pattern_is_found() -> None:
    found = {use.pattern for use in uses()}
    assert len(found) > 40
    assert found >= LINEAR
