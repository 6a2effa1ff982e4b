"""``report``: count the nodes that are inline and extracted, and list who uses a function file."""

import argparse
import os
from collections.abc import Iterator, Sequence

from n8n_code_discipline.commands.extract import open_templates
from n8n_code_discipline.commands.shared import print_report, track, warn, workspace_root
from n8n_code_discipline.config.resolver import Resolver, nearest
from n8n_code_discipline.config.settings import ConfigError, Settings
from n8n_code_discipline.diagnostic import digest
from n8n_code_discipline.documents import workflow
from n8n_code_discipline.documents.code_node import code_nodes
from n8n_code_discipline.documents.template import Template
from n8n_code_discipline.extraction.changes import Extraction, Extractor, Refusal, TemplateChange, inline_nodes
from n8n_code_discipline.linter.discovery import Collection
from n8n_code_discipline.linter.loader import Loader
from n8n_code_discipline.reporters import inventory
from n8n_code_discipline.reporters.inventory import FunctionRow, Inventory, NodePlace, NodeRow
from n8n_code_discipline.text import count
from n8n_code_discipline.workspace import layout
from n8n_code_discipline.workspace.layout import LANGUAGE_NAMES

_MISSING = ('check', '--select', 'missing-source-file')


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add = parser.add_argument
    add('paths', nargs='*', metavar='PATH', help='files or directories (default: all workspaces here and below)')
    add('--uses', metavar='FILE', help='list the workflows to deploy again after a change of this file')
    add('--format', choices=inventory.FORMATS, default='text', help='the format of the report (default: text)')
    add('--output-file', metavar='FILE', help='write the report to a file instead of standard output')
    add('--workspace', type=workspace_root, metavar='DIR', help='the workspace root of every file')


def run(arguments: argparse.Namespace) -> int:
    """Print the report, return the exit status."""
    from importlib.metadata import version

    files = _Files(arguments.paths, Settings(os.getcwd(), arguments.workspace))
    report = files.inventory() if arguments.uses is None else files.uses(arguments.uses)
    text = inventory.render(arguments.format, report, version('n8n-code-discipline'))
    print_report(text, arguments.output_file)
    warn(*files.errors)
    is_missing = report.uses is not None and not report.functions[0].exists
    return 2 if files.errors else 1 if is_missing else 0


