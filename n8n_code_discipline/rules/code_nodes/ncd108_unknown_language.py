r"""The `language` of a Code node is unknown to n8n.

## Why
n8n refuses to run the node ("Unsupported language: javascript"), and its editor drops the code when the workflow is
saved. Valid values are `javaScript`, `python` and `pythonNative`; without `language` the node runs JavaScript.

## Bad
```json n8n-workflows-template/orders.template.json
{"nodes": [{
  "name": "Count", "type": "n8n-nodes-base.code", "typeVersion": 2, "parameters": {
    "language": "javascript",
    "jsCode": "{{@:js:n8n-functions/js/countByCategory.js}}\nreturn countByCategory($input.all());"
}}]}
```

## Good
```json n8n-workflows-template/orders.template.json
{"nodes": [{
  "name": "Count", "type": "n8n-nodes-base.code", "typeVersion": 2, "parameters": {
    "language": "javaScript",
    "jsCode": "{{@:js:n8n-functions/js/countByCategory.js}}\nreturn countByCategory($input.all());"
}}]}
```

## How to fix
Use the spelling in the message.
"""

from n8n_code_discipline.documents.code_node import CodeNode
from n8n_code_discipline.documents.workflow import type_name
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.text import EXCERPT_LENGTH, printable

_RIGHT_SPELLINGS = {'js': 'javaScript', 'py': 'python'}
_NATIVE = 'pythonNative'


@rule(CodeNode)
def check(node: CodeNode) -> Findings:
    if node.field.known:
        return
    spelling = node.field.spelling
    shown = (
        f"language '{printable(spelling[:EXCERPT_LENGTH])}'"
        if isinstance(spelling, str)
        else f'language ({type_name(spelling)})'
    )
    right = _RIGHT_SPELLINGS.get(node.language or '')
    if isinstance(spelling, str) and spelling.strip().casefold() == _NATIVE.casefold():
        right = _NATIVE
    advice = f"write '{right}'" if right else "write 'javaScript', 'python' or 'pythonNative'"
    yield node.finding_at(
        f'{shown} is unknown to n8n, which refuses the node and drops its code on save: {advice}',
        'parameters',
        'language',
    )
