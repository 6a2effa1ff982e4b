"""The code field of a Code node is missing, empty or only whitespace.

## Why
There is nothing to check, and n8n fails at the node with "Unknown error".

## Bad
```js jsCode

```

## Good
```js jsCode
{{@:js:n8n-functions/js/countByCategory.js}}
return [{ json: countByCategory($input.all()) }];
```

## How to fix
Write the node's code, or remove the node. A Python node keeps its code in `pythonCode`, a JavaScript node in `jsCode`.
"""

from n8n_code_discipline.documents.code_node import CodeNode
from n8n_code_discipline.documents.workflow import FIELDS
from n8n_code_discipline.registry import Findings, rule


@rule(CodeNode)
def check(node: CodeNode) -> Findings:
    """Report a Code node without code. A field of the wrong type is NCD003's."""
    parameters = node.node.data.get('parameters', {})
    if not node.is_code_node or node.language is None or not isinstance(parameters, dict):
        return
    name = node.field.name
    other = next(field for field in FIELDS.values() if field != name)
    code = parameters.get(other)
    advice = 'there is nothing to run, write the code or delete the node'
    if isinstance(code, str) and code.strip():
        advice = f'the code is in {other}, which this node does not run; correct its language or move the code'
    if name not in parameters:
        yield node.finding(f'{name} is missing: {advice}')
    elif node.field.code is not None and not node.code.strip():
        yield node.finding(f'{name} is empty: {advice}')
