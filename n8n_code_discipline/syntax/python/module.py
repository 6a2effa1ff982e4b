"""A parsed Python source."""

from __future__ import annotations

import re
import sys
from _ast import Expr, Name
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from n8n_code_discipline.syntax import encoding
from n8n_code_discipline.syntax.names import Names
from n8n_code_discipline.syntax.problem import Problem

if TYPE_CHECKING:
    import _ast

_ONLY_AST = 0x400  # ast.PyCF_ONLY_AST; the module ast costs start-up time
_LINE_END = rb'\r\n|\r|\n'
_DECLARATION = rb'(?:[ \t\f]*(?:#[^\r\n]*)?(?:\r\n|\r|\n))??[ \t\f]*#[^\r\n]*?coding[:=][ \t]*([-\w.]+)'
_REST_OF_LINE = r'[ \t\f]*(?:[\r\n]|\Z)'
_ASCII = bytes(range(128))
_LONGEST_RECODED = 50_000  # bytes, in codecs that change ASCII characters: some take quadratic time
# tree-sitter-python knows the syntax of Python up to this version; a newer interpreter decides alone.
_NEWEST_SYNTAX = (3, 14)
# Messages for what no newer Python will accept and tree-sitter-python does
_FINAL = (
    'bytes can only contain ASCII literal characters',
    'invalid non-printable character',
    'keyword argument repeated',
    'leading zeros in decimal integer literals are not permitted',
    'non-default argument follows default argument',
    'parameter without a default follows parameter with a default',
    'positional argument follows keyword argument',
    'too many nested parentheses',
)
# What a body cannot hold because n8n runs it in a function: NCD616 explains that.
_MODULE_LEVEL = ('import * only allowed at module level', 'from __future__ imports must occur')
_MOST_FUNCTIONS = 2_000


