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
    Follower,
    Returned,
    Returns,
    Value,
    Write,
    array,
    branches,
    elements,
    merged,
)
from n8n_code_discipline.syntax.python.tree import FUNCTIONS, SCOPES, text, walk

if TYPE_CHECKING:
    from n8n_code_discipline.syntax.python.module import Module

_TEXTS = array((PRIMITIVE,))
_GIVEN = {'_items': array((ITEM,)), '_item': ITEM, '_query': NULL}

# Built-in functions by what they return
_CALLS: dict[str, Value] = {
    **dict.fromkeys(
        table('str len int float repr ord chr hash id bytes bytearray format hex bin oct ascii'), PRIMITIVE
    ),
    **dict.fromkeys(table('complex set frozenset zip enumerate iter callable'), PRIMITIVE),
    **dict.fromkeys(table('bool any all isinstance issubclass'), FALSY),
    'range': Value('primitive', (('', PRIMITIVE),)),
    'print': NULL,
}
_COPIES = table('list tuple sorted')
_CONSUMERS = table('map filter sorted min max')
_METHODS: dict[str, Value] = {
    **dict.fromkeys(
        table(
            """
            join upper lower strip lstrip rstrip title capitalize swapcase casefold format format_map zfill encode
            decode isoformat strftime ljust rjust center translate isdigit isalpha isalnum isnumeric isspace startswith
            endswith find rfind index keys values items
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
    found = []
    can_end = True
    for node in _own_statements(module.tree.body):
        if isinstance(getattr(node, 'value', None), _GENERATING):  # the body is a generator
            return Returns((Returned(*module.span(node), PRIMITIVE),), False)
        can_end = can_end and not isinstance(node, _ast.Return | _ast.Raise)
        if isinstance(node, _ast.Return):
            places = list(branches(node.value, _alternatives))
            found += [Returned(*module.span(place), values.value(place)) for place in places]
            found += [Returned(*module.span(node), NULL)] * (not places)
    return Returns(tuple(found), can_end)


def _own_statements(statements: list[Any]) -> Iterator[Any]:
    """Yield the statements and all in them that is not within another function."""
    pending = list(reversed(statements))
    while pending:
        node = pending.pop()
        yield node
        for field in ('cases', 'finalbody', 'orelse', 'handlers', 'body') if not isinstance(node, SCOPES) else ():
            below = getattr(node, field, None)
            pending += reversed(below) if isinstance(below, list) else ()


def _alternatives(node: Any) -> Sequence[Any]:
    return (node.body, node.orelse) if isinstance(node, _ast.IfExp) else ()


class Values(Follower):
    """The values of the expressions of a module."""

    def __init__(self, nodes: Iterable[Any]) -> None:
        super().__init__(_GIVEN, NULL)
        targets: dict[int, Write] = {}
        for node in nodes:
            targets |= self._written(node)
            self._add_parts(node)
            name = getattr(node, 'arg', None) or getattr(node, 'asname', None) or getattr(node, 'name', None)
            if isinstance(node, _ast.Name) and isinstance(node.ctx, _ast.Store | _ast.Del):
                name = node.id
            if isinstance(name, str) and not isinstance(node, _ast.keyword):
                self.writes.setdefault(name, []).append(targets.get(id(node), lambda: UNKNOWN))

    def type_of(self, node: Any) -> type | None:
        """Return the type of the input, of an item or of a dictionary; None for any other value."""
        value = self.value(node)
        is_list = value.kind == 'array' and elements(value) == (ITEM,)
        return list if is_list else dict if value.kind in ('item', 'object') else None

    def evaluate(self, node: Any) -> Value:
        """Return the value of an expression, given those in it."""
        evaluate = _EVALUATE.get(type(node))
        return evaluate(self, node) if evaluate else UNKNOWN

    def spread(self, node: Any) -> Any:
        """Return the expression after `*`."""
        return node.value if isinstance(node, _ast.Starred) else None

    def _written(self, node: Any) -> dict[int, Write]:
        """Return how the targets of a statement get their values."""
        if isinstance(node, _ast.Assign):
            return {id(target): (lambda: self.value(node.value)) for target in node.targets}
        if isinstance(node, _ast.AnnAssign | _ast.NamedExpr) and node.value is not None:
            return {id(node.target): lambda: self.value(node.value)}
        if isinstance(node, _ast.AugAssign):
            return {id(node.target): lambda: PRIMITIVE}
        if isinstance(node, _ast.For | _ast.comprehension):
            target, iterated = node.target, node.iter
            if isinstance(iterated, _ast.Call) and getattr(iterated.func, 'id', '') == 'enumerate' and iterated.args:
                target, iterated = getattr(target, 'elts', [None])[-1], iterated.args[0]
            return {id(target): lambda: self.element(iterated)}
        if isinstance(node, _ast.Call) and getattr(node.func, 'id', '') in _CONSUMERS and node.args:
            functions = [*node.args[:1], *(keyword.value for keyword in node.keywords)]
            parameters = [item.args.args for item in functions if isinstance(item, _ast.Lambda)]
            return {id(args[0]): lambda: self.element(node.args[-1]) for args in parameters if len(args) == 1}
        if isinstance(node, FUNCTIONS):
            self.functions[node.name] = node
            return {id(node): lambda: FUNCTION}
        return {}

    def _add_parts(self, node: Any) -> None:
        """Note what is appended to a list, and what is assigned to a key."""
        if isinstance(node, _ast.Call) and isinstance(node.func, _ast.Attribute) and node.args:
            name, method = getattr(node.func.value, 'id', ''), node.func.attr
            if method in ('append', 'insert'):
                self.added.setdefault(name, []).append(node.args[-1])
            elif method in ('extend', 'pop', 'remove'):
                self.shrunk.add(name)
        for target in node.targets if isinstance(node, _ast.Assign) else ():
            if isinstance(target, _ast.Subscript) and isinstance(target.value, _ast.Name) and text(target.slice):
                self.set.setdefault(target.value.id, []).append((text(target.slice) or '', node.value))

    def _dictionary(self, node: Any) -> Value:
        pairs = zip(node.keys, node.values, strict=True)
        members = [(text(key) if key is not None else None, key, value) for key, value in pairs]
        return self.keyed((name, value) for name, key, value in members if name is not None or key is None)

    def _constant(self, node: Any) -> Value:
        if isinstance(node.value, str) and node.value:
            return Value('primitive', (('', PRIMITIVE),))
        return NULL if node.value is None else PRIMITIVE if node.value else FALSY

    def _operation(self, node: Any) -> Value:
        left, right = self.value(node.left), self.value(node.right)
        if isinstance(node.op, _ast.Sub | _ast.Div | _ast.FloorDiv | _ast.Pow):
            return PRIMITIVE
        if 'array' in (left.kind, right.kind):
            return array(element for value in (left, right) if value.kind == 'array' for element in elements(value))
        is_sum = isinstance(node.op, _ast.Add) and 'primitive' in (left.kind, right.kind)
        is_product = isinstance(node.op, _ast.Mult) and (left.kind, right.kind) == ('primitive', 'primitive')
        is_format = isinstance(node.op, _ast.Mod) and left.kind == 'primitive'
        return PRIMITIVE if is_sum or is_product or is_format else UNKNOWN

    def _subscript(self, node: Any) -> Value:
        whole = self.value(node.value)
        if whole == ITEM and text(node.slice) == 'json':
            return Value('object')
        return whole if isinstance(node.slice, _ast.Slice) else self.element(node.value)

    def _call(self, node: Any) -> Value:
        if isinstance(node.func, _ast.Attribute):
            return self.value(node.func.value) if node.func.attr == 'copy' else _METHODS.get(node.func.attr, UNKNOWN)
        name = getattr(node.func, 'id', '')
        if name in self.writes:
            return self._result(node.func)
        first = self.value(node.args[0]) if node.args else UNKNOWN
        if name in _COPIES:
            return array(elements(first))
        if name in ('map', 'filter', 'reversed') and node.args:
            kept = (self._result(node.args[0]),) if name == 'map' else elements(self.value(node.args[-1]))
            return Value('primitive', tuple(('', element) for element in kept))
        if name in ('abs', 'round', 'sum'):
            return PRIMITIVE if len(node.args) == 1 or name == 'round' else UNKNOWN
        if name in ('max', 'min', 'pow'):
            kinds = {self.value(argument).kind for argument in node.args}
            return PRIMITIVE if len(node.args) > 1 and kinds == {'primitive'} else UNKNOWN
        return _CALLS.get(name, UNKNOWN)

    def _result(self, function: Any) -> Value:
        """Return what a function returns."""
        if isinstance(function, _ast.Name):
            if function.id not in self.writes:
                return _CALLS.get(function.id, UNKNOWN)
            function = self.functions.get(function.id) if len(self.writes[function.id]) == 1 else None
        if isinstance(function, _ast.Lambda):
            return self.value(function.body)
        if not isinstance(function, _ast.FunctionDef) or function.decorator_list:
            return UNKNOWN
        if any(isinstance(node, _GENERATING) for node in walk(function)):
            return UNKNOWN
        return self.result(node.value for node in _own_statements(function.body) if isinstance(node, _ast.Return))


_GENERATING = (_ast.Yield, _ast.YieldFrom)
_EVALUATE: dict[type[_ast.AST], Callable[[Values, Any], Value]] = {
    **dict.fromkeys((_ast.JoinedStr, _ast.Set, _ast.SetComp), lambda *_: PRIMITIVE),
    _ast.Compare: lambda *_: FALSY,
    _ast.Lambda: lambda *_: FUNCTION,
    _ast.Name: lambda values, node: values.variable(node.id),
    _ast.Constant: Values._constant,
    **dict.fromkeys((_ast.List, _ast.Tuple), lambda values, node: values.listed(node.elts)),
    _ast.Dict: Values._dictionary,
    _ast.ListComp: lambda values, node: array((values.value(node.elt),)),
    _ast.GeneratorExp: lambda values, node: Value('primitive', (('', values.value(node.elt)),)),
    _ast.BinOp: Values._operation,
    _ast.BoolOp: lambda values, node: values.value(node.values[-1 if isinstance(node.op, _ast.And) else 0]),
    _ast.UnaryOp: lambda _, node: FALSY if isinstance(node.op, _ast.Not) else PRIMITIVE,
    _ast.IfExp: lambda values, node: merged(map(values.value, branches(node, _alternatives))),
    _ast.NamedExpr: lambda values, node: values.value(node.value),
    _ast.Subscript: Values._subscript,
    _ast.Call: Values._call,
}
