"""What the tables are made of."""

from __future__ import annotations

from typing import NamedTuple


class Fact(NamedTuple):
    """Names that a version of n8n treats alike.

    ``message`` is what n8n says, ``{name}`` standing for the name. ``version`` is the one it was observed in;
    ``source`` tells how: 'run' in it, or which part of it was read.
    """

    names: frozenset[str]
    message: str
    version: str
    source: str


def find(facts: tuple[Fact, ...], name: str) -> Fact | None:
    """Return the fact about a name, None if there is none."""
    return next((fact for fact in facts if name in fact.names), None)


def major(version: str) -> int:
    """Return the world that a version of n8n belongs to: 1 (task runners unknown) or 2, the newest known."""
    return 1 if version.partition('.')[0] in ('0', '1') else 2
