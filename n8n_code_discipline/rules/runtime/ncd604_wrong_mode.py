r"""Code reads a name that n8n gives in the other mode of the node only.

## Why

`items` exists where a node runs once for all items, `item` where it runs once for each item, in Python `_items` and
`_item`. n8n 2.x says "items is not defined", with the hint "Did you mean `$input.all()`?" (2.40.7), in Python "name
'_items' is not defined". An absent `mode` means once for all items.

## Bad

```json n8n-workflows-template/orders.template.json
{"nodes": [{
  "name": "Count", "type": "n8n-nodes-base.code", "typeVersion": 2,
  "parameters": {
    "mode": "runOnceForEachItem",
    "jsCode": "{{@:js:n8n-functions/js/countByCategory.js}}\nreturn { json: countByCategory(items) };"
  }
}]}
```

## Good

```json n8n-workflows-template/orders.template.json
{"nodes": [{
  "name": "Count", "type": "n8n-nodes-base.code", "typeVersion": 2,
  "parameters": {
    "mode": "runOnceForEachItem",
    "jsCode": "{{@:js:n8n-functions/js/countByCategory.js}}\nreturn { json: countByCategory([item]) };"
  }
}]}
```

## How to fix

Change the mode of the node, or read the name that its mode has.
"""

from collections.abc import Iterator

from n8n_code_discipline.diagnostic import Finding
from n8n_code_discipline.documents.runtime_source import (
    ALL_ITEMS,
    EACH_ITEM,
    RunningFunctionNode,
    RunningJavaScriptGlue,
    RunningPythonGlue,
    RunningSource,
    mode,
)
from n8n_code_discipline.n8n import javascript_runtime, python_runtime
from n8n_code_discipline.n8n.facts import Fact
from n8n_code_discipline.registry import rule

_INSTEAD = {'items': 'item', 'item': 'items', '_items': '_item', '_item': '_items', '_query': '_item'}


@rule(RunningJavaScriptGlue)
def check_javascript(source: RunningJavaScriptGlue) -> Iterator[Finding]:
    """Report every read of a name that the node's mode does not give; a function file may read none: NCD205."""
    yield from _wrong_reads(source, mode(source.document), javascript_runtime.MODE_NAMES, javascript_runtime.WRONG_MODE)


@rule(RunningFunctionNode)
def check_function_node(source: RunningFunctionNode) -> Iterator[Finding]:
    """Report `items` in a Function Item node, and `item` in a Function node."""
    actual = EACH_ITEM if source.runs_each else ALL_ITEMS
    yield from _wrong_reads(source, actual, javascript_runtime.MODE_NAMES, javascript_runtime.WRONG_MODE)


@rule(RunningPythonGlue)
def check_python(source: RunningPythonGlue) -> Iterator[Finding]:
    """Report every read of a name that the node's mode does not give; a function file may read none: NCD304."""
    yield from _wrong_reads(source, mode(source.document), python_runtime.MODE_NAMES, python_runtime.WRONG_MODE)


def _wrong_reads(source: RunningSource, actual: str, modes: dict[str, str], fact: Fact) -> Iterator[Finding]:
    for read in source.missing(fact.names):
        if modes[read.name] != actual:
            said = fact.message.format(name=read.name)
            where = 'each item' if actual == EACH_ITEM else 'all items'
            yield source.finding(
                f'n8n says "{said}" where a node runs once for {where}: read {_INSTEAD[read.name]}, or change the mode',
                read,
            )
