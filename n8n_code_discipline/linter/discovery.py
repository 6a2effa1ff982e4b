"""Find the files of a run by role, given the paths on the command line."""

import os
from collections.abc import Callable, Sequence
from typing import Any, Literal

from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.workspace import files, layout, targets

Role = Literal['template', 'download', 'function', 'test', 'stray']

NOT_OURS = 'no n8n workflow, function file or paired test'
NO_NODES = 'JSON without a list of nodes'


class Collection:
    """The absolute paths of a run's files by role; the values say whether the file itself was given.

    ``root_of`` returns the workspace root of a file; None: only workflows are wanted, and every given JSON file
    counts as a template. ``problems`` are lines about what cannot be checked, ``skipped`` lines about given files
    that have no role, ``others`` lines about JSON files of directories.
    """

    def __init__(self, settings: Settings, root_of: Callable[[str], str] | None = None) -> None:
        self.settings = settings
        self.root_of = root_of
        self.templates: dict[str, bool] = {}
        self.functions: dict[str, bool] = {}
        self.tests: dict[str, bool | None] = {}
        self.downloads: dict[str, bool] = {}
        self.strays: dict[str, bool] = {}
        self.skipped: list[str] = []
        self.others: list[str] = []
        self._by_role: dict[Role, dict[str, Any]] = {
            'template': self.templates,
            'function': self.functions,
            'test': self.tests,
            'download': self.downloads,
            'stray': self.strays,
        }
        self._errors: list[str] = []
        self._unreadable: list[str] = []

    def add(self, paths: Sequence[str]) -> None:
        """Add files and the files of directories; no path means the workspaces at or below the current directory."""
        if not paths:
            roots = workspaces_of((), self.settings)
            if not roots:
                self._errors.append(
                    f'no workspace at or below {self.settings.cwd}: no directory contains '
                    f'{layout.TEMPLATES}/, {layout.FUNCTIONS}/ or {layout.TESTS}/; '
                    'name a PATH, use --workspace, or create one with n8n-code-discipline init'
                )
            paths = [layout.display(self.settings.cwd, root) for root in roots]
        for path in paths:
            full = os.path.normpath(os.path.join(self.settings.cwd, path)) if '\0' not in path else path
            if os.path.isdir(full) and not self._is_file_name(full):
                self._add_directory(path, full)
            elif not os.path.lexists(full):
                self._errors.append(targets.not_found(self.settings.cwd, path))
            else:
                self.add_file(full)

    def add_file(self, path: str) -> None:
        """Add a given file, or skip it."""
        role = self._role(path)
        if role is None:
            reason = 'built by hydrate' if path.endswith(layout.BUILT_SUFFIX) else NOT_OURS
            self.skipped.append(f'{layout.display(self.settings.cwd, path)}: {reason}')
        else:
            self._by_role[role][path] = True

    @property
    def problems(self) -> tuple[str, ...]:
        """The lines about paths and directories that cannot be checked."""
        return (*self._errors, *self._unreadable)

    @property
    def is_empty(self) -> bool:
        """Return whether no file was found and every directory could be read."""
        return not self._unreadable and not any(self._by_role.values())

    def _is_file_name(self, path: str) -> bool:
        """Return whether a path is that of a file; a directory may be called ``next.js``."""
        return self._role(path) in ('function', 'test') or path.endswith(layout.TEMPLATE_SUFFIX)

    def _add_directory(self, shown: str, directory: str) -> None:
        known = len(self._unreadable)
        found = False
        for path in layout.walk(directory, self._cannot_read):
            role = self._role(path)
            if role == 'download' and not _may_be_workflow(path):
                self.others.append(f'{layout.display(self.settings.cwd, path)}: {NO_NODES}')
            elif role is not None and (role != 'template' or path.endswith(layout.TEMPLATE_SUFFIX)):
                found = True
                self._by_role[role].setdefault(path, False)
        if not found and len(self._unreadable) == known:
            others = ', function file or paired test' if self.root_of is not None else ''
            self._errors.append(f'{shown}: nothing to check: no *{layout.TEMPLATE_SUFFIX}{others} below it')

    def _cannot_read(self, error: OSError) -> None:
        path = layout.display(self.settings.cwd, error.filename)
        self._unreadable.append(f'{path}: directory cannot be read: {error.strerror}')

    def _role(self, path: str) -> Role | None:
        if self.root_of is None:
            return 'template' if path.endswith('.json') and not path.endswith(layout.BUILT_SUFFIX) else None
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


def workspaces_of(paths: Sequence[str], settings: Settings) -> list[str]:
    """Return the workspace roots of paths; no path means the workspaces at or below the current directory."""
    if not paths:
        return [settings.workspace] if settings.workspace else layout.roots_at(settings.cwd)
    found = (layout.find_root(os.path.normpath(os.path.join(settings.cwd, path))) for path in paths)
    return sorted({root for root in found if root is not None})


def holds_something(cwd: str) -> bool:
    """Return whether the workspaces at or below ``cwd`` contain a file to check, or a directory that is unreadable."""
    found = Collection(Settings(cwd), lambda path: layout.root_of(cwd, path))
    found.add(())
    return not found.is_empty


def _json_role(root: str, path: str) -> Role | None:
    """Return the role of a JSON file whose name is not that of a template."""
    folder = layout.relative(root, path).partition('/')[0]
    if folder == layout.FUNCTIONS or path.endswith(layout.BUILT_SUFFIX):
        return None
    return 'download' if folder == layout.TEMPLATES else 'template'


def may_hold_nodes(text: str) -> bool:
    """Return whether a text, JSON or not, may be meant as a workflow."""
    return not text.strip() or '"nodes"' in text


def _may_be_workflow(path: str) -> bool:
    """Return whether a JSON file in a directory may be a workflow, without parsing it."""
    source = files.read(path)
    return bool(source.problem) or may_hold_nodes(source.text) or '\\u' in source.text
