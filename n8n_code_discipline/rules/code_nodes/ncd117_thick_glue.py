"""The glue of a Code node has too many statements.

## Why
Glue fetches the input, calls the tested function and wraps the output. More statements are logic that no
test covers. `max-glue-statements` (12 by default) sets the limit; nested statements count, placeholders do not.

## Bad
```js jsCode
{{@:js:n8n-functions/js/countByCategory.js}}
const items = $input.all();
const open = [];
const closed = [];
for (const item of items) {
  if (item.json.state === 'open') {
    open.push(item);
  } else {
    item.json.closed = true;
    closed.push(item);
  }
}
const first = closed[0];
if (!first) return [];
first.json.counts = countByCategory(open);
return [first];
```

## Good
```js jsCode
{{@:js:n8n-functions/js/countByCategory.js}}
return [{ json: countByCategory($input.all()) }];
```

## How to fix
Move the logic into the function file; keep the reads of `$input` and the `return` in the glue.
"""

from n8n_code_discipline.documents.code_node import Body
from n8n_code_discipline.registry import Findings, rule


@rule(Body, default=False)
def check(node: Body) -> Findings:
    """Report glue with more statements than the settings allow; code without a placeholder is NCD103."""
    if not node.is_code_node or not node.injections:
        return
    limit = node.settings.max_glue_statements
    placeholders = {injection.placeholder.start for injection in node.injections}
    statements = sum(start not in placeholders for start in node.names.statements)
    if statements > limit:
        yield node.finding(
            f'{statements} statements of glue in {node.field.name}, at most {limit} are allowed '
            f'(max-glue-statements): move logic into the function file'
        )
