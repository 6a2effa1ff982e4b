"""JavaScript reads a variable of `$env`, which n8n 2.x denies.

## Why
By default a Code node cannot read environment variables: "access to env vars denied" (2.40.7).
`$env` itself and the names in it (`Object.keys($env)`, `"HOME" in $env`) are not denied.

## Bad
```js jsCode
{{@:js:n8n-functions/js/countByCategory.js}}
return [{ json: { ...countByCategory($input.all()), region: $env.REGION } }];
```

## Good
```js jsCode
{{@:js:n8n-functions/js/countByCategory.js}}
return [{ json: countByCategory($input.all()) }];
```

## How to fix
Pass the value in through the workflow: a credential, `$vars`, a node before this one. If n8n runs with
`N8N_BLOCK_ENV_ACCESS_IN_NODE=false`, set `block-env-access = false` in the configuration.
"""

from n8n_code_discipline.documents.runtime_source import RunningFunctionNode, RunningJavaScript, RunningJavaScriptGlue
from n8n_code_discipline.n8n import javascript_runtime as n8n
from n8n_code_discipline.registry import Findings, rule

_NEAR = 80  # characters around a name


@rule(RunningFunctionNode, RunningJavaScriptGlue)
def check(source: RunningJavaScript) -> Findings:
    for read in source.missing(n8n.ENV_DENIED.names) if source.settings.block_env_access else ():
        before = source.text[max(0, read.start - _NEAR) : read.start].rstrip()
        is_destructured = before.endswith('=') and before[:-1].rstrip().endswith('}')
        is_element = source.text[read.end : read.end + _NEAR].lstrip().startswith(('[', '?.['))
        if is_destructured or is_element or read.path != read.name:
            yield source.finding(f'{n8n.ENV_DENIED.says()}: pass the value in through the workflow', read)
