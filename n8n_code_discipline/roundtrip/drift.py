"""Compare marker blocks with their function files and git, and decide what resync does with each."""

from collections.abc import Callable, Sequence, Set
from typing import Literal, NamedTuple

from n8n_code_discipline import diffs
from n8n_code_discipline.diagnostic import Diagnostic, Finding, sort_key
from n8n_code_discipline.documents.code_node import CodeNode, code_nodes
from n8n_code_discipline.documents.function_file import FUNCTION_FILES
from n8n_code_discipline.documents.injected_block import Conflict, Drift, InjectedBlock, injected_blocks
from n8n_code_discipline.documents.template import Template
from n8n_code_discipline.linter.findings import diagnostic
from n8n_code_discipline.linter.run_rules import RuleRunner, Subject
from n8n_code_discipline.registry import INTERNAL_ERROR, Selection
from n8n_code_discipline.roundtrip import collapse, git_history
from n8n_code_discipline.roundtrip.git_history import History, Version
from n8n_code_discipline.syntax import markup
from n8n_code_discipline.syntax.markup import normalize_body
from n8n_code_discipline.text import excerpt, printable
from n8n_code_discipline.workspace import files, layout
from n8n_code_discipline.workspace.files import Source
from n8n_code_discipline.workspace.writing import FileChange

OnDrift = Literal['error', 'update', 'discard']
Search = Callable[[str, Set[str]], History]

# an update does not write a body with one of these findings
_REFUSED = Selection(select=('NCD005', 'NCD006', 'NCD202', 'NCD206', 'NCD301', 'NCD302'))


class Reported(NamedTuple):
    """A finding and the diff that explains it, shortened."""

    diagnostic: Diagnostic
    diff: str = ''


class Note(NamedTuple):
    """A message about a 1-based line of a file that is not a finding, with its diff."""

    path: str
    line: int
    message: str
    diff: str = ''


class Plan(NamedTuple):
    """The actions of resync: blocks to collapse, function files to write, findings and notes.

    ``read`` maps the absolute path of each function file that a decision depends on to its content at that time.
    """

    blocks: tuple[InjectedBlock, ...]
    writes: tuple[FileChange, ...]
    findings: tuple[Reported, ...]
    notes: tuple[Note, ...]
    read: dict[str, Source]

    @property
    def has_failed(self) -> bool:
        """Return whether a rule failed; if so, nothing may be written."""
        return any(item.diagnostic.code == INTERNAL_ERROR for item in self.findings)

    def collapsing(self, node: CodeNode) -> list[InjectedBlock]:
        """Return the blocks of a node that collapse, in the order of its code."""
        found = (item for item in self.blocks if item.node.field.path == node.field.path)
        return sorted(found, key=lambda item: item.block.start)


def plan(templates: Sequence[Template], on_drift: OnDrift, search: Search = git_history.search) -> Plan:
    """Decide on every marker block of the templates; write nothing, and call git once per drifted path."""
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
    """The decisions of one run."""

    def __init__(self, on_drift: OnDrift, search: Search) -> None:
        self.on_drift = on_drift
        self.search = search
        self.runner = RuleRunner()
        self.blocks: list[InjectedBlock] = []
        self.writes: list[FileChange] = []
        self.findings: list[Reported] = []
        self.notes: list[Note] = []
        self.read: dict[str, Source] = {}
        self.drifted: dict[str, list[InjectedBlock]] = {}

    def add(self, template: Template) -> None:
        """Decide on the blocks of a template that equal their function files; keep the others for ``settle``."""
        self._report(template, ('NCD001',), Source, template.source)
        self._report(template, ('NCD002', 'NCD003'), Template, template)
        for node in code_nodes(template):
            self._report(template, ('NCD502',), CodeNode, node)
            for item in injected_blocks(node):
                if self._report(template, ('NCD105', 'NCD106'), InjectedBlock, item):
                    continue
                function = self._function(item)
                if function is None or function.problem or normalize_body(function.text) != item.body:
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
        """Decide on the blocks that differ from their function files, path by path."""
        for path, items in self.drifted.items():
            function = self.read.get(path)
            history = History({}, '')
            if function is not None and not function.problem:
                history = self.search(path, {normalize_body(function.text), *(item.body for item in items)})
                for item in items:
                    if item.body in history.found:
                        self._collapse(item, f'is an old deployment ({history.found[item.body]})')
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
            return
        if other is not None:
            for item in items:
                conflict = Conflict(item, other if item.body == first.body else first)
                self._report(
                    item.node.template, ('NCD503',), Conflict, conflict, diffs.shortened(_diff(function, item))
                )
            return
        older = _older_version(function, history, first) if self.on_drift == 'update' else None
        refusal = self._refusal(path, function, history, first, older)
        for item in items:
            if self.on_drift == 'update' and not refusal:
                self._collapse(item, '--on-drift=update writes this edit', _diff(function, item))
                continue
            shown = diffs.shortened(_diff(function, item))
            if older is not None:
                name = f'{item.block.path} ({older.name})'
                shown = diffs.shortened(_diff_to(older.body, name, item)) + shown
            self._report(item.node.template, ('NCD501',), Drift, Drift(item, function, history.gap, refusal), shown)
        if self.on_drift == 'update' and not refusal:
            text = collapse.with_body(function.text if function else '', first.body)
            self.writes.append(FileChange(path, first.node.template.root, function, text))

    def _refusal(
        self, path: str, function: Source | None, history: History, item: InjectedBlock, older: Version | None
    ) -> str:
        if function is not None and function.problem:
            return f'the function file {function.problem}'
        if self.on_drift == 'discard':
            return 'there is no function file, so --on-drift=discard would lose the only copy'
        if self.on_drift == 'error':
            return ''
        present = history.found.get(normalize_body(function.text), 'empty') if function else ''
        return (
            _why_lost(function, history)
            or _why_secret(function, history)
            or _why_older(older, present, item)
            or _why_not_kept(path, function, item)
        )

    def _collapse(self, item: InjectedBlock, what: str, diff: str = '') -> None:
        self.blocks.append(item)
        finding = item.finding(f"'{item.block.path}' {what}")
        self.notes.append(note(finding, item.node.template, diff))

    def _report(
        self, template: Template, codes: tuple[str, ...], kind: type[object], looked_at: object, diff: str = ''
    ) -> bool:
        subject = Subject(template, kind, lambda: looked_at)
        found = list(self.runner.findings(subject, Selection(select=codes)))
        self.findings += [Reported(diagnostic(rule, finding, template), diff) for rule, finding in found]
        return bool(found)


