"""Resolve the paths of placeholders; no path outside the workspace is resolved to a file."""

import os
import posixpath
import stat
import sys
from functools import lru_cache
from typing import Literal, NamedTuple

from n8n_code_discipline.text import closest
from n8n_code_discipline.workspace import layout
from n8n_code_discipline.workspace.layout import relative

# whether the system finds a file by a name in another case
_IGNORES_CASE = sys.platform in ('win32', 'darwin')
# no similar name is searched in a larger directory
_MOST_NAMES = 1000
# https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_DEVICES = frozenset(
    {'con', 'prn', 'aux', 'nul', *(f'{port}{number}' for port in ('com', 'lpt') for number in range(1, 10))}
)


class Target(NamedTuple):
    """The target of a placeholder's path.

    ``path`` is absolute, or empty if no file can have the name. ``reason`` explains why the target is outside, or why
    no file can have the name.
    """

    path: str
    state: Literal['file', 'missing', 'outside']
    reason: str = ''


class Likely(NamedTuple):
    """The file that a wrong placeholder path probably means: its path below the workspace, empty if there is none.

    ``reason`` says what is wrong with the path, or is empty. ``is_only`` is False if other files are as likely.
    """

    path: str
    reason: str = ''
    is_only: bool = False


def resolve(root: str, path: str) -> Target:
    """Resolve the path of a placeholder, relative to the workspace root."""
    if path.startswith('/') or path[1:2] == ':':
        return Target(path, 'outside', 'is absolute')
    if '\0' in path:
        return Target('', 'missing', 'contains a NUL character, which no file name can')
    if '\\' in path:
        return Target('', 'missing', "contains '\\': write '/' instead")
    if len(path) > layout.LONGEST_PATH:
        return Target('', 'missing', f'is longer than a file name can be: {len(path)} characters')
    unsafe = _unsafe_on_windows(path)
    if unsafe:
        return Target('', 'outside', unsafe)
    full = os.path.normpath(os.path.join(root, path))
    inside = relative(root, full)
    # `../NAME/x` leads back in only where the workspace is called NAME
    if not inside or posixpath.normpath(path).startswith('../'):
        return Target(full, 'outside', 'leads out of the workspace')
    private = _private_part(inside)
    if private:
        return Target(full, 'outside', f'is private state ({private})')
    return _resolve_on_disk(root, full)


def _unsafe_on_windows(path: str) -> str:
    """Return why Windows would read a path as something else than this file, or an empty string."""
    if ':' in path:
        return "contains ':', which names a stream or a drive on Windows"
    for part in path.split('/'):
        if part.split('.', 1)[0].rstrip(' ').casefold() in _DEVICES:
            return f'names a device on Windows ({part})'
        if part not in ('.', '..') and part.endswith(('.', ' ')):
            return f"has a part that ends in a dot or a space, which Windows drops ('{part}')"
    return ''


def _resolve_on_disk(root: str, full: str) -> Target:
    try:
        mode = os.stat(full).st_mode
    except OSError:
        return Target(full, 'missing')
    except ValueError:
        return Target('', 'missing', 'contains a lone surrogate, which no file name can')
    _, reason = real_place(real_root(root), full)
    if reason:
        return Target(full, 'outside', reason)
    if _IGNORES_CASE and spelled(root, full) not in ('', full):
        return Target(full, 'missing')
    if stat.S_ISDIR(mode):
        return Target(full, 'outside', 'is a directory')
    if not stat.S_ISREG(mode):
        return Target(full, 'outside', 'is not a regular file')
    return Target(full, 'file')


@lru_cache(maxsize=16)
def real_root(root: str) -> str:
    """Return the path of a workspace root without symlinks, once in a process."""
    return os.path.realpath(root)


def real_place(real_root: str, path: str) -> tuple[str, str]:
    """Resolve the symlinks of an absolute path.

    Returns:
        The real path relative to the real workspace root, with ``/`` (empty if outside), and the reason why it must
        not be read (empty if it may).
    """
    inside = relative(real_root, os.path.realpath(path))
    private = _private_part(inside)
    if private:
        return inside, f'is a symlink to private state ({private})'
    return inside, '' if inside else 'is a symlink out of the workspace'


