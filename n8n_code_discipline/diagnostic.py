"""Findings, as rules yield them, and diagnostics, as reporters print them."""

from typing import NamedTuple, Protocol


class Place(Protocol):
    """Anything that stands somewhere in a text: 0-based character offsets, ``end`` exclusive."""

    @property
    def start(self) -> int:
        """The 0-based offset of the first character."""

    @property
    def end(self) -> int:
        """The 0-based offset behind the last character."""


class Span(NamedTuple):
    """A place by itself."""

    start: int
    end: int


WHOLE_FILE = Span(0, 0)


class CodePosition(NamedTuple):
    """A position in the code of a code field.

    ``line`` and ``column`` are 1-based and ``column`` counts characters. ``text`` is the whole line of the code, or its
    first lines if the finding is about all of it; ``length`` is the number of characters that the finding is about.
    """

    line: int
    column: int
    text: str
    length: int = 1


class SourceLine(NamedTuple):
    """The line of a finding, or a part of a long line: after ``skipped`` characters, to its end unless ``is_cut``."""

    text: str
    skipped: int = 0
    is_cut: bool = False


class Finding(NamedTuple):
    """A message of a rule about the 0-based characters ``start`` to ``end`` (exclusive) of a file's text.

    ``offending`` is the text that identifies the finding in a baseline, None for those characters. The engine sets
    ``fixable`` if ``check --fix`` removes the finding.
    """

    message: str
    start: int = 0
    end: int = 0
    node: str | None = None
    code: CodePosition | None = None
    offending: str | None = None
    fixable: bool = False


class RuleFailure(NamedTuple):
    """A rule that raised an exception; NCD009 reports it."""

    rule: str
    error: Exception


class Diagnostic(NamedTuple):
    """A finding as reporters print it; sorts by position, then code.

    Lines and columns are 1-based, columns count characters, the end is exclusive. ``path`` is relative to the
    current directory and uses ``/``; ``name`` and ``help`` belong to the rule. ``digest`` identifies the offending
    text, ``occurrence`` counts the earlier findings of the file with the same code, node and digest. ``stable_digest``
    identifies it across renames of files, functions and nodes, or the text of the whole file if the finding
    ``is_about_file``; it is empty without a baseline.
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
    stable_digest: str = ''
    is_about_file: bool = False
    fixable: bool = False

    @property
    def fingerprint(self) -> str:
        """Return 16 hexadecimal digits that identify the finding across runs, also when it moved within its file."""
        return digest('\0'.join((self.code, self.path, self.node or '', self.digest, str(self.occurrence))))


def digest(text: str) -> str:
    """Return 16 hexadecimal digits that identify a text, ignoring line ends and trailing whitespace."""
    import hashlib  # only findings need it

    normal = '\n'.join(map(str.rstrip, text.split('\n'))).strip()
    return hashlib.blake2b(normal.encode('utf-8', 'surrogatepass'), digest_size=8).hexdigest()


def sort_key(diagnostic: Diagnostic) -> tuple[str, int, int, str, str]:
    """Return path, line, column, code and message: the message makes the order total."""
    return diagnostic[:5]
