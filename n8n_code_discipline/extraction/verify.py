"""Check an extracted node in memory before anything is written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.documents import runtime_source, workflow
from n8n_code_discipline.documents.code_node import CodeNode, code_nodes
from n8n_code_discipline.documents.function_file import FunctionFile
from n8n_code_discipline.documents.template import Template
from n8n_code_discipline.extraction.plan import Plan, RefusedError
from n8n_code_discipline.linter.loader import Loader
from n8n_code_discipline.linter.run_rules import RuleRunner, Subject
from n8n_code_discipline.n8n import javascript_names
from n8n_code_discipline.registry import Selection, Views
from n8n_code_discipline.workspace import layout
from n8n_code_discipline.workspace.files import Source
from n8n_code_discipline.workspace.targets import Target

# Paired tests come later, names are compared with those of the body, and the nodes are those of the whole workflow
_SOUND = Selection(ignore=('NCD4', 'NCD6', 'NCD208', 'NCD119'))
_AT_RUN_TIME = Selection(select=('NCD6',))


class Preview(Loader):
    """Opens the documents of a workspace as if new files were there; ``texts`` are theirs by absolute path."""

    def __init__(self, settings: Settings, texts: Mapping[str, str]) -> None:
        super().__init__(settings)
        self._texts = texts

    def read(self, path: str, root: str = '') -> Source:
        """Read a file, or what it will contain."""
        text = self._texts.get(path)
        return super().read(path, root) if text is None else Source(path, text, False, None)

    def target(self, root: str, path: str) -> Target:
        """Return what a placeholder's path names, or will name."""
        full = layout.absolute(root, path)
        return Target(full, 'file') if full in self._texts else super().target(root, path)


def check(template: Template, data: dict[str, object], file: Source, plan: Plan, runner: RuleRunner) -> tuple[str, ...]:
    """Check a node as it would be, and return what the target n8n would refuse.

    ``data`` is its JSON, ``file`` its function file. Raises RefusedError where the default rules find something else.
    """
    preview = Preview(template.settings._replace(workspace=template.root), {file.path: file.text})
    single = preview.template(Source(template.path, json.dumps({'nodes': [data]}), False, None))
    (node,) = code_nodes(single)
    function = preview.function(file.path)
    assert function is not None

    def findings(document: CodeNode | FunctionFile, views: Views, selection: Selection) -> tuple[str, ...]:
        owner = single if isinstance(document, CodeNode) else document
        subjects = [Subject(owner, *view) for view in views]
        found = (item for subject in subjects for item in runner.findings(subject, selection))
        return tuple(f'{rule.code} {finding.message}' for rule, finding in found)

    documents = (node, function)
    for document in documents:
        for found in findings(document, document.views(), _SOUND):
            raise RefusedError(f'would be reported as {found}')
    free = {read.name for read in function.names.reads if not (read.declared or read.guarded)}
    unknown = free - javascript_names.LANGUAGE - plan.unknown - function.names.assigned
    if unknown:
        raise RefusedError(f"'{min(unknown)}' would not be found")
    if not node.settings.n8n_major:
        return ()
    uses = (runtime_source.use(node),)
    views = [findings(document, runtime_source.views(document, uses), _AT_RUN_TIME) for document in documents]
    return (*views[0], *views[1])


def code_node(node: workflow.Node, code: str) -> dict[str, Any]:
    """Return a node's JSON as a Code node with some code."""
    parameters = {**node.parameters, workflow.FIELDS['js']: code}
    if node.type == workflow.CODE:
        return {**node.data, 'parameters': parameters}
    if node.type == workflow.DEPRECATED[1]:
        parameters['mode'] = runtime_source.EACH_ITEM
    return {**node.data, 'type': workflow.CODE, 'typeVersion': 2, 'parameters': parameters}
