r"""The glue of a Code node declares a function or a class.

## Why
A named function is logic. Beside a placeholder it is as untested as inline code, and readers look for it in the
function file. A callback passed as an argument is fine.

## Bad
```js jsCode
{{@:js:n8n-functions/js/countByCategory.js}}
const isOpen = (item) => item.json.state === 'open';
return [{ json: countByCategory($input.all().filter(isOpen)) }];
```

## Good
```js jsCode
{{@:js:n8n-functions/js/countByCategory.js}}
const open = $input.all().filter((item) => item.json.state === 'open');
return [{ json: countByCategory(open) }];
```

## How to fix
Move the function into a function file of its own or into the injected one, where a test can cover it.
"""

from n8n_code_discipline.documents.code_node import Body
from n8n_code_discipline.registry import Findings, rule


@rule(Body)
def check(node: Body) -> Findings:
    """Report functions and classes that get a name in the glue; code without a placeholder is NCD103."""
    for binding in node.names.bindings if node.is_code_node and node.injections else ():
        if not node.is_stand_in(binding):
            yield node.code_finding(
                f"the glue declares the {binding.kind} '{binding.name}': logic belongs in a tested function file, "
                f'move it there',
                binding,
            )
