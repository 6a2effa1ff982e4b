"""The state of the scope analysis of a Python tree: scopes, bindings, and every read of a name in source order."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from n8n_code_discipline.syntax.names import Kind

# Flags: what surrounds a node
NAMED = 1  # within a function or class that has a name
GUARDED = 2  # within `try … except NameError`
UNEVALUATED = 4  # annotations are never evaluated here

_EXACT_POSITIONS = sys.version_info >= (3, 12)

ScopeKind = Literal['module', 'function', 'class', 'comprehension', 'type']


class Entry(NamedTuple):
    """A name that a scope binds; `target` is the dotted name that an import binds."""

    kind: Kind
    span: tuple[int, int]
    target: str


class Scope:
    """The names of one scope. `frame` is the index of the function, class or module in which `:=` binds."""

    __slots__ = ('elsewhere', 'frame', 'kind', 'names')

    def __init__(self, kind: ScopeKind, frame: int) -> None:
        self.kind = kind
        self.frame = frame
        self.names: dict[str, Entry] = {}
        self.elsewhere: dict[str, Literal['global', 'nonlocal']] = {}


class Use(NamedTuple):
    """A read of a name."""

    name: str
    path: str
    span: tuple[int, int]
    scope: int
    function: str
    guarded: bool


class Walk:
    """The state of a walk. In ``events``, n is where scope n opens and ~n where it closes.

    ``node_span`` returns the 0-based characters of a node, the end exclusive.
    """

    def __init__(self, source: str, node_span: Callable[[Any], tuple[int, int]], *, body: bool) -> None:
        self.source = source
        self.node_span = node_span
        self.body = body
        # What is still to be visited: node, part, scope, flags; without a node the scope closes
        self.pending: list[tuple[Any, str, int, int]] = []
        self.scopes: list[Scope] = []
        self.events: list[Use | int] = []
        self.bindings: list[tuple[str, Literal['function', 'class'], tuple[int, int]]] = []
        self.requests: list[tuple[str, tuple[int, int]]] = []
        self.statements: list[int] = []
        self.opaque = False
        self.function = ''  # the current top-level function
        self.formatted: tuple[int, int] | None = None  # the last formatted string visited

    def push(self, nodes: Iterable[Any], scope: int, flags: int) -> None:
        """Schedule nodes to be visited next, in order; skip None."""
        self.pending += [(node, '', scope, flags) for node in nodes if node is not None][::-1]

    def open(self, kind: ScopeKind, outer: int | None = None) -> int:
        """Open a scope, which closes when everything pushed after this has been visited."""
        index = len(self.scopes)
        inherits = outer is not None and kind in ('comprehension', 'type')
        self.scopes.append(Scope(kind, self.scopes[outer].frame if inherits and outer is not None else index))
        self.events.append(index)
        self.pending.append((None, '', index, 0))
        return index

    def span(self, node: Any, name: str) -> tuple[int, int]:
        """The characters of a name; those of the formatted string around it where Python miscounts."""
        span = self.node_span(node)
        if _EXACT_POSITIONS or self.formatted is None or self.source[slice(*span)].startswith(name):
            return span
        return self.formatted

    def read(self, node: Any, name: str, path: str, scope: int, flags: int) -> None:
        """Record the read of a name."""
        span = self.span(node, name)
        span = (span[0], min(span[1], span[0] + len(name)))
        self.events.append(Use(name, path, span, scope, self.function, bool(flags & GUARDED)))

    def bind(self, name: str, kind: Kind, span: tuple[int, int], index: int, target: str = '') -> None:
        """Bind a name in its scope, or in the module if the scope declares it `global`."""
        scope = self.scopes[index]
        elsewhere = scope.elsewhere.get(name)
        if elsewhere == 'nonlocal':
            return
        if elsewhere == 'global':
            scope = self.scopes[0]
        before = scope.names.get(name)
        if before is None or (before.kind == 'var' and kind != 'var'):
            scope.names[name] = Entry(kind, span, target)

    def name_value(self, name: str, kind: Literal['function', 'class'], span: tuple[int, int], flags: int) -> None:
        """Record the name of a function or class, unless another named one contains it."""
        if not flags & NAMED:
            self.bindings.append((name, kind, span))
