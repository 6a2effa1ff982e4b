"""Escape, shorten and locate text for messages."""

import re
from bisect import bisect_right
from collections.abc import Iterable

EXCERPT_LENGTH = 80

# Characters that would move the cursor, forge a line or hide text, in Unicode 17.0: the general categories Cc, Cf, Co,
# Cs, Zl and Zp, noncharacters, and the property Default_Ignorable_Code_Point. Generated with node 20.20.2 (see
# process.versions.unicode): the runs of code points that match
# /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}\p{Default_Ignorable_Code_Point}]/v
_INVISIBLE = (
    '\x00-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5'
    '\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\uf8ff\ufdd0-\ufdef\ufe00-\ufe0f'
    '\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3'
    '\U0001d173-\U0001d17a\U0001fffe\U0001ffff\U0002fffe\U0002ffff\U0003fffe\U0003ffff\U0004fffe\U0004ffff'
    '\U0005fffe\U0005ffff\U0006fffe\U0006ffff\U0007fffe\U0007ffff\U0008fffe\U0008ffff\U0009fffe\U0009ffff'
    '\U000afffe\U000affff\U000bfffe\U000bffff\U000cfffe\U000cffff\U000dfffe-\U000e0fff\U000efffe-\U0010ffff'
)
# a letter of Braille that looks like a space
_BRAILLE_BLANK = '\u2800'
# The start of a command anywhere in a line for the runners of GitHub (https://github.com/actions/runner,
# ActionCommand.cs), Azure Pipelines and TeamCity.
_COMMAND = r'(?<=#)#(?=(?:vso|teamcity)?\[)'
_UNPRINTABLE = f'[{_INVISIBLE}{_BRAILLE_BLANK}]|{_COMMAND}'
# The blocks with all emoji but the keycaps, and the two invisible characters that make sequences of them:
# https://www.unicode.org/reports/tr51/#def_emoji_sequence
_EMOJI = (
    '[\xa9\xae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030\u303d'
    '\u3297\u3299\U0001f000-\U0001faff]'
)
_IN_EMOJI = f'(?<={_EMOJI})\ufe0f|(?<=[0-9#*])\ufe0f(?=\u20e3)|(?:(?<={_EMOJI})|(?<={_EMOJI}\ufe0f))\u200d(?={_EMOJI})'


def printable(text: str) -> str:
    r"""Escape the characters that a terminal or a CI runner interprets: ``'a\nb'`` becomes ``'a\\nb'``."""
    if text.isascii() and text.isprintable() and '##' not in text and '::' not in text:
        return text
    return _without_command(re.sub(_UNPRINTABLE, _escape, text))


def printable_line(text: str) -> str:
    """Escape a text as ``printable`` does, but keep tabs."""
    return _without_command('\t'.join(re.sub(_UNPRINTABLE, _escape, part) for part in text.split('\t')))


def printable_characters(text: str) -> list[str]:
    """Return the characters of a part of a line, each as ``printable`` escapes it."""
    shown = list(text)
    for match in re.finditer(_UNPRINTABLE, text):
        shown[match.start()] = _escape(match)
    return shown


def quoted(text: str) -> str:
    """Quote a name as ``repr`` does, but escape it as ``printable`` does."""
    mark = '"' if "'" in text and '"' not in text else "'"
    return mark + printable(text.replace('\\', '\\\\').replace(mark, f'\\{mark}')) + mark


def _without_command(text: str) -> str:
    """Escape the start of a workflow command of GitHub: ``::command::`` with only whitespace before it."""
    if '::' not in text:
        return text
    stripped = text.lstrip()
    return text.replace(':', _escaped(':'), 1) if stripped.startswith('::') and '::' in stripped[2:] else text


def _escape(match: re.Match[str]) -> str:
    is_emoji = match[0] in '\u200d\ufe0f' and re.compile(_IN_EMOJI).match(match.string, match.start())
    return match[0] if is_emoji else _escaped(match[0])


def _escaped(character: str) -> str:
    shown = character.encode('unicode_escape').decode('ascii')
    return shown if len(shown) > 1 else f'\\x{ord(character):02x}'


def count(number: int, thing: str) -> str:
    """Return a number with its noun: ``1 file``, ``2 files``."""
    return f'{number} {thing}' if number == 1 else f'{number} {thing}s'


def closest(name: str, names: Iterable[str], likeness: float) -> str:
    """Return the closest match to ``name``, or an empty string.

    ``likeness`` is the least similarity, from 0 (none) to 1 (equal).
    """
    from difflib import get_close_matches  # only findings and errors need it

    return next(iter(get_close_matches(name, list(names), 1, likeness)), '')


def well_formed(text: str) -> str:
    """Replace lone surrogates, which UTF-8 cannot encode, by U+FFFD."""
    return text.encode('utf-16', 'surrogatepass').decode('utf-16', 'replace')


def excerpt(text: str) -> str:
    """Return the first line of ``text``, printable, in at most 80 characters."""
    line = text.lstrip()[: EXCERPT_LENGTH * 4].split('\n', 1)[0].rstrip()
    return shortened(printable(line))


def shortened(text: str) -> str:
    """Return ``text`` if it has at most 80 characters, else its beginning and ``…``."""
    return text if len(text) <= EXCERPT_LENGTH else text[: EXCERPT_LENGTH - 1] + '…'


def line_part(text: str, start: int, width: int = 160) -> tuple[str, int]:
    """Return the line around an offset, of a long line only a part, and the offset in it."""
    newline = text.rfind('\n', max(0, start - width), start)
    begin = max(0, start - width) if newline < 0 else newline + 1
    end = text.find('\n', start, start + width)
    end = min(len(text), start + width) if end < 0 else end
    if end - begin > width:
        begin = max(begin, start - width // 3)
        end = min(end, begin + width)
    return text[begin:end].removesuffix('\r'), start - begin


class LineIndex:
    """Converts offsets of a text to lines and columns, in time that does not depend on the length of its lines."""

    _CHUNK = 4096

    def __init__(self, text: str) -> None:
        self._text = text
        # line number and line start at the start of each chunk, filled on demand
        self._lines = [1]
        self._starts = [0]

    def position(self, offset: int) -> tuple[int, int]:
        """Return the 1-based line and column (in characters) of a 0-based offset."""
        chunk = min(offset, len(self._text)) // self._CHUNK
        while len(self._lines) <= chunk:
            begin = (len(self._lines) - 1) * self._CHUNK
            self._append(begin, begin + self._CHUNK)
        begin = chunk * self._CHUNK
        line = self._lines[chunk] + self._text.count('\n', begin, offset)
        newline = self._text.rfind('\n', begin, offset)
        start = self._starts[chunk] if newline < 0 else newline + 1
        return line, offset - start + 1

    def _append(self, begin: int, end: int) -> None:
        newline = self._text.rfind('\n', begin, end)
        self._lines.append(self._lines[-1] + self._text.count('\n', begin, end))
        self._starts.append(self._starts[-1] if newline < 0 else newline + 1)


def column_map(escapes: list[tuple[int, int]], offset: int) -> int:
    """Map an offset by sorted ``(from, to)`` checkpoints, between which both sides advance alike."""
    index = bisect_right(escapes, (offset, 1 << 62)) - 1
    source, target = escapes[index]
    return target + offset - source
