"""What the round-trip rules look at: marker blocks, as resync finds and judges them. ``check`` never makes these."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING
from typing import NamedTuple

from n8n_code_discipline.syntax import markup
from n8n_code_discipline.workspace import layout
from n8n_code_discipline.workspace import targets
from n8n_code_discipline.workspace.targets import Target

if TYPE_CHECKING:
    from n8n_code_discipline.documents.code_node import CodeNode
    from n8n_code_discipline.documents.template import Template
    from n8n_code_discipline.syntax.markup import Block
    from n8n_code_discipline.workspace.files import Source


class InjectedBlock(NamedTuple):
    """A marker block where it stands, and the file that its path names.

    ``target`` is 'outside' also for a path that leads through a symlink: resync writes through none. ``body`` is the
    injected code, normalised.
    """

    node: CodeNode
    block: Block
    target: Target
    body: str

    @property
    def opener_end(self) -> int:
        """Where the opening marker ends in the code."""
        line = self.node.code[self.block.start : self.block.body_start]
        return self.block.start + len(line.rstrip())


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


def injected_blocks(template: Template) -> Iterator[InjectedBlock]:
    """Yield the whole marker blocks of a template's code fields."""
    targets: dict[str, Target] = {}
    for node in template.code_nodes:
        for block in node.markers.blocks:
            if block.path not in targets:
                targets[block.path] = _resolve(template.root, block.path)
            body = markup.normalize_lines(node.code[block.body_start : block.body_end])
            yield InjectedBlock(node, block, targets[block.path], body)


def _resolve(root: str, path: str) -> Target:
    target = targets.resolve(root, path)
    inside = layout.relative(root, target.path)
    parts = inside.split('/') if inside else []
    for count in range(1, len(parts) + 1):
        link = '/'.join(parts[:count])
        if os.path.islink(os.path.join(root, link)):
            return Target(target.path, 'outside', f'leads through a symlink ({link})')
    return target
