"""What a test file holds, in words that hold for JavaScript and Python."""

from __future__ import annotations

from typing import NamedTuple


class Content(NamedTuple):
    """What a test file loads and does.

    `only_todos`: there are cases, and each of them is a todo. `modules` are the relative paths below
    `n8n-functions/` that JavaScript asks `require` or `import` for; they are no `texts`.
    `texts` are its strings, the titles of JavaScript tests and Python docstrings left out. `imports` are the dotted
    names of a Python file's imports, and its tests' parameters: a fixture may hand over the function.
    """

    blank: bool
    has_cases: bool
    has_assertions: bool
    texts: frozenset[str]
    imports: frozenset[str] = frozenset()
    modules: frozenset[str] = frozenset()
    only_todos: bool = False
