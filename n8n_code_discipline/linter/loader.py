"""Load documents, each with its workspace and settings; every function file is read once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING

from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.documents import workflow
from n8n_code_discipline.documents.json_file import JsonFile
from n8n_code_discipline.documents.template import Template
from n8n_code_discipline.linter import discovery
from n8n_code_discipline.workspace import files, layout, targets
from n8n_code_discipline.workspace.files import Source
from n8n_code_discipline.workspace.targets import Target

if TYPE_CHECKING:  # imported at first use: a template without code starts without them
    from n8n_code_discipline.documents.function_file import FunctionFile
    from n8n_code_discipline.documents.package_file import PackageFile
    from n8n_code_discipline.documents.paired_test import PairedTest
    from n8n_code_discipline.documents.stray_file import StrayFile

    Document = Template | JsonFile | FunctionFile | PairedTest | PackageFile | StrayFile

# the settings of a workspace, by its absolute root
SettingsOf = Callable[[str], Settings]


class Loader:
    """The documents of a run; paths are absolute.

    ``settings_of`` returns the settings of a workspace, None: ``settings`` apply everywhere. ``single`` replaces the
    file at its path.
    """

    def __init__(
        self,
        settings: Settings,
        settings_of: SettingsOf | None = None,
        single: Source | None = None,
    ) -> None:
        self.settings = settings
        self.settings_at = cache(settings_of or (lambda _: settings))
        self.single = single
        self.text = cache(self._text)
        self.function = cache(self._function)
        self._resolve = cache(targets.resolve)  # most placeholders name one of a few files
        self._roots: dict[str, str] = {}
        self._functions_by_stem = cache(layout.functions_by_stem)

    def root(self, path: str) -> str:
        """Return the root of a file's workspace."""
        directory = os.path.dirname(path)
        if directory not in self._roots:
            self._roots[directory] = self.settings.workspace or layout.root_of(self.settings.cwd, path)
        return self._roots[directory]

    def read(self, path: str, root: str = '') -> Source:
        """Read a file; with a ``root``, only if it is inside."""
        return self.single if self.single is not None and self.single.path == path else files.read(path, root)

    def template(self, source: Source) -> Template:
        """Return the template of a source."""
        root = self.root(source.path)
        return Template(source, root, self, self.settings_at(root))

    def _function(self, path: str) -> FunctionFile | None:
        from n8n_code_discipline.documents.function_file import FUNCTION_FILES

        root = self.root(path)
        name = layout.function_path(root, path)
        return name and FUNCTION_FILES[name.language](
            self.read(path, root), root, name, self.settings_at(root), self._functions_by_stem
        )

    def target(self, root: str, path: str) -> Target:
        """Return the target of a placeholder's path."""
        return self._resolve(root, path)

    def _text(self, path: str) -> Source:
        return self.read(path, self.root(path))

    def json_text(self, path: str) -> JsonFile:
        """Return a JSON file that templates inject as text."""
        return JsonFile(self.text(path), self.settings_at(self.root(path)))

    def test(self, path: str) -> PairedTest:
        """Return the paired test at a path."""
        from n8n_code_discipline.documents.paired_test import PairedTest

        root = self.root(path)
        paired = layout.find_function(root, path, self._functions_by_stem)
        function = self.function(paired) if paired else None
        language: layout.Language = 'js' if path.endswith('.js') else 'py'
        return PairedTest(self.read(path, root), root, language, function, self.settings_at(root))

    def packages(self, tests: Iterable[str]) -> tuple[PackageFile, ...]:
        """Return the ``package.json`` files that govern the JavaScript tests among some paths, sorted by path."""
        directories = {os.path.dirname(path) for path in tests if path.endswith('.js')}
        found = set(filter(None, map(layout.governing_package, directories)))
        if not found:
            return ()
        from n8n_code_discipline.documents.package_file import PackageFile

        return tuple(PackageFile(self.read(path), self.settings_at(self.root(path))) for path in sorted(found))


def open_template(
    source: Source,
    settings: Settings,
    settings_of: SettingsOf | None = None,
    root: str | None = None,
) -> Template:
    """Return the template of a source, in its own workspace or, with ``root``, in another one."""
    loader = Loader(settings if root is None else settings._replace(workspace=root), settings_of)
    return loader.template(source)


def is_ours(template: Template) -> bool:
    """Return whether a file is meant as an n8n workflow, unlike a CDK template or package.json."""
    is_template = template.path.endswith(layout.TEMPLATE_SUFFIX)
    if is_template and layout.relative(template.root, template.path).startswith(f'{layout.TEMPLATES}/'):
        return True
    if template.readable:
        return workflow.holds_nodes(template.document.data)
    return bool(template.source.problem) or is_template or discovery.may_hold_nodes(template.source.text)


def problem(template: Template) -> str:
    """Return why a file cannot be read as JSON, as a line that begins with its path, or an empty string."""
    shown, error = layout.display(template.settings.cwd, template.path), template.document.error
    if template.source.problem or error is None:
        return f'{shown}: {template.source.problem}' if template.source.problem else ''
    line, column = template.lines.position(error.offset)
    return f'{shown}:{line}: not JSON: {error.message} (line {line}, column {column})'
