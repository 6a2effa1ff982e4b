"""``record``: cases from a saved n8n execution for the paired tests of the functions that ran in it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from n8n_code_discipline.commands.shared import fail, print_change, read_input, track, warn, workspace_root
from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.documents.code_node import code_nodes
from n8n_code_discipline.extraction import cases, executions, recorded_test, texts
from n8n_code_discipline.extraction.verify import Preview
from n8n_code_discipline.linter import discovery, loader
from n8n_code_discipline.text import count, printable
from n8n_code_discipline.workspace import files, layout, writing
from n8n_code_discipline.workspace.writing import FileChange

if TYPE_CHECKING:
    from n8n_code_discipline.documents.code_node import CodeNode
    from n8n_code_discipline.documents.template import Template
    from n8n_code_discipline.extraction.cases import Recorded
    from n8n_code_discipline.extraction.changes import TemplateChange
    from n8n_code_discipline.extraction.executions import Execution


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument('execution', metavar='RUN.json', help='a saved execution with its data; - is standard input')
    parser.add_argument('--node', metavar='NAME', help='record this Code node only')
    parser.add_argument('--diff', action='store_true', help='print what would change; write nothing')
    parser.add_argument(
        '--workspace', type=workspace_root, metavar='DIR', help='the workspace (default: all here and below)'
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the cases, or print them as a diff; return the exit status."""
    settings = Settings(os.getcwd(), arguments.workspace)
    try:
        saved = _saved(arguments.execution)
        found = _templates_of(saved, tuple(_templates(settings)), settings)
    except executions.ExecutionError as error:
        return fail(f'{arguments.execution}: {error}')
    recording = Recording(settings, {})
    for template, ran in found.items():
        nodes = [node for node in code_nodes(template) if arguments.node in (None, node.name) and node.is_code_node]
        if not nodes:
            what = f'Code node {arguments.node!r}' if arguments.node is not None else 'Code node'
            return fail(f'{layout.display(settings.cwd, template.path)}: contains no {what}')
        for node in nodes:
            recording.add(node, ran, named=arguments.node is not None)
    return recording.finish(diff=arguments.diff)


def _saved(path: str) -> tuple[Execution, ...]:
    """Return the saved executions of a file. Raises ExecutionError."""
    source = read_input(path)
    if source.problem:
        raise executions.ExecutionError(source.problem)
    return executions.read(source.text)


# -- nodes that are about to be extracted --------------------------------------------------------------------------


def record_extractions(path: str, changes: Sequence[TemplateChange], recording: Recording) -> None:
    """Record the nodes that are about to be extracted, from the execution at ``path``. Raises ExecutionError."""
    found = _templates_of(_saved(path), [change.template for change in changes], recording.settings)
    extracted = Preview(recording.settings, recording.new_files)
    for change in changes:
        places = {extraction.node.path for extraction in change.extractions}
        for node in code_nodes(extracted.template(change.template.source._replace(text=change.text))):
            if node.node.path in places:
                recording.add(node, found.get(change.template, ()), named=False)


# -- the template of an execution ---------------------------------------------------------------------------------


def _templates_of(
    saved: Iterable[Execution], known: Sequence[Template], settings: Settings
) -> dict[Template, list[Execution]]:
    """Return the templates of executions. Raises ExecutionError where one has none, or several."""
    found: dict[Template, list[Execution]] = {}
    for execution in saved:
        matching = _matching(execution, known)
        if not matching:
            raise executions.ExecutionError(
                f'belongs to none of {count(len(known), "template")}: no id, no name and no set of nodes fits'
            )
        if len(matching) > 1:
            names = ', '.join(layout.display(settings.cwd, template.path) for template in matching[:5])
            raise executions.ExecutionError(f'belongs to several templates: {names}')
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
    return [template for template in templates if template.node_names >= execution.runs.keys()]


