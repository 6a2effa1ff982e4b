"""The one place that loads a language's parser: a template without code starts without any."""

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
    """Return what a JavaScript test loads and asserts, None where it does not parse."""
    from n8n_code_discipline.syntax import javascript_tests

    script = javascript_script(text)
    return None if script.tree is None else javascript_tests.content(script)


def python_test(text: str) -> Content | None:
    """Return what a Python test loads and asserts, None where it does not parse."""
    from n8n_code_discipline.syntax import python_tests

    tree = python_module(text).tree
    return None if tree is None else python_tests.content(tree)
