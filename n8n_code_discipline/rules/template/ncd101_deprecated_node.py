"""A node is of the deprecated type Function or Function Item.

## Why
The Code node replaced both in n8n 0.198, and n8n no longer offers them; n8n 3 will no longer run them (announced in
2.41). They support neither placeholders nor paired tests.

## Bad
```json n8n-workflows-template/orders.template.json
{"nodes": [{"name": "Count", "type": "n8n-nodes-base.function", "typeVersion": 1,
            "parameters": {"functionCode": "return items;"}}]}
```

## Good
```js jsCode
{{@:js:n8n-functions/js/countByCategory.js}}
return countByCategory($input.all());
```

## How to fix
Run the command in the message: `n8n-code-discipline extract` makes the node a Code node (`n8n-nodes-base.code`) and
moves its logic to a function file. A Function Item node becomes a Code node with the mode *Run Once for Each Item*.
"""

from n8n_code_discipline.documents.references import extract_command, label
from n8n_code_discipline.documents.template import Template
from n8n_code_discipline.documents.workflow import DEPRECATED
from n8n_code_discipline.registry import Findings, rule


@rule(Template)
def check(template: Template) -> Findings:
    """Report nodes of a deprecated type, at their ``type``."""
    for node in template.nodes_of(DEPRECATED):
        command = extract_command(template.settings.cwd, template.path, node.name)
        message = f'{label(node)}: {node.type} is deprecated, n8n 3 removes it: make it a Code node with {command}'
        found = template.finding(message, (*node.path, 'type'), node=node.name)
        yield found._replace(offending=f'{node.type}\n{node.parameters.get("functionCode", "")}')
