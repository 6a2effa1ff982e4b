"""A placeholder names a file that does not exist.

## Why
`hydrate` cannot replace it. Paths are relative to the workspace root, not to `n8n-functions/js/`. Every placeholder is
checked, including those of text files (`txt`, `md`, `json`, `html`).

## Bad
```js jsCode
{{@:js:countByCategory.js}}
return [{ json: countByCategory($input.all()) }];
```

## Good
```js jsCode
{{@:js:n8n-functions/js/countByCategory.js}}
return [{ json: countByCategory($input.all()) }];
```

## How to fix
Correct the path; it is case-sensitive on every system. If the message suggests an existing file, `--fix` writes its
path, if no other file is as close and the glue uses its function.
"""

from n8n_code_discipline.documents.code_node import CodeNode
from n8n_code_discipline.documents.references import Reference
from n8n_code_discipline.documents.template import Template
from n8n_code_discipline.registry import Edits, Findings, fix, rule
from n8n_code_discipline.rules.template import placeholder_fixes
from n8n_code_discipline.text import excerpt
from n8n_code_discipline.workspace.layout import display


@rule(CodeNode, Template)
def check(document: CodeNode | Template) -> Findings:
    """Report the placeholders of a code field, and the text placeholders anywhere else."""
    yield from placeholder_fixes.wrong_paths(document, 'missing', _message)


@fix(CodeNode, Template)
def correct(document: CodeNode | Template) -> Edits:
    """Correct the paths that mean one file."""
    yield from placeholder_fixes.corrections(document, 'missing')


def _message(template: Template, reference: Reference) -> str:
    kind, path = reference.placeholder.kind, reference.placeholder.path
    if reference.target.reason:
        return f"placeholder path '{excerpt(path)}' {reference.target.reason}"
    resolved = display(template.settings.cwd, reference.target.path)
    message = f"the file of placeholder '{excerpt(path)}' does not exist: {resolved}"
    likely = template.likely(kind, path)
    if likely.path:
        reason = f'{likely.reason}, ' if likely.reason else ''
        return f'{message}; {reason}did you mean {template.placeholder(kind, likely.path)}?'
    return f'{message}; create it or correct the path, which starts at the workspace root'
