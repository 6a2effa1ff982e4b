"""Marked positions: `const «count» = 1` in the source of a case says where its finding stands.

Marks are written into the text of a file, so nobody counts lines, columns or JSON escapes. They may be nested
(`««x» = y»`), and `«»` marks a position without extent, such as the start of a file.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple


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
        messages: `CODE message` of each mark, by path and position, or one for all marks. In a message, `«»` is the
            marked text, or its first line; `«line»` and `«column»` are where it starts; `«line of code»` shows the line
            of the code field.
        details: What fills the `{}` of the message at each mark.
    """
    marks = [(path, *mark) for path in sorted(files) for mark in _marks(files[path])]
    if isinstance(messages, str):
        filled = [messages.format(*([detail] if isinstance(detail, str) else detail)) for detail in details]
        messages = filled or [messages] * len(marks)
    rows = []
    for (path, text, start, end), message in zip(marks, messages, strict=True):
        (line, column), (end_line, end_column) = _position(text[:start]), _position(text[:end])
        message = message.replace('«»', text[start:end].split('\n')[0].rstrip('\r'))
        message = message.replace('«line»', str(line)).replace('«column»', str(column))
        if '«line of code»' in message:
            message = message.replace('«line of code»', _line_of_code(text, start))
        rows.append(f'{path}:{line}:{column}-{end_line}:{end_column} {message}')
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


def _marks(content: str | bytes) -> list[tuple[str, int, int]]:
    """Return the text without its marks, with the start and the end of each mark in it."""
    if isinstance(content, bytes):
        return []
    text, spans = marked_spans(content.removeprefix('\ufeff'))
    return [(text, *span) for span in spans]


def marked_spans(content: str) -> tuple[str, list[tuple[int, int]]]:
    """Return a text without its marks, with the 0-based offsets of the start and the end of each mark in it."""
    parts = re.split('([«»])', content)
    spans: list[tuple[int, int]] = []
    opened: list[int] = []
    offset = 0
    for part in parts:
        if part == '«':
            opened.append(len(spans))
            spans.append((offset, -1))
        elif part == '»':
            index = opened.pop()
            spans[index] = spans[index][0], offset
        else:
            offset += len(part)
    return ''.join(part for part in parts if part not in ('«', '»')), spans


def _position(before: str) -> tuple[int, int]:
    """Return line and column of what follows a text; both count from 1, columns count characters."""
    return before.count('\n') + 1, len(before) - before.rfind('\n')


def _line_of_code(text: str, start: int) -> str:
    """Return how a message shows the line of a code field in which something starts."""
    field = text.rindex(': "', 0, start) + 2
    code, _ = json.JSONDecoder().raw_decode(text, field)
    number = json.loads(text[field:start] + '"').count('\n')
    return f"(line {number + 1} of the code: '{code.splitlines()[number].strip()}')"