class Module:
    """A parsed source. Its properties are computed once.

    ``tree`` is None when there is a ``problem``, or when ``unchecked`` says why the running Python cannot tell whether
    the source is valid. ``lines`` holds the byte where each line starts, ``offsets`` the character at each byte.
    """

    is_open_ended = False  # unlike in JavaScript, a line end ends a statement

    def __init__(self, source: str, *, body: bool) -> None:
        self.body = body
        self.tree: _ast.Module | None = None
        self.problem: Problem | None = None
        self.unchecked: str | None = None
        self.source = source
        if not body:
            self._decode()
        data = encoding.encode(self.source)
        self.lines: Sequence[int] = [0, *(match.end() for match in re.compile(_LINE_END).finditer(data))]
        self.offsets = encoding.character_offsets(data)
        if self.source != source:  # positions stay within the file
            self.offsets = [min(offset, len(source)) for offset in self.offsets]
        nul = source.find('\0')
        if nul >= 0:
            self.problem = Problem(nul, nul + 1, 'source code cannot contain null bytes')
        if self.problem is None:
            self._parse(data)

    def _decode(self) -> None:
        """Decode the source in the encoding that its first two lines declare (PEP 263), as Python does for files."""
        data = encoding.encode(self.source)
        declared = re.match(_DECLARATION, data)
        if declared is None:
            return
        codec = declared[1].decode()
        try:
            if _ASCII.decode(codec, 'replace') != _ASCII.decode() and len(data) > _LONGEST_RECODED:
                raise LookupError(f'too long to be read as {codec}')
            self.source = data.decode(codec)
        except (LookupError, UnicodeError) as error:
            self.problem = Problem(0, len(declared[0].decode()), str(error))

    def _parse(self, data: bytes) -> None:
        try:
            self.tree = _compile(data.decode(), _ONLY_AST)
            if _compiles_quickly(data):
                self._compile_fully(self.tree)
        except SyntaxError as error:
            self._reject(error, data)
        except (RecursionError, MemoryError):
            self._fail(Problem(0, len(self.source), 'nested too deeply'))

    def _fail(self, problem: Problem) -> None:
        self.problem = problem
        self.tree = None

    def _reject(self, error: SyntaxError, data: bytes) -> None:
        problem = self._problem(error)
        if _is_final(error, data):
            self._fail(problem)
            return
        version = '.'.join(map(str, sys.version_info[:2]))
        reason = f'{problem.message}, line {error.lineno}'
        self.unchecked = f"Python {version} cannot check this file's syntax ({reason})"

    def _compile_fully(self, tree: Any) -> None:
        """Find what only the compiler rejects: `break` outside a loop, an argument given twice.

        A body is wrong only if both kinds of function around it are.
        """
        error = _compiler_error(_wrapped(tree, 'async def body(): pass') if self.body else tree)
        if error and self.body:
            error = _compiler_error(_wrapped(tree, 'def body(): pass')) and error
        if error and not (self.body and error.msg.startswith(_MODULE_LEVEL)):
            # Unlike the parser, the compiler counts columns in bytes.
            self._fail(self._problem(error, columns_in_bytes=True))

    def _problem(self, error: SyntaxError, *, columns_in_bytes: bool = False) -> Problem:
        start = self._position(error.lineno, error.offset, in_bytes=columns_in_bytes)
        end = self._position(error.end_lineno, error.end_offset, in_bytes=columns_in_bytes) if error.end_offset else 0
        # something is missing at the end of a line: newer versions of Python say that the line end is the error
        is_line_end = not self.source[start:end].strip('\r\n')
        return Problem(start, start if is_line_end else max(start, end), error.msg)

    def _position(self, line: int | None, column: int | None, *, in_bytes: bool) -> int:
        if not line or line > len(self.lines):
            return self.offsets[-1]
        first = self.lines[line - 1]
        last = self.lines[line] if line < len(self.lines) else len(self.offsets) - 1
        column = max(column or 1, 1) - 1
        if in_bytes:
            return self.offsets[min(first + column, last)]
        return min(self.offsets[first] + column, self.offsets[last])

    def span(self, node: Any) -> tuple[int, int]:
        """Return the characters of a node; 0-based, the end exclusive."""
        start = self._byte(node.lineno, node.col_offset)
        end = self._byte(node.end_lineno, node.end_col_offset)
        return self.offsets[start], self.offsets[end]

    def _byte(self, line: int, column: int) -> int:
        # Python 3.11 miscounts within formatted strings over several lines.
        line = min(max(line, 1), len(self.lines))
        return min(max(self.lines[line - 1] + column, 0), len(self.offsets) - 1)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The syntax error, if there is one."""
        return (self.problem,) if self.problem else ()

    def statement_at(self, start: int, end: int) -> bool:
        """Return whether ``start`` to ``end`` is one name at column 0, alone on its line, as a top-level statement."""
        body = self.tree.body if self.tree is not None else []
        index = bisect_left(body, start, key=lambda node: self.span(node)[0])
        if index == len(body):
            return False
        node = body[index]
        return (
            self.span(node) == (start, end)
            and node.col_offset == 0
            and isinstance(node, Expr)
            and isinstance(node.value, Name)
            and re.compile(_REST_OF_LINE).match(self.source, end) is not None
        )

    @cached_property
    def names(self) -> Names:
        """The names that the source declares and reads; empty without a tree."""
        if self.tree is None:
            return Names()
        from n8n_code_discipline.syntax.python import scopes

        return scopes.analyse(self.tree, self.source, self.span, body=self.body)


def _compile(code: str | _ast.Module, flags: int) -> Any:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        return compile(code, '<code>', 'exec', flags, dont_inherit=True)


def _wrapped(tree: _ast.Module, wrapper: str) -> _ast.Module:
    """Return the tree of a function that contains the statements of another tree."""
    module: Any = _compile(wrapper, _ONLY_AST)
    if tree.body:
        module.body[0].body = tree.body
    return cast('_ast.Module', module)


def _compiler_error(tree: _ast.Module) -> SyntaxError | None:
    try:
        _compile(tree, 0)
    except SyntaxError as error:
        return error
    return None


def _compiles_quickly(data: bytes) -> bool:
    """Tell whether compiling is fast: before 3.13 CPython takes time quadratic in the number of equal functions."""
    return data.count(b'def') + data.count(b'for') + data.count(b'lambda') <= _MOST_FUNCTIONS


def _is_final(error: SyntaxError, data: bytes) -> bool:
    """Tell whether no newer Python could accept what this one rejects."""
    if isinstance(error, IndentationError) or sys.version_info >= _NEWEST_SYNTAX or error.msg.startswith(_FINAL):
        return True
    from n8n_code_discipline.syntax.python import grammar

    return grammar.rejects(data)


def parse(source: str, *, body: bool = False) -> Module:
    """Parse a file or, with ``body``, the body of a function."""
    return Module(source, body=body)
