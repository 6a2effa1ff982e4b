"""Compile the JavaScript of Code nodes with V8 and report syntax errors; nothing is executed."""

import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from n8n_code_discipline.diagnostic import Finding, Span
from n8n_code_discipline.documents.code_node import CodeNode
from n8n_code_discipline.documents.function_file import FunctionFile
from n8n_code_discipline.documents.hydrated_body import Piece, hydrated_body
from n8n_code_discipline.syntax import markup
from n8n_code_discipline.workspace import programs

_SCRIPT = os.path.join(os.path.dirname(__file__), 'plugins', 'compile_bodies.cjs')
# the line terminators of JavaScript
_LINE_END = re.compile('\r\n|[\n\r\u2028\u2029]')


class HydratedBody(NamedTuple):
    """The hydrated JavaScript of a Code node."""

    node: CodeNode
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The whole body."""
        return ''.join(piece.text for piece in self.pieces)


class CompileError(NamedTuple):
    """A syntax error in a body: a 1-based line, a 0-based column in characters."""

    line: int
    column: int
    message: str


def hydrated_script(node: CodeNode) -> HydratedBody | None:
    """Return the hydrated body of a JavaScript node, None for other nodes and for those that hydrate rejects."""
    if node.language != 'js':
        return None
    # the deploy step replaces these by values
    deployed = tuple(item for item in node.placeholders if item.kind in markup.DEPLOY_KINDS)
    code = markup.with_stand_ins(node.code, deployed, block=False)
    try:
        pieces = hydrated_body(node)
    except ValueError:
        return None
    return HydratedBody(
        node, tuple(piece._replace(text=code[piece.start : piece.end]) if piece.is_glue else piece for piece in pieces)
    )


def compile_bodies(
    node: str, bodies: Iterable[HydratedBody], environment: Mapping[str, str], timeout: float
) -> tuple[str, list[CompileError | None]]:
    """Compile all bodies in one process of the program ``node``.

    Returns:
        The version of node (``v24.1.0``), and the error of each body, None for one that compiles.

    Raises:
        OSError: node cannot be started, or does not end within ``timeout`` seconds.
    """
    texts = json.dumps([body.text for body in bodies])
    try:
        done = programs.capture([node, _SCRIPT], text=texts.encode(), environment=environment, timeout=timeout)
    except TimeoutError as error:
        raise OSError(f'{node} {error} while compiling JavaScript') from None
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        lines = done.stderr.decode(errors='replace').strip().splitlines() or [f'exit status {done.returncode}']
        raise OSError(f'{node} cannot compile JavaScript: {lines[-1]}') from None
    return answer['version'], [error and CompileError(**error) for error in answer['errors']]


def findings(
    bodies: Sequence[HydratedBody], version: str, errors: Sequence[CompileError | None]
) -> list[tuple[HydratedBody, Finding]]:
    """Return a finding per error, in the glue or at the placeholder of the function file.

    An error in a function file is reported once.
    """
    found = []
    reported: set[tuple[str, int]] = set()
    for body, error in zip(bodies, errors, strict=True):
        if error is None:
            continue
        piece, offset = _locate(body, error)
        message = f'JavaScript syntax: {error.message} (V8 of node {version})'
        if piece.function is not None:
            line = _line_in_file(piece.function, piece.text[:offset])
            if (piece.function.path, line) in reported:
                continue
            reported.add((piece.function.path, line))
            message += f', line {line} of {piece.function.display_name}'
        position = piece.start + offset if piece.is_glue else piece.start
        found.append((body, body.node.finding(message, Span(position, position))))
    return found


def _locate(body: HydratedBody, error: CompileError) -> tuple[Piece, int]:
    """Return the piece that contains an error and the offset in it; an error after the last line is at the end."""
    text = body.text
    lines = [0, *(match.end() for match in _LINE_END.finditer(text))]
    offset = len(text.rstrip())
    if error.line <= len(lines):
        offset = min(lines[error.line - 1] + error.column, len(text))
    for piece in body.pieces:
        if offset < len(piece.text):
            return piece, offset
        offset -= len(piece.text)
    last = body.pieces[-1]
    return last, len(last.text)


def _line_in_file(function: FunctionFile, before: str) -> int:
    """Return the 1-based line of a function file after the text ``before`` of its block, marker included."""
    text = function.source.text
    return text.count('\n', 0, markup.preamble_length(text)) + max(before.count('\n'), 1)
