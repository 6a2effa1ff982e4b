"""A function file."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.diagnostic import WHOLE_FILE, Finding, Place
from n8n_code_discipline.registry import Views
from n8n_code_discipline.syntax import markup, parsers
from n8n_code_discipline.text import LineIndex, excerpt
from n8n_code_discipline.workspace import layout
from n8n_code_discipline.workspace.files import Source
from n8n_code_discipline.workspace.layout import FunctionPath, FunctionsByStem, Language

if TYPE_CHECKING:
    from n8n_code_discipline.syntax.javascript import Script
    from n8n_code_discipline.syntax.names import Names, Read
    from n8n_code_discipline.syntax.problem import Problem
    from n8n_code_discipline.syntax.python import Module


class FunctionFile:
    """A function file, valid or not."""

    def __init__(
        self,
        source: Source,
        root: str,
        name: FunctionPath,
        settings: Settings,
        functions: FunctionsByStem = layout.functions_by_stem,
    ) -> None:
        self.source = source
        self.path = source.path
        self.root = root
        self.settings = settings
        self.name = name
        self.language: Language = name.language
        self.spelling = layout.SPELLINGS[name.language]
        self.display_name = layout.relative(root, source.path)  # as in a placeholder
        self.functions = functions
        self.lines = LineIndex(source.text)
        self._blocks: dict[tuple[str, str], str] = {}

    def views(self) -> Views:
        yield Source, lambda: self.source
        yield FunctionFile, lambda: self
        yield type(self), lambda: self if self.parses else None

    @property
    def syntax(self) -> Script | Module:
        """The tree of the file, shared by all rules."""
        raise NotImplementedError

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """The syntax errors."""
        return self.syntax.problems

    @cached_property
    def names(self) -> Names:
        """The names that the file declares and reads; none if it does not parse."""
        return self.syntax.names

    @property
    def well_named(self) -> bool:
        """Return whether the name follows the convention of the language and is declared in the file."""
        is_declared = any(declaration.name == self.name.stem for declaration in self.names.declarations)
        return is_declared and re.fullmatch(self.spelling.pattern, self.name.stem) is not None

    @cached_property
    def free_reads(self) -> tuple[Read, ...]:
        """The reads, within functions, of names that the file neither declares nor assigns, except under `typeof`.

        Of several reads of one name in one top-level function, only the first is included.
        """
        found: dict[tuple[str, str], Read] = {}
        for read in self.names.reads:
            is_typeof = read.guarded and self.language == 'js'
            if read.function and not (read.declared or is_typeof or read.name in self.names.assigned):
                found.setdefault((read.function, read.name), read)
        return tuple(found.values())

    def undefined_reads(self, known: Container[str]) -> Iterator[Read]:
        """Yield the free reads of names that are not known; none if some declarations are invisible (`eval`).

        A name that the file guards somewhere (`typeof`, `except NameError`) is left out.
        """
        guarded = {read.name for read in self.names.reads if read.guarded}
        for read in self.free_reads if not self.names.opaque else ():
            if read.name not in guarded and read.name not in known:
                yield read

    @cached_property
    def test_path(self) -> str | None:
        """The absolute path of the paired test, None if there is none."""
        return layout.find_test(self.root, self.name, self.functions)

    @property
    def parses(self) -> bool:
        """Return whether rules about structure and names may be called."""
        return not self.source.problem and not self.problems and self.syntax.unchecked is None

    def block(self, path: str, newline: str) -> str:
        """Return the marker block that replaces a placeholder of this path. Raises ValueError (``markup.block``)."""
        key = (path, newline)
        if key not in self._blocks:
            self._blocks[key] = markup.block(self.language, path, self.source.text, newline)
        return self._blocks[key]

    def excerpt(self, place: Place) -> str:
        """Return the first line of a place of the file, printable and shortened."""
        return excerpt(self.source.text[place.start : place.end])

    def finding(self, message: str, place: Place = WHOLE_FILE) -> Finding:
        """Return a finding about a place of the file, or about the whole file."""
        return Finding(message, place.start, place.end)


class JavaScriptFile(FunctionFile):
    """A JavaScript function file; rules that ask for one are called where it parses."""

    @cached_property
    def script(self) -> Script:
        """The tree of the file."""
        return parsers.javascript_script(self.source.text)

    @property
    def syntax(self) -> Script:
        return self.script


class PythonFile(FunctionFile):
    """A Python function file; rules that ask for one are called where it parses."""

    @cached_property
    def module(self) -> Module:
        """The tree of the file, or the reason why there is none."""
        return parsers.python_module(self.source.text)

    @property
    def syntax(self) -> Module:
        return self.module

    def sibling(self, module: str) -> str | None:
        """Return the path, as in a placeholder, of the function file that an import names, None if it names none."""
        path = layout.find_python_module(self.root, module)
        return layout.relative(self.root, path) if path else None


FUNCTION_FILES: dict[Language, type[FunctionFile]] = {'js': JavaScriptFile, 'py': PythonFile}
