"""A node that runs once for each item contains the text `$input.all`, `.first`, `.last` or `.itemMatching`.

## Why
Before it runs such a node, n8n 2.x searches the whole text of its code, injected functions, strings and comments
included, and rejects it: "Can't use .all() here [line 3, for item 0]" (2.40.7). Only lines that begin with `//`, `/*`
or `*` are exempt, unless another line contains the bare word (`all` in `const small = 1`).

## Bad
```js jsCode (each item)
{{@:js:n8n-functions/js/countByCategory.js}}
return { json: countByCategory($input.all()) };
```

## Good
```js jsCode (each item)
{{@:js:n8n-functions/js/countByCategory.js}}
return { json: countByCategory([$input.item]) };
```

## How to fix
Read `$input.item` or `$json`, or run the node once for all items. In a function file, take the items as a parameter.
"""

import re
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from n8n_code_discipline.diagnostic import Place, Span
from n8n_code_discipline.documents.function_file import FunctionFile
from n8n_code_discipline.documents.hydrated_body import Piece
from n8n_code_discipline.documents.runtime_source import RunningSource
from n8n_code_discipline.n8n import javascript_runtime as n8n
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.syntax import markup

_PATTERN = re.compile(n8n.EACH_ITEM_PATTERN)


class _Refusal(NamedTuple):
    """A rejection of a body: the method, the line in the message, the function file (None: glue) and the place."""

    method: str
    line: int
    function: FunctionFile | None
    place: Place


@rule(RunningSource)
def check(source: RunningSource) -> Findings:
    """Report the first such text of a body, where it stands; n8n looks no further."""
    if source.document.language != 'js':
        return
    # where a function file really reads `$input`, which it never may: NCD205
    reads = {read.start for read in source.names.reads} if source.function is not None else ()
    refusals = ((use, _refusal(use.pieces)) for use in source.uses)
    refused = [
        (use, refusal)
        for use, refusal in refusals
        if refusal is not None and refusal.function is source.function and refusal.place.start not in reads
    ]
    if refused:
        _, refusal = refused[0]
        said = n8n.EACH_ITEM.message.format(name=refusal.method)
        yield source.finding(
            f'n8n says "{said} [line {refusal.line}, for item 0]": '
            f'this text must not be in a node that runs once for each item',
            refusal.place,
            tuple(use for use, _ in refused),
        )


def _refusal(pieces: Sequence[Piece]) -> _Refusal | None:
    text = ''.join(piece.text for piece in pieces)
    match = _PATTERN.search(text)
    line = _blamed_line(text, match[1]) if match else 0
    if match is None or not line:
        return None
    ends = accumulate(len(piece.text) for piece in pieces)
    piece, end = next((piece, end) for piece, end in zip(pieces, ends, strict=True) if match.start() < end)
    if piece.is_glue:
        start = piece.end - (end - match.start())
        return _Refusal(match[1], line, None, Span(start, min(start + len(match[0]), piece.end)))
    if piece.function is None:  # a text file: the placeholder that injects it
        return _Refusal(match[1], line, None, piece)
    injected = piece.function.source.text
    found = _PATTERN.search(injected, markup.preamble_length(injected))
    if found is None:  # it stands in the path of the marker
        return None
    return _Refusal(match[1], line, piece.function, Span(*found.span()))


def _blamed_line(text: str, method: str) -> int:
    """Return the 1-based line that n8n blames, 0 where every line with the word is a comment."""
    for number, line in enumerate(text.split('\n'), 1):
        if method in line and not line.lstrip().startswith(n8n.EACH_ITEM_COMMENT_STARTS):
            return number
    return 0
