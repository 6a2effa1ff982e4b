"""A JavaScript function file has no export trailer.

## Why
Without it the paired test cannot `require` the functions. The guard makes the line harmless inside n8n, where `module`
may not exist. It compares `typeof module` with `"undefined"` by `!==` or `!=`, alone or as the left operand of `&&`.

## Bad
```js n8n-functions/js/countByCategory.js
function countByCategory(items) { return items.length; }
```

## Good
```js n8n-functions/js/countByCategory.js
function countByCategory(items) { return items.length; }
if (typeof module !== "undefined") module.exports = { countByCategory };
```

## How to fix
Add the line in the message to the end of the file. `--fix` does so if the file exports nothing.
"""

from collections.abc import Sequence

from n8n_code_discipline.documents.function_file import JavaScriptFile
from n8n_code_discipline.edits import TextEdit, line_end
from n8n_code_discipline.registry import Edits, Findings, fix, rule
from n8n_code_discipline.syntax.javascript import Statement, statements


@rule(JavaScriptFile)
def check(function: JavaScriptFile) -> Findings:
    found = statements(function.script)
    if any(statement.kind in ('trailer', 'trailer with else') for statement in found):
        return  # NCD202 reports the `else`
    names = _names(found)
    advice = 'add' if names else 'declare a function and export it with'
    yield function.finding(f'no export trailer, so tests cannot load the file: {advice} {_trailer(names or ["NAME"])}')


@fix(JavaScriptFile)
def add_trailer(function: JavaScriptFile) -> Edits:
    """Add the trailer after the last non-empty line, unless something else in the file exports."""
    found = statements(function.script)
    text = function.source.text
    exports = (
        statement.kind != 'function' and 'export' in text[statement.start : statement.end] for statement in found
    )
    names = _names(found)
    if names and not any(exports):
        newline = text.find('\n', len(text.rstrip()))
        end = len(text) if newline < 0 else newline - text.endswith('\r', 0, newline)
        yield TextEdit(end, end, line_end(text) + _trailer(names))


def _names(found: Sequence[Statement]) -> list[str]:
    return list(dict.fromkeys(statement.name for statement in found if statement.kind == 'function'))


def _trailer(names: list[str]) -> str:
    return f'if (typeof module !== "undefined") module.exports = {{ {", ".join(names)} }};'
