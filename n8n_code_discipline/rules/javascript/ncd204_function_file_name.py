"""A JavaScript function file is not named, in camelCase, after a function that it declares.

## Why

`countByCategory.js` declares `countByCategory` and is tested by `countByCategory.test.js`: each name leads to the
others. camelCase begins with a lower-case letter and contains only ASCII letters and digits. A file may declare more
functions.

## Bad

```js n8n-functions/js/countByCategory.js
function count(items) {
  return items.length;
}
if (typeof module !== "undefined") module.exports = { count };
```

## Good

```js n8n-functions/js/countByCategory.js
function countByCategory(items) {
  return items.length;
}
if (typeof module !== "undefined") module.exports = { countByCategory };
```

## How to fix

Rename the function or the file, and with the file its test and the placeholders that name it.
"""

import re
from collections.abc import Iterator

from n8n_code_discipline.diagnostic import Finding
from n8n_code_discipline.documents.function_file import JavaScriptFile
from n8n_code_discipline.registry import rule
from n8n_code_discipline.syntax.javascript import statements


@rule(JavaScriptFile)
def check(function: JavaScriptFile) -> Iterator[Finding]:
    """Report a file name that is not camelCase, or not the name of a declared function."""
    if function.well_named:
        return
    stem = function.name.stem
    if not re.fullmatch(function.spelling.pattern, stem):
        yield function.finding(
            f"file name '{stem}.js' is not {function.spelling.words}: rename the file, its function and its test"
        )
        return
    declared = next((item for item in function.names.declarations if item.kind == 'function'), None)
    if declared is not None:
        yield function.finding(
            f"the file declares no function '{stem}', for which it is named: rename '{declared.name}' or the file",
            declared,
        )
    elif any(statement.kind == 'trailer' for statement in statements(function.script)):  # else NCD201 reports it
        yield function.finding(f"the file declares no function '{stem}', for which it is named: write it")
