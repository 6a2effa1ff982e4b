"""A parsed JavaScript source."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import TYPE_CHECKING

from n8n_code_discipline.syntax import encoding
from n8n_code_discipline.syntax.javascript import grammar
from n8n_code_discipline.syntax.names import Names
from n8n_code_discipline.syntax.problem import Problem

if TYPE_CHECKING:
    from tree_sitter import Node

    from n8n_code_discipline.syntax.javascript.analysis import Analysis
    from n8n_code_discipline.syntax.javascript.scopes import Error

_LINE_END = r'\r\n|[\r\n\u2028\u2029]'
_COMMENTS = frozenset({'comment', 'html_comment', 'hash_bang_line'})
# What may stand between an expression and the rest of it; an update operator on a new line is no such thing
_CONTINUATIONS = tuple('([`+-/*.,?')


class Script:
    """A parsed source. Its properties are computed once.

    ``tree`` is None when the grammar rejects the source. ``offsets`` maps its bytes to characters of the source.
    ``body`` tells the body of an async function from a CommonJS file.
    """

    unchecked: str | None = None  # unlike Python, the grammar is the same everywhere

    def __init__(self, source: str, *, body: bool) -> None:
        data = encoding.encode(source)
        self.source = source
        self.body = body
        self.offsets = encoding.character_offsets(data)
        self._reading = grammar.read(source, data)
        self.tree = self._reading.tree

    @cached_property
    def top_level(self) -> list[Node]:
        """The named children of the root, as a list because tree-sitter finds the nth child in linear time."""
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
        """Return whether the characters ``start`` to ``end`` are exactly one block that is a top-level statement."""
        index = self._index_at(start)
        if index == len(self.top_level):
            return False
        node = self.top_level[index]
        span = self.offsets[node.start_byte], self.offsets[node.end_byte]
        return node.type == 'statement_block' and span == (start, end)

    def is_continued_after(self, start: int) -> bool:
        """Return whether the code after the top-level statement at ``start`` begins like the rest of an expression.

        A line end then does not part it from a statement without a semicolon (ECMA-262, 12.10).
        """
        index = self._index_at(start) + 1
        while index < len(self.top_level) and self.top_level[index].type in _COMMENTS:
            index += 1
        if index >= len(self.top_level):
            return False
        first = self.offsets[self.top_level[index].start_byte]
        return self.source.startswith(_CONTINUATIONS, first) and not self.source.startswith(('++', '--'), first)

    @cached_property
    def is_open_ended(self) -> bool:
        """Return whether an expression on the next line would continue the last statement."""
        longer = Script(f'{self.source}\n(0)', body=self.body)
        return bool(longer.top_level) and longer.offsets[longer.top_level[-1].start_byte] <= len(self.source)

    def _index_at(self, start: int) -> int:
        """Return the index of the first top-level node that ends after the character ``start``."""
        return bisect_right(self.top_level, bisect_left(self.offsets, start), key=_end_byte)

    @cached_property
    def names(self) -> Names:
        """The names that the source declares and reads; none if the grammar rejects it."""
        return self._analysis.names

    @cached_property
    def _analysis(self) -> Analysis:
        from n8n_code_discipline.syntax.javascript import analysis

        if self.tree is None:
            return analysis.Analysis(Names(), ())
        return analysis.analyse(self.tree.root_node, self.source, self.offsets, body=self.body)


def _end_byte(node: Node) -> int:
    return node.end_byte


def parse(source: str, *, body: bool = False) -> Script:
    """Parse a CommonJS file or, with ``body``, the body of an async function."""
    return Script(source, body=body)
