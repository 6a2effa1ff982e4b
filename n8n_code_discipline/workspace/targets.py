"""What the path of a placeholder names, and where a path really leads: nothing outside a workspace is ever a file."""

from __future__ import annotations

import os
import stat
import sys
from functools import lru_cache
from typing import Literal
from typing import NamedTuple

from n8n_code_discipline.text import closest
from n8n_code_discipline.workspace.layout import CONFIG
from n8n_code_discipline.workspace.layout import LONGEST_PATH
from n8n_code_discipline.workspace.layout import relative

# a file is found there by a name that other systems do not find it by
_IGNORES_CASE = sys.platform in ('win32', 'darwin')
# in a larger directory, no similar name is looked for
_MOST_NAMES = 1000
# https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_DEVICES = frozenset(
    {
        'con',
        'prn',
        'aux',
        'nul',
        *(f'com{number}' for number in range(1, 10)),
        *(f'lpt{number}' for number in range(1, 10)),
    }
)


class Target(NamedTuple):
    """What a placeholder's path names.

    ``path`` is absolute, '' where no file can have the name. ``state`` is 'file', 'missing' or 'outside'; ``reason``
    says in words why it is outside, or why no file can have the name.
    """

    path: str
    state: Literal['file', 'missing', 'outside']
    reason: str = ''


def resolve(root: str, path: str) -> Target:
    """Return what a placeholder's path, relative to the workspace root, names; nothing outside it is ever a file."""
    if path.startswith('/') or path[1:2] == ':':
        return Target(path, 'outside', 'is absolute')
    if '\0' in path:
        return Target('', 'missing', 'holds a NUL character, which no file name can')
    if '\\' in path:
        return Target('', 'missing', "holds '\\': write '/' instead")
    if len(path) > LONGEST_PATH:
        return Target('', 'missing', f'is longer than a file name can be: {len(path)} characters')
    unsafe = _unsafe_on_windows(path)
    if unsafe:
        return Target('', 'outside', unsafe)
    full = os.path.normpath(os.path.join(root, path))
    inside = relative(root, full)
    if not inside:
        return Target(full, 'outside', 'leads out of the workspace')
    private = _private_part(inside)
    if private:
        return Target(full, 'outside', f'is private state ({private})')
    return _resolve_on_disk(root, full)


def _unsafe_on_windows(path: str) -> str:
    """Why Windows would take a path for something else than the file of that name; a workspace is shared."""
    if ':' in path:
        return "holds ':', which names a stream or a drive on Windows"
    for part in path.split('/'):
        if part.split('.', 1)[0].rstrip(' ').casefold() in _DEVICES:
            return f'names a device on Windows ({part})'
        if part not in ('.', '..') and part.endswith(('.', ' ')):
            return f"has a part that ends in a dot or a blank, which Windows drops ('{part}')"
    return ''


def _resolve_on_disk(root: str, full: str) -> Target:
    try:
        mode = os.stat(full).st_mode
    except OSError:
        return Target(full, 'missing')
    except ValueError:
        return Target('', 'missing', 'holds a lone surrogate, which no file name can')
    _, reason = real_place(root, full)
    if reason:
        return Target(full, 'outside', reason)
    if _IGNORES_CASE and spelled(root, full) not in ('', full):
        return Target(full, 'missing')
    if stat.S_ISDIR(mode):
        return Target(full, 'outside', 'is a directory')
    if not stat.S_ISREG(mode):
        return Target(full, 'outside', 'is not a regular file')
    return Target(full, 'file')


def real_place(root: str, path: str) -> tuple[str, str]:
    """Return where an absolute path leads in a workspace, and why nothing there is to be read, '' for no reason.

    The place has ``/`` and no symlink in it, and starts at the real root; '' if it is outside.
    """
    inside = relative(os.path.realpath(root), os.path.realpath(path))
    private = _private_part(inside)
    if private:
        return inside, f'is a symlink to private state ({private})'
    return inside, '' if inside else 'is a symlink out of the workspace'


def spelled(root: str, path: str) -> str:
    """Return an absolute path below ``root`` with the case that its names have on the disk, '' if nothing has them."""
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


def similar(root: str, path: str) -> str:
    """Return the absolute path of the file beside a missing one whose name is most like it, '' if none is like it."""
    directory, name = os.path.split(path)
    try:
        names = _names(directory, os.stat(directory).st_mtime_ns)
    except (OSError, ValueError):
        return ''
    if len(names) > _MOST_NAMES or not relative(root, path):
        return ''
    # nobody mistypes a name from its start; most names are out of the question at once
    likely = [found for group in names.values() for found in group if found[:2] == name[:2]]
    close = closest(name, likely, 0.85)
    return os.path.join(directory, close) if close else ''


@lru_cache(maxsize=16)
def _names(directory: str, _: int) -> dict[str, list[str]]:
    """The names in a directory by what they are without case; the time of its last change keeps them up to date."""
    found: dict[str, list[str]] = {}
    for name in os.listdir(directory):
        found.setdefault(name.casefold(), []).append(name)
    return found


def _private_part(inside: str) -> str:
    for part in inside.split('/'):
        folded = part.casefold()
        if folded in ('.git', CONFIG) or folded.startswith('.env'):
            return part
    return ''
