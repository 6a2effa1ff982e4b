"""Judge marker blocks against their function files and git, and decide what resync does about each."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from collections.abc import Set
from functools import cache
from typing import TYPE_CHECKING
from typing import Any
from typing import Literal
from typing import NamedTuple

from n8n_code_discipline import diffs
from n8n_code_discipline import registry
from n8n_code_discipline.diagnostic import Diagnostic
from n8n_code_discipline.diagnostic import Finding
from n8n_code_discipline.diagnostic import sort_key
from n8n_code_discipline.documents.function_file import FunctionFile
from n8n_code_discipline.documents.injected_block import Conflict
from n8n_code_discipline.documents.injected_block import Drift
from n8n_code_discipline.documents.injected_block import InjectedBlock
from n8n_code_discipline.documents.injected_block import injected_blocks
from n8n_code_discipline.linter.findings import diagnostic
from n8n_code_discipline.registry import Rule
from n8n_code_discipline.registry import Selection
from n8n_code_discipline.roundtrip import collapse
from n8n_code_discipline.roundtrip import git_history
from n8n_code_discipline.roundtrip.git_history import History
from n8n_code_discipline.syntax import markup
from n8n_code_discipline.syntax.markup import normal_body
from n8n_code_discipline.text import excerpt
from n8n_code_discipline.text import printable
from n8n_code_discipline.workspace import files
from n8n_code_discipline.workspace import layout
from n8n_code_discipline.workspace.files import Source

if TYPE_CHECKING:
    from n8n_code_discipline.documents.code_node import CodeNode
    from n8n_code_discipline.documents.template import Template

OnDrift = Literal['error', 'update', 'discard']
Search = Callable[[str, Set[str]], History]

# What an edited body must not be for an update to write it
_REFUSED = ('NCD005', 'NCD006', 'NCD202', 'NCD206', 'NCD301', 'NCD302')


class Reported(NamedTuple):
    """A finding and the diff that explains it."""

    diagnostic: Diagnostic
    diff: str = ''


class Note(NamedTuple):
    """Something to say about a 1-based line of a file that is no finding, and the diff that belongs to it."""

    path: str
    line: int
    message: str
    diff: str = ''


class FunctionWrite(NamedTuple):
    """A function file to be written: ``before`` is None for a new one."""

    path: str
    root: str
    before: Source | None
    text: str


class Plan(NamedTuple):
    """What resync will do: the blocks that collapse, the function files to write, and what it has to say.

    ``read`` holds every function file that a decision rests on, by absolute path, as it was then.
    """

    blocks: tuple[InjectedBlock, ...]
    writes: tuple[FunctionWrite, ...]
    findings: tuple[Reported, ...]
    notes: tuple[Note, ...]
    read: dict[str, Source]

    def collapsing(self, node: CodeNode) -> tuple[InjectedBlock, ...]:
        """The blocks of a node that collapse, in the order of its code."""
        found = (item for item in self.blocks if item.node is node)
        return tuple(sorted(found, key=lambda item: item.block.start))


def plan(templates: Sequence[Template], on_drift: OnDrift, search: Search = git_history.search) -> Plan:
    """Judge every marker block of some templates. Nothing is written; git is asked once per drifted path."""
    planner = _Planner(on_drift, search)
    for template in templates:
        planner.add(template)
    planner.settle()
    return Plan(
        tuple(planner.blocks),
        tuple(planner.writes),
        tuple(sorted(planner.findings, key=lambda item: sort_key(item.diagnostic))),
        tuple(sorted(planner.notes)),
        planner.read,
    )


class _Planner:
    """The decisions of one run, as they are made."""

    def __init__(self, on_drift: OnDrift, search: Search) -> None:
        self.on_drift = on_drift
        self.search = search
        self.blocks: list[InjectedBlock] = []
        self.writes: list[FunctionWrite] = []
        self.findings: list[Reported] = []
        self.notes: list[Note] = []
        self.read: dict[str, Source] = {}
        self.drifted: dict[str, list[InjectedBlock]] = {}

    def add(self, template: Template) -> None:
        """Judge the blocks that need no other block to be judged."""
        self._report(('NCD001',), template.source, template)
        self._report(('NCD002', 'NCD003'), template, template)
        for node in template.code_nodes:
            self._report(('NCD502',), node, template)
        for item in injected_blocks(template):
            if self._report(('NCD105', 'NCD106'), item, template):
                continue
            function = self._function(item)
            if function is None or function.problem or normal_body(function.text) != item.body:
                self.drifted.setdefault(item.target.path, []).append(item)
            else:
                self.blocks.append(item)

    def _function(self, item: InjectedBlock) -> Source | None:
        if item.target.state != 'file':
            return None
        path = item.target.path
        if path not in self.read:
            self.read[path] = files.read(path, item.node.template.root)
        return self.read[path]

    def settle(self) -> None:
        """Judge what differs from its function file, path by path."""
        for path, items in self.drifted.items():
            function = self.read.get(path)
            history = History({}, '')
            if function is not None and not function.problem:
                history = self.search(path, {normal_body(function.text), *(item.body for item in items)})
                for item in items:
                    if item.body in history.found:
                        self._collapse(item, f'is an old deployment ({_version(history.found[item.body])})')
                items = [item for item in items if item.body not in history.found]
            elif function is None and self.on_drift == 'update':
                # only its placeholders count: there is no file that an old deployment could collapse to
                history = self.search(path, {item.body for item in items})._replace(found={})
            if items:
                self._settle_edits(path, function, history, items)

    def _settle_edits(self, path: str, function: Source | None, history: History, items: list[InjectedBlock]) -> None:
        first = items[0]
        other = next((item for item in items if item.body != first.body), None)
        if self.on_drift == 'discard' and function is not None and not function.problem:
            for item in items:
                self._collapse(item, '--on-drift=discard drops this edit', _diff(function, item))
        elif other is not None:
            for item in items:
                conflict = Conflict(item, other if item.body == first.body else first)
                self._report(('NCD503',), conflict, item.node.template, _diff(function, item))
        else:
            refusal = self._refusal(path, function, history, first)
            for item in items:
                drift = Drift(item, function, history.gap, refusal)
                if self.on_drift != 'update' or refusal:
                    self._report(('NCD501',), drift, item.node.template, _diff(function, item))
                else:
                    self._collapse(item, '--on-drift=update writes this edit', _diff(function, item))
            if self.on_drift == 'update' and not refusal:
                text = collapse.with_body(function.text if function else '', first.body)
                self.writes.append(FunctionWrite(path, first.node.template.root, function, text))

    def _refusal(self, path: str, function: Source | None, history: History, item: InjectedBlock) -> str:
        if function is not None and function.problem:
            return f'the function file {function.problem}'
        if self.on_drift == 'discard':
            return 'without a function file nothing would hold it, so --on-drift=discard does not drop it'
        if self.on_drift == 'error':
            return ''
        return _why_lost(function, history) or _why_secret(function, history) or _why_not_kept(path, function, item)

    def _collapse(self, item: InjectedBlock, what: str, diff: str = '') -> None:
        self.blocks.append(item)
        finding = item.node.finding(f"'{item.block.path}' {what}", item.block.start, item.opener_end)
        self.notes.append(note(finding, item.node.template, diff))

    def _report(self, codes: tuple[str, ...], subject: Any, template: Template, diff: str = '') -> bool:
        found = list(_findings(codes, subject))
        self.findings += [Reported(diagnostic(rule, finding, template), diff) for rule, finding in found]
        return bool(found)


def note(finding: Finding, template: Template, diff: str = '') -> Note:
    """Return something to say about a place of a template."""
    line, _ = template.lines.position(finding.start)
    return Note(layout.display(template.settings.cwd, template.path), line, printable(finding.message), diff)


def _findings(codes: tuple[str, ...], subject: Any) -> Iterator[tuple[Rule, Finding]]:
    """What some rules say about a subject."""
    for rule in _rules(codes):
        for marked in rule.checks:
            if marked.subject is type(subject):
                for finding in marked.function(subject):
                    yield rule, finding


@cache
def _rules(codes: tuple[str, ...]) -> tuple[Rule, ...]:
    return registry.rules(selection=Selection(select=codes))


def _why_lost(function: Source | None, history: History) -> str:
    """Why an update would lose code of the function file for good, '' if git keeps it or there is none."""
    body = normal_body(function.text) if function else ''
    if not body or body in history.found:
        return ''
    if history.gap in ('', git_history.SHALLOW):
        return 'the function file has changes that git does not know and that would be lost: commit or add it first'
    if history.gap in (git_history.NO_REPOSITORY, git_history.UNTRACKED):
        first = 'git init, then ' if history.gap == git_history.NO_REPOSITORY else ''
        gap = f'git does not know the function file ({history.gap}), whose code would be lost'
        return f'{gap}: {first}commit or add it first'
    return (
        f'git cannot tell whether it knows the function file ({history.gap}), whose code could be lost: edit it by hand'
    )


def _why_secret(function: Source | None, history: History) -> str:
    """Why an update could write a value of the deploy step into the function file, '' if it could not."""
    placeholder = (markup.first_placeholder(function.text) if function else '') or history.placeholder
    if not placeholder:
        return ''
    return (
        f"the function file holds, or held, the placeholder '{excerpt(placeholder)}', whose value may stand in the "
        'edit: bring the edit by hand'
    )


def _why_not_kept(path: str, function: Source | None, item: InjectedBlock) -> str:
    """Why an edited body cannot become the function file's, '' if it can."""
    template = item.node.template
    text = collapse.with_body(function.text if function else '', item.body)
    try:
        text.encode()
    except UnicodeEncodeError:
        return 'it holds half of a surrogate pair, which no file can hold'
    name = layout.function_path(template.root, path)
    if name is None or normal_body(text) != item.body:
        return 'it would not be read back from the file as it is'
    edited = FunctionFile(Source(path, text, False, None), template.root, name, template.settings)
    for rule, finding in _findings(_REFUSED, edited):
        line, _ = edited.lines.position(finding.start)
        return f'line {line} of it would be {rule.code}, {finding.message}'
    return ''


def _diff(function: Source | None, item: InjectedBlock) -> str:
    old = normal_body(function.text) if function else ''
    return diffs.unified(
        old + '\n' if old else '',
        item.body + '\n' if item.body else '',
        item.block.path if function else '/dev/null',
        f'{item.block.path} ({excerpt(item.node.label)})',
    )


def _version(commit: str) -> str:
    return commit if commit == git_history.INDEX else f'commit {commit}'
