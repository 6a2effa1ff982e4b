"""``record``: cases from a saved n8n execution for the paired tests of the functions that ran in it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from n8n_code_discipline import diffs
from n8n_code_discipline.commands.shared import print_diff, track, workspace_root
from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.documents import workflow
from n8n_code_discipline.documents.code_node import code_nodes
from n8n_code_discipline.extraction import cases, executions, recorded_test
from n8n_code_discipline.linter import discovery, loader
from n8n_code_discipline.text import count, printable
from n8n_code_discipline.workspace import files, layout, writing
from n8n_code_discipline.workspace.files import Source
from n8n_code_discipline.workspace.targets import Target

if TYPE_CHECKING:
    from n8n_code_discipline.documents.code_node import CodeNode
    from n8n_code_discipline.documents.template import Template
    from n8n_code_discipline.extraction.cases import Recorded
    from n8n_code_discipline.extraction.changes import TemplateChange
    from n8n_code_discipline.extraction.executions import Execution

_SHOWN_NAMES = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument('execution', metavar='RUN.json', help='a saved execution with its data; - is standard input')
    parser.add_argument('--node', metavar='NAME', help='record this Code node only')
    parser.add_argument('--diff', action='store_true', help='print what would change; write nothing')
    parser.add_argument('--workspace', type=workspace_root, metavar='DIR', help='the workspace (default: around here)')


def run(arguments: argparse.Namespace) -> int:
    """Write the cases, or print them as a diff; return the exit status."""
    settings = Settings(os.getcwd(), arguments.workspace)
    try:
        saved = executions.read(_text(arguments.execution))
        found = _templates_of(saved, tuple(_templates(settings)), settings)
    except executions.ExecutionError as error:
        return _refuse(f'{arguments.execution}: {error}')
    recording = Recording(settings)
    for template, ran in found.items():
        nodes = [node for node in code_nodes(template) if arguments.node in (None, node.name) and node.is_code_node]
        if not nodes:
            what = f'Code node {arguments.node!r}' if arguments.node is not None else 'Code node'
            return _refuse(f'{layout.display(settings.cwd, template.path)}: holds no {what}')
        for node in nodes:
            recording.add(node, ran, named=arguments.node is not None)
    return recording.finish(diff=arguments.diff)


def _refuse(reason: str) -> int:
    print(printable(reason), file=sys.stderr)
    return 2


def _text(path: str) -> str:
    """Return the text of a saved execution. Raises ExecutionError."""
    if path == '-':
        source = files.decode(path, sys.stdin.buffer.read() if sys.stdin else b'')
    else:
        source = files.read(os.path.abspath(path))
    if source.problem:
        raise executions.ExecutionError(source.problem)
    return source.text


# -- nodes that are about to be extracted --------------------------------------------------------------------------


class _Extracted(loader.Loader):
    """Opens documents as if new files were there."""

    def __init__(self, settings: Settings, new_files: Mapping[str, str]) -> None:
        super().__init__(settings)
        self._new_files = new_files

    def read(self, path: str, root: str = '') -> Source:
        """Read a file, or what it will contain."""
        text = self._new_files.get(path)
        return super().read(path, root) if text is None else Source(path, text, False, None)

    def target(self, root: str, path: str) -> Target:
        """Return what a placeholder's path names, or will name."""
        full = os.path.join(root, *path.split('/'))
        return Target(full, 'file') if full in self._new_files else super().target(root, path)


def record_extractions(
    path: str, changes: Sequence[TemplateChange], settings: Settings
) -> tuple[list[TemplateChange], Recording]:
    """Record the nodes that are about to be extracted, from the execution at ``path``.

    Return the changes with the cases in their new tests, and what else is to be written. Raises ExecutionError.
    """
    found = _templates_of(executions.read(_text(path)), [change.template for change in changes], settings)
    new_files = {
        os.path.join(change.template.root, *name.split('/')): text
        for change in changes
        for extraction in change.extractions
        for name, text in extraction.files
    }
    recording = Recording(settings, new_files)
    extracted = _Extracted(settings, new_files)
    for change in changes:
        text = change.text(change.extractions)
        places = {extraction.node.path for extraction in change.extractions}
        for node in code_nodes(extracted.template(change.template.source._replace(text=text))):
            if node.node.path in places:
                recording.add(node, found.get(change.template, ()), named=False)
    return [_with_cases(change, recording) for change in changes], recording


