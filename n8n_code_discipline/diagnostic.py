"""What a rule finds, and what a user reads."""

from __future__ import annotations

from typing import NamedTuple


class CodePosition(NamedTuple):
    """A place within the code that a JSON string holds.

    ``line`` and ``column`` are 1-based, ``column`` in characters; ``text`` is that whole line of the code, ``length``
    counts the characters meant.
    """

    line: int
    column: int
    text: str
    length: int = 1


class SourceLine(NamedTuple):
    """The line that a finding is about, or the part of a long one that begins after ``skipped`` characters."""

    text: str
    skipped: int = 0


class Finding(NamedTuple):
    """What a rule yields: a message about the characters ``start`` to ``end`` (exclusive) of a file's text.

    ``offending`` is the text whose edit makes it another finding, None for those characters.
    """

    message: str
    start: int = 0
    end: int = 0
    node: str | None = None
    code: CodePosition | None = None
    offending: str | None = None


class RuleFailure(NamedTuple):
    """A rule that raised instead of answering; what NCD009 reports."""

    rule: str
    error: Exception


class Diagnostic(NamedTuple):
    """One finding as it is reported; sorts by place, then code.

    Lines and columns are 1-based, columns count characters, the end is exclusive. ``path`` is relative to the
    current directory and uses ``/``; ``name`` and ``help`` are the rule's. ``digest`` stands for the offending text,
    and ``occurrence`` counts the earlier findings of the file with the same code, node and digest.
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
    help: str = ''
    source: SourceLine = SourceLine('')
    digest: str = ''
    occurrence: int = 0

    @property
    def fingerprint(self) -> str:
        """Identify the finding across runs, wherever it moved within its file: 16 hexadecimal digits."""
        return digest('\0'.join((self.code, self.path, self.node or '', self.digest, str(self.occurrence))))

    @property
    def url(self) -> str:
        """The documentation of the rule, relative to the project."""
        return documentation(self.code)


def documentation(code: str) -> str:
    """Return the path of a rule's page, relative to the project."""
    return f'docs/rules/{code}.md'


def digest(text: str) -> str:
    """Return 16 hexadecimal digits that stand for a text; line ends and blanks before them make no difference."""
    import hashlib  # only findings need it

    normal = '\n'.join(map(str.rstrip, text.split('\n'))).strip()
    return hashlib.blake2b(normal.encode('utf-8', 'surrogatepass'), digest_size=8).hexdigest()


def sort_key(diagnostic: Diagnostic) -> tuple[str, int, int, str, str]:
    """Sort by path, line, column and code; the message makes the order total."""
    return diagnostic[:5]
