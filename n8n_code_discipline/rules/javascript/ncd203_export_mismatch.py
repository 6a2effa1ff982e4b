"""The export trailer of a JavaScript function file does not match its functions.

## Why
Exporting an undeclared name fails as soon as a test loads the file. If the trailer leaves out the function that the
file is named after, the test cannot load it.

## Bad
```js n8n-functions/js/countByCategory.js
function countByCategory(items) { return items.length; }
if (typeof module !== "undefined") module.exports = { countByCategry };
```

## Good
```js n8n-functions/js/countByCategory.js
function countByCategory(items) { return items.length; }
if (typeof module !== "undefined") module.exports = { countByCategory };
```

## How to fix
Export the functions by their names. `--fix` removes undeclared names from the trailer and adds the function that the
file is named after, unless the list contains a comment or would become empty.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from n8n_code_discipline.documents.function_file import JavaScriptFile
from n8n_code_discipline.edits import TextEdit
from n8n_code_discipline.registry import Edits, Findings, fix, rule
from n8n_code_discipline.syntax.javascript import Export, Statement, statements

_COMMA = re.compile(r'\s*,\s*')
_EMPTY_LIST = re.compile(r'=\s*\{\s*\}[\s;}]*')


@rule(JavaScriptFile)
def check(function: JavaScriptFile) -> Findings:
    found = statements(function.script)
    stem = function.name.stem
    trailer = _trailer(found)
    left_out = trailer is not None and _leaves_out_its_own(function, found)
    advice = f"export '{stem}', which the trailer leaves out" if left_out else 'correct the name or remove it'
    undeclared = _undeclared(function, found)
    for export in undeclared:
        shown = function.excerpt(export)
        yield function.finding(f"'{shown}' is exported, but the file declares no '{export.value}': {advice}", export)
    if trailer is not None and left_out and not undeclared:
        yield function.finding(
            f"the export trailer leaves out '{stem}', the function that the file is named after: add it", trailer
        )


@fix(JavaScriptFile)
def correct_exports(function: JavaScriptFile) -> Edits:
    """Remove undeclared names from the trailer, and add the function the file is named after if nothing exports it."""
    found = statements(function.script)
    trailer = _trailer(found)
    if trailer is None:
        return
    dropped = set(_undeclared(function, (trailer,)))
    others = tuple(statement for statement in found if statement is not trailer)
    kept = trailer._replace(exports=tuple(export for export in trailer.exports if export not in dropped))
    added = function.name.stem if _leaves_out_its_own(function, (*others, kept)) else ''
    if trailer.exports and (dropped or added):
        yield from _edit_list(function.source.text, trailer.exports, dropped, added)
    elif added:
        yield from _fill_list(function.source.text, trailer, added)


def _trailer(found: Sequence[Statement]) -> Statement | None:
    """Return the last trailer, which replaces the exports of the others."""
    return next((statement for statement in reversed(found) if statement.kind == 'trailer'), None)


def _undeclared(function: JavaScriptFile, found: Sequence[Statement]) -> list[Export]:
    """Return the exports of undeclared names, except the file's own name, which NCD204 reports."""
    known = {declaration.name for declaration in function.names.declarations} | function.names.assigned
    known |= {function.name.stem}
    exports = (export for statement in found for export in statement.exports)
    return [export for export in exports if export.value is not None and export.value not in known]


def _leaves_out_its_own(function: JavaScriptFile, found: Sequence[Statement]) -> bool:
    exported = {name for statement in found for export in statement.exports for name in (export.name, export.value)}
    return function.well_named and function.name.stem not in exported


def _edit_list(text: str, exports: Sequence[Export], dropped: set[Export], added: str) -> Edits:
    """Yield the edit of a non-empty list; none if it would become empty, or contains a comment."""
    gaps = [text[one.end : other.start] for one, other in pairwise(exports)]
    before = text[: exports[-1].start]
    indentation = before[len(before.rstrip()) :]
    kept = ''
    for gap, export in zip(['', *gaps], exports, strict=True):
        name = text[export.start : export.end]
        if export in dropped:
            name, added = added, ''
        if name:
            kept += (gap if kept else '') + name
    if added:
        kept += ',' + (indentation if '\n' in indentation else ' ') + added
    if kept and all(map(_COMMA.fullmatch, gaps)):
        yield TextEdit(exports[0].start, exports[-1].end, kept)


def _fill_list(text: str, trailer: Statement, added: str) -> Edits:
    """Yield the edit of an empty list at the end of the trailer."""
    start = text.rfind('=', trailer.start, trailer.end)
    if _EMPTY_LIST.fullmatch(text, start, trailer.end):
        yield TextEdit(text.index('{', start), text.index('}', start) + 1, f'{{ {added} }}')
