"""What must hold of an extracted node before anything is written, found out in memory."""

from __future__ import annotations

import json
import os
from typing import Any

from n8n_code_discipline import registry
from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.diagnostic import Finding
from n8n_code_discipline.documents import workflow
from n8n_code_discipline.documents.code_node import CodeNode
from n8n_code_discipline.documents.function_file import FunctionFile
from n8n_code_discipline.documents.runtime_source import RunningSource
from n8n_code_discipline.documents.template import Template
from n8n_code_discipline.extraction.plan import Plan
from n8n_code_discipline.n8n import javascript_names
from n8n_code_discipline.registry import Selection
from n8n_code_discipline.syntax import markup
from n8n_code_discipline.workspace import layout
from n8n_code_discipline.workspace.files import Source
from n8n_code_discipline.workspace.targets import Target

# Names are compared with those of the body; that a test exists, and that nodes do, is known
_NOT_ASKED = frozenset({'NCD208', 'NCD119'})
_GROUPS = ('code', 'template', 'code_nodes', 'javascript')


class Extracted:
    """A node as it would be, with its function file, in memory only."""

    def __init__(self, template: Template, node: workflow.Node, code: str, path: str, text: str) -> None:
        self.root = template.root
        self.path = path
        self.code = code
        settings = template.settings._replace(selection=Selection())
        name = layout.function_path(self.root, os.path.join(self.root, *path.split('/')))
        assert name is not None
        source = Source(os.path.join(self.root, *path.split('/')), text, False, None)
        self.function = FunctionFile(source, self.root, name, settings)
        self.node = self._node(template, node, settings)

    def _node(self, template: Template, node: workflow.Node, settings: Settings) -> CodeNode:
        parameters: dict[str, Any] = {**node.parameters, workflow.FIELDS['js']: self.code}
        if node.type == workflow.DEPRECATED[1]:
            parameters['mode'] = 'runOnceForEachItem'
        data = {**node.data, 'type': workflow.CODE, 'parameters': parameters}
        text = json.dumps({'nodes': [data if node.type == workflow.CODE else {**data, 'typeVersion': 2}]})
        alone = Template(
            Source(template.path, text, False, None),
            self.root,
            lambda _: self.function,
            lambda root, path: Target(os.path.join(root, *path.split('/')), 'file'),
            settings,
        )
        return alone.code_nodes[0]

    def problem(self, plan: Plan) -> str:
        """Return why the result is not as sound as the code was, '' where it is."""
        for finding, code in self._findings(_GROUPS):
            return f'would be reported as {code} ({finding.message})'
        script = self.function.script
        free = {read.name for read in script.names.reads if not (read.declared or read.guarded)}
        unknown = free - javascript_names.LANGUAGE - plan.unknown - script.names.assigned
        if unknown:
            return f"'{min(unknown)}' would not be found"
        return self._round_trip_problem()

    def _round_trip_problem(self) -> str:
        (placeholder,) = self.node.placeholders
        newline = '\r\n' if '\r\n' in self.code else '\n'
        block = markup.block('js', self.path, self.function.source.text, newline)
        hydrated = self.code[: placeholder.start] + block + self.code[placeholder.end :]
        blocks = markup.markers(hydrated, 'js').blocks
        spans = [(found.path, found.start, found.end) for found in blocks]
        if spans != [(self.path, placeholder.start, placeholder.start + len(block))]:
            return 'holds text that would be read as a round-trip marker'
        return ''

    def warnings(self) -> list[str]:
        """Return what the configured version of n8n would refuse at run time."""
        if self.node.template.settings.target_n8n is None:
            return []
        sources = (RunningSource(self.node, (self.node,)), RunningSource(self.function, (self.node,)))
        return [f'{code} {finding.message}' for finding, code in self._findings(('runtime',), *sources)]

    def _findings(self, groups: tuple[str, ...], *subjects: object) -> list[tuple[Finding, str]]:
        found = []
        for rule in registry.rules(groups, Selection()):
            for check in rule.checks if rule.code not in _NOT_ASKED else ():
                for subject in subjects or (self.node, self.function):
                    if isinstance(subject, check.subject):
                        found += [(finding, rule.code) for finding in check.function(subject)]
        return found
