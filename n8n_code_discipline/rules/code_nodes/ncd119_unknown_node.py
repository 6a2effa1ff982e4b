r"""Code names a node that its workflow does not have.

## Why
`$('Orders')` fails when it is reached: "Referenced node doesn't exist" (2.41.1). So do `$node['X']`, `$node.X` and
`$items('X')`, in Python `_('X')` and `_node['X']`. The editor of n8n renames a node in the code too; an edit of the
template does not. Code within `try … catch`, and workflows whose node names contain placeholders, are not checked.

## Bad
```json n8n-workflows-template/orders.template.json
{"nodes": [{"name": "Orders", "type": "n8n-nodes-base.noOp"}, {
  "name": "Count", "type": "n8n-nodes-base.code", "typeVersion": 2, "parameters": {
    "jsCode": "{{@:js:n8n-functions/js/countByCategory.js}}\nreturn [{ json: countByCategory($('Order').all()) }];"
}}]}
```

## Good
```json n8n-workflows-template/orders.template.json
{"nodes": [{"name": "Orders", "type": "n8n-nodes-base.noOp"}, {
  "name": "Count", "type": "n8n-nodes-base.code", "typeVersion": 2, "parameters": {
    "jsCode": "{{@:js:n8n-functions/js/countByCategory.js}}\nreturn [{ json: countByCategory($('Orders').all()) }];"
}}]}
```

## How to fix
Write the name of a node of this workflow. The message suggests the closest one.
"""

import _ast
from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from n8n_code_discipline.diagnostic import Place
from n8n_code_discipline.documents.code_node import CodeNode
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.syntax import markup, parsers
from n8n_code_discipline.syntax.javascript import Script, expressions
from n8n_code_discipline.syntax.names import Names
from n8n_code_discipline.syntax.python import Module, tree
from n8n_code_discipline.text import closest, excerpt

# The names that name nodes, and whether by a call
_JAVASCRIPT = {'$': True, '$items': True, '$node': False}
_PYTHON = {'_': True, '_node': False}
_MISSING = "Referenced node doesn't exist"  # run in n8n 2.41.1
# comparing names is slow, and a longer list would not help
_MOST_SUGGESTIONS = 20
_MOST_CANDIDATES = 1_000


class _NodeReference(NamedTuple):
    """A node that code names, and where; 0-based character offsets, ``end`` exclusive."""

    name: str
    start: int
    end: int


@rule(CodeNode)
def check(node: CodeNode) -> Findings:
    if node.language == 'py' and node.settings.n8n_major >= 2:  # has no such functions: NCD614
        return
    if not node.is_hydratable or node.problems or node.unchecked:
        return
    references = list(_references(node))
    names = node.template.names_beside(node.node) if references else {}
    unknown = [found for found in references if names and found[0].name not in names]
    candidates = list(islice(names, _MOST_CANDIDATES))
    for index, (reference, place) in enumerate(unknown):
        close = closest(reference.name, candidates if index < _MOST_SUGGESTIONS else (), 0.6)
        hint = f"; did you mean '{excerpt(close)}'?" if close else ''
        yield node.code_finding(
            f'this workflow has no node \'{excerpt(reference.name)}\': n8n says "{_MISSING}"{hint}', place
        )


def _references(node: CodeNode) -> Iterator[tuple[_NodeReference, Place]]:
    """Yield the nodes that the glue names, and those that text files in the place of code name."""
    for found in _named(node.syntax):
        if not node.is_stand_in(found):
            yield found, found
    texts = [reference for reference in node.references if reference.placeholder.kind in markup.TEXT_KINDS]
    reads = {read.start for read in node.names.reads} if texts else ()
    for placeholder, target, _ in texts:
        if placeholder.start in reads:
            text = node.template.workspace.text(target.path).text
            parse = parsers.python_module if node.language == 'py' else parsers.javascript_script
            for found in _named(parse(text, body=True)):
                yield found, placeholder


def _named(syntax: Script | Module) -> Iterator[_NodeReference]:
    """Yield the nodes that a text names by a literal of its own, without those whose failure it handles."""
    names: Names = syntax.names
    by_call = _JAVASCRIPT if isinstance(syntax, Script) else _PYTHON
    reads = (read for read in names.reads if read.name in by_call and read.name not in names.assigned)
    free = {read.start: by_call[read.name] for read in reads if not read.declared}
    if not free or names.opaque:
        return
    literals = (
        expressions.named_literals(syntax, frozenset(free)) if isinstance(syntax, Script) else _python_literals(syntax)
    )
    found = [(name, start, end) for name, start, end, is_call in literals if free.get(start) is is_call]
    if found:
        guarded = expressions.guarded_spans(syntax) if isinstance(syntax, Script) else _guarded_spans(syntax)
    for name, start, end in found:
        index = bisect_right(guarded, (start, end)) - 1
        if index < 0 or start >= guarded[index][1]:
            yield _NodeReference(name, start, end)


def _python_literals(module: Module) -> Iterator[tuple[str, int, int, bool]]:
    for node in tree.walk(module.tree):
        value = None
        if isinstance(node, _ast.Call) and isinstance(node.func, _ast.Name) and node.args:
            value = tree.text(node.args[0])
        elif isinstance(node, _ast.Subscript) and isinstance(node.value, _ast.Name):
            value = tree.text(node.slice)
        if value is not None:
            yield value, *module.span(node), isinstance(node, _ast.Call)


def _guarded_spans(module: Module) -> tuple[tuple[int, int], ...]:
    """Return where a `try` with an `except` surrounds the code, in order, the outermost only."""
    tries = [node for node in tree.walk(module.tree) if isinstance(node, _ast.Try) and node.handlers]
    found: list[tuple[int, int]] = []
    for start, end in sorted((module.span(node.body[0])[0], module.span(node.body[-1])[1]) for node in tries):
        if not found or end > found[-1][1]:
            found.append((start, end))
    return tuple(found)
