"""What a rule finds, and what a user reads."""

from __future__ import annotations

from typing import NamedTuple


class CodePosition(NamedTuple):
    """A place within the code that a JSON string holds.

    ``line`` and ``column`` are 1-based, ``column`` in characters; ``text`` is that whole line of the code.
    """

    line: int
    column: int
    text: str


class Finding(NamedTuple):
    """What a rule yields: a message about the characters ``start`` to ``end`` (exclusive) of a file's text."""

    message: str
    start: int = 0
    end: int = 0
    node: str | None = None
    code: CodePosition | None = None


class RuleFailure(NamedTuple):
    """A rule that raised instead of answering; what NCD009 reports."""

    rule: str
    error: Exception


class Diagnostic(NamedTuple):
    """One finding as it is reported; sorts by place, then code.

    Lines and columns are 1-based, columns count characters, the end is exclusive. ``path`` is relative to the
    current directory and uses ``/``; ``name`` is the rule's.
    """

    path: str
    line: int
    column: int
    code: str
    message: str
    end_line: int
    end_column: int
    node: str | None
    name: str
    position: CodePosition | None

    @property
    def url(self) -> str:
        """The documentation of the rule, relative to the project."""
        return f'docs/rules/{self.code}.md'


def sort_key(diagnostic: Diagnostic) -> tuple[str, int, int, str, str]:
    """Sort by path, line, column and code; the message makes the order total."""
    return diagnostic[:5]
