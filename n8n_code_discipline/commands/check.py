"""``check``: lint templates, function files and their paired tests."""

from __future__ import annotations

import argparse
import os
import sys

from n8n_code_discipline import lint
from n8n_code_discipline import registry
from n8n_code_discipline.config import Settings
from n8n_code_discipline.registry import Selection
from n8n_code_discipline.reporters import text
from n8n_code_discipline.text import printable


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        'paths', nargs='*', metavar='PATH', help='files or directories; none: the workspaces at or below this one'
    )
    parser.add_argument('--select', type=prefixes, default=(), metavar='CODES', help='report only these (prefixes)')
    parser.add_argument('--extend-select', type=prefixes, default=(), metavar='CODES', help='report these rules too')
    parser.add_argument('--ignore', type=prefixes, default=(), metavar='CODES', help='leave these rules out')
    parser.add_argument('--workspace', type=workspace_root, metavar='DIR', help='the workspace of every file')


def prefixes(text: str) -> tuple[str, ...]:
    """Split a comma-separated list of code prefixes. Raises ArgumentTypeError for one that no rule has."""
    found = tuple(part.strip().upper() for part in text.split(',') if part.strip())
    for prefix in found:
        if not any(name.code.startswith(prefix) for name in registry.rule_names()):
            raise argparse.ArgumentTypeError(f'no rule has a code that starts with {prefix!r}; see the rules command')
    return found


def workspace_root(directory: str) -> str:
    """Return the absolute path of ``--workspace``. Raises ArgumentTypeError where there is no such directory."""
    root = os.path.abspath(directory)
    if not os.path.isdir(root):
        raise argparse.ArgumentTypeError(f'no such directory: {directory}')
    return root


def run(arguments: argparse.Namespace) -> int:
    """Check, print the findings, return the exit status."""
    selection = Selection(arguments.select, arguments.extend_select, arguments.ignore)
    report = lint.check(arguments.paths, Settings(os.getcwd(), arguments.workspace, selection))
    sys.stdout.write(text.render(report.diagnostics))
    for line in (*report.errors, *report.notes):
        print(printable(line), file=sys.stderr)
    report_skipped(report.skipped)
    return report.status


def report_skipped(number: int) -> None:
    """Say how many of the given files were none of ours."""
    if number:
        files = '1 file' if number == 1 else f'{number} files'
        print(f'skipped {files}: no n8n workflow, function file or paired test', file=sys.stderr)
