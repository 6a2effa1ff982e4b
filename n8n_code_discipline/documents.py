"""What rules look at: a template, its Code nodes, a function file, a test file.

A document is read and parsed once. What costs something (a syntax tree, a position) is made when a rule first asks
for it and kept. Documents only know their own text; the ones they belong with are handed to them by the engine.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from collections.abc import Container
from collections.abc import Iterable
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING
from typing import Any
from typing import NamedTuple
from typing import TypeVar

from n8n_code_discipline import json_document
from n8n_code_discipline import markup
from n8n_code_discipline import workflow
from n8n_code_discipline import workspace
from n8n_code_discipline.config import Settings
from n8n_code_discipline.diagnostic import CodePosition
from n8n_code_discipline.diagnostic import Finding
from n8n_code_discipline.files import Source
from n8n_code_discipline.json_document import JsonPath
from n8n_code_discipline.markup import Markers
from n8n_code_discipline.markup import NearMiss
from n8n_code_discipline.markup import Placeholder
from n8n_code_discipline.text import EXCERPT_LENGTH
from n8n_code_discipline.text import LineIndex
from n8n_code_discipline.text import excerpt
from n8n_code_discipline.text import line_part
from n8n_code_discipline.text import shortened
from n8n_code_discipline.workspace import FunctionPath
from n8n_code_discipline.workspace import Language
from n8n_code_discipline.workspace import Target

# the parsers are imported by whoever first needs a tree: a template without code starts without them
if TYPE_CHECKING:
    from n8n_code_discipline.syntax import javascript
    from n8n_code_discipline.syntax import python
    from n8n_code_discipline.syntax.content import Content
    from n8n_code_discipline.syntax.names import Declaration
    from n8n_code_discipline.syntax.names import Names
    from n8n_code_discipline.syntax.names import Read
    from n8n_code_discipline.syntax.problem import Problem

Place = TypeVar('Place', Placeholder, NearMiss)


class Reference(NamedTuple):
    """A placeholder where it stands, and what it names.

    ``well_placed`` is False for a code placeholder that is not a line and statement of its own.
    """

    placeholder: Placeholder
    target: Target
    well_placed: bool


class Injection(NamedTuple):
    """A code placeholder and the function file that hydrate puts in its place."""

    placeholder: Placeholder
    function: FunctionFile


class TextReference(NamedTuple):
    """A placeholder in a string that is no code field: the string's path, and the node it belongs to, if any."""

    path: JsonPath
    node: workflow.Node | None
    reference: Reference


