"""The grammar of tree-sitter-javascript: reading a source, and finding where it stops being JavaScript.

The grammar rejects some code that V8 accepts. Such code is rewritten before it is parsed; the rewritten text has the
same length, so offsets stay valid. The result does not depend on the locale.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from n8n_code_discipline.syntax import bounded
from n8n_code_discipline.syntax.encoding import encode

if TYPE_CHECKING:
    from tree_sitter import Language, LogType, Parser, Tree

# The parser's log names the very token it stumbled over, but costs some microseconds per byte.
_LAST_LOGGED = 200_000  # bytes
_MESSAGES = 4_000  # of the log that are kept
_LOGGED = ('process ', 'lexed_', 'detect_error', *bounded.RECOVERY)
_PLACE = r'process .*row:(\d+), col:(\d+)'
_TOKEN = r'(?s)lexed_lookahead sym:(.*), size:(\d+)'
_HTML_COMMENT = rb'(?m)(?:(<!--)|^[ \t]*(-->))[^\r\n]*'
_NOT_ASCII = rb'[\xc2-\xf4][\x80-\xbf]+'  # one character
_LONE_RETURN = rb'\r(?!\n)'
_INVALID_ESCAPE = rb'\\(?:u(?![\da-fA-F]{4}|\{[\da-fA-F]+\})|x(?![\da-fA-F]{2}))'
# Whitespace for V8, or for `iswspace` in some locale: tree-sitter's scanner calls that function. The characters from
# U+2028 on end a line.
_BLANK = '[\x85\xa0\u1680\u180e\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff\u2028\u2029]'
_SEPARATOR = b'\xe2\x80[\xa8\xa9]'
_LITERALS = frozenset(
    {'string_fragment', 'escape_sequence', 'regex_pattern', 'comment', 'html_comment', 'hash_bang_line'}
)
# Other_ID_Start and Other_ID_Continue of Unicode that no category below includes, ZWNJ and ZWJ, and legal whitespace
_LEGAL = frozenset('\u2118\u212e\u309b\u309c\u00b7\u0387\u19da\u200c\u200d\ufeff\u2028\u2029').union(
    map(chr, range(0x1369, 0x1372))
)
# Unassigned characters (Cn) may be assigned in the Unicode version of V8.
_LEGAL_CATEGORIES = frozenset({'Lu', 'Ll', 'Lt', 'Lm', 'Lo', 'Nl', 'Mn', 'Mc', 'Nd', 'Pc', 'Cn', 'Zs'})
_FORMAT_CATEGORIES = frozenset({'Cc', 'Cf'})
_WITHIN_LITERAL = frozenset({'string_fragment', 'escape_sequence', 'regex_pattern'})
_IN_TEMPLATE = frozenset({'`', '${', 'string_fragment', 'escape_sequence'})
_OPENERS = frozenset({'(', '[', '{', '${'})
_CLOSERS = frozenset({')', ']', '}'})
_TAGS = frozenset({'identifier', 'property_identifier', ')', ']'})
_DESCRIPTIONS = {'"': 'string', "'": 'string', '`': 'template string'}
_ROUNDS = 8
_EXCERPT = 40


class Reading(NamedTuple):
    """The tree of a source, or its first syntax error; offsets in bytes, ``end`` exclusive."""

    tree: Tree | None
    start: int = 0
    end: int = 0
    message: str = ''


class _Token(NamedTuple):
    """A token of the parser's log: its bytes, and whether a line ends between it and the token before."""

    kind: str
    start: int
    end: int
    on_new_line: bool


class _Edit(NamedTuple):
    """A replacement of bytes by as many others."""

    start: int
    text: bytes


@cache
def language() -> Language:
    """Return the grammar; tree-sitter is imported when it is first needed."""
    import tree_sitter
    import tree_sitter_javascript

    return tree_sitter.Language(tree_sitter_javascript.language())


@cache
def _parser() -> Parser:
    import tree_sitter

    return tree_sitter.Parser(language())


def read(source: str, data: bytes) -> Reading:
    """Parse a source; ``data`` is its UTF-8 encoding."""
    plain = data
    if not source.isascii():
        plain = encode(re.compile(_BLANK).sub(lambda match: ' ' * len(match[0].encode()), source))
    if b'\r' in data:  # the grammar takes a lone carriage return for a blank, ECMAScript for a line end
        data, plain = (re.compile(_LONE_RETURN).sub(b'\n', text) for text in (data, plain))
    illegal = _illegal_characters(source)
    tree = bounded.parse(_parser(), plain)
    error: Reading | None = None
    for _ in range(_ROUNDS):
        edits = _html_comments(tree, plain)
        if not edits and tree is not None and not tree.root_node.has_error:
            return _finish(tree, plain, data, illegal)
        edits = edits or _separators(data)
        if not edits:
            tokens = _tokens_up_to_error(plain)
            error = error or _first_error(tokens, data, illegal)
            edits = _token_repairs(tokens, data)
        if not edits:
            break
        data, plain = (_edited(text, edits) for text in (data, plain))
        tree = bounded.parse(_parser(), plain)
    return error or Reading(None)


