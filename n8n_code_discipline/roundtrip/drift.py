"""Compare marker blocks with their function files and git, and decide what resync does with each."""

from collections.abc import Iterator, Sequence
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


class Plan:
    """The actions of resync: blocks to collapse, function files to write, findings and notes.

    ``read`` maps the absolute path of each function file that a decision depends on to its content at that time.
    """

    def __init__(self, on_drift: OnDrift) -> None:
        self.blocks: list[InjectedBlock] = []
        self.writes: list[FileChange] = []
        self.findings: list[Reported] = []
        self.notes: list[Note] = []
        self.read: dict[str, Source] = {}
        self._on_drift = on_drift
        self._runner = RuleRunner()
        self._drifted: dict[str, list[InjectedBlock]] = {}

    @property
    def has_failed(self) -> bool:
        """Return whether a rule failed; if so, nothing may be written."""
        return any(item.diagnostic.code == INTERNAL_ERROR for item in self.findings)

    def collapsing(self, node: CodeNode) -> list[InjectedBlock]:
        """Return the blocks of a node that collapse, in the order of its code."""
        found = (item for item in self.blocks if item.node.field.path == node.field.path)
        return sorted(found, key=lambda item: item.block.start)

    def add(self, template: Template) -> None:
        """Decide on the blocks of a template that equal their function files; keep the others for ``settle``."""
        self._report(template, ('NCD001',), Source, template.source)
        self._report(template, ('NCD002', 'NCD003'), Template, template)
        for node in code_nodes(template):
            self._report(template, ('NCD502',), CodeNode, node)
            for item in injected_blocks(node):
                if self._report(template, ('NCD105', 'NCD106'), InjectedBlock, item):
                    continue
                path = item.target.path
                if item.target.state == 'file' and path not in self.read:
                    self.read[path] = files.read(path, template.root)
                function = self.read.get(path)
                if function is None or function.problem or normalize_body(function.text) != item.body:
                    self._drifted.setdefault(path, []).append(item)
                else:
                    self.blocks.append(item)

    def settle(self) -> None:
        """Decide on the blocks that differ from their function files, path by path."""
        for path, items in self._drifted.items():
            function = self.read.get(path)
            history = History({}, '')
            if function is not None and not function.problem:
                history = git_history.search(path, {normalize_body(function.text), *(item.body for item in items)})
                for item in items:
                    if item.body in history.found:
                        self._collapse(item, f'is an old deployment ({history.found[item.body]})')
                items = [item for item in items if item.body not in history.found]
            elif function is None and self._on_drift == 'update':
                # only its placeholders count: there is no file that an old deployment could collapse to
                history = git_history.search(path, {item.body for item in items})._replace(found={})
            if items:
                self._settle_edits(function, history, items)
        self.findings.sort(key=lambda item: sort_key(item.diagnostic))
        self.notes.sort()

    def _settle_edits(self, function: Source | None, history: History, items: list[InjectedBlock]) -> None:
        first = items[0]
        other = next((item for item in items if item.body != first.body), None)
        older = _older_version(function, history, first) if self._on_drift == 'update' else None
        refusal = next(_refusals(self._on_drift, function, history, first, older), '')
        is_dropped = self._on_drift == 'discard' and not refusal
        is_kept = self._on_drift == 'update' and not refusal and other is None
        for item in items:
            diff = _diff(function, item)
            if is_dropped or is_kept:
                what = 'drops' if is_dropped else 'writes'
                self._collapse(item, f'--on-drift={self._on_drift} {what} this edit', diff)
            elif other is not None:
                conflict = Conflict(item, other if item.body == first.body else first)
                self._report(item.node.template, ('NCD503',), Conflict, conflict, diffs.shortened(diff))
            else:
                shown = diffs.shortened(diff)
                if older is not None:
                    name = f'{item.block.path} ({older.name})'
                    shown = diffs.shortened(_diff_to(older.body, name, item)) + shown
                drift = Drift(item, function, history.gap, refusal)
                self._report(item.node.template, ('NCD501',), Drift, drift, shown)
        if is_kept:
            text = collapse.with_body(function.text if function else '', first.body)
            self.writes.append(FileChange(first.target.path, first.node.template.root, function, text))

    def _collapse(self, item: InjectedBlock, what: str, diff: str = '') -> None:
        self.blocks.append(item)
        finding = item.finding(f"'{item.block.path}' {what}")
        self.notes.append(note(finding, item.node.template, diff))

    def _report(
        self, template: Template, codes: tuple[str, ...], kind: type[object], looked_at: object, diff: str = ''
    ) -> bool:
        subject = Subject(template, kind, lambda: looked_at)
        found = list(self._runner.findings(subject, Selection(select=codes)))
        self.findings += [Reported(diagnostic(rule, finding, template), diff) for rule, finding in found]
        return bool(found)


