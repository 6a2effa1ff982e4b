"""Check an extracted node in memory before anything is written."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable

from n8n_code_discipline.documents import runtime_source, workflow
from n8n_code_discipline.documents.code_node import Body, CodeNode, JavaScriptBody, code_nodes
from n8n_code_discipline.documents.function_file import FunctionFile, JavaScriptFile
from n8n_code_discipline.documents.template import Template
from n8n_code_discipline.edits import line_end
from n8n_code_discipline.extraction.plan import Plan
from n8n_code_discipline.linter.run_rules import RuleRunner, Subject
from n8n_code_discipline.n8n import javascript_names
from n8n_code_discipline.registry import Selection
from n8n_code_discipline.syntax import markup
from n8n_code_discipline.workspace import files, layout
from n8n_code_discipline.workspace.files import Source
from n8n_code_discipline.workspace.targets import Target

# Paired tests come later, names are compared with those of the body, and the nodes are those of the whole workflow
_SOUND = Selection(ignore=('NCD4', 'NCD6', 'NCD208', 'NCD119'))
_AT_RUN_TIME = Selection(select=('NCD6',))


class Extracted:
    """A node as it would be and its function file, in memory only; the files around the node's template.

    ``data`` is the node's JSON, ``path`` and ``text`` are the function file's.
    """

    def __init__(self, template: Template, data: dict[str, object], path: str, text: str, runner: RuleRunner) -> None:
        self.root = template.root
        self.path = path
        self.runner = runner
        source = Source(os.path.join(self.root, *path.split('/')), text, False, None)
        name = layout.function_path(self.root, source.path)
        assert name is not None
        self.file = JavaScriptFile(source, self.root, name, template.settings)
        single = Source(template.path, json.dumps({'nodes': [data]}), False, None)
        (self.node,) = code_nodes(Template(single, self.root, self, template.settings))

    def function(self, path: str) -> FunctionFile | None:
        """Return the function file."""
        return self.file if path == self.file.path else None

    def text(self, path: str) -> Source:
        """Return a text file."""
        return files.read(path, self.root)

    def target(self, root: str, path: str) -> Target:
        """Return the place of the function file."""
        return Target(os.path.join(root, *path.split('/')), 'file')

    def problem(self, plan: Plan) -> str:
        """Return why the result is not as sound as the code was, '' where it is."""
        body = self.node if self.node.is_known else None
        file = self.file if self.file.parses else None
        subjects = (
            Subject(self.node.template, CodeNode, lambda: self.node),
            Subject(self.node.template, Body, lambda: body),
            Subject(self.node.template, JavaScriptBody, lambda: body),
            Subject(self.file, FunctionFile, lambda: self.file),
            Subject(self.file, JavaScriptFile, lambda: file),
        )
        for found in self._findings(subjects, _SOUND):
            return f'would be reported as {found}'
        free = {read.name for read in self.file.names.reads if not (read.declared or read.guarded)}
        unknown = free - javascript_names.LANGUAGE - plan.unknown - self.file.names.assigned
        if unknown:
            return f"'{min(unknown)}' would not be found"
        return '' if self._is_round() else 'holds text that would be read as a round-trip marker'

    def _is_round(self) -> bool:
        """Return whether the marker block that hydrate makes is found again as it is."""
        (placeholder,) = self.node.placeholders
        code = self.node.code
        block = self.file.block(self.path, line_end(code))
        hydrated = code[: placeholder.start] + block + code[placeholder.end :]
        found = [(item.path, item.start, item.end) for item in markup.markers(hydrated, 'js').blocks]
        return found == [(self.path, placeholder.start, placeholder.start + len(block))]

    def warnings(self) -> tuple[str, ...]:
        """Return what the configured version of n8n would refuse at run time."""
        if not self.node.settings.n8n_major:
            return ()
        use = runtime_source.use(self.node)
        subjects = [Subject(self.node.template, view, get) for view, get in runtime_source.views(self.node, (use,))]
        subjects += [Subject(self.file, view, get) for view, get in runtime_source.views(self.file, (use,))]
        return tuple(self._findings(subjects, _AT_RUN_TIME))

    def _findings(self, subjects: Iterable[Subject], selection: Selection) -> list[str]:
        return [
            f'{rule.code} {finding.message}'
            for subject in subjects
            for rule, finding in self.runner.findings(subject, selection)
        ]


def code_node(node: workflow.Node, code: str) -> dict[str, object]:
    """Return a node's JSON as a Code node with some code."""
    parameters = {**node.parameters, workflow.FIELDS['js']: code}
    if node.type == workflow.CODE:
        return {**node.data, 'parameters': parameters}
    if node.type == workflow.DEPRECATED[1]:
        parameters['mode'] = runtime_source.EACH_ITEM
    return {**node.data, 'type': workflow.CODE, 'typeVersion': 2, 'parameters': parameters}
