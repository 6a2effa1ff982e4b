"""A function file."""

from __future__ import annotations

import re
from collections.abc import Container
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from n8n_code_discipline.diagnostic import Finding
from n8n_code_discipline.text import LineIndex
from n8n_code_discipline.workspace import layout

if TYPE_CHECKING:
    from n8n_code_discipline.config.settings import Settings
    from n8n_code_discipline.syntax import javascript
    from n8n_code_discipline.syntax import python
    from n8n_code_discipline.syntax.names import Declaration
    from n8n_code_discipline.syntax.names import Names
    from n8n_code_discipline.syntax.names import Read
    from n8n_code_discipline.syntax.problem import Problem
    from n8n_code_discipline.workspace.files import Source
    from n8n_code_discipline.workspace.layout import FunctionPath
    from n8n_code_discipline.workspace.layout import FunctionsByStem
    from n8n_code_discipline.workspace.layout import Language


class FunctionFile:
    """A function file with the syntax tree that all rules share."""

    def __init__(
        self,
        source: Source,
        root: str,
        name: FunctionPath,
        settings: Settings,
        functions: FunctionsByStem = layout.functions_by_stem,
    ) -> None:
        self.source = source
        self.root = root
        self.settings = settings
        self.name = name
        self.functions = functions
        self.lines = LineIndex(source.text)

    @property
    def path(self) -> str:
        """The absolute path."""
        return self.source.path

    @property
    def language(self) -> Language:
        """'js' or 'py'."""
        return self.name.language

    @property
    def display_name(self) -> str:
        """The path relative to the workspace, as a placeholder spells it."""
        return layout.relative(self.root, self.path)

    @cached_property
    def script(self) -> javascript.Script:
        """The tree of a JavaScript file."""
        from n8n_code_discipline.syntax import javascript

        return javascript.parse(self.source.text)

    @cached_property
    def module(self) -> python.Module:
        """The tree of a Python file, or why there is none."""
        from n8n_code_discipline.syntax import python

        return python.parse(self.source.text)

    @property
    def syntax(self) -> javascript.Script | python.Module:
        """The tree of the file, in whichever language."""
        return self.script if self.language == 'js' else self.module

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """The syntax errors."""
        return self.syntax.problems

    @cached_property
    def names(self) -> Names:
        """What the file declares and reads; nothing where it does not parse."""
        return self.syntax.names

    @cached_property
    def namesake(self) -> Declaration | None:
        """The declaration of the name that the file has, None if there is none."""
        found = (declaration for declaration in self.names.declarations if declaration.name == self.name.stem)
        return next(found, None)

    @property
    def spelling(self) -> layout.Spelling:
        """How the file ought to be called."""
        return layout.SPELLINGS[self.language]

    @property
    def well_named(self) -> bool:
        """Whether the file has the spelling of its language, and the name of something that it declares."""
        return self.namesake is not None and re.fullmatch(self.spelling.pattern, self.name.stem) is not None

    @cached_property
    def free_reads(self) -> tuple[Read, ...]:
        """The reads, within functions, of names that nothing in the file declares or assigns; `typeof` reads none.

        Of several reads of one name in one top-level function, the first.
        """
        found: dict[tuple[str, str], Read] = {}
        for read in self.names.reads:
            only_asked_for = read.guarded and self.language == 'js'
            if read.function and not (read.declared or only_asked_for or read.name in self.names.assigned):
                found.setdefault((read.function, read.name), read)
        return tuple(found.values())

    def undefined_reads(self, known: Container[str]) -> Iterator[Read]:
        """Yield the free reads of names that are not known; none where names come and go unseen.

        A name that the file asks for before it reads it (`typeof`, `except NameError`) is left out.
        """
        asked_for = {read.name for read in self.names.reads if read.guarded}
        for read in self.free_reads if not self.names.opaque else ():
            if read.name not in asked_for and read.name not in known:
                yield read

    def sibling(self, module: str) -> str | None:
        """The function file, as a placeholder spells it, that a Python import brings in, None if it is none."""
        path = layout.find_python_module(self.root, module)
        return layout.relative(self.root, path) if path else None

    @cached_property
    def test_path(self) -> str | None:
        """The absolute path of the paired test, None if there is none."""
        return layout.find_test(self.root, self.name, self.functions)

    @property
    def parses(self) -> bool:
        """Whether rules about structure and names may speak."""
        if self.source.problem or self.problems:
            return False
        return self.language == 'js' or self.module.unjudged is None

    def finding(self, message: str, start: int = 0, end: int | None = None) -> Finding:
        """A finding about the 0-based characters ``start`` to ``end`` of the file."""
        return Finding(message, start, start if end is None else end)
