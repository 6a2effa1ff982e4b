"""V8's word on the JavaScript of Code nodes: every body, as it is after hydrate, compiled by node and not executed."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from typing import TYPE_CHECKING
from typing import NamedTuple

from n8n_code_discipline.diagnostic import Span
from n8n_code_discipline.documents.hydrated_body import Piece
from n8n_code_discipline.documents.hydrated_body import hydrated_body
from n8n_code_discipline.syntax import markup
from n8n_code_discipline.workspace import programs

if TYPE_CHECKING:
    from n8n_code_discipline.diagnostic import Finding
    from n8n_code_discipline.documents.code_node import CodeNode
    from n8n_code_discipline.documents.function_file import FunctionFile

_SCRIPT = os.path.join(os.path.dirname(__file__), 'plugins', 'compile_bodies.cjs')
# what ends a line for JavaScript
_LINE_END = re.compile('\r\n|[\n\r\u2028\u2029]')


class Body(NamedTuple):
    """A Code node's JavaScript as it is after hydrate."""

    node: CodeNode
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The whole body."""
        return ''.join(piece.text for piece in self.pieces)


class Problem(NamedTuple):
    """What V8 rejects: a 1-based line of a body, a 0-based column in characters."""

    line: int
    column: int
    message: str


class Verdict(NamedTuple):
    """The version of node that judged (``v24.1.0``), and for each body its problem, None where it compiles."""

    version: str
    problems: tuple[Problem | None, ...]


def hydrated(node: CodeNode) -> Body | None:
    """Return a JavaScript node's body as it is after hydrate, None for another node or where hydrate would refuse."""
    if node.language != 'js':
        return None
    # the deploy step writes values in place of these
    deployed = tuple(item for item in node.placeholders if item.kind in markup.DEPLOY_KINDS)
    code = markup.with_stand_ins(node.code, deployed, block=False)
    try:
        pieces = hydrated_body(node)
    except ValueError:
        return None
    return Body(
        node, tuple(piece._replace(text=code[piece.start : piece.end]) if piece.is_glue else piece for piece in pieces)
    )


def judge(node: str, bodies: Iterable[Body], environment: Mapping[str, str], timeout: float) -> Verdict:
    """Compile all bodies in one process of the program ``node``.

    Raises OSError where it cannot do that, or not within ``timeout`` seconds.
    """
    texts = json.dumps([body.text for body in bodies])
    try:
        done = programs.capture([node, _SCRIPT], text=texts.encode(), environment=environment, timeout=timeout)
    except TimeoutError as error:
        raise OSError(f'{node} {error}, as it was to compile JavaScript') from None
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        lines = done.stderr.decode(errors='replace').strip().splitlines() or [f'exit status {done.returncode}']
        raise OSError(f'{node} cannot compile JavaScript: {lines[-1]}') from None
    return Verdict(answer['version'], tuple(problem and Problem(**problem) for problem in answer['problems']))


def findings(bodies: Sequence[Body], verdict: Verdict) -> list[tuple[Body, Finding]]:
    """What V8 rejects, at the glue or at the placeholder of the function file; a line of a function file once."""
    found = []
    told: set[tuple[str, int]] = set()
    for body, problem in zip(bodies, verdict.problems, strict=True):
        if problem is None:
            continue
        piece, offset = _place(body, problem)
        message = f'JavaScript syntax: {problem.message} (V8 of node {verdict.version})'
        if piece.function is not None:
            line = _line_in_file(piece.function, piece.text[:offset])
            if (piece.function.path, line) in told:
                continue
            told.add((piece.function.path, line))
            message += f', line {line} of {piece.function.display_name}'
        place = piece.start + offset if piece.is_glue else piece.start
        found.append((body, body.node.finding(message, Span(place, place))))
    return found


def _place(body: Body, problem: Problem) -> tuple[Piece, int]:
    """The piece that a problem stands in, and the offset there; what V8 sees after the last line stands at the end."""
    text = body.text
    lines = [0, *(match.end() for match in _LINE_END.finditer(text))]
    offset = len(text.rstrip())
    if problem.line <= len(lines):
        offset = min(lines[problem.line - 1] + problem.column, len(text))
    for piece in body.pieces:
        if offset < len(piece.text):
            return piece, offset
        offset -= len(piece.text)
    last = body.pieces[-1]
    return last, len(last.text)


def _line_in_file(function: FunctionFile, before: str) -> int:
    """The 1-based line of a function file that follows ``before`` in its block, whose first line is the marker."""
    text = function.source.text
    return text.count('\n', 0, markup.preamble_length(text)) + max(before.count('\n'), 1)
