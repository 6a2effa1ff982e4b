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
_NAME = r'[A-Za-z_$][\w$]*'
_INDENT = '  '


class LiteralError(Exception):
    """A value cannot be written as a literal; the message gives the reason."""


def literal(value: Any, column: int = 0) -> str:
    """Return a value as JavaScript, on one line where it fits after ``column`` characters, else indented by two.

    Strings keep every character; those that an editor hides are escaped, as are lone surrogates, which no UTF-8 file
    can hold. Raises LiteralError for data that is nested too deeply (or contains itself), is too large, or that no
    JSON text of n8n's can hold (an infinite number).
    """
    check(value)
    return _laid_out(value, column, '')


def json_text(value: Any, indent: int = 2) -> str:
    """Return a value as indented JSON with the same escapes. Raises LiteralError as ``literal`` does."""
    check(value)
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return text if text.isascii() else '\n'.join(map(_escaped, text.split('\n')))


def check(value: Any, *, passed: bool = False) -> int:
    """Return about how many characters a value takes. Raises LiteralError.

    The value may contain itself, or name one large part many times: both end at a bound. A value that is ``passed`` to
    code of a node has no key ``__proto__``: n8n loses it on the way (2.41.1).
    """
    size = 0
    pending = [(value, 0)]
    while pending:
        item, depth = pending.pop()
        if isinstance(item, float) and not math.isfinite(item):
            raise LiteralError('contains a number that JSON cannot represent')
        if isinstance(item, dict):
            if passed and '__proto__' in item:
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


def _laid_out(value: Any, column: int, indent: str) -> str:
    line = _one_line(value)
    if column + len(line) <= WIDTH or not value or not isinstance(value, dict | list):
        return line
    inner = indent + _INDENT
    if isinstance(value, list):
        opening, closing = '[]'
        parts = [_laid_out(item, len(inner), inner) for item in value]
    else:
        opening, closing = '{}'
        keys = [f'{_key(key)}: ' for key in value]
        parts = [
            key + _laid_out(item, len(inner) + len(key), inner) for key, item in zip(keys, value.values(), strict=True)
        ]
    lines = ''.join(f'{inner}{part},\n' for part in parts)
    return f'{opening}\n{lines}{indent}{closing}'


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
    if name == '__proto__':  # as a plain key it would set the prototype
        return '["__proto__"]'
    return name if is_name(name) else string(name)


def is_name(name: str) -> bool:
    """Return whether a property can be written without quotes."""
    return re.compile(_NAME, re.ASCII).fullmatch(name) is not None


def _escaped(text: str) -> str:
    if text.isprintable():
        return text
    return ''.join(character if character.isprintable() else _escape(character) for character in text)


def _escape(character: str) -> str:
    units = character.encode('utf-16-be', 'surrogatepass').hex()
    return ''.join(f'\\u{units[start : start + 4]}' for start in range(0, len(units), 4))
