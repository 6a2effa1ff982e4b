r"""No function of an injected file is used.

## Why
The placeholder satisfies NCD103, but the node does not run the tested code.

## Bad
```js jsCode
{{@:js:n8n-functions/js/countByCategory.js}}
return [{ json: { count: $input.all().length } }];
```

## Good
```js jsCode
{{@:js:n8n-functions/js/countByCategory.js}}
return [{ json: countByCategory($input.all()) }];
```

## How to fix
Call the function in the glue, or remove its placeholder. A use in another injected file is enough.
"""

from n8n_code_discipline.documents.code_node import Body
from n8n_code_discipline.n8n import javascript_names, python_names
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.text import excerpt


@rule(Body)
def check(node: Body) -> Findings:
    """Report injected files none of whose functions is read outside of the file.

    Silent where the glue reads an undefined name: that may be the misspelt function, and is NCD114.
    """
    names = python_names if node.language == 'py' else javascript_names
    injections = {injection.function.path: injection for injection in reversed(node.injections)}
    used_in_glue = {read.name for read in node.names.reads}
    if all(function.name.stem in used_in_glue for _, function in injections.values()) or node.undefined(names.KNOWN):
        return
    users: dict[str, set[str]] = {}  # a name → the injected files that read it
    for path, (_, function) in injections.items():
        for read in function.names.reads:
            users.setdefault(read.name, set()).add(path)
    for path, (placeholder, function) in reversed(injections.items()):
        functions = [item.name for item in function.names.declarations if item.kind == 'function']
        # a file that lacks the function it is named for is NCD204 or NCD303
        is_used = function.name.stem in used_in_glue or any(
            name in used_in_glue or users.get(name, set()) - {path} for name in functions
        )
        if functions and not is_used:
            shown = ', '.join(functions[:3]) + (', …' if len(functions) > 3 else '')
            yield node.finding(
                f"'{excerpt(function.display_name)}' is injected, but neither the glue nor another injected file uses "
                f'{shown}: call it, or remove the placeholder',
                placeholder,
            )
