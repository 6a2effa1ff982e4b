"""A line of a JavaScript function file reads as a round-trip marker.

## Why

Between the markers that `hydrate` writes, such a line would read as the end of the block, and resync would lose code.
It is reported also with other whitespace than the exact form, and within a template literal or a comment.

## Bad

`n8n-functions/js/countByCategory.js`

```js
function countByCategory(items) {
  /* #:js:n8n-functions/js/other.js */
  return items.length;
}
if (typeof module !== "undefined") module.exports = { countByCategory };
```

## Good

`n8n-functions/js/countByCategory.js`

```js
function countByCategory(items) {
  // see other.js
  return items.length;
}
if (typeof module !== "undefined") module.exports = { countByCategory };
```

## How to fix

Remove the line. If it came with code copied from n8n, copy only the lines between the markers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from n8n_code_discipline.documents.function_file import FunctionFile
from n8n_code_discipline.registry import rule
from n8n_code_discipline.syntax.markup import marker_texts
from n8n_code_discipline.text import excerpt

if TYPE_CHECKING:
    from n8n_code_discipline.diagnostic import Finding


@rule(FunctionFile)
def check(function: FunctionFile) -> Iterator[Finding]:
    """Report every line that is, or was, a marker."""
    if function.language != 'js':
        return
    text = function.source.text
    for start, end in marker_texts(text, 'js'):
        yield function.finding(
            f"round-trip marker '{excerpt(text[start:end])}' in a function file would break the way back from n8n: "
            f'remove it',
            start,
            end,
        )
