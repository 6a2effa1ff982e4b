"""JavaScript requires a module that n8n does not allow.

## Why
n8n 2.x rejects every module that its settings do not name: "Module 'crypto' is disallowed" (2.40.7). Names are
compared literally: if `crypto` is allowed, `node:crypto` is not. A call within `try … catch` is not reported.

## Bad
```js n8n-functions/js/countByCategory.js
function countByCategory(items) {
  const { createHash } = require("crypto");
  return { digest: createHash("sha256").update(items.join()).digest("hex") };
}
if (typeof module !== "undefined") module.exports = { countByCategory };
```

## Good
```js jsCode
{{@:js:n8n-functions/js/countByCategory.js}}
return [{ json: countByCategory($input.all()) }];
```

## How to fix
Use another node (Crypto, HTTP Request, Date & Time). Or allow the module in n8n (`NODE_FUNCTION_ALLOW_BUILTIN`,
`NODE_FUNCTION_ALLOW_EXTERNAL`) and in the configuration, with the same spelling: `allow-js-modules = ["crypto"]`. In
n8n, name the modules instead of `*`, with which `moment`, `cheerio` and `axios` fail ("Cannot assign to read only
property 'toString'", 2.41.1).
"""

from n8n_code_discipline.documents.runtime_source import RunningFunctionNode, RunningJavaScript
from n8n_code_discipline.n8n import javascript_runtime as n8n
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.syntax.javascript import expressions


@rule(RunningFunctionNode, RunningJavaScript)
def check(source: RunningJavaScript) -> Findings:
    allowed = source.settings.allow_js_modules
    if '*' in allowed:
        return
    for place in expressions.require_calls(source.script):
        uses = source.uses_without('require')
        if place.text in allowed or (source.uses and not uses) or source.is_guarded(place.start):
            continue
        fact = n8n.FUNCTION_NODE_MODULE if isinstance(source, RunningFunctionNode) else n8n.MODULE_DISALLOWED
        yield source.finding(f'{fact.says(name=place.text)}: {_advice(place.text, allowed)}', place, uses)


def _advice(module: str, allowed: tuple[str, ...]) -> str:
    other = module.removeprefix('node:') if module.startswith('node:') else f'node:{module}'
    if other in allowed:
        return f"write '{other}', which allow-js-modules names"
    if module.startswith(('.', '/')):
        return 'a Code node has no files: inject what it needs with a placeholder'
    return 'do without it, or allow it in n8n and in allow-js-modules'
