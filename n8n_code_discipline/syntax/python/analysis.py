"""Scope analysis of Python: one walk over the tree, one replay of what it met.

The walk collects what each scope binds and notes every read in source order; the replay opens and closes the scopes
again and asks for each name which of them holds it. Both are linear and neither recurses, whatever the depth.

Source: the Python language reference, "Naming and binding".
"""

from __future__ import annotations

from _ast import ImportFrom, Module, stmt
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from n8n_code_discipline.syntax.names import Binding, Declaration, Names, Read, Request
from n8n_code_discipline.syntax.python.scopes import UNEVALUATED, Entry, Scope, Use, Walk
from n8n_code_discipline.syntax.python.tree import FUNCTIONS, children
from n8n_code_discipline.syntax.python.visits import VISITS

_TOP = 'top'


def analyse(tree: Module, source: str, node_span: Callable[[Any], tuple[int, int]], *, body: bool) -> Names:
    """Return the names of a tree; ``node_span`` returns the 0-based characters of a node."""
    walk = Walk(source, node_span, body=body)
    flags = UNEVALUATED if any(map(_postpones_annotations, tree.body)) else 0
    scope = walk.open('module')
    walk.pending += [(statement, _TOP, scope, flags) for statement in reversed(tree.body)]
    _run(walk)
    return _names(walk, _reads(walk.scopes, walk.events))


def _postpones_annotations(statement: stmt) -> bool:
    if not isinstance(statement, ImportFrom) or statement.module != '__future__':
        return False
    return any(alias.name == 'annotations' for alias in statement.names)


def _run(walk: Walk) -> None:
    while walk.pending:
        node, part, scope, flags = walk.pending.pop()
        if node is None:
            walk.events.append(~scope)
            continue
        if part == _TOP:
            walk.function = node.name if isinstance(node, FUNCTIONS) else ''
            part = ''
        if not part and isinstance(node, stmt):
            walk.statements.append(walk.node_span(node)[0])
        visit = VISITS.get(part or type(node))
        if visit is not None:
            visit(walk, node, scope, flags)
        else:
            walk.push(children(node), scope, flags)


class _Found(NamedTuple):
    """A scope that binds a name, and the entry of the name."""

    scope: int
    entry: Entry


def _reads(scopes: Sequence[Scope], events: Sequence[Use | int]) -> list[Read]:
    holders: dict[str, list[_Found]] = {}
    reads: list[Read] = []
    for event in events:
        if not isinstance(event, int):
            found = _resolve(scopes, holders, event)
            if found is None or found.scope == 0 or found.entry.target:
                reads.append(_read(event, found))
        elif event >= 0:
            if scopes[event].kind != 'class':  # functions do not see the names of a class around them
                for name, entry in scopes[event].names.items():
                    holders.setdefault(name, []).append(_Found(event, entry))
        elif scopes[~event].kind != 'class':
            for name in scopes[~event].names:
                holders[name].pop()
    return reads


def _resolve(scopes: Sequence[Scope], holders: dict[str, list[_Found]], use: Use) -> _Found | None:
    scope = scopes[use.scope]
    if scope.elsewhere.get(use.name) == 'global':
        entry = scopes[0].names.get(use.name)
        return _Found(0, entry) if entry else None
    if scope.kind == 'class' and use.name in scope.names:
        return _Found(use.scope, scope.names[use.name])
    stack = holders.get(use.name)
    return stack[-1] if stack else None


def _read(use: Use, found: _Found | None) -> Read:
    target = ''
    if found is not None and found.entry.target:
        target = found.entry.target + use.path[len(use.name) :]
    declared = found is not None
    return Read(use.name, use.path, *use.span, use.function, use.guarded, declared, target)


def _names(walk: Walk, reads: Sequence[Read]) -> Names:
    return Names(
        declarations=tuple(
            Declaration(name, entry.kind, *entry.span, entry.target) for name, entry in walk.scopes[0].names.items()
        ),
        reads=tuple(reads),
        bindings=tuple(Binding(name, kind, *span) for name, kind, span in walk.bindings),
        requests=tuple(Request(module, *span) for module, span in walk.requests),
        statements=tuple(walk.statements),
        opaque=walk.opaque,
    )
