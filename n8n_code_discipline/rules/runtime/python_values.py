"""The values that the Python of a Code node returns: literals, operators, well-known functions, local variables."""

from __future__ import annotations

import _ast
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from n8n_code_discipline.n8n import table
from n8n_code_discipline.rules.runtime.values import (
    FALSY,
    FUNCTION,
    ITEM,
    MAX_EXPRESSION_DEPTH,
    MAX_LINKS,
    NULL,
    PRIMITIVE,
    UNKNOWN,
    Returned,
    Returns,
    Value,
    array,
    elements,
    keyed,
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
    values = _Values(module.tree)
    found = []
    can_end = True
    for node in _own_statements(module.tree.body):
        if isinstance(getattr(node, 'value', None), _ast.Yield | _ast.YieldFrom):  # the body is a generator
            return Returns((Returned(*module.span(node), PRIMITIVE),), False)
        can_end = can_end and not isinstance(node, _ast.Return | _ast.Raise)
        if isinstance(node, _ast.Return):
            for place in list(_branches(node.value, MAX_EXPRESSION_DEPTH)) or [node]:
                value = NULL if place is node else values.value(place)
                found.append(Returned(*module.span(place), value))
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


def _branches(node: Any, depth: int) -> Iterator[Any]:
    """Yield the expressions of which one is the value of an expression."""
    if isinstance(node, _ast.IfExp) and depth:
        yield from _branches(node.body, depth - 1)
        yield from _branches(node.orelse, depth - 1)
    elif node is not None:
        yield node


class _Values:
    """The values of the expressions of a module."""

    def __init__(self, tree: Any) -> None:
        self._writes: dict[str, list[Callable[[], Value]]] = {}
        self._known: dict[str, Value] = {}
        self._links = 0
        self._functions: dict[str, Any] = {}
        self._pushed: dict[str, list[Any]] = {}
        self._extended: dict[str, list[Any]] = {}
        self._set: dict[str, list[tuple[str, Any]]] = {}
        targets: dict[int, Callable[[], Value]] = {}
        for node in walk(tree):
            targets |= self._written(node)
            self._add_parts(node)
            name = getattr(node, 'arg', None) or getattr(node, 'asname', None) or getattr(node, 'name', None)
            if isinstance(node, _ast.Name) and isinstance(node.ctx, _ast.Store | _ast.Del):
                name = node.id
            if isinstance(name, str) and not isinstance(node, _ast.keyword):
                self._writes.setdefault(name, []).append(targets.get(id(node), _unknown))

    def _written(self, node: Any) -> dict[int, Callable[[], Value]]:
        """Return how the targets of a statement get their values."""
        if isinstance(node, _ast.Assign):
            return {id(target): (lambda: self.value(node.value)) for target in node.targets}
        if isinstance(node, _ast.AnnAssign | _ast.NamedExpr) and node.value is not None:
            return {id(node.target): lambda: self.value(node.value)}
        if isinstance(node, _ast.AugAssign):
            return {id(node.target): lambda: PRIMITIVE}
        if isinstance(node, _ast.For | _ast.comprehension):
            return {id(node.target): lambda: ITEM if elements(self.value(node.iter)) == (ITEM,) else UNKNOWN}
        if isinstance(node, FUNCTIONS):
            self._functions[node.name] = node
            return {id(node): lambda: FUNCTION}
        return {}

    def _add_parts(self, node: Any) -> None:
        """Note what is appended to a list, and what is assigned to a key."""
        if isinstance(node, _ast.Call) and isinstance(node.func, _ast.Attribute) and node.args:
            name, method = getattr(node.func.value, 'id', ''), node.func.attr
            if method in ('append', 'insert'):
                self._pushed.setdefault(name, []).append(node.args[-1])
            elif method in ('extend', 'pop', 'remove'):
                self._extended.setdefault(name, []).append(node.args[0])
        elif isinstance(node, _ast.Assign):
            for target in node.targets:
                if isinstance(target, _ast.Subscript) and isinstance(target.value, _ast.Name):
                    self._set.setdefault(target.value.id, []).append((text(target.slice) or '', node.value))

    def value(self, node: Any, depth: int = MAX_EXPRESSION_DEPTH) -> Value:
        """Return what is certain about the value of an expression."""
        evaluate = _EVALUATE.get(type(node)) if depth > 0 else None
        return evaluate(self, node, depth - 1) if evaluate else UNKNOWN

    def _variable(self, node: Any, depth: int) -> Value:
        del depth
        name = node.id
        if name not in self._writes:
            return _GIVEN.get(name, UNKNOWN)
        if name not in self._known:
            if self._links == MAX_LINKS:
                return UNKNOWN
            self._links += 1
            self._known[name] = UNKNOWN  # while it is worked out
            self._known[name] = self._completed(name, merged(write() for write in self._writes[name]))
            self._links -= 1
        return self._known[name]

    def _completed(self, name: str, value: Value) -> Value:
        """Return the value of a variable with what is added to it later."""
        if value.kind == 'array' and name not in self._extended:
            return array((*elements(value), *(self.value(node) for node in self._pushed.get(name, ()))))
        if value.kind == 'object':
            members = {key: [member] for key, member in value.members}
            for key, node in self._set.get(name, ()):
                members.setdefault(key, []).append(self.value(node))
            return keyed((key, merged(found)) for key, found in members.items() if key)
        return array(()) if value.kind == 'array' else value

    def _constant(self, node: Any, depth: int) -> Value:
        del depth
        if isinstance(node.value, str) and node.value:
            return Value('primitive', (('', PRIMITIVE),))
        return NULL if node.value is None else PRIMITIVE if node.value else FALSY

    def _primitive(self, node: Any, depth: int) -> Value:
        del node, depth
        return PRIMITIVE

    def _function(self, node: Any, depth: int) -> Value:
        del node, depth
        return FUNCTION

    def _list(self, node: Any, depth: int) -> Value:
        found: list[Value] = []
        for element in node.elts:
            if isinstance(element, _ast.Starred):
                found += elements(self.value(element.value, depth))
            else:
                found.append(self.value(element, depth))
        return array(found)

    def _dictionary(self, node: Any, depth: int) -> Value:
        members: list[tuple[str, Value]] = []
        for key, value in zip(node.keys, node.values, strict=True):
            name = text(key) if key is not None else None
            if key is None:
                spread = self.value(value, depth)
                members += [('json', UNKNOWN)] if spread.kind == 'item' else spread.members * (spread.kind == 'object')
            elif name is not None:
                members.append((name, self.value(value, depth)))
        return keyed(members)

    def _comprehension(self, node: Any, depth: int) -> Value:
        return array((self.value(node.elt, depth),))

    def _iterator(self, node: Any, depth: int) -> Value:
        return Value('primitive', (('', self.value(node.elt, depth)),))

    def _operation(self, node: Any, depth: int) -> Value:
        left, right = self.value(node.left, depth), self.value(node.right, depth)
        if isinstance(node.op, _ast.Sub | _ast.Div | _ast.FloorDiv | _ast.Pow):
            return PRIMITIVE
        if 'array' in (left.kind, right.kind):
            return array(element for value in (left, right) if value.kind == 'array' for element in elements(value))
        is_sum = isinstance(node.op, _ast.Add) and 'primitive' in (left.kind, right.kind)
        is_product = isinstance(node.op, _ast.Mult) and (left.kind, right.kind) == ('primitive', 'primitive')
        is_format = isinstance(node.op, _ast.Mod) and left.kind == 'primitive'
        return PRIMITIVE if is_sum or is_product or is_format else UNKNOWN

    def _logical(self, node: Any, depth: int) -> Value:
        return self.value(node.values[-1 if isinstance(node.op, _ast.And) else 0], depth)

    def _unary(self, node: Any, depth: int) -> Value:
        del depth
        return FALSY if isinstance(node.op, _ast.Not) else PRIMITIVE

    def _compare(self, node: Any, depth: int) -> Value:
        del node, depth
        return FALSY

    def _conditional(self, node: Any, depth: int) -> Value:
        return merged(self.value(branch, depth) for branch in _branches(node, depth))

    def _walrus(self, node: Any, depth: int) -> Value:
        return self.value(node.value, depth)

    def _subscript(self, node: Any, depth: int) -> Value:
        whole = self.value(node.value, depth)
        if isinstance(node.slice, _ast.Slice):
            return whole
        return ITEM if elements(whole) == (ITEM,) else UNKNOWN

    def _call(self, node: Any, depth: int) -> Value:
        if isinstance(node.func, _ast.Attribute):
            if node.func.attr == 'copy':
                return self.value(node.func.value, depth)
            return _METHODS.get(node.func.attr, UNKNOWN)
        name = getattr(node.func, 'id', '')
        if name in self._writes:
            is_known = name in self._functions and len(self._writes[name]) == 1
            return self._result(self._functions[name], depth) if is_known else UNKNOWN
        first = self.value(node.args[0], depth) if node.args else UNKNOWN
        if name in _COPIES:
            return array(elements(first))
        if name in ('map', 'filter', 'reversed'):
            source = node.args[-1] if node.args else None
            element = self._result(node.args[0], depth) if name == 'map' and node.args else UNKNOWN
            kept = [element] if name == 'map' else elements(self.value(source, depth))
            return Value('primitive', tuple(('', element) for element in kept))
        if name in ('abs', 'round', 'sum'):
            return PRIMITIVE if len(node.args) == 1 or name == 'round' else UNKNOWN
        if name in ('max', 'min', 'pow'):
            kinds = {self.value(argument, depth).kind for argument in node.args}
            return PRIMITIVE if len(node.args) > 1 and kinds == {'primitive'} else UNKNOWN
        return _CALLS.get(name, UNKNOWN)

    def _result(self, function: Any, depth: int) -> Value:
        """Return what a function returns where all its `return` statements agree."""
        if isinstance(function, _ast.Name) and len(self._writes.get(function.id, ())) == 1:
            function = self._functions.get(function.id)
        if isinstance(function, _ast.Name) and function.id not in self._writes:
            return _CALLS.get(function.id, UNKNOWN)
        if isinstance(function, _ast.Lambda):
            return self.value(function.body, depth)
        if not isinstance(function, _ast.FunctionDef) or function.decorator_list:
            return UNKNOWN
        inside = list(_own_statements(function.body))
        if any(isinstance(node, _ast.Yield | _ast.YieldFrom) for node in walk(function)):
            return UNKNOWN
        found = [node.value for node in inside if isinstance(node, _ast.Return)]
        return merged(self.value(value, depth) if value is not None else NULL for value in found)


def _unknown() -> Value:
    return UNKNOWN


_EVALUATE: dict[type[_ast.AST], Callable[[_Values, Any, int], Value]] = {
    _ast.Name: _Values._variable,
    _ast.Constant: _Values._constant,
    _ast.JoinedStr: _Values._primitive,
    _ast.Set: _Values._primitive,
    _ast.Lambda: _Values._function,
    _ast.List: _Values._list,
    _ast.Tuple: _Values._list,
    _ast.Dict: _Values._dictionary,
    _ast.ListComp: _Values._comprehension,
    _ast.GeneratorExp: _Values._iterator,
    _ast.SetComp: _Values._primitive,
    _ast.BinOp: _Values._operation,
    _ast.BoolOp: _Values._logical,
    _ast.UnaryOp: _Values._unary,
    _ast.Compare: _Values._compare,
    _ast.IfExp: _Values._conditional,
    _ast.NamedExpr: _Values._walrus,
    _ast.Subscript: _Values._subscript,
    _ast.Call: _Values._call,
}
