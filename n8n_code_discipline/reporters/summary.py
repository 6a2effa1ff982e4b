"""What a run ends with, on standard error."""

from collections import Counter
from collections.abc import Callable
from collections.abc import Sequence

from n8n_code_discipline.diagnostic import Diagnostic
from n8n_code_discipline.text import count
from n8n_code_discipline.text import printable


def summary(diagnostics: Sequence[Diagnostic], checked: int, *, is_hook: bool = False) -> str:
    """Return how many findings there are, where, and what helps.

    A hook prints how to fix each rule's findings: whoever has only the hooks cannot run ``explain``.
    """
    if not diagnostics:
        return f'no findings in {count(checked, "file")}'
    broken = len({item.path for item in diagnostics})
    where = count(checked, 'file') if broken == checked == 1 else f'{broken} of {count(checked, "file")}'
    found = f'{count(len(diagnostics), "finding")} in {where}'
    if is_hook:
        helps = {item.code: item.help for item in diagnostics}
        return '\n'.join([found, *(f'{code}: {text}' for code, text in sorted(helps.items()))])
    return f'{found}; "n8n-code-discipline explain {diagnostics[0].code}" tells why and how to fix'


def statistics(diagnostics: Sequence[Diagnostic], covered: Sequence[Diagnostic] = ()) -> str:
    """Return a line per rule and then per file, the most frequent first; '' for no findings.

    ``covered`` findings count too, and how many of them there are stands at the end.
    """
    return _table(diagnostics, covered, lambda item: f'{item.code}  {item.name}') + _table(
        diagnostics, covered, lambda item: printable(item.path)
    )


def _table(
    diagnostics: Sequence[Diagnostic], covered: Sequence[Diagnostic], subject: Callable[[Diagnostic], str]
) -> str:
    counts = Counter(map(subject, (*diagnostics, *covered)))
    old = Counter(map(subject, covered))
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    width = len(str(rows[0][1])) if rows else 0
    return ''.join(
        f'{number:>{width}}  {name}{f" ({old[name]} covered)" if old[name] else ""}\n' for name, number in rows
    )
