"""``extract``: inline code and Function nodes become function files, paired tests, placeholders and glue."""

from __future__ import annotations

import argparse
import os
from collections.abc import Collection, Iterable, Mapping, Sequence

from n8n_code_discipline import diffs
from n8n_code_discipline.commands import record
from n8n_code_discipline.commands.shared import (
    covered_nodes,
    fail,
    print_change,
    print_diff,
    track,
    warn,
    workspace_root,
)
from n8n_code_discipline.config.resolver import Resolver
from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.documents import workflow
from n8n_code_discipline.documents.references import label
from n8n_code_discipline.documents.template import Template
from n8n_code_discipline.extraction import texts
from n8n_code_discipline.extraction.changes import Extraction, Extractor, Refusal, TemplateChange, test_path
from n8n_code_discipline.extraction.executions import ExecutionError
from n8n_code_discipline.linter import baseline, engine
from n8n_code_discipline.linter.discovery import Collection as Wanted
from n8n_code_discipline.linter.loader import Loader, is_ours, problem
from n8n_code_discipline.text import count, printable, shortened
from n8n_code_discipline.workspace import files, layout
from n8n_code_discipline.workspace.writing import FileChange, WriteError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.description = (
        'Move inline code to function files with paired tests, and make Function nodes Code nodes. The nodes behave as '
        'before. Without --node or --all, print a preview. Exit status: 0 nothing left to do, 1 a node was '
        'not extracted, 2 something could not be run or written.'
    )
    add = parser.add_argument
    add('paths', nargs='*', metavar='PATH', help='templates or directories (default: all workspaces here and below)')
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        '--node', metavar='NAME', help='extract the nodes of this name; the paired test fails until written'
    )
    which.add_argument('--all', action='store_true', help='extract every node; the paired tests are marked todo')
    add(
        '--name', metavar='FUNCTION', help='with --node: the name of the function (default: made from that of the node)'
    )
    add('--diff', action='store_true', help='with --node or --all: print what would change; write nothing')
    add('--from-execution', metavar='RUN.json', help='with --node or --all: record cases from a saved execution')
    add('--no-reuse', action='store_true', help='write a function file for each node, even where two are equal')
    add('--workspace', type=workspace_root, metavar='DIR', help='the workspace of every file')


def run(arguments: argparse.Namespace) -> int:
    """Preview, show or write; return the exit status."""
    _refuse_contradictions(arguments)
    settings = Settings(os.getcwd(), arguments.workspace)
    loader = Loader(settings, Resolver(settings.cwd, settings.workspace, {}).settings)
    try:
        return _run(arguments, loader)
    except ExecutionError as error:
        return fail(f'{arguments.from_execution}: {error}')


def _refuse_contradictions(arguments: argparse.Namespace) -> None:
    if arguments.name is not None:
        if arguments.node is None:
            arguments.parser.error('--name goes with --node')
        from n8n_code_discipline.commands import scaffold

        try:
            scaffold.new_function('js', arguments.name)
        except ValueError as error:
            arguments.parser.error(f'--name: {error}')
        if '/' in arguments.name:
            arguments.parser.error('--name: a name, no path')
    for option in ('diff', 'from_execution'):
        if getattr(arguments, option) and arguments.node is None and not arguments.all:
            arguments.parser.error(f'--{option.replace("_", "-")} goes with --node or --all')


