"""A node other than a Code node contains inline code.

## Why
The default rules do not require function files for the code of the LangChain code and code tool nodes, AI Transform,
and Sort or Item Lists with "Code". A team that wants all logic tested selects this rule.

## Bad
```json n8n-workflows-template/orders.template.json
{"nodes": [{"name": "Sort", "type": "n8n-nodes-base.sort", "typeVersion": 1,
            "parameters": {"type": "code", "code": "return a.json.total - b.json.total;"}}]}
```

## Good
```json n8n-workflows-template/orders.template.json
{"nodes": [{"name": "Sort", "type": "n8n-nodes-base.sort", "typeVersion": 1,
            "parameters": {"sortFieldsUi": {"sortField": [{"fieldName": "total"}]}}}]}
```

## How to fix
Use a Code node with a placeholder, or the options of the node. In a code tool, inject the logic with a placeholder.
"""

from n8n_code_discipline.diagnostic import Span
from n8n_code_discipline.documents import workflow
from n8n_code_discipline.documents.code_node import CodeNode
from n8n_code_discipline.documents.template import Template
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.syntax import markup

# Where n8n 2.40.7 keeps code (editors `jsEditor` and `codeNodeEditor`)
_FIELDS: dict[str, tuple[tuple[str, ...], ...]] = {
    '@n8n/n8n-nodes-langchain.code': (('code', 'execute', 'code'), ('code', 'supplyData', 'code')),
    'n8n-nodes-base.aiTransform': (('jsCode',),),
    'n8n-nodes-base.sort': (('code',),),
    'n8n-nodes-base.itemLists': (('code',),),
}
_SORTS = ('n8n-nodes-base.sort', 'n8n-nodes-base.itemLists')


@rule(CodeNode, default=False)
def check_tool(node: CodeNode) -> Findings:
    """Report code tools without a placeholder."""
    if node.is_code_node or not node.code.strip() or node.near_misses or node.unsynced:
        return
    if not any(placeholder.kind in markup.CODE_KINDS for placeholder in node.placeholders):
        yield node.finding(f'inline code in {node.field.name} of {node.node.type}: inject it with a placeholder')


@rule(Template, default=False)
def check_others(template: Template) -> Findings:
    """Report code in nodes that take no placeholder."""
    for node in template.nodes_of(tuple(_FIELDS)):
        if node.type in _SORTS and node.parameters.get('type') != 'code':
            continue
        for field in _FIELDS[node.type]:
            code: object = node.parameters
            for key in field:
                code = code.get(key) if isinstance(code, dict) else None
            if isinstance(code, str) and code.strip() and not workflow.is_primitive(code):
                yield template.finding_in_string(
                    f'inline code in {".".join(field)} of {node.type}: use a Code node with a placeholder',
                    (*node.path, 'parameters', *field),
                    Span(0, len(code)),
                    node,
                )
