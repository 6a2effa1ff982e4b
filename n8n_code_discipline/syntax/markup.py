"""The grammar of placeholders and round-trip markers, in this module and nowhere else.

A placeholder is ``{{@:KIND:PATH}}``. Read besides, as other tools wrote them: ``{{@KIND:PATH}}``,
``{{INTERPOLATE:KIND:PATH}}``, ``{{INTERPOLATE_KIND:PATH}}``, ``{{HYDRATE:KIND:PATH}}``, and blanks around PATH.

A marker block is injected code between ``/* #:js:PATH */`` and ``/* /#:js:PATH */`` (``MATCH`` and ``DEHYDRATE`` are
read for ``#``), in Python between ``# MATCH:py:PATH`` and ``# /MATCH:py:PATH`` (also ``DEHYDRATE``), each a line of
its own; lines end at LF or CRLF. Every scan is linear in the text: no pattern below can give back what it took.
"""

from __future__ import annotations

import re
from typing import Literal
from typing import NamedTuple

CODE_KINDS = ('js', 'py')
TEXT_KINDS = ('txt', 'md', 'json', 'html')
DEPLOY_KINDS = ('env', 'uuid')
_KINDS = '|'.join(CODE_KINDS + TEXT_KINDS + DEPLOY_KINDS)

# Patterns are strings: re compiles and keeps each one when it is first needed, not at start-up. No group is possessive,
# `(…)*+`: before 3.11.5 Python takes some of them for no match (https://github.com/python/cpython/issues/106052).
_PLACEHOLDER = r'\{\{(?:@:?|INTERPOLATE[:_]|HYDRATE:)(?P<kind>' + _KINDS + r')(?::(?P<path>[^{}\r\n]*+))?\}\}'
_OPENING = r'\{\{(?:@|INTERPOLATE|HYDRATE)'
_NEAR_MISS = (
    r'(?ia)\{{1,3}[ \t]*+(?:@[ \t]*+(?::[ \t]*+)?|INTERPOLATE[ \t]*+[:_][ \t]*+|HYDRATE[ \t]*+:[ \t]*+)'
    r'(?P<kind>' + _KINDS + r')[ \t]*+:(?P<path>[^{}\r\n]*+)\}{0,3}'
)
_REST_OF_LINE = r'[ \t]*+(?:\r?\n|\Z)'

# An exact marker, or one that a formatter has re-spaced: blanks anywhere between its parts
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
# No Python function file holds these anywhere, be they markers or not (seed)
PYTHON_MARKER_TEXTS = ('# MATCH:py:', '# /MATCH:py:', '# DEHYDRATE:py:', '# /DEHYDRATE:py:')
# The same in JSON, where a tab is an escape and any ASCII character may be one
_HASH = r'#(?:[ \t]|\\t)*:'
_MARKER_HINT = r'(?:#|MATCH|DEHYDRATE)(?:[ \t]|\\t)*:(?:[ \t]|\\t)*(?:js|py)(?:[ \t]|\\t)*:'
_ESCAPED_ASCII = r'\\u00(?:09|[2-7])'
_LINE_END = r'(?<!\r)\r++\n'


class Placeholder(NamedTuple):
    """A placeholder in a text: 0-based character offsets, ``end`` exclusive; ``path`` without blanks around it."""

    kind: str
    path: str
    start: int
    end: int


class NearMiss(NamedTuple):
    """Text that was meant to be a placeholder; ``meant`` is the canonical spelling, '' where no path is given."""

    meant: str
    start: int
    end: int


def canonical(kind: str, path: str, style: str = '@:') -> str:
    """Return the canonical placeholder, or that of the dialect that begins with ``@`` alone."""
    return f'{{{{{style}{kind}:{path}}}}}'


def may_hold_more(json_text: str, known: int) -> bool:
    """Tell cheaply whether the strings of a JSON text could hold more placeholders than the ``known`` number."""
    if '\\u00' in json_text and re.search(_ESCAPED_ASCII, json_text):
        return True
    if not re.search(_OPENING, json_text):
        return False
    return sum(1 for _ in re.finditer(_PLACEHOLDER, json_text)) > known


def placeholder_paths(json_text: str) -> frozenset[str] | None:
    """Return the paths that the placeholders of a JSON text name, None where an escape may hide one."""
    if '\\u00' in json_text and re.search(_ESCAPED_ASCII, json_text):
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
    """Return the first placeholder of a text as it is written, '' if there is none."""
    return next((text[found.start : found.end] for found in placeholders(text)), '')


def near_misses(text: str) -> tuple[NearMiss, ...]:
    """Return what names a known kind and is almost, but not, a placeholder."""
    upper = text.upper()
    if '@' not in upper and 'INTERPOLATE' not in upper and 'HYDRATE' not in upper:
        return ()
    taken = {placeholder.start for placeholder in placeholders(text)}
    found = []
    for match in re.finditer(_NEAR_MISS, text):
        if not taken.isdisjoint(range(match.start(), match.start() + 3)):
            continue
        path = match['path'].strip(' \t')
        if not match[0].endswith('}'):  # the rest of the line may be code
            path = path.split(' ', 1)[0]
        meant = canonical(match['kind'].lower(), path) if path else ''
        found.append(NearMiss(meant, match.start(), match.end()))
    return tuple(found)


