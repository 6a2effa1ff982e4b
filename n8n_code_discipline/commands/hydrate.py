"""``hydrate``: replace placeholders by code and text, ready for n8n."""

import argparse
import os
import stat
import sys
from collections.abc import Sequence

from n8n_code_discipline import reporters
from n8n_code_discipline.commands.shared import fail, print_exactly, track, warn, workspace_root
from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.linter import engine, loader
from n8n_code_discipline.registry import Selection
from n8n_code_discipline.roundtrip import hydrate
from n8n_code_discipline.workspace import files, layout, writing

# rules about templates that break in n8n or in resync, whatever is configured or baselined
REJECTED = (
    *('NCD001', 'NCD002', 'NCD003', 'NCD004', 'NCD005', 'NCD006'),
    *('NCD104', 'NCD105', 'NCD106', 'NCD107', 'NCD109', 'NCD110', 'NCD113'),
    *('NCD206', 'NCD302', 'NCD502'),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument('templates', nargs='+', metavar='TEMPLATE', help='templates; several only with --out-dir')
    output = parser.add_mutually_exclusive_group()
    output.add_argument('-o', '--output', metavar='FILE', help='write to FILE instead of standard output')
    output.add_argument(
        '--out-dir', metavar='DIR', help=f'write every <key>{layout.TEMPLATE_SUFFIX} to DIR/<key>.generated.json'
    )
    parser.add_argument('--workspace', type=workspace_root, metavar='DIR', help='the workspace root of every template')


def run(arguments: argparse.Namespace) -> int:
    """Hydrate the templates or report why not; return the exit status."""
    settings = Settings(os.getcwd(), arguments.workspace, Selection(select=REJECTED))
    paths = [os.path.normpath(os.path.join(settings.cwd, path)) for path in arguments.templates]
    if len(paths) > 1 and arguments.out_dir is None:
        arguments.parser.error('several templates need --out-dir')
    shown = [layout.display(settings.cwd, path) for path in paths]
    outputs = [_output(arguments, settings, path) for path in paths]
    problem = _unusable(paths, shown, outputs)
    if problem:
        return fail(problem)
    read = _steady_read()
    report = engine.check(shown, settings, track=track, with_tests=False, any_name=True, read=read)
    sys.stderr.write(reporters.render('text', report.diagnostics, reporters.RenderOptions()))
    warn(*report.errors, *report.notes)
    if report.skipped:
        warn(f'{", ".join(shown)}: no n8n workflow')
    if report.status or report.skipped:
        return report.status or 2
    if arguments.out_dir is not None:
        try:
            writing.make_directory(arguments.out_dir)
        except OSError as error:
            return fail(f'{arguments.out_dir}: cannot be created: {error.strerror}')
    status = 0
    written: set[object] = set()
    for path, output in zip(paths, outputs, strict=True):
        # on a file system that ignores case, two names may turn out to be one
        if output is not None and _identity(output) in written:
            status = fail(_clash(path, output))
            continue
        status = max(status, _write(path, output, arguments.out_dir or '', settings, read))
        written.add(_identity(output) if output is not None else None)
    return status


def _output(arguments: argparse.Namespace, settings: Settings, path: str) -> str | None:
    """Return the absolute path of the output, None for standard output."""
    if arguments.out_dir is not None:
        key = os.path.basename(path).removesuffix('.json').removesuffix('.template')
        return os.path.normpath(os.path.join(settings.cwd, arguments.out_dir, key + layout.BUILT_SUFFIX))
    if arguments.output is not None:
        return os.path.normpath(os.path.join(settings.cwd, arguments.output))
    return None


def _unusable(paths: Sequence[str], shown: Sequence[str], outputs: Sequence[str | None]) -> str:
    """Return an error for the first path that is no template, or whose output would overwrite a file of the run."""
    for path, name in zip(paths, shown, strict=True):
        if not path.endswith('.json') or os.path.isdir(path):
            return f'{name}: not a template: a template is a JSON file'
    taken = set(map(_identity, paths))
    for path, output in zip(paths, outputs, strict=True):
        if output is not None:
            identity = _identity(output)
            if identity in taken:
                return _clash(path, output)
            taken.add(identity)
    return ''


def _clash(path: str, output: str) -> str:
    return f'{path}: its output {output} is a template or the output of another one: not written'


def _identity(path: str) -> object:
    """Return a key that two paths share if they are one file: by links, or by names that differ in case."""
    try:
        status = os.stat(path)
    except OSError:
        return os.path.realpath(path)
    return (status.st_dev, status.st_ino) if stat.S_ISREG(status.st_mode) else object()


def _steady_read() -> files.Read:
    """Return a function that reads files and reports one whose content differs from its first read."""
    seen: dict[str, int] = {}

    def read(path: str, root: str) -> files.Source:
        source = files.read(path, root)
        if seen.setdefault(path, hash(source)) == hash(source):
            return source
        return files.Source(path, '', False, 'changed while it was being read: run again')

    return read


def _write(path: str, output: str | None, directory: str, settings: Settings, read: files.Read) -> int:
    """Write a hydrated template and return the exit status."""
    source = read(path, '')
    if source.problem:
        return fail(f'{layout.display(settings.cwd, path)}: {source.problem}')
    template = loader.open_template(source, settings, read=read)
    try:
        parts = [files.BOM * source.bom, *hydrate.hydrate(template)]
        if output is None:
            print_exactly(*parts)
        else:
            writing.write_output(output, parts, directory)
    except (ValueError, writing.WriteError) as error:
        return fail(f'{layout.display(settings.cwd, output or path)}: {error}')
    return 0
