"""Python, read by the running interpreter: syntax errors and top-level statements.

Offsets in and out are 0-based character offsets, ends exclusive.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING
from typing import Literal
from typing import NamedTuple

from n8n_code_discipline.syntax import text
from n8n_code_discipline.syntax.problem import Problem

if TYPE_CHECKING:
    import ast

    from tree_sitter import Parser

_ONLY_AST = 0x400  # ast.PyCF_ONLY_AST, without the import of ast
_LINE_END = re.compile(rb'\r\n|\r|\n')
_REST_OF_LINE = re.compile(r'[ \t\f]*(?:[\r\n]|\Z)')
_FUNCTIONS = frozenset({'FunctionDef', 'AsyncFunctionDef'})
_IMPORTS = frozenset({'Import', 'ImportFrom'})
# The grammar of tree-sitter-python knows Python up to this version, but for PEP 696
_NEWEST_SYNTAX = (3, 14)


class Statement(NamedTuple):
    """A top-level statement.

    `kind` is 'docstring', 'import', 'function' for an undecorated (async) `def`, else 'other'.
    `name` is that of a `def`, decorated or not. A decorated definition starts at its `@`.
    """

    kind: Literal['docstring', 'import', 'function', 'other']
    start: int
    end: int
    name: str


class Module(NamedTuple):
    """A parsed source text. `tree` is None when there is a `problem` or the text is `unjudged`.

    `unjudged` is a note: why the running Python cannot tell whether the text is sound.
    `lines` holds the byte offset of each line's start, `offsets` the character offset of each byte.
    """

    source: str
    tree: ast.Module | None
    problem: Problem | None
    unjudged: str | None
    lines: Sequence[int]
    offsets: Sequence[int]


def parse(source: str, *, body: bool = False) -> Module:
    """The syntax tree of `source`: a file, or with `body` the body of a function."""
    data = text.encode(source)
    bom = 3 if data.startswith(b'\xef\xbb\xbf') else 0
    lines = [bom, *(match.end() for match in _LINE_END.finditer(data))]
    module = Module(source, None, None, None, lines, text.character_offsets(data))
    code = data[bom:].decode()
    try:
        tree = _compile(code)
    except SyntaxError as error:
        broken = _problem(module, error)
        if _is_certain(error, data):
            return module._replace(problem=broken)
        version = '.'.join(map(str, sys.version_info[:2]))
        reason = f'{broken.message}, line {error.lineno}'
        note = f"Python {version} cannot judge this file's syntax ({reason})"
        return module._replace(unjudged=note)
    except (RecursionError, MemoryError):
        return module._replace(problem=Problem(0, len(source), 'nested too deeply'))
    problem = None if body else _compiler_problem(module, tree)
    return module._replace(tree=None if problem else tree, problem=problem)


def _compile(code: str) -> ast.Module:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        tree: ast.Module = compile(code, '<code>', 'exec', _ONLY_AST, dont_inherit=True)
    return tree


def _compiler_problem(module: Module, tree: ast.Module) -> Problem | None:
    """What only the compiler rejects: `return` outside a function, an argument given twice."""
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter('ignore')
            compile(tree, '<code>', 'exec', dont_inherit=True)
    except SyntaxError as error:
        # Unlike the parser, the compiler counts its columns in bytes.
        return _problem(module, error, columns_in_bytes=True)
    except (RecursionError, MemoryError):
        return Problem(0, len(module.source), 'nested too deeply')
    return None


def _problem(module: Module, error: SyntaxError, *, columns_in_bytes: bool = False) -> Problem:
    def position(line: int | None, column: int | None) -> int:
        if not line or line > len(module.lines):
            return len(module.source)
        first_byte = module.lines[line - 1]
        last_byte = module.lines[line] if line < len(module.lines) else len(module.offsets) - 1
        column = max(column or 1, 1) - 1
        if columns_in_bytes:
            return module.offsets[min(first_byte + column, last_byte)]
        return min(module.offsets[first_byte] + column, module.offsets[last_byte])

    start = position(error.lineno, error.offset)
    end = position(error.end_lineno, error.end_offset) if error.end_offset else start
    return Problem(start, max(start, end), error.msg)


def _is_certain(error: SyntaxError, data: bytes) -> bool:
    """Whether no newer Python could accept what this one rejects."""
    if isinstance(error, IndentationError) or sys.version_info >= _NEWEST_SYNTAX:
        return True
    if error.msg.startswith('too many nested parentheses'):
        return True
    return _grammar_rejects(data)


def _grammar_rejects(data: bytes) -> bool:
    """Whether tree-sitter-python finds an error, or only Python 2 would agree with it."""
    pending = [_parser().parse(data).root_node]
    while pending:
        node = pending.pop()
        if node.is_error or node.is_missing or node.type in {'print_statement', 'exec_statement'}:
            return True
        # PEP 696 (Python 3.13): the grammar rejects the default in `class A[T = int]`.
        if node.type != 'type_parameter' or not _has_default(node.text or b''):
            pending.extend(node.children)
    return False


def _has_default(type_parameter: bytes) -> bool:
    return b'=' in type_parameter


@cache
def _parser() -> Parser:
    import tree_sitter
    import tree_sitter_python

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_python.language()))


def statements(module: Module) -> tuple[Statement, ...]:
    """The top-level statements, comments left out; empty for a text without a tree."""
    if module.tree is None:
        return ()
    return tuple(_statement(module, index, node) for index, node in enumerate(module.tree.body))


def _statement(module: Module, index: int, node: ast.stmt) -> Statement:
    kind: Literal['docstring', 'import', 'function', 'other'] = 'other'
    start, end = _span(module, node)
    type_name = type(node).__name__
    name = ''
    if type_name in _IMPORTS:
        kind = 'import'
    elif type_name in _FUNCTIONS:
        name = node.name  # type: ignore[attr-defined]
        decorators = node.decorator_list  # type: ignore[attr-defined]
        if decorators:
            start = module.source.rindex('@', 0, _span(module, decorators[0])[0])
        else:
            kind = 'function'
    elif index == 0 and _is_text(node):
        kind = 'docstring'
    return Statement(kind, start, end, name)


def _is_text(node: ast.stmt) -> bool:
    value = getattr(node, 'value', None)
    return type(node).__name__ == 'Expr' and isinstance(getattr(value, 'value', None), str)


def _span(module: Module, node: ast.stmt | ast.expr) -> tuple[int, int]:
    start = module.lines[node.lineno - 1] + node.col_offset
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    end = module.lines[node.end_lineno - 1] + node.end_col_offset
    return module.offsets[start], module.offsets[end]


def statement_at(module: Module, start: int, end: int) -> bool:
    """Whether [start, end) is one name at column 0, alone on its line, as a top-level statement."""
    if module.tree is None:
        return False
    line = bisect_right(module.lines, start, key=module.offsets.__getitem__)
    index = bisect_left(module.tree.body, line, key=_line)
    if index == len(module.tree.body):
        return False
    node = module.tree.body[index]
    return (
        _span(module, node) == (start, end)
        and node.col_offset == 0
        and type(node).__name__ == 'Expr'
        and type(getattr(node, 'value', None)).__name__ == 'Name'
        and _REST_OF_LINE.match(module.source, end) is not None
    )


def _line(node: ast.stmt) -> int:
    return node.lineno
