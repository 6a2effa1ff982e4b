"""A JavaScript function file is not named, in camelCase, after a function that it declares.

## Why
`countByCategory.js` declares `countByCategory` and is tested by `countByCategory.test.js`: each name leads to the
others. camelCase begins with a lower-case letter and contains only ASCII letters and digits. A file may declare more
functions.

## Bad
```js n8n-functions/js/countByCategory.js
function count(items) { return items.length; }
if (typeof module !== "undefined") module.exports = { count };
```

## Good
```js n8n-functions/js/countByCategory.js
function countByCategory(items) { return items.length; }
if (typeof module !== "undefined") module.exports = { countByCategory };
```

## How to fix
Rename the function or the file, and with the file its test and the placeholders that name it.
"""

from n8n_code_discipline.documents.function_file import JavaScriptFile
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.rules import shared
from n8n_code_discipline.syntax.javascript import statements


@rule(JavaScriptFile)
def check(function: JavaScriptFile) -> Findings:
    """Report a file name that is not camelCase, or not the name of a declared function; NCD201 if nothing is there."""
    if not function.well_named:
        has_trailer = any(statement.kind == 'trailer' for statement in statements(function.script))
        yield from shared.wrong_name(function, 'declares', needs_function=has_trailer)
