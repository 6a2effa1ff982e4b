"""Text in a code field is almost a placeholder, but is not read as one.

## Why

It would reach n8n as it is and fail there with "Invalid or unexpected token". The canonical spelling is
`{{@:KIND:PATH}}` with a lower-case kind and no blanks. Handlebars such as `{{@index}}` is not meant.

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

Write the placeholder as the message shows it.
"""

from __future__ import annotations

from collections.abc import Iterator

from n8n_code_discipline.diagnostic import Finding
from n8n_code_discipline.documents import CodeNode
from n8n_code_discipline.markup import near_misses
from n8n_code_discipline.registry import rule
from n8n_code_discipline.text import excerpt


@rule(CodeNode)
def check(node: CodeNode) -> Iterator[Finding]:
    """Report near misses of placeholders with their canonical spelling."""
    for miss in near_misses(node.code):
        advice = f'write {miss.meant}' if miss.meant else 'write {{@:KIND:PATH}}'
        shown = excerpt(node.code[miss.start : miss.end])
        yield node.finding(f"'{shown}' is not read as a placeholder: {advice}", miss.start, miss.end)
