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

from collections.abc import Iterator

from n8n_code_discipline.documents.code_node import CodeNode
from n8n_code_discipline.documents.references import Reference
from n8n_code_discipline.documents.template import Template
from n8n_code_discipline.edits import TextEdit
from n8n_code_discipline.registry import Findings, fix, rule
from n8n_code_discipline.rules.template import placeholder_fixes
from n8n_code_discipline.syntax.markup import CODE_KINDS
from n8n_code_discipline.text import excerpt
from n8n_code_discipline.workspace.layout import display


@rule(CodeNode)
def check_code(node: CodeNode) -> Findings:
    """Report missing files of placeholders in a code field."""
    for reference in node.references:
        if reference.target.state == 'missing':
            placeholder = reference.placeholder
            yield node.finding(_message(node.template, reference), placeholder)


@rule(Template)
def check_strings(template: Template) -> Findings:
    """Report missing files of text placeholders anywhere else."""
    for found in template.text_references:
        if found.reference.target.state == 'missing' and found.reference.placeholder.kind not in CODE_KINDS:
            yield template.finding_in_text(_message(template, found.reference), found)


@fix(CodeNode)
def correct_code(node: CodeNode) -> Iterator[TextEdit]:
    """Correct paths in a code field."""
    return placeholder_fixes.in_code(node, 'missing')


@fix(Template)
def correct_strings(template: Template) -> Iterator[TextEdit]:
    """Correct paths of text placeholders anywhere else."""
    return placeholder_fixes.in_strings(template, 'missing')


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
