"""Locate workspaces, function files and their paired tests."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

FUNCTIONS = 'n8n-functions'
TESTS = 'n8n-functions-tests'
TEMPLATES = 'n8n-workflows-template'
CONFIG = 'n8n-config'
BUILD = 'n8n-build'
TEMPLATE_SUFFIX = '.template.json'
BUILT_SUFFIX = '.generated.json'

LONGEST_PATH = 4096  # characters; no system accepts more in one call
_HOMES = (TEMPLATES, FUNCTIONS, TESTS)
_SKIPPED_DIRECTORIES = frozenset({'.git', 'node_modules', '.venv', '__pycache__'})
_PACKAGE_FILES = ('__init__.py', 'conftest.py')
# what identify calls the languages that a Code node runs, and those that compile to one of them
_SOURCE_TAGS = frozenset({'coffee', 'cython', 'javascript', 'jsx', 'python', 'ts', 'tsx'})

Language = Literal['js', 'py']
LANGUAGE_NAMES: dict[Language, str] = {'js': 'JavaScript', 'py': 'Python'}


class Spelling(NamedTuple):
    """The naming convention for functions and their files: in words, and as a pattern for the whole name."""

    words: str
    pattern: str


SPELLINGS: dict[Language, Spelling] = {
    'js': Spelling('camelCase, such as countByCategory', r'[a-z][A-Za-z0-9]*'),
    'py': Spelling('snake_case, such as count_by_category', r'[a-z][a-z0-9_]*'),
}


class FunctionPath(NamedTuple):
    """The name of a function file; ``folder`` is its subfolder below ``n8n-functions/<language>/``, or empty."""

    language: Language
    folder: str
    stem: str


# -- workspaces ---------------------------------------------------------------------------------------------------


def find_root(path: str) -> str | None:
    """Return the absolute root of the workspace that contains an absolute path, or None."""
    return _home_parent(path) or next(filter(is_root, ancestors(path)), None)


def ancestors(path: str) -> Iterator[str]:
    """Yield an absolute path and its parents, up to the root of the git repository."""
    parent = path
    while True:
        yield parent
        path, parent = parent, os.path.dirname(parent)
        if parent == path or os.path.exists(os.path.join(path, '.git')):
            return


def root_of(cwd: str, path: str) -> str:
    """Return the absolute workspace root of a file, else the root around ``cwd``, else ``cwd``."""
    return find_root(path) or find_root(cwd) or cwd


def roots_at(cwd: str) -> list[str]:
    """Return the roots of the workspaces at or below the current directory, else of the one around it."""
    roots: list[str] = []
    for directory, _ in _walk(cwd):
        # the directories below a root follow it, before any other
        if not (roots and relative(roots[-1], directory)) and is_root(directory):
            roots.append(directory)
    around = find_root(cwd)
    return roots or ([around] if around else [])


def is_root(directory: str) -> bool:
    """Return whether a directory contains one of the workspace's directories."""
    return any(os.path.isdir(os.path.join(directory, name)) for name in (*_HOMES, CONFIG))


def _home_parent(path: str) -> str | None:
    """Return the parent of the innermost workspace directory around a path, within its git repository.

    The name of the repository's root does not count: a repository may be cloned as ``n8n-functions``.
    """
    for directory in ancestors(path):
        parent, name = os.path.split(directory)
        if name in _HOMES and directory != path and not os.path.exists(os.path.join(directory, '.git')):
            return parent
    return None


# -- files --------------------------------------------------------------------------------------------------------


OnError = Callable[[OSError], object]


def walk(directory: str, onerror: OnError | None = None) -> Iterator[str]:
    """Yield the absolute paths of the files below a directory, sorted within each directory; skip symlinks.

    ``onerror`` is called with the error of a directory that cannot be read.
    """
    for current, names in _walk(directory, onerror):
        for name in sorted(names):
            path = os.path.join(current, name)
            if not os.path.islink(path):
                yield path


def _walk(directory: str, onerror: OnError | None = None) -> Iterator[tuple[str, list[str]]]:
    """Yield each directory that is not skipped with the names of its files; do not follow symlinks."""
    for current, below, names in os.walk(directory, onerror=onerror):
        below[:] = sorted(name for name in below if name not in _SKIPPED_DIRECTORIES)
        yield current, names


def relative(root: str, path: str) -> str:
    """Return ``path`` relative to ``root`` with ``/``, or an empty string if it is not below ``root``."""
    prefix = root.rstrip(os.sep) + os.sep
    return path[len(prefix) :].replace(os.sep, '/') if path.startswith(prefix) else ''


def absolute(root: str, path: str) -> str:
    """Return the absolute path of a path with ``/`` below ``root``."""
    return os.path.join(root, *path.split('/'))


def function_path(root: str, path: str) -> FunctionPath | None:
    """Return the language, folder and stem of a function file's absolute path, or None for any other path."""
    parts = relative(root, path).split('/')
    if len(parts) < 3 or parts[0] != FUNCTIONS or any(part.startswith('.') for part in parts):
        return None
    stem, suffix = os.path.splitext(parts[-1])
    is_function = not is_test_name(parts[-1]) and parts[-1] not in _PACKAGE_FILES
    for language in LANGUAGE_NAMES:
        if is_function and parts[1] == language and suffix == f'.{language}':
            return FunctionPath(language, '/'.join(parts[2:-1]), stem)
    return None


