"""Compute what extracting changes in a workspace: nodes, names and texts. Nothing is written here."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from functools import cache, cached_property
from typing import NamedTuple

from n8n_code_discipline import edits
from n8n_code_discipline.documents import workflow
from n8n_code_discipline.documents.code_node import CodeNode, code_nodes
from n8n_code_discipline.documents.function_file import FunctionFile
from n8n_code_discipline.documents.json_document import escape
from n8n_code_discipline.documents.template import Template
from n8n_code_discipline.edits import TextEdit
from n8n_code_discipline.extraction import forms, function_nodes, naming, texts, verify
from n8n_code_discipline.extraction import plan as plans
from n8n_code_discipline.extraction.body import Body
from n8n_code_discipline.extraction.plan import Plan, RefusedError
from n8n_code_discipline.extraction.texts import Unwritten
from n8n_code_discipline.extraction.verify import CheckResult
from n8n_code_discipline.linter.run_rules import RuleRunner
from n8n_code_discipline.n8n import javascript_names
from n8n_code_discipline.syntax import javascript, markup
from n8n_code_discipline.workspace import files, layout, writing
from n8n_code_discipline.workspace.files import Source
from n8n_code_discipline.workspace.writing import FileChange, WriteError

_OF_CODE_NODES = ('mode', 'language', *workflow.FIELDS.values())
_INCLUDE = '@@n8n-gitops:include'


class Options(NamedTuple):
    """The options of a run: the function's name (empty: the node's), and whether equal functions share a file."""

    name: str = ''
    reuse: bool = True
    unwritten: Unwritten = 'todo'


class InlineNode(NamedTuple):
    """A node with inline code, and its language (None: unknown)."""

    node: workflow.Node
    code: str
    language: layout.Language | None


class Extraction(NamedTuple):
    """The change of one node.

    ``line`` is the 1-based line of its code in the template, ``text`` and ``test`` are those of the function file
    and its paired test; ``files`` are the new files by absolute path, none of them where an equal function is reused.
    """

    node: workflow.Node
    line: int
    name: str
    plan: Plan
    text: str
    test: str
    lines: int
    files: tuple[tuple[str, str], ...]
    edits: tuple[TextEdit, ...]
    warnings: tuple[str, ...]

    @property
    def function_path(self) -> str:
        """The path of the function file below the workspace."""
        return function_path(self.name)

    @property
    def summary(self) -> str:
        """The function's call and its grade, as people read them."""
        names = ', '.join(parameter.name for parameter in self.plan.parameters)
        return f'{self.name}({names}), grade {self.plan.grade}'


class Refusal(NamedTuple):
    """A node that stays as it is, and why; ``line`` is the 1-based line in the template."""

    node: workflow.Node
    line: int
    reason: str


class TemplateChange(NamedTuple):
    """The change of a template: its nodes in the order of the file, and its new path if it is a download."""

    template: Template
    extractions: tuple[Extraction, ...]
    refusals: tuple[Refusal, ...]
    renamed: str = ''

    @property
    def path(self) -> str:
        """The absolute path that the template will have."""
        return self.renamed or self.template.path

    @property
    def text(self) -> str:
        """The template's text with its nodes extracted."""
        found = [edit for extraction in self.extractions for edit in extraction.edits]
        return edits.apply(self.template.source.text, found)

    def new_files(self) -> dict[str, str]:
        """Return the new texts by absolute path, those included that a change before this one could not write."""
        found: dict[str, str] = {}
        for extraction in self.extractions:
            function, test = (
                layout.absolute(self.template.root, path(extraction.name)) for path in (function_path, test_path)
            )
            left = {} if os.path.isfile(function) else {function: extraction.text, test: extraction.test}
            found = {**left, **dict(extraction.files), **found}
        return found

    def write(self) -> None:
        """Write the new files and the template, all or nothing. Raises WriteError; its message begins with the path."""
        source, root, cwd = self.template.source, self.template.root, self.template.settings.cwd
        changes = [FileChange(path, root, None, text) for path, text in self.new_files().items()]
        if not self.renamed:
            writing.write_all([*changes, FileChange(source.path, root, source, self.text)], cwd)
            return
        shown = layout.display(cwd, self.renamed)
        if os.path.lexists(self.renamed):
            raise WriteError(f'{shown} exists already: {os.path.basename(source.path)} keeps its name and its code')
        writing.write_all([*changes, FileChange(self.renamed, root, None, files.BOM * source.bom + self.text)], cwd)
        if files.read(source.path, root) != source:
            raise WriteError(f'{layout.display(cwd, source.path)} changed while it was being read: not removed')
        os.unlink(source.path)


