"""A JavaScript function file exports without checking whether `module` exists.

## Why
The line is injected into the Code node with the rest of the file, and fails there if n8n's sandbox has no `module`:
"module is not defined". The export trailer checks for it. The rule is opt-in, because many versions of n8n have a
`module`.

## Bad
```js n8n-functions/js/countByCategory.js
function countByCategory(items) { return items.length; }
if (typeof module !== "undefined") module.exports = { countByCategory };
exports.countByCategory = countByCategory;
```

## Good
```js n8n-functions/js/countByCategory.js
function countByCategory(items) { return items.length; }
if (typeof module !== "undefined") module.exports = { countByCategory };
```

## How to fix
Remove the line, and add the function that it exports to the trailer.
"""

from n8n_code_discipline.documents.function_file import JavaScriptFile
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.syntax.javascript import statements


@rule(JavaScriptFile, default=False)
def check(function: JavaScriptFile) -> Findings:
    for statement in statements(function.script):
        if statement.kind == 'export':
            shown = function.excerpt(statement)
            yield function.finding(
                f"unguarded export '{shown}' stops a node where n8n has no module: export with the trailer, behind "
                f'if (typeof module !== "undefined")',
                statement,
            )
