"""A placeholder names a file that does not exist.

## Why

Hydrate cannot fill it in. Paths are relative to the workspace root, not to `n8n-functions/js/`. Every placeholder is
checked, those of text files (`txt`, `md`, `json`, `html`) too.

## Bad

`jsCode`

```js
{{@:js:countByCategory.js}}

return [{ json: countByCategory($input.all()) }];
```

## Good

`jsCode`

```js
{{@:js:n8n-functions/js/countByCategory.js}}

return [{ json: countByCategory($input.all()) }];
```

## How to fix

Correct the path; the message names the file that was looked for and, when the prefix was forgotten, the likely one.
"""

from __future__ import annotations

from collections.abc import Iterator

from n8n_code_discipline.diagnostic import Finding
from n8n_code_discipline.documents import CodeNode
from n8n_code_discipline.documents import Reference
from n8n_code_discipline.documents import Template
from n8n_code_discipline.markup import CODE_KINDS
from n8n_code_discipline.markup import canonical
from n8n_code_discipline.registry import rule
from n8n_code_discipline.workspace import display
from n8n_code_discipline.workspace import resolve


@rule(CodeNode)
def check_code(node: CodeNode) -> Iterator[Finding]:
    """Report missing files of placeholders in a code field."""
    for reference in node.references:
        if reference.target.state == 'missing':
            placeholder = reference.placeholder
            yield node.finding(_message(node.template, reference), placeholder.start, placeholder.end)


@rule(Template)
def check_strings(template: Template) -> Iterator[Finding]:
    """Report missing files of text placeholders anywhere else."""
    for path, reference in template.text_references:
        if reference.target.state == 'missing' and reference.placeholder.kind not in CODE_KINDS:
            placeholder = reference.placeholder
            message = _message(template, reference)
            yield template.finding_in_string(message, path, placeholder.start, placeholder.end, None)


def _message(template: Template, reference: Reference) -> str:
    placeholder = reference.placeholder
    cwd = template.settings.cwd
    message = f"the file of placeholder '{placeholder.path}' does not exist: {display(cwd, reference.target.path)}"
    if '\\' in placeholder.path:
        return f"{message}; write '/' instead of '\\'"
    if placeholder.kind in CODE_KINDS:
        likely = f'n8n-functions/{placeholder.kind}/{placeholder.path}'
        if resolve(template.root, likely).state == 'file':
            return f'{message}; did you mean {canonical(placeholder.kind, likely)}? Paths start at the workspace root'
    return message
