"""A parsed Python source."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING
from typing import Any

from n8n_code_discipline.syntax import encoding
from n8n_code_discipline.syntax.names import Names
from n8n_code_discipline.syntax.problem import Problem
from n8n_code_discipline.syntax.python import structure

if TYPE_CHECKING:
    import ast

_ONLY_AST = 0x400  # ast.PyCF_ONLY_AST, without the import of ast
_LINE_END = rb'\r\n|\r|\n'
_BOM = b'\xef\xbb\xbf'
# tree-sitter-python knows the syntax of Python up to this version; a newer interpreter is asked alone
_NEWEST_SYNTAX = (3, 14)
_MOST_FUNCTIONS = 2_000


class Module:
    """A parsed source; what is asked of it is worked out once.

    ``tree`` is None when there is a ``problem`` or the source is ``unjudged``: a note why the running Python cannot
    tell whether it is sound. ``lines`` holds the byte where each line starts, ``offsets`` the character at each byte.
    """

    def __init__(self, source: str, *, body: bool) -> None:
        data = encoding.encode(source)
        first = len(_BOM) if data.startswith(_BOM) else 0
        self.source = source
        self.body = body
        self.lines: Sequence[int] = [first, *(match.end() for match in re.compile(_LINE_END).finditer(data))]
        self.offsets = encoding.character_offsets(data)
        self.tree: ast.Module | None = None
        self.problem: Problem | None = None
        self.unjudged: str | None = None
        try:
            self.tree = _compile(data[first:].decode(), _ONLY_AST)
        except SyntaxError as error:
            self._reject(error, data)
        except (RecursionError, MemoryError):
            self.problem = Problem(0, len(source), 'nested too deeply')
        if self.tree is not None and not body and _is_compiled_quickly(data):
            self._compile_fully(self.tree)

    def _reject(self, error: SyntaxError, data: bytes) -> None:
        problem = self._problem(error)
        if _is_certain(error, data):
            self.problem = problem
            return
        version = '.'.join(map(str, sys.version_info[:2]))
        reason = f'{problem.message}, line {error.lineno}'
        self.unjudged = f"Python {version} cannot judge this file's syntax ({reason})"

    def _compile_fully(self, tree: ast.Module) -> None:
        """Find what only the compiler rejects: `return` outside a function, an argument given twice."""
        try:
            _compile(tree, 0)
        except SyntaxError as error:
            # Unlike the parser, the compiler counts columns in bytes.
            self.problem = self._problem(error, columns_in_bytes=True)
        except (RecursionError, MemoryError):
            self.problem = Problem(0, len(self.source), 'nested too deeply')
        if self.problem is not None:
            self.tree = None

    def _problem(self, error: SyntaxError, *, columns_in_bytes: bool = False) -> Problem:
        start = self._position(error.lineno, error.offset, in_bytes=columns_in_bytes)
        end = self._position(error.end_lineno, error.end_offset, in_bytes=columns_in_bytes) if error.end_offset else 0
        # what is missing at the end of a line: newer versions of Python say that the line end is the error
        is_line_end = not self.source[start:end].strip('\r\n')
        return Problem(start, start if is_line_end else max(start, end), error.msg)

    def _position(self, line: int | None, column: int | None, *, in_bytes: bool) -> int:
        if not line or line > len(self.lines):
            return len(self.source)
        first = self.lines[line - 1]
        last = self.lines[line] if line < len(self.lines) else len(self.offsets) - 1
        column = max(column or 1, 1) - 1
        if in_bytes:
            return self.offsets[min(first + column, last)]
        return min(self.offsets[first] + column, self.offsets[last])

    def span(self, node: Any) -> tuple[int, int]:
        """The characters of a node."""
        start = self._byte(node.lineno, node.col_offset)
        end = self._byte(node.end_lineno, node.end_col_offset)
        return self.offsets[start], self.offsets[end]

    def _byte(self, line: int, column: int) -> int:
        # Python 3.11 miscounts within formatted strings over several lines.
        line = min(max(line, 1), len(self.lines))
        return min(max(self.lines[line - 1] + column, 0), len(self.offsets) - 1)

    def line_at(self, offset: int) -> int:
        """The 1-based line, as Python counts, that holds a character."""
        return bisect_right(self.lines, offset, key=self.offsets.__getitem__)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The syntax error, if there is one."""
        return (self.problem,) if self.problem else ()

    def statement_at(self, start: int, end: int) -> bool:
        """Tell whether ``start`` to ``end`` is one name at column 0, alone on its line, as a top-level statement."""
        return structure.is_name_at(self, start, end)

    @cached_property
    def names(self) -> Names:
        """What the source declares and reads; nothing without a tree."""
        from n8n_code_discipline.syntax.python import analysis

        return analysis.analyse(self) if self.tree is not None else Names()


def _compile(code: str | ast.Module, flags: int) -> Any:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        return compile(code, '<code>', 'exec', flags, dont_inherit=True)


def _is_compiled_quickly(data: bytes) -> bool:
    """Before 3.13 CPython takes time quadratic in the number of equal functions."""
    return data.count(b'def') + data.count(b'for') + data.count(b'lambda') <= _MOST_FUNCTIONS


def _is_certain(error: SyntaxError, data: bytes) -> bool:
    """Tell whether no newer Python could accept what this one rejects."""
    if isinstance(error, IndentationError) or sys.version_info >= _NEWEST_SYNTAX:
        return True
    from n8n_code_discipline.syntax.python import grammar

    return error.msg.startswith('too many nested parentheses') or grammar.rejects(data)


def parse(source: str, *, body: bool = False) -> Module:
    """Parse a file or, with ``body``, the body of a function. Of a body only the syntax proper is judged."""
    return Module(source, body=body)