def _with_cases(change: TemplateChange, recording: Recording) -> TemplateChange:
    """Move the cases of new tests from a recording to the change that makes the tests."""
    extractions = []
    for extraction in change.extractions:
        new: list[tuple[str, str]] = []
        for name, text in extraction.files:
            path = os.path.join(change.template.root, *name.split('/'))
            recorded = recording.changes.pop(path, None)
            data = recording.changes.pop(path.removesuffix('.test.js') + recorded_test.DATA_SUFFIX, None)
            if data is not None and data.text:
                new.append((name.removesuffix('.test.js') + recorded_test.DATA_SUFFIX, data.text))
            new.append((name, text if recorded is None else recorded.text))
        extractions.append(extraction._replace(files=tuple(new)))
    return change._replace(extractions=tuple(extractions))


# -- the template of an execution ---------------------------------------------------------------------------------


def _templates_of(
    saved: Iterable[Execution], known: Sequence[Template], settings: Settings
) -> dict[Template, list[Execution]]:
    """Return the templates of executions. Raises ExecutionError where one has none, or several."""
    found: dict[Template, list[Execution]] = {}
    for execution in saved:
        matching = _matching(execution, known)
        if len(matching) != 1:
            names = ', '.join(layout.display(settings.cwd, template.path) for template in matching[:_SHOWN_NAMES])
            reason = f'belongs to several templates: {names}' if matching else _unmatched(execution, known)
            raise executions.ExecutionError(reason)
        found.setdefault(matching[0], []).append(execution)
    return found


def _templates(settings: Settings) -> Iterator[Template]:
    opened = loader.Loader(settings)
    for root in discovery.workspaces_of((), settings):
        found = layout.walk(os.path.join(root, layout.TEMPLATES))
        for path in track([path for path in found if path.endswith(layout.TEMPLATE_SUFFIX)], 'templates'):
            yield opened.template(opened.read(path, root))


def _matching(execution: Execution, templates: Sequence[Template]) -> list[Template]:
    """Return the templates of the workflow with the execution's id, else name, else with all nodes that ran."""
    for key in ('id', 'name') if execution.workflow else ():
        wanted = (execution.workflow or {}).get(key)
        found = [template for template in templates if wanted and wanted in _values(template, key)]
        if found:
            return found
    return [template for template in templates if execution.runs.keys() <= _node_names(template)]


def _connections(node: CodeNode) -> Mapping[str, object]:
    """Return the connections of a node's workflow; a template may hold an array of workflows."""
    data = node.template.document.data
    first = node.node.path[0]
    found = (data[first] if isinstance(first, int) else data).get('connections')
    return found if isinstance(found, dict) else {}


def _values(template: Template, key: str) -> list[object]:
    data = template.document.data if template.readable else None
    return [item.get(key) for item in (data if isinstance(data, list) else [data]) if isinstance(item, dict)]


def _node_names(template: Template) -> frozenset[str]:
    return frozenset(node.name for node in workflow.nodes(template.document.data)) if template.readable else frozenset()


def _unmatched(execution: Execution, templates: Sequence[Template]) -> str:
    if not templates:
        return 'belongs to no template: there is none at or below the current directory'
    nearest = max(templates, key=lambda template: len(execution.runs.keys() & _node_names(template)))
    missing = sorted(execution.runs.keys() - _node_names(nearest))
    path = layout.display(nearest.settings.cwd, nearest.path)
    return f'belongs to no template: the nearest, {path}, has no node {_quoted(missing)}'


def _quoted(names: Sequence[str]) -> str:
    more = f' and {len(names) - _SHOWN_NAMES} more' if len(names) > _SHOWN_NAMES else ''
    return ', '.join(map(repr, names[:_SHOWN_NAMES])) + more


# -- what is written ----------------------------------------------------------------------------------------------


class _Change(NamedTuple):
    """A file that is to be written below a workspace: as it was read (None: there is none), and its new text."""

    root: str
    before: Source | None
    text: str


