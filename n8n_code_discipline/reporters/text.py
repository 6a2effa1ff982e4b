"""One line per finding, as flake8 prints it: ``path:line: CODE message``; with ``--show-source``, the code below it."""

from collections.abc import Sequence

from n8n_code_discipline.diagnostic import Diagnostic
from n8n_code_discipline.reporters import RenderOptions
from n8n_code_discipline.text import line_part, printable

_BOLD = '\x1b[1m'
_RED = '\x1b[1;31m'
_RESET = '\x1b[0m'
_TAB = '    '


def render(diagnostics: Sequence[Diagnostic], options: RenderOptions) -> str:
    """Return the report, an empty string if there are no findings."""
    color, show_source = options.color, options.show_source
    return ''.join(
        _line(item, color) + (source_lines(item, color=color) if show_source else '') for item in diagnostics
    )


def _line(item: Diagnostic, color: bool) -> str:
    path = printable(item.path)
    if color:
        return f'{_BOLD}{path}{_RESET}:{item.line}: {_RED}{item.code}{_RESET} {item.message}\n'
    return f'{path}:{item.line}: {item.code} {item.message}\n'


def source_lines(item: Diagnostic, *, color: bool) -> str:
    """Return the line of a finding with carets, the line of the code in it, the help and an empty line."""
    gutter = max(len(str(item.line)), len(str(item.position.line)) if item.position else 0)
    length = item.end_column - item.column if item.end_line == item.line else len(item.source.text)
    before = item.column - 1 - item.source.skipped
    lines = _excerpt(item.line, item.source.text, before, length, gutter, cut=item.source.skipped > 0, color=color)
    if item.position is not None:
        code = item.position
        lines.append(f'{" " * gutter} = line {code.line}, column {code.column} of the code:')
        text, before = line_part(code.text, code.column - 1)
        lines += _excerpt(code.line, text, before, code.length, gutter, cut=before < code.column - 1, color=color)
    if item.help:
        head = f'{_BOLD}help{_RESET}' if color else 'help'
        lines.append(f'{" " * gutter} = {head}: {item.help}')
    return ''.join(f'{line}\n' for line in (*lines, ''))


def _excerpt(number: int, text: str, start: int, length: int, gutter: int, *, cut: bool, color: bool) -> list[str]:
    """Return a line with its number, and carets under its ``length`` characters from the 0-based ``start`` on."""
    if not text.strip():
        return []
    head = '…' if cut else ''
    carets = '^' * max(1, _width(text[start : start + length]))
    if color:
        carets = f'{_RED}{carets}{_RESET}'
    margin = ' ' * (len(head) + _width(text[:start]))
    return [f'{number:>{gutter}} | {head}{_shown(text)}', f'{" " * gutter} | {margin}{carets}']


def _shown(text: str) -> str:
    return printable(text.replace('\t', _TAB))


def _width(text: str) -> int:
    """Return the number of terminal columns of a part of a line."""
    return sum(map(_columns, _shown(text)))


def _columns(character: str) -> int:
    import unicodedata  # an extension module that only this needs

    if unicodedata.category(character) in ('Mn', 'Me', 'Cf'):
        return 0
    return 2 if unicodedata.east_asian_width(character) in 'WF' else 1
