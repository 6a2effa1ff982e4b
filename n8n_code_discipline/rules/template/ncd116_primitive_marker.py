r"""A Code node outside `primitives/workflows/` declares itself a primitive.

## Why
The marker disables every rule about the code of the node. It is meant for the few shared primitives (locks, rate
limits, error handlers) that cannot be pure functions. In any other workflow it silently disables the convention.

## Bad
```js jsCode
// @n8n-evol-I:primitive
return $input.all();
```

## Good
```json n8n-workflows-template/primitives/workflows/lock.template.json
{"nodes": [{"name": "Lock", "type": "n8n-nodes-base.code", "typeVersion": 2,
            "parameters": {"jsCode": "// @n8n-evol-I:primitive\nreturn $input.all();"}}]}
```

## How to fix
Remove the marker and move the logic into a function file. Move a real primitive to `primitives/workflows/`.
"""

from n8n_code_discipline.diagnostic import Span
from n8n_code_discipline.documents import workflow
from n8n_code_discipline.documents.template import Template
from n8n_code_discipline.registry import Findings, rule

_HOME = '/primitives/workflows/'


@rule(Template, default=False)
def check(template: Template) -> Findings:
    if _HOME in template.path.replace('\\', '/'):
        return
    for node in template.nodes_of(workflow.RUNNING_CODE):
        field = workflow.code_field(node)
        if field.code is not None and workflow.is_primitive(field.code):
            start = field.code.index(workflow.PRIMITIVE_MARKER)
            yield template.finding_in_string(
                f"'{workflow.PRIMITIVE_MARKER}' outside primitives/workflows/ disables every rule for this node: "
                f'remove the marker and move the logic into a function file',
                field.path,
                Span(start, start + len(workflow.PRIMITIVE_MARKER)),
                node,
            )
