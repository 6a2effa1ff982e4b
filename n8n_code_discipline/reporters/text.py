"""One line per finding, as flake8 prints it: ``path:line: CODE message``."""

from __future__ import annotations

from collections.abc import Sequence

from n8n_code_discipline.diagnostic import Diagnostic
from n8n_code_discipline.reporters import Facts
from n8n_code_discipline.text import printable

BOLD = '\x1b[1m'
RED = '\x1b[1;31m'
RESET = '\x1b[0m'


def render(diagnostics: Sequence[Diagnostic], facts: Facts) -> str:
    """Return the report, '' for no findings."""
    if facts.show_source:
        from n8n_code_discipline.reporters import source

        return ''.join(line(item, facts) + source.render(item, color=facts.color) for item in diagnostics)
    return ''.join(line(item, facts) for item in diagnostics)


def line(item: Diagnostic, facts: Facts) -> str:
    """Return the line of one finding."""
    path = printable(item.path)
    if facts.color:
        return f'{BOLD}{path}{RESET}:{item.line}: {RED}{item.code}{RESET} {item.message}\n'
    return f'{path}:{item.line}: {item.code} {item.message}\n'