def _run(arguments: argparse.Namespace, loader: Loader) -> int:
    wanted = Wanted(loader.settings, loader.root)
    wanted.add(arguments.paths)
    templates, errors = open_templates(wanted, loader)
    warn(*errors)
    unwritten: texts.Unwritten = 'fails' if arguments.node is not None else 'todo'
    extractor = Extractor(arguments.name or '', reuse=not arguments.no_reuse, unwritten=unwritten)
    changes = _changes(arguments, extractor, templates)
    if arguments.node is not None:
        found = sum(len(change.extractions) + len(change.refusals) for change in changes)
        if not found and any(arguments.node in template.node_names for template in templates):
            warn(f'nothing to extract: node {arguments.node!r} has no inline code')
            return 2 if errors else 0
        if not found:
            return fail(f'there is no node {arguments.node!r}')
        if found > 1 and arguments.name:
            return fail(f'--name names one function, and {found} nodes have that name: name one template')
    elif not changes:
        warn('nothing to extract')
    recording = record.Recording(loader.settings, extractor.new_files)
    if arguments.from_execution is not None:
        record.record_extractions(arguments.from_execution, changes, recording)
    if arguments.diff:
        status = _show(changes, extractor.new_files)
    elif arguments.all or arguments.node is not None:
        status = _write(changes, extractor.new_files, loader)
    else:
        status = _preview(changes)
    if arguments.from_execution is not None:
        status = max(status, recording.finish(diff=arguments.diff))
    return 2 if errors else status


# -- what is to be extracted --------------------------------------------------------------------------------------


def open_templates(wanted: Wanted, loader: Loader) -> tuple[list[Template], list[str]]:
    """Return the templates among the files of a run, and lines about what cannot be read."""
    errors = list(wanted.problems)
    others = (wanted.functions, wanted.tests, wanted.strays)
    skipped = len(wanted.skipped) + sum(is_given is True for role in others for is_given in role.values())
    templates = []
    for path, is_given in track(sorted([*wanted.templates.items(), *wanted.downloads.items()])):
        template = loader.template(loader.read(path))
        if not is_ours(template):
            skipped += is_given
        elif problem(template):
            errors.append(problem(template))
        else:
            templates.append(template)
    if skipped:
        warn(f'skipped {count(skipped, "file")}: no n8n workflow')
    return templates, errors


def _changes(
    arguments: argparse.Namespace, extractor: Extractor, templates: Sequence[Template]
) -> list[TemplateChange]:
    changes = []
    for template in track(templates):
        renamed = '' if arguments.node is not None else _new_name(template)
        change = extractor.change(template, lambda node: arguments.node in (None, node.name), renamed)
        if change.extractions or change.refusals or renamed:
            changes.append(change)
    return changes


def _new_name(template: Template) -> str:
    """Return the new path of a download beside the templates, '' for one that keeps its own."""
    path = template.path
    inside = layout.relative(template.root, path)
    if path.endswith(layout.TEMPLATE_SUFFIX) or not inside.startswith(f'{layout.TEMPLATES}/'):
        return ''
    return path.removesuffix('.json') + layout.TEMPLATE_SUFFIX if workflow.holds_nodes(template.document.data) else ''


# -- what is printed ----------------------------------------------------------------------------------------------


def _preview(changes: Sequence[TemplateChange]) -> int:
    """Print what --all would do: the simplest functions first, the nodes of one function together."""
    groups: dict[tuple[str, str], list[tuple[TemplateChange, Extraction]]] = {}
    for change in changes:
        for extraction in change.extractions:
            groups.setdefault((change.template.root, extraction.name), []).append((change, extraction))
    in_order = sorted(groups.values(), key=lambda group: (group[0][1].plan.grade, group[0][1].lines, group[0][1].name))
    for group in in_order:
        for change, extraction in group:
            same = '' if extraction is group[0][1] else ', the same function'
            found = f': {extraction.summary}, {count(extraction.lines, "line")}{same}'
            print(_about(change.template.path, extraction, found))
    refusals = [line for change in changes for line in _refusals(change, change.template.path)]
    for line in refusals:
        print(line)
    for change in changes:
        _print_rename(change, 'would be renamed to')
    if changes:
        nodes = sum(map(len, groups.values()))
        warn(
            f'{count(nodes, "node")} can be extracted to {count(len(groups), "function")}, {len(refusals)} cannot: '
            f'use --node NAME or --all, with --diff to see the change first'
        )
    return 0


def _about(path: str, found: Extraction | Refusal, message: str) -> str:
    return printable(f'{_shown(path)}:{found.line}: {label(found.node)}{message}')