def _illegal_characters(source: str) -> frozenset[bytes]:
    """Return the characters of a source that can only stand in literals and comments, in UTF-8."""
    if source.isascii():
        return frozenset()
    from unicodedata import category

    found = (char for char in set(source) if char > '\x7f' and char not in _LEGAL)
    return frozenset(encode(char) for char in found if category(char) not in _LEGAL_CATEGORIES)


def _finish(tree: Tree, plain: bytes, data: bytes, illegal: frozenset[bytes]) -> Reading:
    """Check the characters outside of literals, and restore those inside."""
    if plain == data and not illegal:
        return Reading(tree)
    characters = list(re.compile(_NOT_ASCII).finditer(data))
    spans = _literals_around(tree, [match.start() for match in characters])
    for match in characters:
        if match[0] in illegal and not _is_within(spans, match.start()):
            return _illegal_character(match)
    restored = bytearray(plain)
    for start, end in spans:
        restored[start:end] = data[start:end]
    if restored == plain:
        return Reading(tree)
    whole = bounded.parse(_parser(), bytes(restored))
    return Reading(tree if whole is None or whole.root_node.has_error else whole)


def _literals_around(tree: Tree, places: Sequence[int]) -> list[tuple[int, int]]:
    """Return the bytes of the texts and comments around some sorted places, in order."""
    found = []
    pending = [tree.root_node]
    while pending:
        node = pending.pop()
        index = bisect_left(places, node.start_byte)
        if index == len(places) or places[index] >= node.end_byte:
            continue
        if node.type in _LITERALS:
            found.append((node.start_byte, node.end_byte))
        else:
            pending += reversed(node.named_children)
    return found


def _is_within(spans: Sequence[tuple[int, int]], place: int) -> bool:
    index = bisect_right(spans, place, key=itemgetter(0)) - 1
    return index >= 0 and place < spans[index][1]


def _illegal_character(match: re.Match[bytes]) -> Reading:
    from unicodedata import category

    character = match[0].decode()
    shown = 'invisible character' if category(character) in _FORMAT_CATEGORIES else 'character'
    return Reading(None, *match.span(), f'unexpected {shown} U+{ord(character):04X}')


def _edited(text: bytes, edits: Sequence[_Edit]) -> bytes:
    edited = bytearray(text)
    for edit in edits:
        edited[edit.start : edit.start + len(edit.text)] = edit.text
    return bytes(edited)


def _html_comments(tree: Tree | None, plain: bytes) -> list[_Edit]:
    """Return edits that blank the HTML-like comments (annex B.1.1), which the grammar takes for operators."""
    if tree is None or (b'<!--' not in plain and b'-->' not in plain):
        return []
    found = list(re.compile(_HTML_COMMENT).finditer(plain))
    places = [match.start(match.lastindex or 0) for match in found]
    spans = _literals_around(tree, places)
    return [
        _Edit(match.start(), b' ' * len(match[0]))
        for match, place in zip(found, places, strict=True)
        if not _is_within(spans, place)
    ]


def _separators(data: bytes) -> list[_Edit]:
    """Return edits that turn U+2028 and U+2029 into plain line ends."""
    return [_Edit(match.start(), b'\n  ') for match in re.compile(_SEPARATOR).finditer(data)]


def _token_repairs(tokens: Sequence[_Token], data: bytes) -> list[_Edit]:
    """Return what to replace so that the grammar gets past the last token; nothing where the code is just broken."""
    if len(tokens) < 2:
        return []
    *before, last = tokens
    comment = data[before[-1].start : before[-1].end] if before[-1].kind == 'comment' else b''
    if comment.startswith(b'/*') and b'\n' in comment:  # it ends the statement: let it end in front of a line end
        return [_Edit(before[-1].end - 3, b'*/\n')]
    if last.kind == 'ERROR' and data.startswith(b'\\', last.start) and _is_tagged(before):
        return [_Edit(match.start(), b'..') for match in re.compile(_INVALID_ESCAPE).finditer(data, last.start)]
    opener = _enclosing_bracket(before)
    if opener is not None and data[opener - 1 : opener].isspace():  # an array on the line after an arrow function
        return [_Edit(opener - 1, b';')]
    return []


def _enclosing_bracket(tokens: Sequence[_Token]) -> int | None:
    """Return the byte of the `[` that is open at the end of some tokens, if it follows a `}` and a line end."""
    depth = 0
    for index in range(len(tokens) - 1, 0, -1):
        kind = tokens[index].kind
        depth += (kind in _CLOSERS) - (kind in _OPENERS)
        if depth < 0:
            follows = kind == '[' and tokens[index].on_new_line and tokens[index - 1].kind == '}'
            return tokens[index].start if follows else None
    return None