class FunctionFile:
    """A function file with the syntax tree that all rules share."""

    def __init__(
        self,
        source: Source,
        root: str,
        name: FunctionPath,
        settings: Settings,
        files_of: workspace.FilesOf = workspace.function_files,
    ) -> None:
        self.source = source
        self.root = root
        self.settings = settings
        self.name = name
        self._files_of = files_of
        self.lines = LineIndex(source.text)

    @property
    def path(self) -> str:
        """The absolute path."""
        return self.source.path

    @property
    def language(self) -> Language:
        """'js' or 'py'."""
        return self.name.language

    @property
    def display_name(self) -> str:
        """The path relative to the workspace, as a placeholder spells it."""
        return workspace.relative(self.root, self.path)

    @cached_property
    def script(self) -> javascript.Script:
        """The tree of a JavaScript file."""
        from n8n_code_discipline.syntax import javascript

        return javascript.parse(self.source.text)

    @cached_property
    def module(self) -> python.Module:
        """The tree of a Python file, or why there is none."""
        from n8n_code_discipline.syntax import python

        return python.parse(self.source.text)

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """The syntax errors."""
        return _problems(self.script if self.language == 'js' else self.module)

    @cached_property
    def names(self) -> Names:
        """What the file declares and reads; nothing where it does not parse."""
        return _names(self.script if self.language == 'js' else self.module)

    @cached_property
    def namesake(self) -> Declaration | None:
        """The declaration of the name that the file has, None if there is none."""
        found = (declaration for declaration in self.names.declarations if declaration.name == self.name.stem)
        return next(found, None)

    @property
    def spelling(self) -> workspace.Spelling:
        """How the file ought to be called."""
        return workspace.SPELLINGS[self.language]

    @property
    def well_named(self) -> bool:
        """Whether the file has the spelling of its language, and the name of something that it declares."""
        return self.namesake is not None and self.spelling.pattern.fullmatch(self.name.stem) is not None

    @cached_property
    def free_reads(self) -> tuple[Read, ...]:
        """The reads, within functions, of names that nothing in the file declares or assigns; `typeof` reads none.

        Of several reads of one name in one top-level function, the first.
        """
        found: dict[tuple[str, str], Read] = {}
        for read in self.names.reads:
            only_asked_for = read.guarded and self.language == 'js'
            if read.function and not (read.declared or only_asked_for or read.name in self.names.assigned):
                found.setdefault((read.function, read.name), read)
        return tuple(found.values())

    def undefined_reads(self, known: Container[str]) -> Iterator[Read]:
        """Yield the free reads of names that are not known; none where names come and go unseen.

        A name that the file asks for before it reads it (`typeof`, `except NameError`) is left out.
        """
        asked_for = {read.name for read in self.names.reads if read.guarded}
        for read in self.free_reads if not self.names.opaque else ():
            if read.name not in asked_for and read.name not in known:
                yield read

    def sibling(self, module: str) -> str | None:
        """The function file, as a placeholder spells it, that a Python import brings in, None if it is none."""
        path = workspace.find_python_module(self.root, module)
        return workspace.relative(self.root, path) if path else None

    @cached_property
    def test_path(self) -> str | None:
        """The absolute path of the paired test, None if there is none."""
        return workspace.find_test(self.root, self.name, self._files_of)

    @property
    def parses(self) -> bool:
        """Whether rules about structure and names may speak."""
        if self.source.problem or self.problems:
            return False
        return self.language == 'js' or self.module.unjudged is None

    def finding(self, message: str, start: int = 0, end: int | None = None) -> Finding:
        """A finding about the 0-based characters ``start`` to ``end`` of the file."""
        return Finding(message, start, start if end is None else end)


