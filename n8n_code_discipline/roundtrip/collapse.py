"""Collapse marker blocks to placeholders: pure text to text."""

from collections.abc import Iterable, Mapping

from n8n_code_discipline.documents.code_node import CodeNode
from n8n_code_discipline.documents.injected_block import InjectedBlock
from n8n_code_discipline.documents.json_document import JsonEdit
from n8n_code_discipline.documents.template import Template
from n8n_code_discipline.edits import line_end
from n8n_code_discipline.syntax import markup


def collapse(template: Template, blocks: Iterable[InjectedBlock]) -> str:
    """Return the template's text with these blocks collapsed; every other character stays."""
    return template.document.splice(
        JsonEdit(item.node.field.path, item.block.start, item.block.end, placeholder(item)) for item in blocks
    )


def collapsed_code(node: CodeNode, blocks: Iterable[InjectedBlock], spellings: Mapping[str, str]) -> str:
    """Return a node's code with these blocks, given in the order of the code, collapsed.

    ``spellings`` maps a path to the placeholder to write for it instead of the canonical one.
    """
    parts = []
    position = 0
    for item in blocks:
        parts += [node.code[position : item.block.start], spellings.get(item.block.path) or placeholder(item)]
        position = item.block.end
    return ''.join(parts) + node.code[position:]


def placeholder(item: InjectedBlock) -> str:
    """Return the placeholder that replaces a block."""
    return item.node.template.placeholder(item.node.field_language, item.block.path)


def with_body(text: str, body: str) -> str:
    """Return a function file's text with another, normalized body.

    The ``#!`` line and the final newlines stay. Lines end like the first one; an empty file gets a final newline.
    """
    newline = line_end(text)
    start = markup.preamble_length(text)
    preamble = text[:start]
    if '#!' in preamble and not preamble.endswith('\n'):
        preamble += newline
    end = max(start, len(text.rstrip('\r\n')))
    ending = text[end:] if end > start else newline
    return preamble + body.replace('\n', newline) + ending
