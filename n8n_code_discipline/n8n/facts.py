"""Facts about names in a version of n8n: the rows of the tables."""

from typing import NamedTuple


class Fact(NamedTuple):
    """What a version of n8n does with some names, or with some code.

    Attributes:
        message: n8n's error message, with `{name}` for the name.
        evidence: How and in which version it was observed: 'run', or the part of n8n's source that was read.
        names: The names, if the table lists them.
    """

    message: str
    evidence: str
    names: frozenset[str] = frozenset()

    def says(self, **values: str) -> str:
        """Return the message, with values for its placeholders, as findings quote it."""
        return f'n8n says "{self.message.format(**values)}"'
