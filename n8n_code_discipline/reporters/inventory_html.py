"""The inventory as one page that loads nothing: its style and its script are allowed by their hashes."""

import base64
import hashlib
import html
import pkgutil
import re

from n8n_code_discipline.reporters.inventory import Page, Table


def render(page: Page, version: str) -> str:
    """Return the page."""
    template = (pkgutil.get_data(__package__, 'inventory.html') or b'').decode()
    own = re.findall(r'<(style|script)>(.*?)</\1>', template, re.DOTALL)
    hashes = ((name, base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()) for name, text in own)
    steps = [
        f'<li><code>{_escape(command)}</code><p>{_escape(effect)}</p></li>' for command, effect in page.next.items()
    ]
    values = {
        'policy': '; '.join(f"{name}-src 'sha256-{code}'" for name, code in hashes),
        'title': html.escape(page.title),
        'summary': _escape(page.summary),
        'bars': ''.join(_table(table) for table in page.tables if table.bars),
        'next': '\n'.join(steps) or '<li>Nothing is left to do.</li>',
        'tables': ''.join(_table(table) for table in (*page.tables, *page.long) if not table.bars),
        'version': html.escape(version),
    }
    return re.sub(r'\{\{(\w+)\}\}', lambda match: values[match[1]], template)


def _table(table: Table) -> str:
    # a narrow screen shows rows as blocks: the roles keep the table a table
    heads = ''.join(f'<th scope="col" role="columnheader"><button>{name}</button></th>' for name in table.columns)
    total, body = sum(number for _, number, _ in table.rows), ''
    for (first, *texts), number, places in table.rows:
        bar = f'<title>{number / (total or 1):.0%}</title><rect width="{number / (total or 1):.3f}" height="1"/>'
        shown = f'{number} <svg viewBox="0 0 1 1" preserveAspectRatio="none" role="img">{bar}</svg>'
        items = ''.join(f'<li>{_escape(place)}</li>' for place in places)
        cells = [*map(_escape, texts), shown if table.bars else f'{number}', items and f'<ul role="list">{items}</ul>']
        named = zip(table.columns[1:], cells, strict=False)  # not every table has numbers and places
        others = ''.join(f'<td role="cell" data-label="{name}">{cell}</td>' for name, cell in named)
        body += f'<tr role="row"><th scope="row" role="rowheader">{_escape(first)}</th>{others}</tr>\n'
    caption = f'<caption><h2>{table.title}</h2> <span>{total if table.bars else len(table.rows)}</span></caption>'
    return (
        f'<section class="{"bars" if table.bars else "rows"}"><table role="table">{caption}\n'
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>\n'
        f'<tbody role="rowgroup">\n{body}</tbody></table></section>\n'
    )


def _escape(text: str) -> str:
    """Write a text as HTML that breaks within paths, too."""
    return re.sub('[/_]|(?<!Java)(?<=[a-z])(?=[A-Z])', r'\g<0><wbr>', html.escape(text))
