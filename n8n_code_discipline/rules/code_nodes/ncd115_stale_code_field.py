r"""A Code node contains code in a language that it does not run.

## Why
n8n's editor drops the other field the next time somebody saves the workflow. Until then a reviewer reads code that
never runs.

## Bad
```json n8n-workflows-template/orders.template.json
{"nodes": [{
  "name": "Count", "type": "n8n-nodes-base.code", "typeVersion": 2, "parameters": {
    "pythonCode": "return []",
    "jsCode": "{{@:js:n8n-functions/js/countByCategory.js}}\nreturn countByCategory($input.all());"
}}]}
```

## Good
```js jsCode
{{@:js:n8n-functions/js/countByCategory.js}}
return countByCategory($input.all());
```

## How to fix
Remove the field, or correct `language`.
"""

from n8n_code_discipline.documents.code_node import CodeNode
from n8n_code_discipline.documents.workflow import FIELDS
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.workspace.layout import LANGUAGE_NAMES


@rule(CodeNode)
def check(node: CodeNode) -> Findings:
    """Report a code field that the node does not run, unless its own is empty (NCD102)."""
    if not node.is_code_node or node.language is None or not node.code.strip():
        return
    for language, name in FIELDS.items():
        stale = node.node.parameters.get(name)
        if language != node.language and isinstance(stale, str) and stale.strip():
            yield node.finding_at(
                f'{name} is never run, this node runs {LANGUAGE_NAMES[node.language]}: '
                f"remove it (n8n's editor drops it on the next save)",
                'parameters',
                name,
            )
