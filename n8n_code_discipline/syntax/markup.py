"""The grammar of placeholders and round-trip markers; no other module parses them.

A placeholder is ``{{@:KIND:PATH}}``. Also accepted, as other tools write them: ``{{@KIND:PATH}}``,
``{{INTERPOLATE:KIND:PATH}}``, ``{{INTERPOLATE_KIND:PATH}}``, ``{{HYDRATE:KIND:PATH}}``, and spaces around PATH.

A marker block is injected code between ``/* #:js:PATH */`` and ``/* /#:js:PATH */`` (also with ``MATCH`` or
``DEHYDRATE`` for ``#``), in Python between ``# MATCH:py:PATH`` and ``# /MATCH:py:PATH`` (also ``DEHYDRATE``), each a
line of its own; lines end at LF or CRLF. Every scan is linear in the text: no pattern below backtracks.
"""

import re
from collections.abc import Iterable
from typing import Literal, NamedTuple

CODE_KINDS = ('js', 'py')
TEXT_KINDS = ('txt', 'md', 'json', 'html')
DEPLOY_KINDS = ('env', 'uuid')
_KINDS = '|'.join(CODE_KINDS + TEXT_KINDS + DEPLOY_KINDS)

# Patterns are strings: re compiles and caches each one on first use, not at start-up. No group is possessive, `(…)*+`:
# before 3.11.5 some of those do not match (https://github.com/python/cpython/issues/106052).
_PLACEHOLDER = r'\{\{(?:@:?|INTERPOLATE[:_]|HYDRATE:)(?P<kind>' + _KINDS + r')(?::(?P<path>[^{}\r\n]*+))?\}\}'
_NEAR_MISS = (
    r'(?ia)\{{1,3}[ \t]*+(?:@[ \t]*+(?::[ \t]*+)?|INTERPOLATE[ \t]*+[:_][ \t]*+|HYDRATE[ \t]*+:[ \t]*+)'
    r'(?P<kind>' + _KINDS + r')[ \t]*+:(?P<path>[^{}\r\n]*+)\}{0,3}'
)
_REST_OF_LINE = r'[ \t]*+(?:\r?\n|\Z)'

# An exact marker, or one that a formatter has re-spaced: whitespace between its parts
_MARKERS = {
    'js': (
        r'(?m)^[ \t]*+(?P<marker>/\*[ \t]*+(?P<slash>/?)[ \t]*+(?P<tag>#|MATCH|DEHYDRATE)[ \t]*+:[ \t]*+js[ \t]*+:'
        r'(?P<path>[^*{}\r\n]*+(?:\*(?!/)[^*{}\r\n]*+)*)\*/)[ \t]*+(?=\r?\n|\Z)'
    ),
    'py': (
        r'(?m)^[ \t]*+(?P<marker>\#[ \t]*+(?P<slash>/?)[ \t]*+(?P<tag>MATCH|DEHYDRATE)[ \t]*+:[ \t]*+py[ \t]*+:'
        r'(?P<path>[^{}\r\n]*+))(?=\r?\n|\Z)'
    ),
}
# A Python function file must not contain these anywhere, markers or not (seed)
_PYTHON_MARKER_TEXT = '# /?(?:MATCH|DEHYDRATE):py:'
# The same in JSON, where a tab is an escape and any ASCII character may be one
_HASH = r'#(?:[ \t]|\\t)*:'
_MARKER_HINT = r'(?:#|MATCH|DEHYDRATE)(?:[ \t]|\\t)*:(?:[ \t]|\\t)*(?:js|py)(?:[ \t]|\\t)*:'
_ESCAPED_ASCII = r'\\u00(?:09|[2-7])'
_LINE_END = r'(?<!\r)\r++\n'


class Placeholder(NamedTuple):
    """A placeholder in a text: 0-based character offsets, ``end`` exclusive; ``path`` without surrounding spaces."""

    kind: str
    path: str
    start: int
    end: int


def canonical(kind: str, path: str, style: str = '@:') -> str:
    """Return the placeholder in a style: ``@:`` (canonical) or ``@``."""
    return f'{{{{{style}{kind}:{path}}}}}'


def may_hold_more(json_text: str, codes: Iterable[str]) -> bool:
    """Return cheaply whether the strings of a JSON text could contain more placeholders than some of them do."""
    if '\\' in json_text and re.search(_ESCAPED_ASCII, json_text):
        return True
    if '{{' not in json_text:
        return False
    return sum(1 for _ in re.finditer(_PLACEHOLDER, json_text)) > sum(len(placeholders(code)) for code in codes)


