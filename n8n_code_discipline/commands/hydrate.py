"""``hydrate``: replace placeholders by code and text, ready for n8n."""

import argparse
import json
import os
import sys
from collections.abc import Sequence

from n8n_code_discipline import reporters
from n8n_code_discipline.commands.shared import fail, print_exactly, read_input, track, warn, workspace_root
from n8n_code_discipline.config.resolver import nearest
from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.diagnostic import Diagnostic
from n8n_code_discipline.documents import workflow
from n8n_code_discipline.documents.template import Template
from n8n_code_discipline.linter import engine
from n8n_code_discipline.linter.discovery import Collection
from n8n_code_discipline.linter.findings import in_order
from n8n_code_discipline.linter.loader import Loader, is_ours
from n8n_code_discipline.registry import Selection
from n8n_code_discipline.roundtrip import hydrate
from n8n_code_discipline.text import quoted
from n8n_code_discipline.workspace import files, layout, writing

# rules about templates that break in n8n or in resync, whatever is configured or baselined
REJECTED = (
    *('NCD001', 'NCD002', 'NCD003', 'NCD004', 'NCD005', 'NCD006'),
    *('NCD104', 'NCD105', 'NCD106', 'NCD107', 'NCD109', 'NCD110', 'NCD113'),
    *('NCD206', 'NCD302', 'NCD502'),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add = parser.add_argument
    several = 'templates, - for standard input; several, or directories, only with --out-dir'
    add('templates', nargs='+', metavar='TEMPLATE', help=several)
    add('--node', metavar='NAME', help='write only the code of one node, as n8n will run it')
    add('--workspace', type=workspace_root, metavar='DIR', help='the workspace root of every template')
    add = parser.add_mutually_exclusive_group().add_argument
    add('-o', '--output', metavar='FILE', help='write to FILE instead of standard output')
    names = f'write every <key>{layout.TEMPLATE_SUFFIX} to DIR/<key>{layout.BUILT_SUFFIX}'
    add('--out-dir', metavar='DIR', help=names)


def run(arguments: argparse.Namespace) -> int:
    """Hydrate each template or report why not; return the exit status."""
    if arguments.out_dir is None and (len(arguments.templates) > 1 or os.path.isdir(arguments.templates[0])):
        arguments.parser.error('several templates, or a directory, need --out-dir')
    if arguments.out_dir is not None and arguments.node is not None:
        arguments.parser.error('--node writes the code of one node, --out-dir whole workflows')
    settings = Settings(os.getcwd(), arguments.workspace, Selection(select=REJECTED))
    names, problems = _inputs(arguments.templates, settings)
    status = fail(*problems) if problems else 0
    loader = Loader(settings)
    taken = set(map(_identity, names))
    found: dict[Diagnostic, None] = {}
    notes: dict[str, None] = {}
    for path in track(list(names)):
        template = loader.template(read_input(path))
        shown = layout.display(settings.cwd, template.path)
        if not is_ours(template):
            status = fail(f'{shown}: no n8n workflow')
            continue
        report = engine.check_template(template, loader)
        found.update(dict.fromkeys(report.diagnostics))
        notes.update(dict.fromkeys(report.notes))
        status = max(status, report.status)
        if report.status:
            continue
        output = _output(arguments, settings.cwd, names[path])
        try:
            _write(arguments, template, output, taken)
        except (ValueError, writing.WriteError) as error:
            place = shown if output is None else arguments.output or layout.display(settings.cwd, output)
            status = fail(f'{place}: {error}')
    sys.stderr.write(reporters.render('text', tuple(in_order(found)), reporters.RenderOptions()))
    warn(*notes)
    return status


def _inputs(given: Sequence[str], settings: Settings) -> tuple[dict[str, str], list[str]]:
    """Return the names below the output directory by the paths of the templates, and lines about other paths."""
    names: dict[str, str] = {}
    problems: list[str] = []
    for path in given:
        full = os.path.normpath(os.path.join(settings.cwd, path))
        if path == files.STANDARD:
            names[path] = path
            continue
        wanted = Collection(settings)
        wanted.add([layout.display(settings.cwd, full)])
        problems += wanted.problems
        if not wanted.templates and not wanted.problems:
            problems.append(f'{layout.display(settings.cwd, full)}: no n8n workflow')
        for template in wanted.templates:
            # an output directory with one of this name would become a workspace
            inside = [part for part in layout.relative(full, template).split('/') if part != layout.TEMPLATES]
            names.setdefault(template, '/'.join(inside) or os.path.basename(template))
    return names, problems


def _output(arguments: argparse.Namespace, cwd: str, name: str) -> str | None:
    """Return the absolute path of the output of a template, None for standard output."""
    if arguments.out_dir is not None:
        key = name.removesuffix('.json').removesuffix('.template')
        return os.path.normpath(os.path.join(cwd, arguments.out_dir, key + layout.BUILT_SUFFIX))
    if arguments.output in (None, files.STANDARD):
        return None
    return os.path.normpath(os.path.join(cwd, arguments.output))


def _write(arguments: argparse.Namespace, template: Template, output: str | None, taken: set[object]) -> None:
    """Write a hydrated template, but not over a template or an output of the run, nor over a function file or test.

    ``taken`` holds the identities of the templates and outputs. Raises ValueError or WriteError.
    """
    if output is not None:
        if _identity(output) in taken:
            raise ValueError(f'{output} is a template or the output of another one: not written')
        root = layout.find_root(os.path.realpath(output)) or ''
        if layout.relative(root, os.path.realpath(output)).split('/')[0] in (layout.FUNCTIONS, layout.TESTS):
            raise ValueError('is a place for function files and tests: not written')
    parts = [files.BOM * template.source.bom, *hydrate.hydrate(template)]
    if arguments.node is not None:
        parts = [_code(''.join(parts[1:]), arguments.node)]
    if output is None:
        print_exactly(*parts)
        return
    writing.write_output(output, parts, arguments.out_dir or '')
    taken.add(_identity(output))
    warn(f'wrote {arguments.output or layout.display(template.settings.cwd, output)}')


def _identity(path: str) -> object:
    """Return a key that two paths share if they are one file: by links, or by names that differ in case."""
    try:
        status = os.stat(path)
    except OSError:
        return os.path.realpath(path)
    return status.st_dev, status.st_ino


def _code(hydrated: str, name: str) -> str:
    """Return the code of a node of a hydrated workflow, as lines. Raises ValueError."""
    nodes = list(workflow.nodes(json.loads(hydrated), workflow.RUNNING_CODE))
    codes = [workflow.code_field(node).code or '' for node in nodes if node.name == name]
    if len(codes) != 1:
        hint = '' if codes else nearest(name, (node.name for node in nodes))
        raise ValueError(f'{len(codes) or "no"} Code nodes are called {quoted(name)}{hint}')
    return codes[0] if codes[0].endswith('\n') else codes[0] + '\n'
