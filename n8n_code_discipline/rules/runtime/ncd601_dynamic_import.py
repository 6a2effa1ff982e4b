"""JavaScript loads a module with `import(…)`, which a Code node cannot.

## Why
n8n 2.x runs the code in a context without a module loader: "A dynamic import callback was not specified." (2.40.7).
Static `import` and `export` are syntax errors there, which NCD005 reports for every version.

## Bad
```js jsCode
{{@:js:n8n-functions/js/countByCategory.js}}
const { createHash } = await import("node:crypto");
return [{ json: { ...countByCategory([]), digest: createHash("md5").update("x").digest("hex") } }];
```

## Good
```js jsCode
{{@:js:n8n-functions/js/countByCategory.js}}
return [{ json: countByCategory($input.all()) }];
```

## How to fix
Write the code without the module, or use `require` with a module that your n8n allows (see NCD602).
"""

from n8n_code_discipline.documents.runtime_source import RunningFunctionNode, RunningJavaScript
from n8n_code_discipline.n8n import javascript_runtime as n8n
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.syntax.javascript import expressions
from n8n_code_discipline.text import excerpt


@rule(RunningFunctionNode, RunningJavaScript)
def check(source: RunningJavaScript) -> Findings:
    fact = n8n.FUNCTION_NODE_IMPORT if isinstance(source, RunningFunctionNode) else n8n.DYNAMIC_IMPORT
    for place in expressions.dynamic_imports(source.script):
        if not source.is_guarded(place.start):
            yield source.finding(f"'{excerpt(place.text)}': a Code node loads no modules, {fact.says()}", place)
