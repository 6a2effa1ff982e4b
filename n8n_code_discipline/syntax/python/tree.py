"""Traversals of a Python tree that need no scopes."""

from __future__ import annotations

from _ast import AST, AsyncFunctionDef, ClassDef, Constant, FunctionDef, Lambda, Name, Store
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

FUNCTIONS = (FunctionDef, AsyncFunctionDef)
SCOPES = (FunctionDef, AsyncFunctionDef, ClassDef, Lambda)


def walk(root: AST | None) -> Iterator[Any]:
    """Yield a node and everything below it, level by level, as ``ast.walk`` does."""
    pending = deque([root] if root is not None else [])
    while pending:
        node = pending.popleft()
        yield node
        pending.extend(children(node))


def children(node: AST) -> list[AST]:
    """Return the nodes directly below a node, without operators and contexts such as ``Load``."""
    found = []
    for field in node._fields:
        value = getattr(node, field, None)
        if isinstance(value, list):
            found += [item for item in value if isinstance(item, AST)]
        elif isinstance(value, AST) and value._fields:
            found.append(value)
    return found


def walk_scope(roots: Iterable[AST]) -> Iterator[Any]:
    """Yield nodes and everything below them, but nothing below functions and classes."""
    pending = list(roots)
    while pending:
        node = pending.pop()
        yield node
        if not isinstance(node, SCOPES):
            pending += children(node)


def bound_names(statements: Iterable[AST]) -> Iterator[str]:
    """Yield the names that statements assign, except inside functions and classes."""
    return (node.id for node in walk_scope(statements) if isinstance(node, Name) and isinstance(node.ctx, Store))


def text(node: AST) -> str | None:
    """Return the value of a text literal, None for anything else."""
    value = node.value if isinstance(node, Constant) else None
    return value if isinstance(value, str) else None
