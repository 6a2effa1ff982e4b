"""What a run ends with, on standard error."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from n8n_code_discipline.diagnostic import Diagnostic
from n8n_code_discipline.text import count


def summary(diagnostics: Sequence[Diagnostic], checked: int) -> str:
    """Return the closing line: how many findings, where, and what helps."""
    if not diagnostics:
        return f'no findings in {count(checked, "file")}'
    broken = len({item.path for item in diagnostics})
    where = count(checked, 'file') if broken == checked == 1 else f'{broken} of {count(checked, "file")}'
    found = f'{count(len(diagnostics), "finding")} in {where}'
    return f'{found}; "n8n-code-discipline explain {diagnostics[0].code}" tells why and how to fix'


def statistics(diagnostics: Sequence[Diagnostic]) -> str:
    """Return a line per rule, the most frequent first: count, code, name; '' for no findings."""
    counts = Counter((item.code, item.name) for item in diagnostics)
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    width = len(str(rows[0][1])) if rows else 0
    return ''.join(f'{number:>{width}}  {code}  {name}\n' for (code, name), number in rows)
