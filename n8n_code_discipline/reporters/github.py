"""Workflow commands of GitHub Actions: every finding becomes an annotation of its line.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from collections.abc import Sequence

from n8n_code_discipline.diagnostic import Diagnostic
from n8n_code_discipline.reporters import RenderOptions
from n8n_code_discipline.text import printable


def render(diagnostics: Sequence[Diagnostic], options: RenderOptions) -> str:
    """Return one ``::error`` command per finding."""
    del options
    return ''.join(map(_command, diagnostics))


def _command(item: Diagnostic) -> str:
    properties = {
        'file': printable(item.path),
        'line': item.line,
        'endLine': item.end_line,
        'title': f'{item.code} {item.name}',
    }
    if item.line == item.end_line:  # GitHub accepts no columns for a range of lines
        properties |= {'col': item.column, 'endColumn': item.end_column}
    shown = ','.join(f'{name}={_property(str(value))}' for name, value in properties.items())
    return f'::error {shown}::{_data(item.message)}\n'


def _data(text: str) -> str:
    return text.replace('%', '%25').replace('\r', '%0D').replace('\n', '%0A')


def _property(text: str) -> str:
    return _data(text).replace(':', '%3A').replace(',', '%2C')