def placeholder_paths(json_text: str) -> frozenset[str] | None:
    """Return the paths of the placeholders of a JSON text, or None where an escape may hide one."""
    if '\\' in json_text and re.search(_ESCAPED_ASCII, json_text):
        return None
    paths = frozenset(match['path'] or '' for match in re.finditer(_PLACEHOLDER, json_text))
    return None if any('\\' in path for path in paths) else paths


def placeholders(text: str) -> tuple[Placeholder, ...]:
    """Return the placeholders of a decoded string, in order."""
    found: list[Placeholder] = []
    for match in re.finditer(_PLACEHOLDER, text) if '{{' in text else ():
        path = (match['path'] or '').strip(' \t')
        if path or match['kind'] in DEPLOY_KINDS:
            found.append(Placeholder(match['kind'], path, match.start(), match.end()))
    return tuple(found)


def first_placeholder(text: str) -> str:
    """Return the first placeholder of a text as written, or an empty string."""
    return next((text[found.start : found.end] for found in placeholders(text)), '')


def near_misses(text: str) -> tuple[Placeholder, ...]:
    """Return the near misses of a text: they name a known kind, but are not read as placeholders.

    The path is empty where none is given.
    """
    upper = text.upper()
    taken = {placeholder.start for placeholder in placeholders(text)}
    if len(taken) == sum(upper.count(opener) for opener in ('@', 'INTERPOLATE', 'HYDRATE')):
        return ()
    found = []
    for match in re.finditer(_NEAR_MISS, text):
        if not taken.isdisjoint(range(match.start(), match.start() + 3)):
            continue
        path = match['path'].strip(' \t')
        kind = match['kind'].lower()
        if not match[0].endswith('}'):  # the rest of the line may be code
            head, suffix, _ = f'{path} '.partition(f'.{kind} ')
            path = head + suffix.rstrip() if suffix else path.split(' ', 1)[0]
        found.append(Placeholder(kind, path, match.start(), match.end()))
    return tuple(found)


def stands_alone(text: str, placeholder: Placeholder) -> bool:
    """Return whether a placeholder is the only text of its line besides whitespace; lines end at LF or CRLF."""
    start = placeholder.start
    while start > 0 and text[start - 1] in ' \t':
        start -= 1
    begins = start == 0 or text[start - 1] == '\n'
    return begins and re.compile(_REST_OF_LINE).match(text, placeholder.end) is not None


def with_stand_ins(text: str, found: tuple[Placeholder, ...], *, block: bool) -> str:
    """Replace placeholders by stand-ins: text of the same length that a parser accepts.

    A code placeholder becomes a block ``{   }`` (``block``, JavaScript, so that a following ``(…)`` or template
    literal is not glued to it) or a name of underscores; every other kind stands for an expression: underscores.
    """
    parts = []
    position = 0
    for placeholder in found:
        length = placeholder.end - placeholder.start
        is_block = block and placeholder.kind in CODE_KINDS
        parts += [text[position : placeholder.start], '{' + ' ' * (length - 2) + '}' if is_block else '_' * length]
        position = placeholder.end
    return ''.join(parts) + text[position:]


# -- markers ------------------------------------------------------------------------------------------------------


class Marker(NamedTuple):
    """A marker: 0-based character offsets without surrounding whitespace, ``end`` exclusive.

    ``closes`` is True for a closer; ``exact`` is False for a re-spaced marker.
    """

    tag: str
    path: str
    closes: bool
    start: int
    end: int
    exact: bool


class Block(NamedTuple):
    """A marker block from its opener to its closer, without surrounding whitespace; 0-based offsets, ends exclusive.

    ``body_start`` to ``body_end`` is the body with all its line ends.
    """

    path: str
    start: int
    end: int
    body_start: int
    body_end: int


class BrokenMarker(NamedTuple):
    """A marker that prevents resync of its code field, and the ``other`` marker that it conflicts with."""

    problem: Literal['unclosed', 'unopened', 'nested', 'mismatched', 're-spaced']
    marker: Marker
    other: Marker | None


class Markers(NamedTuple):
    """The marker blocks of a code field, in order, or its broken markers: then ``blocks`` is empty."""

    blocks: tuple[Block, ...]
    broken: tuple[BrokenMarker, ...]


NO_MARKERS = Markers((), ())


def may_hold_marker(text: str) -> bool:
    """Return cheaply whether a text, JSON-escaped or not, could contain a marker, exact or re-spaced."""
    if '\\' in text and re.search(_ESCAPED_ASCII, text):
        return True
    likely = 'MATCH' in text or 'DEHYDRATE' in text or ('#' in text and re.search(_HASH, text))
    return bool(likely and re.search(_MARKER_HINT, text))


def marker(language: str, tag: str, path: str, *, closes: bool) -> str:
    """Return the text of an exact marker."""
    inside = f'{"/" if closes else ""}{tag}:{language}:{path}'
    return f'/* {inside} */' if language == 'js' else f'# {inside}'


