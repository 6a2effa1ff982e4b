"""What a Python test file loads, runs and asserts, read from its syntax tree.

Lenient on purpose: a test that may be honest is taken for one.
"""

from __future__ import annotations

import _ast as ast  # the node classes alone: the module ast itself costs start-up time
from collections.abc import Iterator

from n8n_code_discipline.syntax.content import Content

_CASE_NAMES = ('test', 'Test')
_ASSERTIONS = ('assert', 'raises', 'fail', 'warns')
_LITERALS = (ast.Constant, ast.Dict, ast.JoinedStr, ast.List, ast.ListComp, ast.Set, ast.Tuple)


def content(tree: ast.Module) -> Content:
    """What the file holds; `blank` for one without a statement besides a docstring."""
    nodes = tuple(_walk(tree))
    docstrings = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    return Content(
        blank=all(isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) for node in tree.body),
        has_cases=any(map(_is_case, nodes)),
        has_assertions=any(map(_may_assert, nodes)),
        texts=frozenset(
            node.value
            for node in nodes
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
        ),
        imports=frozenset(name for node in nodes for name in _imports(node)),
    )


def _walk(tree: ast.AST) -> Iterator[ast.AST]:
    pending = [tree]
    while pending:
        node = pending.pop()
        yield node
        for name in node._fields:
            value = getattr(node, name, None)
            values = value if isinstance(value, list) else [value]
            pending.extend(item for item in values if isinstance(item, ast.AST))


def _is_case(node: ast.AST) -> bool:
    """Whether pytest or unittest may collect it: a test function or method, or something bound to a test's name.

    A class may inherit its cases, or get them from its decorator.
    """
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return node.name.startswith('test') or node.name == 'runTest'
    if isinstance(node, ast.ClassDef):
        inherits = any(not isinstance(base, ast.Name) or base.id != 'object' for base in node.bases)
        return inherits or node.name.startswith('Test')
    if isinstance(node, ast.ImportFrom):
        return any((alias.asname or alias.name).startswith((*_CASE_NAMES, '*')) for alias in node.names)
    if isinstance(node, ast.Assign) and not isinstance(node.value, _LITERALS):
        return any(isinstance(target, ast.Name) and target.id.startswith(_CASE_NAMES) for target in node.targets)
    return False


def _may_assert(node: ast.AST) -> bool:
    if isinstance(node, ast.Assert | ast.Raise):
        return True
    if not isinstance(node, ast.Call):
        return False
    function = node.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, 'id', '')
    return name.startswith(_ASSERTIONS)


def _imports(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield from (f'{node.module}.{alias.name}' if node.module else alias.name for alias in node.names)
        if node.module:
            yield node.module
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith('test'):
        yield from (argument.arg for argument in node.args.args)
