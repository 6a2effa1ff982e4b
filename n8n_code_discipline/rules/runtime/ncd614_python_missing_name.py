"""Python reads a name, or an attribute of an item, that Python or n8n 1.x has, but n8n 2.x does not.

## Why

n8n 2.x removes built-in functions that could break out of its sandbox: "name 'open' is not defined" (2.27.4),
likewise `getattr`, `hasattr`, `type`, `object`, `dir`, `vars`, `eval`, `exec`, `input` and others. Of the names that
n8n 1.x gave (`items`, `_input`, `_json`, `_now`, …) only `_items`, `_item` and `print` are left.

`exit()` and `quit()` end the task: "Process exited with code None" (2.36.0).

Items are plain dictionaries: `_items[0].json`, `item.json.total = 1` in a loop over `_items`, and `.to_py()` fail with
"'dict' object has no attribute 'json'" (2.36.0). Reported where the code shows that the value comes from n8n.

## Bad

`pythonCode`

```python
{{@:py:n8n-functions/py/count_by_category.py}}

return [{"json": count_by_category(_input.all())}]
```

## Good

`pythonCode`

```python
{{@:py:n8n-functions/py/count_by_category.py}}

return [{"json": count_by_category(_items)}]
```

## How to fix

Read `_items`, or `_item` in a node that runs once for each item, and `item["json"]` instead of `item.json`. Use
`isinstance` for `type`, dictionaries for `getattr`. Where n8n is set up with another `N8N_RUNNERS_BUILTINS_DENY`, name
its built-in functions in the configuration: `denied-python-builtins = ["eval", "exec"]`.
"""

import _ast
from collections.abc import Iterator
from typing import Any

from n8n_code_discipline.diagnostic import Finding, Span
from n8n_code_discipline.documents.runtime_source import RunningPython, RunningPythonGlue, denied_builtins
from n8n_code_discipline.n8n import python_runtime as n8n
from n8n_code_discipline.registry import rule
from n8n_code_discipline.syntax.python.tree import text, walk

# What a function file may not read anyway: NCD304
_IMPURE = n8n.OLD_NAMES.names | {'open'}


@rule(RunningPython)
def check(source: RunningPython) -> Iterator[Finding]:
    """Report every read of such a name."""
    denied = denied_builtins(source)
    for read in source.missing((n8n.MISSING_NAMES | denied) - (_IMPURE if source.function else frozenset())):
        said = n8n.DENIED_BUILTINS.message.format(name=read.name)
        instead = n8n.REPLACEMENTS.get(read.name)
        yield source.finding(
            f'n8n says "{said}"' + (f': {instead}' if instead else ''),
            read,
            source.uses_without(read.name),
        )


@rule(RunningPythonGlue)
def check_exits(source: RunningPythonGlue) -> Iterator[Finding]:
    """Report calls of `exit` and `quit`."""
    for read in source.missing(n8n.EXITS.names):
        if source.text[read.end :].lstrip(' ').startswith('('):
            yield source.finding(f'n8n says "{n8n.EXITS.message}": return', read)


@rule(RunningPythonGlue)
def check_items(source: RunningPythonGlue) -> Iterator[Finding]:
    """Report every attribute of the input that dictionaries and lists lack."""
    given = frozenset(read.name for read in source.missing(frozenset(_GIVEN)))
    nodes = list(walk(source.module.tree)) if given else []
    kinds: dict[str, type | None] = {name: _GIVEN[name] for name in given}
    for _ in range(_LINKS):
        kinds |= _bindings(nodes, kinds)
    for node in nodes:
        kind = _kind(node.value, kinds) if isinstance(node, _ast.Attribute) else None
        if kind is not None and node.attr not in dir(kind) and not node.attr.startswith('_'):
            said = n8n.NO_ATTRIBUTE.message.format(kind=kind.__name__, name=node.attr)
            instead = 'leave it out' if node.attr == 'to_py' else f"write ['{node.attr}']"
            yield source.finding(f'n8n says "{said}": {instead}', Span(*source.module.span(node)))


# What the values are that n8n hands in
_GIVEN: dict[str, type] = {'_items': list, '_item': dict}
_DEPTH = 8  # of nested expressions that are looked into
_LINKS = 3  # variables that a value is followed through
_CONSUMERS = frozenset({'map', 'filter', 'sorted', 'min', 'max'})


def _kind(node: Any, kinds: dict[str, type | None], depth: int = _DEPTH) -> type | None:
    """Return the type of the input, of an item or of its json; None for any other value."""
    if isinstance(node, _ast.Name):
        return kinds.get(node.id)
    if isinstance(node, _ast.Call) and isinstance(node.func, _ast.Name) and node.func.id in ('list', 'sorted'):
        return list if node.args and depth and _kind(node.args[0], kinds, depth - 1) is list else None
    if not isinstance(node, _ast.Subscript) or not depth:
        return None
    whole = _kind(node.value, kinds, depth - 1)
    if whole is list:
        return list if isinstance(node.slice, _ast.Slice) else dict
    return dict if whole is dict and text(node.slice) == 'json' else None


def _bindings(nodes: list[Any], kinds: dict[str, type | None]) -> dict[str, type | None]:
    """Return the types of the names that the code binds: None where two bindings differ."""
    bound = {id(target): kind for node in nodes for target, kind in _targets(node, kinds)}
    found: dict[str, type | None] = {}
    for node in nodes:
        name = node.arg if isinstance(node, _ast.arg) else getattr(node, 'name', None)
        if isinstance(node, _ast.Name) and isinstance(node.ctx, _ast.Store):
            name = node.id
        if isinstance(name, str):
            kind = bound.get(id(node))
            found[name] = kind if found.get(name, kind) is kind else None
    return found


def _targets(node: Any, kinds: dict[str, type | None]) -> Iterator[tuple[Any, type]]:
    """Yield what a node binds to the input or to an item."""
    if isinstance(node, _ast.Assign) and (kind := _kind(node.value, kinds)):
        yield from ((target, kind) for target in node.targets)
    elif isinstance(node, _ast.For | _ast.comprehension):
        target, iterated = node.target, node.iter
        if isinstance(iterated, _ast.Call) and getattr(iterated.func, 'id', '') == 'enumerate' and iterated.args:
            iterated, target = iterated.args[0], getattr(target, 'elts', [None])[-1]
        if _kind(iterated, kinds) is list:
            yield target, dict
    elif isinstance(node, _ast.Call) and getattr(node.func, 'id', '') in _CONSUMERS and node.args:
        functions = [*node.args[:1], *(keyword.value for keyword in node.keywords)]
        for function in functions if _kind(node.args[-1], kinds) is list else ():
            if isinstance(function, _ast.Lambda) and len(function.args.args) == 1:
                yield function.args.args[0], dict
