"""One line per finding, as flake8 prints it: ``path:line: CODE message``."""

from __future__ import annotations

from collections.abc import Iterable

from n8n_code_discipline.diagnostic import Diagnostic
from n8n_code_discipline.text import printable


def render(diagnostics: Iterable[Diagnostic]) -> str:
    """Return the report, '' for no findings."""
    return ''.join(f'{printable(item.path)}:{item.line}: {item.code} {item.message}\n' for item in diagnostics)
