"""A function of a JavaScript function file reads a global that only n8n provides.

## Why
A function that reads `$input` or `items` works in one kind of node only, and its test needs n8n. A pure function takes
plain values and returns plain values; the glue reads them from n8n. Reported are the globals that n8n has and Node
lacks, and n8n's methods of `this`. A parameter or a variable of such a name is fine.

## Bad
```js n8n-functions/js/countByCategory.js
function countByCategory() { return $input.all().length; }
if (typeof module !== "undefined") module.exports = { countByCategory };
```

## Good
```js n8n-functions/js/countByCategory.js
function countByCategory(items) { return items.length; }
if (typeof module !== "undefined") module.exports = { countByCategory };
```

## How to fix
Turn the value into a parameter and pass it in the Code node: `countByCategory($input.all())`.
"""

from n8n_code_discipline.diagnostic import Finding
from n8n_code_discipline.documents.function_file import JavaScriptFile
from n8n_code_discipline.n8n.javascript_names import N8N
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.syntax.names import Read

_OF_THIS = frozenset({'getInputData', 'getWorkflowStaticData', 'helpers'})


@rule(JavaScriptFile)
def check(function: JavaScriptFile) -> Findings:
    for read in function.free_reads:
        if read.name in N8N:
            yield _finding(function, read, read.name)
    reported = set()
    for read in function.names.this:
        name = read.path.split('.')[1]
        if read.function and (name in _OF_THIS or name.startswith('getNode')) and (read.function, name) not in reported:
            reported.add((read.function, name))
            yield _finding(function, read, f'this.{name}')


def _finding(function: JavaScriptFile, read: Read, name: str) -> Finding:
    return function.finding(
        f"function '{read.function}' reads '{name}', which only n8n has: make it a parameter and pass it in the glue",
        read,
    )
