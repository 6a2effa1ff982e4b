"""Unified diffs of texts whose lines end at LF; huge texts are not aligned, so the time stays linear."""

import difflib
import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, islice

from n8n_code_discipline.text import printable_line

SHORT_LINES = 20

_CONTEXT = 3
# with more changed lines, a diff shows all old lines, then all new lines, instead of aligning them
_ALIGNED_LINES = 2_000


def unified(old: str, new: str, old_name: str, new_name: str) -> str:
    """Return a unified diff for ``patch`` and ``git apply``, or an empty string for equal texts."""
    if old == new:
        return ''
    lines = [f'--- {old_name}\n', f'+++ {new_name}\n', *_hunks(_lines(old), _lines(new))]
    return ''.join(line if line.endswith('\n') else f'{line}\n\\ No newline at end of file\n' for line in lines)


def harmless(diff: str) -> str:
    """Escape the control characters of a diff; lines without any stay a valid patch."""
    lines = []
    for line in diff.split('\n'):
        # a file's byte order mark follows the sign of its first line; a carriage return ends one, or nothing
        head = line[:2] if line[1:2] == '\ufeff' and line[0] in ' +-' else ''
        end = '\r' if line.endswith('\r') else ''
        lines.append(head + printable_line(line[len(head) :].removesuffix('\r')) + end)
    return '\n'.join(lines)


def shortened(diff: str) -> str:
    """Return the first SHORT_LINES lines of a diff and the number of the lines left out."""
    lines = diff.splitlines(keepends=True) if len(diff) < 1_000 else _lines(diff)
    rest = len(lines) - SHORT_LINES
    if rest <= 1:
        return diff
    return ''.join(lines[:SHORT_LINES]) + f'… {rest} more lines\n'


def edits(old: str, new: str) -> list[tuple[int, int, str]]:
    """Return the edits that turn ``old`` into ``new``: 0-based start and end offsets in ``old``, and the new text."""
    before, after = _lines(old), _lines(new)
    head, tail = _shared(before, after)
    first, last = before[head : len(before) - tail], after[head : len(after) - tail]
    starts = [0, *accumulate(map(len, before))]
    if max(len(first), len(last)) > _ALIGNED_LINES:
        return [(starts[head], starts[head + len(first)], ''.join(last))]
    return [
        (starts[head + start], starts[head + end], ''.join(last[new_start:new_end]))
        for tag, start, end, new_start, new_end in difflib.SequenceMatcher(None, first, last).get_opcodes()
        if tag != 'equal'
    ]


def _shared(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """Return how many lines two texts have in common at their start and at their end."""
    shortest = min(len(old), len(new))
    head = next((index for index in range(shortest) if old[index] != new[index]), shortest)
    rest = shortest - head
    return head, next((index for index in range(rest) if old[-1 - index] != new[-1 - index]), rest)


def _lines(text: str) -> list[str]:
    lines = text.split('\n')
    last = lines.pop()
    return [line + '\n' for line in lines] + ([last] if last else [])


def _hunks(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    """Yield the lines of the hunks; common lines at both ends are not aligned."""
    head, tail = _shared(old, new)
    before, after = max(0, head - _CONTEXT), max(0, tail - _CONTEXT)
    old, new = old[before : len(old) - after], new[before : len(new) - after]
    if max(len(old), len(new)) <= _ALIGNED_LINES:
        for line in islice(difflib.unified_diff(old, new, n=_CONTEXT), 2, None):
            is_header = line.startswith('@@')
            yield re.sub(r'(?<=[-+])\d+', lambda first: str(int(first[0]) + before), line) if is_header else line
        return
    # an empty range names the line before it
    ranges = (f'{before + bool(lines)},{len(lines)}' for lines in (old, new))
    yield '@@ -{} +{} @@\n'.format(*ranges)
    yield from (f'-{line}' for line in old)
    yield from (f'+{line}' for line in new)
