"""The values that the Python of a Code node returns: literals, operators, well-known functions, local variables."""

from __future__ import annotations

import _ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from n8n_code_discipline.n8n import table
from n8n_code_discipline.rules.runtime.values import (
    FALSY,
    FUNCTION,
    ITEM,
    NULL,
    PRIMITIVE,
    UNKNOWN,
    Element,
    Follower,
    Returns,
    Value,
)
from n8n_code_discipline.syntax.python.tree import FUNCTIONS, text, walk, walk_scope

if TYPE_CHECKING:
    from n8n_code_discipline.syntax.python.module import Module

_TEXTS = Value('array', (PRIMITIVE,))
_GIVEN = {'_items': Value('array', (ITEM,)), '_item': ITEM, '_query': NULL}
_GENERATING = (_ast.Yield, _ast.YieldFrom)

# Built-in functions by what they return
_CALLS: dict[str, Value] = {
    **dict.fromkeys(table('str len int float repr ord chr hash id bytes format hex bin abs round sum'), PRIMITIVE),
    **dict.fromkeys(table('complex set frozenset zip enumerate iter map filter reversed'), PRIMITIVE),
    **dict.fromkeys(table('bool any all isinstance issubclass callable'), FALSY),
    'range': Value('primitive', (PRIMITIVE,)),
    'print': NULL,
}
_COPIES = table('list tuple sorted')
# Functions that call the function they are given with an element of their last argument
_CONSUMERS = table('map filter sorted min max')
_METHODS: dict[str, Value] = {
    **dict.fromkeys(
        table(
            """
            join upper lower strip lstrip rstrip title capitalize format zfill encode decode isoformat strftime
            isdigit isalpha isalnum startswith endswith find rfind index keys values items
            """
        ),
        PRIMITIVE,
    ),
    **dict.fromkeys(table('append extend insert sort reverse update clear remove'), NULL),
    **dict.fromkeys(table('split rsplit splitlines'), _TEXTS),
}


def returns(module: Module) -> Returns:
    """Return the values of the `return` statements of a body; nested functions have their own."""
    if module.tree is None:
        return Returns((), False)
    values = Values(walk(module.tree))
    own = list(walk_scope(module.tree.body))
    generating = [node for node in own if isinstance(node, _GENERATING)]
    if generating:
        return Returns((values.returned(*module.span(generating[0]), PRIMITIVE),), False)
    found = values.returns(((node, node.value) for node in own if isinstance(node, _ast.Return)), module.span)
    return Returns(tuple(found), not any(isinstance(node, _ast.Return | _ast.Raise) for node in own))


