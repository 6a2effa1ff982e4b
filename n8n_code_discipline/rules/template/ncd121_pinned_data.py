"""A workflow contains pinned data.

## Why
Pinned items are copied from a real run: names, addresses, tokens of customers. In git they stay forever, and their
changes hide the change of the workflow in the diff. A team that keeps no run data in git selects this rule.

## Bad
```json n8n-workflows-template/orders.template.json
{"nodes": [{"name": "Webhook", "type": "n8n-nodes-base.webhook", "typeVersion": 2, "parameters": {}}],
 "pinData": {"Webhook": [{"json": {"email": "ada@example.com"}}]}}
```

## Good
```json n8n-workflows-template/orders.template.json
{"nodes": [{"name": "Webhook", "type": "n8n-nodes-base.webhook", "typeVersion": 2, "parameters": {}}]}
```

## How to fix
Unpin the data in n8n and export the workflow again, or delete `pinData` from the file. Move data that a test needs to
the paired test.
"""

from n8n_code_discipline.documents import workflow
from n8n_code_discipline.documents.template import Template
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.text import count, quoted, shortened


@rule(Template, default=False)
def check(template: Template) -> Findings:
    for path, _ in workflow.workflows(template.document.data):
        data = template.document.data[path[0]] if path else template.document.data
        pinned = data.get('pinData')
        for name, items in pinned.items() if isinstance(pinned, dict) else ():
            if items:
                size = count(len(items) if isinstance(items, list) else 1, 'pinned item')
                message = f'node {quoted(shortened(name))}: {size}, which may be data of a real run: unpin or delete it'
                yield template.finding(message, (*path, 'pinData', name), node=name, key=True)
