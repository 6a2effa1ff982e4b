"""A template is JSON but not a workflow: a value that n8n needs is missing or has the wrong type.

## Why
n8n rejects the file or drops the value. A workflow is an object with a `nodes` array of objects. An array of
workflows, as `n8n export:workflow` writes it, is accepted too. JSON files outside `n8n-workflows-template/` without
`nodes` are skipped.

## Bad
```json n8n-workflows-template/orders.template.json
{"name": "Orders", "nodes": null}
```

## Good
```json n8n-workflows-template/orders.template.json
{"name": "Orders", "nodes": []}
```

## How to fix
Export the workflow from n8n again, or give the value the type that the message names.
"""

from n8n_code_discipline.documents.template import Template
from n8n_code_discipline.documents.workflow import shape_problems
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.text import quoted


@rule(Template)
def check(template: Template) -> Findings:
    if template.readable:
        for problem in shape_problems(template.document.data):
            prefix = f'node {quoted(problem.node)}: ' if problem.node else ''
            yield template.finding(prefix + problem.message, problem.path, node=problem.node or None)
