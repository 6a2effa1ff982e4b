"""The inventory for the job summary of a CI system, with a Mermaid graph of the uses of a file."""

import re

from n8n_code_discipline.reporters.inventory import Page, Table


def render(page: Page, version: str) -> str:
    """Return the text."""
    del version
    parts = [f'## {_escaped(page.title)}', _escaped(page.summary)]
    parts += [
        '\n'.join(f'- <code>{_escaped(command)}</code>: {_escaped(effect)}' for command, effect in page.next.items())
    ]
    if page.uses:
        names = [_label(texts[0]) for table in page.tables for texts, _, _ in table.rows]
        arrows = [f'  file["{_label(page.uses)}"] --> n{number}["{name}"]' for number, name in enumerate(names)]
        parts.append('\n'.join(['```mermaid', 'graph LR', *arrows, '```']))
    parts += [f'### {table.title}\n\n{_table(table)}' for table in page.tables]
    return '\n\n'.join(filter(None, parts)) + '\n'


def _table(table: Table) -> str:
    rows = [table.columns, tuple('---:' if name == 'Nodes' else '---' for name in table.columns)]
    for texts, number, places in table.rows:
        rows.append((*map(_escaped, texts), f'{number}', '<br>'.join(map(_escaped, places))))
    return '\n'.join(f'| {" | ".join(row[: len(table.columns)])} |' for row in rows)


def _escaped(text: str) -> str:
    """Write the characters of Markdown, HTML and mentions as entities, which are text wherever they stand."""
    return re.sub(r'[^\w \-./,:()\'"=+!?%…]|_', lambda match: f'&#{ord(match[0])};', text)


def _label(text: str) -> str:
    """Write a label for Mermaid, which reads Markdown and its own spelling of entities: ``#35;``."""
    return re.sub(r'[^A-Za-z0-9 /]', lambda match: f'#{ord(match[0])};', text)
