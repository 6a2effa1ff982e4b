"""A file cannot be read, is a directory, or is not UTF-8.

## Why
A file that cannot be read cannot be checked, and skipping it silently would look like a clean result.
n8n writes UTF-8. A byte order mark is accepted and kept.

## Bad
`n8n-functions/js/countByCategory.js` with the bytes of another encoding

```js bytes=latin-1
// Zähle je Kategorie
function countByCategory(items) { return items.length; }
if (typeof module !== "undefined") module.exports = { countByCategory };
```

## Good
```js n8n-functions/js/countByCategory.js
// Zähle je Kategorie
function countByCategory(items) { return items.length; }
if (typeof module !== "undefined") module.exports = { countByCategory };
```

## How to fix
Save the file as UTF-8, or correct its permissions. The message names the invalid byte and its line.
"""

from n8n_code_discipline.diagnostic import Finding
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.workspace.files import Source


@rule(Source)
def check(source: Source) -> Findings:
    if source.problem is not None:
        yield Finding(source.problem)