class Values(Follower):
    """The values of the expressions of a module."""

    def __init__(self, nodes: Iterable[Any]) -> None:
        super().__init__(_GIVEN, NULL)
        written: dict[Any, Any] = {}
        for node in nodes:
            written.update(_targets(node))
            self._collect_parts(node)
            name = getattr(node, 'arg', None) or getattr(node, 'asname', None) or getattr(node, 'name', None)
            if isinstance(node, _ast.Name) and isinstance(node.ctx, _ast.Store | _ast.Del):
                name = node.id
            if isinstance(name, str) and not isinstance(node, _ast.keyword):
                self.writes[name].append(node if isinstance(node, FUNCTIONS) else written.get(node, UNKNOWN))

    def _collect_parts(self, node: Any) -> None:
        """Note what is appended to a list, and what is assigned to a key."""
        if isinstance(node, _ast.Call) and isinstance(node.func, _ast.Attribute) and node.args:
            name, method = getattr(node.func.value, 'id', ''), node.func.attr
            if method in ('append', 'insert'):
                self.added[name].append(node.args[-1])
            elif method in ('extend', 'pop', 'remove'):
                self.added[name].append(None)
        for target in node.targets if isinstance(node, _ast.Assign) else ():
            if isinstance(target, _ast.Subscript) and isinstance(target.value, _ast.Name) and text(target.slice):
                self.assigned[target.value.id].append((text(target.slice) or '', node.value))

    def branches(self, node: Any) -> Sequence[Any]:
        """Return the two expressions of a conditional expression, () for any other."""
        return (node.body, node.orelse) if isinstance(node, _ast.IfExp) else ()

    def spread(self, node: Any) -> Any:
        """Return the expression after `*`."""
        return node.value if isinstance(node, _ast.Starred) else None

    def evaluate(self, node: Any) -> Value:
        """Return the value of an expression, given those in it."""
        evaluate = _EVALUATE.get(type(node))
        return evaluate(self, node) if evaluate else UNKNOWN

    def _dictionary(self, node: Any) -> Value:
        keys = [text(key) if key is not None else None for key in node.keys]
        members = zip(node.keys, keys, node.values, strict=True)
        return self.object((name, value) for key, name, value in members if name is not None or key is None)

    def _constant(self, node: Any) -> Value:
        if isinstance(node.value, str) and node.value:
            return Value('primitive', (PRIMITIVE,))
        return NULL if node.value is None else PRIMITIVE if node.value else FALSY

    def _operation(self, node: Any) -> Value:
        left, right = self.value(node.left), self.value(node.right)
        if 'array' in (left.kind, right.kind):
            return self.array(element for value in (left, right) if value.kind == 'array' for element in value.elements)
        if isinstance(node.op, _ast.Add):
            return PRIMITIVE if 'primitive' in (left.kind, right.kind) else UNKNOWN
        is_text = isinstance(node.op, _ast.Mult | _ast.Mod)
        return PRIMITIVE if not is_text or left.kind == 'primitive' else UNKNOWN

    def _subscript(self, node: Any) -> Value:
        if isinstance(node.slice, _ast.Slice):
            return self.value(node.value)
        is_json = text(node.slice) == 'json' and self.value(node.value) == ITEM
        return Value('object') if is_json else self.value(Element(node.value))

    def _call(self, node: Any) -> Value:
        if isinstance(node.func, _ast.Attribute):
            return _METHODS.get(node.func.attr, UNKNOWN)
        name = getattr(node.func, 'id', '')
        if name in self.writes:
            return self._result(node.func)
        if name in _COPIES and node.args:
            return Value('array', self.value(node.args[0]).elements)
        if name in ('max', 'min', 'pow'):
            kinds = {self.value(argument).kind for argument in node.args}
            return PRIMITIVE if len(node.args) > 1 and kinds == {'primitive'} else UNKNOWN
        return _CALLS.get(name, UNKNOWN)

    def _result(self, function: Any) -> Value:
        """Return what a function returns, given by its name or itself."""
        if isinstance(function, _ast.Name):
            function = self.only_write(function.id)
        if isinstance(function, _ast.Lambda):
            return self.value(function.body)
        if not isinstance(function, _ast.FunctionDef) or function.decorator_list:
            return UNKNOWN
        nodes = list(walk_scope(function.body))
        if any(isinstance(node, _GENERATING) for node in nodes):
            return UNKNOWN
        return self.result([node.value for node in nodes if isinstance(node, _ast.Return)])


def _targets(node: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the targets of a node, and the expressions whose values they get."""
    if isinstance(node, _ast.Assign):
        yield from ((target, node.value) for target in node.targets)
    elif isinstance(node, _ast.AnnAssign) and node.value is not None:
        yield node.target, node.value
    elif isinstance(node, _ast.AugAssign):
        yield node.target, PRIMITIVE
    elif isinstance(node, _ast.For | _ast.comprehension):
        target, iterated = node.target, node.iter
        if isinstance(iterated, _ast.Call) and getattr(iterated.func, 'id', '') == 'enumerate' and iterated.args:
            target, iterated = getattr(target, 'elts', [None])[-1], iterated.args[0]
        yield target, Element(iterated)
    elif isinstance(node, _ast.Call) and getattr(node.func, 'id', '') in _CONSUMERS and node.args:
        functions = [*node.args[:1], *(keyword.value for keyword in node.keywords)]
        parameters = [item.args.args for item in functions if isinstance(item, _ast.Lambda)]
        yield from ((args[0], Element(node.args[-1])) for args in parameters if len(args) == 1)


_EVALUATE: dict[type[_ast.AST], Callable[[Values, Any], Value]] = {
    **dict.fromkeys((_ast.JoinedStr, _ast.Set, _ast.SetComp, _ast.GeneratorExp), lambda *_: PRIMITIVE),
    **dict.fromkeys((_ast.Lambda, _ast.FunctionDef, _ast.AsyncFunctionDef), lambda *_: FUNCTION),
    _ast.Compare: lambda *_: FALSY,
    _ast.Name: lambda values, node: values.variable(node.id),
    _ast.Constant: Values._constant,
    **dict.fromkeys((_ast.List, _ast.Tuple), lambda values, node: values.array(node.elts)),
    _ast.Dict: Values._dictionary,
    _ast.ListComp: lambda values, node: values.array([node.elt]),
    _ast.BinOp: Values._operation,
    _ast.BoolOp: lambda values, node: values.value(node.values[-1 if isinstance(node.op, _ast.And) else 0]),
    _ast.UnaryOp: lambda _, node: FALSY if isinstance(node.op, _ast.Not) else PRIMITIVE,
    _ast.IfExp: lambda values, node: values.merged(values.alternatives(node)),
    _ast.Subscript: Values._subscript,
    _ast.Call: Values._call,
}
