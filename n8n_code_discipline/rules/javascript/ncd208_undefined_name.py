"""A function of a JavaScript function file reads a name that nothing declares.

## Why
Its test fails with "is not defined" as soon as the line runs. Names of ECMAScript and Node are known, names that n8n
provides are NCD205. A name behind `typeof` is fine. A file with a direct `eval` or with `with` is not checked.

## Bad
```js n8n-functions/js/countByCategory.js
function countByCategory(items) { return keysOf(items).length; }
if (typeof module !== "undefined") module.exports = { countByCategory };
```

## Good
```js n8n-functions/js/countByCategory.js
function countByCategory(items, keysOf) { return keysOf(items).length; }
if (typeof module !== "undefined") module.exports = { countByCategory };
```

## How to fix
Correct the name, declare it in the file, or take it as a parameter and pass it in the Code node.
"""

from n8n_code_discipline.documents.function_file import JavaScriptFile
from n8n_code_discipline.n8n.javascript_names import KNOWN
from n8n_code_discipline.registry import Findings, rule


@rule(JavaScriptFile)
def check(function: JavaScriptFile) -> Findings:
    for read in function.undefined_reads(KNOWN):
        yield function.finding(
            f"function '{read.function}' reads '{read.name}', which neither the file nor Node declares: correct the "
            f'name, declare it or make it a parameter',
            read,
        )
