"""Write the pages and the schema that come from the code, and the page for PyPI; ``--check`` only compares."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from n8n_code_discipline import registry
from n8n_code_discipline.config import resolver
from n8n_code_discipline.registry import Rule

REPOSITORY = Path(__file__).resolve().parent.parent
PAGES = REPOSITORY / 'docs' / 'rules'
GROUPS = {
    'files': 'Files',
    'syntax': 'Code nodes and function files',
    'template': 'Templates',
    'code_nodes': 'Code nodes',
    'javascript': 'JavaScript function files',
    'python': 'Python function files',
    'paired_tests': 'Paired tests',
    'round_trip': 'Round trip',
    'runtime': 'n8n versions',
}


def rule_table() -> str:
    """The table of all rules."""
    rows = ['| code | name | reports | |', '|---|---|---|---|']
    for rule in registry.rules():
        found = (('opt-in', not rule.default), ('target', rule.needs_target), ('fix', bool(rule.fixes)))
        marks = ', '.join(mark for mark, holds in found if holds)
        rows.append(f'| [{rule.code}]({rule.code}.md) | `{rule.name}` | {rule.summary.removesuffix(".")} | {marks} |')
    return '\n'.join(rows) + '\n'


def page(rule: Rule) -> str:
    """The page of a rule."""
    facts = [
        GROUPS[rule.group],
        '`--target-n8n`'
        if rule.needs_target
        else 'on by default'
        if rule.default
        else f'opt-in: `--extend-select {rule.code}`',
        *(['`check --fix` fixes it'] if rule.fixes else []),
    ]
    return f'# {rule.code} `{rule.name}`\n\n*{" · ".join(facts)}*\n\n{rule.documentation.strip()}\n'


def index() -> str:
    """The page that lists all rules."""
    return (
        '# Rules\n\n'
        'Every rule is an error; there is no warning level and no comment that switches a rule off in one place.\n'
        '"opt-in" rules are reported with `--extend-select CODE` or the `extend-select` setting; "target"\n'
        'ones where `--target-n8n` or the `target-n8n` setting names a version of n8n; `check --fix` fixes what is\n'
        'marked "fix". `n8n-code-discipline explain CODE` prints these pages in a terminal.\n\n'
        f'{rule_table()}'
    )


def pypi_page(readme: str) -> str:
    """The README as PyPI shows it, where relative links lead nowhere."""
    text = re.sub(r'\[([^]]+)\]\((?!https?:)[^)]+\)', r'\1', readme)
    return f'{text}\nThe pages that this text names are in the folder `docs` of the source distribution.\n'


def documents() -> dict[Path, str]:
    """The files that are generated, with their content."""
    pages = {PAGES / f'{rule.code}.md': page(rule) for rule in registry.rules()}
    pages[PAGES / 'README.md'] = index()
    pages[REPOSITORY / 'docs' / 'configuration.schema.json'] = resolver.schema()
    pages[REPOSITORY / 'docs' / 'pypi' / 'README.md'] = pypi_page(
        (REPOSITORY / 'README.md').read_text(encoding='utf-8')
    )
    return pages


def main() -> int:
    """Write what differs and remove pages of rules that are no more; with ``--check`` return 1 instead."""
    wanted = documents()
    stale = [path for path, text in wanted.items() if not path.is_file() or path.read_text(encoding='utf-8') != text]
    superfluous = [path for path in sorted(PAGES.glob('*.md')) if path not in wanted]
    for path in stale + superfluous:
        print(f'{path.relative_to(REPOSITORY)} is {"superfluous" if path in superfluous else "out of date"}')
    if '--check' in sys.argv:
        return 1 if stale or superfluous else 0
    for path in stale:
        path.parent.mkdir(exist_ok=True)
        path.write_text(wanted[path], encoding='utf-8', newline='\n')
    for path in superfluous:
        path.unlink()
    return 0


if __name__ == '__main__':
    raise SystemExit(main())
