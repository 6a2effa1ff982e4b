"""JavaScript calls a method of the node or a helper that n8n 2.x does not have.

## Why
In n8n 1.x `this` was the node; in 2.x it is the global object of the task runner: "this.getNodeParameter is not a
function" (2.40.7). Some helpers remain, others are rejected: 'The function "helpers.returnJsonArray" is not supported
in the Code Node' (2.40.7).

## Bad
```js jsCode
{{@:js:n8n-functions/js/countByCategory.js}}
return this.helpers.returnJsonArray([countByCategory($input.all())]);
```

## Good
```js jsCode
{{@:js:n8n-functions/js/countByCategory.js}}
return [{ json: countByCategory($input.all()) }];
```

## How to fix
Return plain items instead of `returnJsonArray`. `$getWorkflowStaticData`, `$execution`, `$workflow` and `$input`
replace the methods of `this`; `this.helpers` keeps `httpRequest` and the functions for binary data.
"""

from n8n_code_discipline.documents.runtime_source import RunningJavaScriptGlue
from n8n_code_discipline.n8n import javascript_runtime as n8n
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.syntax.names import Read


@rule(RunningJavaScriptGlue)
def check(source: RunningJavaScriptGlue) -> Findings:
    """Report every call of such a method of `this`, of `this.helpers` and of `helpers`; reading one fails nowhere."""
    for read in (*source.names.this, *source.missing(frozenset({'helpers'}))):
        said = _refused(read)
        if said and source.is_called(read) and not source.is_guarded(read.start):
            yield source.finding(f"n8n says '{said}'", read)


def _refused(read: Read) -> str:
    first, *rest = read.path.removeprefix('this.').split('.')
    if first == 'helpers' and rest and rest[0] in n8n.REFUSED_HELPERS.names:
        return n8n.REFUSED_HELPERS.message.format(name=rest[0])
    if read.name == 'this' and first in n8n.MISSING_METHODS.names:
        return n8n.MISSING_METHODS.message.format(name=f'this.{first}')
    if first == 'helpers' and rest and rest[0] in n8n.MISSING_HELPERS.names:
        return n8n.MISSING_HELPERS.message.format(name=f'helpers.{rest[0]}')
    return ''
