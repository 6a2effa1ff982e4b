"""Tables of the names and behavior of n8n, one module per language and kind, each with its source.

A new release of n8n needs changes in these tables only.
"""


def table(names: str) -> frozenset[str]:
    """Return the whitespace-separated names of a table."""
    return frozenset(names.split())
