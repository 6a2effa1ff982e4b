"""A code placeholder does not fit the language of its code field, or names no function file of that language.

## Why

JavaScript in a Python node, or a file that is no function file, escapes the rules that keep function files pure and
tested. A function file lies under `n8n-functions/js/` and ends in `.js`, or under `n8n-functions/py/` and ends in
`.py`; `__init__.py`, `conftest.py`, `test_*.py` and `*.test.js` are none.

## Bad

`jsCode`

```js
{{@:py:n8n-functions/py/count_by_category.py}}

return [];
```

## Good

`pythonCode`

```python
{{@:py:n8n-functions/py/count_by_category.py}}

return [{"json": count_by_category(items)}]
```

## How to fix

Use the placeholder kind of the node's language, and keep the file under `n8n-functions/<language>/`.
"""

from __future__ import annotations

from collections.abc import Iterator

from n8n_code_discipline.diagnostic import Finding
from n8n_code_discipline.documents import CodeNode
from n8n_code_discipline.documents import Reference
from n8n_code_discipline.markup import CODE_KINDS
from n8n_code_discipline.registry import rule
from n8n_code_discipline.text import excerpt
from n8n_code_discipline.workspace import LANGUAGE_NAMES
from n8n_code_discipline.workspace import function_path
from n8n_code_discipline.workspace import relative


@rule(CodeNode)
def check(node: CodeNode) -> Iterator[Finding]:
    """Report placeholders of the wrong kind, or of files that are no function files of their kind."""
    for reference in node.references:
        message = _message(node, reference)
        if message:
            yield node.finding(message, reference.placeholder.start, reference.placeholder.end)


def _message(node: CodeNode, reference: Reference) -> str:
    kind, path = reference.placeholder.kind, reference.placeholder.path
    if kind not in CODE_KINDS or node.language is None or reference.target.state == 'outside':
        return ''
    shown = excerpt(path)
    language = LANGUAGE_NAMES[node.language]
    if kind != node.language:
        return (
            f"'{shown}' cannot be injected as {kind}, this node runs {language}: "
            f"name a {node.language} function file or correct the node's language"
        )
    if reference.target.state == 'missing':
        return ''
    home = f'n8n-functions/{kind}/'
    inside = relative(node.template.root, reference.target.path)
    if not inside.startswith(home):
        return f"'{shown}' is not under {home}: only {language} function files from there are injected here"
    if not inside.endswith(f'.{kind}'):
        return f"'{shown}' does not end in .{kind}: only {language} function files are injected here"
    if function_path(node.template.root, reference.target.path) is None:
        return f"'{shown}' is no function file but named like a test, a package or a hidden file: rename it"
    return ''
