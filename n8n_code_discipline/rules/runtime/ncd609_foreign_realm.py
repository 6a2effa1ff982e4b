"""JavaScript tests a value of the input with `instanceof Array` or `instanceof Object`.

## Why
The code of a node runs in a realm of its own; the input comes from another. So `value instanceof Array`,
`value instanceof Object` and `value.constructor === Object` are **false** for arrays and objects of the input
(2.40.7), and true for those that the code or the paired test creates.

## Bad
```js n8n-functions/js/countByCategory.js
function countByCategory(items) {
  return items.filter((item) => item.json.tags instanceof Array).length;
}
if (typeof module !== "undefined") module.exports = { countByCategory };
```

## Good
```js n8n-functions/js/countByCategory.js
function countByCategory(items) {
  return items.filter((item) => Array.isArray(item.json.tags)).length;
}
if (typeof module !== "undefined") module.exports = { countByCategory };
```

## How to fix
Write `Array.isArray(value)` or `typeof value === 'object' && value !== null`.
"""

from n8n_code_discipline.documents.runtime_source import RunningJavaScript
from n8n_code_discipline.n8n import javascript_runtime as n8n
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.syntax.javascript import expressions
from n8n_code_discipline.text import excerpt


@rule(RunningJavaScript)
def check(source: RunningJavaScript) -> Findings:
    for test in expressions.realm_tests(source.script, frozenset(n8n.REALM_SENSITIVE), n8n.INPUT_NAMES):
        yield source.finding(
            f"'{excerpt(test.place.text)}' is false in n8n for values of the input, which come from another realm: "
            f'write {n8n.REALM_SENSITIVE[test.constructor]}',
            test.place,
        )
