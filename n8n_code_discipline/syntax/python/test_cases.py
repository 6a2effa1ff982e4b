"""Find what a Python test file loads, runs and asserts in its syntax tree.

Lenient on purpose: what may be a test case or an assertion counts as one.
"""

from __future__ import annotations

import _ast
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from n8n_code_discipline.syntax.content import Content
from n8n_code_discipline.syntax.python.tree import FUNCTIONS, children, walk

if TYPE_CHECKING:
    from _ast import Module

_CASE_NAMES = ('test', 'Test')
_ASSERTIONS = ('assert', 'raises', 'fail', 'warns')
_DEFINITIONS = (*FUNCTIONS, _ast.ClassDef)
_LITERALS = (_ast.Constant, _ast.Dict, _ast.JoinedStr, _ast.List, _ast.ListComp, _ast.Set, _ast.Tuple)


def content(tree: Module) -> Content:
    """Describe a test file; it is `blank` if it has no statement besides a docstring."""
    nodes = tuple(walk(tree))
    docstrings = {id(node.value) for node in nodes if isinstance(node, _ast.Expr)}
    return Content(
        blank=all(map(_is_constant, tree.body)),
        has_cases=any(map(_is_case, nodes)),
        has_assertions=any(map(_may_assert, nodes)),
        texts=frozenset(
            node.value
            for node in nodes
            if isinstance(node, _ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
        ),
        imports=frozenset(name for node in nodes for name in _imports(node)),
        only_todos=_has_only_todos(tree),
    )


def _is_constant(node: Any) -> bool:
    return isinstance(node, _ast.Expr) and isinstance(node.value, _ast.Constant)


def _is_case(node: Any) -> bool:
    """Tell whether pytest or unittest may collect a node: a test function or method, or a name that looks like one.

    A class may inherit its cases.
    """
    if isinstance(node, FUNCTIONS):
        return bool(node.name.startswith('test') or node.name == 'runTest')
    if isinstance(node, _ast.ClassDef):
        inherits = any(not isinstance(base, _ast.Name) or base.id != 'object' for base in node.bases)
        return inherits or node.name.startswith('Test')
    if isinstance(node, _ast.ImportFrom):
        return any((alias.asname or alias.name).startswith((*_CASE_NAMES, '*')) for alias in node.names)
    if isinstance(node, _ast.Assign) and not isinstance(node.value, _LITERALS):
        return any(isinstance(target, _ast.Name) and target.id.startswith(_CASE_NAMES) for target in node.targets)
    return False


def _has_only_todos(tree: Module) -> bool:
    """Tell whether there are cases, each is skipped as a todo, and nothing outside of them asserts."""
    if any(map(_is_skip, tree.body)):
        return any(map(_is_case, walk(tree)))
    found = False
    pending: list[Any] = list(tree.body)
    while pending:
        node = pending.pop()
        if isinstance(node, _DEFINITIONS) and _is_skipped(node):
            found = found or any(map(_is_case, walk(node)))
        elif _may_assert(node) or (_is_case(node) and not _is_plain_class(node)):
            return False
        else:
            pending.extend(children(node))
    return found


def _is_skipped(node: Any) -> bool:
    """Tell whether a decorator or the first statement skips a function or class as a todo."""
    body = (
        item for item in node.body if not _is_constant(item) and not isinstance(item, _ast.Import | _ast.ImportFrom)
    )
    first = next(body, None)
    return any(map(_is_todo, node.decorator_list)) or (first is not None and _is_skip(first))


def _is_skip(node: Any) -> bool:
    """Tell whether a statement skips its scope: `pytest.skip("todo")`, `pytestmark = pytest.mark.skip("todo")`."""
    if isinstance(node, _ast.Assign):
        marks = node.value.elts if isinstance(node.value, _ast.List | _ast.Tuple) else [node.value]
        names = [target.id for target in node.targets if isinstance(target, _ast.Name)]
        return names == ['pytestmark'] and any(map(_is_todo, marks))
    return isinstance(node, _ast.Expr) and _is_todo(node.value)


def _is_todo(node: Any) -> bool:
    """Tell whether an expression calls `skip` or `skipTest` with a reason that begins with "todo"."""
    if not isinstance(node, _ast.Call) or _called(node) not in ('skip', 'skipTest'):
        return False
    reasons = [*node.args[:1], *(keyword.value for keyword in node.keywords if keyword.arg in ('reason', 'msg'))]
    texts = (reason.value for reason in reasons if isinstance(reason, _ast.Constant))
    return any(isinstance(text, str) and text.casefold().startswith('todo') for text in texts)


def _is_plain_class(node: Any) -> bool:
    """Tell whether a node is not a class, or a class that neither inherits cases nor has a decorator."""
    bases = node.bases if isinstance(node, _ast.ClassDef) else [None]
    names = (getattr(base, 'attr', getattr(base, 'id', '')) for base in bases)
    return all(name == 'object' or name.endswith('TestCase') for name in names) and not node.decorator_list


def _may_assert(node: Any) -> bool:
    if isinstance(node, _ast.Assert | _ast.Raise):
        return True
    return isinstance(node, _ast.Call) and _called(node).startswith(_ASSERTIONS)


def _called(call: _ast.Call) -> str:
    """Return the last name of the called expression: `skip` of `pytest.mark.skip()`."""
    return call.func.attr if isinstance(call.func, _ast.Attribute) else getattr(call.func, 'id', '')


def _imports(node: Any) -> Iterator[str]:
    if isinstance(node, _ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, _ast.ImportFrom):
        yield from (f'{node.module}.{alias.name}' if node.module else alias.name for alias in node.names)
        if node.module:
            yield node.module
    elif isinstance(node, FUNCTIONS) and node.name.startswith('test'):
        yield from (argument.arg for argument in node.args.args)