class Template:
    """A template, or a JSON file with workflows, and its nodes."""

    def __init__(
        self, source: Source, root: str, load: Callable[[str], FunctionFile | None], settings: Settings
    ) -> None:
        self.source = source
        self.root = root
        self.settings = settings
        self.load = load
        self.document = json_document.parse(source.text if source.problem is None else 'null')

    @property
    def path(self) -> str:
        """The absolute path."""
        return self.source.path

    @property
    def lines(self) -> LineIndex:
        """Lines and columns of the JSON text."""
        return self.document.lines

    @property
    def readable(self) -> bool:
        """Whether there is JSON to look at."""
        return self.source.problem is None and self.document.error is None

    @cached_property
    def nodes(self) -> tuple[workflow.Node, ...]:
        """All nodes of all workflows of the file."""
        found = workflow.workflows(self.document.data) if self.readable else ()
        return tuple(node for item in found for node in item.nodes)

    @cached_property
    def code_nodes(self) -> tuple[CodeNode, ...]:
        """The nodes that run code, primitives left out."""
        found = (
            CodeNode(self, node, workflow.code_field(node))
            for node in self.nodes
            if node.type in (workflow.CODE, workflow.TOOL_CODE)
        )
        return tuple(node for node in found if not workflow.is_primitive(node.code))

    @cached_property
    def text_references(self) -> tuple[TextReference, ...]:
        """The placeholders in the file's strings that are no code fields and nobody's prose."""
        codes = (
            node.parameters.get(name)
            for node in self.nodes
            if node.type in (workflow.CODE, workflow.TOOL_CODE)
            for name in workflow.FIELDS.values()
        )
        in_code = sum(len(markup.placeholders(code)) for code in codes if isinstance(code, str))
        if not self.readable or not markup.may_hold_more(self.source.text, in_code):
            return ()
        nodes = {node.path: node for node in self.nodes}
        found = []
        for path, text in strings(self.document.data):
            placeholders = markup.placeholders(text)
            if not placeholders:
                continue
            start = 1 if isinstance(path[0] if path else '', int) else 0  # in an array of workflows
            section = path[start] if len(path) > start else ''
            node = nodes.get(path[: start + 2]) if section == 'nodes' else None
            if section == 'pinData' or (section == 'nodes' and node is None):
                continue
            if node and _is_code_or_prose(node, path[start + 2 :]):
                continue
            for placeholder in placeholders:
                reference = self.reference(placeholder, well_placed=placeholder.kind not in markup.CODE_KINDS)
                found.append(TextReference(path, node, reference))
        return tuple(found)

    def reference(self, placeholder: Placeholder, *, well_placed: bool) -> Reference:
        """Resolve a placeholder within the template's workspace."""
        if placeholder.kind in markup.DEPLOY_KINDS:
            return Reference(placeholder, Target('', 'file'), well_placed)
        return Reference(placeholder, workspace.resolve(self.root, placeholder.path), well_placed)

    def finding(self, message: str, path: JsonPath, *, node: str | None = None, key: bool = False) -> Finding:
        """A finding about the value at a JSON path, or about its key."""
        span = self.document.span(path)
        if key:
            return Finding(message, span.key, span.start, node)
        return Finding(message, span.start, span.end, node)

    def finding_in_string(
        self, message: str, path: JsonPath, start: int, end: int, node: workflow.Node | None
    ) -> Finding:
        """A finding about characters ``start`` to ``end`` (0-based, decoded) of the string at a JSON path."""
        first = self.document.offset_in_string(path, start)
        last = self.document.offset_in_string(path, end)
        if node is None:
            return Finding(message, first, last)
        return Finding(f'{label(node)}: {message}', first, last, node.name)

    def finding_in_text(self, message: str, found: TextReference) -> Finding:
        """A finding about a placeholder outside the code fields."""
        placeholder = found.reference.placeholder
        return self.finding_in_string(message, found.path, placeholder.start, placeholder.end, found.node)


class CodeNode:
    """A node with a code field. Its finding methods name the node and point into the code."""

    def __init__(self, template: Template, node: workflow.Node, field: workflow.CodeField) -> None:
        self.template = template
        self.node = node
        self.field = field
        self.lines = LineIndex(self.code)
        self._line = (0, '')

    @property
    def name(self) -> str:
        """The node's name."""
        return self.node.name

    @property
    def code(self) -> str:
        """The code that the node runs, '' where there is none."""
        return self.field.code or ''

    @property
    def language(self) -> Language | None:
        """The language that the node runs, None if unknown."""
        return self.field.language

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
        return self.markers != ((), ())

    @cached_property
    def placeholders(self) -> tuple[Placeholder, ...]:
        """All placeholders of the code, of every kind; those in injected code are its own business."""
        return tuple(self._outside_blocks(markup.placeholders(self.code)))

    @cached_property
    def near_misses(self) -> tuple[NearMiss, ...]:
        """What was meant to be a placeholder and is not read as one, outside injected code."""
        return tuple(self._outside_blocks(markup.near_misses(self.code)))

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

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """The syntax errors of the code."""
        return _problems(self.syntax)

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

    @property
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
        from n8n_code_discipline.syntax import python

        return self.syntax.unjudged if isinstance(self.syntax, python.Module) else None

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
        return _names(self.syntax)

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
        from n8n_code_discipline.syntax import javascript
        from n8n_code_discipline.syntax import python

        if isinstance(self.syntax, javascript.Script):
            return javascript.statement_at(self.syntax, placeholder.start, placeholder.end)
        return python.statement_at(self.syntax, placeholder.start, placeholder.end)

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


