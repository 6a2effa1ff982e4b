"""``resync``: marker blocks back to placeholders, in place or from a live export into its template."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from typing import TYPE_CHECKING
from typing import NamedTuple

from n8n_code_discipline.commands.shared import print_diff
from n8n_code_discipline.commands.shared import refuse
from n8n_code_discipline.commands.shared import workspace_root
from n8n_code_discipline.config.settings import ConfigError
from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.syntax import markup
from n8n_code_discipline.text import count
from n8n_code_discipline.text import printable
from n8n_code_discipline.text import printable_line
from n8n_code_discipline.workspace import files
from n8n_code_discipline.workspace import layout
from n8n_code_discipline.workspace import writing
from n8n_code_discipline.workspace.files import Source

if TYPE_CHECKING:
    from n8n_code_discipline.documents.injected_block import InjectedBlock
    from n8n_code_discipline.documents.template import Template
    from n8n_code_discipline.roundtrip.drift import Plan


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        'paths', nargs='*', metavar='PATH', help='templates, exports or directories; none: the workspaces at or below'
    )
    parser.add_argument('--onto', metavar='TEMPLATE', help='bring only the code of one export PATH into TEMPLATE')
    parser.add_argument('--check', action='store_true', help='write nothing, tell what would change')
    parser.add_argument('--diff', action='store_true', help='write nothing, print what would change as a diff')
    parser.add_argument(
        '--on-drift',
        choices=('error', 'update', 'discard'),
        default='error',
        help='code that was edited in n8n: report it (default), write it into the function file, or print and drop it',
    )
    parser.add_argument('--workspace', type=workspace_root, metavar='DIR', help='the workspace of every file')


class _Collected(NamedTuple):
    """What resync was given: texts that may hold markers, or could not be read; lines about the rest."""

    sources: list[Source]
    errors: list[str]
    skipped: int


class _Replacement(NamedTuple):
    """A file's new text, how many blocks collapse for it, and the function files that must be as they were read."""

    template: Template
    text: str
    what: str
    functions: frozenset[str]


def run(arguments: argparse.Namespace) -> int:
    """Resync, print what was found and done, return the exit status."""
    settings = Settings(os.getcwd(), arguments.workspace)
    try:
        return _run_in_place(arguments, settings) if arguments.onto is None else _run_onto(arguments, settings)
    except ConfigError as error:
        return refuse(error)


def _run_in_place(arguments: argparse.Namespace, settings: Settings) -> int:
    collected = _collect(arguments.paths, settings)
    status = 2 if collected.errors else 0
    skipped = collected.skipped
    if collected.sources:
        from n8n_code_discipline.config.resolver import Resolver
        from n8n_code_discipline.documents.workflow import holds_nodes
        from n8n_code_discipline.linter.loader import Loader
        from n8n_code_discipline.linter.loader import is_ours
        from n8n_code_discipline.roundtrip import drift

        loader = Loader(settings, Resolver(settings.cwd, settings.workspace, {}).settings)
        opened = list(map(loader.template, collected.sources))
        templates = [
            item for item in opened if is_ours(item) and (not item.readable or holds_nodes(item.document.data))
        ]
        skipped += len(opened) - len(templates)
        plan = drift.plan(templates, arguments.on_drift)
        status = max(status, _finish(arguments, plan, _collapsed(arguments, templates, plan)))
    for line in collected.errors:
        print(printable(line), file=sys.stderr)
    if skipped:
        print(f'skipped {count(skipped, "file")}: no n8n workflow', file=sys.stderr)
    return status


# -- what is to be resynced ---------------------------------------------------------------------------------------


def _collect(paths: Sequence[str], settings: Settings) -> _Collected:
    sources: list[Source] = []
    errors: list[str] = []
    skipped = 0
    if not paths:
        paths = [settings.workspace] if settings.workspace else layout.roots_at(settings.cwd)
        if not paths:
            errors.append(f'no workspace at or below {settings.cwd}: name a PATH, or use --workspace')
    for path in paths:
        full = os.path.normpath(os.path.join(settings.cwd, path))
        if os.path.isdir(full) and not full.endswith('.json'):
            unreadable: list[OSError] = []
            found = [name for name in layout.walk(full, unreadable.append) if name.endswith(layout.TEMPLATE_SUFFIX)]
            for error in unreadable:
                shown = layout.display(settings.cwd, error.filename)
                errors.append(f'{shown}: directory cannot be read: {error.strerror}')
            if not found and not unreadable:
                errors.append(f'{path}: nothing to resync: no *{layout.TEMPLATE_SUFFIX} below it')
            sources += filter(_matters, map(files.read, found))
        elif not os.path.lexists(full):
            errors.append(f'{path}: no such file or directory')
        elif not full.endswith('.json') or full.endswith(layout.BUILT_SUFFIX):
            skipped += 1
        else:
            source = files.read(full)
            # JSON that does not even mention nodes is opened too, to say that it is no workflow
            sources += [source] if _matters(source) or '"nodes"' not in source.text else []
    return _Collected(list({source.path: source for source in sources}.values()), errors, skipped)


def _matters(source: Source) -> bool:
    """Whether there is something to do or to say about a file; nothing is parsed for that."""
    return source.problem is not None or markup.may_hold_marker(source.text)


def _collapsed(arguments: argparse.Namespace, templates: Iterable[Template], plan: Plan) -> Iterator[_Replacement]:
    from n8n_code_discipline.roundtrip import collapse

    by_template: dict[str, list[InjectedBlock]] = {}
    for item in plan.blocks:
        by_template.setdefault(item.node.template.path, []).append(item)
    verb = 'would collapse' if arguments.check or arguments.diff else 'collapsed'
    for template in templates:
        blocks = by_template.get(template.path)
        if blocks:
            what = f'{verb} {count(len(blocks), "block")}'
            functions = frozenset(item.target.path for item in blocks)
            yield _Replacement(template, collapse.collapse(template, blocks), what, functions)