def _print_rename(change: TemplateChange, verb: str) -> None:
    if change.renamed:
        print(printable(f'{_shown(change.template.path)}: {verb} {os.path.basename(change.renamed)}'))


def _refusals(change: TemplateChange, path: str) -> list[str]:
    """Return a line for every node that is not extracted; ``path`` is where its template is now."""
    return [_about(path, refusal, f' not extracted: {refusal.reason}') for refusal in change.refusals]


def _show(changes: Sequence[TemplateChange], new_files: Mapping[str, str]) -> int:
    for path, text in new_files.items():
        print_change(FileChange(path, '', None, text))
    for change in changes:
        source = change.template.source
        mark = files.BOM * source.bom
        before, after = _shown(source.path), _shown(change.path)
        if change.renamed:
            print_diff(f'diff --git a/{before} b/{after}\nrename from {before}\nrename to {after}\n')
        print_diff(diffs.unified(mark + source.text, mark + change.text, f'a/{before}', f'b/{after}'))
    refusals = [line for change in changes for line in _refusals(change, change.template.path)]
    warn(*refusals)
    return min(1, len(refusals))


def _write(changes: Sequence[TemplateChange], new_files: Mapping[str, str], loader: Loader) -> int:
    templates = [change.template.path for change in changes]
    covered = covered_nodes(templates, loader.settings, loader.settings_at, 'NCD101', 'NCD103')
    status = 0
    tests: dict[str, bool] = {}  # those without a case, and whether a baseline covers one of their nodes
    refusals: list[str] = []
    for change in track(changes):
        try:
            change.write(new_files)
        except WriteError as error:
            warn(str(error))
            refusals += _refusals(change, change.template.path)
            status = 2
            continue
        _print_rename(change, 'renamed to')
        refusals += _refusals(change, change.path)
        for extraction in change.extractions:
            _print_extraction(change, extraction)
            test = layout.absolute(change.template.root, test_path(extraction.name))
            text = new_files.get(test, '')
            if texts.without_unwritten(text, extraction.name) != text:
                is_covered = (_shown(change.template.path), shortened(extraction.node.name)) in covered
                tests[_shown(test)] = is_covered or tests.get(_shown(test), False)
    if covered:
        _replace_covered(changes, loader, [path for path, is_covered in tests.items() if is_covered])
    if tests:
        where = f'{next(iter(tests))} has' if len(tests) == 1 else 'the paired tests have'
        warn(f'{count(len(tests), "test")} to be written: {where} no case yet')
    for line in refusals:
        print(line)
    return max(status, min(1, len(refusals)))


def _print_extraction(change: TemplateChange, extraction: Extraction) -> None:
    path = _shown(layout.absolute(change.template.root, extraction.function_path))
    verb = 'extracted to' if extraction.is_new else 'now uses'
    print(_about(change.path, extraction, f' {verb} {path}: {extraction.summary}'))
    objects = [parameter.argument for parameter in extraction.plan.parameters if parameter.kind == 'object']
    if objects:
        print(
            _about(change.path, extraction, f": note: takes n8n's own {', '.join(objects)}; a test has to imitate that")
        )
    for warning in extraction.warnings:
        warn(_about(change.path, extraction, f': warning: {warning}'))


def _shown(path: str) -> str:
    return layout.display(os.getcwd(), path)


# -- baselines ----------------------------------------------------------------------------------------------------


def _replace_covered(changes: Iterable[TemplateChange], loader: Loader, tests: Collection[str]) -> None:
    """Take what is gone out of the baselines, and put in that these ``tests`` hold no case. Raises ConfigError."""
    paths = [change.path for change in changes if os.path.exists(change.path)]
    report = engine.check(paths, loader.settings, loader.settings_at)
    wanted = baseline.replace_in(report, loader.settings.cwd, lambda item: item.code == 'NCD406' and item.path in tests)
    warn(*wanted)
