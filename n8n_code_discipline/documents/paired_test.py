"""A paired test."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.diagnostic import WHOLE_FILE, Finding, Place
from n8n_code_discipline.documents.function_file import FunctionFile
from n8n_code_discipline.registry import Views
from n8n_code_discipline.syntax import parsers
from n8n_code_discipline.text import LineIndex
from n8n_code_discipline.workspace import layout
from n8n_code_discipline.workspace.files import Source
from n8n_code_discipline.workspace.layout import Language

if TYPE_CHECKING:
    from n8n_code_discipline.syntax.content import Content


class PairedTest:
    """A test file and the function file it is paired with, if there is one."""

    def __init__(
        self, source: Source, root: str, language: Language, function: FunctionFile | None, settings: Settings
    ) -> None:
        self.source = source
        self.path = source.path
        self.root = root
        self.settings = settings
        self.language = language
        self.function = function
        self.lines = LineIndex(source.text)

    def views(self) -> Views:
        yield Source, lambda: self.source
        yield PairedTest, lambda: self
        yield ParsedTest, self._parsed

    @cached_property
    def content(self) -> Content | None:
        """The modules and assertions of the test, None if the file cannot be read or does not parse."""
        if self.source.problem:
            return None
        read = parsers.javascript_test if self.language == 'js' else parsers.python_test
        return read(self.source.text)

    def _parsed(self) -> ParsedTest | None:
        if self.function is None or self.content is None:
            return None
        return ParsedTest(self, self.function, self.content)

    def path_to(self, function: FunctionFile) -> str:
        """The relative path, with ``/``, by which the test loads a function file."""
        folders = layout.relative(self.root, self.path).count('/')
        return '../' * folders + function.display_name

    def resolves_to(self, function: FunctionFile, module: str) -> bool:
        """Return whether the relative path of a `require` in the test leads to a function file."""
        path = os.path.normpath(os.path.join(os.path.dirname(self.path), module.partition('?')[0]))
        return path in (function.path, os.path.splitext(function.path)[0])

    def finding(self, message: str, place: Place = WHOLE_FILE) -> Finding:
        """Return a finding about a place of the file, or about the whole file."""
        return Finding(message, place.start, place.end)


class ParsedTest(NamedTuple):
    """A test that parses and has a function file, and its content."""

    file: PairedTest
    function: FunctionFile
    content: Content
