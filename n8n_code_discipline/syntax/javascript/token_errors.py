"""Early errors of single tokens: names, numbers, strings, regular expressions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from n8n_code_discipline.syntax.javascript.context import AWAIT
from n8n_code_discipline.syntax.javascript.context import STATIC_BLOCK
from n8n_code_discipline.syntax.javascript.context import STRICT
from n8n_code_discipline.syntax.javascript.context import YIELD
from n8n_code_discipline.syntax.javascript.nodes import text
from n8n_code_discipline.syntax.javascript.nodes import unescaped

if TYPE_CHECKING:
    from tree_sitter import Node

Found = Iterable[tuple['Node', str]]

_RESERVED = frozenset(
    b'break case catch class const continue debugger default delete do else enum export extends false finally for'
    b' function if import in instanceof new null return super switch this throw true try typeof var void while'
    b' with'.split()
)
_STRICT_RESERVED = frozenset(b'implements interface let package private protected public static yield'.split())
_SPECIAL = _RESERVED | _STRICT_RESERVED | {b'await'}
_DIGITS = rb'\d(?:_?\d)*'
_EXPONENT = rb'(?:[eE][+-]?' + _DIGITS + rb')?'
_NUMBER = (
    rb'0[xX][\da-fA-F](?:_?[\da-fA-F])*n?|0[oO][0-7](?:_?[0-7])*n?|0[bB][01](?:_?[01])*n?'
    rb'|0[0-7]+|0[0-7]*[89]\d*(?:\.(?:' + _DIGITS + rb')?)?' + _EXPONENT + rb'|(?:0|[1-9](?:_?\d)*)n'
    rb'|(?:(?:0|[1-9](?:_?\d)*)(?:\.(?:' + _DIGITS + rb')?)?|\.' + _DIGITS + rb')' + _EXPONENT
)
_LEGACY_NUMBER = rb'0\d'
_LEGACY_ESCAPE = rb'\\(?:[1-9]|0\d)'
_RAW_LINE_END = rb'(?<!\\)(?:\\\\)*[\r\n]'
# Other_ID_Start, Other_ID_Continue, ZWNJ and ZWJ of Unicode, and what ECMAScript adds
_OTHER_NAME_CHARACTERS = frozenset('\u2118\u212e\u309b\u309c\u00b7\u0387\u19da\u200c\u200d$_').union(
    map(chr, range(0x1369, 0x1372))
)
# Unassigned (Cn) here may be assigned in the Unicode of another day.
_NAME_CATEGORIES = frozenset({'Nl', 'Mn', 'Mc', 'Nd', 'Pc', 'Cn'})


def identifier(node: Node, flags: int) -> Found:
    """A reserved word, or a character that no name may hold."""
    name = node.text or b''
    if name not in _SPECIAL and name.isascii() and b'\\' not in name:
        return ()
    return _special_identifier(node, name, flags)


def _special_identifier(node: Node, name: bytes, flags: int) -> Found:
    if name in _SPECIAL:
        if name in _RESERVED:
            yield node, f"'{text(node)}' is a reserved word"
        elif name == b'await':
            if flags & (AWAIT | STATIC_BLOCK):
                yield node, "'await' is a reserved word here"
        elif flags & STRICT or (name == b'yield' and flags & YIELD):
            yield node, f"'{text(node)}' is a reserved word here"
    elif b'\\' in name or not name.isascii():
        yield from _unusual_identifier(node)


def _unusual_identifier(node: Node) -> Found:
    name = text(node)
    plain = unescaped(name)
    for index, character in enumerate(plain):
        if not _may_be_in_name(character) or (index == 0 and character.isdigit()):
            yield node, f'unexpected character U+{ord(character):04X}'
            return
    if plain != name and plain.encode(errors='replace') in _RESERVED:
        yield node, 'a keyword must not contain escaped characters'


def _may_be_in_name(character: str) -> bool:
    import unicodedata

    if character.isascii():
        return character.isalnum() or character in '$_'
    category = unicodedata.category(character)
    return category[0] == 'L' or category in _NAME_CATEGORIES or character in _OTHER_NAME_CHARACTERS


def number(node: Node, flags: int) -> Found:
    """A malformed number; in strict mode an octal one."""
    literal = node.text or b''
    if literal == b'0' or (literal.isdigit() and not literal.startswith(b'0')):
        return
    if not re.compile(_NUMBER).fullmatch(literal):
        yield node, 'invalid number'
    elif flags & STRICT and re.compile(_LEGACY_NUMBER).match(literal):
        yield node, 'octal literals are not allowed in strict mode'


def string(node: Node, flags: int) -> Found:
    """A string that goes on after the end of its line; in strict mode an octal escape."""
    literal = node.text or b''
    if (b'\n' in literal or b'\r' in literal) and re.compile(_RAW_LINE_END).search(literal):
        yield node, 'unterminated string'
    elif flags & STRICT and b'\\' in literal and re.compile(_LEGACY_ESCAPE).search(literal.replace(b'\\\\', b'')):
        yield node, 'octal escapes are not allowed in strict mode'


def regular_expression(node: Node, flags: int) -> Found:
    """A pattern that V8 rejects."""
    del flags
    pattern = text(node.child_by_field_name('pattern'))
    from n8n_code_discipline.syntax.javascript import regex

    fault = regex.fault(pattern, text(node.child_by_field_name('flags')))
    if fault:
        yield node, f'invalid regular expression: {fault}'