def spelled(root: str, path: str) -> str:
    """Return an absolute path below ``root`` as the disk spells it, or an empty string if it does not exist."""
    current = root
    for part in relative(root, path).split('/'):
        try:
            names = _names(current, os.stat(current).st_mtime_ns).get(part.casefold(), ())
        except OSError:
            return ''
        if not names:
            return ''
        current = os.path.join(current, part if part in names else min(names))
    return current


def likely(root: str, template: str, kind: str, path: str) -> Likely:
    """Return the file that the wrong path of a placeholder probably means; ``template`` is an absolute path."""
    target = resolve(root, path)
    if not target.path:
        return Likely('')
    is_code = kind in layout.LANGUAGE_NAMES
    folders = [os.path.join(root, layout.FUNCTIONS, kind), os.path.join(root, layout.FUNCTIONS)] if is_code else []
    bases = (root, *folders, os.path.dirname(template))
    whole = [relative(root, os.path.normpath(os.path.join(base, path))) for base in bases]
    tries = [('paths start at the workspace root', whole)]
    if target.state != 'outside':
        tries += [
            ('the suffix is missing', [f'{name}.{kind}' for name in whole if name and is_code]),
            ('upper and lower case count', [relative(root, spelled(root, target.path))]),
            ('', [relative(root, name) for name in _similar(root, target.path)]),
        ]
    for reason, names in tries:
        # what cannot be printed or written in a placeholder is no proposal
        fit = (name for name in dict.fromkeys(names) if name and name.isprintable() and not {'{', '}'} & {*name})
        found = [name for name in fit if resolve(root, name).state == 'file']
        if found:
            return Likely(found[0], reason, len(found) == 1)
    return Likely('')


def _similar(root: str, path: str) -> list[str]:
    """Return the absolute paths of the files beside a missing one with the closest names, at most two."""
    directory, name = os.path.split(path)
    try:
        names = _names(directory, os.stat(directory).st_mtime_ns) if relative(root, path) else {}
    except (OSError, ValueError):
        return []
    if len(names) > _MOST_NAMES:
        return []
    from difflib import get_close_matches  # only findings need it

    # typing errors rarely hit the first two characters or the suffix: this leaves few names to compare
    ends = name[:2], os.path.splitext(name)[1]
    near = [found for group in names.values() for found in group if (found[:2], os.path.splitext(found)[1]) == ends]
    return [os.path.join(directory, found) for found in get_close_matches(name, near, 2, 0.85)]


def not_found(cwd: str, path: str) -> str:
    """Return the error for a path on the command line that does not exist, with the closest one that does."""
    full = os.path.normpath(os.path.join(cwd, path))
    parts: list[str] = []
    while not os.path.isdir(os.path.dirname(full)):
        full, name = os.path.split(full)
        parts.insert(0, name)
    folder, name = os.path.split(full)
    close = closest(name, os.listdir(folder) if os.access(folder, os.R_OK) else (), 0.8)
    if not close:
        return f'{path}: no such file or directory'
    likely, whole = os.path.join(folder, close), os.path.join(folder, close, *parts)
    shown = layout.display(cwd, whole if os.path.exists(whole) else likely)
    return f'{path}: no such file or directory; did you mean {shown}?'


@lru_cache(maxsize=16)
def _names(directory: str, _: int) -> dict[str, list[str]]:
    """Return the names in a directory by their case-folded form; the directory's mtime is part of the cache key."""
    found: dict[str, list[str]] = {}
    for name in os.listdir(directory):
        found.setdefault(name.casefold(), []).append(name)
    return found


def _private_part(inside: str) -> str:
    for part in inside.split('/'):
        folded = part.casefold()
        if folded.startswith('.') or folded in (layout.CONFIG, layout.BUILD):
            return part
    return ''
