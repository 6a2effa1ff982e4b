"""``new``: write a function file and its paired test."""

import argparse
import os

from n8n_code_discipline.commands import scaffold
from n8n_code_discipline.commands.shared import fail, workspace_root
from n8n_code_discipline.config.resolver import Resolver
from n8n_code_discipline.syntax import markup
from n8n_code_discipline.text import printable
from n8n_code_discipline.workspace import files, layout, placeholders, targets, writing


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.description = (
        'Write a function file and its paired test. Both fail until you have written them. If the function file '
        'exists, only the test is written.'
    )
    parser.add_argument('language', choices=sorted(layout.LANGUAGE_NAMES), help='js or py')
    parser.add_argument(
        'name', metavar='NAME', help='the function (camelCase for js, snake_case for py), or the path of its file'
    )
    parser.add_argument(
        '--workspace',
        type=workspace_root,
        metavar='DIR',
        help='the workspace (default: at or above the current directory)',
    )


def run(arguments: argparse.Namespace) -> int:
    """Write both files, or only the test if the function file exists; return the exit status."""
    cwd = os.getcwd()
    root, name = _place(arguments.language, arguments.name, arguments.workspace, cwd)
    if root is None:
        return fail(f'no workspace at or above {cwd}: run n8n-code-discipline init, or use --workspace')
    configured = Resolver(cwd, root, {}).settings(root).placeholder_style
    try:
        function = scaffold.new_function(arguments.language, name)
    except ValueError as error:
        return fail(str(error))
    inside = scaffold.function_path(function)
    source, test = os.path.join(root, *inside.split('/')), layout.expected_test(root, function)
    kept = os.path.isfile(source)
    paired = layout.find_test(root, function) if kept else None
    existing = [path for path in (paired or test, source) if os.path.lexists(path) and not (kept and path == source)]
    if existing:
        return fail(f'{layout.display(cwd, existing[0])} exists: nothing is overwritten, use another name')
    for path in (source, test):
        other = targets.spelled(root, path)
        if other not in ('', path):
            shown = layout.display(cwd, other)
            return fail(f'{shown} exists: on Windows and macOS, a name that differs only in case is the same file')
    text = files.read(source, root).text if kept else scaffold.function_text(function)
    texts = {source: text, test: scaffold.paired_test(function, text)}
    changes = [writing.FileChange(path, root, None, text) for path, text in texts.items() if not kept or path == test]
    try:
        writing.write_all(changes, cwd)
    except writing.WriteError as error:
        return fail(f'{error}')
    for path in texts:
        verb = 'kept ' if kept and path == source else 'wrote'
        print(printable(f'{verb} {layout.display(cwd, path)}'))
    placeholder = markup.canonical(function.language, inside, placeholders.style(root, configured))
    print(f'inject it into a Code node with {placeholder}')
    return 0


def _place(language: layout.Language, name: str, workspace: str | None, cwd: str) -> tuple[str | None, str]:
    """Return the workspace root and the name below ``n8n-functions/<language>/``, given a name or a path."""
    folder = f'{layout.FUNCTIONS}/{language}/'
    root = workspace or layout.find_root(cwd)
    if name.endswith(f'.{language}') and '\0' not in name and not name.startswith(folder):
        full = os.path.normpath(os.path.join(cwd, name))
        around = workspace or layout.find_root(full)
        inside = layout.relative(around, full) if around else ''
        if inside.startswith(folder):
            return around, inside.removeprefix(folder)
    return root, name.removeprefix(folder)
