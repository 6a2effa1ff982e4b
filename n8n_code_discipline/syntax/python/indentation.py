"""Text literals whose value changes when the lines of the source are indented."""

from __future__ import annotations

import _ast
import re
import textwrap
from _ast import AST, Constant, Expr
from collections.abc import Iterator

from n8n_code_discipline.syntax.python.module import Module, parse
from n8n_code_discipline.syntax.python.tree import walk

# Besides those of Python, where `textwrap.indent` begins a line
_LINE_ENDS = '[\v\f\x1c-\x1e\x85\u2028\u2029]'
# Template strings are syntax of Python 3.14
_TEXTS = (Constant, _ast.JoinedStr, getattr(_ast, 'TemplateStr', Constant))


def changed_texts(module: Module) -> tuple[tuple[int, int], ...]:
    """Return the spans of the text literals whose value differs in a function body indented by four spaces.

    Statements that are only a text (docstrings) are left out. 0-based characters, ends exclusive.
    """
    before = list(_texts(module.tree))
    if not re.search(_LINE_ENDS, module.source) and not any(
        (getattr(node, 'end_lineno', None) or 0) > getattr(node, 'lineno', 0) for node in before
    ):
        return ()
    indented = parse('def function():\n' + textwrap.indent(module.source, '    '), body=True)
    if indented.tree is None:
        return ()
    after = _texts(indented.tree)
    return tuple(
        sorted(module.span(old) for old, new in zip(before, after, strict=True) if _values(old) != _values(new))
    )


def _texts(tree: AST | None) -> Iterator[AST]:
    """Yield the text literals, outermost first; the parts of a formatted one belong to it."""
    inside: set[int] = set()
    for node in walk(tree):
        if isinstance(node, Expr) and isinstance(node.value, _TEXTS):
            inside.update(id(part) for part in walk(node.value))
        elif isinstance(node, _TEXTS) and id(node) not in inside:
            inside.update(id(part) for part in walk(node))
            if not isinstance(node, Constant) or isinstance(node.value, str | bytes):
                yield node


def _values(node: AST) -> list[object]:
    return [part.value for part in walk(node) if isinstance(part, Constant)]
