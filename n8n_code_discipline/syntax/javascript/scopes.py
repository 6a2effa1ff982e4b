"""Scopes of a JavaScript source, and the state of the walk that fills them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from n8n_code_discipline.syntax.javascript.nodes import unescaped

if TYPE_CHECKING:
    from tree_sitter import Node

# What surrounds a node
AWAIT = 1 << 0  # the code of an async function
STRICT = 1 << 1
LOOP = 1 << 2  # `continue` has a target
BREAK = 1 << 3  # `break` has a target
NAMED = 1 << 4  # within a function or class that has a name
TOP_THIS = 1 << 5  # `this` is that of a top-level function, or of the source

# Roles of a name: how it is used, or the kind of its declaration. A 'hoisted' name is a function of a block as the
# function around it sees it; 'name' is the name of a function or class inside itself.
READ = 'read'
TYPEOF = 'typeof'
WRITE = 'write'
DECLARATIONS = frozenset({'lexical', 'class', 'var', 'function', 'parameter', 'unique parameter', 'catch'})

_REPEATABLE = frozenset({'var', 'function'})
_REPLACEABLE = frozenset({'hoisted', 'name'})
_NAMES = frozenset(
    {'identifier', 'shorthand_property_identifier_pattern', 'shorthand_property_identifier', 'undefined'}
)
_DEFAULTS = frozenset({'assignment_pattern', 'object_assignment_pattern', 'assignment_expression'})
_PAIRS = frozenset({'pair_pattern', 'pair'})
# `array`, `object` and `sequence_expression` stand for patterns where the grammar takes one for an expression.
_GROUPS = frozenset(
    {
        *('array_pattern', 'object_pattern', 'rest_pattern', 'formal_parameters', 'parenthesized_expression'),
        *('array', 'object', 'sequence_expression', 'spread_element'),
    }
)
# Parameters of the function that Node.js wraps around a CommonJS file
_WRAPPER_PARAMETERS = frozenset({'exports', 'require', 'module', '__filename', '__dirname'})


class Entry(NamedTuple):
    """A declared name: the kind of its declaration, and the node of the name."""

    kind: str
    node: Node


class Scope:
    """The names that one scope declares.

    ``function`` is the scope around that holds the `var` declarations, None where this one does. ``parameters`` is
    the scope of the parameters whose function (or `catch`) body this is, if they have one of their own.
    """

    __slots__ = ('function', 'names', 'parameters')

    def __init__(self, function: Scope | None = None, parameters: Scope | None = None) -> None:
        self.function = function
        self.parameters = parameters
        self.names: dict[str, Entry] = {}


# A use of a name: its role (READ, TYPEOF, WRITE or 'var'), the name, its node (the identifier, or the chain of
# properties that begins with it) and the top-level function that holds it. Most are forgotten soon: a named tuple takes
# six times as long to create.
Use: TypeAlias = 'tuple[str, str, Node, str]'


class Error(NamedTuple):
    """A syntax error at a node. ``first`` is the earlier one of two declarations of a name."""

    node: Node
    message: str
    first: Node | None = None


class Walk:
    """The state of a walk over a syntax tree.

    ``pending`` holds what to visit next, last item first: nodes, and calls as tuples of a function and its arguments.
    ``events`` lists, in source order, the scopes that open, the uses of names, and None where a scope closes.
    ``offsets`` maps the bytes of the tree to characters of ``source``.
    """

    def __init__(self, source: str, offsets: Sequence[int], flags: int, *, body: bool) -> None:
        self.source = source
        self.offsets = offsets
        self.flags = flags
        self.body = body
        self.top = self.scope = Scope()
        self.pending: list[Node | tuple[Any, ...]] = []
        self.events: list[Scope | Use | None] = [self.top]
        self.errors: list[Error] = []
        self.bindings: list[tuple[Node, Literal['function', 'class']]] = []
        self.requests: list[tuple[Node, Node]] = []  # what is called, the string
        self.this: list[Use] = []
        self.statements: list[int] = []
        self.assigned: set[str] = set()
        self.opaque = False
        self.function = ''  # the top-level function of the statement
        self.after_let = False  # whether the statement before this one is the bare word `let`

    def push(self, nodes: Sequence[Node]) -> None:
        """Schedule nodes to be visited next, in order."""
        self.pending += nodes[::-1]

    def push_fields(self, node: Node, *fields: str) -> None:
        """Schedule the children in some fields to be visited next."""
        children = map(node.child_by_field_name, reversed(fields))
        self.pending += [child for child in children if child is not None]

    def push_within(self, nodes: Sequence[Node], flags: int) -> None:
        """Schedule nodes to be visited next with other flags."""
        self.pending.append((self._restore, self.scope, self.flags))
        self.push(nodes)
        self.pending.append((self._restore, self.scope, flags))

    def push_call(self, function: Callable[..., None], *arguments: Any) -> None:
        """Schedule a call for when everything pushed after this has been visited."""
        self.pending.append((function, *arguments))

    def enter(self, scope: Scope, flags: int) -> None:
        """Open a scope, which closes when everything pushed after this has been visited."""
        self.pending.append((self._restore, self.scope, self.flags))
        self.scope = scope
        self.flags = flags
        self.events.append(scope)

    def _restore(self, scope: Scope, flags: int) -> None:
        if scope is not self.scope:
            self.events.append(None)
            self.scope = scope
        self.flags = flags

    def block(self, parameters: Scope | None = None) -> Scope:
        """Return a new block scope inside the current one."""
        return Scope(self.scope.function or self.scope, parameters)

    def error(self, node: Node, message: str) -> None:
        """Report a syntax error."""
        self.errors.append(Error(node, message))

    def text(self, node: Node) -> str:
        """Return the text of a node."""
        return self.source[self.offsets[node.start_byte] : self.offsets[node.end_byte]]

    def name(self, node: Node) -> str:
        """Return the name of an identifier with its Unicode escapes decoded."""
        name = self.source[self.offsets[node.start_byte] : self.offsets[node.end_byte]]
        return unescaped(name) if '\\' in name else name

    def use(self, role: str, node: Node, name: str) -> None:
        """Record the use of a name."""
        self.events.append((role, name, node, self.function))

    def bind(self, name: Node, kind: Literal['function', 'class']) -> None:
        """Record the name of a function or class, unless another named one contains it."""
        if not self.flags & NAMED:
            self.bindings.append((name, kind))

    def target(self, pattern: Node, role: str) -> None:
        """Declare, write or (with TYPEOF) read the names of a pattern; visit the expressions inside it next."""
        if pattern.type == 'identifier':
            self._name(pattern, role)
            return
        expressions: list[Node] = []
        pending = [pattern]
        while pending:
            node = pending.pop()
            kind = node.type
            if kind in _NAMES:
                self._name(node, role)
            elif kind in _DEFAULTS:
                expressions += node.children_by_field_name('right')
                pending += node.children_by_field_name('left')
            elif kind in _PAIRS:
                expressions += node.children_by_field_name('key')
                pending += node.children_by_field_name('value')
            elif kind in _GROUPS:
                pending += node.named_children[::-1]
            else:
                expressions.append(node)
        self.push(expressions)

    def _name(self, node: Node, role: str) -> None:
        name = self.name(node)
        if role in DECLARATIONS:
            self.declare(node, name, role)
        elif role == WRITE and self.flags & STRICT:
            # Strict code makes no global of a name that it assigns: there the name must exist.
            self.use(READ, node, name)
        else:
            self.use(role, node, name)

    def declare(self, node: Node, name: str, kind: str) -> None:
        """Declare a name in the current scope."""
        scope = self.scope
        if kind == 'var':
            self.use('var', node, name)
        if kind in ('var', 'hoisted'):
            scope = scope.function or scope
        before = scope.names.get(name)
        if before is None or before.kind in _REPLACEABLE:
            scope.names[name] = Entry(kind, node)
            if kind in ('lexical', 'class'):
                self._check_parameters(node, name, scope)
        elif kind != 'hoisted' and not _may_repeat(before.kind, kind, in_function=scope.function is None):
            self.errors.append(twice(name, node, before.node))

    def _check_parameters(self, node: Node, name: str, scope: Scope) -> None:
        parameter = scope.parameters.names.get(name) if scope.parameters is not None else None
        if parameter is not None and parameter.kind != 'name':
            self.errors.append(twice(name, node, parameter.node))
        elif scope is self.top and not self.body and name in _WRAPPER_PARAMETERS:
            self.error(node, f"Node.js declares '{name}' for every file: a file can only do so with 'var'")


def twice(name: str, node: Node, other: Node) -> Error:
    """Return the error for two declarations of a name, at the later one."""
    first, second = sorted((node, other), key=_start)
    return Error(second, f"'{name}' is declared twice", first)


def _start(node: Node) -> int:
    return node.start_byte


def _may_repeat(before: str, kind: str, *, in_function: bool) -> bool:
    if in_function and kind in _REPEATABLE:
        return before in _REPEATABLE or before.endswith('parameter')
    return before == kind and kind in ('function', 'parameter')
