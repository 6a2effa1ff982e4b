"""``resync``: collapse marker blocks to placeholders, in place or from a live export into its template."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from n8n_code_discipline.commands.shared import fail, print_diff, warn, workspace_root
from n8n_code_discipline.config.settings import ConfigError, Settings
from n8n_code_discipline.linter.discovery import Collection
from n8n_code_discipline.syntax import markup
from n8n_code_discipline.text import count, printable, printable_line
from n8n_code_discipline.workspace import files, layout, writing

if TYPE_CHECKING:
    from n8n_code_discipline.documents.injected_block import InjectedBlock
    from n8n_code_discipline.documents.template import Template
    from n8n_code_discipline.roundtrip.drift import Plan


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        'paths',
        nargs='*',
        metavar='PATH',
        help='templates, exports or directories (default: the workspaces at or below)',
    )
    parser.add_argument('--onto', metavar='TEMPLATE', help='copy only the code of one export PATH into TEMPLATE')
    parser.add_argument('--check', action='store_true', help='write nothing, list what would change')
    parser.add_argument('--diff', action='store_true', help='write nothing, print what would change as a diff')
    parser.add_argument(
        '--on-drift',
        choices=('error', 'update', 'discard'),
        default='error',
        help='code that was edited in n8n: report it (default), write it into the function file, or print and drop it',
    )
    parser.add_argument('--workspace', type=workspace_root, metavar='DIR', help='the workspace root of every file')


class _Replacement(NamedTuple):
    """A file's new text; ``functions`` are the paths of the function files that must still be as they were read."""

    template: Template
    text: str
    message: str
    functions: frozenset[str]


def run(arguments: argparse.Namespace) -> int:
    """Resync, print findings and changes, return the exit status."""
    settings = Settings(os.getcwd(), arguments.workspace)
    try:
        return _run_in_place(arguments, settings) if arguments.onto is None else _run_onto(arguments, settings)
    except ConfigError as error:
        return fail(*error.problems)


def _run_in_place(arguments: argparse.Namespace, settings: Settings) -> int:
    wanted = Collection(settings)
    wanted.add(arguments.paths)
    status = 2 if wanted.problems else 0
    skipped = wanted.skipped
    found = (_needs_work(path, is_given=is_given) for path, is_given in wanted.templates.items())
    sources = [source for source in found if source is not None]
    if sources:
        from n8n_code_discipline.config.resolver import Resolver
        from n8n_code_discipline.documents.workflow import holds_nodes
        from n8n_code_discipline.linter import loader
        from n8n_code_discipline.roundtrip import drift

        templates_of = loader.Loader(settings, Resolver(settings.cwd, settings.workspace, {}).settings)
        opened = list(map(templates_of.template, sources))
        templates = [
            item for item in opened if loader.is_ours(item) and (not item.readable or holds_nodes(item.document.data))
        ]
        skipped += len(opened) - len(templates)
        plan = drift.plan(templates, arguments.on_drift)
        status = max(status, _finish(arguments, plan, _collapsed(arguments, templates, plan)))
    warn(*wanted.problems)
    if skipped:
        warn(f'skipped {count(skipped, "file")}: no n8n workflow')
    return status


# -- templates to resync ------------------------------------------------------------------------------------------


def _needs_work(path: str, *, is_given: bool) -> files.Source | None:
    """Return a file that may contain markers or could not be read, without parsing it; None for any other."""
    source = files.read(path)
    if source.problem is not None or markup.may_hold_marker(source.text):
        return source
    # JSON that does not mention nodes is opened to report that it is no workflow
    return source if is_given and '"nodes"' not in source.text else None


def _collapsed(arguments: argparse.Namespace, templates: Iterable[Template], plan: Plan) -> Iterator[_Replacement]:
    from n8n_code_discipline.roundtrip import collapse

    by_template: dict[str, list[InjectedBlock]] = {}
    for item in plan.blocks:
        by_template.setdefault(item.node.template.path, []).append(item)
    verb = 'would collapse' if arguments.check or arguments.diff else 'collapsed'
    for template in templates:
        blocks = by_template.get(template.path)
        if blocks:
            message = f'{verb} {count(len(blocks), "block")}'
            functions = frozenset(item.target.path for item in blocks)
            yield _Replacement(template, collapse.collapse(template, blocks), message, functions)


# -- an export onto its template ----------------------------------------------------------------------------------


