"""Visit the nodes of a Python tree for the scope analysis: record what a node does, then push its parts."""

from __future__ import annotations

import _ast
import re
import sys
from collections.abc import Callable, Iterator
from typing import Any, Literal

from n8n_code_discipline.syntax.python.scopes import GUARDED, NAMED, UNEVALUATED, Walk
from n8n_code_discipline.syntax.python.tree import children

# The part of a node that is visited later
INSIDE = 'inside'  # all but decorators and defaults
BODY = 'body'
GENERATORS = 'generators'  # all but the first iterable

_GUARDS = frozenset({'NameError', 'Exception', 'BaseException'})
_OPAQUE = frozenset({'exec', 'globals'})
_WORD = r'\w+'


def name(walk: Walk, node: Any, scope: int, flags: int) -> None:
    """Visit a name that is read or bound."""
    if isinstance(node.ctx, _ast.Load):
        walk.read(node, node.id, node.id, scope, flags)
    else:  # `del` makes a name local too
        walk.bind(node.id, 'var', walk.span(node, node.id), scope)


def attribute(walk: Walk, node: Any, scope: int, flags: int) -> None:
    """Visit a chain of attributes, which reads its first name."""
    attributes: list[str] = []
    root = node
    while isinstance(root, _ast.Attribute):
        attributes.append(root.attr)
        root = root.value
    if isinstance(root, _ast.Name):
        walk.read(root, root.id, '.'.join([root.id, *reversed(attributes)]), scope, flags)
    else:
        walk.push([root], scope, flags)


def call(walk: Walk, node: Any, scope: int, flags: int) -> None:
    """Visit a call; `exec` and `globals` may define names."""
    if getattr(node.func, 'id', None) in _OPAQUE:
        walk.opaque = True
    walk.push(children(node), scope, flags)


def formatted(walk: Walk, node: Any, scope: int, flags: int) -> None:
    """A formatted string."""
    walk.formatted = walk.node_span(node)
    walk.push(children(node), scope, flags)


def assignment(walk: Walk, node: Any, scope: int, flags: int) -> None:
    """Visit `name = value`, which names a lambda."""
    inside = flags
    if isinstance(node.value, _ast.Lambda):
        for target in node.targets if hasattr(node, 'targets') else [node.target]:
            if isinstance(target, _ast.Name):
                walk.name_value(target.id, 'function', walk.span(target, target.id), flags)
                inside |= NAMED
    walk.push([node.value], scope, inside)
    walk.push(getattr(node, 'targets', None) or [node.target], scope, flags)


def annotated(walk: Walk, node: Any, scope: int, flags: int) -> None:
    """`name: type = value`; a function does not evaluate the annotations of its variables."""
    evaluated = walk.scopes[scope].kind == 'class' or (scope == 0 and not walk.body)
    if evaluated and not flags & UNEVALUATED:
        walk.push([node.annotation], scope, flags)
    assignment(walk, node, scope, flags)


def walrus(walk: Walk, node: Any, scope: int, flags: int) -> None:
    """Visit `(name := value)`, which binds in the function around any comprehension."""
    walk.bind(node.target.id, 'var', walk.span(node.target, node.target.id), walk.scopes[scope].frame)
    walk.push([node.value], scope, flags)


def function(walk: Walk, node: Any, scope: int, flags: int) -> None:
    """Visit `def`: decorators, defaults and annotations belong to the surrounding scope."""
    span = _name_span(walk, node)
    walk.bind(node.name, 'function', span, scope)
    walk.name_value(node.name, 'function', span, flags)
    walk.pending.append((node, INSIDE, scope, flags | NAMED))
    walk.push([*node.decorator_list, *_defaults(node.args)], scope, flags)


def lambda_(walk: Walk, node: Any, scope: int, flags: int) -> None:
    """Visit `lambda`: defaults belong to the surrounding scope."""
    walk.pending.append((node, INSIDE, scope, flags))
    walk.push(_defaults(node.args), scope, flags)


def class_(walk: Walk, node: Any, scope: int, flags: int) -> None:
    """Visit `class`: decorators and bases belong to the surrounding scope."""
    span = _name_span(walk, node)
    walk.bind(node.name, 'class', span, scope)
    walk.name_value(node.name, 'class', span, flags)
    walk.pending.append((node, INSIDE, scope, flags | NAMED))
    walk.push(node.decorator_list, scope, flags)


def inside(walk: Walk, node: Any, scope: int, flags: int) -> None:
    """Visit type parameters, annotations and bases, then the body in its own scope."""
    parameters = getattr(node, 'type_params', None)
    if parameters:
        scope = walk.open('type', scope)
    walk.pending.append((node, BODY, scope, flags))
    if isinstance(node, _ast.ClassDef):
        walk.push([*node.bases, *node.keywords], scope, flags)
    elif not isinstance(node, _ast.Lambda) and not flags & UNEVALUATED:
        walk.push([*(argument.annotation for argument in _arguments(node.args)), node.returns], scope, flags)
    walk.push(parameters or (), scope, flags)


def body(walk: Walk, node: Any, scope: int, flags: int) -> None:
    """Visit the statements of a function or class, or the expression of a lambda."""
    if isinstance(node, _ast.ClassDef):
        walk.push(node.body, walk.open('class', scope), flags)
        return
    scope = walk.open('function', scope)
    for argument in _arguments(node.args):
        walk.bind(argument.arg, 'var', walk.span(argument, argument.arg), scope)
    walk.push(node.body if isinstance(node.body, list) else [node.body], scope, flags & ~GUARDED)


