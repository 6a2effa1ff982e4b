"""Marked positions: `const «count» = 1` in the source of a case says where its finding stands.

Marks are written into the text of a file, so nobody counts lines, columns or JSON escapes. They may be nested
(`««x» = y»`), and `«»` marks a position without extent, such as the start of a file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any
from typing import NamedTuple


class Whole(NamedTuple):
    """A JSON value that is marked with its quotes, brackets or braces."""

    value: Any


def unmarked(content: str | bytes) -> str | bytes:
    """Return the content of a file without its marks."""
    return content if isinstance(content, bytes) else re.sub('[«»]', '', content)


def at_marks(
    files: Mapping[str, str | bytes], messages: str | Sequence[str], details: Sequence[str | tuple[str, ...]] = ()
) -> list[str]:
    """Return the rows of `lint_files` that the marks in files announce.

    Args:
        files: Contents of files by path; the contents have the marks.
        messages: `CODE message` of each mark, by path and position, or one for all marks. `«»` in a message is the
            marked text, or its first line; `«line»` and `«column»` are where it starts.
        details: What fills the `{}` of the message at each mark.
    """
    marks = [(path, *mark) for path in sorted(files) for mark in _marks(files[path])]
    if isinstance(messages, str):
        filled = [messages.format(*([detail] if isinstance(detail, str) else detail)) for detail in details]
        messages = filled or [messages] * len(marks)
    rows = []
    for (path, place, text), message in zip(marks, messages, strict=True):
        line, column = place.split('-')[0].split(':')
        message = message.replace('«»', text).replace('«line»', line).replace('«column»', column)
        rows.append(f'{path}:{place} {message}')
    return rows


def to_json(value: Any, line_end: str = '\n') -> str:
    """Return JSON indented by two spaces, with marks around what is `Whole`."""
    inner = line_end + '  '
    if isinstance(value, Whole):
        return f'«{to_json(value.value, line_end)}»'
    if isinstance(value, dict) and value:
        members = (f'{inner}{to_json(key)}: {to_json(item, inner)}' for key, item in value.items())
        return '{' + ','.join(members) + line_end + '}'
    if isinstance(value, list) and value:
        return '[' + ','.join(inner + to_json(item, inner) for item in value) + line_end + ']'
    return json.dumps(value, ensure_ascii=False)


def _marks(content: str | bytes) -> list[tuple[str, str]]:
    """Return `line:column-endline:endcolumn` and the first line of each marked text."""
    text = ''
    starts: list[str] = []  # the text before each mark
    ends: dict[int, str] = {}
    opened: list[int] = []
    for part in [] if isinstance(content, bytes) else re.split('([«»])', content.removeprefix('\ufeff')):
        if part == '«':
            opened.append(len(starts))
            starts.append(text)
        elif part == '»':
            ends[opened.pop()] = text
        else:
            text += part
    return [
        (f'{_position(start)}-{_position(ends[index])}', ends[index][len(start) :].split('\n')[0].rstrip('\r'))
        for index, start in enumerate(starts)
    ]


def _position(before: str) -> str:
    """Return `line:column` of what follows a text; both count from 1, columns count characters."""
    return f'{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}'
