"""A template, or a JSON file with workflows."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.diagnostic import Finding, Place
from n8n_code_discipline.documents import workflow
from n8n_code_discipline.documents.json_document import JsonPath
from n8n_code_discipline.documents.json_file import JsonFile
from n8n_code_discipline.documents.references import Reference, TextReference, label
from n8n_code_discipline.registry import Views
from n8n_code_discipline.syntax import markup
from n8n_code_discipline.syntax.markup import Placeholder
from n8n_code_discipline.workspace import layout, placeholders, targets
from n8n_code_discipline.workspace.files import Source
from n8n_code_discipline.workspace.targets import Target

if TYPE_CHECKING:  # a template without code starts without it
    from n8n_code_discipline.documents.function_file import FunctionFile

# the types that the default rules check
_USUAL = frozenset((*workflow.RUNNING_CODE, *workflow.DEPRECATED))


class Workspace(Protocol):
    """The files that a template refers to; each is read once. Paths are absolute."""

    def function(self, path: str) -> FunctionFile | None:
        """Return a function file, None if the folder or the name is not that of one."""

    def text(self, path: str) -> Source:
        """Return a text file as hydrate injects it."""

    def target(self, root: str, path: str) -> Target:
        """Return the target of a placeholder's path, which is relative to ``root``."""


class Template(JsonFile):
    """A template, or a JSON file with workflows, and its nodes."""

    def __init__(self, source: Source, root: str, workspace: Workspace, settings: Settings) -> None:
        super().__init__(source, settings)
        self.root = root
        self.workspace = workspace
        self.readable = source.problem is None and self.document.error is None

    def views(self) -> Views:
        yield Source, lambda: self.source
        yield Template, lambda: self

    def nodes_of(self, types: tuple[str, ...]) -> Iterator[workflow.Node]:
        """Return the nodes of some types."""
        if not self.readable:
            return iter(())
        if _USUAL.issuperset(types):
            return (node for node in self._usual if node.type in types)
        return workflow.nodes(self.document.data, types)

    @cached_property
    def _usual(self) -> tuple[workflow.Node, ...]:
        return tuple(workflow.nodes(self.document.data, tuple(_USUAL)))

    @cached_property
    def node_names(self) -> frozenset[str]:
        """The names of the nodes."""
        return frozenset(node.name for node in workflow.nodes(self.document.data)) if self.readable else frozenset()

    def names_beside(self, node: workflow.Node) -> Mapping[str, None]:
        """Return the names of the nodes of a node's workflow, in order; none where a name contains a placeholder."""
        return self._names_by_workflow[node.path[:-1]]

    @cached_property
    def _names_by_workflow(self) -> dict[JsonPath, Mapping[str, None]]:
        """The names by workflow: a file may contain several."""
        found: dict[JsonPath, dict[str, None]] = {}
        for node in workflow.nodes(self.document.data):
            found.setdefault(node.path[:-1], {})[node.name] = None
        return {path: {} if any(map(markup.placeholders, names)) else names for path, names in found.items()}

    @cached_property
    def function_names(self) -> frozenset[str]:
        """The stems of the function files that exist for the placeholders of Code nodes."""
        paths = {found.path for code in self._codes() for found in markup.placeholders(code)}
        existing = (path for path in paths if self.workspace.target(self.root, path).state == 'file')
        return frozenset(os.path.splitext(os.path.basename(path))[0] for path in existing)

    @cached_property
    def text_references(self) -> tuple[TextReference, ...]:
        """The placeholders in strings that are neither code fields nor prose (notes, sticky notes, pinned data)."""
        if not self.readable or not markup.may_hold_more(self.source.text, self._codes()):
            return ()
        nodes = {node.path: node for node in workflow.nodes(self.document.data)}
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

    def _codes(self) -> Iterator[str]:
        for node in self.nodes_of(workflow.RUNNING_CODE):
            codes = (node.parameters.get(name) for name in workflow.FIELDS.values())
            yield from (code for code in codes if isinstance(code, str))

    def placeholder(self, kind: str, path: str) -> str:
        """Return a placeholder as the workspace spells them."""
        return markup.canonical(kind, path, placeholders.style(self.root, self.settings.placeholder_style))

    def reference(self, placeholder: Placeholder, *, well_placed: bool) -> Reference:
        """Resolve a placeholder within the template's workspace."""
        if placeholder.kind in markup.DEPLOY_KINDS:
            return Reference(placeholder, Target('', 'file'), well_placed)
        return Reference(placeholder, self.workspace.target(self.root, placeholder.path), well_placed)

    @cached_property
    def likely(self) -> Callable[[str, str], targets.Likely]:
        """A function that returns the file that a placeholder of a kind with a wrong path probably means."""
        return cache(partial(targets.likely, self.root, self.path))

    def finding(self, message: str, path: JsonPath, *, node: str | None = None, key: bool = False) -> Finding:
        """Return a finding about the value at a JSON path, or about its key."""
        span = self.document.span(path)
        place = (span.key, span.start) if key else (span.start, span.end)
        return Finding(message, *place, node)

    def finding_in_string(self, message: str, path: JsonPath, place: Place, node: workflow.Node | None) -> Finding:
        """Return a finding about a place in the decoded string at a JSON path."""
        first = self.document.offset_in_string(path, place.start)
        last = self.document.offset_in_string(path, place.end)
        if node is None:
            return Finding(message, first, last)
        return Finding(f'{label(node)}: {message}', first, last, node.name)

    def finding_in_text(self, message: str, found: TextReference) -> Finding:
        """Return a finding about a placeholder outside the code fields."""
        return self.finding_in_string(message, found.path, found.reference.placeholder, found.node)


class Download(NamedTuple):
    """A workflow in ``n8n-workflows-template/`` under the name that n8n gave it."""

    template: Template

    @property
    def template_name(self) -> str:
        """The file name that makes it a template."""
        return os.path.basename(self.template.path).removesuffix('.json') + layout.TEMPLATE_SUFFIX


def _is_code_or_prose(node: workflow.Node, path: JsonPath) -> bool:
    """Return whether the string at ``path`` of a node is a code field or prose: a sticky note, a node's notes."""
    if node.type in (workflow.STICKY_NOTE, *workflow.DEPRECATED) or path[:1] == ('notes',):
        return True
    is_field = len(path) == 2 and path[0] == 'parameters' and path[1] in workflow.FIELDS.values()
    return is_field and node.type in workflow.RUNNING_CODE


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
