"""Check with tree-sitter-python whether an error is only syntax newer than the running Python."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from n8n_code_discipline.syntax import bounded

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

# What the grammar takes and only Python 2 knew
_PYTHON_2 = frozenset({'print_statement', 'exec_statement'})


@cache
def _parser() -> Parser:
    import tree_sitter
    import tree_sitter_python

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_python.language()))


def rejects(data: bytes) -> bool:
    """Tell whether the grammar finds an error too, or accepts the text only as Python 2."""
    tree = bounded.parse(_parser(), data)
    pending = [tree.root_node] if tree is not None else []
    while pending:
        node = pending.pop()
        if node.is_error or node.is_missing or node.type in _PYTHON_2:
            return True
        if not _is_default(node):
            pending.extend(node.children)
    return False


def _is_default(node: Node) -> bool:
    """Tell whether this is `[T = int]` (PEP 696, Python 3.13), which the grammar does not know."""
    return node.type == 'type_parameter' and b'=' in (node.text or b'')
