"""A parsed JavaScript source."""

from __future__ import annotations

import re
from functools import cache
from functools import cached_property
from typing import TYPE_CHECKING

from n8n_code_discipline.syntax import bounded
from n8n_code_discipline.syntax import encoding
from n8n_code_discipline.syntax.javascript import structure
from n8n_code_discipline.syntax.names import Names
from n8n_code_discipline.syntax.problem import Problem

if TYPE_CHECKING:
    from tree_sitter import Node
    from tree_sitter import Parser
    from tree_sitter import Tree

    from n8n_code_discipline.syntax.javascript.analysis import Analysis
    from n8n_code_discipline.syntax.javascript.scopes import Error

_LARGE = 32_768  # bytes
_LONE_RETURN = rb'\r(?!\n)'
_LINE_END = r'\r\n|[\r\n\u2028\u2029]'


class Script:
    """A parsed source; what is asked of it is worked out once.

    ``tree`` is None when the grammar rejects the source. ``data`` is the text that it was made of, ``offsets`` maps its
    bytes to characters of the source; ``body`` tells the body of an async function from a CommonJS file.
    """

    unjudged: str | None = None  # unlike Python, the grammar is the same everywhere

    def __init__(self, source: str, *, body: bool) -> None:
        data = encoding.encode(source)
        # The grammar takes a lone carriage return for a blank, ECMAScript for a line end.
        self.data = re.compile(_LONE_RETURN).sub(b'\n', data) if b'\r' in data else data
        self.source = source
        self.body = body
        self.offsets = encoding.character_offsets(data)
        self._parsed = self._parse()
        self.tree = None if self._parsed is None or self._parsed.root_node.has_error else self._parsed

    def _parse(self) -> Tree | None:
        large = len(self.data) > _LARGE
        html = b'<!--' in self.data or b'-->' in self.data
        if large or html:
            from n8n_code_discipline.syntax.javascript import grammar
        if large and grammar.is_noise(parser(), self.data):
            return None
        tree = bounded.parse(parser(), self.data)
        return grammar.without_html_comments(parser(), tree, self.data) if tree is not None and html else tree

    @cached_property
    def top_level(self) -> list[Node]:
        """The named children of the root; tree-sitter itself looks for one of them from the first on."""
        return [] if self.tree is None else self.tree.root_node.named_children

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """The syntax errors, by position."""
        from n8n_code_discipline.syntax.javascript import grammar

        if self.tree is None:
            return (grammar.first_error(parser(), self._parsed, self.data, self.offsets),)
        stray = grammar.stray_character(self.tree, self.data)
        if stray is not None:
            start = self.offsets[stray]
            return (Problem(start, start + 1, f'unexpected {grammar.invisible(self.source[start])}'),)
        return tuple(self._problem(error) for error in self._analysis.errors)

    def _problem(self, error: Error) -> Problem:
        start, end = self.offsets[error.start], self.offsets[error.end]
        if error.first is None:
            return Problem(start, end, error.message)
        first = self.offsets[error.first]
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
        return analysis.analyse(self.tree.root_node, self.data, self.offsets, body=self.body)


@cache
def parser() -> Parser:
    """The parser; tree-sitter is imported when it is first needed."""
    import tree_sitter
    import tree_sitter_javascript

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_javascript.language()))


def parse(source: str, *, body: bool = False) -> Script:
    """Parse a CommonJS file or, with ``body``, the body of an async function."""
    return Script(source, body=body)