def function_path(name: str) -> str:
    """Return the path of a function file below its workspace."""
    return f'{layout.FUNCTIONS}/js/{name}.js'


def test_path(name: str) -> str:
    """Return the path of the paired test below its workspace."""
    return f'{layout.TESTS}/{name}.test.js'


def inline_nodes(template: Template) -> Iterator[InlineNode]:
    """Yield the nodes that NCD101 and NCD103 report, in the order of the file."""
    by_path = {node.node.path: node for node in code_nodes(template)}
    for node in template.nodes_of((workflow.CODE, *workflow.DEPRECATED)):
        if node.type in workflow.DEPRECATED:
            code = node.parameters.get(function_nodes.FIELD)
            yield InlineNode(node, code if isinstance(code, str) else '', 'js')
        elif node.path in by_path:
            found = by_path[node.path]
            has_placeholder = any(placeholder.kind in markup.CODE_KINDS for placeholder in found.placeholders)
            if found.code.strip() and not has_placeholder and not found.near_misses and not found.unsynced:
                yield InlineNode(node, found.code, found.language)


class Workspace:
    """The function files of a workspace, those of this run included."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._existing = layout.functions_by_stem(root, 'js')
        tests = layout.walk(os.path.join(root, layout.TESTS))
        self._tests = {os.path.basename(path).removesuffix('.test.js') for path in tests if path.endswith('.test.js')}
        self._names = {stem.casefold() for stem in (*self._existing, *self._tests)}

    @cached_property
    def _by_fingerprint(self) -> dict[str, str]:
        """The names of the functions of their own files, by what tells one from another."""
        found: dict[str, str] = {}
        for stem, paths in self._existing.items():
            if paths == [layout.absolute(self.root, function_path(stem))]:
                found.setdefault(fingerprint_of(files.read(paths[0], self.root).text, stem), stem)
        return found

    def equal(self, fingerprint: str) -> str:
        """Return the name of a function with the same text, '' for none."""
        return self._by_fingerprint.get(fingerprint, '')

    def is_taken(self, name: str) -> bool:
        """Return whether a function or a test has a name, in whatever case."""
        return name.casefold() in self._names

    def add(self, name: str, fingerprint: str) -> None:
        """Add a function of this run."""
        self._names.add(name.casefold())
        self._by_fingerprint.setdefault(fingerprint, name)

    def needs_test(self, name: str) -> bool:
        """Return whether a function has no paired test on the disk or from this run; from then on it has one."""
        needed = name not in self._tests
        self._tests.add(name)
        return needed


class _Planned(NamedTuple):
    """The code of a node as a Code node can run it, what becomes of it, and the texts that must stay as they are."""

    code: str
    protected: tuple[tuple[int, int], ...]
    plan: Plan

    def text(self, name: str) -> str:
        """Return the text of the function file."""
        return texts.function_file(self.code, self.plan, self.protected, name)


class Extractor:
    """Extracts the nodes of templates, one after the other: names and equal functions are those of the whole run.

    What was found out about a code holds for the next node with the same one.
    """

    def __init__(self, options: Options) -> None:
        self.options = options
        self._workspace = cache(Workspace)
        self._plan = cache(_plan)
        self._results: dict[tuple[str, ...], CheckResult] = {}
        self._runner = RuleRunner()
        self._fingerprint = cache(fingerprint_of)

    def change(self, template: Template, wanted: Callable[[workflow.Node], bool], renamed: str = '') -> TemplateChange:
        """Return what becomes of a template's nodes."""
        extractions: list[Extraction] = []
        refusals: list[Refusal] = []
        for inline in inline_nodes(template):
            if wanted(inline.node):
                line = _line(template, inline.node)
                try:
                    extractions.append(self._extract(template, inline, line))
                except RefusedError as error:
                    refusals.append(Refusal(inline.node, line, str(error)))
        return TemplateChange(template, tuple(extractions), tuple(refusals), renamed)

    def _extract(self, template: Template, inline: InlineNode, line: int) -> Extraction:
        node = inline.node
        _refuse(template, inline)
        planned = self._plan(inline.code, node.type, _mode(node), frozenset(template.names_beside(node)))
        if isinstance(planned, str):
            raise RefusedError(planned)
        workspace = self._workspace(template.root)
        name, text, is_new = self._named(template, inline, planned, workspace)
        code = texts.code_field(planned.code, planned.plan, name, template.placeholder('js', function_path(name)))
        result = self._verified(template, node, code, name, text, planned.plan)
        if result.problem:
            raise RefusedError(result.problem)
        workspace.add(name, self._fingerprint(text, name))
        test = texts.paired_test(name, planned.plan.parameters, self.options.unwritten)
        new_files = [(layout.absolute(template.root, function_path(name)), text)] if is_new else []
        if workspace.needs_test(name):
            new_files.append((layout.absolute(template.root, test_path(name)), test))
        lines = planned.code.strip().count('\n') + 1
        changed = tuple(_edits(template, node, code))
        return Extraction(node, line, name, planned.plan, text, test, lines, tuple(new_files), changed, result.warnings)

    def _named(
        self, template: Template, inline: InlineNode, planned: _Planned, workspace: Workspace
    ) -> tuple[str, str, bool]:
        """Return the function's name, its text, and whether it is a new one."""
        taken = planned.plan.names | javascript_names.KNOWN
        wanted = self.options.name or naming.function(inline.node.name, _workflow_name(template, inline.node), taken)
        if wanted in taken:
            raise RefusedError(f"the code has a '{wanted}' already: --name with another name")
        text = planned.text(wanted)
        equal = workspace.equal(self._fingerprint(text, wanted))
        if equal and (self.options.reuse or equal == wanted) and self.options.name in ('', equal):
            return equal, text if equal == wanted else planned.text(equal), False
        name = wanted
        number = 2
        while workspace.is_taken(name) or name in taken:
            if self.options.name:
                raise RefusedError(
                    f'{function_path(name)} or its test exists with other content: --name with another name'
                )
            name = f'{wanted}{number}'
            number += 1
        return name, text if name == wanted else planned.text(name), True

    def _verified(
        self, template: Template, node: workflow.Node, code: str, name: str, text: str, plan: Plan
    ) -> CheckResult:
        others = {key: value for key, value in node.parameters.items() if key != workflow.FIELDS['js']}
        key = (template.root, node.type, json.dumps([others, node.data.get('typeVersion')]), code, text)
        if key not in self._results:
            file = Source(layout.absolute(template.root, function_path(name)), text, False, None)
            self._results[key] = verify.check(template, verify.code_node(node, code), file, plan, self._runner)
        return self._results[key]


