"""The content of a test file, in JavaScript or Python."""

from typing import NamedTuple


class Content(NamedTuple):
    """The loaded files, test cases and assertions of a test file.

    Attributes:
        blank: Whether the file has no statement.
        has_cases: Whether it may have test cases.
        has_assertions: Whether it may assert something.
        texts: Its strings, except titles of JavaScript tests, `modules` and Python docstrings.
        imports: The dotted names that a Python file imports, and the parameters of its tests: a fixture may return
            the function.
        modules: The relative paths to `n8n-functions/` that JavaScript loads with `require` or `import`.
        only_todos: Whether there are cases, and each is a todo.
    """

    blank: bool
    has_cases: bool
    has_assertions: bool
    texts: frozenset[str]
    imports: frozenset[str] = frozenset()
    modules: frozenset[str] = frozenset()
    only_todos: bool = False
