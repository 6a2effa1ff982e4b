"""The body of a Code node after hydrate, in pieces that know their origin."""

from typing import NamedTuple

from n8n_code_discipline.documents.code_node import CodeNode
from n8n_code_discipline.documents.function_file import FunctionFile
from n8n_code_discipline.documents.references import Reference
from n8n_code_discipline.documents.template import Template
from n8n_code_discipline.edits import line_end
from n8n_code_discipline.syntax import markup


class Piece(NamedTuple):
    """A part of a hydrated body.

    Glue is the code of the node from ``start`` to ``end`` (0-based characters); any other piece replaces the
    placeholder at that place. ``function`` is the injected function file; a text file and glue have none.
    """

    text: str
    start: int
    end: int
    is_glue: bool
    function: FunctionFile | None = None


def hydrated_body(node: CodeNode) -> tuple[Piece, ...]:
    """Return the pieces of a node's body after hydrate; ``env`` and ``uuid`` placeholders stay in the glue.

    Raises:
        ValueError: hydrate refuses the node; the message gives the reason.
    """
    if node.unsynced:
        command = node.settings.command('resync', path=node.template.path)
        raise ValueError(f'{node.label} contains round-trip markers: run {command} first')
    newline = line_end(node.code)
    pieces = []
    position = 0
    for reference in node.references:
        kind, _, start, end = reference.placeholder
        if kind in markup.DEPLOY_KINDS:
            continue
        if kind in markup.TEXT_KINDS:
            piece = Piece(injected_text(node.template, reference, node.label), start, end, is_glue=False)
        else:
            function = _function(node, reference)
            block = function.block(reference.placeholder.path, newline)
            piece = Piece(block, start, end, is_glue=False, function=function)
        pieces += [Piece(node.code[position:start], position, start, is_glue=True), piece]
        position = end
    return (*pieces, Piece(node.code[position:], position, len(node.code), is_glue=True))


def injected_text(template: Template, reference: Reference, place: str) -> str:
    """Return the text that replaces a text placeholder. Raises ValueError; its message begins with ``place``."""
    source = template.workspace.text(reference.target.path) if reference.target.state == 'file' else None
    if source is None or source.problem:
        problem = source.problem if source else reference.target.reason or 'does not exist'
        raise ValueError(f"{place}: '{reference.placeholder.path}' {problem}")
    return source.text


def _function(node: CodeNode, reference: Reference) -> FunctionFile:
    kind, path, target = reference.placeholder.kind, reference.placeholder.path, reference.target
    is_valid = reference.well_placed and target.state == 'file' and kind == node.field_language
    function = node.template.workspace.function(target.path) if is_valid else None
    if function is None or function.language != kind or function.source.problem:
        raise ValueError(f"{node.label}: '{path}' cannot be injected into {node.field.name}")
    return function