def is_test(root: str, path: str) -> bool:
    """Return whether an absolute path has the name and place of a paired test."""
    parts = relative(root, path).split('/')
    return parts[0] == TESTS and is_test_name(parts[-1])


def is_test_name(name: str) -> bool:
    """Return whether a file name is that of a paired test."""
    return name.endswith('.test.js') or (name.startswith('test_') and name.endswith('.py'))


def is_installed(root: str, path: str) -> bool:
    """Return whether an absolute path is in a directory that walks skip, such as ``node_modules``."""
    return not _SKIPPED_DIRECTORIES.isdisjoint(relative(root, path).split('/')[:-1])


def is_stray(root: str, path: str) -> bool:
    """Return whether an absolute path below ``n8n-functions/`` is by its name source code, but not a function file.

    Package markers and type declarations are no stray files: they contain no logic.
    """
    parts = relative(root, path).split('/')
    if parts[0] != FUNCTIONS or function_path(root, path) or any(part.startswith('.') for part in parts):
        return False
    if parts[-1] in _PACKAGE_FILES or parts[-1].endswith('.d.ts') or is_installed(root, path):
        return False
    from identify.identify import tags_from_filename  # few workspaces hold such a file

    return not _SOURCE_TAGS.isdisjoint(tags_from_filename(parts[-1]))


def test_name(function: FunctionPath) -> str:
    """Return the file name of a function file's paired test."""
    return f'{function.stem}.test.js' if function.language == 'js' else f'test_{function.stem}.py'


def expected_test(root: str, function: FunctionPath) -> str:
    """Return the absolute path where a function file's test belongs."""
    return os.path.join(root, TESTS, *function.folder.split('/'), test_name(function))


# (root, language) -> absolute paths of the function files by stem
FunctionsByStem = Callable[[str, Language], Mapping[str, Sequence[str]]]


def functions_by_stem(root: str, language: Language) -> Mapping[str, Sequence[str]]:
    """Return the absolute paths of the function files of a language by stem."""
    found: dict[str, list[str]] = {}
    for path in walk(os.path.join(root, FUNCTIONS, language)):
        function = function_path(root, path)
        if function is not None:
            found.setdefault(function.stem, []).append(path)
    return found


def find_test(root: str, function: FunctionPath, functions: FunctionsByStem = functions_by_stem) -> str | None:
    """Return the absolute path of a function file's paired test, or None.

    A function file in a subfolder is paired with a test in the same subfolder, else with the flat name if no other
    function file of its language has the stem. The path may be a directory: reading it gives the error.
    """
    nested = expected_test(root, function)
    if os.path.exists(nested):
        return nested
    flat = os.path.join(root, TESTS, test_name(function))
    if not function.folder or not os.path.exists(flat):
        return None
    return flat if len(functions(root, function.language).get(function.stem, ())) == 1 else None


def expected_function(root: str, test: str) -> str:
    """Return the absolute path where the function file of a test file belongs."""
    parts = relative(root, test).split('/')
    language: Language = 'js' if parts[-1].endswith('.js') else 'py'
    stem = parts[-1].removesuffix('.test.js') if language == 'js' else parts[-1][len('test_') : -len('.py')]
    return os.path.join(root, FUNCTIONS, language, *parts[1:-1], f'{stem}.{language}')


def find_function(root: str, test: str, functions: FunctionsByStem = functions_by_stem) -> str | None:
    """Return the absolute path of the function file that a test file is paired with, or None.

    The test need not exist.
    """
    nested = expected_function(root, test)
    if os.path.isfile(nested):
        return nested
    stem, suffix = os.path.splitext(os.path.basename(nested))
    found = functions(root, 'js' if suffix == '.js' else 'py').get(stem, ())
    function = function_path(root, found[0]) if len(found) == 1 and relative(root, test).count('/') == 1 else None
    return found[0] if function and find_test(root, function, functions) in (test, None) else None


def find_python_module(root: str, module: str) -> str | None:
    """Return the absolute path of the function file that a test imports by a dotted name, or None.

    The tests' ``conftest.py`` puts ``n8n-functions/py/`` on the path; modules of the standard library come first.
    """
    parts = module[:LONGEST_PATH].split('.')
    if parts[0] in sys.stdlib_module_names:
        return None
    path = os.path.join(root, FUNCTIONS, 'py')
    for part in parts:
        path = os.path.join(path, part)
        if function_path(root, f'{path}.py') and os.path.isfile(f'{path}.py'):
            return f'{path}.py'
        if not os.path.isdir(path):
            break
    return None


def governing_package(directory: str) -> str | None:
    """Return the absolute path of the ``package.json`` that node reads for the files of a directory, or None.

    It is the nearest one at or above the directory, up to the root of the git repository.
    """
    candidates = (os.path.join(parent, 'package.json') for parent in ancestors(directory))
    return next(filter(os.path.isfile, candidates), None)


@lru_cache(maxsize=64)  # a file's findings all ask for it
def display(cwd: str, path: str) -> str:
    """Return an absolute path as messages show it: relative to the current directory, with ``/``."""
    shown = relative(cwd, path)
    if not shown:
        try:
            shown = os.path.relpath(path, cwd)
        except ValueError:  # another drive
            shown = path
    return shown.replace(os.sep, '/')
