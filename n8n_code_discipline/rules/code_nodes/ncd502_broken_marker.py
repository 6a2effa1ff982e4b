"""A round-trip marker is broken: unbalanced, nested, mismatched, or re-spaced.

## Why
`resync` cannot determine where the injected code ends, and guessing could lose an edit, so it does not change the code
field. Broken markers come from a formatter or a manual edit, never from `hydrate`.

## Bad
```js jsCode
/* #:js:n8n-functions/js/countByCategory.js */
function countByCategory(items) { return items.length; }
return [{ json: countByCategory($input.all()) }];
```

## Good
```js jsCode
{{@:js:n8n-functions/js/countByCategory.js}}
return [{ json: countByCategory($input.all()) }];
```

## How to fix
Restore the marker that the message names. Opener and closer are lines of their own with the same tag and path:
`/* #:js:PATH */` and `/* /#:js:PATH */`, in Python `# MATCH:py:PATH` and `# /MATCH:py:PATH`. Then run
`n8n-code-discipline resync FILE`.
"""

from n8n_code_discipline.documents.code_node import CodeNode
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.syntax import markup
from n8n_code_discipline.syntax.markup import BrokenMarker, Marker


@rule(CodeNode)
def check(node: CodeNode) -> Findings:
    for broken in node.markers.broken:
        yield node.finding(_message(node, broken), broken.marker)


def _message(node: CodeNode, broken: BrokenMarker) -> str:
    marker = broken.marker
    shown = f"'{_exact(node, marker)}'"
    if broken.problem == 're-spaced':
        return f'the whitespace of a round-trip marker is not exact: write {shown}'
    if broken.problem == 'unclosed':
        closer = _exact(node, marker._replace(closes=True))
        if closer in node.code and closer not in map(str.strip, node.code.split('\n')):
            return f"block {shown} is not closed by '{closer}', which stands beside code: give it a line of its own"
        return f"block {shown} is never closed: add '{closer}' after its code"
    if broken.other is None:
        return f'{shown} closes a block that was never opened: its opening marker is missing or changed'
    line, _ = node.lines.position(broken.other.start)
    other = f"'{_exact(node, broken.other)}' (line {line} of the code)"
    if broken.problem == 'nested':
        return f'block {shown} stands inside block {other}: blocks do not nest'
    return f'{shown} does not close block {other}: tag and path must be the same'


def _exact(node: CodeNode, marker: Marker) -> str:
    return markup.marker(node.field_language, marker.tag, marker.path, closes=marker.closes)
