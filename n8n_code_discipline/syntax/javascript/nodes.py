"""Helpers for the nodes of a JavaScript syntax tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

NO_STATEMENTS = frozenset({'comment', 'html_comment', 'empty_statement', 'hash_bang_line'})
PATTERNS = frozenset({'object_pattern', 'array_pattern'})
FUNCTION_DECLARATIONS = frozenset({'function_declaration', 'generator_function_declaration'})
_UNICODE_ESCAPE = r'\\u(?:([\da-fA-F]{4})|\{([\da-fA-F]+)\})'


def walk(root: Node) -> Iterator[Node]:
    """Yield a node and all named nodes below it, in source order."""
    pending = [root]
    while pending:
        node = pending.pop()
        yield node
        pending += reversed(node.named_children)


def tokens(root: Node) -> Iterator[Node]:
    """Yield the tokens of a node in source order, comments left out; a string or template is one token."""
    pending = [root]
    while pending:
        node = pending.pop()
        if not node.child_count or node.type in ('string', 'template_string', 'regex'):
            if not node.is_extra:
                yield node
        else:
            pending += reversed(node.children)


def text(node: Node | None) -> str:
    """Return the text of a node, '' for None."""
    return (node.text or b'').decode(errors='replace') if node is not None else ''


def name_of(node: Node) -> str:
    """Return the name of a declaration, '' if it has none."""
    return text(node.child_by_field_name('name'))


def children(node: Node) -> list[Node]:
    """Return the named children without comments."""
    return [child for child in node.named_children if not child.is_extra]


def only_child(node: Node) -> Node | None:
    """Return the single named child; None if there are none or several."""
    found = children(node)
    return found[0] if len(found) == 1 else None


def first_token(node: Node) -> Node:
    """Return the first token of a node."""
    while node.child_count:
        node = node.child(0) or node
    return node


def bare(node: Node | None) -> Node | None:
    """Return an expression without the parentheses around it."""
    while node is not None and node.type == 'parenthesized_expression':
        node = only_child(node)
    return node


def has_token(node: Node, token: str) -> bool:
    """Tell whether a keyword or punctuator is a direct child of a node."""
    return any(child.type == token for child in node.children)


def operator(node: Node) -> str:
    """Return the operator of a unary, binary, update or loop node, '' if it has none."""
    token = node.child_by_field_name('operator')
    return token.type if token is not None else ''


def is_name(node: Node, name: bytes) -> bool:
    """Tell whether a node is this identifier."""
    return node.type == 'identifier' and node.text == name


def property_name(key: Node | None) -> bytes:
    """Return the name of a property, empty for a computed one."""
    if key is None or key.type == 'computed_property_name':
        return b''
    name = key.text or b''
    return name[1:-1] if key.type == 'string' else name


def unescaped(name: str) -> str:
    """Return the name that an identifier with Unicode escapes stands for."""
    return re.compile(_UNICODE_ESCAPE).sub(lambda match: _character(match[1] or match[2]), name)


def _character(digits: str) -> str:
    code = int(digits, 16) if len(digits) < 9 else 0x110000
    return chr(code) if code <= 0x10FFFF else '\ufffd'


def is_strict(body: Node) -> bool:
    """Tell whether a function body or program begins with the directive 'use strict'."""
    for statement in body.named_children:
        if statement.is_extra or statement.type == 'hash_bang_line':
            continue
        directive = only_child(statement) if statement.type == 'expression_statement' else None
        if directive is None or directive.type != 'string':
            return False
        if directive.text in (b"'use strict'", b'"use strict"'):
            return True
    return False
