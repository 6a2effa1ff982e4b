"""Code reads a name that exists only in the other mode of the node.

## Why
`items` exists if a node runs once for all items, `item` if it runs once for each item; in Python `_items` and `_item`.
n8n 2.x says "items is not defined" (2.40.7), in Python "name '_items' is not defined". A node without a `mode` runs
once for all items.

## Bad
```js jsCode (each item)
{{@:js:n8n-functions/js/countByCategory.js}}
return { json: countByCategory(items) };
```

## Good
```js jsCode (each item)
{{@:js:n8n-functions/js/countByCategory.js}}
return { json: countByCategory([item]) };
```

## How to fix
Change the mode of the node, or read the name that its mode has.
"""

from n8n_code_discipline.documents.runtime_source import (
    ALL_ITEMS,
    EACH_ITEM,
    RunningFunctionNode,
    RunningJavaScriptGlue,
    RunningPythonGlue,
    RunningSource,
)
from n8n_code_discipline.n8n import javascript_runtime, python_runtime
from n8n_code_discipline.registry import Findings, rule

_INSTEAD = {'items': 'item', 'item': 'items', '_items': '_item', '_item': '_items', '_query': '_item'}


@rule(RunningJavaScriptGlue, RunningFunctionNode, RunningPythonGlue)
def check(source: RunningSource) -> Findings:
    """Report every read of a name that the node's mode does not give; a function file may read none: NCD205, NCD304."""
    n8n = javascript_runtime if source.document.language == 'js' else python_runtime
    is_each = source.runs_each if isinstance(source, RunningFunctionNode) else source.uses[0].mode == EACH_ITEM
    where = 'each item' if is_each else 'all items'
    for read in source.missing(n8n.WRONG_MODE.names):
        if n8n.MODE_NAMES[read.name] != (EACH_ITEM if is_each else ALL_ITEMS):
            said = n8n.WRONG_MODE.says(name=read.name)
            yield source.finding(
                f'{said} where a node runs once for {where}: read {_INSTEAD[read.name]}, or change the mode', read
            )