class Recording:
    """The changes of one `record`, and the lines that it prints about them."""

    def __init__(self, settings: Settings, new_files: Mapping[str, str] | None = None) -> None:
        self.settings = settings
        self._new_files = new_files or {}  # by absolute path; they are about to be written
        self.changes: dict[str, _Change] = {}
        self.lines: list[tuple[str, str]] = []  # with the path of the file that each one is about
        self.nodes: dict[str, set[str]] = {}  # whose data goes to a path
        self.inline = 0
        self.status = 0

    def add(self, node: CodeNode, ran: Sequence[Execution], *, named: bool) -> None:
        """Record a node, or print why not; a node that did not run is passed over unless it is ``named``."""
        if not named and not any(node.name in execution.runs for execution in ran):
            return
        if not node.placeholders:
            self.inline += 1
            self.status = 1
            return
        try:
            self._add_cases(node, cases.record(node, ran, _connections(node)))
        except cases.NotRecordedError as error:
            self.status = 1
            line, _ = node.template.lines.position(node.finding('').start)
            path = layout.display(self.settings.cwd, node.template.path)
            self._say('', f'{path}:{line}: {node.label} not recorded: {error}')

    def _add_cases(self, node: CodeNode, found: Recorded) -> None:
        """Add cases to the paired test of their function. Raises NotRecordedError."""
        function = found.function
        path = function.test_path or layout.expected_test(function.root, function.name)
        data_path = path.removesuffix('.test.js') + recorded_test.DATA_SUFFIX
        shown = layout.display(self.settings.cwd, path)
        try:
            test, data = self._change(function.root, path), self._change(function.root, data_path)
            texts = recorded_test.with_cases(
                test.text,
                data.text,
                found.cases,
                function=found.name,
                node=node.name,
                module='../' * layout.relative(function.root, path).count('/') + function.display_name,
                data_file=f'./{os.path.basename(data_path)}',
                is_async=found.may_wait,
            )
        except recorded_test.TestError as error:
            raise cases.NotRecordedError(f'{shown} {error}') from None
        left_out = ''.join(f'; {count(number, "call")} left out: {why}' for why, number in found.left_out.items())
        if not texts.added:
            self._say(path, f'{shown} has the cases of {node.label} already{left_out}')
            return
        self._say(path, f'{shown}: {count(texts.added, "case")} of {node.label}{left_out}')
        # the data first: a test never names data that is not there
        self.changes[data_path] = data._replace(text=texts.data)
        self.changes[path] = test._replace(text=texts.test)
        self.nodes.setdefault(path, set()).update([node.name], *(case.nodes for case in found.cases))

    def _change(self, root: str, path: str) -> _Change:
        """Return the change of a file so far, at first none. Raises TestError."""
        if path in self.changes:
            return self.changes[path]
        if path in self._new_files or not os.path.lexists(path):
            return _Change(root, None, self._new_files.get(path, ''))
        source = files.read(path, root)
        if source.problem:
            raise recorded_test.TestError(source.problem)
        return _Change(root, source, source.text)

    def finish(self, *, diff: bool) -> int:
        """Write the changes, or print them as a diff; return the exit status."""
        changed = {path: change for path, change in self.changes.items() if change.text != _old(change)}
        if diff:
            for path, change in changed.items():
                shown = layout.display(self.settings.cwd, path)
                print_diff(diffs.unified(_old(change), change.text, shown if change.before else '/dev/null', shown))
        else:
            try:
                _write_all(changed, self.settings.cwd)
            except writing.WriteError as error:
                return _refuse(str(error))
        if not self.lines and not self.inline:
            print('nothing to record: none of the Code nodes ran', file=sys.stderr)
        # what extract could not write holds no case
        missing = {path for path in self._new_files if not diff and not os.path.exists(path)}
        for path, line in self.lines:
            if path not in missing:
                print(line, file=sys.stderr if diff else sys.stdout)
        if self.inline:
            print(f'{count(self.inline, "node")} with inline code: run n8n-code-discipline extract', file=sys.stderr)
        nodes = set().union(*(names for path, names in self.nodes.items() if path not in missing))
        if nodes:
            names = ', '.join(map(repr, sorted(nodes)))
            print(printable(f'real data goes into git: look through what nodes {names} gave'), file=sys.stderr)
        return self.status

    def _say(self, path: str, line: str) -> None:
        self.lines.append((path, printable(line)))


def _old(change: _Change) -> str:
    return change.before.text if change.before else ''


def _write_all(changes: Mapping[str, _Change], cwd: str) -> None:
    """Write files; if one fails, put back those written before. Raises WriteError, which names the file."""
    written: list[tuple[str, bytes]] = []
    for path, change in changes.items():
        data = writing.encode(change.before, change.text) if change.before else change.text.encode()
        before = writing.encode(change.before, change.before.text) if change.before else None
        try:
            writing.write(path, data, before=before, root=change.root)
        except writing.WriteError as error:
            for other, now in written:
                _put_back(other, changes[other], now)
            raise writing.WriteError(f'{layout.display(cwd, path)} {error}') from None
        written.append((path, data))


def _put_back(path: str, change: _Change, now: bytes) -> None:
    if change.before is None:
        os.unlink(path)
    else:
        writing.write(path, writing.encode(change.before, change.before.text), before=now, root=change.root)
