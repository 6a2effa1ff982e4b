"""What a Python test file loads, runs and asserts, read from its syntax tree.

The reading is lenient: whatever may be a test or an assertion counts as one.
"""

from __future__ import annotations

from _ast import Assert
from _ast import Assign
from _ast import Attribute
from _ast import Call
from _ast import ClassDef
from _ast import Constant
from _ast import Dict
from _ast import Expr
from _ast import Import
from _ast import ImportFrom
from _ast import JoinedStr
from _ast import List
from _ast import ListComp
from _ast import Name
from _ast import Raise
from _ast import Set
from _ast import Tuple
from collections.abc import Iterator
from typing import TYPE_CHECKING

from n8n_code_discipline.syntax.content import Content
from n8n_code_discipline.syntax.python.tree import FUNCTIONS
from n8n_code_discipline.syntax.python.tree import text
from n8n_code_discipline.syntax.python.tree import walk

if TYPE_CHECKING:
    from _ast import AST
    from _ast import Module

_CASE_NAMES = ('test', 'Test')
_ASSERTIONS = ('assert', 'raises', 'fail', 'warns')
_LITERALS = (Constant, Dict, JoinedStr, List, ListComp, Set, Tuple)


def content(tree: Module) -> Content:
    """Return what the file holds; `blank` for one without a statement besides a docstring."""
    nodes = tuple(walk(tree))
    docstrings = {id(node.value) for node in nodes if isinstance(node, Expr)}
    texts = (text(node) for node in nodes if id(node) not in docstrings)
    return Content(
        blank=all(isinstance(node, Expr) and isinstance(node.value, Constant) for node in tree.body),
        has_cases=any(map(_is_case, nodes)),
        has_assertions=any(map(_may_assert, nodes)),
        texts=frozenset(found for found in texts if found is not None),
        imports=frozenset(name for node in nodes for name in _imports(node)),
    )


def _is_case(node: AST) -> bool:
    """Tell whether pytest or unittest may collect a test function or method, or something bound to a test's name.

    A class may inherit its cases, or get them from its decorator.
    """
    if isinstance(node, FUNCTIONS):
        return node.name.startswith('test') or node.name == 'runTest'
    if isinstance(node, ClassDef):
        inherits = any(not isinstance(base, Name) or base.id != 'object' for base in node.bases)
        return inherits or node.name.startswith('Test')
    if isinstance(node, ImportFrom):
        return any((alias.asname or alias.name).startswith((*_CASE_NAMES, '*')) for alias in node.names)
    if isinstance(node, Assign) and not isinstance(node.value, _LITERALS):
        return any(isinstance(target, Name) and target.id.startswith(_CASE_NAMES) for target in node.targets)
    return False


def _may_assert(node: AST) -> bool:
    if isinstance(node, Call):
        name = node.func.attr if isinstance(node.func, Attribute) else getattr(node.func, 'id', '')
        return str(name).startswith(_ASSERTIONS)
    return isinstance(node, Assert | Raise)


def _imports(node: AST) -> Iterator[str]:
    if isinstance(node, Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ImportFrom):
        yield from (f'{node.module}.{alias.name}' if node.module else alias.name for alias in node.names)
        if node.module:
            yield node.module
    elif isinstance(node, FUNCTIONS) and node.name.startswith('test'):
        yield from (argument.arg for argument in node.args.args)
