"""Python uses a name that the code analysis of n8n 2.x blocks.

## Why
n8n analyzes all code before it runs: "Line 5: Access to name '__name__' is disallowed, because it can be used to bypass
security restrictions." (2.27.4). Blocked are `__name__`, attributes such as `__class__`, `__dict__` and **`obj`**, text
that equals one of these (`{"obj": 1}`) or formats one (`"{0.__class__}"`), a format method that is not called at once,
and positional class patterns in `match`. `allow-python-modules = ["*"]` allows them all.

## Bad
```python n8n-functions/py/count_by_category.py
def count_by_category(items):
    return {"obj": len(items)}
```

## Good
```python n8n-functions/py/count_by_category.py
def count_by_category(items):
    return {"object": len(items)}
```

## How to fix
Remove `if __name__ == "__main__":`; a function file does not need it. Rename the key or attribute, or build the text
at run time from parts that are not all literals.
"""

import _ast
import re
import string
from collections.abc import Callable, Iterator
from typing import Any

from n8n_code_discipline.diagnostic import Span
from n8n_code_discipline.documents.runtime_source import RunningPython
from n8n_code_discipline.n8n import python_runtime as n8n
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.syntax.python.tree import text, walk

_FORMAT_FIELD = re.compile(r'\.(\w+)|\[([\'"]?)(\w+)\2\]')


@rule(RunningPython)
def check(source: RunningPython) -> Findings:
    """Report all that n8n's analysis would, imports and texts that are put together aside."""
    if '*' in source.settings.allow_python_modules:
        return
    module = source.module
    nodes = list(walk(module.tree))
    called = {id(node.func) for node in nodes if isinstance(node, _ast.Call)}
    for node in nodes:
        messages = dict.fromkeys(_CHECKS[type(node)](node)) if type(node) in _CHECKS else {}
        if isinstance(node, _ast.Attribute) and node.attr in n8n.BARE_FORMAT.names and id(node) not in called:
            messages[n8n.BARE_FORMAT.says(name=node.attr)] = None
        start, end = module.span(node) if messages else (0, 0)
        line_end = module.source.find('\n', start) if hasattr(node, 'body') else -1
        for message in messages:
            yield source.finding(message, Span(start, min(end, line_end) if line_end >= 0 else end))


def _attribute(node: Any) -> Iterator[str]:
    if node.attr in n8n.BLOCKED_ATTRIBUTES.names:
        yield n8n.BLOCKED_ATTRIBUTES.says(name=node.attr)
    if '__' in node.attr and node.attr.partition('__')[0].startswith('_'):
        yield n8n.MANGLED_ATTRIBUTE.says()


def _text_messages(value: str) -> Iterator[str]:
    yield from _blocked(value) or (n8n.FORMAT_PATTERN.says(name=name) for name in _format_names(value))


def _blocked(name: str) -> list[str]:
    """Return what n8n says to a text or an imported name, nothing if it is allowed."""
    return [fact.says(name=name) for fact in n8n.BLOCKED_TEXTS if name in fact.names][:1]


def _format_names(template: str) -> Iterator[str]:
    """Yield the blocked names that a format template reaches for."""
    if '{' not in template or not any(name in template for fact in n8n.BLOCKED_TEXTS for name in fact.names):
        return
    try:
        fields = [field or '' for _, field, _, _ in string.Formatter().parse(template)]
    except ValueError:
        return
    for match in (match for field in fields for match in _FORMAT_FIELD.finditer(field)):
        if _blocked(match[1] or match[3]):
            yield match[1] or match[3]


def _name(node: Any) -> Iterator[str]:
    fact = n8n.BLOCKED_NAME_USES[type(node)]
    single = getattr(node, 'id', None) or getattr(node, 'name', None) or getattr(node, 'arg', '')
    yield from (fact.says(name=name) for name in getattr(node, 'names', [single]) if name in fact.names)


def _import(node: Any) -> Iterator[str]:
    for alias in node.names:
        messages = _blocked(alias.asname or '')
        yield from messages or (_blocked(alias.name) if isinstance(node, _ast.ImportFrom) else [])


def _pattern(node: Any) -> Iterator[str]:
    if node.patterns:
        yield n8n.POSITIONAL_PATTERN.says()
    yield from (n8n.MATCHED_ATTRIBUTE.says(name=name) for name in node.kwd_attrs if name in n8n.MATCHED_ATTRIBUTE.names)


_CHECKS: dict[type[_ast.AST], Callable[[Any], Iterator[str]]] = {
    _ast.Attribute: _attribute,
    _ast.Constant: lambda node: _text_messages(text(node) or ''),
    _ast.Import: _import,
    _ast.ImportFrom: _import,
    _ast.MatchClass: _pattern,
    **dict.fromkeys(n8n.BLOCKED_NAME_USES, _name),
}
