"""A JavaScript function file loads another file by a relative path.

## Why
`require("./other.js")` and `import("./other.js")` work in the test but never in n8n: the code is injected into a node,
and there is no file beside it.

## Bad
```js n8n-functions/js/countByCategory.js
function countByCategory(items) { return items.map(require("./keyOf.js").keyOf).length; }
if (typeof module !== "undefined") module.exports = { countByCategory };
```

## Good
```js n8n-functions/js/countByCategory.js
function countByCategory(items, keyOf) { return items.map(keyOf).length; }
if (typeof module !== "undefined") module.exports = { countByCategory };
```

## How to fix
Move the function into this file, or take it as a parameter and inject both files into the node.
"""

from n8n_code_discipline.documents.function_file import JavaScriptFile
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.text import excerpt


@rule(JavaScriptFile)
def check(function: JavaScriptFile) -> Findings:
    for request in function.names.requests:
        if request.module in ('.', '..') or request.module.startswith(('./', '../')):
            yield function.finding(
                f"'{excerpt(request.module)}' is loaded by a relative path, which works in the test and never in n8n: "
                f'move the function into this file or take it as a parameter',
                request,
            )
