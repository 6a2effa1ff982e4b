"""The names and behavior of n8n that rules look up: tables, one module per language and kind, each with its source.

The next release of n8n is an edit here.
"""

from __future__ import annotations


def table(names: str) -> frozenset[str]:
    """Return the whitespace-separated names of a table."""
    return frozenset(names.split())
