"""Where the grammar of tree-sitter-javascript rejects a text, and where it reads one differently from V8."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Sequence
from typing import TYPE_CHECKING
from typing import NamedTuple

from n8n_code_discipline.syntax import bounded
from n8n_code_discipline.syntax.problem import Problem

if TYPE_CHECKING:
    from tree_sitter import LogType
    from tree_sitter import Node
    from tree_sitter import Parser
    from tree_sitter import Tree

# The parser's log tells the very token it stumbled over, but costs a few microseconds per byte.
_LAST_LOGGED = 200_000  # bytes
_BEGINNING = 4_096
_CHUNK = 8192
_PLACE = r'process .*row:(\d+), col:(\d+)'
_TOKEN = r'(?s)lexed_lookahead sym:(.*), size:(\d+)'
_LINE_END = rb'[\r\n]'
_INVISIBLE_CHARACTERS = ('\u200b', '\u2060')
_WITHIN_LITERAL = frozenset({'string_fragment', 'escape_sequence', 'regex_pattern'})
_IN_TEMPLATE = frozenset({'`', '${', 'string_fragment', 'escape_sequence'})
_DESCRIPTIONS = {'"': 'string', "'": 'string', '`': 'template string'}
_ROUNDS = 4
_EXCERPT = 40


class _Token(NamedTuple):
    """A token of the parser's log: its bytes, and whether a line ends between it and the token before."""

    kind: str
    start: int
    end: int
    on_new_line: bool


def first_error(parser: Parser, tree: Tree | None, data: bytes, offsets: Sequence[int]) -> Problem:
    """Return the place where a text stops being JavaScript, and the token that stands there."""
    tokens = _tokens_up_to_error(parser, data)
    if not tokens:
        if tree is None:
            return Problem(0, 0, 'too large or too tangled to be read')
        start = offsets[_first_broken(tree.root_node)]
        return Problem(start, start, 'unexpected text')
    opened = _cut_off(tokens, data)
    if opened is not None:
        start = offsets[opened.start]
        return Problem(start, start + 1, f'unterminated {_literal(opened, data)}')
    token = tokens[-1]
    if token.kind == 'end':
        end = offsets[len(data.rstrip())]
        return Problem(end, end, 'unexpected end of the code')
    return Problem(offsets[token.start], offsets[token.end], f'unexpected {_described(token, data)}')


def is_noise(parser: Parser, data: bytes) -> bool:
    """Tell whether a text breaks off so early that the parser's error recovery is better not tried on the rest.

    The beginning alone may break where a template string or comment is cut, so it only raises the question.
    """
    tokens = _tokens_up_to_error(parser, data[:_BEGINNING])
    return bool(tokens) and tokens[-1].kind != 'end' and bool(_tokens_up_to_error(parser, data))


def _first_broken(root: Node) -> int:
    """The byte where the first ERROR or MISSING node begins."""
    pending = [root]
    while pending:
        node = pending.pop()
        if node.is_error or node.is_missing:
            return node.start_byte
        if node.has_error:
            pending.extend(reversed(node.children))
    return root.start_byte


def _tokens_up_to_error(parser: Parser, data: bytes) -> list[_Token]:
    """The tokens up to the first one that no reading of the text can go on with.

    Empty if there is none in the part that is worth logging.
    """
    lines = [0, *(match.end() for match in re.finditer(rb'\n', data))]
    tokens: dict[int, tuple[str, int]] = {}
    here = 0
    place = -1
    done = False

    def log(_type: LogType, message: str) -> None:
        nonlocal here, place, done
        if done:
            return
        if message.startswith('process '):
            match = re.compile(_PLACE).match(message)
            here = lines[int(match[1])] + int(match[2]) if match else here
        elif message.startswith('lexed_'):
            match = re.compile(_TOKEN).match(message)
            if match:
                tokens[here] = (match[1], int(match[2]))
        elif message.startswith('detect_error'):
            place = max(place, here)
        elif message.startswith(('resume', 'recover')):
            done = True

    parser.logger = log
    try:
        parser.parse(
            lambda offset, _point: data[offset : offset + _CHUNK],
            progress_callback=lambda offset, _has_error: done or offset > _LAST_LOGGED,
        )
    except ValueError:  # it was stopped
        parser.reset()
    finally:
        del parser.logger
    return [_token(data, start, *tokens[start]) for start in sorted(tokens) if start <= place] if done else []


def _token(data: bytes, start: int, kind: str, size: int) -> _Token:
    text = data[start : start + size]
    stripped = text.lstrip() or text
    blanks = len(text) - len(stripped)
    return _Token(kind, start + blanks, start + size, b'\n' in text[:blanks])


def _cut_off(tokens: Sequence[_Token], data: bytes) -> _Token | None:
    """What opens a literal that its line or the text cuts off."""
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
    if excerpt[:1] in _INVISIBLE_CHARACTERS:
        return invisible(excerpt[0])
    return _DESCRIPTIONS.get(token.kind) or f"'{excerpt[:_EXCERPT]}'"


def invisible(character: str) -> str:
    """How a message names a character that cannot be seen."""
    return f'invisible character U+{ord(character):04X}'


def leaves(tree: Tree) -> Iterator[Node]:
    """Yield the tokens and comments, in source order."""
    cursor = tree.walk()
    while True:
        while cursor.goto_first_child():
            pass
        if cursor.node is not None:
            yield cursor.node
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return


def without_html_comments(parser: Parser, tree: Tree, data: bytes) -> Tree | None:
    """Return the tree of the text without its HTML-like comments (annex B.1.1); None if that takes too much.

    The grammar reads some of them as operators. One that holds a quote can hide the next one, so there are a few
    rounds.
    """
    found: Tree | None = tree
    for _ in range(_ROUNDS):
        if found is None:
            break
        blanked = bytearray(data)
        for start in _html_comments(found, data):
            match = re.compile(_LINE_END).search(data, start)
            end = match.start() if match else len(data)
            blanked[start:end] = b' ' * (end - start)
        if blanked == data:
            break
        data = bytes(blanked)
        found = bounded.parse(parser, data)
    return found


def _html_comments(tree: Tree, data: bytes) -> Iterator[int]:
    row = -1
    for leaf in leaves(tree):
        start = leaf.start_byte
        opens = leaf.type in ('<', 'ERROR') and data.startswith(b'<!--', start)
        closes = leaf.type in ('--', 'ERROR') and data.startswith(b'-->', start)
        if opens or (closes and row < leaf.start_point.row):
            yield start
        row = leaf.end_point.row


def stray_character(tree: Tree, data: bytes) -> int | None:
    """Return the byte of the first character between tokens that only the grammar takes for a blank."""
    if not any(mark.encode() in data for mark in _INVISIBLE_CHARACTERS):
        return None
    search = re.compile('|'.join(_INVISIBLE_CHARACTERS).encode()).search
    end = 0
    for leaf in leaves(tree):
        match = search(data, end, leaf.start_byte)
        if match:
            return match.start()
        end = leaf.end_byte
    match = search(data, end)
    return match.start() if match else None
