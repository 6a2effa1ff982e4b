"""Scope analysis of Python: a walk notes what each scope binds and reads, then each read is looked up.

Both are linear and neither recurses, whatever the depth.

Source: the Python language reference, "Naming and binding".
"""

from __future__ import annotations

import _ast
import re
import sys
from _ast import stmt
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Literal

from n8n_code_discipline.syntax.names import Binding, Declaration, Kind, Names, Read, Request
from n8n_code_discipline.syntax.python.tree import FUNCTIONS, children

_EXACT_POSITIONS = sys.version_info >= (3, 12)
_GUARDS = frozenset({'NameError', 'Exception', 'BaseException'})
_OPAQUE = frozenset({'exec', 'globals'})
_WORD = r'\w+'


class _Scope:
    """The names that one scope binds and reads, and the scopes directly inside it."""

    def __init__(self, kind: Literal['module', 'function', 'class', 'comprehension', 'type']) -> None:
        self.kind = kind
        self.frame = self  # where `:=` binds
        self.names: dict[str, Declaration] = {}
        self.elsewhere: dict[str, type[_ast.AST]] = {}  # `global` or `nonlocal`
        self.reads: list[Read] = []  # not yet looked up
        self.inner: list[_Scope] = []

    def open(self, kind: Literal['function', 'class', 'comprehension', 'type']) -> _Scope:
        """Return a new scope inside this one."""
        scope = _Scope(kind)
        if kind in ('comprehension', 'type'):
            scope.frame = self.frame
        self.inner.append(scope)
        return scope


class _Walk:
    """The state of a walk; ``span`` returns the 0-based characters of a node, the end exclusive."""

    def __init__(self, tree: _ast.Module, source: str, span: Callable[[Any], tuple[int, int]], *, body: bool) -> None:
        self.source = source
        self.span = span
        self.body = body
        self.postponed = any(map(_postpones_annotations, tree.body))
        self.top = _Scope('module')
        # what is still to be visited, its scope, and whether a handler of NameError is around it
        self.pending: list[tuple[Any, _Scope, bool]] = []
        self.bindings: list[Binding] = []
        self.requests: list[Request] = []
        self.statements: list[int] = []
        self.opaque = False
        self.function = ''  # the current top-level function
        self.formatted: tuple[int, int] | None = None  # the last formatted string

    def run(self, statement: stmt) -> None:
        """Visit a top-level statement."""
        self.function = statement.name if isinstance(statement, FUNCTIONS) else ''
        self.pending.append((statement, self.top, False))
        while self.pending:
            node, scope, guarded = self.pending.pop()
            if isinstance(node, stmt):
                self.statements.append(self.span(node)[0])
            visit = _VISITS.get(type(node))
            if visit is not None:
                visit(self, node, scope, guarded)
            else:
                self.push(children(node), scope, guarded)

    def push(self, nodes: Iterable[Any], scope: _Scope, guarded: bool) -> None:
        """Schedule nodes to be visited next, in order; skip None."""
        self.pending += [(node, scope, guarded) for node in nodes if node is not None][::-1]

    def name_span(self, node: Any, name: str) -> tuple[int, int]:
        """Return the characters of a name; those of the formatted string around it where Python 3.11 miscounts."""
        span = self.span(node)
        if _EXACT_POSITIONS or self.formatted is None or self.source[slice(*span)].startswith(name):
            return span
        return self.formatted

    def read(self, node: Any, path: str, scope: _Scope, guarded: bool) -> None:
        """Record the read of a name."""
        start, end = self.name_span(node, node.id)
        end = min(end, start + len(node.id))
        scope.reads.append(Read(node.id, path, start, end, self.function, guarded, declared=False, target=''))

    def bind(self, name: str, kind: Kind, span: tuple[int, int], scope: _Scope, target: str = '') -> None:
        """Bind a name in its scope, or in the module if the scope declares it `global`."""
        elsewhere = scope.elsewhere.get(name)
        names = self.top.names if elsewhere is _ast.Global else scope.names
        before = names.get(name)
        if elsewhere is not _ast.Nonlocal and (before is None or (before.kind == 'var' and kind != 'var')):
            names[name] = Declaration(name, kind, *span, target)

    def define(self, node: Any, kind: Literal['function', 'class'], scope: _Scope) -> _Scope:
        """Bind the name of a `def` or `class`; return the scope of its type parameters, annotations and bases."""
        start, end = self.span(node)
        words = (word for word in re.compile(_WORD).finditer(self.source, start, end))
        span = next((word.span() for word in words if word[0] not in ('async', 'def', 'class')), (start, end))
        self.bind(node.name, kind, span, scope)
        if scope is self.top:
            self.bindings.append(Binding(node.name, kind, *span))
        return scope.open('type') if getattr(node, 'type_params', None) else scope