def stands_alone(text: str, placeholder: Placeholder) -> bool:
    """Tell whether a placeholder is the only non-blank text of its line; lines end at LF or CRLF."""
    start = placeholder.start
    while start > 0 and text[start - 1] in ' \t':
        start -= 1
    begins = start == 0 or text[start - 1] == '\n'
    return begins and re.compile(_REST_OF_LINE).match(text, placeholder.end) is not None


def with_stand_ins(text: str, found: tuple[Placeholder, ...], *, block: bool) -> str:
    """Replace placeholders by text of the same length that a parser can read.

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
    """A marker: 0-based character offsets without the blanks around it, ``end`` exclusive.

    ``closes`` tells a closer from an opener; ``exact`` is False for one that was re-spaced.
    """

    tag: str
    path: str
    closes: bool
    start: int
    end: int
    exact: bool


class Block(NamedTuple):
    """A marker block from its opener to its closer, blanks around them left out; 0-based offsets, ends exclusive.

    The body with all its line ends stands at ``body_start`` to ``body_end``.
    """

    path: str
    start: int
    end: int
    body_start: int
    body_end: int


class BrokenMarker(NamedTuple):
    """A marker that keeps its code field from being resynced, and the ``other`` one it clashes with."""

    problem: Literal['unclosed', 'unopened', 'nested', 'mismatched', 're-spaced']
    marker: Marker
    other: Marker | None


class Markers(NamedTuple):
    """The marker blocks of a code, in order, and everything about its markers that is broken.

    Where something is broken no block counts: ``blocks`` is then empty.
    """

    blocks: tuple[Block, ...]
    broken: tuple[BrokenMarker, ...]


NO_MARKERS = Markers((), ())


def may_hold_marker(text: str) -> bool:
    """Tell cheaply whether a text, JSON-escaped or not, could hold a marker, exact or re-spaced."""
    if '\\u00' in text and re.search(_ESCAPED_ASCII, text):
        return True
    likely = 'MATCH' in text or 'DEHYDRATE' in text or ('#' in text and re.search(_HASH, text))
    return bool(likely and re.search(_MARKER_HINT, text))


def marker(language: str, tag: str, path: str, *, closes: bool) -> str:
    """Return the text of an exact marker."""
    inside = f'{"/" if closes else ""}{tag}:{language}:{path}'
    return f'/* {inside} */' if language == 'js' else f'# {inside}'


def marker_lines(text: str, language: str) -> tuple[Marker, ...]:
    """Return every line of a text that is, or was, a marker of a language ('js' or 'py'), in order."""
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
    """Return where a function file holds what would break the round trip: 0-based offsets, ends exclusive.

    That is a line that would be read as a marker and, in Python, the text of one anywhere.
    """
    found = {item.start: item.end for item in marker_lines(text, language)}
    for marked in PYTHON_MARKER_TEXTS if language == 'py' else ():
        start = text.find(marked)
        while start >= 0:
            found[start] = start + len(marked)
            start = text.find(marked, start + 1)
    return tuple(sorted(found.items()))


def markers(text: str, language: str) -> Markers:
    """Return the marker blocks of a code in a language, or what is broken about them."""
    found = marker_lines(text, language)
    if not found:
        return NO_MARKERS
    broken = [BrokenMarker('re-spaced', item, None) for item in found if not item.exact]
    pairs: list[tuple[Marker, Marker]] = []
    # the open openers, outermost first, each with the clashes that count if it is closed after all
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
        # one finding per marker: the first thing that is wrong with it
        first = {item.marker: item for item in reversed(broken)}
        return Markers((), tuple(sorted(first.values(), key=lambda item: item.marker.start)))
    return Markers(tuple(_block(text, opener, closer) for opener, closer in pairs), ())


def _block(text: str, opener: Marker, closer: Marker) -> Block:
    body_start = text.index('\n', opener.end) + 1
    body_end = text.rindex('\n', opener.end, closer.start) + 1
    return Block(opener.path, opener.start, closer.end, body_start, body_end)


# -- bodies -------------------------------------------------------------------------------------------------------


def normal_body(text: str) -> str:
    """Return what counts of a function file when it is compared with a block: all but its preamble, line ends LF."""
    return normal_lines(text[preamble_length(text) :])


def normal_lines(text: str) -> str:
    """Return what counts of a block's body when it is compared: line ends LF, the last ones dropped."""
    return re.sub(_LINE_END, '\n', text).rstrip('\r\n')


def preamble_length(text: str) -> int:
    """Return how many characters of a function file are never injected: one byte order mark, one ``#!`` line."""
    position = 1 if text.startswith('\ufeff') else 0
    if text.startswith('#!', position):
        newline = text.find('\n', position)
        return len(text) if newline < 0 else newline + 1
    return position


def block(language: str, path: str, text: str, newline: str) -> str:
    """Return the marker block that injects a function file's text into a code with the given line ends.

    Raises ValueError where the block could not be read back: the text holds a marker line, the path cannot stand in
    a marker.
    """
    tag = '#' if language == 'js' else 'MATCH'
    opener = marker(language, tag, path, closes=False)
    closer = marker(language, tag, path, closes=True)
    body = normal_body(text)
    if [(item.path, item.exact) for item in marker_lines(opener, language)] != [(path, True)]:
        raise ValueError(f'{path!r} cannot stand in a marker: {opener}')
    for start, end in marker_texts(text, language)[:1]:
        raise ValueError(f'{path} holds the round-trip marker {text[start:end]!r}')
    return newline.join([opener, *([body.replace('\n', newline)] if body else []), closer])
