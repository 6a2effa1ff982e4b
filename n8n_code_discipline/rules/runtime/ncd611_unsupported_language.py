r"""This version of n8n does not run the `language` of the node.

## Why
n8n 1.x does not know `pythonNative`; the Code Tool does not in 2.x either: 'Could not get parameter "pythonCode"'
(2.40.7). A Code node of `typeVersion` 1 always runs JavaScript. A language that no n8n supports is NCD108.

## Bad
```json n8n-workflows-template/orders.template.json
{"nodes": [{
  "name": "Count", "type": "@n8n/n8n-nodes-langchain.toolCode", "typeVersion": 1.3, "parameters": {
    "language": "pythonNative",
    "pythonCode": "{{@:py:n8n-functions/py/count_by_category.py}}\nreturn str(count_by_category([]))"
}}]}
```

## Good
```json n8n-workflows-template/orders.template.json
{"nodes": [{
  "name": "Count", "type": "@n8n/n8n-nodes-langchain.toolCode", "typeVersion": 1.3, "parameters": {
    "language": "python",
    "pythonCode": "{{@:py:n8n-functions/py/count_by_category.py}}\nreturn str(count_by_category([]))"
}}]}
```

## How to fix
Write `python`.
"""

from n8n_code_discipline.documents import workflow
from n8n_code_discipline.documents.code_node import CodeNode
from n8n_code_discipline.registry import Findings, rule

_VERSIONS = (1, 2)


@rule(CodeNode)
def check(node: CodeNode) -> Findings:
    target = node.settings.n8n_major
    problem = _problem(node, target)
    if problem:
        yield node.finding_at(problem, 'parameters', 'language')
    version = node.node.data.get('typeVersion')
    if target >= 2 and node.is_code_node and isinstance(version, int | float) and version not in _VERSIONS:
        yield node.finding_at(
            f"there is no typeVersion {version} of the Code node: n8n says 'Could not get parameter "
            f'"{node.field.name}"\'; write 2',
            'typeVersion',
        )


def _problem(node: CodeNode, target: int) -> str:
    spelling = node.node.parameters.get('language')
    if node.node.type == workflow.TOOL_CODE:
        problem = (
            "the Code Tool does not know language 'pythonNative': n8n says 'Could not get parameter \"pythonCode\"'; "
            "write 'python'"
        )
        return problem if node.field.spelling == 'pythonNative' else ''
    if node.field.spelling == 'pythonNative' and target < 2:
        return "n8n 1.x does not know language 'pythonNative': write 'python'"
    if node.field.spelling is None and spelling in ('python', 'pythonNative') and target >= 2:
        return f"n8n ignores language '{spelling}' at typeVersion 1 and runs jsCode: set typeVersion to 2"
    return ''
