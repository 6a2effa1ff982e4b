"""``extract``: inline code and Function nodes become function files, paired tests, placeholders and glue."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TextIO

from n8n_code_discipline import diffs
from n8n_code_discipline.commands import record
from n8n_code_discipline.commands.shared import fail, print_diff, track, warn, workspace_root
from n8n_code_discipline.config.resolver import Resolver
from n8n_code_discipline.config.settings import ConfigError, Settings
from n8n_code_discipline.documents import workflow
from n8n_code_discipline.documents.references import label
from n8n_code_discipline.documents.template import Template
from n8n_code_discipline.extraction import old_findings, texts, write
from n8n_code_discipline.extraction.changes import Extraction, Extractor, Options, Refusal, TemplateChange
from n8n_code_discipline.extraction.executions import ExecutionError
from n8n_code_discipline.linter.loader import Loader, SettingsOf, is_ours
from n8n_code_discipline.text import count, printable, shortened
from n8n_code_discipline.workspace import files, layout, targets


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.description = (
        'Move inline code to function files with paired tests, and make Function nodes Code nodes. The nodes behave as '
        'before. Without --node or --all, print what would be done. Exit status: 0 nothing left to do, 1 a node was '
        'not extracted, 2 something could not be run or written.'
    )
    add = parser.add_argument
    add('paths', nargs='*', metavar='PATH', help='templates or directories; none: the workspaces at or below this one')
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


class _Collected(NamedTuple):
    """The templates to look at, in order, and lines about what could not be read."""

    templates: list[Template]
    errors: list[str]
    skipped: int


def run(arguments: argparse.Namespace) -> int:
    """Preview, show or write; return the exit status."""
    _refuse_contradictions(arguments)
    settings = Settings(os.getcwd(), arguments.workspace)
    try:
        return _run(arguments, settings)
    except ConfigError as error:
        return fail(*error.problems)


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


def _run(arguments: argparse.Namespace, settings: Settings) -> int:
    settings_of = Resolver(settings.cwd, settings.workspace, {}).settings
    collected = _collect(arguments.paths, Loader(settings, settings_of))
    warn(*collected.errors)
    if collected.skipped:
        warn(f'skipped {count(collected.skipped, "file")}: no n8n workflow')
    options = Options(arguments.name or '', not arguments.no_reuse, 'fails' if arguments.node is not None else 'todo')
    changes = _changes(arguments, options, collected.templates)
    if arguments.node is not None:
        found = sum(len(change.extractions) + len(change.refusals) for change in changes)
        if not found and any(arguments.node in _node_names(template) for template in collected.templates):
            warn(f'nothing to extract: node {arguments.node!r} has no inline code')
            return 2 if collected.errors else 0
        if not found:
            return fail(f'there is no node {arguments.node!r}')
        if found > 1 and arguments.name:
            return fail(f'--name names one function, and {found} nodes have that name: name one template')
    if arguments.from_execution is not None:
        status = _record(arguments, changes, settings, settings_of)
    else:
        status = _carry_out(arguments, changes, settings, settings_of)
    return 2 if collected.errors else status


def _carry_out(
    arguments: argparse.Namespace, changes: Sequence[TemplateChange], settings: Settings, settings_of: SettingsOf
) -> int:
    if arguments.diff:
        return _show(changes)
    if arguments.node is not None or arguments.all:
        return _write(changes, settings, settings_of)
    return _preview(changes)


def _record(
    arguments: argparse.Namespace, changes: Sequence[TemplateChange], settings: Settings, settings_of: SettingsOf
) -> int:
    """Extract, and record the nodes that ran in the execution, as one change."""
    try:
        with_cases, recording = record.record_extractions(arguments.from_execution, changes, settings)
    except ExecutionError as error:
        return fail(f'{arguments.from_execution}: {error}')
    status = _carry_out(arguments, with_cases, settings, settings_of)
    return max(status, recording.finish(diff=arguments.diff))


def _node_names(template: Template) -> set[str]:
    return {node.name for node in workflow.nodes(template.document.data)}


# -- what is to be extracted --------------------------------------------------------------------------------------


def _collect(paths: Sequence[str], loader: Loader) -> _Collected:
    settings = loader.settings
    errors: list[str] = []
    found: dict[str, None] = {}
    if not paths:
        paths = [settings.workspace] if settings.workspace else layout.roots_at(settings.cwd)
        if not paths:
            errors.append(f'no workspace at or below {settings.cwd}: name a PATH, or use --workspace')
    for path in paths:
        full = os.path.normpath(os.path.join(settings.cwd, path))
        if os.path.isdir(full):
            found.update(dict.fromkeys(_below(full, loader, errors)))
        elif not os.path.lexists(full):
            errors.append(targets.not_found(settings.cwd, path))
        else:
            found[full] = None
    templates = []
    skipped = 0
    for path in track(list(found)):
        template = loader.template(files.read(path)) if path.endswith('.json') else None
        if template is None or path.endswith(layout.BUILT_SUFFIX) or not is_ours(template):
            skipped += path in found and os.path.isfile(path)
        elif problem := _problem(template):
            errors.append(f'{layout.display(settings.cwd, path)}: {problem}')
        else:
            templates.append(template)
    return _Collected(templates, errors, skipped)


def _below(directory: str, loader: Loader, errors: list[str]) -> Iterator[str]:
    """Yield the templates below a directory, and the downloads beside them."""

    def cannot_read(error: OSError) -> None:
        shown = layout.display(loader.settings.cwd, error.filename)
        errors.append(f'{shown}: directory cannot be read: {error.strerror}')

    for path in layout.walk(directory, cannot_read):
        is_download = path.endswith('.json') and not path.endswith((layout.TEMPLATE_SUFFIX, layout.BUILT_SUFFIX))
        inside = layout.relative(loader.root(path), path) if is_download else ''
        if path.endswith(layout.TEMPLATE_SUFFIX) or inside.startswith(f'{layout.TEMPLATES}/'):
            yield path


def _problem(template: Template) -> str:
    """Return why a template cannot be extracted from, or an empty string."""
    error = template.document.error
    if template.source.problem or error is None:
        return template.source.problem or ''
    line, column = template.lines.position(error.offset)
    return f'not JSON: {error.message} (line {line}, column {column})'


def _changes(arguments: argparse.Namespace, options: Options, templates: Sequence[Template]) -> list[TemplateChange]:
    extractor = Extractor(options)
    changes = []
    for template in track(templates):
        renamed = '' if arguments.node is not None else _new_name(template)
        change = extractor.change(template, lambda node: arguments.node in (None, node.name), renamed)
        if change.extractions or change.refusals or renamed:
            changes.append(change)
    return changes


def _new_name(template: Template) -> str:
    """The path that a download beside the templates gets, '' where it keeps its own."""
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
            lines = count(extraction.lines, 'line')
            print(_about(change, extraction, f'{extraction.signature}, grade {extraction.plan.grade}, {lines}{same}'))
    _print_refusals(changes, sys.stdout)
    _print_renames(changes, 'would be renamed to')
    nodes = sum(map(len, groups.values()))
    left = sum(len(change.refusals) for change in changes)
    if nodes or left:
        warn(
            f'{count(nodes, "node")} can be extracted to {count(len(groups), "function")}, {left} cannot: '
            f'use --node NAME or --all, with --diff to see the change first'
        )
    else:
        warn('nothing to extract')
    return 0


def _about(change: TemplateChange, found: Extraction | Refusal, message: str, *, colon: bool = True) -> str:
    """A line about a node; ``colon``: between the node and what is said of it."""
    shown = _shown(change.template.path)
    return printable(f'{shown}:{found.line}: {label(found.node)}{":" if colon else ""} {message}')


def _print_renames(changes: Iterable[TemplateChange], verb: str) -> None:
    for change in changes:
        if change.renamed:
            print(printable(f'{_shown(change.template.path)}: {verb} {os.path.basename(change.renamed)}'))


def _print_refusals(changes: Iterable[TemplateChange], stream: TextIO) -> int:
    """Print a line for every node that is not extracted; return the exit status."""
    refused = [(change, refusal) for change in changes for refusal in change.refusals]
    for change, refusal in refused:
        print(_about(change, refusal, f'not extracted: {refusal.reason}', colon=False), file=stream)
    return 1 if refused else 0


def _show(changes: Sequence[TemplateChange]) -> int:
    for change in changes:
        for extraction in change.extractions:
            for name, text in extraction.files:
                shown = _shown(os.path.join(change.template.root, *name.split('/')))
                print_diff(diffs.unified('', text, '/dev/null', f'b/{shown}'))
        source = change.template.source
        mark = files.BOM * source.bom
        old, new = mark + source.text, mark + change.text(change.extractions)
        before, after = _shown(source.path), _shown(change.path)
        if change.renamed:
            print_diff(f'diff --git a/{before} b/{after}\nrename from {before}\nrename to {after}\n')
        print_diff(diffs.unified(old, new, f'a/{before}', f'b/{after}'))
    return _print_refusals(changes, sys.stderr)


def _write(changes: Sequence[TemplateChange], settings: Settings, settings_of: SettingsOf) -> int:
    paths = [change.template.path for change in changes]
    has_baseline = any(change.template.settings.baseline for change in changes)
    covered = old_findings.covered(paths, settings, settings_of) if has_baseline else ()
    status = 0
    tests: list[str] = []
    old_tests: list[str] = []
    for change in track(changes):
        written = write.write(change)
        for extraction in written.extractions:
            _print_extraction(change, extraction)
            new = {
                _shown(os.path.join(change.template.root, *name.split('/'))): text for name, text in extraction.files
            }
            tests += [name for name, text in new.items() if texts.without_unwritten(text, extraction.name) != text]
            if (_shown(change.template.path), shortened(extraction.node.name)) in covered:
                old_tests += new
        if change.renamed and not any(failure.path == change.path for failure in written.failures):
            _print_renames([change], 'renamed to')
        for failure in written.failures:
            warn(f'{_shown(failure.path)} {failure.reason}')
            status = 2
    if covered:
        paths = [change.path for change in changes if os.path.exists(change.path)]
        warn(*old_findings.update(paths, settings, settings_of, old_tests))
    if tests:
        warn(f'{count(len(tests), "test")} to be written: the paired tests hold no case yet')
    return max(status, _print_refusals(changes, sys.stdout))


def _print_extraction(change: TemplateChange, extraction: Extraction) -> None:
    where = _shown(os.path.join(change.template.root, *extraction.function_path.split('/')))
    is_new = any(name == extraction.function_path for name, _ in extraction.files)
    verb = 'extracted to' if is_new else 'now uses'
    print(
        _about(
            change, extraction, f'{verb} {where}: {extraction.signature}, grade {extraction.plan.grade}', colon=False
        )
    )
    objects = [parameter.argument for parameter in extraction.plan.parameters if parameter.kind == 'object']
    if objects:
        print(_about(change, extraction, f"note: takes n8n's own {', '.join(objects)}; a test has to imitate that"))
    for warning in extraction.warnings:
        warn(_about(change, extraction, f'warning: {warning}'))


def _shown(path: str) -> str:
    return layout.display(os.getcwd(), path)
