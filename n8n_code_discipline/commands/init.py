"""``init``: create a workspace."""

import argparse
import os

from n8n_code_discipline.commands import scaffold
from n8n_code_discipline.commands.shared import fail, warn
from n8n_code_discipline.config.resolver import FILE, Resolver, schema
from n8n_code_discipline.roundtrip import git_history
from n8n_code_discipline.text import printable
from n8n_code_discipline.workspace import layout, placeholders, writing

CONFIG = '.pre-commit-config.yaml'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.description = 'Create a workspace. Existing files are never overwritten.'
    add = parser.add_argument
    add('directory', nargs='?', default='.', metavar='DIR', help='the workspace (default: the current directory)')
    add('--repo', metavar='URL', help='the URL or clone of the hooks (default: where pip installed them from)')
    add('--rev', metavar='REV', help="the tag or commit to pin (default: that of the installation, or a clone's)")
    add('--example', action='store_true', help='add a function, a test and a template per language')


def run(arguments: argparse.Namespace) -> int:
    """Write the missing files, print what was written and kept, return the exit status."""
    cwd = os.getcwd()
    root = os.path.abspath(arguments.directory)
    around = layout.find_root(os.path.join(root, CONFIG)) or root
    if layout.relative(around, root).split('/')[0] in (layout.TEMPLATES, layout.FUNCTIONS, layout.TESTS, layout.CONFIG):
        return fail(f'{root} belongs to the workspace {around}: run init there')
    # pre-commit reads its configuration at the root of the git repository
    repository = next((path for path in layout.ancestors(root) if os.path.exists(os.path.join(path, '.git'))), None)
    config = os.path.join(repository or root, CONFIG)
    had_config = os.path.lexists(config)
    url, revision = _pin(arguments.repo, arguments.rev)
    if not had_config and not url:
        return fail('pip did not record where n8n-code-discipline was installed from: use --repo URL --rev COMMIT')
    if not had_config and not revision:
        return fail(f'which tag or commit of {url} should pre-commit use? Pass it with --rev')
    texts = _files(cwd, root, arguments.example)
    writing.make_directory(root)
    for path, text in {**texts, config: _hooks(url, revision)}.items():
        folder = os.path.dirname(path)
        if os.path.basename(path) == '.gitkeep' and os.path.isdir(folder) and os.listdir(folder):
            continue
        shown = layout.display(cwd, path)
        verb = 'kept ' if os.path.lexists(path) else 'wrote'
        if verb == 'wrote':
            try:
                writing.write(path, text.encode(), before=None, root=folder if path == config else root)
            except writing.WriteError as error:
                return fail(f'{shown} {error}')
        print(printable(f'{verb} {shown}'))
    if url.startswith('file:') or os.path.isdir(os.path.expanduser(url)):
        warn(f'warning: {url} is a path of this machine: for others, name a URL with --repo')
    if had_config:
        print(printable(f'{layout.display(cwd, config)} was there; if the hooks are not in it yet, add'))
        print(_hooks(url or 'URL-YOU-CLONED-FROM', revision or 'COMMIT').rstrip())
    else:
        print('next: pre-commit install' if repository else 'next: git init, then pre-commit install')
    return 0


def _files(cwd: str, root: str, example: bool) -> dict[str, str]:
    """Return the texts of the files of a workspace by absolute path. Raises ConfigError."""
    resolver = Resolver(cwd, root, {})
    style = placeholders.style(root, resolver.settings(root).placeholder_style)
    files = scaffold.workspace_files(example, style)
    if resolver.file(root) in (None, os.path.join(root, FILE)):  # the nearest one counts, alone
        files = {**files, FILE: scaffold.SETTINGS, scaffold.SCHEMA: schema()}
    return {os.path.join(root, *path.split('/')): text for path, text in files.items()}


def _hooks(repository: str, revision: str) -> str:
    """Return the configuration of pre-commit for this machine."""
    import shutil

    return scaffold.pre_commit_config(repository, revision, has_node=shutil.which('node') is not None)


def _pin(repository: str | None, revision: str | None) -> tuple[str, str]:
    """Return what to pin, empty if unknown: the options, else what pip recorded when it installed this project."""
    url, commit = _installed_from()
    if repository is not None and repository != url:
        url, commit = repository, ''
    if os.path.isdir(url):
        url = os.path.abspath(url)
        commit = git_history.head(url)
    return url, revision or commit


def _installed_from() -> tuple[str, str]:
    """Return the repository and commit of the installation: https://packaging.python.org/specifications/direct-url/."""
    import json
    from importlib.metadata import distribution
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    recorded = json.loads(distribution('n8n-code-discipline').read_text('direct_url.json') or '{}')
    url = recorded.get('url', '')
    if 'vcs_info' in recorded:
        return url, recorded['vcs_info'].get('commit_id', '')
    path = url2pathname(urlsplit(url).path) if url.startswith('file:') else ''
    is_clone = bool(path) and os.path.exists(os.path.join(path, '.git'))
    return path if is_clone else '', ''
