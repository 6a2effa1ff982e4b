"""Broken and half-broken variants of real source, the same ones in every run."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence

_TOKEN = re.compile(r'\w+|\s+|[^\w\s]')
_WORD = re.compile(r'[^\W\d]\w*')
_BRACKETS = frozenset('()[]{}')
_Mutation = Callable[[list[str], random.Random, Sequence[str]], None]


def mutations(sources: Sequence[str], count: int, *, seed: int, words: Sequence[str]) -> Iterator[str]:
    """Yield ``count`` mutated sources; ``words`` are the keywords that replace others."""
    chance = random.Random(seed)
    for _ in range(count):
        tokens = _TOKEN.findall(chance.choice(sources))
        if tokens:
            chance.choice(_KINDS)(tokens, chance, words)
            yield ''.join(tokens)


def _place(tokens: list[str], chance: random.Random, wanted: Callable[[str], object] = str.strip) -> int:
    """Return the index of one of the tokens that are wanted, of any if there is none."""
    places = [index for index, token in enumerate(tokens) if wanted(token)]
    return chance.choice(places or range(len(tokens)))


def _delete(tokens: list[str], chance: random.Random, _words: Sequence[str]) -> None:
    del tokens[_place(tokens, chance)]


def _double(tokens: list[str], chance: random.Random, _words: Sequence[str]) -> None:
    place = _place(tokens, chance)
    tokens.insert(place, tokens[place])


def _swap(tokens: list[str], chance: random.Random, _words: Sequence[str]) -> None:
    place, other = _place(tokens, chance), _place(tokens, chance)
    tokens[place], tokens[other] = tokens[other], tokens[place]


def _drop_bracket(tokens: list[str], chance: random.Random, _words: Sequence[str]) -> None:
    tokens[_place(tokens, chance, _BRACKETS.__contains__)] = ''


def _drop_character(tokens: list[str], chance: random.Random, _words: Sequence[str]) -> None:
    place = _place(tokens, chance)
    index = chance.randrange(len(tokens[place]))
    tokens[place] = tokens[place][:index] + tokens[place][index + 1 :]


def _replace_keyword(tokens: list[str], chance: random.Random, words: Sequence[str]) -> None:
    tokens[_place(tokens, chance, words.__contains__)] = chance.choice(words)


def _replace_name(tokens: list[str], chance: random.Random, words: Sequence[str]) -> None:
    def is_name(token: str) -> bool:
        return _WORD.fullmatch(token) is not None and token not in words

    tokens[_place(tokens, chance, is_name)] = tokens[_place(tokens, chance, is_name)]


def _repeat_line(tokens: list[str], chance: random.Random, _words: Sequence[str]) -> None:
    """Repeat a line elsewhere: what it declares is declared twice."""
    lines = ''.join(tokens).splitlines(keepends=True)
    lines.insert(chance.randrange(len(lines) + 1), chance.choice(lines))
    tokens[:] = lines


_KINDS: list[_Mutation] = [
    _delete,
    _double,
    _swap,
    _drop_bracket,
    _drop_character,
    _replace_keyword,
    _replace_name,
    _repeat_line,
]
