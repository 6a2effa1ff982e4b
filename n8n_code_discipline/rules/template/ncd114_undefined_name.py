r"""The glue reads a name that nothing declares.

## Why

The node fails when it runs, and only there: no test sees the glue. Known are what the glue and the injected files
declare or assign, the language, Node, and what any n8n from 0.198 on puts before code, in either mode of the node. A
name behind `typeof` is fine. Code with a direct `eval`, `with`, `exec` or a star import is not judged.

## Bad

`jsCode`

```js
{{@:js:n8n-functions/js/countByCategory.js}}

return [{ json: countByCategories($input.all()) }];
```

## Good

`jsCode`

```js
{{@:js:n8n-functions/js/countByCategory.js}}

return [{ json: countByCategory($input.all()) }];
```

## How to fix

Correct the name, declare it in the glue, or inject the function file that declares it.
"""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Iterator

from n8n_code_discipline.diagnostic import Finding
from n8n_code_discipline.documents import CodeNode
from n8n_code_discipline.known_names import javascript
from n8n_code_discipline.known_names import python
from n8n_code_discipline.registry import rule
from n8n_code_discipline.text import excerpt


@rule(CodeNode)
def check(node: CodeNode) -> Iterator[Finding]:
    """Report the first read of each name that is declared, assigned, injected and known nowhere."""
    if not node.has_names:
        return
    names = python if node.language == 'py' else javascript
    known, given = names.KNOWN, names.N8N
    declared = {declaration.name for declaration in node.names.declarations} | node.names.assigned
    for function in node.injected:
        declared |= {declaration.name for declaration in function.names.declarations} | function.names.assigned
    # `typeof x !== 'undefined' && x`: what is asked for once may be missing everywhere
    fine = {read.name for read in node.names.reads if read.guarded} | known | declared
    for read in node.names.reads:
        if read.declared or read.name in fine or node.is_stand_in(read.start, read.end):
            continue
        fine.add(read.name)
        yield node.code_finding(
            f"'{excerpt(read.name)}' is not defined: neither the glue nor an injected file declares it, and n8n does not "
            f'give it; {_advice(read.name, declared | given)}',
            read.start,
            read.start + len(read.name),
        )


def _advice(name: str, candidates: Collection[str]) -> str:
    from difflib import get_close_matches  # only findings need it

    close = get_close_matches(name, sorted(candidates), n=1, cutoff=0.8)
    return f"did you mean '{excerpt(close[0])}'?" if close else 'correct it, or inject the file that declares it'
