"""``resync``: collapse marker blocks to placeholders, in place or from a live export into its template."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from n8n_code_discipline.commands.shared import (
    add_ignore_missing,
    fail,
    print_change,
    read_input,
    warn,
    workspace_root,
)
from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.linter.discovery import Collection
from n8n_code_discipline.syntax import markup
from n8n_code_discipline.text import count, printable, printable_line
from n8n_code_discipline.workspace import files, layout, placeholders, targets, writing
from n8n_code_discipline.workspace.writing import FileChange

if TYPE_CHECKING:
    from n8n_code_discipline.documents.injected_block import InjectedBlock
    from n8n_code_discipline.documents.template import Template
    from n8n_code_discipline.roundtrip.drift import Plan


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add = parser.add_argument
    add('paths', nargs='*', metavar='PATH', help='workflows or directories (default: all workspaces here and below)')
    onto = 'copy only the code of one export PATH (- is standard input) into TEMPLATE'
    add('--onto', metavar='TEMPLATE', nargs='?', const='', help=onto)
    add('--check', action='store_true', help='write nothing, list what would change')
    add('--diff', action='store_true', help='write nothing, print what would change as a diff')
    drift = 'code that was edited in n8n: report it (default), write it into the function file, or print and drop it'
    add('--on-drift', choices=('error', 'update', 'discard'), default='error', help=drift)
    add('--workspace', type=workspace_root, metavar='DIR', help='the workspace root of every file')
    add_ignore_missing(parser)


class _Change(NamedTuple):
    """A file to write, and a line for the user.

    ``functions`` are the paths of the function files that must be as expected, None for a function file itself.
    """

    file: FileChange
    message: str
    functions: frozenset[str] | None = None


def run(arguments: argparse.Namespace) -> int:
    """Resync, print findings and changes, return the exit status."""
    settings = Settings(os.getcwd(), arguments.workspace)
    return _run_in_place(arguments, settings) if arguments.onto is None else _run_onto(arguments, settings)


def _run_in_place(arguments: argparse.Namespace, settings: Settings) -> int:
    wanted = Collection(settings)
    wanted.add(arguments.paths)
    status = 2 if wanted.problems else 0
    skipped = len(wanted.skipped)
    found = (_needs_work(path, is_given=is_given) for path, is_given in wanted.templates.items())
    sources = [source for source in found if source is not None]
    if sources:
        from n8n_code_discipline.documents.workflow import holds_nodes
        from n8n_code_discipline.linter import loader
        from n8n_code_discipline.roundtrip import drift

        templates_of = loader.Loader(settings, _settings_of(settings))
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


def _settings_of(settings: Settings) -> Callable[[str], Settings]:
    """Return what gives the settings of a workspace, with the placeholder style of its templates.

    Where exports have replaced all templates, git knows the style.
    """
    from n8n_code_discipline.config.resolver import Resolver
    from n8n_code_discipline.roundtrip import git_history

    resolver = Resolver(settings.cwd, settings.workspace, {})

    def settings_of(root: str) -> Settings:
        found = resolver.settings(root)
        style = found.placeholder_style or placeholders.style_of_templates(root)
        return found._replace(placeholder_style=style or placeholders.style_of(git_history.committed_templates(root)))

    return settings_of


def _needs_work(path: str, *, is_given: bool) -> files.Source | None:
    """Return a file that may contain markers or could not be read, without parsing it; None for any other."""
    source = files.read(path)
    if source.problem is not None or markup.may_hold_marker(source.text):
        return source
    # JSON that does not mention nodes is opened to report that it is no workflow
    return source if is_given and '"nodes"' not in source.text else None


def _collapsed(arguments: argparse.Namespace, templates: Iterable[Template], plan: Plan) -> Iterator[_Change]:
    from n8n_code_discipline.roundtrip import collapse

    by_template: dict[str, list[InjectedBlock]] = {}
    for item in plan.blocks:
        by_template.setdefault(item.node.template.path, []).append(item)
    for template in templates:
        blocks = by_template.get(template.path)
        if blocks:
            what = f'{_verb(arguments, "collapsed", "collapse")} {count(len(blocks), "block")}'
            yield _template_change(template, collapse.collapse(template, blocks), what, blocks)


def _template_change(template: Template, text: str, what: str, blocks: Iterable[InjectedBlock]) -> _Change:
    file = FileChange(template.path, template.root, template.source, text)
    return _Change(file, f'{_shown(file)}: {what}', frozenset(item.target.path for item in blocks))


# -- an export onto its template ----------------------------------------------------------------------------------


def _run_onto(arguments: argparse.Namespace, settings: Settings) -> int:
    from n8n_code_discipline.linter import loader
    from n8n_code_discipline.roundtrip import drift, onto

    problem = _onto_problem(arguments.paths, arguments.onto, settings.cwd)
    if problem:
        return fail(f'{problem}: n8n-code-discipline resync EXPORT.json --onto {layout.TEMPLATES}/NAME.template.json')
    settings_of = _settings_of(settings)
    template = loader.open_template(files.read(os.path.abspath(arguments.onto)), settings, settings_of)
    source = onto.unwrapped(read_input(arguments.paths[0]))
    export = loader.open_template(source, settings, settings_of, template.root)
    plan = drift.plan([export], arguments.on_drift)
    unusable = list(filter(None, map(loader.problem, (template, export))))
    if unusable:
        return fail(*unusable)
    try:
        text, changed, remarks = onto.merge_export(template, export, plan)
    except ValueError as error:
        return fail(f'{arguments.paths[0]}: {error}')
    plan.notes += sorted(changed + remarks)
    what = f'{_verb(arguments, "copied", "copy")} the code of {count(len(changed), "node")}'
    changes = [_template_change(template, text, what, plan.blocks)] if changed else []
    return max(_finish(arguments, plan, changes), 1 if remarks else 0)


def _onto_problem(exports: Sequence[str], template: str, cwd: str) -> str:
    """Return what is wrong with the operands of a merge, or an empty string."""
    if len(exports) != 1:
        return f'--onto needs one export, {len(exports) or "none"} given'
    if not template:
        return '--onto needs a template'
    for path in (template, *exports):
        if os.path.isdir(path):
            return f'{path} is a directory, --onto needs one export and one template'
        if not os.path.lexists(path) and (path == template or path != files.STANDARD):
            return targets.not_found(cwd, path)
    return ''


# -- results ------------------------------------------------------------------------------------------------------


def _verb(arguments: argparse.Namespace, done: str, planned: str) -> str:
    return f'would {planned}' if arguments.check or arguments.diff else done


def _finish(arguments: argparse.Namespace, plan: Plan, changes: Iterable[_Change]) -> int:
    """Print findings and notes, write or print the changes, return the exit status."""
    for item in plan.findings:
        found = item.diagnostic
        _print(found.path, found.line, f'{found.code} {found.message}', item.diff)
    for note in plan.notes:
        _print(*note)
    if plan.has_failed:
        return 2
    status = 1 if plan.findings else 0
    written = []
    expected = {**plan.read, **{item.path: item.after for item in plan.writes}}
    for change in chain(_function_changes(arguments, plan), changes):
        if arguments.diff:
            print_change(change.file)
        elif arguments.check:
            print(change.message)
        else:
            written.append(_write(change, expected))
            continue
        status = 1
    if any(written) and arguments.is_hook:
        status = 1
        warn(f'add the {count(written.count(True), "changed file")} and commit again')
    return status if all(written) else 2


def _function_changes(arguments: argparse.Namespace, plan: Plan) -> Iterator[_Change]:
    for file in plan.writes:
        verb = _verb(arguments, *(('updated', 'update') if file.before else ('created', 'create')))
        yield _Change(file, f'{verb} {_shown(file)}')


def _write(change: _Change, expected: Mapping[str, files.Source]) -> bool:
    """Write a file, print the result and return whether it was written.

    A template is not written if a function file is not as ``expected``: its block may be the only copy of an edit.
    """
    file = change.file
    try:
        for path in sorted(change.functions or ()):
            if files.read(path, file.root) != expected[path]:
                raise writing.WriteError(f'not written, {layout.display(os.getcwd(), path)} has changed: run again')
        note = writing.write_change(file, follow=change.functions is not None)
    except writing.WriteError as error:
        warn(f'{_shown(file)}: {error}')
        return False
    print(f'{change.message}{note}')
    return True


def _print(path: str, line: int, message: str, diff: str) -> None:
    print(f'{printable(path)}:{line}: {message}')
    for text in diff.removesuffix('\n').split('\n') if diff else ():
        print('    ' + printable_line(text))


def _shown(file: FileChange) -> str:
    return printable(layout.display(os.getcwd(), file.path))
