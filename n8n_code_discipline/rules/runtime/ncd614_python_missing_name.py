"""Python reads a name, or an attribute of an item, that Python or n8n 1.x has, but n8n 2.x does not.

## Why
n8n 2.x removes built-in functions that could break out of its sandbox: "name 'open' is not defined" (2.27.4), likewise
`getattr`, `hasattr`, `type`, `object`, `eval`, `exec` and others. Of the names of n8n 1.x (`items`, `_input`, `_json`,
…), only `_items`, `_item` and `print` are left. `exit()` ends the task: "Process exited with code None" (2.36.0). Items
are plain dictionaries: `_items[0].json` and `.to_py()` fail with "'dict' object has no attribute 'json'" (2.36.0).

## Bad
```python pythonCode
{{@:py:n8n-functions/py/count_by_category.py}}
return [{"json": count_by_category(_input.all())}]
```

## Good
```python pythonCode
{{@:py:n8n-functions/py/count_by_category.py}}
return [{"json": count_by_category(_items)}]
```

## How to fix
Read `_items`, or `_item` in a node that runs once for each item, and `item["json"]` instead of `item.json`. If your n8n
sets `N8N_RUNNERS_BUILTINS_DENY`, copy its names into the configuration: `denied-python-builtins = ["eval", "exec"]`.
"""

import _ast

from n8n_code_discipline.diagnostic import Span
from n8n_code_discipline.documents.runtime_source import RunningPython, RunningPythonGlue, denied_builtins
from n8n_code_discipline.n8n import python_runtime as n8n
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.rules.runtime import python_values
from n8n_code_discipline.rules.runtime.values import ITEM, UNKNOWN, Kind
from n8n_code_discipline.syntax.python.tree import walk

# What a function file may not read anyway: NCD304
_IMPURE = n8n.OLD_NAMES.names | {'open'}


@rule(RunningPython)
def check(source: RunningPython) -> Findings:
    """Report every read of such a name."""
    denied = denied_builtins(source)
    for read in source.missing((n8n.MISSING_NAMES | denied) - (_IMPURE if source.function else frozenset())):
        said = n8n.DENIED_BUILTINS.says(name=read.name)
        instead = n8n.REPLACEMENTS.get(read.name)
        yield source.finding(said + (f': {instead}' if instead else ''), read, source.uses_without(read.name))


@rule(RunningPythonGlue)
def check_exits(source: RunningPythonGlue) -> Findings:
    """Report calls of `exit` and `quit`."""
    for read in source.missing(n8n.EXITS.names):
        if source.text[read.end :].lstrip(' ').startswith('('):
            yield source.finding(f'{n8n.EXITS.says()}: return', read)


@rule(RunningPythonGlue)
def check_items(source: RunningPythonGlue) -> Findings:
    """Report every attribute of the input that dictionaries and lists lack."""
    nodes = list(walk(source.module.tree)) if any(source.missing(_GIVEN)) else []
    values = python_values.Values(nodes)
    for node in nodes:
        value = values.value(node.value) if isinstance(node, _ast.Attribute) else UNKNOWN
        kind = _TYPES.get(value.kind, object) if value.kind != 'array' or value.elements == (ITEM,) else object
        if kind is not object and node.attr not in dir(kind) and not node.attr.startswith('_'):
            said = n8n.NO_ATTRIBUTE.says(kind=kind.__name__, name=node.attr)
            instead = 'leave it out' if node.attr == 'to_py' else f"write ['{node.attr}']"
            yield source.finding(f'{said}: {instead}', Span(*source.module.span(node)))


_GIVEN = frozenset({'_items', '_item'})
_TYPES: dict[Kind, type] = {'array': list, 'item': dict, 'object': dict}
