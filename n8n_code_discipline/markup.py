"""The grammar of placeholders, in this module and nowhere else.

A placeholder is ``{{@:KIND:PATH}}``. Read besides, as other tools wrote them: ``{{@KIND:PATH}}``,
``{{INTERPOLATE:KIND:PATH}}``, ``{{INTERPOLATE_KIND:PATH}}``, ``{{HYDRATE:KIND:PATH}}``, and blanks around PATH.
Every scan is linear in the text: no pattern below can give back what it took.
"""

from __future__ import annotations

import re
from typing import NamedTuple

CODE_KINDS = ('js', 'py')
TEXT_KINDS = ('txt', 'md', 'json', 'html')
DEPLOY_KINDS = ('env', 'uuid')
_KINDS = '|'.join(CODE_KINDS + TEXT_KINDS + DEPLOY_KINDS)

_PLACEHOLDER = re.compile(
    r'\{\{(?:@:?|INTERPOLATE[:_]|HYDRATE:)(?P<kind>' + _KINDS + r')(?::(?P<path>[^{}\r\n]*+))?\}\}'
)
_NEAR_MISS = re.compile(
    r'\{{1,3}[ \t]*+(?:@[ \t]*+(?::[ \t]*+)?|INTERPOLATE[ \t]*+[:_][ \t]*+|HYDRATE[ \t]*+:[ \t]*+)'
    r'(?P<kind>' + _KINDS + r')[ \t]*+:(?P<path>[^{}\r\n]*+)\}{0,3}',
    re.IGNORECASE,
)
# an escape that could stand for a character of a placeholder
_ESCAPED_ASCII = re.compile(r'\\u00[2-7]')
_REST_OF_LINE = re.compile(r'[ \t]*+(?:\r?\n|\Z)')


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


def canonical(kind: str, path: str) -> str:
    """Return the canonical placeholder."""
    return f'{{{{@:{kind}:{path}}}}}'


def may_hold_more(json_text: str, known: int) -> bool:
    """Tell cheaply whether the strings of a JSON text could hold more placeholders than the ``known`` number."""
    if '\\u00' in json_text and _ESCAPED_ASCII.search(json_text):
        return True
    return sum(1 for _ in _PLACEHOLDER.finditer(json_text)) > known


def placeholders(text: str) -> tuple[Placeholder, ...]:
    """Return the placeholders of a decoded string, in order."""
    found = []
    for match in _PLACEHOLDER.finditer(text):
        path = (match['path'] or '').strip(' \t')
        if path or match['kind'] in DEPLOY_KINDS:
            found.append(Placeholder(match['kind'], path, match.start(), match.end()))
    return tuple(found)


def near_misses(text: str) -> tuple[NearMiss, ...]:
    """Return what names a known kind and is almost, but not, a placeholder."""
    taken = {placeholder.start for placeholder in placeholders(text)}
    found = []
    for match in _NEAR_MISS.finditer(text):
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
    return (start == 0 or text[start - 1] == '\n') and _REST_OF_LINE.match(text, placeholder.end) is not None


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
