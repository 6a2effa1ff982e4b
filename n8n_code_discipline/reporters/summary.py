"""Summarize a run, for standard error."""

from collections import Counter
from collections.abc import Callable, Sequence

from n8n_code_discipline.diagnostic import Diagnostic
from n8n_code_discipline.text import count, printable


def summary(diagnostics: Sequence[Diagnostic], checked: int, *, names_explain: bool = True) -> str:
    """Return the number of findings and of files, and how to get help if that ``names_explain``."""
    if not diagnostics:
        return f'no findings in {count(checked, "file")}'
    broken = len({item.path for item in diagnostics})
    where = count(checked, 'file') if broken == checked == 1 else f'{broken} of {count(checked, "file")}'
    fixable = sum(item.fixable for item in diagnostics)
    found = f'{count(len(diagnostics), "finding")} in {where}' + (f', {fixable} fixable with --fix' if fixable else '')
    explain = f'; "n8n-code-discipline explain {diagnostics[0].code}" explains why and how to fix'
    return found + explain if names_explain else found


def helps(diagnostics: Sequence[Diagnostic], width: int) -> list[str]:
    """Return how to fix the findings of each rule, in lines of at most ``width`` columns."""
    import textwrap  # only findings need it

    texts = {item.code: f'{item.code}: {item.help}' for item in diagnostics if item.help}
    return [
        line
        for _, text in sorted(texts.items())
        for line in textwrap.wrap(
            text, max(width, 40), subsequent_indent=' ' * 8, break_long_words=False, break_on_hyphens=False
        )
    ]


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