def _is_tagged(tokens: Sequence[_Token]) -> bool:
    """Tell whether the template literal that is open at the end of some tokens has a tag."""
    depth = 0
    for index in range(len(tokens) - 1, 0, -1):
        kind = tokens[index].kind
        depth += (kind == '}') - (kind == '${')
        if kind == '`' and not depth:
            return tokens[index - 1].kind in _TAGS
    return False


def _first_error(tokens: Sequence[_Token], data: bytes, illegal: frozenset[bytes]) -> Reading:
    """Return the place where a text stops being JavaScript, and the token that stands there."""
    if not tokens:
        return Reading(None, 0, 0, 'too large or too tangled to be read')
    opened = _cut_off(tokens, data)
    if opened is not None:
        return Reading(None, opened.start, opened.start + 1, f'unterminated {_literal(opened, data)}')
    *before, token = tokens
    start = token.start
    if before:  # an identifier of the grammar may hold more than one of V8
        start = before[-1].start if before[-1].kind == 'identifier' else before[-1].end
    for match in re.compile(_NOT_ASCII).finditer(data, start, token.end):
        if match[0] in illegal:
            return _illegal_character(match)
    if data.startswith(b'/*', token.start - 1):
        return Reading(None, token.start - 1, token.start, 'unterminated comment')
    if token.kind == 'end':
        end = len(data.rstrip())
        return Reading(None, end, end, 'unexpected end of the code')
    return Reading(None, token.start, token.end, f'unexpected {_described(token, data)}')


def _tokens_up_to_error(data: bytes) -> list[_Token]:
    """Return the last tokens up to the first one that no reading of the text can go on with.

    Empty if there is none in the part that is worth logging.
    """
    messages: deque[str] = deque(maxlen=_MESSAGES)
    done = False

    def log(_type: LogType, message: str) -> None:
        nonlocal done
        if not done and message.startswith(_LOGGED):
            messages.append(message)
            done = message.startswith(bounded.RECOVERY)

    parser = _parser()
    parser.logger = log
    try:
        parser.parse(
            lambda offset, _point: data[offset : offset + bounded.CHUNK],
            progress_callback=lambda offset, _has_error: done or offset > _LAST_LOGGED,
        )
    except ValueError:  # it was stopped
        parser.reset()
    finally:
        del parser.logger
    return list(_tokens(data, messages)) if done else []


def _tokens(data: bytes, messages: Iterable[str]) -> Iterator[_Token]:
    """Yield the tokens of some messages up to the one that the parser stumbled over."""
    lines = [0, *(match.end() for match in re.finditer(rb'\n', data))]
    found: dict[int, tuple[str, int]] = {}
    here = -1
    last = -1
    for message in messages:
        if message.startswith('process '):
            match = re.compile(_PLACE).match(message)
            here = lines[int(match[1])] + int(match[2]) if match else here
        elif message.startswith('lexed_') and here >= 0:
            match = re.compile(_TOKEN).match(message)
            if match:
                found[here] = (match[1], int(match[2]))
        elif message.startswith('detect_error'):
            last = max(last, here)
    for start in sorted(found):
        if start <= last:
            kind, size = found[start]
            text = data[start : start + size]
            spaces = len(text) - len(text.lstrip() or text)
            yield _Token(kind, start + spaces, start + size, b'\n' in text[:spaces])


def _cut_off(tokens: Sequence[_Token], data: bytes) -> _Token | None:
    """Return what opens a literal that its line or the text cuts off."""
    opened: _Token | None = None
    before: _Token | None = None
    slash: _Token | None = None  # not always the one before: the grammar takes comments within a regular expression
    for token in tokens:
        if opened is not None:
            if token.on_new_line or token.kind == 'end':
                return opened
            if token.kind not in _WITHIN_LITERAL:
                opened = None
        elif token.kind in ('"', "'"):
            opened = token
        elif token.kind == 'regex_pattern':
            opened = slash
        elif before is not None and before.kind == '`' and token is tokens[-1] and token.kind not in _IN_TEMPLATE:
            return None if data.startswith(b'\\', token.start) else before
        before = token
        slash = token if token.kind == '/' else slash
    return None


def _literal(opened: _Token, data: bytes) -> str:
    if opened.kind == '/':
        return 'comment' if data.startswith(b'/*', opened.start) else 'regular expression'
    return _DESCRIPTIONS[opened.kind]


def _described(token: _Token, data: bytes) -> str:
    excerpt = data[token.start : min(token.end, token.start + 4 * _EXCERPT)].decode(errors='replace')
    return _DESCRIPTIONS.get(token.kind) or f"'{excerpt[:_EXCERPT]}'"
