"""A Code node of a template."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING
from typing import Any
from typing import NamedTuple
from typing import TypeVar

from n8n_code_discipline.diagnostic import CodePosition
from n8n_code_discipline.diagnostic import Finding
from n8n_code_discipline.documents import workflow
from n8n_code_discipline.documents.template import Reference
from n8n_code_discipline.documents.template import Template
from n8n_code_discipline.documents.template import label
from n8n_code_discipline.syntax import markup
from n8n_code_discipline.syntax.markup import Markers
from n8n_code_discipline.syntax.markup import NearMiss
from n8n_code_discipline.syntax.markup import Placeholder
from n8n_code_discipline.text import EXCERPT_LENGTH
from n8n_code_discipline.text import LineIndex
from n8n_code_discipline.text import excerpt
from n8n_code_discipline.text import line_part

if TYPE_CHECKING:
    from n8n_code_discipline.documents.function_file import FunctionFile
    from n8n_code_discipline.documents.json_document import JsonPath
    from n8n_code_discipline.syntax import javascript
    from n8n_code_discipline.syntax import python
    from n8n_code_discipline.syntax.names import Names
    from n8n_code_discipline.syntax.problem import Problem
    from n8n_code_discipline.workspace.layout import Language

Place = TypeVar('Place', Placeholder, NearMiss)


class Injection(NamedTuple):
    """A code placeholder and the function file that hydrate puts in its place."""

    placeholder: Placeholder
    function: FunctionFile


class CodeNode:
    """A node with a code field. Its finding methods name the node and point into the code."""

    def __init__(self, template: Template, node: workflow.Node, field: workflow.CodeField) -> None:
        self.template = template
        self.node = node
        self.field = field
        self.name = node.name
        self.code = field.code or ''
        self.language: Language | None = field.language  # that the node runs, None if unknown
        self.lines = LineIndex(self.code)
        self._line = (0, '')

    @property
    def is_code_node(self) -> bool:
        """Whether it is a Code node proper (not a LangChain tool with the same fields)."""
        return self.node.type == workflow.CODE

    @property
    def field_language(self) -> Language:
        """The language that the name of the code field stands for, also where the node's own is unknown."""
        return 'py' if self.field.name == workflow.FIELDS['py'] else 'js'

    @cached_property
    def markers(self) -> Markers:
        """The marker blocks of the code, or what is broken about them."""
        return markup.markers(self.code, self.field_language)

    @property
    def unsynced(self) -> bool:
        """Whether the code holds markers, whole or broken: resync comes before any judgement of the glue."""
        return self.markers != markup.NO_MARKERS

    @cached_property
    def placeholders(self) -> tuple[Placeholder, ...]:
        """All placeholders of the code, of every kind; those in injected code are its own business."""
        found = markup.placeholders(self.code)
        return tuple(self._outside_blocks(found)) if self.markers.blocks else found

    @cached_property
    def near_misses(self) -> tuple[NearMiss, ...]:
        """What was meant to be a placeholder and is not read as one, outside injected code."""
        found = markup.near_misses(self.code)
        return tuple(self._outside_blocks(found)) if self.markers.blocks else found

    def _outside_blocks(self, found: Iterable[Place]) -> Iterator[Place]:
        blocks = self.markers.blocks
        ends = [block.end for block in blocks]
        for place in found:
            index = bisect_right(ends, place.start)
            if index == len(blocks) or place.start < blocks[index].start:
                yield place

    @cached_property
    def syntax(self) -> javascript.Script | python.Module:
        """The tree of the code with stand-ins of the same length for its placeholders."""
        if self.language == 'py':
            from n8n_code_discipline.syntax import python

            return python.parse(markup.with_stand_ins(self.code, self.placeholders, block=False), body=True)
        from n8n_code_discipline.syntax import javascript

        body = markup.with_stand_ins(self.code, self.placeholders, block=True)
        if body.startswith('='):  # n8n removes it before it runs the code (2.40.7)
            body = ' ' + body[1:]
        return javascript.parse(body, body=True)

    def forget_syntax(self) -> None:
        """Let go of the tree, which takes a hundred times the code's memory; it is made again if asked for."""
        kept = vars(self)
        if 'syntax' in kept:
            for name in ('syntax', 'problems', 'names'):
                kept.pop(name, None)

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """The syntax errors of the code."""
        return self.syntax.problems

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """The code's placeholders, resolved; whether they are well placed is judged by the tree."""
        return tuple(
            self.template.reference(placeholder, well_placed=self._well_placed(placeholder))
            for placeholder in self.placeholders
        )

    @cached_property
    def injections(self) -> tuple[Injection, ...]:
        """The placeholders that hydrate replaces by function files, in the order of the code."""
        found = []
        for reference in self.references:
            if reference.placeholder.kind == self.language and reference.target.state == 'file':
                function = self.template.load(reference.target.path)
                if function is not None:
                    found.append(Injection(reference.placeholder, function))
        return tuple(found)

    @cached_property
    def injected(self) -> tuple[FunctionFile, ...]:
        """The function files that hydrate would put into the code, in the order of the code."""
        return tuple(injection.function for injection in self.injections)

    @cached_property
    def can_be_judged(self) -> bool:
        """Whether the code as hydrated is known: a known language, and nothing wrong with a placeholder or marker."""
        if not self.field.known or not self.code.strip() or self.unsynced or self.near_misses:
            return False
        if not all(reference.well_placed and reference.target.state == 'file' for reference in self.references):
            return False
        code_placeholders = sum(placeholder.kind in markup.CODE_KINDS for placeholder in self.placeholders)
        return code_placeholders == sum(function.language == self.language for function in self.injected)

    @cached_property
    def syntax_problem(self) -> Problem | None:
        """The first syntax error of the code as hydrated, apart from the function files, None if there is none.

        What a placeholder of another kind stands for is unknown: none of those causes an error.
        """
        if not self.can_be_judged or not self.problems:
            return None
        problem = self.problems[0]
        for placeholder in self.placeholders:
            if placeholder.kind not in markup.CODE_KINDS:
                whole_line = placeholder.kind in markup.TEXT_KINDS and markup.stands_alone(self.code, placeholder)
                if whole_line or (placeholder.start <= problem.end and problem.start <= placeholder.end):
                    return None
        return problem

    @property
    def unjudged(self) -> str | None:
        """Why the running Python cannot tell whether the code is sound, None where it can."""
        return self.syntax.unjudged

    @cached_property
    def has_names(self) -> bool:
        """Whether rules about names may speak: the code as hydrated is known, parses and hides no name."""
        if not self.can_be_judged or self.problems:
            return False
        if self.unjudged:
            return False
        if not all(function.parses and not function.names.opaque for function in self.injected):
            return False
        return not self.names.opaque and not any(
            self._placeholder_at(read.start, read.end, markup.TEXT_KINDS) for read in self.names.reads
        )

    @cached_property
    def names(self) -> Names:
        """What the glue declares and reads, stand-ins included; nothing where it does not parse."""
        return self.syntax.names

    @cached_property
    def glue_names(self) -> frozenset[str]:
        """What the glue declares at its top, or assigns; nothing where that is unknown. It stays without the tree."""
        return self.names.bound if not self.unsynced and not self.problems else frozenset()

    def is_stand_in(self, start: int, end: int) -> bool:
        """Tell whether the characters ``start`` to ``end`` of the code are, or touch, a placeholder."""
        return self._placeholder_at(start, end, (*markup.CODE_KINDS, *markup.TEXT_KINDS, *markup.DEPLOY_KINDS))

    def _placeholder_at(self, start: int, end: int, kinds: tuple[str, ...]) -> bool:
        index = bisect_right(self.placeholders, start, key=_end)
        if index == len(self.placeholders):
            return False
        placeholder = self.placeholders[index]
        return placeholder.start < end and placeholder.kind in kinds

    def is_glued(self, reference: Reference) -> bool:
        """Whether the last statement of the file that a placeholder injects would go on in the code after it."""
        placeholder = reference.placeholder
        if (self.language, placeholder.kind, reference.target.state) != ('js', 'js', 'file') or self.problems:
            return False
        from n8n_code_discipline.syntax import javascript

        if not isinstance(self.syntax, javascript.Script) or not reference.well_placed:
            return False
        if not javascript.is_continued(self.syntax, placeholder.start):
            return False
        function = self.template.load(reference.target.path)
        if function is None or function.language != 'js' or not function.parses:
            return False
        return javascript.is_open_ended(function.script)

    def _well_placed(self, placeholder: Placeholder) -> bool:
        if placeholder.kind not in markup.CODE_KINDS:
            return True
        if not markup.stands_alone(self.code, placeholder):
            return False
        if self.problems:  # a broken tree tells nothing about places
            return True
        return self.syntax.statement_at(placeholder.start, placeholder.end)

    def finding(self, message: str, start: int | None = None, end: int = 0) -> Finding:
        """A finding about the code field, or about its 0-based decoded characters ``start`` to ``end``."""
        if start is None:
            return self.finding_at(message, 'parameters', self.field.name)
        found = self.template.finding_in_string(message, self.field.path, start, end, self.node)
        return found._replace(code=self._position(start, end))

    def code_finding(self, message: str, start: int, end: int) -> Finding:
        """A finding about the 0-based decoded characters ``start`` to ``end`` that quotes their line of the code."""
        line, column = self.lines.position(start)
        part, before = line_part(self.code, start, EXCERPT_LENGTH - 1)
        shown = excerpt(part) if before == column - 1 else f'…{excerpt(part)}'
        return self.finding(f"{message} (line {line} of the code: '{shown}')", start, end)

    def _position(self, offset: int, end: int) -> CodePosition:
        line, column = self.lines.position(offset)
        if self._line[0] != line:  # findings of one line share its text
            self._line = (line, line_at(self.code, offset - column + 1))
        return CodePosition(line, column, self._line[1], max(1, end - offset))

    def finding_at(self, message: str, *path: str, key: bool = False) -> Finding:
        """A finding about a value of the node, or about the nearest value around it that exists."""
        value: Any = self.node.data
        existing: JsonPath = self.node.path
        for part in path:
            if not isinstance(value, dict) or part not in value:
                break
            value = value[part]
            existing = (*existing, part)
        return self.template.finding(f'{self.label}: {message}', existing, node=self.name, key=key)

    @property
    def label(self) -> str:
        """How messages call the node."""
        return label(self.node)


def _end(placeholder: Placeholder) -> int:
    return placeholder.end


def line_at(code: str, start: int) -> str:
    """Return the line that begins at a 0-based offset, without its end."""
    end = code.find('\n', start)
    return code[start : len(code) if end < 0 else end].removesuffix('\r')
