"""What a Python test file loads, runs and asserts, read from its syntax tree.

Lenient on purpose: a test that may be honest is taken for one.
"""

from __future__ import annotations

import _ast
from collections.abc import Iterator
from typing import TYPE_CHECKING
from typing import Any

from n8n_code_discipline.syntax.content import Content

# nodes are told apart by the names of their classes: the module ast costs start-up time
if TYPE_CHECKING:
    import ast

_CASE_NAMES = ('test', 'Test')
_ASSERTIONS = ('assert', 'raises', 'fail', 'warns')
_DEFINITIONS = (_ast.FunctionDef, _ast.AsyncFunctionDef, _ast.ClassDef)
_FUNCTIONS = ('FunctionDef', 'AsyncFunctionDef')
_LITERALS = ('Constant', 'Dict', 'JoinedStr', 'List', 'ListComp', 'Set', 'Tuple')


def content(tree: ast.Module) -> Content:
    """What the file holds; `blank` for one without a statement besides a docstring."""
    nodes = tuple(_walk(tree))
    docstrings = {id(node.value) for node in nodes if _kind(node) == 'Expr'}
    return Content(
        blank=all(map(_is_constant, tree.body)),
        has_cases=any(map(_is_case, nodes)),
        has_assertions=any(map(_may_assert, nodes)),
        texts=frozenset(
            node.value
            for node in nodes
            if _kind(node) == 'Constant' and isinstance(node.value, str) and id(node) not in docstrings
        ),
        imports=frozenset(name for node in nodes for name in _imports(node)),
        only_todos=_has_only_todos(tree),
    )


def _kind(node: Any) -> str:
    return type(node).__name__


def _is_constant(node: Any) -> bool:
    return _kind(node) == 'Expr' and _kind(node.value) == 'Constant'


def _walk(tree: Any) -> Iterator[Any]:
    pending: list[Any] = [tree]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(_children(node))


def _children(node: Any) -> Iterator[Any]:
    for name in node._fields:
        value = getattr(node, name, None)
        values = value if isinstance(value, list) else [value]
        yield from (item for item in values if hasattr(item, '_fields'))


def _is_case(node: Any) -> bool:
    """Whether pytest or unittest may collect it: a test function or method, or something bound to a test's name.

    A class may inherit its cases, or get them from its decorator.
    """
    kind = _kind(node)
    if kind in _FUNCTIONS:
        return bool(node.name.startswith('test') or node.name == 'runTest')
    if kind == 'ClassDef':
        inherits = any(_kind(base) != 'Name' or base.id != 'object' for base in node.bases)
        return inherits or node.name.startswith('Test')
    if kind == 'ImportFrom':
        return any((alias.asname or alias.name).startswith((*_CASE_NAMES, '*')) for alias in node.names)
    if kind == 'Assign' and _kind(node.value) not in _LITERALS:
        return any(_kind(target) == 'Name' and target.id.startswith(_CASE_NAMES) for target in node.targets)
    return False


def _has_only_todos(tree: ast.Module) -> bool:
    """Whether there are cases, each is skipped as a todo, and nothing outside of them asserts."""
    if any(map(_is_skip, tree.body)):
        return any(map(_is_case, _walk(tree)))
    found = False
    pending: list[Any] = list(tree.body)
    while pending:
        node = pending.pop()
        if isinstance(node, _DEFINITIONS) and _is_skipped(node):
            found = found or any(map(_is_case, _walk(node)))
        elif _may_assert(node) or (_is_case(node) and not _is_plain_class(node)):
            return False
        else:
            pending.extend(_children(node))
    return found


def _is_skipped(node: Any) -> bool:
    """Whether a function or class is skipped as a todo, by a decorator or by what its body begins with."""
    body = (
        item for item in node.body if not _is_constant(item) and not isinstance(item, _ast.Import | _ast.ImportFrom)
    )
    first = next(body, None)
    return any(map(_is_todo, node.decorator_list)) or (first is not None and _is_skip(first))


def _is_skip(node: Any) -> bool:
    """Whether a statement skips what is around it: `pytest.skip("todo")`, `pytestmark = pytest.mark.skip("todo")`."""
    if isinstance(node, _ast.Assign):
        marks = node.value.elts if isinstance(node.value, _ast.List | _ast.Tuple) else [node.value]
        names = [target.id for target in node.targets if isinstance(target, _ast.Name)]
        return names == ['pytestmark'] and any(map(_is_todo, marks))
    return isinstance(node, _ast.Expr) and _is_todo(node.value)


def _is_todo(node: Any) -> bool:
    """Whether an expression is a call of `skip` or `skipTest` with a reason that begins with "todo"."""
    if not isinstance(node, _ast.Call) or _called(node) not in ('skip', 'skipTest'):
        return False
    reasons = [*node.args[:1], *(keyword.value for keyword in node.keywords if keyword.arg in ('reason', 'msg'))]
    texts = (reason.value for reason in reasons if isinstance(reason, _ast.Constant))
    return any(isinstance(text, str) and text.casefold().startswith('todo') for text in texts)


def _is_plain_class(node: Any) -> bool:
    """Whether a class has no cases but its own."""
    bases = node.bases if isinstance(node, _ast.ClassDef) else [None]
    names = (getattr(base, 'attr', getattr(base, 'id', '')) for base in bases)
    return all(name == 'object' or name.endswith('TestCase') for name in names) and not node.decorator_list


def _may_assert(node: Any) -> bool:
    kind = _kind(node)
    if kind in ('Assert', 'Raise'):
        return True
    return kind == 'Call' and _called(node).startswith(_ASSERTIONS)


def _called(call: _ast.Call) -> str:
    """The last name of what is called: `skip` of `pytest.mark.skip()`."""
    return call.func.attr if isinstance(call.func, _ast.Attribute) else getattr(call.func, 'id', '')


def _imports(node: Any) -> Iterator[str]:
    kind = _kind(node)
    if kind == 'Import':
        yield from (alias.name for alias in node.names)
    elif kind == 'ImportFrom':
        yield from (f'{node.module}.{alias.name}' if node.module else alias.name for alias in node.names)
        if node.module:
            yield node.module
    elif kind in _FUNCTIONS and node.name.startswith('test'):
        yield from (argument.arg for argument in node.args.args)
