"""What a Python test file loads, runs and asserts, read from its syntax tree.

Lenient on purpose: a test that may be honest is taken for one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from typing import Any

from n8n_code_discipline.syntax.content import Content

# nodes are told apart by the names of their classes: the module ast costs start-up time
if TYPE_CHECKING:
    import ast

_CASE_NAMES = ('test', 'Test')
_ASSERTIONS = ('assert', 'raises', 'fail', 'warns')
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
    )


def _kind(node: Any) -> str:
    return type(node).__name__


def _is_constant(node: Any) -> bool:
    return _kind(node) == 'Expr' and _kind(node.value) == 'Constant'


def _walk(tree: ast.Module) -> Iterator[Any]:
    pending: list[Any] = [tree]
    while pending:
        node = pending.pop()
        yield node
        for name in node._fields:
            value = getattr(node, name, None)
            values = value if isinstance(value, list) else [value]
            pending.extend(item for item in values if hasattr(item, '_fields'))


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


def _may_assert(node: Any) -> bool:
    kind = _kind(node)
    if kind in ('Assert', 'Raise'):
        return True
    if kind != 'Call':
        return False
    name: str = node.func.attr if _kind(node.func) == 'Attribute' else getattr(node.func, 'id', '')
    return name.startswith(_ASSERTIONS)


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