def _refuse(template: Template, inline: InlineNode) -> None:
    """Raise RefusedError for a node that is not looked into."""
    node, code = inline.node, inline.code
    if inline.language != 'js':
        raise RefusedError(
            'is Python: only JavaScript is extracted' if inline.language else 'unknown language (NCD108)'
        )
    unused = [key for key in _OF_CODE_NODES if key in node.parameters] if node.type in workflow.DEPRECATED else []
    if unused:
        raise RefusedError(f"has a parameter '{unused[0]}', which only a Code node reads: delete it first")
    if template.document.has_duplicates:
        raise RefusedError('the template gives a key twice (NCD004)')
    is_included = not code.strip() and ('nodeContent' in node.data or 'nodeContent' in node.parameters)
    if is_included or code.lstrip().startswith(_INCLUDE):
        raise RefusedError('its code is in another file: resolve the include first')
    if not code.strip():
        raise RefusedError('it has no code')
    if code.startswith('='):
        raise RefusedError("begins with '=', which n8n removes before it runs the code: delete it first")
    found = markup.placeholders(code) or markup.near_misses(code)
    if found:
        raise RefusedError(f"'{code[found[0].start : found[0].end]}' would not be filled in within a function file")
    if markup.marker_lines(code, 'js'):
        raise RefusedError('contains a round-trip marker: run n8n-code-discipline resync first')
    try:
        code.encode()
    except UnicodeEncodeError:
        raise RefusedError('contains a lone surrogate, which UTF-8 cannot encode') from None


def _plan(code: str, kind: str, mode: forms.Mode, names: frozenset[str]) -> _Planned | str:
    """Plan the code of a node of some type, or return why not; ``names`` are those of the nodes of its workflow."""
    try:
        body = _parsed(code)
        is_item = kind == function_nodes.FUNCTION_ITEM
        if kind in workflow.DEPRECATED:
            converted = function_nodes.converted(body, is_item=is_item)
            body = _parsed(converted) if converted != code else body
        return _Planned(body.code, tuple(body.protected), plans.make(body, mode, names, item_is_json=is_item))
    except RefusedError as error:
        return str(error)


