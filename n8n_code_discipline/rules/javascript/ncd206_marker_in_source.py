"""A line of a JavaScript function file looks like a round-trip marker.

## Why
Between the markers that `hydrate` writes, `resync` would take such a line for the end of the block and lose code. A
marker with other whitespace is reported too, as is one inside a template literal or a comment.

## Bad
```js n8n-functions/js/countByCategory.js
/* #:js:n8n-functions/js/other.js */
function countByCategory(items) { return items.length; }
if (typeof module !== "undefined") module.exports = { countByCategory };
```

## Good
```js n8n-functions/js/countByCategory.js
// see other.js
function countByCategory(items) { return items.length; }
if (typeof module !== "undefined") module.exports = { countByCategory };
```

## How to fix
Remove the line. If it came with code copied from n8n, copy only the lines between the markers.
"""

from n8n_code_discipline.documents.function_file import FunctionFile
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.rules import shared


@rule(FunctionFile)
def check(function: FunctionFile) -> Findings:
    if function.language == 'js':
        yield from shared.markers(function)
