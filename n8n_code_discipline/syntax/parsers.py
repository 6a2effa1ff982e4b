"""Load the parsers on demand: linting a template without code imports none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from n8n_code_discipline.syntax.content import Content
    from n8n_code_discipline.syntax.javascript import Script
    from n8n_code_discipline.syntax.python import Module


def javascript_script(text: str, *, body: bool = False) -> Script:
    """Parse a JavaScript file, or the body of a function."""
    from n8n_code_discipline.syntax import javascript

    return javascript.parse(text, body=body)


def python_module(text: str, *, body: bool = False) -> Module:
    """Parse a Python file, or the body of a function."""
    from n8n_code_discipline.syntax import python

    return python.parse(text, body=body)


def javascript_test(text: str) -> Content | None:
    """Return the content of a JavaScript test, None if it does not parse."""
    from n8n_code_discipline.syntax.javascript import test_cases

    script = javascript_script(text)
    return None if script.tree is None else test_cases.content(script)


def python_test(text: str) -> Content | None:
    """Return the content of a Python test, None if it does not parse."""
    from n8n_code_discipline.syntax.python import test_cases

    tree = python_module(text).tree
    return None if tree is None else test_cases.content(tree)