# -- an export onto its template ----------------------------------------------------------------------------------


def _run_onto(arguments: argparse.Namespace, settings: Settings) -> int:
    from n8n_code_discipline.config.resolver import Resolver
    from n8n_code_discipline.linter import loader
    from n8n_code_discipline.roundtrip import drift
    from n8n_code_discipline.roundtrip import onto

    if len(arguments.paths) != 1:
        arguments.parser.error('--onto takes exactly one export')
    template_path, export_path = (
        os.path.normpath(os.path.join(settings.cwd, path)) for path in (arguments.onto, arguments.paths[0])
    )
    settings_of = Resolver(settings.cwd, settings.workspace, {}).settings
    template = loader.open_template(files.read(template_path), settings, settings_of)
    export = loader.open_template(files.read(export_path), settings, settings_of, template.root)
    plan = drift.plan([export], arguments.on_drift)
    unusable = _unusable(template) + _unusable(export)
    if unusable:
        for line in unusable:
            print(printable(line), file=sys.stderr)
        return 2
    try:
        merged = onto.merge_export(template, export, plan)
    except ValueError as problem:
        print(printable(f'{arguments.paths[0]}: {problem}'), file=sys.stderr)
        return 2
    notes = [drift.note(remark.finding, remark.document) for remark in merged.remarks]
    notes += [
        drift.note(change.node.finding('takes the code of the export'), template, change.diff)
        for change in merged.changes
    ]
    plan = plan._replace(notes=(*plan.notes, *sorted(notes)))
    verb = 'would take' if arguments.check or arguments.diff else 'took'
    what = f'{verb} the code of {count(len(merged.changes), "node")}'
    functions = frozenset(item.target.path for item in plan.blocks)
    replacements = (
        [_Replacement(template, onto.splice(template, merged.changes), what, functions)] if merged.changes else []
    )
    return max(_finish(arguments, plan, replacements), 1 if merged.remarks else 0)


def _unusable(template: Template) -> list[str]:
    """Why nothing can be brought into, or out of, a file."""
    shown = layout.display(template.settings.cwd, template.path)
    if template.source.problem:
        return [f'{shown}: {template.source.problem}']
    if template.document.error:
        line, column = template.lines.position(template.document.error.offset)
        return [f'{shown}:{line}: not JSON: {template.document.error.message} (line {line}, column {column})']
    return []


# -- results ------------------------------------------------------------------------------------------------------


def _finish(arguments: argparse.Namespace, plan: Plan, replacements: Iterable[_Replacement]) -> int:
    """Print findings and notes, write or show what changes, return the exit status."""
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
        return 1 if _show(plan, replacements) else status
    if arguments.check:
        for write in plan.writes:
            print(f'{_shown(write.path)}: would be {"updated" if write.before else "made"}')
            status = 1
        for replacement in replacements:
            print(f'{_shown(replacement.template.path)}: {replacement.what}')
            status = 1
        return status
    held = _write_functions(plan)
    written_functions = sum(held[write.path] is not None for write in plan.writes)
    failed = written_functions < len(plan.writes)
    written = [_write(replacement, held) for replacement in replacements]
    changed = written.count(True) + written_functions
    if changed and arguments.is_hook:
        status = 1
        print(f'add the {count(changed, "changed file")} and commit again', file=sys.stderr)
    if failed or not all(written):
        return 2
    return status


def _show(plan: Plan, replacements: Iterable[_Replacement]) -> bool:
    """Print what would change as a diff; tell whether anything would."""
    shown = bool(plan.writes)
    for write in plan.writes:
        _print_diff(write.path, write.before.text if write.before else None, write.text)
    for replacement in replacements:
        source = replacement.template.source
        mark = files.BOM * source.bom
        _print_diff(source.path, mark + source.text, mark + replacement.text)
        shown = True
    return shown


def _write(replacement: _Replacement, held: dict[str, Source | None]) -> bool:
    """Write a template and say so; tell whether it was written.

    ``held`` is what each function file must hold for that, None for one that already failed.
    """
    template = replacement.template
    for path in sorted(replacement.functions):
        if held[path] is not None and files.read(path, layout.find_root(path) or '') != held[path]:
            print(f'{_shown(path)}: changed while it was being read: run again', file=sys.stderr)
            held[path] = None
    try:
        if None in (held[path] for path in replacement.functions):
            raise writing.WriteError('not written, see the function file above')
        before = writing.encode(template.source, template.source.text)
        after = writing.encode(template.source, replacement.text)
        remark = writing.write(template.path, after, before=before, root=template.root)
    except writing.WriteError as problem:
        print(printable(f'{_shown(template.path)}: {problem}'), file=sys.stderr)
        return False
    print(f'{_shown(template.path)}: {replacement.what}{remark}')
    return True


def _write_functions(plan: Plan) -> dict[str, Source | None]:
    """Write function files; return what the templates rely on each of them to hold, None for one that failed."""
    held: dict[str, Source | None] = dict(plan.read)
    for write in plan.writes:
        before = None if write.before is None else writing.encode(write.before, write.before.text)
        source = write.before or Source(write.path, '', False, None)
        try:
            data = writing.encode(source, write.text)
            remark = writing.write(write.path, data, before=before, root=write.root, follow=False)
            print(f'{_shown(write.path)}: {"made" if before is None else "updated"}{remark}')
            held[write.path] = source._replace(text=write.text)
        except writing.WriteError as problem:
            print(printable(f'{_shown(write.path)}: {problem}'), file=sys.stderr)
            held[write.path] = None
    return held


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
