"""What one walk over a JavaScript tree collects: scopes, declarations, and every use of a name in source order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from typing import Literal
from typing import NamedTuple

from n8n_code_discipline.syntax.javascript.context import NAMED
from n8n_code_discipline.syntax.javascript.early_errors import CHECKS

if TYPE_CHECKING:
    from tree_sitter import Node

# How a node is used; for a name that is declared, the kind of its declaration instead
READ = 'read'
WRITE = 'write'
TYPEOF = 'typeof'
TOP = 'top'  # a statement of the program itself
HEADER = 'header'  # the declaration in the head of a `for`
BODY = 'body'  # the block of a function or of a `catch`
START = 'start'  # the expression of an arrow function
LATER = 'later'  # a class member after its key

_HOISTED = frozenset({'var', 'function'})
# The parameters of the function that Node wraps around a CommonJS file
_WRAPPER_PARAMETERS = frozenset({'exports', 'require', 'module', '__filename', '__dirname'})


class Entry(NamedTuple):
    """What a scope knows of a name that it declares; offsets in bytes.

    Besides a declaration's kinds: 'parameter', 'unique parameter', 'catch', 'catch pattern', 'name' (a function or
    class within itself), 'hoisted' (a function of a block, as the function around sees it), 'label', 'loop label',
    'private', 'get', 'set'.
    """

    kind: str
    start: int
    end: int


class Scope:
    """The names of one scope; ``function`` is the index of the function scope around it, or its own."""

    __slots__ = ('function', 'kind', 'names', 'outer')

    def __init__(self, kind: str, outer: Scope | None, function: int) -> None:
        self.kind = kind
        self.outer = outer
        self.function = function
        self.names: dict[str, Entry] = {}


class Use(NamedTuple):
    """A use of a name; ``role`` is 'read', 'write', 'var', 'break' or 'continue'; offsets in bytes.

    Labels are written ``:label`` and private names ``#name``.
    """

    role: str
    name: str
    path: str
    start: int
    end: int
    scope: int
    function: str
    guarded: bool


class Error(NamedTuple):
    """An early error; offsets in bytes. ``first`` is the earlier one of two declarations, if it is in the source."""

    start: int
    end: int
    message: str
    first: int | None = None


class Walk:
    """The state of a walk. In ``events``, n is where scope n opens and ~n where it closes."""

    def __init__(self, data: bytes, *, body: bool) -> None:
        self.data = data
        self.body = body
        # What is still to be visited: node, role, scope, flags; without a node the scope closes
        self.pending: list[tuple[Node | None, str, int, int]] = []
        self.scopes: list[Scope] = []
        self.events: list[Use | int] = []
        self.errors: list[Error] = []
        self.bindings: list[tuple[Node, Literal['function', 'class']]] = []
        self.requests: list[tuple[Node, Node]] = []  # what is called, the string
        self.this_reads: list[Use] = []
        self.statements: list[int] = []
        self.assigned: set[str] = set()
        self.opaque = False
        self.function = ''  # the top-level function that is being walked
        self.start = -1  # the byte where an expression must not begin with '{', 'function' or 'class'

    def push(self, nodes: Sequence[Node], role: str, scope: int, flags: int) -> None:
        """Visit nodes next, the first one first."""
        self.pending += [(node, role, scope, flags) for node in reversed(nodes)]

    def push_field(self, node: Node, field: str, role: str, scope: int, flags: int) -> None:
        """Visit the child in a field next, if there is one."""
        child = node.child_by_field_name(field)
        if child is not None:
            self.pending.append((child, role, scope, flags))

    def open(self, kind: str, outer: int | None = None) -> int:
        """Open a scope that closes when all that is pushed after this has been visited."""
        index = len(self.scopes)
        around = self.scopes[outer] if outer is not None else None
        function = index if kind == 'function' or around is None else around.function
        self.scopes.append(Scope(kind, around, function))
        self.events.append(index)
        self.pending.append((None, '', index, 0))
        return index

    def check(self, node: Node, flags: int) -> None:
        """Note the early errors of one node."""
        check = CHECKS.get(node.type)
        if check is not None:
            for wrong, message in check(node, flags):
                self.error(wrong, message)

    def error(self, node: Node, message: str, first: int | None = None) -> None:
        """Note an early error."""
        self.errors.append(Error(node.start_byte, node.end_byte, message, first))

    def use(self, role: str, node: Node, name: str, scope: int, *, path: str = '', guarded: bool = False) -> None:
        """Note the use of a name."""
        start, end = node.start_byte, node.end_byte
        self.events.append(Use(role, name, path or name, start, end, scope, self.function, guarded))

    def bind(self, name: Node, kind: Literal['function', 'class'], flags: int) -> None:
        """Note that a function or class gets a name, unless it is part of another that has one."""
        if not flags & NAMED:
            self.bindings.append((name, kind))

    def declare(self, node: Node, name: str, kind: str, index: int) -> None:
        """Enter a name into its scope."""
        if kind == 'var':
            self.use('var', node, name, index)
        if kind in ('var', 'hoisted'):
            index = self.scopes[index].function
        scope = self.scopes[index]
        entry = Entry(kind, node.start_byte, node.end_byte)
        before = scope.names.get(name)
        if before is None:
            scope.names[name] = entry
            if kind in ('lexical', 'class'):
                self._check_parameters(node, name, scope)
        elif before.kind == 'hoisted':
            scope.names[name] = entry
        elif kind != 'hoisted' and not _may_repeat(before.kind, kind, scope.kind):
            self._twice(node, name, before.start)

    def _check_parameters(self, node: Node, name: str, scope: Scope) -> None:
        """Note that the function (or `catch`) whose body the scope is has a parameter of that name."""
        if scope.outer is None:
            if not self.body and name in _WRAPPER_PARAMETERS:
                self.error(node, f"Node declares '{name}' for every file: a file can only do so with 'var'")
        elif scope.kind in ('function', 'catch body') and scope.outer.kind in ('parameters', 'catch'):
            parameter = scope.outer.names.get(name)
            if parameter is not None:
                self._twice(node, name, parameter.start)

    def declare_private(self, node: Node, name: str, kind: str, names: dict[str, Entry]) -> None:
        """Enter a private name into a class; a getter and a setter may share one."""
        before = names.get(name)
        if before is not None and {before.kind, kind} != {'get', 'set'}:
            self._twice(node, name, before.start)
        names[name] = Entry(kind if before is None else 'private', node.start_byte, node.end_byte)

    def _twice(self, node: Node, name: str, first: int) -> None:
        self.error(node, f"'{name}' is declared twice", first)


def _may_repeat(before: str, kind: str, scope_kind: str) -> bool:
    if scope_kind == 'function':
        return before in _HOISTED and kind in _HOISTED
    return before == kind and kind in ('function', 'parameter')