class PairedTest:
    """A test file and the function file it is paired with, if there is one."""

    def __init__(
        self, source: Source, root: str, language: Language, function: FunctionFile | None, settings: Settings
    ) -> None:
        self.source = source
        self.root = root
        self.settings = settings
        self.language = language
        self.function = function
        self.lines = LineIndex(source.text)

    @property
    def path(self) -> str:
        """The absolute path."""
        return self.source.path

    @cached_property
    def content(self) -> Content | None:
        """What the test loads and asserts, None where the file cannot be read or does not parse."""
        if self.source.problem:
            return None
        if self.language == 'js':
            from n8n_code_discipline.syntax import javascript
            from n8n_code_discipline.syntax import javascript_tests

            script = javascript.parse(self.source.text)
            return None if script.tree is None else javascript_tests.content(script)
        from n8n_code_discipline.syntax import python
        from n8n_code_discipline.syntax import python_tests

        tree = python.parse(self.source.text).tree
        return None if tree is None else python_tests.content(tree)

    def path_to(self, function: FunctionFile) -> str:
        """The relative path, with ``/``, by which the test loads a function file."""
        folders = workspace.relative(self.root, self.path).count('/')
        return '../' * folders + function.display_name

    def finding(self, message: str, start: int = 0, end: int | None = None) -> Finding:
        """A finding about the 0-based characters ``start`` to ``end`` of the file."""
        return Finding(message, start, start if end is None else end)


class PackageFile:
    """The ``package.json`` that governs JavaScript tests: the nearest one above them."""

    def __init__(self, source: Source, settings: Settings) -> None:
        self.source = source
        self.settings = settings
        self.document = json_document.parse(source.text if source.problem is None else 'null')

    @property
    def path(self) -> str:
        """The absolute path."""
        return self.source.path

    @property
    def lines(self) -> LineIndex:
        """Lines and columns of the JSON text."""
        return self.document.lines

    @property
    def type(self) -> Any:
        """The value of ``type``, None where there is none."""
        data = self.document.data
        return data.get('type') if isinstance(data, dict) else None

    def finding_about_type(self, message: str) -> Finding:
        """A finding about the value of ``type``."""
        span = self.document.span(('type',))
        return Finding(message, span.start, span.end)


Document = Template | FunctionFile | PairedTest | PackageFile


def _names(tree: javascript.Script | python.Module) -> Names:
    from n8n_code_discipline.syntax import javascript
    from n8n_code_discipline.syntax import python

    return javascript.names(tree) if isinstance(tree, javascript.Script) else python.names(tree)


def _problems(tree: javascript.Script | python.Module) -> tuple[Problem, ...]:
    from n8n_code_discipline.syntax import javascript

    if isinstance(tree, javascript.Script):
        return javascript.problems(tree)
    return (tree.problem,) if tree.problem else ()


def label(node: workflow.Node) -> str:
    """How messages call a node."""
    return f'node {shortened(node.name)!r}' if node.name else 'unnamed node'


def _end(placeholder: Placeholder) -> int:
    return placeholder.end


def line_at(code: str, start: int) -> str:
    """Return the line that begins at a 0-based offset, without its end."""
    end = code.find('\n', start)
    return code[start : len(code) if end < 0 else end].removesuffix('\r')


def _is_code_or_prose(node: workflow.Node, path: JsonPath) -> bool:
    """Whether the string at ``path`` of a node is a code field or somebody's text: a sticky note, a node's notes."""
    if node.type in (workflow.STICKY_NOTE, *workflow.DEPRECATED) or path[:1] == ('notes',):
        return True
    is_field = len(path) == 2 and path[0] == 'parameters' and path[1] in workflow.FIELDS.values()
    return is_field and node.type in (workflow.CODE, workflow.TOOL_CODE)


def strings(data: Any) -> Iterator[tuple[JsonPath, str]]:
    """Yield every string value of JSON data with its path, in no particular order."""
    pending: list[tuple[JsonPath, Any]] = [((), data)]
    while pending:
        path, value = pending.pop()
        if isinstance(value, str):
            yield path, value
        elif isinstance(value, dict):
            pending.extend(((*path, key), item) for key, item in value.items())
        elif isinstance(value, list):
            pending.extend(((*path, index), item) for index, item in enumerate(value))