def note(finding: Finding, template: Template, diff: str = '') -> Note:
    """Return a note at the position of a finding."""
    line, _ = template.lines.position(finding.start)
    return Note(layout.display(template.settings.cwd, template.path), line, printable(finding.message), diff)


def _why_lost(function: Source | None, history: History) -> str:
    """Return why an update would lose code of the function file, or an empty string if git has it."""
    if function is not None and history.gap == git_history.SHALLOW:
        return 'the clone is shallow, and an older version may have been edited: run git fetch --unshallow first'
    body = normalize_body(function.text) if function else ''
    if not body or body in history.found:
        return ''
    reason = f' ({history.gap})' if history.gap else ''
    return f'git does not have the code of the function file{reason}, which would be lost: commit or add it first'


def _why_secret(function: Source | None, history: History) -> str:
    """Return why an update could write a value of the deploy step into the function file, or an empty string."""
    placeholder = (markup.first_placeholder(function.text) if function else '') or history.placeholder
    if not placeholder:
        return ''
    return (
        f"the function file contains, or contained, the placeholder '{excerpt(placeholder)}', whose value may be part "
        'of the edit: copy the edit by hand'
    )


def _older_version(function: Source | None, history: History, item: InjectedBlock) -> Version | None:
    """Return the version that was edited, if the edit is closer to it than to the present version."""
    nearest = history.nearest.get(item.body)
    if function is None or nearest is None:
        return None
    present = git_history.distance(normalize_body(function.text), item.body)
    return nearest if git_history.distance(nearest.body, item.body) < present else None


def _why_older(older: Version | None, present: str, item: InjectedBlock) -> str:
    """Return why an update would undo what changed since the version that was edited, or an empty string."""
    if older is None:
        return ''
    template = item.node.template
    discard = template.settings.command('resync', '--on-drift=discard', path=template.path)
    return (
        f'an older version was edited ({older.name}), and an update would undo what changed up to the present one '
        f'({present}): edit the function file by hand, then run {discard}'
    )


def _why_not_kept(path: str, function: Source | None, item: InjectedBlock) -> str:
    """Return why an edited body cannot become the body of the function file, or an empty string."""
    template = item.node.template
    text = collapse.with_body(function.text if function else '', item.body)
    try:
        text.encode()
    except UnicodeEncodeError:
        return 'it contains half of a surrogate pair, which UTF-8 cannot encode'
    name = layout.function_path(template.root, path)
    if name is None or normalize_body(text) != item.body:
        return 'reading it back from the file would change it'
    edited = FUNCTION_FILES[name.language](Source(path, text, False, None), template.root, name, template.settings)
    runner = RuleRunner()
    for view in edited.views():
        for rule, finding in runner.findings(Subject(edited, *view), _REFUSED):
            line, _ = edited.lines.position(finding.start)
            return f'line {line} of it would be {rule.code}, {finding.message}'
    return ''


def _diff(function: Source | None, item: InjectedBlock) -> str:
    old = normalize_body(function.text) if function else ''
    return _diff_to(old, item.block.path if function else '/dev/null', item)


def _diff_to(old: str, name: str, item: InjectedBlock) -> str:
    new_name = f'{item.block.path} ({excerpt(item.node.label)})'
    return diffs.unified(old + '\n' if old else '', item.body + '\n' if item.body else '', name, new_name)
