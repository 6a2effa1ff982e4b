r"""Two marker blocks of one function file were edited differently. Reported by `resync`.

## Why
The function file can contain only one of the two edits. `resync` writes neither, even with `--on-drift=update`, so
that none is lost. Blocks are compared within one run of `resync`.

## Bad
```json n8n-workflows-template/orders.template.json
{"nodes": [
  {"name": "First", "type": "n8n-nodes-base.code", "typeVersion": 2, "parameters": {
    "jsCode": "/* #:js:n8n-functions/js/count.js */\nfunction count() {}\n/* /#:js:n8n-functions/js/count.js */\n"
  }},
  {"name": "Second", "type": "n8n-nodes-base.code", "typeVersion": 2, "parameters": {
    "jsCode": "/* #:js:n8n-functions/js/count.js */\nfunction count(all) {}\n/* /#:js:n8n-functions/js/count.js */\n"
  }}
]}
```

## Good
```js jsCode
{{@:js:n8n-functions/js/count.js}}
```

## How to fix
Make the blocks equal in n8n or in the template, or replace one of them by the placeholder. If they should differ, give
one a function file of its own. `--on-drift=discard` prints and drops both.
"""

from n8n_code_discipline.documents.injected_block import Conflict
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.workspace.layout import display


@rule(Conflict)
def check(conflict: Conflict) -> Findings:
    injected, other = conflict.block, conflict.other
    template = other.node.template
    line, _ = template.lines.position(template.document.span(other.node.field.path).start)
    place = f'{display(template.settings.cwd, template.path)}:{line}'
    yield injected.finding(
        f"'{injected.block.path}' was edited differently at {place} ({other.node.label}): neither edit is written"
    )
