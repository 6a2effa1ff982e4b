"""JavaScript reads a name that Node or an older n8n has, but n8n 2.x does not.

## Why

The code of a node runs in a context of its own: "structuredClone is not defined" (2.40.7), likewise `process`, `URL`,
`crypto`, `fetch`, `queueMicrotask`, `performance`, `Blob`, `Event` and the bare `exports` of CommonJS. The paired
test runs in Node, where they exist. `Buffer`, timers, `btoa`, `TextEncoder`, `FormData`, `Intl` and `module` are
there. Names that the code tests with `typeof`, or reads within `try … catch`, are not reported.

## Bad

`n8n-functions/js/countByCategory.js`

```js
function countByCategory(items) {
  return structuredClone(items).length;
}
if (typeof module !== "undefined") module.exports = { countByCategory };
```

`jsCode`

```js
{{@:js:n8n-functions/js/countByCategory.js}}

return [{ json: countByCategory($input.all()) }];
```

## Good

`jsCode`

```js
{{@:js:n8n-functions/js/countByCategory.js}}

return [{ json: countByCategory($input.all()) }];
```

## How to fix

Where there is a replacement, the message names it.
"""

from collections.abc import Iterator

from n8n_code_discipline.diagnostic import Finding
from n8n_code_discipline.documents.runtime_source import RunningJavaScript
from n8n_code_discipline.n8n import javascript_runtime as n8n
from n8n_code_discipline.n8n.facts import find
from n8n_code_discipline.registry import rule

_NAMES: frozenset[str] = frozenset().union(*(fact.names for fact in n8n.MISSING_NAMES))


@rule(RunningJavaScript)
def check(source: RunningJavaScript) -> Iterator[Finding]:
    """Report every read of a name that the runner has not."""
    # a function file may not read what n8n 1.x gave: NCD205
    names = _NAMES - n8n.OLD_NAMES.names if source.function else _NAMES
    for read in source.missing(names):
        fact = find(n8n.MISSING_NAMES, read.name)
        said = fact.message.format(name=read.name) if fact else ''
        instead = n8n.REPLACEMENTS.get(read.name)
        yield source.finding(
            f'n8n says "{said}"' + (f': {instead}' if instead else ': the paired test has it, a Code node has not'),
            read,
            source.uses_without(read.name),
        )
