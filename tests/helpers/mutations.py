"""Broken and half-broken variants of real source, the same ones in every run."""

import random
import re
from collections.abc import Callable, Iterator, Sequence

_TOKEN = re.compile(r'\w+|\s+|[^\w\s]')
_WORD = re.compile(r'[^\W\d]\w*')
_BRACKETS = frozenset('()[]{}')
_KINDS = (
    *('delete', 'double', 'swap', 'drop bracket', 'drop character'),
    *('replace keyword', 'replace name', 'repeat line'),
)


def mutations(sources: Sequence[str], count: int, *, seed: int, words: Sequence[str]) -> Iterator[str]:
    """Yield `count` mutated sources; `words` are the keywords that replace others."""
    chance = random.Random(seed)
    for _ in range(count):
        tokens = _TOKEN.findall(chance.choice(sources))
        if tokens:
            _mutate(tokens, chance.choice(_KINDS), chance, words)
            yield ''.join(tokens)


def _mutate(tokens: list[str], kind: str, chance: random.Random, words: Sequence[str]) -> None:
    def random_index(is_wanted: Callable[[str], object]) -> int:
        indexes = [index for index, token in enumerate(tokens) if is_wanted(token)]
        return chance.choice(indexes or range(len(tokens)))

    def is_name(token: str) -> bool:
        return _WORD.fullmatch(token) is not None and token not in words

    index, other = random_index(str.strip), random_index(str.strip)
    token = tokens[index]
    if kind == 'delete':
        del tokens[index]
    elif kind == 'double':
        tokens.insert(index, token)
    elif kind == 'swap':
        tokens[index], tokens[other] = tokens[other], token
    elif kind == 'drop bracket':
        tokens[random_index(_BRACKETS.__contains__)] = ''
    elif kind == 'drop character':
        place = chance.randrange(len(token))
        tokens[index] = token[:place] + token[place + 1 :]
    elif kind == 'replace keyword':
        tokens[random_index(words.__contains__)] = chance.choice(words)
    elif kind == 'replace name':
        tokens[random_index(is_name)] = tokens[random_index(is_name)]
    else:  # what the line declares is declared twice
        lines = ''.join(tokens).splitlines(keepends=True)
        lines.insert(chance.randrange(len(lines) + 1), chance.choice(lines))
        tokens[:] = lines
