"""Placeholders to the code and text they name: pure text to text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from n8n_code_discipline.documents.json_document import Edit
from n8n_code_discipline.edits import line_end
from n8n_code_discipline.syntax import markup
from n8n_code_discipline.workspace import files

if TYPE_CHECKING:
    from n8n_code_discipline.documents.code_node import CodeNode
    from n8n_code_discipline.documents.template import Reference
    from n8n_code_discipline.documents.template import Template


def hydrate(template: Template, read: files.Read = files.read) -> str:
    """Return a template's text with function files injected as marker blocks and text files as text.

    Every other character is kept. What is injected is never scanned for placeholders. ``env`` and ``uuid`` are left
    to the deploy step. Raises ValueError for what could not be brought back by resync, or cannot be read.
    """
    edits = [edit for node in template.code_nodes for edit in code_edits(node, read)]
    for path, _, reference in template.text_references:
        place = '.'.join(map(str, path))
        if reference.placeholder.kind in markup.CODE_KINDS:
            raise ValueError(f"placeholder '{reference.placeholder.path}' stands in {place}, which is no code field")
        if reference.placeholder.kind in markup.TEXT_KINDS:
            text = _text(reference, place, template.root, read)
            edits.append(Edit(path, reference.placeholder.start, reference.placeholder.end, text))
    return template.document.splice(edits)


def code_edits(node: CodeNode, read: files.Read = files.read) -> Iterator[Edit]:
    """Yield what hydrate puts into a node's code, in its order. Raises ValueError where it refuses."""
    if node.unsynced:
        command = node.template.settings.command('resync', path=node.template.path)
        raise ValueError(f'{node.label} holds round-trip markers: run {command} first')
    newline = line_end(node.code)
    for reference in node.references:
        placeholder = reference.placeholder
        if placeholder.kind in markup.TEXT_KINDS:
            text = _text(reference, node.label, node.template.root, read)
        elif placeholder.kind in markup.CODE_KINDS:
            text = _block(node, reference, newline)
        else:
            continue
        yield Edit(node.field.path, placeholder.start, placeholder.end, text)


def _block(node: CodeNode, reference: Reference, newline: str) -> str:
    kind, path = reference.placeholder.kind, reference.placeholder.path
    if not reference.well_placed:
        raise ValueError(f"{node.label}: placeholder '{path}' is no line and statement of its own")
    _expect_file(reference, node.label)
    function = node.template.load(reference.target.path)
    if function is None or function.language != kind or kind != node.field_language:
        raise ValueError(f"{node.label}: '{path}' is no function file that {node.field.name} can hold")
    if function.source.problem:
        raise ValueError(f"{node.label}: '{path}' {function.source.problem}")
    return markup.block(kind, path, function.source.text, newline)


def _text(reference: Reference, place: str, root: str, read: files.Read) -> str:
    _expect_file(reference, place)
    source = read(reference.target.path, root)
    if source.problem:
        raise ValueError(f"{place}: '{reference.placeholder.path}' {source.problem}")
    return files.without_final_newline(source.text)


def _expect_file(reference: Reference, place: str) -> None:
    target = reference.target
    if target.state != 'file':
        problem = target.reason if target.state == 'outside' else 'does not exist'
        raise ValueError(f"{place}: '{reference.placeholder.path}' {problem}")
