"""A JavaScript function file has no export trailer.

## Why

Without it the paired test cannot `require` the functions. The guard keeps the line harmless inside n8n, where `module`
may not exist. The test is `typeof module` compared with `"undefined"` by `!==` or `!=`, alone or as the left operand
of `&&`; the body assigns an object literal to `module.exports`.

## Bad

`n8n-functions/js/countByCategory.js`

```js
function countByCategory(items) {
  return items.length;
}
```

## Good

`n8n-functions/js/countByCategory.js`

```js
function countByCategory(items) {
  return items.length;
}
if (typeof module !== "undefined") module.exports = { countByCategory };
```

## How to fix

Paste the line that the message shows at the end of the file.
"""

from __future__ import annotations

from collections.abc import Iterator

from n8n_code_discipline.diagnostic import Finding
from n8n_code_discipline.documents import FunctionFile
from n8n_code_discipline.registry import rule
from n8n_code_discipline.syntax.javascript import statements


@rule(FunctionFile)
def check(function: FunctionFile) -> Iterator[Finding]:
    """Report a file without a trailer, with the line to paste."""
    if function.language != 'js' or not function.parses:
        return
    found = statements(function.script)
    if any(statement.kind == 'trailer' for statement in found):
        return
    names = dict.fromkeys(statement.name for statement in found if statement.kind == 'function')
    advice = 'add' if names else 'declare a function and export it with'
    yield function.finding(
        f'no export trailer, so tests cannot load the file: {advice} '
        f'if (typeof module !== "undefined") module.exports = {{ {", ".join(names) or "NAME"} }};'
    )
