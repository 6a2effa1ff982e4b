"""Facts about names in a version of n8n: the rows of the tables."""

from typing import NamedTuple


class Fact(NamedTuple):
    """Names that a version of n8n treats in the same way.

    Attributes:
        names: The names.
        message: n8n's error message, with `{name}` for the name.
        version: The version of n8n in which it was observed.
        source: The evidence: 'run', or the part of n8n's source that was read.
    """

    names: frozenset[str]
    message: str
    version: str
    source: str