def _run_onto(arguments: argparse.Namespace, settings: Settings) -> int:
    from n8n_code_discipline.config.resolver import Resolver
    from n8n_code_discipline.linter import loader
    from n8n_code_discipline.roundtrip import drift, onto

    if len(arguments.paths) != 1:
        arguments.parser.error('--onto takes exactly one export')
    template_path, export_path = (
        os.path.normpath(os.path.join(settings.cwd, path)) for path in (arguments.onto, arguments.paths[0])
    )
    settings_of = Resolver(settings.cwd, settings.workspace, {}).settings
    template = loader.open_template(files.read(template_path), settings, settings_of)
    export = loader.open_template(files.read(export_path), settings, settings_of, template.root)
    plan = drift.plan([export], arguments.on_drift)
    unusable = list(filter(None, map(loader.problem, (template, export))))
    if unusable:
        return fail(*unusable)
    try:
        merged = onto.merge_export(template, export, plan)
    except ValueError as error:
        return fail(f'{arguments.paths[0]}: {error}')
    notes = [drift.note(remark.finding, remark.document) for remark in merged.remarks]
    notes += [
        drift.note(change.node.finding('takes the code of the export'), template, change.diff)
        for change in merged.changes
    ]
    plan = plan._replace(notes=(*plan.notes, *sorted(notes)))
    verb = 'would take' if arguments.check or arguments.diff else 'took'
    replacements = []
    if merged.changes:
        message = f'{verb} the code of {count(len(merged.changes), "node")}'
        functions = frozenset(item.target.path for item in plan.blocks)
        replacements = [_Replacement(template, onto.splice(template, merged.changes), message, functions)]
    return max(_finish(arguments, plan, replacements), 1 if merged.remarks else 0)


# -- results ------------------------------------------------------------------------------------------------------


def _finish(arguments: argparse.Namespace, plan: Plan, replacements: Iterable[_Replacement]) -> int:
    """Print findings and notes, write or print the changes, return the exit status."""
    from n8n_code_discipline import diffs

    for item in plan.findings:
        found = item.diagnostic
        _print(found.path, found.line, f'{found.code} {found.message}', diffs.shortened(item.diff))
    for note in plan.notes:
        _print(*note)
    if plan.has_failed:
        return 2
    status = 1 if plan.findings else 0
    if arguments.diff:
        return 1 if _print_changes(plan, replacements) else status
    if arguments.check:
        for write in plan.writes:
            print(f'would {"update" if write.before else "create"} {_shown(write.path)}')
            status = 1
        for replacement in replacements:
            print(f'{_shown(replacement.template.path)}: {replacement.message}')
            status = 1
        return status
    functions = _write_functions(plan)
    written = [functions[write.path] is not None for write in plan.writes]
    written += [_write(replacement, functions) for replacement in replacements]
    if any(written) and arguments.is_hook:
        status = 1
        warn(f'add the {count(written.count(True), "changed file")} and commit again')
    return status if all(written) else 2


def _print_changes(plan: Plan, replacements: Iterable[_Replacement]) -> bool:
    """Print all changes as a diff; return whether there are any."""
    has_changes = bool(plan.writes)
    for write in plan.writes:
        _print_diff(write.path, write.before.text if write.before else None, write.text)
    for replacement in replacements:
        source = replacement.template.source
        mark = files.BOM * source.bom
        _print_diff(source.path, mark + source.text, mark + replacement.text)
        has_changes = True
    return has_changes


def _write(replacement: _Replacement, functions: dict[str, files.Source | None]) -> bool:
    """Write a template, print the result and return whether it was written.

    ``functions`` maps the paths of function files to their required content, None for one that failed.
    """
    template = replacement.template
    for path in sorted(replacement.functions):
        if functions[path] is not None and files.read(path, layout.find_root(path) or '') != functions[path]:
            warn(f'{_shown(path)}: changed while it was being read: run again')
            functions[path] = None
    try:
        if None in (functions[path] for path in replacement.functions):
            raise writing.WriteError('not written, see the function file above')
        before = writing.encode(template.source, template.source.text)
        after = writing.encode(template.source, replacement.text)
        note = writing.write(template.path, after, before=before, root=template.root)
    except writing.WriteError as error:
        warn(f'{_shown(template.path)}: {error}')
        return False
    print(f'{_shown(template.path)}: {replacement.message}{note}')
    return True


def _write_functions(plan: Plan) -> dict[str, files.Source | None]:
    """Write function files; return the content of each one that templates refer to, None if it failed."""
    functions: dict[str, files.Source | None] = dict(plan.read)
    for write in plan.writes:
        before = None if write.before is None else writing.encode(write.before, write.before.text)
        source = write.before or files.Source(write.path, '', False, None)
        try:
            data = writing.encode(source, write.text)
            note = writing.write(write.path, data, before=before, root=write.root, follow=False)
            print(f'{"created" if before is None else "updated"} {_shown(write.path)}{note}')
            functions[write.path] = source._replace(text=write.text)
        except writing.WriteError as error:
            warn(f'{_shown(write.path)}: {error}')
            functions[write.path] = None
    return functions


def _print(path: str, line: int, message: str, diff: str) -> None:
    print(f'{printable(path)}:{line}: {message}')
    for text in diff.removesuffix('\n').split('\n') if diff else ():
        print('    ' + printable_line(text))


def _print_diff(path: str, old: str | None, new: str) -> None:
    from n8n_code_discipline import diffs

    shown = _shown(path)
    print_diff(diffs.unified(old or '', new, '/dev/null' if old is None else f'a/{shown}', f'b/{shown}'))


def _shown(path: str) -> str:
    return printable(layout.display(os.getcwd(), path))