def _values(template: Template, key: str) -> list[object]:
    data = template.document.data if template.readable else None
    return [item.get(key) for item in (data if isinstance(data, list) else [data]) if isinstance(item, dict)]


# -- what is written ----------------------------------------------------------------------------------------------


class Recording:
    """The changes of one `record`, and the lines that it prints about them.

    ``new_files`` are the files that `extract` is about to write, by absolute path; cases of their tests go there.
    """

    def __init__(self, settings: Settings, new_files: dict[str, str]) -> None:
        self.settings = settings
        self.new_files = new_files
        self.changes: dict[str, FileChange] = {}
        # the path of a file, a line about it, and the nodes whose data goes there
        self.lines: list[tuple[str, str, set[str]]] = []
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
            self._add_cases(node, cases.record(node, ran))
        except cases.NotRecordedError as error:
            self.status = 1
            line, _ = node.template.lines.position(node.finding('').start)
            path = layout.display(self.settings.cwd, node.template.path)
            self.lines.append(('', f'{path}:{line}: {node.label} not recorded: {error}', set()))

    def _add_cases(self, node: CodeNode, found: Recorded) -> None:
        """Add cases to the paired test of their function. Raises NotRecordedError."""
        function = found.function
        path = function.test_path or layout.expected_test(function.root, function.name)
        data_path = texts.data_path(path)
        shown = layout.display(self.settings.cwd, path)
        try:
            test, data = self._change(function.root, path), self._change(function.root, data_path)
            below = layout.relative(function.root, path)
            test_text, data_text, added = recorded_test.with_cases(test.text, data.text, found, node.name, below)
        except recorded_test.TestError as error:
            raise cases.NotRecordedError(f'{shown} {error}') from None
        left_out = ''.join(f'; {count(number, "call")} left out: {why}' for why, number in found.left_out.items())
        if not added:
            self.lines.append((path, f'{shown} has the cases of {node.label} already{left_out}', set()))
            return
        read = {parameter.node for case in found.cases for parameter in case.parameters}
        names = {node.name, *filter(None, read)}
        self.lines.append((path, f'{shown}: {count(added, "case")} of {node.label}{left_out}', names))
        # the data first: a test never names data that is not there
        for change in (data._replace(text=data_text), test._replace(text=test_text)):
            if path not in self.new_files:
                self.changes[change.path] = change
            elif change.text:
                self.new_files[change.path] = change.text

    def _change(self, root: str, path: str) -> FileChange:
        """Return the change of a file so far, at first none. Raises TestError."""
        if path in self.changes:
            return self.changes[path]
        if path in self.new_files or not os.path.lexists(path):
            return FileChange(path, root, None, self.new_files.get(path, ''))
        source = files.read(path, root)
        if source.problem:
            raise recorded_test.TestError(source.problem)
        return FileChange(path, root, source, source.text)

    def finish(self, *, diff: bool) -> int:
        """Write the changes, or print them as a diff; return the exit status."""
        changed = [change for change in self.changes.values() if change.text != _old(change)]
        if diff:
            for change in changed:
                print_change(change)
        elif changed:
            try:
                writing.write_all(changed, self.settings.cwd)
            except writing.WriteError as error:
                return fail(str(error))
        if not self.lines and not self.inline:
            warn('nothing to record: none of the Code nodes ran')
        # what extract could not write holds no case
        missing = {path for path in self.new_files if not diff and not os.path.exists(path)}
        shown_lines = [line for line in self.lines if line[0] not in missing]
        for _, line, _ in shown_lines:
            print(printable(line), file=sys.stderr if diff else sys.stdout)
        if self.inline:
            warn(f'{count(self.inline, "node")} with inline code: run n8n-code-discipline extract')
        if nodes := set().union(*(names for _, _, names in shown_lines)):
            warn(f'real data goes into git: review the output of nodes {", ".join(map(repr, sorted(nodes)))}')
        return self.status


def _old(change: FileChange) -> str:
    return change.before.text if change.before else ''
