"""One line per finding, as flake8 prints it: ``path:line: CODE message``, with ``[*]`` before what ``--fix`` removes.

With ``--show-source``, the source stands below each finding, and how to fix the findings of each rule at the end.
"""

from collections.abc import Sequence

from n8n_code_discipline.diagnostic import Diagnostic
from n8n_code_discipline.reporters import RenderOptions, summary
from n8n_code_discipline.text import printable, printable_characters

_BOLD = '\x1b[1m'
_RED = '\x1b[1;31m'
_RESET = '\x1b[0m'
_TAB = '    '
_SHOWN_LINES = 3
_NARROWEST = 20  # columns for the source


def render(diagnostics: Sequence[Diagnostic], options: RenderOptions) -> str:
    """Return the report, an empty string if there are no findings."""
    if not options.show_source:
        return ''.join(_line(item, options.color) for item in diagnostics)
    lines = [_line(item, options.color) + source_lines(item, options) + '\n' for item in diagnostics]
    return ''.join(lines + [f'{line}\n' for line in summary.helps(diagnostics, options.width)])


def _line(item: Diagnostic, color: bool) -> str:
    path, message = printable(item.path), f'[*] {item.message}' if item.fixable else item.message
    if color:
        return f'{_BOLD}{path}{_RESET}:{item.line}: {_RED}{item.code}{_RESET} {message}\n'
    # of path and message, each harmless, a CI runner may still read a command
    return printable(f'{path}:{item.line}: {item.code} {message}') + '\n'


def source_lines(item: Diagnostic, options: RenderOptions) -> str:
    """Return the line of a finding with carets; in a code field, the decoded line or the first lines of the code."""
    code = item.position
    if code is None:
        start = item.column - 1 - item.source.skipped
        length = item.end_column - item.column if item.end_line == item.line else len(item.source.text)
        texts, label, number = [item.source.text], '', item.line
    else:
        start, length = code.column - 1, code.length
        texts, label, number = code.text.split('\n'), 'code:', code.line
    labels = [f'{label}{number + index}' for index in range(len(texts[:_SHOWN_LINES]))]
    gutter = max(map(len, labels))
    lines = []
    for name, text in zip(labels, texts, strict=False):
        cuts = (item.source.skipped > 0, item.source.is_cut) if code is None else (False, False)
        shown, before, marked = _fitted(text, start, length, max(options.width - gutter - 3, _NARROWEST), cuts)
        lines.append(f'{name:>{gutter}} | {shown}')
        if len(texts) == 1:
            carets = f'{_RED}{"^" * marked}{_RESET}' if options.color else '^' * marked
            lines.append(f'{"":>{gutter}} | {" " * before}{carets}')
    if len(texts) > _SHOWN_LINES:
        lines.append(f'{"":>{gutter}} | …')
    return ''.join(f'{line}\n' for line in lines if texts[0].strip())


def _fitted(text: str, start: int, length: int, room: int, cuts: tuple[bool, bool]) -> tuple[str, int, int]:
    """Fit a line to ``room`` columns around the ``length`` characters from the 0-based ``start`` on.

    ``cuts`` says whether the line goes on before and after ``text``.

    Returns:
        The line, with ``…`` where it is cut, and the columns before and of those characters.
    """
    begin = max(0, start - room)
    characters = text[begin : start + room]
    cells = [_TAB if cell == '\\t' else cell for cell in printable_characters(characters)]
    widths = [
        _columns(cell) if cell == character else len(cell) for cell, character in zip(cells, characters, strict=True)
    ]
    left, right = cuts[0] or begin > 0, cuts[1] or start + room < len(text)
    low, high, index, total = 0, len(cells), start - begin, sum(widths)
    if left or right or total + (index == high) > room:
        before = sum(widths[:index])
        while low < index and ((total > room - 2 and before > room // 3) or (low and not widths[low])):
            total, before, low = total - widths[low], before - widths[low], low + 1
        while total > room - 2:
            high -= 1
            total -= widths[high]
    head = '…' if left or low else ''
    shown = head + ''.join(cells[low:high]) + ('…' if right or high < len(cells) else '')
    marked = sum(widths[index : min(index + length, high)])
    return shown, len(head) + sum(widths[low:index]), max(1, marked)


def _columns(character: str) -> int:
    """Return the number of terminal columns of a character."""
    import unicodedata  # an extension module that only this needs

    # the vowels and finals of decomposed Hangul join the consonant before them
    if unicodedata.category(character) in ('Mn', 'Me', 'Cf') or '\u1160' <= character <= '\u11ff':
        return 0
    return 2 if unicodedata.east_asian_width(character) in 'WF' else 1
