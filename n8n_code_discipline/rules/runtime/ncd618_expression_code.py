"""The code of a Code node starts with `=`, as an expression would.

## Why
The code field does not support expressions. n8n silently removes the `=`, so the code that runs is not the code in the
template, and `{{ … }}` reaches JavaScript unchanged: as plain text, or as "Unexpected token '{'" (2.40.7).

## Bad
```js jsCode
=
{{@:js:n8n-functions/js/countByCategory.js}}
return [{ json: { ...countByCategory([]), count: "{{ 1 + 1 }}" } }];
```

## Good
```js jsCode
{{@:js:n8n-functions/js/countByCategory.js}}
return [{ json: { ...countByCategory([]), count: 1 + 1 } }];
```

## How to fix
Remove the `=`, and read the value of the expression from `$json`, `$('Node')` or `$input`.
"""

from n8n_code_discipline.diagnostic import Span
from n8n_code_discipline.documents.code_node import CodeNode
from n8n_code_discipline.registry import Findings, rule


@rule(CodeNode)
def check(node: CodeNode) -> Findings:
    if node.settings.n8n_major >= 2 and node.language == 'js' and node.code.startswith('='):
        unfilled = ', and evaluates no {{ }} in it' if '{{' in node.code else ''
        yield node.finding(f"n8n removes the '=' at the start of the code{unfilled}: remove the '='", Span(0, 1))
