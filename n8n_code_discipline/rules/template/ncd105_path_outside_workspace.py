"""A placeholder's path is absolute, leads out of the workspace, or names a directory or private state.

## Why
A template may only inject files of its own workspace. A path such as `../../.env` or `.git/config` would carry
secrets into a workflow. Private state is `n8n-config`, `n8n-build` and every name that begins with a dot.

## Bad
```js jsCode
{{@:js:../shared/countByCategory.js}}
return [{ json: countByCategory($input.all()) }];
```

## Good
```js jsCode
{{@:js:n8n-functions/js/countByCategory.js}}
return [{ json: countByCategory($input.all()) }];
```

## How to fix
Move the file below the workspace root, the directory that contains `n8n-functions/`. `--fix` rewrites a path that
starts at the folder of the template or at `/`, if it leads to one file of the workspace.
"""

from n8n_code_discipline.documents.code_node import CodeNode
from n8n_code_discipline.documents.injected_block import InjectedBlock
from n8n_code_discipline.documents.references import Reference
from n8n_code_discipline.documents.template import Template
from n8n_code_discipline.registry import Edits, Findings, fix, rule
from n8n_code_discipline.rules.template import placeholder_fixes
from n8n_code_discipline.text import excerpt


@rule(CodeNode, Template)
def check(document: CodeNode | Template) -> Findings:
    """Report the placeholders of a code field, and the text placeholders anywhere else."""
    yield from placeholder_fixes.wrong_paths(document, 'outside', _message)


@rule(InjectedBlock)
def check_block(injected: InjectedBlock) -> Findings:
    """Report a marker block that resync would bring to, or write to, a forbidden path."""
    if injected.target.state == 'outside':
        yield injected.finding(
            f"marker path '{injected.block.path}' {injected.target.reason}: resync leaves the block as it is"
        )


@fix(CodeNode, Template)
def correct(document: CodeNode | Template) -> Edits:
    """Correct the paths that mean one file."""
    yield from placeholder_fixes.corrections(document, 'outside')


def _message(template: Template, reference: Reference) -> str:
    kind, path = reference.placeholder.kind, reference.placeholder.path
    message = f"placeholder path '{excerpt(path)}' {reference.target.reason}: "
    likely = template.likely(kind, path)
    if likely.path:
        return f'{message}{likely.reason}, did you mean {template.placeholder(kind, likely.path)}?'
    return message + 'write the path, from the workspace root, of a regular file that is not private'
