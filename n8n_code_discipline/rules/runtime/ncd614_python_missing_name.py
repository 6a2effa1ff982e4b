"""Python reads a name that Python or n8n 1.x has, but n8n 2.x does not.

## Why

n8n 2.x removes built-in functions that could break out of its sandbox: "name 'open' is not defined" (2.27.4),
likewise `getattr`, `hasattr`, `type`, `object`, `dir`, `vars`, `eval`, `exec`, `input` and others. Of the names that
n8n 1.x gave (`items`, `_input`, `_json`, `_now`, …) only `_items`, `_item` and `print` are left.

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

Read `_items`, or `_item` in a node that runs once for each item. Use `isinstance` for `type`, dictionaries for
`getattr`. Where n8n is set up with another `N8N_RUNNERS_BUILTINS_DENY`, ignore this rule for the repository.
"""

from collections.abc import Iterator

from n8n_code_discipline.diagnostic import Finding
from n8n_code_discipline.documents.runtime_source import RunningPython
from n8n_code_discipline.n8n import python_runtime as n8n
from n8n_code_discipline.n8n.facts import find
from n8n_code_discipline.registry import rule

_NAMES: frozenset[str] = frozenset().union(*(fact.names for fact in n8n.MISSING_NAMES))
# What a function file may not read anyway: NCD304
_IMPURE = n8n.OLD_NAMES.names | {'open'}


@rule(RunningPython)
def check(source: RunningPython) -> Iterator[Finding]:
    """Report every read of such a name."""
    for read in source.missing(_NAMES - _IMPURE if source.function else _NAMES):
        fact = find(n8n.MISSING_NAMES, read.name)
        said = fact.message.format(name=read.name) if fact else ''
        instead = n8n.REPLACEMENTS.get(read.name)
        yield source.finding(
            f'n8n says "{said}"' + (f': {instead}' if instead else ''),
            read,
            source.uses_without(read.name),
        )
