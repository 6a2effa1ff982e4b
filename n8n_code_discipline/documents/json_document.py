"""Parse JSON, and find the position of any value on demand.

Parsing uses the standard library's C scanner alone. Positions are found by scanning again only the containers on
the way to the value requested (``raw_decode`` skips their values), so a file without findings costs no more
than ``json.loads`` with a check for duplicate keys.
"""

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache, partial
from typing import Any, NamedTuple

from n8n_code_discipline.text import LineIndex, column_map

JsonPath = tuple[str | int, ...]

_WHITESPACE = re.compile(r'[ \t\n\r]*')
# patterns that only findings need: re compiles and caches them at first use
_TOKEN = r'(?s)"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],:]|[^\s{}\[\],:"]+'
_COMMA = r'[ \t\n\r]*(?:,[ \t\n\r]*)?'
# a string without an escape, a number, a word: most values; empty before any other one, whose end json finds
_PLAIN = r'("[^"\\]*"|[^\s{}\[\],:"]+|)'
_CHILD = {
    '{': _COMMA + r'("[^"\\]*(?:\\.[^"\\]*)*")[ \t\n\r]*:[ \t\n\r]*' + _PLAIN,
    '[': _COMMA + r'()(?=[^\s\]])' + _PLAIN,
}
_ESCAPE = r'\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)'
_CONFLICT_MARKERS = ('<<<<<<<', '|||||||', '=======', '>>>>>>>')
_REASONS = {
    'Extra data': 'more text after the end of the document',
    'Invalid control character at': 'control character in a string, write it as an escape',
    'Unterminated string starting at': 'string without an end',
}
_SURROGATE = '[\ud800-\udfff]'
# only used to find the end of a value, so numbers need no conversion
_SKIPPER = json.JSONDecoder(parse_int=bool, parse_float=bool, parse_constant=bool)


class JsonError(NamedTuple):
    """A syntax error: the message, and the 0-based character offset of the error."""

    message: str
    offset: int


class DuplicateKey(NamedTuple):
    """A key given twice in one object; 0-based character offsets of the literals."""

    key: str
    first: int
    start: int
    end: int


class JsonSpan(NamedTuple):
    """The 0-based character offsets of a value; ``key`` is where its key starts, or the value itself in an array."""

    key: int
    start: int
    end: int


class JsonEdit(NamedTuple):
    """A change of the string at ``path``: its decoded characters ``start`` to ``end`` (0-based) become ``text``."""

    path: JsonPath
    start: int
    end: int
    text: str


class JsonDocument:
    """A JSON text with its data, or with its syntax error."""

    def __init__(self, text: str, data: Any, error: JsonError | None, *, has_duplicates: bool) -> None:
        self.text = text
        self.data = data
        self.error = error
        self.has_duplicates = has_duplicates
        self.lines = LineIndex(text)
        # the containers on the path of the last requested value
        self._branch: list[tuple[JsonPath, _Children]] = []
        self._escapes: tuple[JsonPath | None, list[tuple[int, int]]] = (None, [])

    def span(self, path: JsonPath) -> JsonSpan:
        """Return the offsets of the value at ``path``; of a duplicate key, those of the last one, which counts.

        Raises:
            KeyError: The data has no such value.
        """
        key = start = _skip_whitespace(self.text, 0)
        for depth, part in enumerate(path):
            if depth == len(self._branch) or self._branch[depth][0] != path[:depth]:
                children = _Children(self.text, start, whole=self.has_duplicates)
                self._branch[depth:] = [(path[:depth], children)]
            key, start = self._branch[depth][1].starts(part)
        return JsonSpan(key, start, _end_of_value(self.text, start))

    def offset_in_string(self, path: JsonPath, offset: int) -> int:
        """Return the offset in the text of the character at ``offset`` of the decoded string at ``path``."""
        if self._escapes[0] != path:
            span = self.span(path)
            self._escapes = (path, _escape_map(self.text, span.start + 1, span.end - 1))
        return column_map(self._escapes[1], offset)

    def splice(self, edits: Iterable[JsonEdit]) -> str:
        """Return the text with edits applied, which must not overlap; every other character stays unchanged."""
        return ''.join(self.spliced(edits))

    def spliced(self, edits: Iterable[JsonEdit]) -> list[str]:
        """Return the result of ``splice`` in pieces; edits with the same text share one string."""
        escaped = cache(escape)
        places = sorted(
            (self.offset_in_string(edit.path, edit.start), self.offset_in_string(edit.path, edit.end), edit.text)
            for edit in edits
        )
        parts = []
        position = 0
        for start, end, text in places:
            parts += [self.text[position:start], escaped(text)]
            position = end
        return [*parts, self.text[position:]]

    def duplicate_keys(self) -> list[DuplicateKey]:
        """Return every key given a second time in its object, in the order of the text."""
        return _duplicate_keys(self.text) if self.has_duplicates else []


def parse(text: str) -> JsonDocument:
    """Parse a text (without a byte order mark). Never raises: a syntax error is the document's ``error``."""
    has_duplicates = False

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal has_duplicates
        data = dict(pairs)
        if len(data) != len(pairs):
            has_duplicates = True
        return data

    decoder = partial(json.JSONDecoder, object_pairs_hook=unique, parse_constant=_refuse)
    data: Any = None
    error: JsonError | None = None
    try:
        try:
            data = decoder().decode(text)
        except json.JSONDecodeError:
            raise
        except ValueError:  # Python refuses to convert integers of more than 4,300 digits; JSON has no such limit
            data = decoder(parse_int=float).decode(text)
    except json.JSONDecodeError as exception:
        error = _error(exception, text)
    except RecursionError:
        error = JsonError('nesting too deep to read', 0)
    except _ConstantError as exception:
        name = str(exception)
        offset = next((token.start() for token in re.finditer(_TOKEN, text) if token[0] == name), 0)
        error = JsonError(f'{name} is no JSON number', offset)
    return JsonDocument(text, data, error, has_duplicates=has_duplicates and error is None)