def marker_lines(text: str, language: str) -> tuple[Marker, ...]:
    """Return the exact and re-spaced markers of a text in a language ('js' or 'py'), in order."""
    if not may_hold_marker(text):
        return ()
    found = []
    for match in re.finditer(_MARKERS[language], text):
        written = match['marker'].rstrip(' \t')
        path = match['path'].strip(' \t')
        if path:
            exact = written == marker(language, match['tag'], path, closes=bool(match['slash']))
            start = match.start('marker')
            found.append(Marker(match['tag'], path, bool(match['slash']), start, start + len(written), exact))
    return tuple(found)


def marker_texts(text: str, language: str) -> tuple[tuple[int, int], ...]:
    """Return the texts of a function file that would break the round trip: 0-based offsets, ends exclusive.

    These are lines that read as markers and, in Python, the text of a marker anywhere.
    """
    found = {item.start: item.end for item in marker_lines(text, language)}
    if language == 'py':
        found |= {match.start(): match.end() for match in re.finditer(_PYTHON_MARKER_TEXT, text)}
    return tuple(sorted(found.items()))


def markers(text: str, language: str) -> Markers:
    """Return the marker blocks of code in a language, or its broken markers."""
    found = marker_lines(text, language)
    if not found:
        return NO_MARKERS
    broken = [BrokenMarker('re-spaced', item, None) for item in found if not item.exact]
    pairs: list[tuple[Marker, Marker]] = []
    # the unclosed openers, outermost first, each with the conflicts to report if it is closed after all
    pending: list[tuple[Marker, list[BrokenMarker]]] = []
    names: dict[tuple[str, str], int] = {}
    for item in found:
        name = (item.tag, item.path)
        if not item.closes:
            pending.append((item, []))
            names[name] = names.get(name, 0) + 1
        elif not pending:
            broken.append(BrokenMarker('unopened', item, None))
        elif not names.get(name):
            opener, clashes = pending.pop()
            names[opener.tag, opener.path] -= 1
            broken += [*clashes, BrokenMarker('mismatched', item, opener)]
        else:
            opener, clashes = pending.pop()
            names[opener.tag, opener.path] -= 1
            while (opener.tag, opener.path) != name:
                broken.append(BrokenMarker('unclosed', opener, None))
                opener, clashes = pending.pop()
                names[opener.tag, opener.path] -= 1
            broken += clashes
            pairs.append((opener, item))
            if pending:
                pending[-1][1].append(BrokenMarker('nested', opener, pending[-1][0]))
    broken += [BrokenMarker('unclosed', opener, None) for opener, _ in pending]
    if broken:
        # one finding per marker: its first problem
        first = {item.marker: item for item in reversed(broken)}
        return Markers((), tuple(sorted(first.values(), key=lambda item: item.marker.start)))
    return Markers(tuple(_block(text, opener, closer) for opener, closer in pairs), ())


def _block(text: str, opener: Marker, closer: Marker) -> Block:
    body_start = text.index('\n', opener.end) + 1
    body_end = text.rindex('\n', opener.end, closer.start) + 1
    return Block(opener.path, opener.start, closer.end, body_start, body_end)


# -- bodies -------------------------------------------------------------------------------------------------------


def normalize_body(text: str) -> str:
    """Normalize a function file for comparison: no preamble, line ends LF, trailing line ends dropped."""
    return normalize_lines(text[preamble_length(text) :])


def normalize_lines(text: str) -> str:
    """Normalize a block's body for comparison: line ends LF, trailing line ends dropped."""
    return re.sub(_LINE_END, '\n', text).rstrip('\r\n')


def preamble_length(text: str) -> int:
    """Return the length of the part of a function file that is never injected: a byte order mark, a ``#!`` line."""
    position = 1 if text.startswith('\ufeff') else 0
    if text.startswith('#!', position):
        newline = text.find('\n', position)
        return len(text) if newline < 0 else newline + 1
    return position


def block(language: str, path: str, text: str, newline: str) -> str:
    """Return the marker block that injects a function file's text into code with these line ends.

    Raises:
        ValueError: The block could not be read back: the text contains a marker, or the path does not fit in one.
    """
    tag = '#' if language == 'js' else 'MATCH'
    opener = marker(language, tag, path, closes=False)
    closer = marker(language, tag, path, closes=True)
    body = normalize_body(text)
    if [(item.path, item.exact) for item in marker_lines(opener, language)] != [(path, True)]:
        raise ValueError(f'{path!r} does not fit in a marker: {opener}')
    for start, end in marker_texts(text, language)[:1]:
        raise ValueError(f'{path} contains the round-trip marker {text[start:end]!r}')
    return newline.join([opener, *([body.replace('\n', newline)] if body else []), closer])
