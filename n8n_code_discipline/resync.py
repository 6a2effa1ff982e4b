"""Marker blocks back to placeholders: pure text to text."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping

from n8n_code_discipline import markup
from n8n_code_discipline.blocks import InjectedBlock
from n8n_code_discipline.documents import CodeNode
from n8n_code_discipline.documents import Template
from n8n_code_discipline.edits import line_end
from n8n_code_discipline.json_document import Edit


def collapse(template: Template, blocks: Iterable[InjectedBlock]) -> str:
    """Return the template's text with blocks of its code fields collapsed; every other character is kept."""
    return template.document.splice(
        Edit(item.node.field.path, item.block.start, item.block.end, placeholder(item)) for item in blocks
    )


def collapsed_code(node: CodeNode, blocks: Iterable[InjectedBlock], spellings: Mapping[str, str]) -> str:
    """Return a node's code with blocks of it, in the order of the code, collapsed.

    ``spellings`` holds placeholders by path for those that are not to be spelled the canonical way.
    """
    parts = []
    position = 0
    for item in blocks:
        parts += [node.code[position : item.block.start], spellings.get(item.block.path) or placeholder(item)]
        position = item.block.end
    return ''.join(parts) + node.code[position:]


def placeholder(item: InjectedBlock) -> str:
    """Return the placeholder that a block becomes."""
    style = item.node.template.settings.placeholder_style
    return markup.canonical(item.node.field_language, item.block.path, style)


def with_body(text: str, body: str) -> str:
    """Return a function file's text with another body (normalised).

    Its ``#!`` line, line ends and final newlines are kept; an empty file becomes one with LF and a final newline.
    """
    newline = line_end(text)
    start = markup.preamble_length(text)
    preamble = text[:start]
    if '#!' in preamble and not preamble.endswith('\n'):
        preamble += newline
    ending = text[len(text.rstrip('\r\n')) :] if len(text.rstrip('\r\n')) > start else newline
    return preamble + body.replace('\n', newline) + ending
