"""Write the documentation that comes from the rules' docstrings; ``--check`` only tells whether it is up to date."""

from __future__ import annotations

import sys
from pathlib import Path

from n8n_code_discipline import registry

REPOSITORY = Path(__file__).resolve().parent.parent
BEGIN = '<!-- rules: begin (make docs writes this table) -->\n'
END = '<!-- rules: end -->'


def rule_table() -> str:
    """The table of all rules."""
    rows = ['| code | name | reports | |', '|---|---|---|---|']
    rows += [
        f'| {rule.code} | `{rule.name}` | {rule.summary.removesuffix(".")} | {"" if rule.default else "opt-in"} |'
        for rule in registry.rules()
    ]
    return '\n'.join(rows) + '\n'


def documents() -> dict[Path, str]:
    """The files that are generated, with their content."""
    readme = REPOSITORY / 'README.md'
    before, _, rest = readme.read_text(encoding='utf-8').partition(BEGIN)
    after = rest.partition(END)[2]
    return {readme: before + BEGIN + '\n' + rule_table() + '\n' + END + after}


def main() -> int:
    """Write what differs; with ``--check`` return 1 instead."""
    stale = {path: text for path, text in documents().items() if path.read_text(encoding='utf-8') != text}
    for path, text in stale.items():
        print(f'{path.relative_to(REPOSITORY)} is out of date')
        if '--check' not in sys.argv:
            path.write_text(text, encoding='utf-8', newline='\n')
    return 1 if stale and '--check' in sys.argv else 0


if __name__ == '__main__':
    raise SystemExit(main())
