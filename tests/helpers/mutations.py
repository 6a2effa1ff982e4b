"""Broken and half-broken variants of real source, the same ones in every run."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from collections.abc import Sequence

_TOKEN = re.compile(r'\w+|\s+|[^\w\s]')


def mutations(sources: Sequence[str], count: int, *, seed: int, inserts: Sequence[str]) -> Iterator[str]:
    """Yield ``count`` sources with one token (or line) deleted, doubled, replaced, swapped, moved or inserted.

    ``inserts`` are the tokens that come from outside.
    """
    chance = random.Random(seed)
    for _ in range(count):
        source = chance.choice(sources)
        tokens = _TOKEN.findall(source) or ['']
        place = chance.randrange(len(tokens))
        match chance.randrange(8):
            case 0:
                del tokens[place]
            case 1:
                tokens.insert(place, tokens[place])
            case 2:
                tokens.insert(place, f' {chance.choice(inserts)} ')
            case 3:
                tokens[place] = chance.choice(inserts)
            case 4:
                other = min(place + chance.randrange(1, 4), len(tokens) - 1)
                tokens[place], tokens[other] = tokens[other], tokens[place]
            case 5:
                tokens.insert(place, chance.choice(tokens))
            case operation:
                lines = source.split('\n')
                line = chance.randrange(len(lines))
                if operation == 6:
                    lines.insert(chance.randrange(len(lines)), lines[line])
                else:
                    del lines[line]
                tokens = ['\n'.join(lines)]
        yield ''.join(tokens)
