"""A JavaScript function file has top-level code besides function declarations.

## Why
The file is injected into a node and loaded by a test. Top-level code ties the file to one node and makes it impure.
Allowed are function declarations (async and generators too), comments, the export trailer, and bare `module.exports =
{ … }` or `exports.name = …` lines whose values are names of the file's functions. `"use strict"` counts as code.

## Bad
```js n8n-functions/js/countByCategory.js
const articles = $input.all();
function countByCategory(items) { return items.length; }
if (typeof module !== "undefined") module.exports = { countByCategory };
```

## Good
```js n8n-functions/js/countByCategory.js
function countByCategory(items) { return items.length; }
if (typeof module !== "undefined") module.exports = { countByCategory };
```

## How to fix
Move constants and helper code into functions, and glue into the Code node.
"""

from n8n_code_discipline.documents.function_file import JavaScriptFile
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.syntax.javascript import statements


@rule(JavaScriptFile)
def check(function: JavaScriptFile) -> Findings:
    for statement in statements(function.script):
        if statement.kind in ('other', 'trailer with else'):
            shown = function.excerpt(statement)
            advice = 'a function file only declares functions, glue belongs in the Code node'
            if statement.kind == 'trailer with else':
                advice = 'n8n would run the else of the export trailer, remove it'
            yield function.finding(f"top-level code outside function declarations: '{shown}'; {advice}", statement)
        for export in statement.exports:
            if export.value is None:
                shown = function.excerpt(export)
                yield function.finding(
                    f"exported value is not the name of a function of this file: '{shown}'; declare a function and "
                    f'export its name',
                    export,
                )
