"""Text in a code field is almost a placeholder, but is not read as one.

## Why

It would reach n8n unchanged and fail there with "Invalid or unexpected token". The canonical spelling is
`{{@:KIND:PATH}}` with a lower-case kind and no spaces. Handlebars such as `{{@index}}` is not reported.

## Bad

`jsCode`

```js
{{ @:js:n8n-functions/js/countByCategory.js }}

return [{ json: countByCategory($input.all()) }];
```

## Good

`jsCode`

```js
{{@:js:n8n-functions/js/countByCategory.js}}

return [{ json: countByCategory($input.all()) }];
```

## How to fix

Write the placeholder as the message shows it. `--fix` does so where the file exists and the position is valid.
"""

import json
from collections.abc import Iterator

from n8n_code_discipline.diagnostic import Finding
from n8n_code_discipline.documents.code_node import CodeNode, code_node
from n8n_code_discipline.edits import TextEdit, apply
from n8n_code_discipline.registry import fix, rule
from n8n_code_discipline.syntax.markup import CODE_KINDS, DEPLOY_KINDS, NearMiss, Placeholder
from n8n_code_discipline.text import excerpt


@rule(CodeNode)
def check(node: CodeNode) -> Iterator[Finding]:
    """Report near misses of placeholders with the right spelling."""
    for miss in node.near_misses:
        meant = _meant(node, miss) if miss.path else node.template.placeholder('KIND', 'PATH')
        shown = excerpt(node.code[miss.start : miss.end])
        yield node.finding(f"'{shown}' is not read as a placeholder: write {meant}", miss)


@fix(CodeNode)
def rewrite(node: CodeNode) -> Iterator[TextEdit]:
    """Correct near misses whose file exists, where the result is well placed and drops no other text."""
    misses = [miss for miss in node.near_misses if _is_clear(node, miss)]
    if not misses:
        return
    code = apply(node.code, [TextEdit(miss.start, miss.end, _meant(node, miss)) for miss in misses])
    repaired = code_node(node.template, node.node, node.field._replace(code=code))
    placed = {reference.placeholder.start for reference in repaired.references if reference.well_placed}
    document, path = node.template.document, node.field.path
    shift = 0
    for miss in misses:
        if miss.start + shift in placed:
            start, end = document.offset_in_string(path, miss.start), document.offset_in_string(path, miss.end)
            escaped = '\\u' in document.text[start:end]
            yield TextEdit(start, end, json.dumps(_meant(node, miss), ensure_ascii=escaped)[1:-1])
        shift += len(_meant(node, miss)) - (miss.end - miss.start)


def _meant(node: CodeNode, miss: NearMiss) -> str:
    return node.template.placeholder(miss.kind, miss.path)


def _is_clear(node: CodeNode, miss: NearMiss) -> bool:
    """Return whether a near miss can only mean one file, and that exists where its kind may be injected."""
    if not miss.path:
        return False
    meant = Placeholder(miss.kind, miss.path, miss.start, miss.end)
    rest = node.code[miss.start : miss.end].rpartition(meant.path)[2]
    if meant.kind in DEPLOY_KINDS or rest.strip(' \t}'):
        return False
    target = node.template.reference(meant, well_placed=True).target
    if target.state != 'file':
        return False
    return meant.kind not in CODE_KINDS or (
        meant.kind == node.language and node.template.workspace.function(target.path) is not None
    )
