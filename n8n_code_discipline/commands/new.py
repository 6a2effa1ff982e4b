"""``new``: write a function file and its paired test."""

from __future__ import annotations

import argparse
import os
import sys

from n8n_code_discipline import scaffold
from n8n_code_discipline import workspace
from n8n_code_discipline.commands.shared import workspace_root
from n8n_code_discipline.text import printable


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument('language', choices=sorted(workspace.LANGUAGE_NAMES), help='js or py')
    parser.add_argument('name', metavar='NAME', help='the function: camelCase for js, snake_case for py')
    parser.add_argument('--workspace', type=workspace_root, metavar='DIR', help='where to write (default: around here)')


def run(arguments: argparse.Namespace) -> int:
    """Write both files, or none."""
    cwd = os.getcwd()
    root = arguments.workspace or workspace.find_root(cwd)
    if root is None:
        return _refuse(f'no workspace at or above {cwd}: run n8n-code-discipline init, or use --workspace')
    try:
        function = scaffold.new_function(arguments.language, arguments.name)
    except ValueError as error:
        return _refuse(str(error))
    paths = {os.path.join(root, *path.split('/')): text for path, text in function.files.items()}
    existing = [path for path in paths if os.path.lexists(path)]
    if existing:
        return _refuse(f'{workspace.display(cwd, existing[0])} exists')
    try:
        for path, text in paths.items():
            write_new(path, text)
            print(printable(f'wrote {workspace.display(cwd, path)}'))
    except OSError as error:
        return _refuse(f'{error.filename}: {error.strerror}')
    print(f'inject it into a Code node with {function.placeholder}')
    return 0


def _refuse(reason: str) -> int:
    print(printable(reason), file=sys.stderr)
    return 2


def write_new(path: str, text: str) -> bool:
    """Write a file that does not exist yet, and its directories; return whether it was written. Raises OSError."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    try:
        with open(path, 'x', encoding='utf-8', newline='\n') as file:
            file.write(text)
    except FileExistsError:
        return False
    return True