class _Files:
    """The templates and function files of some paths; ``errors`` are lines about what could not be read."""

    def __init__(self, paths: Sequence[str], settings: Settings) -> None:
        self.paths = paths
        self.cwd = settings.cwd
        self.command = settings.command
        self.loader = Loader(settings, Resolver(settings.cwd, settings.workspace, {}).settings)
        wanted = Collection(settings, self.loader.root)
        wanted.add(paths)
        opened, self.errors = open_templates(wanted, self.loader)
        self.templates = [template for template in opened if workflow.has_node_list(template.document.data)]
        others = [template for template in opened if not workflow.has_node_list(template.document.data)]
        self.errors += [f'{self._shown(template.path)}: not a workflow: no array "nodes"' for template in others]
        self.functions = [found for found in map(self.loader.function, wanted.functions) if found is not None]
        broken = [function for function in self.functions if function.source.problem]
        self.errors += [f'{self._shown(function.path)}: {function.source.problem}' for function in broken]

    def _shown(self, path: str) -> str:
        return layout.display(self.cwd, path)

    def inventory(self) -> Inventory:
        """Return the state of all nodes and function files."""
        extractor = Extractor()
        rows: list[NodeRow] = []
        users: dict[str, list[NodePlace]] = {function.path: [] for function in self.functions}
        for template in track(self.templates):
            rows += self._to_extract(template, extractor.change(template, lambda _: True))
            used: dict[NodePlace, list[str]] = {}
            for place, path, is_code in self._references(template):
                paths = used.setdefault(place, []) if is_code else []
                if layout.function_path(template.root, path):
                    users.setdefault(path, []).append(place)
                    paths.append(self._shown(path))
            rows += (NodeRow(place, 'extracted', tuple(paths)) for place, paths in used.items())
        rows.sort(key=lambda row: row.place)
        functions = tuple(self._function(path, users[path]) for path in sorted(users))
        return Inventory(len(self.templates), tuple(rows), functions, dict(self._next(rows, functions)))

    def _to_extract(self, template: Template, change: TemplateChange) -> Iterator[NodeRow]:
        codes = {inline.node.path: digest(inline.code) for inline in inline_nodes(template)}
        results: list[Extraction | Refusal] = [*change.extractions, *change.refusals]
        for found in results:
            place = self._place(template, found.line, found.node)
            state = 'legacy' if found.node.type in workflow.DEPRECATED else 'inline'
            row = NodeRow(place, state, (), codes[found.node.path])
            if isinstance(found, Extraction):
                path = self._shown(os.path.join(template.root, found.function_path))
                yield row._replace(functions=(path,), grade=found.plan.grade)
            else:
                yield row._replace(reason=found.reason)

    def _place(self, template: Template, line: int, node: workflow.Node | None) -> NodePlace:
        return NodePlace(self._shown(template.path), line, node.name if node is not None else '')

    def _references(self, template: Template) -> Iterator[tuple[NodePlace, str, bool]]:
        """Yield each file that a node injects: the place of the node, the absolute path, whether it is code."""
        found = {(text.path, text.reference.target.path, False): text.node for text in template.text_references}
        for code in code_nodes(template):
            blocks = (template.workspace.target(template.root, block.path) for block in code.markers.blocks)
            injected = ((item.target, item.placeholder.kind in LANGUAGE_NAMES) for item in code.references)
            for target, is_code in (*injected, *((block, True) for block in blocks)):
                found[code.field.path, target.path, is_code] = code.node
        for (position, path, is_code), node in found.items():
            line, _ = template.lines.position(template.document.span(position).start)
            yield self._place(template, line, node), path, is_code

    def _function(self, path: str, users: Sequence[NodePlace]) -> FunctionRow:
        function, test = self.loader.function(path), 'missing'
        if function is not None and function.test_path is not None:
            content = self.loader.test(function.test_path).content
            has_cases = content is not None and (content.has_cases or content.has_assertions)
            test = 'empty' if content is None or not has_cases else 'todo' if content.only_todos else 'cases'
        return FunctionRow(self._shown(path), os.path.isfile(path), test, tuple(sorted(users)))

    def _next(self, rows: Sequence[NodeRow], functions: Sequence[FunctionRow]) -> Iterator[tuple[str, str]]:
        """Yield the commands that show what is left to do, with what they do."""
        left = sum(row.grade is not None for row in rows)
        refused = 0 if left else sum(row.reason is not None for row in rows)
        missing = sum(not row.exists for row in functions)
        untested = sum(row.exists and row.test != 'cases' for row in functions)
        for number, what, options, effect in (
            (left, 'node', ('extract', '--all', '--diff'), 'shows the change of {}; extract --all makes it'),
            (refused, 'node', ('check', '--select', 'NCD101,NCD103'), 'lists {} to change by hand'),
            (missing, 'missing function file', _MISSING, 'lists the placeholders of {}'),
            (untested, 'function file', ('check', '--select', 'NCD4'), 'lists {} to be tested'),
        ):
            if number:
                yield self.command(*options, *self.paths), effect.format(count(number, what))

    def uses(self, file: str) -> Inventory:
        """Return the nodes that inject a file. Raises ConfigError for an unknown file."""
        wanted = os.path.normpath(os.path.join(self.cwd, file))
        references = (found for template in track(self.templates) for found in self._references(template))
        row = self._function(wanted, sorted({place for place, path, _ in references if path == wanted}))
        if not row.exists and not row.users:
            hint = nearest(row.path, [self._shown(function.path) for function in self.functions])
            raise ConfigError(*self.errors, f'{file}: no such file, and no placeholder names it{hint}')
        workflows = dict.fromkeys(place.workflow for place in row.users)
        command, effect = ('hydrate', '--out-dir', 'DIR', *workflows), 'writes the workflows as n8n runs them'
        if not row.exists:
            command, effect = _MISSING, 'lists what to change, unless the file is restored'
        steps = {self.command(*command): effect} if row.users else {}
        return Inventory(len(self.templates), (), (row,), steps, row.path)
