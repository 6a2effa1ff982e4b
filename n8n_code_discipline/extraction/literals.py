"""Write JSON data as JavaScript literals, exactly."""

from __future__ import annotations

import json
import math
import re
from typing import Any

UNDEFINED = object()  # what JavaScript finds where there is no property
WIDTH = 100

_DEEPEST = 100
_LARGEST = 1_000_000  # characters
_NAME = r'[A-Za-z_$][A-Za-z0-9_$]*'


class LiteralError(Exception):
    """A value cannot be written as a literal; the message gives the reason."""


def literal(value: Any, column: int = 0, indent: str = '') -> str:
    """Return a value as JavaScript, on one line where it fits after ``column`` characters, else indented by two.

    Strings keep every character; those that an editor hides are escaped, as are lone surrogates, which no UTF-8 file
    can hold.
    """
    line = _one_line(value)
    if column + len(line) <= WIDTH or not value or not isinstance(value, dict | list):
        return line
    inner = indent + '  '
    keys, items = ([f'{_key(key)}: ' for key in value], value.values()) if isinstance(value, dict) else (None, value)
    lines = [
        f'{inner}{key}{literal(item, len(inner) + len(key), inner)},\n'
        for key, item in zip(keys or [''] * len(value), items, strict=True)
    ]
    opening, closing = '[]' if keys is None else '{}'
    return f'{opening}\n{"".join(lines)}{indent}{closing}'


def json_text(value: Any) -> str:
    """Return a value as indented JSON with the same escapes."""
    return '\n'.join(map(_escaped, json.dumps(value, ensure_ascii=False, indent=2).split('\n')))


def check(value: Any) -> int:
    """Return about how many characters a value takes. Raises LiteralError for one that cannot be written.

    The value may contain itself, or name one large part many times: both end at a bound. A key ``__proto__`` is lost
    when n8n passes a value to code (2.41.1), and in a JavaScript literal it would set the prototype.
    """
    size = 0
    pending = [(value, 0)]
    while pending:
        item, depth = pending.pop()
        if isinstance(item, float) and not math.isfinite(item):
            raise LiteralError('contains a number that JSON cannot represent')
        if isinstance(item, dict):
            if '__proto__' in item:
                raise LiteralError('contains a key `__proto__`, which n8n does not pass to code')
            size += sum(map(len, item)) + 4 * len(item)
            pending += [(child, depth + 1) for child in item.values()]
        elif isinstance(item, list):
            pending += [(child, depth + 1) for child in item]
        size += len(item) if isinstance(item, str) else 4
        if depth > _DEEPEST:
            raise LiteralError(f'is nested more than {_DEEPEST} levels deep')
        if size > _LARGEST:
            raise LiteralError(f'has more than {_LARGEST:,} characters')
    return size


def _one_line(value: Any) -> str:
    if isinstance(value, dict):
        members = ', '.join(f'{_key(key)}: {_one_line(item)}' for key, item in value.items())
        return f'{{ {members} }}' if members else '{}'
    if isinstance(value, list):
        return f'[{", ".join(map(_one_line, value))}]'
    if value is UNDEFINED:
        return 'undefined'
    if isinstance(value, str):
        return string(value)
    return json.dumps(value).removesuffix('.0').replace('e-0', 'e-')


def string(text: str) -> str:
    """Return a text as a JavaScript string in double quotes."""
    return _escaped(json.dumps(text, ensure_ascii=False))


def _key(name: str) -> str:
    return name if re.compile(_NAME).fullmatch(name) else string(name)


def _escaped(text: str) -> str:
    if text.isprintable():
        return text
    return ''.join(character if character.isprintable() else _escape(character) for character in text)


def _escape(character: str) -> str:
    units = character.encode('utf-16-be', 'surrogatepass').hex()
    return ''.join(f'\\u{units[start : start + 4]}' for start in range(0, len(units), 4))
