r"""A node that runs once for each item contains the text `$input.all`, `.first`, `.last` or `.itemMatching`.

## Why

Before it runs such a node, n8n 2.x searches the whole text of its code, injected functions included, and rejects it:
"Can't use .all() here [line 3, for item 0]" (2.40.7). It does not matter that the function is never called, or that
the text is in a string, or in a comment after code. Only lines that begin with `//`, `/*` or `*` are
exempt, and not even those if another line holds the bare word (`all` in `const small = 1`).

## Bad

`n8n-workflows-template/orders.template.json`

```json
{"nodes": [{
  "name": "Count",
  "type": "n8n-nodes-base.code",
  "typeVersion": 2,
  "parameters": {
    "mode": "runOnceForEachItem",
    "jsCode": "{{@:js:n8n-functions/js/countByCategory.js}}\nreturn { json: countByCategory($input.all()) };"
  }
}]}
```

## Good

`n8n-workflows-template/orders.template.json`

```json
{"nodes": [{
  "name": "Count",
  "type": "n8n-nodes-base.code",
  "typeVersion": 2,
  "parameters": {
    "mode": "runOnceForEachItem",
    "jsCode": "{{@:js:n8n-functions/js/countByCategory.js}}\nreturn { json: countByCategory([$input.item]) };"
  }
}]}
```

## How to fix

Read `$input.item` or `$json`, or run the node once for all items. In a function file, take the items as a
parameter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from typing import NamedTuple

from n8n_code_discipline.documents.runtime_source import EACH_ITEM
from n8n_code_discipline.documents.runtime_source import RunningSource
from n8n_code_discipline.documents.runtime_source import hydrated
from n8n_code_discipline.documents.runtime_source import mode
from n8n_code_discipline.n8n import javascript_runtime as n8n
from n8n_code_discipline.registry import rule
from n8n_code_discipline.syntax import markup

if TYPE_CHECKING:
    from n8n_code_discipline.diagnostic import Finding
    from n8n_code_discipline.documents.code_node import CodeNode
    from n8n_code_discipline.documents.function_file import FunctionFile

_PATTERN = re.compile(n8n.EACH_ITEM_PATTERN)


class _Refusal(NamedTuple):
    """What n8n refuses a node for: the method, the line that it names, the function file (None: glue) and place."""

    method: str
    line: int
    function: FunctionFile | None
    start: int
    end: int


@rule(RunningSource)
def check(source: RunningSource) -> Iterator[Finding]:
    """Report the first such text of a node, where it stands; n8n looks no further."""
    if source.target < 2 or source.document.language != 'js':
        return
    here = None if source.glue else source.document
    refused = []
    for node in source.nodes:
        refusal = _refusal(node) if mode(node) == EACH_ITEM and not node.unsynced else None
        if refusal is not None and refusal.function is here and not _is_impure(source, refusal):
            refused.append((node, refusal))
    if refused:
        _, refusal = refused[0]
        said = n8n.EACH_ITEM.message.format(name=refusal.method)
        yield source.finding(
            f'n8n says "{said} [line {refusal.line}, for item 0]": '
            f'this text must not stand in a node that runs once for each item',
            refusal.start,
            refusal.end,
            tuple(node for node, _ in refused),
        )


def _is_impure(source: RunningSource, refusal: _Refusal) -> bool:
    """Tell whether a function file really reads `$input` there, which it never may: NCD205."""
    return source.glue is None and any(read.start == refusal.start for read in source.names.reads)


def _refusal(node: CodeNode) -> _Refusal | None:
    pieces = hydrated(node)
    text = ''.join(piece.text for piece in pieces)
    match = _PATTERN.search(text)
    line = _blamed_line(text, match[1]) if match else 0
    if match is None or not line:
        return None
    position = 0
    for piece in pieces:
        if match.start() < position + len(piece.text):
            break
        position += len(piece.text)
    if piece.function is None:
        start = piece.origin + match.start() - position
        return _Refusal(match[1], line, None, start, start + len(match[0]))
    injected = piece.function.source.text
    found = _PATTERN.search(injected, markup.preamble_length(injected))
    if found is None:  # it stands in the path of the marker
        return None
    return _Refusal(match[1], line, piece.function, found.start(), found.end())


def _blamed_line(text: str, method: str) -> int:
    """The 1-based line that n8n blames, 0 where every line with the word is a comment."""
    for number, line in enumerate(text.split('\n'), 1):
        if method in line and not line.lstrip().startswith(n8n.EACH_ITEM_COMMENT_STARTS):
            return number
    return 0
