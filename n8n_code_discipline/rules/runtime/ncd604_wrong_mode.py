r"""Code reads a name that n8n gives in the other mode of the node only.

## Why

`items` exists where a node runs once for all items, `item` where it runs once for each item, in Python `_items` and
`_item`. n8n 2.x says "items is not defined", with the hint "Did you mean `$input.all()`?" (2.40.7), in Python "name
'_items' is not defined". An absent `mode` means once for all items.

## Bad

`n8n-workflows-template/orders.template.json`

```json
{"nodes": [{
  "name": "Count",
  "type": "n8n-nodes-base.code",
  "typeVersion": 2,
  "parameters": {
    "mode": "runOnceForEachItem",
    "jsCode": "{{@:js:n8n-functions/js/countByCategory.js}}\nreturn { json: countByCategory(items) };"
  }
}]}
```

## Good

`n8n-workflows-template/orders.template.json`

```json
{"nodes": [{
  "name": "Count",
  "type": "n8n-nodes-base.code",
  "typeVersion": 2,
  "parameters": {
    "mode": "runOnceForEachItem",
    "jsCode": "{{@:js:n8n-functions/js/countByCategory.js}}\nreturn { json: countByCategory([item]) };"
  }
}]}
```

## How to fix

Change the mode of the node, or read the name that its mode has.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from n8n_code_discipline.documents.runtime_source import EACH_ITEM
from n8n_code_discipline.documents.runtime_source import RunningSource
from n8n_code_discipline.documents.runtime_source import mode
from n8n_code_discipline.n8n import javascript_runtime
from n8n_code_discipline.n8n import python_runtime
from n8n_code_discipline.registry import rule

if TYPE_CHECKING:
    from n8n_code_discipline.diagnostic import Finding

_INSTEAD = {'items': 'item', 'item': 'items', '_items': '_item', '_item': '_items'}


@rule(RunningSource)
def check(source: RunningSource) -> Iterator[Finding]:
    """Report every read of a name that no node's mode gives."""
    n8n = javascript_runtime if source.document.language == 'js' else python_runtime
    node = source.glue
    if source.target < 2 or node is None:  # a function file may read neither: NCD205, NCD304
        return
    for read in source.missing(n8n.WRONG_MODE.names):
        wanted = n8n.MODE_NAMES[read.name]
        if mode(node) != wanted:
            said = n8n.WRONG_MODE.message.format(name=read.name)
            where = 'each item' if mode(node) == EACH_ITEM else 'all items'
            yield source.finding(
                f'n8n says "{said}" where a node runs once for {where}: read {_INSTEAD[read.name]}, or change the mode',
                read.start,
                read.end,
            )