def _arguments(arguments: Any) -> Iterator[Any]:
    yield from arguments.posonlyargs
    yield from arguments.args
    yield from arguments.kwonlyargs
    yield from (argument for argument in (arguments.vararg, arguments.kwarg) if argument is not None)


def _defaults(arguments: Any) -> list[Any]:
    return [*arguments.defaults, *arguments.kw_defaults]


def _name_span(walk: Walk, node: Any) -> tuple[int, int]:
    """The name in `def name` or `class name`."""
    start, end = walk.node_span(node)
    for word in re.compile(_WORD).finditer(walk.source, start, end):
        if word[0] not in ('async', 'def', 'class'):
            return word.span()
    return start, end


def type_parameter(walk: Walk, node: Any, scope: int, flags: int) -> None:
    """`T`, `*Ts`, `**P` of `def f[T]`."""
    walk.bind(node.name, 'var', walk.node_span(node), scope)
    walk.push(children(node), scope, flags)


def type_alias(walk: Walk, node: Any, scope: int, flags: int) -> None:
    """Visit `type A[T] = …`."""
    name(walk, node.name, scope, flags)
    walk.push([*node.type_params, node.value], walk.open('type', scope), flags)


def comprehension(walk: Walk, node: Any, scope: int, flags: int) -> None:
    """Visit a comprehension, whose first iterable belongs to the surrounding scope."""
    walk.pending.append((node, GENERATORS, scope, flags))
    walk.push([node.generators[0].iter], scope, flags)


def comprehension_body(walk: Walk, node: Any, scope: int, flags: int) -> None:
    """Visit a comprehension without its first iterable."""
    first, *rest = node.generators
    results = (node.key, node.value) if isinstance(node, _ast.DictComp) else (node.elt,)
    walk.push([first.target, *first.ifs, *rest, *results], walk.open('comprehension', scope), flags)


def import_(walk: Walk, node: Any, scope: int, _flags: int) -> None:
    """Visit `import a.b`, `import a.b as c`."""
    for alias in node.names:
        span = walk.node_span(alias)
        walk.requests.append((alias.name, span))
        first = alias.name.split('.', 1)[0]
        walk.bind(alias.asname or first, 'import', span, scope, alias.name if alias.asname else first)


def import_from(walk: Walk, node: Any, scope: int, _flags: int) -> None:
    """Visit `from a import b as c`."""
    module = '.' * node.level + (node.module or '')
    walk.requests.append((module, walk.node_span(node)))
    for alias in node.names:
        if alias.name == '*':
            walk.opaque = True
        else:
            target = module + alias.name if module.endswith('.') else f'{module}.{alias.name}'
            walk.bind(alias.asname or alias.name, 'import', walk.node_span(alias), scope, target)


def elsewhere(walk: Walk, node: Any, scope: int, _flags: int) -> None:
    """Visit `global`, `nonlocal`."""
    kind: Literal['global', 'nonlocal'] = 'global' if isinstance(node, _ast.Global) else 'nonlocal'
    walk.scopes[scope].elsewhere.update(dict.fromkeys(node.names, kind))


def try_(walk: Walk, node: Any, scope: int, flags: int) -> None:
    """Visit `try`; a handler of NameError guards the names of its block."""
    guarded = GUARDED if any(_catches_name_error(handler.type) for handler in node.handlers) else 0
    walk.push([*node.handlers, *node.orelse, *node.finalbody], scope, flags)
    walk.push(node.body, scope, flags | guarded)


def _catches_name_error(caught: Any) -> bool:
    if caught is None:
        return True
    return any(getattr(item, 'id', '') in _GUARDS for item in getattr(caught, 'elts', [caught]))


def named_part(walk: Walk, node: Any, scope: int, flags: int) -> None:
    """Visit `except E as name`, `case [*name]`, `case {**name}`, `case P as name`."""
    bound = getattr(node, 'name', None) or getattr(node, 'rest', None)
    if bound:
        walk.bind(bound, 'var', walk.node_span(node), scope)
    walk.push(children(node), scope, flags)


VISITS: dict[type[_ast.AST] | str, Callable[[Walk, Any, int, int], None]] = {
    BODY: body,
    GENERATORS: comprehension_body,
    INSIDE: inside,
    _ast.AnnAssign: annotated,
    _ast.Assign: assignment,
    _ast.AsyncFunctionDef: function,
    _ast.Attribute: attribute,
    _ast.Call: call,
    _ast.ClassDef: class_,
    _ast.DictComp: comprehension,
    _ast.ExceptHandler: named_part,
    _ast.FunctionDef: function,
    _ast.GeneratorExp: comprehension,
    _ast.Global: elsewhere,
    _ast.Import: import_,
    _ast.ImportFrom: import_from,
    _ast.JoinedStr: formatted,
    _ast.Lambda: lambda_,
    _ast.ListComp: comprehension,
    _ast.MatchAs: named_part,
    _ast.MatchMapping: named_part,
    _ast.MatchStar: named_part,
    _ast.Name: name,
    _ast.NamedExpr: walrus,
    _ast.Nonlocal: elsewhere,
    _ast.SetComp: comprehension,
    _ast.Try: try_,
    _ast.TryStar: try_,
}
if sys.version_info >= (3, 12):
    VISITS.update(dict.fromkeys((_ast.TypeVar, _ast.TypeVarTuple, _ast.ParamSpec), type_parameter))
    VISITS[_ast.TypeAlias] = type_alias
