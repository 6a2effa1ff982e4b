"""Which files a run is about: paths → files by role."""

import os
from collections.abc import Callable
from collections.abc import Sequence
from typing import Literal

from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.linter import loader
from n8n_code_discipline.workspace import files
from n8n_code_discipline.workspace import layout

Role = Literal['template', 'download', 'function', 'test', 'stray']


class Collection:
    """The absolute paths that a run is about, by role; templates, downloads and function files tell whether named.

    ``root_of`` gives the workspace of a file. ``errors`` are lines about paths, ``unreadable`` about directories;
    ``skipped`` counts named files that have no role.
    """

    def __init__(self, settings: Settings, root_of: Callable[[str], str]) -> None:
        self.settings = settings
        self.root_of = root_of
        self.templates: dict[str, bool] = {}
        self.functions: dict[str, bool] = {}
        self.tests: dict[str, None] = {}
        self.downloads: dict[str, bool] = {}
        self.strays: dict[str, None] = {}
        self.errors: list[str] = []
        self.unreadable: list[str] = []
        self.skipped = 0

    def add(self, paths: Sequence[str]) -> None:
        """Sort the given files and the files of given directories by role; none: those of the workspaces here."""
        if not paths:
            roots = workspaces_of((), self.settings)
            if not roots:
                self.errors.append(
                    f'no workspace at or below {self.settings.cwd}: no directory holds '
                    f'{layout.TEMPLATES}/, {layout.FUNCTIONS}/ or {layout.TESTS}/; '
                    f'name a PATH, or use --workspace'
                )
            paths = [layout.display(self.settings.cwd, root) for root in roots]
        for path in paths:
            full = os.path.normpath(os.path.join(self.settings.cwd, path)) if '\0' not in path else path
            if os.path.isdir(full) and not self._is_file_name(full):
                self._add_directory(path, full)
            elif not os.path.lexists(full):
                self.errors.append(f'{path}: no such file or directory')
            else:
                self.add_file(full)

    def add_file(self, path: str) -> None:
        """Add a file that is named on the command line, or count it as skipped."""
        role = self._role(path)
        if role is None:
            self.skipped += 1
        else:
            self._add(role, path, named=True)

    @property
    def problems(self) -> tuple[str, ...]:
        """The lines about what cannot be checked."""
        return (*self.errors, *self.unreadable)

    def _is_file_name(self, path: str) -> bool:
        """Whether a file is expected at a path; a directory may well be called ``next.js``."""
        return self._role(path) in ('function', 'test') or path.endswith(layout.TEMPLATE_SUFFIX)

    def _add_directory(self, shown: str, directory: str) -> None:
        known = len(self.unreadable)
        found = False
        for path in layout.walk(directory, self._cannot_read):
            role = self._role(path)
            is_other = (role == 'template' and not path.endswith(layout.TEMPLATE_SUFFIX)) or (
                role == 'download' and not _may_hold_nodes(path)
            )
            if role is not None and not is_other:
                found = True
                self._add(role, path, named=False)
        if not found and len(self.unreadable) == known:
            self.errors.append(
                f'{shown}: nothing to check: no *{layout.TEMPLATE_SUFFIX}, function file or paired test below it'
            )

    def _cannot_read(self, error: OSError) -> None:
        path = layout.display(self.settings.cwd, error.filename)
        self.unreadable.append(f'{path}: directory cannot be read: {error.strerror}')

    def _role(self, path: str) -> Role | None:
        below_functions = f'{os.sep}{layout.FUNCTIONS}{os.sep}' in path
        if path.endswith(layout.TEMPLATE_SUFFIX):
            return 'template'
        if not below_functions and not path.endswith(('.json', '.js', '.py')):
            return None
        root = self.root_of(path)
        if path.endswith('.json'):
            return _json_role(root, path)
        if layout.function_path(root, path):
            return None if layout.is_installed(root, path) else 'function'
        if layout.is_test(root, path):
            return 'test'
        return 'stray' if below_functions and layout.is_stray(root, path) else None

    def _add(self, role: Role, path: str, *, named: bool) -> None:
        if role == 'template':
            self.templates[path] = self.templates.get(path, False) or named
        elif role == 'download':
            self.downloads[path] = self.downloads.get(path, False) or named
        elif role == 'function':
            self.functions[path] = self.functions.get(path, False) or named
        elif role == 'test':
            self.tests[path] = None
        else:
            self.strays[path] = None


def workspaces_of(paths: Sequence[str], settings: Settings) -> list[str]:
    """Return the roots of the workspaces that a check of these paths is about."""
    if not paths:
        return [settings.workspace] if settings.workspace else layout.roots_at(settings.cwd)
    found = (layout.find_root(os.path.normpath(os.path.join(settings.cwd, path))) for path in paths)
    return sorted({root for root in found if root is not None})


def holds_something(cwd: str) -> bool:
    """Tell whether a workspace at or below ``cwd`` has, or could have, a template, function file or test."""
    settings = Settings(cwd)
    found = Collection(settings, lambda path: layout.root_of(cwd, path))
    found.add(())
    return bool(
        found.templates or found.downloads or found.functions or found.tests or found.strays or found.unreadable
    )


def _json_role(root: str, path: str) -> Role | None:
    """The role of a JSON file that is not called a template: outside the workspace's folders, its text decides."""
    folder = layout.relative(root, path).partition('/')[0]
    if folder == layout.FUNCTIONS or path.endswith(layout.BUILT_SUFFIX):
        return None
    return 'download' if folder == layout.TEMPLATES else 'template'


def _may_hold_nodes(path: str) -> bool:
    """Whether a JSON file that a directory holds is worth a closer look."""
    source = files.read(path)
    return bool(source.problem) or loader.may_hold_nodes(source.text) or '\\u' in source.text
