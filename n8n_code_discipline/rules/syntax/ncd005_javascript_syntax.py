"""JavaScript does not parse.

## Why
Neither the paired test nor the node can run, and n8n reports the error only when the workflow runs.

## Bad
```js n8n-functions/js/countByCategory.js
function countByCategory(items) { return items.length); }
if (typeof module !== "undefined") module.exports = { countByCategory };
```

## Good
```js n8n-functions/js/countByCategory.js
function countByCategory(items) { return items.length; }
if (typeof module !== "undefined") module.exports = { countByCategory };
```

## How to fix
Correct the code at the line in the message. For a function file, `node --check FILE` prints the message of V8.
"""

from n8n_code_discipline.documents.code_node import CodeNode
from n8n_code_discipline.documents.function_file import FunctionFile
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.rules import shared


@rule(FunctionFile, CodeNode)
def check(document: FunctionFile | CodeNode) -> Findings:
    yield from shared.syntax_error(document, 'js')
