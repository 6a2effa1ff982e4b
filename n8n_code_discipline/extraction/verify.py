"""Check an extracted node in memory before anything is written."""

from __future__ import annotations

import json
from collections.abc import Mapping

from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.documents import runtime_source, workflow
from n8n_code_discipline.documents.code_node import CodeNode, code_nodes
from n8n_code_discipline.documents.function_file import FunctionFile
from n8n_code_discipline.extraction.plan import RefusedError
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


def check(settings: Settings, node_json: str, file: Source, unknown: frozenset[str], runner: RuleRunner) -> list[str]:
    """Check a node as it would be, and return what the target n8n would refuse.

    ``settings`` are those of its workspace, ``file`` is its function file, ``unknown`` are names that its code read
    before and that nothing declares. Raises RefusedError where the default rules find something.
    """
    preview = Preview(settings, {file.path: file.text})
    path = layout.absolute(preview.root(file.path), f'{layout.TEMPLATES}/node{layout.TEMPLATE_SUFFIX}')
    single = preview.template(Source(path, f'{{"nodes": [{node_json}]}}', False, None))
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
    new = free - javascript_names.LANGUAGE - unknown - function.names.assigned
    if new:
        raise RefusedError(f"'{min(new)}' would not be found")
    uses = (runtime_source.use(node),) if settings.n8n_major else ()
    views = [(document, runtime_source.views(document, uses)) for document in documents if uses]
    return [found for document, view in views for found in findings(document, view, _AT_RUN_TIME)]


def node_json(node: workflow.Node, code: str) -> str:
    """Return a node's JSON as a Code node with some code."""
    parameters = {**node.parameters, workflow.FIELDS['js']: code}
    if node.type == workflow.CODE:
        known = {key: node.data[key] for key in ('name', 'type', 'typeVersion') if key in node.data}
        return json.dumps({**known, 'parameters': parameters})
    if node.type == workflow.FUNCTION_ITEM:
        parameters['mode'] = runtime_source.EACH_ITEM
    return json.dumps({'name': node.name, 'type': workflow.CODE, 'typeVersion': 2, 'parameters': parameters})
