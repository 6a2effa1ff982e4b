"""Summarize a run, for standard error."""

from collections import Counter
from collections.abc import Callable, Sequence

from n8n_code_discipline.diagnostic import Diagnostic
from n8n_code_discipline.text import count, printable


def summary(diagnostics: Sequence[Diagnostic], checked: int, *, is_hook: bool = False) -> str:
    """Return the number of findings and of files, and how to get help.

    A hook prints the help of each rule: without an installation, ``explain`` cannot be run.
    """
    if not diagnostics:
        return f'no findings in {count(checked, "file")}'
    broken = len({item.path for item in diagnostics})
    where = count(checked, 'file') if broken == checked == 1 else f'{broken} of {count(checked, "file")}'
    found = f'{count(len(diagnostics), "finding")} in {where}'
    if is_hook:
        helps = {item.code: item.help for item in diagnostics}
        return '\n'.join([found, *(f'{code}: {text}' for code, text in sorted(helps.items()))])
    return f'{found}; "n8n-code-discipline explain {diagnostics[0].code}" explains why and how to fix'


def statistics(diagnostics: Sequence[Diagnostic], covered: Sequence[Diagnostic] = ()) -> str:
    """Return one line per rule, then one per file, the most frequent first; an empty string if there are no findings.

    ``covered`` findings count too; the end of a line shows their number.
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
