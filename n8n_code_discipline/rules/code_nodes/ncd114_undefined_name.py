r"""The glue reads a name that nothing declares.

## Why
The node fails when it runs, and no test covers the glue. Names of the language, of Node and of any n8n since 0.198 are
known. A name behind `typeof` is fine. Code with a direct `eval`, `with`, `exec` or a star import is not checked.

## Bad
```js jsCode
{{@:js:n8n-functions/js/countByCategory.js}}
return [{ json: countByCategories($input.all()) }];
```

## Good
```js jsCode
{{@:js:n8n-functions/js/countByCategory.js}}
return [{ json: countByCategory($input.all()) }];
```

## How to fix
Correct the name, declare it in the glue, or inject the function file that declares it.
"""

from collections.abc import Sequence

from n8n_code_discipline.diagnostic import Span
from n8n_code_discipline.documents.code_node import Body
from n8n_code_discipline.n8n import javascript_names, python_names
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.text import closest, excerpt

# comparing names is slow
_MOST_SUGGESTIONS = 20
_MOST_CANDIDATES = 1_000


@rule(Body)
def check(node: Body) -> Findings:
    names = python_names if node.language == 'py' else javascript_names
    found = node.undefined(names.KNOWN)
    candidates = sorted(node.declared | names.N8N)[:_MOST_CANDIDATES] if found else []
    for index, read in enumerate(found):
        advice = _advice(read.name, candidates if index < _MOST_SUGGESTIONS else ())
        yield node.code_finding(
            f"'{excerpt(read.name)}' is not defined: neither the glue nor an injected file declares it, and n8n does "
            f'not provide it; {advice}',
            Span(read.start, read.start + len(read.name)),
        )


def _advice(name: str, candidates: Sequence[str]) -> str:
    close = closest(name, candidates, 0.8)
    return f"did you mean '{excerpt(close)}'?" if close else 'correct it, or inject the file that declares it'