def scalar_text(raw: str, *, in_string: bool = False) -> str:
    """Return the decoded text of a part of a JSON text (``in_string``: of the inside of a string).

    An array or object gives '': it is only the place of a finding.
    """
    try:
        value = json.loads(f'"{raw}"' if in_string else raw)
    except (ValueError, RecursionError):
        return ''.join(raw.split())
    if isinstance(value, dict | list):
        return ''
    return value if isinstance(value, str) else json.dumps(value)


def escape(text: str) -> str:
    """Return a text as n8n writes it in a JSON string: only mandatory escapes."""
    spelled = json.dumps(text, ensure_ascii=False)[1:-1]
    return re.sub(_SURROGATE, lambda match: f'\\u{ord(match[0]):04x}', spelled)


class _ConstantError(Exception):
    """NaN, Infinity or -Infinity, which Python accepts and n8n does not; the message is its name."""


def _refuse(name: str) -> Any:
    raise _ConstantError(name)


def _error(exception: json.JSONDecodeError, text: str) -> JsonError:
    if not text.strip(' \t\n\r'):
        return JsonError('the file is empty', 0)
    # Python 3.13 points at a trailing comma, older ones at the bracket after it
    comma = exception.pos if text[exception.pos : exception.pos + 1] == ',' else exception.pos - 1
    comma = len(text[: comma + 1].rstrip(' \t\n\r')) - 1
    closing = _skip_whitespace(text, comma + 1)
    if text[comma : comma + 1] == ',' and text[closing : closing + 1] in ('}', ']') and exception.msg != 'Extra data':
        return JsonError(f"trailing comma before '{text[closing]}'", comma)
    if exception.pos >= len(text.rstrip(' \t\n\r')):
        return JsonError('the file ends too early', exception.pos)
    if text.startswith(_CONFLICT_MARKERS, exception.pos):
        return JsonError('conflict marker, finish the merge', exception.pos)
    reason = _REASONS.get(exception.msg) or exception.msg[:1].lower() + exception.msg[1:]
    return JsonError(reason, exception.pos)


def _skip_whitespace(text: str, offset: int) -> int:
    match = _WHITESPACE.match(text, offset)
    return match.end() if match else offset


class _Children:
    """The places of the children of the array or object at ``start``, scanned up to the last requested one.

    With ``whole``, all are scanned: an object may have a key twice, and the last one counts.
    """

    def __init__(self, text: str, start: int, *, whole: bool) -> None:
        self.known: dict[str | int, tuple[int, int]] = {}
        self.rest = _scan_children(text, start)
        if whole:
            self.known.update(self.rest)

    def starts(self, key: str | int) -> tuple[int, int]:
        """Return where the key of a child and the child start, as in ``JsonSpan``. Raises KeyError."""
        if key not in self.known:
            for name, starts in self.rest:
                self.known[name] = starts
                if name == key:
                    break
        return self.known[key]


def _scan_children(text: str, start: int) -> Iterator[tuple[str | int, tuple[int, int]]]:
    """Yield the keys of the children of the array or object at ``start`` of a text that is JSON, and where they start.

    The end of a child is only searched for when the next one is requested.
    """
    next_child = re.compile(_CHILD[text[start]]).match
    child = next_child(text, start + 1)
    index = 0
    while child is not None:
        name = child[1]
        key = (json.loads(name) if '\\' in name else name[1:-1]) if name else index
        index += 1
        begin, end = child.span(2)
        yield key, (child.start(1), begin)
        child = next_child(text, end if begin < end else _end_of_value(text, begin))


def _end_of_value(text: str, start: int) -> int:
    try:
        return _SKIPPER.raw_decode(text, start)[1]
    except RecursionError:  # the parser had a little more stack left
        depth = 0
        for token in re.compile(_TOKEN).finditer(text, start):
            depth += (token[0] in '[{') - (token[0] in ']}')
            if not depth:
                return token.end()
        raise


def _escape_map(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return checkpoints (decoded offset, text offset) of the inside of a string literal."""
    checkpoints = [(0, start)]
    shrink = 0
    for escape in re.compile(_ESCAPE).finditer(text, start, end):
        decoded = escape.start() - start - shrink
        shrink += len(escape[0]) - 1
        checkpoints.append((decoded + 1, escape.end()))
    return checkpoints


def _duplicate_keys(text: str) -> list[DuplicateKey]:
    duplicates: list[DuplicateKey] = []
    objects: list[dict[str, int] | None] = []
    literal: re.Match[str] | None = None
    for token in re.finditer(_TOKEN, text):
        first = token[0][0]
        if first == '{':
            objects.append({})
        elif first == '[':
            objects.append(None)
        elif first in '}]':
            objects.pop()
        elif first == '"':
            literal = token
        elif first == ':' and literal is not None:
            keys = objects[-1]
            key = json.loads(literal[0])
            if keys is not None and key in keys:
                duplicates.append(DuplicateKey(key, keys[key], literal.start(), literal.end()))
            elif keys is not None:
                keys[key] = literal.start()
    return duplicates
