"""JavaScript calls a built-in function that n8n 2.x has disabled.

## Why
n8n replaces functions that could break out of its sandbox (2.40.7): `Object.defineProperty`, `.defineProperties` and
`.setPrototypeOf` do nothing, `Object.getPrototypeOf` always returns `{}`, `Error.captureStackTrace` is gone. The paired
test sees the real functions.

## Bad
```js n8n-functions/js/countByCategory.js
function countByCategory(items) {
  return items.filter((item) => Object.getPrototypeOf(item) === Object.prototype).length;
}
if (typeof module !== "undefined") module.exports = { countByCategory };
```

## Good
```js n8n-functions/js/countByCategory.js
function countByCategory(items) {
  return items.filter((item) => item !== null && typeof item === "object").length;
}
if (typeof module !== "undefined") module.exports = { countByCategory };
```

## How to fix
Assign the property. Test with `typeof` and `Array.isArray`. Remove `captureStackTrace`: an `Error` has its stack.
"""

from n8n_code_discipline.documents.runtime_source import RunningJavaScript
from n8n_code_discipline.n8n import javascript_runtime as n8n
from n8n_code_discipline.registry import Findings, rule

_OBJECTS = frozenset(name.partition('.')[0] for name in n8n.DISABLED_FUNCTIONS)


@rule(RunningJavaScript)
def check(source: RunningJavaScript) -> Findings:
    found = [read for read in source.missing(_OBJECTS) if read.path in n8n.DISABLED_FUNCTIONS]
    # who mentions it without a call asks whether it is there
    asked = {read.path for read in found if not source.is_called(read)} & n8n.ABSENT_FUNCTIONS
    for read in found:
        name = read.path
        if source.is_called(read) and name not in asked:
            yield source.finding(
                f'{name} is disabled in n8n: {n8n.DISABLED_FUNCTIONS[name]}', read, source.uses_without(read.name)
            )
