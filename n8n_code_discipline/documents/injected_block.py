"""What the round-trip rules look at: marker blocks, as resync finds and judges them. ``check`` never makes these."""

import os
from collections.abc import Iterator
from typing import NamedTuple

from n8n_code_discipline.diagnostic import Finding
from n8n_code_discipline.diagnostic import Span
from n8n_code_discipline.documents.code_node import CodeNode
from n8n_code_discipline.documents.template import Template
from n8n_code_discipline.syntax import markup
from n8n_code_discipline.syntax.markup import Block
from n8n_code_discipline.workspace import layout
from n8n_code_discipline.workspace.files import Source
from n8n_code_discipline.workspace.targets import Target


class InjectedBlock(NamedTuple):
    """A marker block where it stands, and the file that its path names.

    ``target`` is 'outside' also for a path that leads through a symlink: resync writes through none. ``body`` is the
    injected code, normalised.
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
    """A block whose body is neither that of its function file nor of an older version of it.

    ``function`` is None where there is no file. ``gap`` says why git could not tell (''; it could). ``refusal`` says
    why an update was asked for and not made.
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
    """Yield the whole marker blocks of a Code node."""
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