def analyse(tree: _ast.Module, source: str, span: Callable[[Any], tuple[int, int]], *, body: bool) -> Names:
    """Return the names of a tree; ``span`` returns the 0-based characters of a node."""
    walk = _Walk(tree, source, span, body=body)
    for statement in tree.body:
        walk.run(statement)
    return Names(
        declarations=tuple(walk.top.names.values()),
        reads=tuple(sorted(_reads(walk.top), key=lambda read: read.start)),
        bindings=tuple(walk.bindings),
        requests=tuple(walk.requests),
        statements=tuple(walk.statements),
        opaque=walk.opaque,
    )


def _postpones_annotations(statement: stmt) -> bool:
    if not isinstance(statement, _ast.ImportFrom) or statement.module != '__future__':
        return False
    return any(alias.name == 'annotations' for alias in statement.names)


def _reads(top: _Scope) -> Iterator[Read]:
    """Yield the reads of names that the top scope binds, or an import, or nothing."""
    holders: dict[str, list[tuple[_Scope, Declaration]]] = {}
    pending: list[tuple[_Scope, bool]] = [(top, True)]
    while pending:
        scope, opens = pending.pop()
        own = {name: (scope, declaration) for name, declaration in scope.names.items()}
        visible = own if scope.kind != 'class' else {}  # functions do not see the names of a class around them
        if not opens:
            for name in visible:
                holders[name].pop()
            continue
        for name, holder in visible.items():
            holders.setdefault(name, []).append(holder)
        for read in scope.reads:
            if scope.elsewhere.get(read.name) is _ast.Global:
                found = (top, top.names[read.name]) if read.name in top.names else None
            else:
                found = own.get(read.name) or next(reversed(holders.get(read.name, ())), None)
            if found is None:
                yield read
            elif found[1].target:
                yield read._replace(declared=True, target=found[1].target + read.path[len(read.name) :])
            elif found[0] is top:
                yield read._replace(declared=True)
        pending.append((scope, False))
        pending += [(inner, True) for inner in scope.inner]


# -- visits -------------------------------------------------------------------------------------------------------


def _name(walk: _Walk, node: Any, scope: _Scope, guarded: bool) -> None:
    if isinstance(node.ctx, _ast.Load):
        walk.read(node, node.id, scope, guarded)
    else:  # `del` makes a name local too
        walk.bind(node.id, 'var', walk.name_span(node, node.id), scope)


def _attribute(walk: _Walk, node: Any, scope: _Scope, guarded: bool) -> None:
    """Visit a chain of attributes, which reads its first name."""
    attributes: list[str] = []
    while isinstance(node, _ast.Attribute):
        attributes.append(node.attr)
        node = node.value
    if isinstance(node, _ast.Name):
        walk.read(node, '.'.join([node.id, *reversed(attributes)]), scope, guarded)
    else:
        walk.push([node], scope, guarded)


def _call(walk: _Walk, node: Any, scope: _Scope, guarded: bool) -> None:
    """Visit a call; `exec` and `globals` may define names."""
    walk.opaque = walk.opaque or getattr(node.func, 'id', None) in _OPAQUE
    walk.push(children(node), scope, guarded)


def _formatted(walk: _Walk, node: Any, scope: _Scope, guarded: bool) -> None:
    walk.formatted = walk.span(node)
    walk.push(children(node), scope, guarded)


def _assignment(walk: _Walk, node: Any, scope: _Scope, guarded: bool) -> None:
    """Visit `name = value`; the value is evaluated first, and may be a lambda that gets the name."""
    targets = node.targets if isinstance(node, _ast.Assign) else [node.target]
    for target in targets if isinstance(node.value, _ast.Lambda) and scope is walk.top else ():
        if isinstance(target, _ast.Name):
            walk.bindings.append(Binding(target.id, 'function', *walk.name_span(target, target.id)))
    walk.push([node.value, *targets], scope, guarded)


def _annotated(walk: _Walk, node: Any, scope: _Scope, guarded: bool) -> None:
    """Visit `name: type = value`; a function does not evaluate the annotations of its variables."""
    is_evaluated = scope.kind == 'class' or (scope is walk.top and not walk.body)
    _assignment(walk, node, scope, guarded)
    if is_evaluated and not walk.postponed:
        walk.push([node.annotation], scope, guarded)


def _walrus(walk: _Walk, node: Any, scope: _Scope, guarded: bool) -> None:
    """Visit `(name := value)`, which binds in the function around any comprehension."""
    walk.bind(node.target.id, 'var', walk.name_span(node.target, node.target.id), scope.frame)
    walk.push([node.value], scope, guarded)


def _function(walk: _Walk, node: Any, scope: _Scope, guarded: bool) -> None:
    """Visit `def`; decorators and defaults belong to the scope around it."""
    outer = walk.define(node, 'function', scope)
    _body(walk, node, outer)
    if not walk.postponed:
        walk.push([*(argument.annotation for argument in _arguments(node.args)), node.returns], outer, guarded)
    walk.push(getattr(node, 'type_params', ()), outer, guarded)
    walk.push([*node.decorator_list, *node.args.defaults, *node.args.kw_defaults], scope, guarded)


