"""A template contains a marker block: injected code that was not collapsed to its placeholder.

## Why
The function's code is now in two places. A fix in the function file does not reach the template, and an edit made
in n8n hides in the block.

## Bad
```js jsCode
/* #:js:n8n-functions/js/countByCategory.js */
function countByCategory(items) { return items.length; }
/* /#:js:n8n-functions/js/countByCategory.js */
return [{ json: countByCategory($input.all()) }];
```

## Good
```js jsCode
{{@:js:n8n-functions/js/countByCategory.js}}
return [{ json: countByCategory($input.all()) }];
```

## How to fix
Run `n8n-code-discipline resync FILE`, or put the `n8n-resync` hook before this one. It restores the placeholder, and
reports code that was edited in n8n.
"""

from n8n_code_discipline.documents.code_node import CodeNode
from n8n_code_discipline.documents.injected_block import injected_blocks
from n8n_code_discipline.registry import Findings, rule


@rule(CodeNode)
def check(node: CodeNode) -> Findings:
    """Report every whole marker block. Broken ones are NCD502's."""
    for injected in injected_blocks(node):
        command = node.settings.command('resync', path=node.template.path)
        yield injected.finding(
            f"injected code of '{injected.block.path}' stands where its placeholder belongs: run {command}"
        )
