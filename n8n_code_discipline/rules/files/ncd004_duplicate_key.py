"""An object of a template has the same key twice.

## Why
n8n silently keeps the last of the values, so the value that a reviewer reads first is not the one that runs. Duplicate
keys usually come from a merge.

## Bad
```json n8n-workflows-template/orders.template.json
{"name": "Orders", "nodes": [], "name": "Invoices"}
```

## Good
```json n8n-workflows-template/orders.template.json
{"name": "Orders", "nodes": []}
```

## How to fix
Remove all but one of them.
"""

from n8n_code_discipline.diagnostic import Finding
from n8n_code_discipline.documents.template import Template
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.text import quoted


@rule(Template)
def check(template: Template) -> Findings:
    for duplicate in template.document.duplicate_keys():
        line, column = template.lines.position(duplicate.first)
        yield Finding(
            f'duplicate key {quoted(duplicate.key)} in this object (first at line {line}, column {column}): '
            f'n8n keeps only the last value, remove the others',
            duplicate.start,
            duplicate.end,
        )
