r"""Two sources of a Code node declare the same name.

## Why
After hydrate, injected files and glue are one function body. n8n rejects a second declaration of a `const`, `let` or
class. Of two functions, the later one silently replaces the earlier one.

## Bad
```js jsCode
{{@:js:n8n-functions/js/countByCategory.js}}
const countByCategory = $input.first().json.counts;
return [{ json: countByCategory }];
```

## Good
```js jsCode
{{@:js:n8n-functions/js/countByCategory.js}}
const counts = countByCategory($input.all());
return [{ json: counts }];
```

## How to fix
Rename one of the two. Names declared by `var` or by a Python assignment may be declared again; identical Python
imports are fine too.
"""

from n8n_code_discipline.documents.code_node import Body, Injection
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.syntax.names import Declaration
from n8n_code_discipline.text import excerpt
from n8n_code_discipline.workspace.layout import Language


@rule(Body)
def check(node: Body) -> Findings:
    injections = {injection.function.path: injection for injection in reversed(node.injections)}
    declared: list[tuple[Declaration, Injection | None]] = [
        (declaration, injection)
        for injection in reversed(injections.values())  # injected twice, a file replaces itself
        for declaration in injection.function.names.declarations
    ]
    declared += [(declaration, None) for declaration in node.names.declarations if not node.is_stand_in(declaration)]
    first: dict[str, tuple[Declaration, Injection | None]] = {}
    for declaration, injection in declared:
        earlier, other = first.setdefault(declaration.name, (declaration, injection))
        if other is not None and other is not injection and _collide(earlier, declaration, other.function.language):
            message = _message(earlier, declaration, other, injection)
            yield node.finding(message, injection.placeholder) if injection else node.code_finding(message, declaration)


def _collide(one: Declaration, other: Declaration, language: Language) -> bool:
    kinds = {one.kind, other.kind}
    if language == 'py':
        identical = one.kind == other.kind == 'import' and one.target == other.target
        return 'var' not in kinds and not identical
    return 'var' not in kinds or not kinds <= {'var', 'function'}


def _message(one: Declaration, other: Declaration, first: Injection, second: Injection | None) -> str:
    by = f"'{excerpt(second.function.display_name)}'" if second else 'the glue'
    refused = first.function.language == 'js' and {one.kind, other.kind} & {'lexical', 'class'}
    reason = 'n8n refuses the code' if refused else 'only the later one counts'
    return (
        f"'{excerpt(one.name)}' is declared by '{excerpt(first.function.display_name)}' and again by {by}: {reason}, "
        f'rename one of them'
    )