def is_extraction_of(inline: workflow.Node, names: frozenset[str], node: CodeNode, function: FunctionFile) -> bool:
    """Return whether extracting an inline node gives a node's code and its function file, but for comments and spaces.

    ``names`` are those of all nodes of the inline node's workflow.
    """
    field = function_nodes.FIELD if inline.type in workflow.DEPRECATED else workflow.code_field(inline).name
    code, name = inline.parameters.get(field), function.name.stem
    (placeholder, *others) = node.placeholders
    if not isinstance(code, str) or others:
        return False
    try:
        planned = _plan(code, inline.type, _mode(inline), names)
    except RefusedError:
        return False
    if isinstance(planned, str):
        return False
    text = planned.text(name)
    glue = texts.code_field(planned.code, planned.plan, name, node.code[placeholder.start : placeholder.end])
    is_same_glue = markup.normalize_lines(glue) == markup.normalize_lines(node.code)
    return is_same_glue and fingerprint_of(text, name) == fingerprint_of(function.source.text, name)


def _mode(node: workflow.Node) -> forms.Mode:
    if node.type in workflow.DEPRECATED:
        return forms.EACH_ITEM if node.type == function_nodes.FUNCTION_ITEM else forms.ALL_ITEMS
    mode = node.parameters.get('mode', forms.ALL_ITEMS)
    if mode not in (forms.ALL_ITEMS, forms.EACH_ITEM):
        raise RefusedError(f'its mode is {mode!r}: n8n knows {forms.ALL_ITEMS} and {forms.EACH_ITEM}')
    return forms.EACH_ITEM if mode == forms.EACH_ITEM else forms.ALL_ITEMS


def _parsed(code: str) -> Body:
    script = javascript.parse(code, body=True)
    if script.problems:
        problem = script.problems[0]
        line = code.count('\n', 0, problem.start) + 1
        raise RefusedError(f'does not parse: {problem.message} (line {line} of the code, NCD005)')
    return Body(script)


def _edits(template: Template, node: workflow.Node, code: str) -> Iterator[TextEdit]:
    if node.type in workflow.DEPRECATED:
        yield from function_nodes.node_edits(template.document, node, code)
    else:
        span = template.document.span((*node.path, 'parameters', workflow.FIELDS['js']))
        yield TextEdit(span.start, span.end, f'"{escape(code)}"')


def _line(template: Template, node: workflow.Node) -> int:
    """Return the line that NCD101 and NCD103 report: that of a deprecated type, or of the code."""
    is_old = node.type in workflow.DEPRECATED
    field = 'pythonCode' if workflow.code_field(node).language == 'py' else workflow.FIELDS['js']
    span = template.document.span((*node.path, 'type') if is_old else (*node.path, 'parameters', field))
    return template.lines.position(span.start)[0]


def _workflow_name(template: Template, node: workflow.Node) -> str:
    """Return the name of a node's workflow, else that of the file."""
    data = template.document.data
    for part in node.path[:-2]:
        data = data[part]
    name = data.get('name') if isinstance(data, dict) else None
    return name if isinstance(name, str) and name else os.path.basename(template.path).split('.')[0]


def fingerprint_of(text: str, name: str) -> str:
    """Return the text that distinguishes a function file: all but its name, comments, indentation and empty lines."""
    script = javascript.parse(text)
    pending = script.top_level[::-1] if any(mark in text for mark in ('//', '/*', '`', '\\\n')) else []
    parts = []
    position = 0
    while pending:
        node = pending.pop()
        if node.type in ('comment', 'string', 'template_string'):
            start, end = script.offsets[node.start_byte], script.offsets[node.end_byte]
            shown = text[start:end]
            if node.type == 'comment':
                shown = '\n' if '\n' in shown else ' '
            parts += [text[position:start], shown if node.type == 'comment' else repr(shown)]
            position = end
        else:
            pending += reversed(node.named_children)
    lines = map(str.strip, ''.join([*parts, text[position:]]).split('\n'))
    whole = '\n'.join(filter(None, lines))
    head = re.sub(rf'\bfunction {re.escape(name)}\(', 'function (', whole, count=1)
    return head.rpartition('\nif (typeof module')[0]
