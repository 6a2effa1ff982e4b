r"""The path of a JavaScript placeholder holds `*/`, which ends the marker that hydrate writes.

## Why

The injected code stands between `/* #:js:PATH */` markers. A `*/` in the path ends that comment early; n8n then reads
the rest of the path as code: "Invalid regular expression: missing /" (2.40.7). `hydrate` refuses such a path.

## Bad

`n8n-functions/js/a*/countByCategory.js`

```js
function countByCategory(items) {
  return items.length;
}
if (typeof module !== "undefined") module.exports = { countByCategory };
```

`n8n-functions-tests/a*/countByCategory.test.js`

```js
const { test } = require("node:test");
const assert = require("node:assert/strict");
const { countByCategory } = require("../../n8n-functions/js/a*/countByCategory.js");

test("counts", () => assert.equal(countByCategory([1]), 1));
```

`jsCode`

```js
{{@:js:n8n-functions/js/a*/countByCategory.js}}

return [{ json: { count: countByCategory($input.all()) } }];
```

## Good

`jsCode`

```js
{{@:js:n8n-functions/js/countByCategory.js}}

return [{ json: countByCategory($input.all()) }];
```

## How to fix

Rename the directory.
"""

from __future__ import annotations

from collections.abc import Iterator

from n8n_code_discipline.diagnostic import Finding
from n8n_code_discipline.registry import rule
from n8n_code_discipline.running import RunningSource

_SAID = 'Invalid regular expression: missing /'


@rule(RunningSource)
def check(source: RunningSource) -> Iterator[Finding]:
    """Report every such path."""
    if source.glue is None or source.glue.field_language != 'js':
        return
    for reference in source.glue.references:
        placeholder = reference.placeholder
        if placeholder.kind == 'js' and '*/' in placeholder.path and reference.target.state == 'file':
            yield source.finding(
                f"the '*/' in '{placeholder.path}' would end the marker around the injected code; n8n would say "
                f"'{_SAID}': rename the directory",
                placeholder.start,
                placeholder.end,
            )
