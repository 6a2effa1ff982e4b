"""Compute what extracting changes in a workspace: nodes, names and texts."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
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
from n8n_code_discipline.linter.run_rules import RuleRunner
from n8n_code_discipline.n8n import javascript_names
from n8n_code_discipline.syntax import javascript, markup
from n8n_code_discipline.syntax.javascript import nodes
from n8n_code_discipline.workspace import files, layout, writing
from n8n_code_discipline.workspace.files import Source
from n8n_code_discipline.workspace.writing import FileChange, WriteError

_OF_CODE_NODES = ('mode', 'language', *workflow.FIELDS.values())
_INCLUDE = '@@n8n-gitops:include'


class InlineNode(NamedTuple):
    """A node with inline code, and its language (None: unknown)."""

    node: workflow.Node
    code: str
    language: layout.Language | None


class Extraction(NamedTuple):
    """The change of one node.

    ``line`` is the 1-based line of its code in the template, ``lines`` how many that has, ``text`` that of the function
    file, which is new unless an equal function is reused.
    """

    node: workflow.Node
    line: int
    name: str
    plan: Plan
    text: str
    is_new: bool
    lines: int
    edits: tuple[TextEdit, ...]
    warnings: list[str]

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

    @property
    def files(self) -> list[str]:
        """The absolute paths of the function files, of the data of recorded cases and of the paired tests."""
        names = dict.fromkeys(extraction.name for extraction in self.extractions)
        paths = ((function_path(name), texts.data_path(test_path(name)), test_path(name)) for name in names)
        return [layout.absolute(self.template.root, path) for found in paths for path in found]

    def write(self, new_files: Mapping[str, str]) -> None:
        """Write the new files of its nodes and the template, all or nothing.

        ``new_files`` are those of the run; one that was written before is left alone. Raises WriteError; its message
        begins with the path.
        """
        source, root, cwd = self.template.source, self.template.root, self.template.settings.cwd
        changes = [FileChange(path, root, None, new_files[path]) for path in self.files if path in new_files]
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
        self.tests = {os.path.basename(path).removesuffix('.test.js') for path in tests if path.endswith('.test.js')}
        self.names = {stem.casefold() for stem in (*self._existing, *self.tests)}

    @cached_property
    def by_fingerprint(self) -> dict[str, str]:
        """The names of the functions of their own files, by what tells one from another."""
        found: dict[str, str] = {}
        for stem, paths in self._existing.items():
            if paths == [layout.absolute(self.root, function_path(stem))]:
                found.setdefault(fingerprint_of(files.read(paths[0], self.root).text, stem), stem)
        return found


class Extractor:
    """Extracts the nodes of templates, one after the other: names and equal functions are those of the whole run.

    What was found out about a code holds for the next node with the same one. ``new_files`` are the texts of the
    function files and paired tests by absolute path.

    Args:
        name: The name of the function, '' for one made from that of the node.
        reuse: Whether equal functions share a file.
        unwritten: What a paired test does that has no case.
    """

    def __init__(self, name: str = '', *, reuse: bool = True, unwritten: Unwritten = 'todo') -> None:
        self.name = name
        self.reuse = reuse
        self.unwritten = unwritten
        self.new_files: dict[str, str] = {}
        self._workspace = cache(Workspace)
        self._plan = cache(_plan)
        self._check = cache(verify.check)
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
        node, root = inline.node, template.root
        _refuse(template, inline)
        plan = self._plan(inline.code, node.type, _mode(node), frozenset(template.names_beside(node)))
        if isinstance(plan, str):
            raise RefusedError(plan)
        workspace = self._workspace(root)
        name, text, is_new = self._named(template, inline, plan, workspace)
        code = texts.code_field(plan, name, template.placeholder('js', function_path(name)))
        file = Source(layout.absolute(root, function_path(name)), text, False, None)
        settings = template.settings._replace(workspace=root)
        warnings = self._check(settings, verify.node_json(node, code), file, plan.unknown, self._runner)
        workspace.names.add(name.casefold())
        workspace.by_fingerprint.setdefault(self._fingerprint(text, name), name)
        if is_new:
            self.new_files[file.path] = text
        if name not in workspace.tests:
            workspace.tests.add(name)
            test = texts.paired_test(plan, name, self.unwritten)
            self.new_files[layout.absolute(root, test_path(name))] = test
        lines = plan.code.strip().count('\n') + 1
        changed = tuple(_edits(template, node, code))
        return Extraction(node, line, name, plan, text, is_new, lines, changed, warnings)

    def _named(self, template: Template, inline: InlineNode, plan: Plan, workspace: Workspace) -> tuple[str, str, bool]:
        """Return the function's name, its text, and whether it is a new one."""
        taken = plan.names | javascript_names.KNOWN
        wanted = self.name or naming.function(inline.node.name, _workflow_name(template, inline.node), taken)
        if wanted in taken:
            raise RefusedError(f"the code has a '{wanted}' already: --name with another name")
        text = texts.function_file(plan, wanted)
        equal = workspace.by_fingerprint.get(self._fingerprint(text, wanted), '')
        if equal and (self.reuse or equal == wanted) and self.name in ('', equal):
            return equal, texts.function_file(plan, equal), False
        name = wanted
        number = 2
        while name.casefold() in workspace.names or name in taken:
            if self.name:
                raise RefusedError(
                    f'{function_path(name)} or its test exists with other content: --name with another name'
                )
            name = f'{wanted}{number}'
            number += 1
        return name, texts.function_file(plan, name), True


