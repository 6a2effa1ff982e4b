"""Text literals whose value changes when the lines of the source are indented."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from n8n_code_discipline.syntax.python.module import Module
from n8n_code_discipline.syntax.python.module import parse
from n8n_code_discipline.syntax.python.tree import walk

_TEXTS = ('Constant', 'JoinedStr', 'TemplateStr')


def changed_texts(module: Module) -> tuple[tuple[int, int], ...]:
    """Return where the text literals are that come out differently in a function body of four blanks.

    Statements that are nothing but a text (docstrings) are left out. 0-based characters, ends exclusive.
    """
    before = list(_texts(module.tree))
    if not any(node.end_lineno > node.lineno for node in before):
        return ()
    indented = parse('def function():\n' + textwrap.indent(module.source, '    '), body=True)
    if indented.tree is None:
        return ()
    after = _texts(indented.tree)
    return tuple(
        sorted(module.span(old) for old, new in zip(before, after, strict=True) if _values(old) != _values(new))
    )


def _texts(tree: Any) -> Iterator[Any]:
    """The text literals, outermost first; parts of a formatted one belong to it."""
    inside: set[int] = set()
    for node in walk(tree):
        kind = type(node).__name__
        if kind == 'Expr' and type(node.value).__name__ in _TEXTS:
            inside.update(id(part) for part in walk(node.value))
        elif kind in _TEXTS and id(node) not in inside:
            inside.update(id(part) for part in walk(node))
            if kind != 'Constant' or isinstance(node.value, str | bytes):
                yield node


def _values(node: Any) -> list[object]:
    return [part.value for part in walk(node) if type(part).__name__ == 'Constant']
