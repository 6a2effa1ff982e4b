"""Predict what the code analysis of n8n's Python runner rejects, except imports."""

import _ast
import re
import string
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from n8n_code_discipline.n8n import python_runtime as n8n
from n8n_code_discipline.syntax.python import Module
from n8n_code_discipline.syntax.python.tree import text, walk

_FORMAT_FIELD = re.compile(r'\.(\w+)|\[([\'"]?)(\w+)\2\]')


class Violation(NamedTuple):
    """A message of n8n about a piece of the code: 0-based characters, ``end`` exclusive."""

    message: str
    start: int
    end: int


def violations(module: Module) -> tuple[Violation, ...]:
    """Return what the analysis refuses, by place; one for each place and message."""
    nodes = list(walk(module.tree))
    called = {id(node.func) for node in nodes if isinstance(node, _ast.Call)}
    found = set()
    for node in nodes:
        kind = type(node)
        messages = [*_CHECKS[kind](node)] if kind in _CHECKS else []
        if isinstance(node, _ast.Attribute) and node.attr in n8n.BARE_FORMAT.names and id(node) not in called:
            messages.append(n8n.BARE_FORMAT.says(name=node.attr))
        found |= {Violation(message, *_span(module, node)) for message in messages}
    for node, joined in _joined_texts(nodes):
        found |= {Violation(message, *module.span(node)) for message in _text_messages(joined)}
    return tuple(sorted(found, key=lambda item: (item.start, item.end, item.message)))


def _span(module: Module, node: Any) -> tuple[int, int]:
    """Return the characters of a node; the first line of one with a body."""
    start, end = module.span(node)
    line_end = module.source.find('\n', start) if hasattr(node, 'body') else -1
    return start, min(end, line_end) if line_end >= 0 else end


def _name(node: Any) -> Iterator[str]:
    if node.id in n8n.BLOCKED_NAMES.names:
        yield n8n.BLOCKED_NAMES.says(name=node.id)


def _attribute(node: Any) -> Iterator[str]:
    if node.attr in n8n.BLOCKED_ATTRIBUTES.names:
        yield n8n.BLOCKED_ATTRIBUTES.says(name=node.attr)
    if '__' in node.attr and node.attr.partition('__')[0].startswith('_'):
        yield n8n.MANGLED_ATTRIBUTE.says()


def _constant(node: Any) -> Iterator[str]:
    value = text(node)
    if value is not None:
        yield from _text_messages(value)


def _text_messages(value: str) -> Iterator[str]:
    for fact in n8n.BLOCKED_TEXTS:
        if value in fact.names:
            yield fact.says(name=value)
            return
    yield from (n8n.FORMAT_PATTERN.says(name=name) for name in _format_names(value))


def _format_names(template: str) -> Iterator[str]:
    """Yield the blocked names that a format template reaches for."""
    if '{' not in template or not any(name in template for fact in n8n.BLOCKED_TEXTS for name in fact.names):
        return
    try:
        fields = list(string.Formatter().parse(template))
    except ValueError:
        return
    for _, field, specification, _ in fields:
        for match in _FORMAT_FIELD.finditer(field or ''):
            name = match[1] or match[3]
            if any(name in fact.names for fact in n8n.BLOCKED_TEXTS):
                yield name
        yield from _format_names(specification or '')


def _definition(node: Any) -> Iterator[str]:
    names = node.names if hasattr(node, 'names') else [getattr(node, 'name', None) or getattr(node, 'arg', '')]
    fact = n8n.BLOCKED_DEFINITIONS[type(node)]
    yield from (fact.says(name=name) for name in names if name in fact.names)


def _import(node: Any) -> Iterator[str]:
    for alias in node.names:
        for fact in n8n.BLOCKED_TEXTS:
            name = alias.asname if alias.asname in fact.names else alias.name
            if name in fact.names and (name == alias.asname or isinstance(node, _ast.ImportFrom)):
                yield fact.says(name=name)
                break


def _pattern(node: Any) -> Iterator[str]:
    if node.patterns:
        yield n8n.POSITIONAL_PATTERN.says()
    yield from (n8n.MATCHED_ATTRIBUTE.says(name=name) for name in node.kwd_attrs if name in n8n.MATCHED_ATTRIBUTE.names)


_CHECKS: dict[type[_ast.AST], Callable[[Any], Iterator[str]]] = {
    _ast.Attribute: _attribute,
    _ast.Constant: _constant,
    _ast.Import: _import,
    _ast.ImportFrom: _import,
    _ast.MatchClass: _pattern,
    _ast.Name: _name,
    **dict.fromkeys(n8n.BLOCKED_DEFINITIONS, _definition),
}
_LONGEST_JOINED = 4096  # characters; what n8n looks for is short


def _joined_texts(nodes: list[Any]) -> Iterator[tuple[Any, str]]:
    """Yield the value of every sum of string literals, such as `'a' + 'b'`."""
    joined: dict[int, str] = {}
    for node in reversed(nodes):  # what is below stands behind
        if isinstance(node, _ast.BinOp) and isinstance(node.op, _ast.Add):
            parts = [joined.get(id(part), text(part)) for part in (node.left, node.right)]
            left, right = parts
            if left is not None and right is not None and len(left) + len(right) <= _LONGEST_JOINED:
                joined[id(node)] = left + right
                yield node, left + right
