"""A parsed JavaScript source."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from n8n_code_discipline.syntax import encoding
from n8n_code_discipline.syntax.javascript import grammar
from n8n_code_discipline.syntax.javascript import structure
from n8n_code_discipline.syntax.names import Names
from n8n_code_discipline.syntax.problem import Problem

if TYPE_CHECKING:
    from tree_sitter import Node

    from n8n_code_discipline.syntax.javascript.analysis import Analysis
    from n8n_code_discipline.syntax.javascript.scopes import Error

_LINE_END = r'\r\n|[\r\n\u2028\u2029]'


class Script:
    """A parsed source. What it is asked for is computed once.

    ``tree`` is None when the grammar rejects the source. ``offsets`` maps its bytes to characters of the source.
    ``body`` tells the body of an async function from a CommonJS file.
    """

    unjudged: str | None = None  # unlike Python, the grammar is the same everywhere

    def __init__(self, source: str, *, body: bool) -> None:
        data = encoding.encode(source)
        self.source = source
        self.body = body
        self.offsets = encoding.character_offsets(data)
        self._reading = grammar.read(source, data)
        self.tree = self._reading.tree

    @cached_property
    def top_level(self) -> list[Node]:
        """The named children of the root; tree-sitter itself looks for one of them from the first on."""
        return [] if self.tree is None else self.tree.root_node.named_children

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """The syntax errors, by position."""
        if self.tree is None:
            found = self._reading
            return (Problem(self.offsets[found.start], self.offsets[found.end], found.message),)
        return tuple(self._problem(error) for error in self._analysis.errors)

    def _problem(self, error: Error) -> Problem:
        start, end = self.offsets[error.node.start_byte], self.offsets[error.node.end_byte]
        if error.first is None:
            return Problem(start, end, error.message)
        first = self.offsets[error.first.start_byte]
        line = 1 + len(re.compile(_LINE_END).findall(self.source, 0, first))
        return Problem(start, end, f'{error.message} (first in line {line})', first)

    def statement_at(self, start: int, end: int) -> bool:
        """Tell whether the characters ``start`` to ``end`` are exactly one block that is a top-level statement."""
        return structure.is_block_at(self, start, end)

    @cached_property
    def names(self) -> Names:
        """What the source declares and reads; nothing when the grammar rejects it."""
        return self._analysis.names

    @cached_property
    def _analysis(self) -> Analysis:
        from n8n_code_discipline.syntax.javascript import analysis

        if self.tree is None:
            return analysis.Analysis(Names(), ())
        return analysis.analyse(self.tree.root_node, self.offsets, body=self.body)


def parse(source: str, *, body: bool = False) -> Script:
    """Parse a CommonJS file or, with ``body``, the body of an async function."""
    return Script(source, body=body)