def _lambda(walk: _Walk, node: Any, scope: _Scope, guarded: bool) -> None:
    _body(walk, node, scope)
    walk.push([*node.args.defaults, *node.args.kw_defaults], scope, guarded)


def _body(walk: _Walk, node: Any, outer: _Scope) -> None:
    """Visit the body of a function in a scope with its parameters."""
    scope = outer.open('function')
    for argument in _arguments(node.args):
        walk.bind(argument.arg, 'var', walk.name_span(argument, argument.arg), scope)
    walk.push(node.body if isinstance(node.body, list) else [node.body], scope, False)


def _arguments(arguments: Any) -> list[Any]:
    found = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    return [argument for argument in found if argument is not None]


def _class(walk: _Walk, node: Any, scope: _Scope, guarded: bool) -> None:
    outer = walk.define(node, 'class', scope)
    walk.push(node.body, outer.open('class'), guarded)
    walk.push([*getattr(node, 'type_params', ()), *node.bases, *node.keywords], outer, guarded)
    walk.push(node.decorator_list, scope, guarded)


def _type_alias(walk: _Walk, node: Any, scope: _Scope, guarded: bool) -> None:
    """Visit `type A[T] = …`."""
    walk.push([*node.type_params, node.value], scope.open('type'), guarded)
    walk.push([node.name], scope, guarded)


def _comprehension(walk: _Walk, node: Any, scope: _Scope, guarded: bool) -> None:
    """Visit a comprehension, whose first iterable belongs to the scope around it."""
    first, *rest = node.generators
    results = (node.key, node.value) if isinstance(node, _ast.DictComp) else (node.elt,)
    walk.push([first.target, *first.ifs, *rest, *results], scope.open('comprehension'), guarded)
    walk.push([first.iter], scope, guarded)


def _import(walk: _Walk, node: Any, scope: _Scope, _guarded: bool) -> None:
    for alias in node.names:
        span = walk.span(alias)
        walk.requests.append(Request(alias.name, *span))
        first = alias.name.split('.', 1)[0]
        walk.bind(alias.asname or first, 'import', span, scope, alias.name if alias.asname else first)


def _import_from(walk: _Walk, node: Any, scope: _Scope, _guarded: bool) -> None:
    module = '.' * node.level + (node.module or '')
    walk.requests.append(Request(module, *walk.span(node)))
    for alias in node.names:
        if alias.name == '*':
            walk.opaque = True
        else:
            target = module + alias.name if module.endswith('.') else f'{module}.{alias.name}'
            walk.bind(alias.asname or alias.name, 'import', walk.span(alias), scope, target)


def _elsewhere(_walk: _Walk, node: Any, scope: _Scope, _guarded: bool) -> None:
    """Visit `global`, `nonlocal`."""
    scope.elsewhere.update(dict.fromkeys(node.names, type(node)))


def _try(walk: _Walk, node: Any, scope: _Scope, guarded: bool) -> None:
    """Visit `try`; a handler of NameError guards the names of its block."""
    catches = any(_catches_name_error(handler.type) for handler in node.handlers)
    walk.push([*node.handlers, *node.orelse, *node.finalbody], scope, guarded)
    walk.push(node.body, scope, guarded or catches)


def _catches_name_error(caught: Any) -> bool:
    return caught is None or any(getattr(item, 'id', '') in _GUARDS for item in getattr(caught, 'elts', [caught]))


def _named(walk: _Walk, node: Any, scope: _Scope, guarded: bool) -> None:
    """Visit `except E as name`, `case [*name]`, `case {**name}`, `case P as name`, and `T` of `def f[T]`."""
    bound = getattr(node, 'name', None) or getattr(node, 'rest', None)
    if bound:
        walk.bind(bound, 'var', walk.span(node), scope)
    walk.push(children(node), scope, guarded)


_VISITS: dict[type[_ast.AST], Callable[[_Walk, Any, _Scope, bool], None]] = {
    _ast.AnnAssign: _annotated,
    _ast.Assign: _assignment,
    _ast.Attribute: _attribute,
    _ast.Call: _call,
    _ast.ClassDef: _class,
    _ast.ImportFrom: _import_from,
    _ast.Import: _import,
    _ast.JoinedStr: _formatted,
    _ast.Lambda: _lambda,
    _ast.Name: _name,
    _ast.NamedExpr: _walrus,
    **dict.fromkeys(FUNCTIONS, _function),
    **dict.fromkeys((_ast.DictComp, _ast.GeneratorExp, _ast.ListComp, _ast.SetComp), _comprehension),
    **dict.fromkeys((_ast.ExceptHandler, _ast.MatchAs, _ast.MatchMapping, _ast.MatchStar), _named),
    **dict.fromkeys((_ast.Global, _ast.Nonlocal), _elsewhere),
    **dict.fromkeys((_ast.Try, _ast.TryStar), _try),
}
if sys.version_info >= (3, 12):
    _VISITS.update(dict.fromkeys((_ast.TypeVar, _ast.TypeVarTuple, _ast.ParamSpec), _named))
    _VISITS[_ast.TypeAlias] = _type_alias