def _refuse(template: Template, inline: InlineNode) -> None:
    """Raise RefusedError for a node that is not looked into."""
    node, code = inline.node, inline.code
    is_old, stripped = node.type in workflow.DEPRECATED, code.strip()
    unused = [key for key in _OF_CODE_NODES if is_old and key in node.parameters]
    is_included = not stripped and ('nodeContent' in node.data or 'nodeContent' in node.parameters)
    found = markup.placeholders(code) or markup.near_misses(code)
    placeholder = code[found[0].start : found[0].end] if found else ''
    for is_refused, reason in (
        (inline.language == 'py', 'is Python: only JavaScript is extracted'),
        (inline.language is None, 'unknown language (NCD108)'),
        (unused, f"has a parameter '{''.join(unused[:1])}', which only a Code node reads: delete it first"),
        (template.document.has_duplicates, 'the template gives a key twice (NCD004)'),
        (
            is_included or stripped.startswith(_INCLUDE),
            'its code is in another file: resolve the include first',
        ),
        (not stripped, 'it has no code'),
        (code.startswith('='), "begins with '=', which n8n removes before it runs the code: delete it first"),
        (placeholder, f"'{placeholder}' would not be filled in within a function file"),
        (
            markup.marker_lines(code, 'js'),
            'contains a round-trip marker: run n8n-code-discipline resync first',
        ),
        (re.search('[\ud800-\udfff]', code), 'contains a lone surrogate, which UTF-8 cannot encode'),
    ):
        if is_refused:
            raise RefusedError(reason)


def _mode(node: workflow.Node) -> str:
    mode = forms.EACH_ITEM if node.type == function_nodes.FUNCTION_ITEM else forms.ALL_ITEMS
    return mode if node.type in workflow.DEPRECATED else str(node.parameters.get('mode', mode))


def _plan(code: str, kind: str, mode: str, names: frozenset[str]) -> Plan | str:
    """Plan the code of a node of some type, or return why not; ``names`` are those of the nodes of its workflow."""
    try:
        if mode not in (forms.ALL_ITEMS, forms.EACH_ITEM):
            raise RefusedError(f'its mode is {mode!r}: n8n knows {forms.ALL_ITEMS} and {forms.EACH_ITEM}')
        body = _parsed(code)
        is_item = kind == function_nodes.FUNCTION_ITEM
        if kind in workflow.DEPRECATED:
            converted = function_nodes.converted(body, is_item=is_item)
            body = _parsed(converted) if converted != code else body
        return plans.make(body, mode, names, item_is_json=is_item)
    except RefusedError as error:
        return str(error)


def is_extraction_of(inline: workflow.Node, names: Iterable[str], node: CodeNode, function: FunctionFile) -> bool:
    """Return whether extracting an inline node gives a node's code and its function file, but for comments and spaces.

    ``names`` are those of all nodes of the inline node's workflow.
    """
    field = function_nodes.FIELD if inline.type in workflow.DEPRECATED else workflow.code_field(inline).name
    code, name = inline.parameters.get(field), function.name.stem
    (placeholder, *others) = node.placeholders
    if not isinstance(code, str) or others:
        return False
    plan = _plan(code, inline.type, _mode(inline), frozenset(names))
    if isinstance(plan, str):
        return False
    glue = texts.code_field(plan, name, node.code[placeholder.start : placeholder.end])
    is_same_glue = markup.normalize_lines(glue) == markup.normalize_lines(node.code)
    text = texts.function_file(plan, name)
    return is_same_glue and fingerprint_of(text, name) == fingerprint_of(function.source.text, name)


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
    key = ('type',) if node.type in workflow.DEPRECATED else ('parameters', workflow.code_field(node).name)
    return template.lines.position(template.document.span((*node.path, *key)).start)[0]


def _workflow_name(template: Template, node: workflow.Node) -> str:
    """Return the name of a node's workflow, else that of the file."""
    data = template.document.data
    for part in node.path[:-2]:
        data = data[part]
    name = data.get('name') if isinstance(data, dict) else None
    return name if isinstance(name, str) and name else os.path.basename(template.path).split('.')[0]


def fingerprint_of(text: str, name: str) -> str:
    """Return the tokens that distinguish a function file: all but its name, comments and its export trailer."""
    parts: list[str] = []
    row = 0
    for statement in javascript.parse(text).top_level:
        for token in () if nodes.text(statement).startswith('if (typeof module') else nodes.tokens(statement):
            # a line end may end a statement
            parts += ['\n' if token.start_point.row > row else ' ', nodes.text(token)]
            row = token.end_point.row
    if name in parts:
        parts.remove(name)
    return ''.join(parts).strip()
