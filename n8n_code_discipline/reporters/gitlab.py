"""GitLab Code Quality: an array that a merge request compares by fingerprint.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

import json
from collections.abc import Sequence
from typing import Any

from n8n_code_discipline.diagnostic import Diagnostic
from n8n_code_discipline.reporters import RenderOptions
from n8n_code_discipline.text import well_formed


def render(diagnostics: Sequence[Diagnostic], options: RenderOptions) -> str:
    """Return the report: a JSON array."""
    del options
    return json.dumps([_issue(item) for item in diagnostics], indent=2) + '\n'


def _issue(item: Diagnostic) -> dict[str, Any]:
    return {
        'description': f'{item.code} {item.message}',
        'check_name': f'{item.code} {item.name}',
        'fingerprint': item.fingerprint,
        'severity': 'major',
        'location': {'path': well_formed(item.path), 'lines': {'begin': item.line, 'end': item.end_line}},
    }
