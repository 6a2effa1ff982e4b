"""JSON: an array with one object per finding, a line each; ``docs/output.schema.json`` describes it."""

import json
from collections.abc import Sequence
from typing import Any

from n8n_code_discipline.diagnostic import Diagnostic
from n8n_code_discipline.reporters import RenderOptions
from n8n_code_discipline.text import well_formed


def render(diagnostics: Sequence[Diagnostic], options: RenderOptions) -> str:
    """Return the report: a JSON array."""
    del options
    rows = ',\n'.join(json.dumps(_row(item)) for item in diagnostics)
    return f'[\n{rows}\n]\n' if rows else '[]\n'


def _row(item: Diagnostic) -> dict[str, Any]:
    position = item.position
    return {
        'path': well_formed(item.path),
        'line': item.line,
        'column': item.column,
        'end_line': item.end_line,
        'end_column': item.end_column,
        'code': item.code,
        'name': item.name,
        'message': item.message,
        'help': item.help,
        'node': None if item.node is None else well_formed(item.node),
        'code_position': None if position is None else {'line': position.line, 'column': position.column},
        'fingerprint': item.fingerprint,
        'fixable': item.fixable,
    }
