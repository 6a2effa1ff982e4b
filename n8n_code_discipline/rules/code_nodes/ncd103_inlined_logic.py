"""The code field of a Code node contains no placeholder: its logic is inline code.

## Why

Logic in a JSON string cannot be reviewed, tested or reused. In a function file, a paired test covers it and a diff
shows what changed.

## Bad

`jsCode`

```js
const counts = {};
for (const item of $input.all()) {
  counts[item.json.category] = (counts[item.json.category] || 0) + 1;
}
return [{ json: counts }];
```

## Good

`jsCode`

```js
{{@:js:n8n-functions/js/countByCategory.js}}

return [{ json: countByCategory($input.all()) }];
```

## How to fix

Move the logic into a function under `n8n-functions/js/` or `n8n-functions/py/`, pair it with a test, and put the
placeholder where the logic stood. There is no exception for short code.
"""

from collections.abc import Iterator

from n8n_code_discipline.diagnostic import Finding
from n8n_code_discipline.documents.code_node import CodeNode
from n8n_code_discipline.registry import rule
from n8n_code_discipline.syntax.markup import CODE_KINDS
from n8n_code_discipline.workspace.layout import LANGUAGE_NAMES


@rule(CodeNode)
def check(node: CodeNode) -> Iterator[Finding]:
    """Report code without any js or py placeholder, right or almost right."""
    if not node.is_code_node or node.language is None or not node.code.strip():
        return
    has_placeholder = any(placeholder.kind in CODE_KINDS for placeholder in node.placeholders)
    if has_placeholder or node.near_misses or node.unsynced:
        return
    language = node.language
    yield node.finding(
        f'inlined {LANGUAGE_NAMES[language]}, no placeholder in {node.field.name}: move the logic to a function file '
        f'and inject it with {{{{@:{language}:n8n-functions/{language}/NAME.{language}}}}}'
    )
