"""The names that code may read without declaring them: tables, each with its source."""

from __future__ import annotations


def table(names: str) -> frozenset[str]:
    """Return the names that are written with blanks between them."""
    return frozenset(names.split())
