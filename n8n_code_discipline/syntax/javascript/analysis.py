"""Scope analysis of JavaScript: one walk over the syntax tree, then one pass over what it met.

The walk collects what each scope declares (a `var` and a function may be used before they are declared) and notes every
use in source order; the pass opens and closes the scopes again and looks up each name. Both are linear and neither
recurses, whatever the depth.

Source: ECMA-262, "ECMAScript Language: Statements and Declarations", annex B.3.2 and B.3.3.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from n8n_code_discipline.syntax.javascript import grammar
from n8n_code_discipline.syntax.javascript.nodes import FUNCTION_DECLARATIONS, is_strict, name_of, text
from n8n_code_discipline.syntax.javascript.scopes import (
    AWAIT,
    READ,
    STRICT,
    TOP_THIS,
    TYPEOF,
    WRITE,
    Error,
    Scope,
    Use,
    Walk,
    twice,
)
from n8n_code_discipline.syntax.javascript.visits import VISITS
from n8n_code_discipline.syntax.names import Binding, Declaration, Kind, Names, Read, Request

if TYPE_CHECKING:
    from tree_sitter import Node

_PLAIN_CHAIN = r'[\w$]+(?:\.[\w$]+)*'  # without whitespace, comments, escapes and optional links
_READS = frozenset({READ, TYPEOF})
_KINDS: dict[str, Kind] = {
    'class': 'class',
    'function': 'function',
    'hoisted': 'var',
    'lexical': 'lexical',
    'var': 'var',
}


class Analysis(NamedTuple):
    """The names of a source, and the syntax errors that the grammar does not find, by position."""

    names: Names
    errors: Sequence[Error]


def analyse(root: Node, source: str, offsets: Sequence[int], *, body: bool) -> Analysis:
    """Return the names and errors of a program that the grammar accepts.

    Args:
        root: The program.
        source: Its text.
        offsets: The character offset of each byte offset of the tree.
        body: Whether the program is the body of an async function rather than a CommonJS file.
    """
    walk = Walk(source, offsets, TOP_THIS | (AWAIT if body else 0) | (STRICT if is_strict(root) else 0), body=body)
    for statement in root.named_children:
        is_function = statement.type in FUNCTION_DECLARATIONS
        walk.function = name_of(statement) if is_function else ''
        walk.pending.append(statement)
        _run(walk)
    names = _names(walk, _look_up(walk))
    walk.errors.sort(key=lambda error: error.node.start_byte)
    return Analysis(names, walk.errors)


@cache
def _visits() -> dict[int | None, Callable[[Walk, Node], None]]:
    """Return the visits by the grammar's number of a kind, as reading its name takes longer."""
    language = grammar.language()
    return {language.id_for_node_kind(kind, True): visit for kind, visit in VISITS.items()}


def _run(walk: Walk) -> None:
    pending, visit_of = walk.pending, _visits().get
    while pending:
        item = pending.pop()
        if isinstance(item, tuple):
            item[0](*item[1:])
            continue
        visit = visit_of(item.kind_id)
        if visit is not None:
            visit(walk, item)
        else:
            pending += reversed(item.named_children)


def _look_up(walk: Walk) -> list[tuple[Use, bool]]:
    """Return the reads of names that no inner scope declares, each with whether the top scope does."""
    reads: list[tuple[Use, bool]] = []
    opened: list[Scope] = []
    holders: dict[str, list[Scope]] = {}
    for event in walk.events:
        if event is None:
            for name in opened.pop().names:
                holders[name].pop()
        elif isinstance(event, Scope):
            opened.append(event)
            for name in event.names:
                holders.setdefault(name, []).append(event)
        else:
            role, name, node, _ = event
            found = holders.get(name)
            if role in _READS:
                if not found or found[-1] is walk.top:
                    reads.append((event, bool(found)))
            elif role == 'var' and found:
                _check_var(walk, name, node, found[-1])
            elif role == WRITE and not found:
                walk.assigned.add(name)
    return reads


def _check_var(walk: Walk, name: str, node: Node, scope: Scope) -> None:
    """Report the clash of a `var` with a declaration of a block around it."""
    other = scope.names[name]
    if scope.function is not None and other.kind != 'catch':
        walk.errors.append(twice(name, node, other.node))


def _names(walk: Walk, reads: list[tuple[Use, bool]]) -> Names:
    offsets = walk.offsets

    def span(node: Node) -> tuple[int, int]:
        return offsets[node.start_byte], offsets[node.end_byte]

    free = {node.start_byte for (_, _, node, _), declared in reads if not declared} if walk.requests else ()
    return Names(
        declarations=tuple(
            Declaration(name, _KINDS[entry.kind], *span(entry.node), '') for name, entry in walk.top.names.items()
        ),
        reads=tuple(_read(walk, use, declared=declared) for use, declared in reads),
        assigned=frozenset(walk.assigned),
        bindings=tuple(Binding(walk.text(node), kind, *span(node)) for node, kind in walk.bindings),
        requests=tuple(
            Request(text(module)[1:-1], *span(module))
            for called, module in walk.requests
            if called.type == 'import' or called.start_byte in free
        ),
        this=tuple(_read(walk, use, declared=False) for use in walk.this),
        statements=tuple(offsets[start] for start in walk.statements),
        opaque=walk.opaque,
    )


def _read(walk: Walk, use: Use, *, declared: bool) -> Read:
    role, name, node, function = use
    start, end = walk.offsets[node.start_byte], walk.offsets[node.end_byte]
    path = name
    if node.child_count:
        path = walk.source[start:end]
        end = start + len(name)
        if not re.fullmatch(_PLAIN_CHAIN, path):
            properties = []
            while (holder := node.child_by_field_name('object')) is not None:
                properties.append(text(node.child_by_field_name('property')))
                node = holder
            path = '.'.join([name, *reversed(properties)])
            end = walk.offsets[node.end_byte]
    return Read(name, path, start, end, function, role == TYPEOF, declared, '')
