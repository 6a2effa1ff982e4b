"""``hydrate``: replace placeholders by the code and text they name, ready for n8n."""

from __future__ import annotations

import argparse
import os
import stat
import sys
from collections.abc import Sequence

from n8n_code_discipline import reporters
from n8n_code_discipline.commands.shared import print_exactly
from n8n_code_discipline.commands.shared import workspace_root
from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.linter import engine
from n8n_code_discipline.linter import loader
from n8n_code_discipline.registry import Selection
from n8n_code_discipline.roundtrip import hydrate
from n8n_code_discipline.text import printable
from n8n_code_discipline.workspace import files
from n8n_code_discipline.workspace import layout
from n8n_code_discipline.workspace import writing
from n8n_code_discipline.workspace.files import Source

# what would break in n8n or in resync; neither configuration nor baseline can allow it
REFUSED = (
    *('NCD001', 'NCD002', 'NCD003', 'NCD004', 'NCD005', 'NCD006'),
    *('NCD104', 'NCD105', 'NCD106', 'NCD107', 'NCD109', 'NCD110', 'NCD113'),
    *('NCD206', 'NCD302', 'NCD502'),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument('templates', nargs='+', metavar='TEMPLATE', help='templates; several only with --out-dir')
    output = parser.add_mutually_exclusive_group()
    output.add_argument('-o', '--output', metavar='FILE', help='write to FILE, not to standard output')
    output.add_argument(
        '--out-dir', metavar='DIR', help=f'write every <key>{layout.TEMPLATE_SUFFIX} to DIR/<key>.generated.json'
    )
    parser.add_argument('--workspace', type=workspace_root, metavar='DIR', help='the workspace of every template')


def run(arguments: argparse.Namespace) -> int:
    """Hydrate the templates or report why not; return the exit status."""
    settings = Settings(os.getcwd(), arguments.workspace, Selection(select=REFUSED))
    paths = [os.path.normpath(os.path.join(settings.cwd, path)) for path in arguments.templates]
    if len(paths) > 1 and arguments.out_dir is None:
        arguments.parser.error('several templates need --out-dir')
    outputs = [_output(arguments, settings, path) for path in paths]
    problem = _not_a_template(paths, settings) or _clash(paths, outputs)
    if problem:
        print(printable(problem), file=sys.stderr)
        return 2
    shown = [layout.display(settings.cwd, path) for path in paths]
    read = _steady_read()
    report = engine.check(shown, settings, with_tests=False, any_name=True, read=read)
    sys.stderr.write(reporters.render('text', report.diagnostics, reporters.Facts(tuple(report.files))))
    for line in (*report.errors, *report.notes):
        print(printable(line), file=sys.stderr)
    if report.skipped:
        print(f'{", ".join(map(printable, shown))}: no n8n workflow', file=sys.stderr)
    if report.status or report.skipped:
        return report.status or 2
    if arguments.out_dir is not None:
        try:
            writing.make_directory(arguments.out_dir)
        except OSError as error:
            print(printable(f'{arguments.out_dir}: cannot be made: {error.strerror}'), file=sys.stderr)
            return 2
    status = 0
    written: set[object] = set()
    for path, output in zip(paths, outputs, strict=True):
        # where case does not count, two names may turn out to be one
        if output is not None and _identity(output) in written:
            print(printable(_is_taken(path, output)), file=sys.stderr)
            status = 2
            continue
        status = max(status, _write(path, output, arguments.out_dir or '', settings, read))
        written.add(_identity(output) if output is not None else None)
    return status


def _output(arguments: argparse.Namespace, settings: Settings, path: str) -> str | None:
    """Return the absolute path to write to, None for standard output."""
    if arguments.out_dir is not None:
        key = os.path.basename(path).removesuffix('.json').removesuffix('.template')
        return os.path.normpath(os.path.join(settings.cwd, arguments.out_dir, key + layout.BUILT_SUFFIX))
    if arguments.output is not None:
        return os.path.normpath(os.path.join(settings.cwd, arguments.output))
    return None


def _not_a_template(paths: Sequence[str], settings: Settings) -> str:
    """Return an error for the first path that is not a template, or an empty string."""
    for path in paths:
        if not path.endswith('.json') or os.path.isdir(path):
            return f'{layout.display(settings.cwd, path)}: not a template: a template is a JSON file'
    return ''


def _clash(paths: Sequence[str], outputs: Sequence[str | None]) -> str:
    """Return an error where an output would overwrite a template or another output, or an empty string."""
    taken = set(map(_identity, paths))
    for path, output in zip(paths, outputs, strict=True):
        if output is not None:
            identity = _identity(output)
            if identity in taken:
                return _is_taken(path, output)
            taken.add(identity)
    return ''


def _is_taken(path: str, output: str) -> str:
    return f'{path}: its output {output} is a template or the output of another one: not written'


def _identity(path: str) -> object:
    """Return a key that two paths share if writing one changes the other: links, or names that differ in case."""
    try:
        found = os.stat(path)
    except OSError:
        return os.path.realpath(path)
    return (found.st_dev, found.st_ino) if stat.S_ISREG(found.st_mode) else object()


def _steady_read() -> files.Read:
    """Return a ``read`` that reports a file whose content differs from its first read."""
    seen: dict[str, int] = {}

    def read(path: str, root: str) -> Source:
        source = files.read(path, root)
        if seen.setdefault(path, hash(source)) == hash(source):
            return source
        return Source(path, '', False, 'changed while it was being read: run again')

    return read


def _write(path: str, output: str | None, directory: str, settings: Settings, read: files.Read) -> int:
    source = read(path, '')
    if source.problem:
        print(printable(f'{layout.display(settings.cwd, path)}: {source.problem}'), file=sys.stderr)
        return 2
    template = loader.open_template(source, settings, read=read)
    try:
        parts = [files.BOM * template.source.bom, *hydrate.hydrate(template)]
        if output is None:
            print_exactly(*parts)
        else:
            writing.write_output(output, parts, directory)
    except (ValueError, writing.WriteError) as problem:
        print(printable(f'{layout.display(settings.cwd, output or path)}: {problem}'), file=sys.stderr)
        return 2
    return 0