def plan(templates: Sequence[Template], on_drift: OnDrift) -> Plan:
    """Decide on every marker block of the templates; write nothing, and call git once per drifted path."""
    found = Plan(on_drift)
    for template in templates:
        found.add(template)
    found.settle()
    return found


def note(finding: Finding, template: Template, diff: str = '') -> Note:
    """Return a note at the position of a finding."""
    line, _ = template.lines.position(finding.start)
    return Note(layout.display(template.settings.cwd, template.path), line, printable(finding.message), diff)


def _older_version(function: Source | None, history: History, item: InjectedBlock) -> Version | None:
    """Return the version that was edited, if the edit is closer to it than to the present version."""
    nearest = history.nearest.get(item.body)
    if function is None or nearest is None:
        return None
    present = git_history.distance(normalize_body(function.text), item.body)
    return nearest if git_history.distance(nearest.body, item.body) < present else None


def _refusals(
    on_drift: OnDrift, function: Source | None, history: History, item: InjectedBlock, older: Version | None
) -> Iterator[str]:
    """Yield why an edit is neither written into the function file nor dropped."""
    if function is not None and function.problem:
        yield f'the function file {function.problem}'
    if on_drift == 'discard' and function is None:
        yield 'there is no function file, so --on-drift=discard would lose the only copy'
    if on_drift != 'update':
        return
    body = normalize_body(function.text) if function else ''
    if function is not None and history.gap == git_history.SHALLOW:
        yield 'the clone is shallow, and an older version may have been edited: run git fetch --unshallow first'
    if body and body not in history.found:
        reason = f' ({history.gap})' if history.gap else ''
        yield f'git does not have the code of the function file{reason}, which would be lost: commit or add it first'
    placeholder = (markup.first_placeholder(function.text) if function else '') or history.placeholder
    if placeholder:
        yield (
            f"the function file contains, or contained, the placeholder '{excerpt(placeholder)}', whose value may be "
            'part of the edit: copy the edit by hand'
        )
    template = item.node.template
    if older is not None:
        discard = template.settings.command('resync', '--on-drift=discard', path=template.path)
        yield (
            f'an older version was edited ({older.name}), and an update would undo what changed up to the present one '
            f'({history.found.get(body, "empty")}): edit the function file by hand, then run {discard}'
        )
    yield from _why_not_kept(function, item)


def _why_not_kept(function: Source | None, item: InjectedBlock) -> Iterator[str]:
    """Yield why an edited body cannot become the body of the function file."""
    template, path = item.node.template, item.target.path
    text = collapse.with_body(function.text if function else '', item.body)
    name = layout.function_path(template.root, path)
    if files.decode(path, text.encode(errors='surrogatepass')).problem:
        yield 'it contains half of a surrogate pair, which UTF-8 cannot encode'
    elif name is None or normalize_body(text) != item.body:
        yield 'reading it back from the file would change it'
    else:
        edited = FUNCTION_FILES[name.language](Source(path, text, False, None), template.root, name, template.settings)
        runner = RuleRunner()
        for view in edited.views():
            for rule, finding in runner.findings(Subject(edited, *view), _REFUSED):
                line, _ = edited.lines.position(finding.start)
                yield f'line {line} of it would be {rule.code}, {finding.message}'


def _diff(function: Source | None, item: InjectedBlock) -> str:
    old = normalize_body(function.text) if function else ''
    return _diff_to(old, item.block.path if function else '/dev/null', item)


def _diff_to(old: str, name: str, item: InjectedBlock) -> str:
    new_name = f'{item.block.path} ({excerpt(item.node.label)})'
    return diffs.unified(old + '\n' if old else '', item.body + '\n' if item.body else '', name, new_name)
