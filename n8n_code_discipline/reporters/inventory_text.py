"""The inventory for a terminal of 80 columns: a summary, what to do next, the details."""

import re
import textwrap
from collections.abc import Iterator

from n8n_code_discipline.reporters.inventory import Page, Table

_INDENT = '\n         '


def render(page: Page, version: str) -> str:
    """Return the text."""
    del version
    lines = [f'{page.title}: {page.summary}']
    for table in page.tables:
        lines += ['', table.title, *_bars(table)] if table.bars else []
    lines += ['', 'Next'] if page.next else []
    lines += [f'  {command}\n      {effect}' for command, effect in page.next.items()]
    for table in page.tables:
        lines += ['', f'{table.title} ({len(table.rows)})', *_details(table)] if not table.bars else []
    return '\n'.join(lines) + '\n'


def _bars(table: Table) -> Iterator[str]:
    total = sum(number for _, number, _ in table.rows)
    for (name,), number, _ in table.rows:
        yield f'  {number:>5}  {name:36}  {"█" * round(33 * number / total)}'.rstrip()


def _details(table: Table) -> Iterator[str]:
    for texts, number, places in table.rows:
        head = textwrap.wrap(', '.join(texts), 71, break_long_words=False, break_on_hyphens=False)
        # paths are for copying: only what follows one gets a line of its own
        parts = (part if len(part) <= 71 else re.sub(r'(:\d+) ', rf'\1{_INDENT}  ', part, count=1) for part in places)
        yield f'  {number:>5}  {_INDENT.join([*head, *parts])}'
