"""A paired test."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING

from n8n_code_discipline.diagnostic import Finding
from n8n_code_discipline.text import LineIndex
from n8n_code_discipline.workspace import layout

if TYPE_CHECKING:
    from n8n_code_discipline.config.settings import Settings
    from n8n_code_discipline.documents.function_file import FunctionFile
    from n8n_code_discipline.syntax.content import Content
    from n8n_code_discipline.workspace.files import Source
    from n8n_code_discipline.workspace.layout import Language


class PairedTest:
    """A test file and the function file it is paired with, if there is one."""

    def __init__(
        self, source: Source, root: str, language: Language, function: FunctionFile | None, settings: Settings
    ) -> None:
        self.source = source
        self.root = root
        self.settings = settings
        self.language = language
        self.function = function
        self.lines = LineIndex(source.text)

    @property
    def path(self) -> str:
        """The absolute path."""
        return self.source.path

    @cached_property
    def content(self) -> Content | None:
        """What the test loads and asserts, None where the file cannot be read or does not parse."""
        if self.source.problem:
            return None
        if self.language == 'js':
            from n8n_code_discipline.syntax import javascript
            from n8n_code_discipline.syntax import javascript_tests

            script = javascript.parse(self.source.text)
            return None if script.tree is None else javascript_tests.content(script)
        from n8n_code_discipline.syntax import python
        from n8n_code_discipline.syntax import python_tests

        tree = python.parse(self.source.text).tree
        return None if tree is None else python_tests.content(tree)

    def path_to(self, function: FunctionFile) -> str:
        """The relative path, with ``/``, by which the test loads a function file."""
        folders = layout.relative(self.root, self.path).count('/')
        return '../' * folders + function.display_name

    def resolves_to(self, function: FunctionFile, module: str) -> bool:
        """Tell whether the relative path of a `require` in the test leads to a function file."""
        path = os.path.normpath(os.path.join(os.path.dirname(self.path), module.partition('?')[0]))
        return path in (function.path, os.path.splitext(function.path)[0])

    def finding(self, message: str, start: int = 0, end: int | None = None) -> Finding:
        """A finding about the 0-based characters ``start`` to ``end`` of the file."""
        return Finding(message, start, start if end is None else end)
