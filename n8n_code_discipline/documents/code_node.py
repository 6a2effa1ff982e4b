"""A Code node of a template, and its code in the language that it runs."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from n8n_code_discipline.diagnostic import CodePosition, Finding, Place, Span
from n8n_code_discipline.documents import workflow
from n8n_code_discipline.documents.json_document import JsonPath
from n8n_code_discipline.documents.references import Reference, label
from n8n_code_discipline.documents.template import Template
from n8n_code_discipline.registry import Views
from n8n_code_discipline.syntax import markup, parsers
from n8n_code_discipline.syntax.markup import Markers, Placeholder
from n8n_code_discipline.text import EXCERPT_LENGTH, LineIndex, excerpt, line_part
from n8n_code_discipline.workspace.layout import Language

if TYPE_CHECKING:  # a template without code starts without these
    from n8n_code_discipline.documents.function_file import FunctionFile
    from n8n_code_discipline.syntax.javascript import Script
    from n8n_code_discipline.syntax.names import Names, Read
    from n8n_code_discipline.syntax.problem import Problem
    from n8n_code_discipline.syntax.python import Module


class Injection(NamedTuple):
    """A code placeholder and the function file that hydrate puts in its place."""

    placeholder: Placeholder
    function: FunctionFile


class CodeNode:
    """A node with a code field, valid or not. Its findings name the node and point into the code."""

    def __init__(self, template: Template, node: workflow.Node, field: workflow.CodeField) -> None:
        self.template = template
        self.node = node
        self.field = field
        self.name = node.name
        self.settings = template.settings
        self.is_code_node = node.type == workflow.CODE  # not a LangChain tool with the same fields
        self.code = field.code or ''
        self.language: Language | None = field.language  # of the node, None if unknown
        self.field_language: Language = 'py' if field.name == workflow.FIELDS['py'] else 'js'
        self.lines = LineIndex(self.code)
        self._line = (0, '')

    @cached_property
    def markers(self) -> Markers:
        """The marker blocks and the broken markers of the code."""
        return markup.markers(self.code, self.field_language)

    @property
    def unsynced(self) -> bool:
        """Return whether the code contains markers, so that it must be resynced before its glue can be checked."""
        return self.markers != markup.NO_MARKERS

    @cached_property
    def placeholders(self) -> tuple[Placeholder, ...]:
        """The placeholders of the code, of every kind, outside injected code."""
        return tuple(self._outside_blocks(markup.placeholders(self.code)))

    @cached_property
    def near_misses(self) -> tuple[Placeholder, ...]:
        """The near misses of the code, outside injected code."""
        return tuple(self._outside_blocks(markup.near_misses(self.code)))

    def _outside_blocks(self, found: Iterable[Placeholder]) -> Iterator[Placeholder]:
        blocks = self.markers.blocks
        for place in found:
            index = bisect_right(blocks, place.start, key=_end)
            if index == len(blocks) or place.start < blocks[index].start:
                yield place

    @property
    def syntax(self) -> Script | Module:
        """The tree of the code, with stand-ins of the same length for its placeholders."""
        raise NotImplementedError

    def views(self) -> Views:
        yield CodeNode, lambda: self

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """The syntax errors of the code."""
        return self.syntax.problems

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """The placeholders of the code, resolved."""
        return tuple(
            self.template.reference(placeholder, well_placed=self._well_placed(placeholder))
            for placeholder in self.placeholders
        )

    @cached_property
    def injections(self) -> tuple[Injection, ...]:
        """The placeholders that hydrate replaces by function files, in the order of the code."""
        found = (
            (reference.placeholder, self.template.workspace.function(reference.target.path))
            for reference in self.references
            if reference.placeholder.kind == self.language and reference.target.state == 'file'
        )
        return tuple(Injection(placeholder, function) for placeholder, function in found if function is not None)

    @cached_property
    def injected(self) -> tuple[FunctionFile, ...]:
        """The function files that hydrate injects into the code, in the order of the code."""
        return tuple(injection.function for injection in self.injections)

    @cached_property
    def is_hydratable(self) -> bool:
        """Return whether the hydrated code is known: the language, every placeholder and every marker are valid."""
        if not self.field.known or not self.code.strip() or self.unsynced or self.near_misses:
            return False
        if not all(reference.well_placed and reference.target.state == 'file' for reference in self.references):
            return False
        code_placeholders = sum(placeholder.kind in markup.CODE_KINDS for placeholder in self.placeholders)
        return code_placeholders == sum(function.language == self.language for function in self.injected)

    @cached_property
    def syntax_problem(self) -> Problem | None:
        """The first syntax error of the hydrated code outside the function files, None if there is none.

        The value of a placeholder of another kind is unknown: an error that touches one is none.
        """
        if not self.is_hydratable or not self.problems:
            return None
        problem = self.problems[0]
        for placeholder in self.placeholders:
            if placeholder.kind not in markup.CODE_KINDS:
                whole_line = placeholder.kind in markup.TEXT_KINDS and markup.stands_alone(self.code, placeholder)
                if whole_line or (placeholder.start <= problem.end and problem.start <= placeholder.end):
                    return None
        return problem

    @property
    def unchecked(self) -> str | None:
        """The reason why the running Python cannot check the syntax of the code, None if it can."""
        return self.syntax.unchecked

    @property
    def parses(self) -> bool:
        """Return whether the glue parses."""
        return not (self.unsynced or self.problems or self.unchecked)

    @cached_property
    def names(self) -> Names:
        """The names that the glue declares and reads, stand-ins included; none if it does not parse."""
        return self.syntax.names

    def is_stand_in(self, place: Place) -> bool:
        """Return whether a place in the code is, or touches, a placeholder."""
        return self._kind_at(place) is not None

    def _kind_at(self, place: Place) -> str | None:
        index = bisect_right(self.placeholders, place.start, key=_end)
        touched = index < len(self.placeholders) and self.placeholders[index].start < place.end
        return self.placeholders[index].kind if touched else None

    def _well_placed(self, placeholder: Placeholder) -> bool:
        if placeholder.kind not in markup.CODE_KINDS:
            return True
        if not markup.stands_alone(self.code, placeholder):
            return False
        if self.problems:  # a broken tree says nothing about places
            return True
        return self.syntax.statement_at(placeholder.start, placeholder.end)

    def finding(self, message: str, place: Place | None = None) -> Finding:
        """Return a finding about a place in the decoded code, or about the whole code field."""
        if place is None:
            found = self.finding_at(message, 'parameters', self.field.name)
            return found._replace(code=self._whole_code(), offending=self.code) if self.code.strip() else found
        found = self.template.finding_in_string(message, self.field.path, place, self.node)
        return found._replace(code=self._position(place))

    def code_finding(self, message: str, place: Place) -> Finding:
        """Return a finding about a place in the decoded code that quotes its line of the code."""
        line, column = self.lines.position(place.start)
        part, before = line_part(self.code, place.start, EXCERPT_LENGTH - 1)
        shown = excerpt(part) if before == column - 1 else f'…{excerpt(part)}'
        return self.finding(f"{message} (line {line} of the code: '{shown}')", place)

    def _position(self, place: Place) -> CodePosition:
        line, column = self.lines.position(place.start)
        if self._line[0] != line:  # findings on one line share its text
            self._line = (line, line_at(self.code, place.start - column + 1))
        return CodePosition(line, column, self._line[1], max(1, place.end - place.start))

    def _whole_code(self) -> CodePosition:
        """Return the position of the first text of the code, with some lines of it."""
        start = len(self.code) - len(self.code.lstrip())
        found = self._position(Span(start, len(self.code)))
        return found._replace(text='\n'.join(self.code[start - found.column + 1 :].split('\n', 4)[:4]))

    def finding_at(self, message: str, *path: str, key: bool = False) -> Finding:
        """Return a finding about a value of the node, or about the nearest value around it that exists."""
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
        """The name of the node for messages."""
        return label(self.node)


class Body(CodeNode):
    """The body that a Code node runs after hydrate.

    Rules about it, or about the body of one language, are called if placeholders and markers are valid, the glue and
    the injected files parse, and every declaration is visible in the code (no ``with``, no direct ``eval``).
    """

    def views(self) -> Views:
        yield from super().views()
        yield Body, lambda: self if self.is_known else None
        yield type(self), lambda: self if self.is_known else None

    @cached_property
    def is_known(self) -> bool:
        """Return whether rules about the body may be called."""
        if not self.is_hydratable or not self.parses:
            return False
        if self.names.opaque or not all(item.parses and not item.names.opaque for item in self.injected):
            return False
        texts = any(placeholder.kind in markup.TEXT_KINDS for placeholder in self.placeholders)
        return not texts or not any(self._kind_at(read) in markup.TEXT_KINDS for read in self.names.reads)

    @cached_property
    def declared(self) -> frozenset[str]:
        """The names that the glue and the injected files declare at their top level, or assign."""
        return self.names.bound.union(*(function.names.bound for function in set(self.injected)))

    def undefined(self, known: frozenset[str]) -> tuple[Read, ...]:
        """Return the first read of each name that is not ``known``, declared, assigned or injected.

        A name that some read guards by `typeof` or `except NameError` may be missing. The name of an injected file is
        left out: if the file does not declare it, the file is wrong.
        """
        skipped = {read.name for read in self.names.reads if read.guarded}
        skipped.update(function.name.stem for function in self.injected)
        found = []
        for read in self.names.reads:
            if read.declared or read.name in skipped or read.name in known or read.name in self.declared:
                continue
            if not self.is_stand_in(read):
                skipped.add(read.name)
                found.append(read)
        return tuple(found)


class JavaScriptBody(Body):
    """The body of a Code node that runs JavaScript."""

    @cached_property
    def script(self) -> Script:
        """The tree of the glue."""
        body = markup.with_stand_ins(self.code, self.placeholders, block=True)
        if body.startswith('='):  # n8n removes it before it runs the code (2.40.7)
            body = ' ' + body[1:]
        return parsers.javascript_script(body, body=True)

    @property
    def syntax(self) -> Script:
        return self.script

    def runs_on_after(self, reference: Reference) -> bool:
        """Return whether the code after a well placed placeholder continues the last statement of its file."""
        if reference.placeholder.kind != 'js' or reference.target.state != 'file' or self.problems:
            return False
        if not self.script.is_continued_after(reference.placeholder.start):
            return False
        function = self.template.workspace.function(reference.target.path)
        return function is not None and function.parses and function.syntax.is_open_ended


class PythonBody(Body):
    """The body of a Code node that runs Python."""

    @cached_property
    def module(self) -> Module:
        """The tree of the glue."""
        text = markup.with_stand_ins(self.code, self.placeholders, block=False)
        return parsers.python_module(text, body=True)

    @property
    def syntax(self) -> Module:
        return self.module


def code_nodes(template: Template) -> Iterator[Body]:
    """Yield the nodes that run code, except primitives; each call creates new ones."""
    for node in template.nodes_of(workflow.RUNNING_CODE):
        field = workflow.code_field(node)
        if not workflow.is_primitive(field.code):
            yield code_node(template, node, field)


def code_node(template: Template, node: workflow.Node, field: workflow.CodeField) -> Body:
    """Return a Code node; code in an unknown language counts as JavaScript."""
    return PythonBody(template, node, field) if field.language == 'py' else JavaScriptBody(template, node, field)


def _end(place: Place) -> int:
    return place.end


def line_at(code: str, start: int) -> str:
    """Return the line that begins at a 0-based offset, without its end."""
    end = code.find('\n', start)
    return code[start : len(code) if end < 0 else end].removesuffix('\r')
