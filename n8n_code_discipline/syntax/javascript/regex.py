"""Whether V8 takes a regular expression literal: one pass over the pattern, which is never run.

Source: ECMA-262 22.2.1 and annex B.1.2 (the lax grammar without the flags `u` and `v`). Not judged: names of Unicode
properties, the set notation of `v`, and references by name or number.
"""

from __future__ import annotations

import re

_FLAGS = frozenset('dgimsuvy')
_TOKEN = (
    r'(?s)(?P<quantifier>(?:[*+?]|\{(?P<low>\d+)(?:,(?P<high>\d*))?\})\??)'
    r'|(?P<group>\((?:\?(?:[:=!]|<[=!]|<(?P<name>[^\s<>!=\d][^\s<>]*)>|[ims]*(?:-[ims]*)?:))?(?!\?))'
    r'|(?P<close>\))|(?P<class>\[)|(?P<escape>\\)|(?P<assertion>[$^|])|(?P<other>[^(])'
)
_ESCAPE = (
    r'(?s)\\(?:u(?P<unit>[\da-fA-F]{4})|x(?P<byte>[\da-fA-F]{2})|c(?P<control>[A-Za-z])'
    r'|(?P<octal>[0-3]?[0-7]{1,2})|(?P<other>.))'
)
_UNICODE_ESCAPE = (
    r'\\(?:u\{(?P<point>0*[\da-fA-F]{1,5}|0*10[\da-fA-F]{4})\}|u(?P<unit>[\da-fA-F]{4})|x(?P<byte>[\da-fA-F]{2})'
    r'|c(?P<control>[A-Za-z])|[pP]\{[\w=]+\}|k<[^<>]+>|(?P<octal>0)(?!\d)|[1-9]\d*'
    r'|(?P<other>[dDsSwWbBfnrtv^$\\.*+?()[\]{}|/-]))'
)
_CLASS = r'(?s)\[\^?(?P<members>(?:\\.|[^\]\\])*)\]'
_BRACKET = r'(?s)\\.|[\[\]]'
_CONTROL = {'b': 8, 't': 9, 'n': 10, 'v': 11, 'f': 12, 'r': 13}


def fault(pattern: str, flags: str) -> str:
    """Return what is wrong with `/pattern/flags`, in a few words; '' when nothing is."""
    if not _FLAGS.issuperset(flags) or len(set(flags)) < len(flags) or {'u', 'v'} <= set(flags):
        return f"invalid flags '{flags}'"
    return _Pattern(pattern, flags).fault()


class _Pattern:
    """A pattern on its way through the check."""

    def __init__(self, pattern: str, flags: str) -> None:
        self.unicode = 'u' in flags or 'v' in flags
        self.sets = 'v' in flags
        self.pattern = pattern if self.unicode else _utf16_units(pattern)
        self.escape = _UNICODE_ESCAPE if self.unicode else _ESCAPE
        self.groups: list[bool] = []  # for each open group whether a quantifier may follow it
        self.names: set[str] = set()
        self.repeatable = False

    def fault(self) -> str:
        position = 0
        next_token = re.compile(_TOKEN).match
        while position < len(self.pattern):
            token = next_token(self.pattern, position)
            if token is None:
                return 'invalid group'
            found: str | int = self._steps[token.lastgroup or ''](self, token)
            if isinstance(found, str):
                return found
            position = found
        return 'unterminated group' if self.groups else ''

    # A step returns the end of what it has read, or what is wrong with it.

    def _quantifier(self, token: re.Match[str]) -> str | int:
        if not self.repeatable:
            return 'nothing to repeat'
        self.repeatable = False
        if token['high'] and _rank(token['low']) > _rank(token['high']):
            return 'numbers out of order in a quantifier'
        return token.end()

    def _group(self, token: re.Match[str]) -> str | int:
        name = token['name']
        if name:
            # Two alternatives may use the same name (ECMAScript 2025).
            if name in self.names and '|' not in self.pattern:
                return f"two groups are named '{name}'"
            self.names.add(name)
        is_lookahead = token[0] in ('(?=', '(?!')
        self.groups.append(token[0] not in ('(?<=', '(?<!') and not (is_lookahead and self.unicode))
        self.repeatable = False
        return token.end()

    def _close(self, token: re.Match[str]) -> str | int:
        if not self.groups:
            return "unmatched ')'"
        self.repeatable = self.groups.pop()
        return token.end()

    def _class(self, token: re.Match[str]) -> str | int:
        self.repeatable = True
        if self.sets:
            return self._set(token.start())
        found = re.compile(_CLASS).match(self.pattern, token.start())
        if found is None:
            return 'unterminated character class'
        return self._class_fault(found['members']) or found.end()

    def _set(self, start: int) -> str | int:
        depth = 0
        for bracket in re.compile(_BRACKET).finditer(self.pattern, start):
            depth += {'[': 1, ']': -1}.get(bracket[0], 0)
            if depth == 0:
                return bracket.end()
        return 'unterminated character class'

    def _class_fault(self, members: str) -> str:
        codes: list[int] = []  # -1 for an escape that stands for a set (`\d`)
        dashes: list[bool] = []
        position = 0
        while position < len(members):
            escape = re.compile(self.escape).match(members, position) if members[position] == '\\' else None
            if escape is None and members[position] == '\\':
                return 'invalid escape'
            codes.append(_code(escape) if escape else ord(members[position]))
            dashes.append(members[position] == '-')
            position = escape.end() if escape else position + 1
        index = 0
        while index < len(codes):
            if index + 2 < len(codes) and dashes[index + 1]:
                low, high = codes[index], codes[index + 2]
                if low >= 0 and high >= 0 and low > high:
                    return 'range out of order in a character class'
                if self.unicode and min(low, high) < 0:
                    return 'invalid character class'
                index += 2
            index += 1
        return ''

    def _escape(self, token: re.Match[str]) -> str | int:
        escape = re.compile(self.escape).match(self.pattern, token.start())
        if escape is None:
            return 'invalid escape'
        self.repeatable = escape[0] not in ('\\b', '\\B')
        return escape.end()

    def _assertion(self, token: re.Match[str]) -> str | int:
        self.repeatable = False
        return token.end()

    def _other(self, token: re.Match[str]) -> str | int:
        if self.unicode and token[0] in '{}]':
            return f"lone '{token[0]}'"
        self.repeatable = True
        return token.end()

    _steps = {  # noqa: RUF012
        'quantifier': _quantifier,
        'group': _group,
        'close': _close,
        'class': _class,
        'escape': _escape,
        'assertion': _assertion,
        'other': _other,
    }


def _utf16_units(pattern: str) -> str:
    """Without the flag `u` a pattern is a sequence of UTF-16 units."""
    if pattern.isascii():
        return pattern
    units = pattern.encode('utf-16-le', 'surrogatepass')
    return ''.join(chr(units[index] | units[index + 1] << 8) for index in range(0, len(units), 2))


def _rank(digits: str) -> tuple[int, str]:
    """An order of decimal numbers of any length."""
    digits = digits.lstrip('0')
    return len(digits), digits


def _code(escape: re.Match[str]) -> int:
    """The code of an escape in a character class; -1 for one that stands for a set."""
    groups = escape.groupdict()
    hexadecimal = groups.get('point') or groups['unit'] or groups['byte']
    if hexadecimal:
        return int(hexadecimal, 16)
    if groups['octal']:
        return int(groups['octal'], 8)
    if groups['control']:
        return ord(groups['control']) % 32
    other = groups['other']
    if not other or other in 'dDsSwW':
        return -1
    return _CONTROL.get(other, ord(other))
