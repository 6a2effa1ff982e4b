"""Text in a code field is almost a placeholder, but is not read as one.

## Why
`hydrate` does not replace it, and n8n fails with "Invalid or unexpected token". The canonical spelling is
`{{@:KIND:PATH}}` with a lower-case kind and no spaces. Handlebars such as `{{@index}}` are not reported.

## Bad
```js jsCode
{{ @:js:n8n-functions/js/countByCategory.js }}

return [{ json: countByCategory($input.all()) }];
```

## Good
```js jsCode
{{@:js:n8n-functions/js/countByCategory.js}}
return [{ json: countByCategory($input.all()) }];
```

## How to fix
Write the placeholder as the message shows it. `--fix` does so if the message names an existing file and the position
is valid.
"""

from n8n_code_discipline.documents.code_node import CodeNode
from n8n_code_discipline.registry import Edits, Findings, fix, rule
from n8n_code_discipline.rules.template import placeholder_fixes
from n8n_code_discipline.text import excerpt


@rule(CodeNode)
def check(node: CodeNode) -> Findings:
    for miss in node.near_misses:
        meant = placeholder_fixes.meant(node, miss) if miss.path else node.template.placeholder('KIND', 'PATH')
        shown = excerpt(node.code[miss.start : miss.end])
        yield node.finding(f"'{shown}' is not read as a placeholder: write {meant}", miss)


@fix(CodeNode)
def rewrite(node: CodeNode) -> Edits:
    """Correct near misses that mean one file, where the result is well placed and drops no other text."""
    yield from placeholder_fixes.corrections(node, 'malformed')
