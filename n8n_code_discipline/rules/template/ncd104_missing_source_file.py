"""A placeholder names a file that does not exist.

## Why

`hydrate` cannot replace it. Paths are relative to the workspace root, not to `n8n-functions/js/`. Every placeholder is
checked, including those of text files (`txt`, `md`, `json`, `html`).

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

Correct the path. The message names the file that does not exist and, where the prefix is missing or the case is
wrong, the file that was probably meant. Paths are case-sensitive on every system, because they are on Linux.
"""

from collections.abc import Iterator

from n8n_code_discipline.diagnostic import Finding
from n8n_code_discipline.documents.code_node import CodeNode
from n8n_code_discipline.documents.references import Reference
from n8n_code_discipline.documents.template import Template
from n8n_code_discipline.registry import rule
from n8n_code_discipline.syntax.markup import CODE_KINDS
from n8n_code_discipline.text import excerpt
from n8n_code_discipline.workspace.layout import display, relative
from n8n_code_discipline.workspace.targets import resolve, similar, spelled


@rule(CodeNode)
def check_code(node: CodeNode) -> Iterator[Finding]:
    """Report missing files of placeholders in a code field."""
    for reference in node.references:
        if reference.target.state == 'missing':
            placeholder = reference.placeholder
            yield node.finding(_message(node.template, reference), placeholder)


@rule(Template)
def check_strings(template: Template) -> Iterator[Finding]:
    """Report missing files of text placeholders anywhere else."""
    for found in template.text_references:
        if found.reference.target.state == 'missing' and found.reference.placeholder.kind not in CODE_KINDS:
            yield template.finding_in_text(_message(template, found.reference), found)


def _message(template: Template, reference: Reference) -> str:
    kind, path = reference.placeholder.kind, reference.placeholder.path
    if reference.target.reason:
        return f"placeholder path '{excerpt(path)}' {reference.target.reason}"
    resolved = display(template.settings.cwd, reference.target.path)
    message = f"the file of placeholder '{excerpt(path)}' does not exist: {resolved}"
    prefixes = (f'n8n-functions/{kind}/', 'n8n-functions/') if kind in CODE_KINDS else ()
    for likely in (prefix + path for prefix in prefixes):
        if resolve(template.root, likely).state == 'file':
            return f'{message}; paths start at the workspace root, did you mean {template.placeholder(kind, likely)}?'
    likely = relative(template.root, spelled(template.root, reference.target.path))
    if likely and resolve(template.root, likely).state == 'file':
        return f'{message}; upper and lower case count, did you mean {template.placeholder(kind, likely)}?'
    likely = relative(template.root, similar(template.root, reference.target.path))
    if likely and resolve(template.root, likely).state == 'file':
        return f'{message}; did you mean {template.placeholder(kind, likely)}?'
    return f'{message}; create it or correct the path, which starts at the workspace root'
