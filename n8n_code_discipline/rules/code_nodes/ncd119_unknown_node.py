r"""Code names a node that its workflow does not have.

## Why

`$('Orders')` fails when it is reached: "Referenced node doesn't exist" (2.41.1). Renaming a node in the editor renames
it in expressions and code, renaming it in a template or copying code from another workflow does not.

Reported are `$('X')`, `$node['X']`, `$node.X` and `$items('X')`, in Python `_('X')` and `_node['X']`, with the name as
a literal, also in a text file that a placeholder puts into the code. Calls within `try … catch` are not reported, nor
anything in a workflow whose node names contain placeholders.

## Bad

`n8n-workflows-template/orders.template.json`

```json
{"nodes": [{
  "name": "Orders",
  "type": "n8n-nodes-base.noOp"
}, {
  "name": "Count",
  "type": "n8n-nodes-base.code",
  "typeVersion": 2,
  "parameters": {
    "jsCode": "{{@:js:n8n-functions/js/countByCategory.js}}\nreturn [{ json: countByCategory($('Order').all()) }];"
  }
}]}
```

## Good

`n8n-workflows-template/orders.template.json`

```json
{"nodes": [{
  "name": "Orders",
  "type": "n8n-nodes-base.noOp"
}, {
  "name": "Count",
  "type": "n8n-nodes-base.code",
  "typeVersion": 2,
  "parameters": {
    "jsCode": "{{@:js:n8n-functions/js/countByCategory.js}}\nreturn [{ json: countByCategory($('Orders').all()) }];"
  }
}]}
```

## How to fix

Write the name of a node of this workflow. The message suggests the closest.
"""

from __future__ import annotations

import _ast
from collections.abc import Iterator
from typing import NamedTuple

from n8n_code_discipline.diagnostic import Finding
from n8n_code_discipline.diagnostic import Place
from n8n_code_discipline.diagnostic import Span
from n8n_code_discipline.documents.code_node import CodeNode
from n8n_code_discipline.registry import rule
from n8n_code_discipline.syntax import markup
from n8n_code_discipline.syntax import parsers
from n8n_code_discipline.syntax.javascript import Script
from n8n_code_discipline.syntax.javascript import expressions
from n8n_code_discipline.syntax.names import Names
from n8n_code_discipline.syntax.python import Module
from n8n_code_discipline.syntax.python import tree
from n8n_code_discipline.text import closest
from n8n_code_discipline.text import excerpt

_CALLED = {'js': frozenset({'$', '$items'}), 'py': frozenset({'_'})}
_OPENED = {'js': frozenset({'$node'}), 'py': frozenset({'_node'})}
_MISSING = "Referenced node doesn't exist"  # run in n8n 2.41.1
_MOST_CANDIDATES = 1_000  # comparing names is slow


class _NodeReference(NamedTuple):
    """A node that code names, and where; 0-based character offsets, ``end`` exclusive."""

    name: str
    start: int
    end: int


@rule(CodeNode)
def check(node: CodeNode) -> Iterator[Finding]:
    """Report every literal name of a node that the workflow does not have."""
    if node.language == 'py' and node.settings.n8n_major >= 2:  # has no such functions: NCD614
        return
    if not node.can_be_judged or node.problems or node.unjudged:
        return
    names = node.template.names_beside(node.node)
    if any(markup.placeholders(name) for name in names):
        return
    for reference, place in _references(node):
        if reference.name not in names:
            close = closest(reference.name, sorted(names)[:_MOST_CANDIDATES], 0.6)
            hint = f"; did you mean '{excerpt(close)}'?" if close else ''
            yield node.code_finding(
                f'this workflow has no node \'{excerpt(reference.name)}\': n8n says "{_MISSING}"{hint}',
                place,
            )


def _references(node: CodeNode) -> Iterator[tuple[_NodeReference, Place]]:
    """Yield the nodes that the glue names, and those that text files in the place of code name."""
    for found in _named(node.syntax, node.code):
        if not node.is_stand_in(found):
            yield found, found
    reads = {read.start for read in node.names.reads}
    for reference in node.references:
        placeholder = reference.placeholder
        if placeholder.kind in markup.TEXT_KINDS and placeholder.start in reads:
            text = node.template.workspace.text(reference.target.path).text
            parse = parsers.python_module if node.language == 'py' else parsers.javascript_script
            for found in _named(parse(text, body=True), text):
                yield found, placeholder


def _named(syntax: Script | Module, text: str) -> Iterator[_NodeReference]:
    """Yield the nodes that a text names by a literal of its own, without those whose failure it handles."""
    names: Names = syntax.names
    language = 'js' if isinstance(syntax, Script) else 'py'
    wanted = _CALLED[language] | _OPENED[language]
    free = {read.start: read.name for read in names.reads if read.name in wanted - names.assigned and not read.declared}
    if not free or names.opaque:
        return
    if isinstance(syntax, Script):
        guarded: tuple[tuple[int, int], ...] = expressions.guarded_spans(syntax)
        literals = expressions.named_literals(syntax, frozenset(free))
        found: Iterator[_NodeReference] = (_NodeReference(*literal) for literal in literals)
    else:
        guarded = tuple(_guarded_spans(syntax))
        found = _python_literals(syntax)
    for reference in found:
        opened = text[reference.start + len(free.get(reference.start, '')) :].lstrip()[:1] != '('
        name = free.get(reference.start)
        if name in (_OPENED if opened else _CALLED)[language] and not any(
            start <= reference.start < end for start, end in guarded
        ):
            yield reference


def _python_literals(module: Module) -> Iterator[_NodeReference]:
    for node in tree.walk(module.tree):
        value = None
        if isinstance(node, _ast.Call) and isinstance(node.func, _ast.Name) and node.args:
            value = tree.text(node.args[0])
        elif isinstance(node, _ast.Subscript) and isinstance(node.value, _ast.Name):
            value = tree.text(node.slice)
        if value is not None:
            yield _NodeReference(value, *module.span(node))


def _guarded_spans(module: Module) -> Iterator[Span]:
    for node in tree.walk(module.tree):
        if isinstance(node, _ast.Try) and node.handlers:
            yield Span(module.span(node.body[0])[0], module.span(node.body[-1])[1])
