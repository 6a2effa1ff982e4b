"""The code field of a Code node contains no placeholder: its logic is inline code.

## Why
Logic in a JSON string cannot be reviewed, tested or reused. In a function file, a paired test covers it and a diff
shows what changed.

## Bad
```js jsCode
const counts = {};
for (const item of $input.all()) {
  counts[item.json.category] = (counts[item.json.category] || 0) + 1;
}
return [{ json: counts }];
```

## Good
```js jsCode
{{@:js:n8n-functions/js/countByCategory.js}}
return [{ json: countByCategory($input.all()) }];
```

## How to fix
Run the command in the message: `n8n-code-discipline extract` moves JavaScript to a function file, writes its paired
test, and leaves a placeholder and one statement in the node. Move Python by hand: into a function under
`n8n-functions/py/` with a paired test. There is no exception for short code.
"""

from n8n_code_discipline.documents.code_node import CodeNode
from n8n_code_discipline.documents.references import extract_command
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.syntax.markup import CODE_KINDS
from n8n_code_discipline.workspace.layout import LANGUAGE_NAMES

_PYTHON_FILE = 'n8n-functions/py/NAME.py'


@rule(CodeNode)
def check(node: CodeNode) -> Findings:
    if not node.is_code_node or node.language is None or not node.code.strip():
        return
    has_placeholder = any(placeholder.kind in CODE_KINDS for placeholder in node.placeholders)
    if has_placeholder or node.near_misses or node.unsynced:
        return
    advice = (
        f'move it to a function file with {extract_command(node.settings.cwd, node.template.path, node.name)}'
        if node.language == 'js'
        else f'move the logic to a function file and inject it with {node.template.placeholder("py", _PYTHON_FILE)}'
    )
    yield node.finding(f'inlined {LANGUAGE_NAMES[node.language]}, no placeholder in {node.field.name}: {advice}')
