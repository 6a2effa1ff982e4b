"""Marker blocks as resync finds and compares them: the subjects of the round-trip rules."""

import os
from collections.abc import Iterator
from typing import NamedTuple

from n8n_code_discipline.diagnostic import Finding, Span
from n8n_code_discipline.documents.code_node import CodeNode
from n8n_code_discipline.documents.template import Template
from n8n_code_discipline.syntax import markup
from n8n_code_discipline.syntax.markup import Block
from n8n_code_discipline.workspace import layout
from n8n_code_discipline.workspace.files import Source
from n8n_code_discipline.workspace.targets import Target


class InjectedBlock(NamedTuple):
    """A marker block of a Code node, and the file that its path names.

    ``target`` is 'outside' also if a component of the path is a symlink: resync never writes through one. ``body`` is
    the injected code, normalized.
    """

    node: CodeNode
    block: Block
    target: Target
    body: str

    def finding(self, message: str) -> Finding:
        """Return a finding about the block, at its opening marker."""
        opener = self.node.code[self.block.start : self.block.body_start]
        return self.node.finding(message, Span(self.block.start, self.block.start + len(opener.rstrip())))


class Drift(NamedTuple):
    """A block whose body equals neither its function file nor an older version of it.

    ``function`` is None if there is no file. ``gap`` explains why the history is incomplete, '' if it is complete.
    ``refusal`` explains why a requested update was not made.
    """

    block: InjectedBlock
    function: Source | None
    gap: str = ''
    refusal: str = ''


class Conflict(NamedTuple):
    """A block that was edited, and the ``other`` block of the same path that was edited differently."""

    block: InjectedBlock
    other: InjectedBlock


def injected_blocks(node: CodeNode) -> Iterator[InjectedBlock]:
    """Yield the well-formed marker blocks of a Code node."""
    targets: dict[str, Target] = {}
    for block in node.markers.blocks:
        if block.path not in targets:
            targets[block.path] = _resolve(node.template, block.path)
        body = markup.normalize_lines(node.code[block.body_start : block.body_end])
        yield InjectedBlock(node, block, targets[block.path], body)


def _resolve(template: Template, path: str) -> Target:
    root = template.root
    target = template.workspace.target(root, path)
    inside = layout.relative(root, target.path)
    parts = inside.split('/') if inside else []
    for count in range(1, len(parts) + 1):
        link = '/'.join(parts[:count])
        if os.path.islink(os.path.join(root, link)):
            return Target(target.path, 'outside', f'leads through a symlink ({link})')
    return target
