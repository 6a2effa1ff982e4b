"""A code placeholder does not match the language of its code field, or its path is not a function file's.

## Why
JavaScript in a Python node, or a file that is not a function file, evades the rules that keep function files pure and
tested: files under `n8n-functions/js/` that end in `.js` and under `n8n-functions/py/` that end in `.py`, tests
excepted. A `*/` in the path would end the comment of the marker ("Invalid regular expression: missing /", 2.40.7).

## Bad
```js jsCode
{{@:py:n8n-functions/py/count_by_category.py}}
return [];
```

## Good
```python pythonCode
{{@:py:n8n-functions/py/count_by_category.py}}
return [{"json": count_by_category(items)}]
```

## How to fix
Use the placeholder kind of the node's language, and keep the file under `n8n-functions/<language>/`.
"""

from n8n_code_discipline.documents.code_node import CodeNode
from n8n_code_discipline.documents.injected_block import InjectedBlock
from n8n_code_discipline.documents.references import Reference
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.syntax.markup import CODE_KINDS
from n8n_code_discipline.text import excerpt
from n8n_code_discipline.workspace.layout import LANGUAGE_NAMES, Language, function_path, relative
from n8n_code_discipline.workspace.targets import Target


@rule(CodeNode)
def check_code(node: CodeNode) -> Findings:
    """Report placeholders of the wrong kind, or of files that are no function files of their kind."""
    for reference in node.references:
        message = _message(node, reference)
        if message:
            yield node.finding(message, reference.placeholder)


@rule(InjectedBlock)
def check_block(injected: InjectedBlock) -> Findings:
    """Report a marker block that resync would bring to, or write to, a file that is no function file."""
    node, block = injected.node, injected.block
    if injected.target.state != 'outside':
        problem = _path_problem(node.template.root, node.field_language, block.path, injected.target)
        if problem:
            message = f'{problem}; resync leaves the block as it is'
            yield injected.finding(message)


def _message(node: CodeNode, reference: Reference) -> str:
    kind, path = reference.placeholder.kind, reference.placeholder.path
    if kind not in CODE_KINDS or reference.target.state == 'outside':
        return ''
    if node.language is not None and kind != node.language:
        return (
            f"'{excerpt(path)}' cannot be injected as {kind}, this node runs {LANGUAGE_NAMES[node.language]}: "
            f"name a {node.language} function file or correct the node's language"
        )
    if kind != node.field_language:
        return f"'{excerpt(path)}' cannot be injected as {kind} into {node.field.name}"
    if reference.target.state == 'missing':
        return ''
    return _path_problem(node.template.root, node.field_language, path, reference.target)


def _path_problem(root: str, language: Language, path: str, target: Target) -> str:
    name = LANGUAGE_NAMES[language]
    home = f'n8n-functions/{language}/'
    inside = relative(root, target.path)
    if not inside.startswith(home):
        return f"'{excerpt(path)}' is not under {home}: only {name} function files from there are injected here"
    if not inside.endswith(f'.{language}'):
        return f"'{excerpt(path)}' does not end in .{language}: only {name} function files are injected here"
    if language == 'js' and '*/' in path:
        return f"'{excerpt(path)}' contains '*/', which would end the comment of its marker: rename the folder"
    if function_path(root, target.path) is None:
        return f"'{excerpt(path)}' is not a function file, because it is named like a test or a package: rename it"
    return ''
