"""Find a body's reads of n8n: names widened to literal chains."""

from __future__ import annotations

from typing import NamedTuple

from n8n_code_discipline.extraction import chains, forms
from n8n_code_discipline.extraction.body import Body
from n8n_code_discipline.extraction.chains import Step
from n8n_code_discipline.extraction.forms import Form
from n8n_code_discipline.n8n import javascript_names
from n8n_code_discipline.syntax.javascript import nodes

# A name and what follows it, equal for equal reads however they are spelled: ('$input', 'first', Call(()), 'json')
Key = tuple[Step, ...]


class ChainRead(NamedTuple):
    """A read of n8n at the characters ``start`` to ``end``; ``top`` is the index of the whole chain in the body.

    ``text`` is the chain without whitespace and comments.
    ``shorthand``: the read is the property of an object literal, `{ items }`.
    """

    form: Form
    key: Key
    text: str
    start: int
    end: int
    top: int
    shorthand: bool = False


def find(body: Body, mode: str, *, item_is_json: bool = False) -> list[ChainRead]:
    """Return the reads of n8n in source order; names that the body assigns stand alone, operands of `typeof` stay.

    ``item_is_json``: `item` is what a Function Item node calls so, the item's `json`.
    """
    names = body.script.names
    found = []
    for read in names.reads:
        if read.name not in javascript_names.N8N or read.declared:
            continue
        index = body.at[read.start]
        if item_is_json and read.name == 'item':
            if not read.guarded:
                found.append(_read(body, index, index, forms.JSON_ITEM)._replace(text='$input.item.json'))
        elif read.name in names.assigned:
            if forms.is_there(read.name, mode):
                found.append(_read(body, index, index, forms.bare(read.name, mode)))
        elif not read.guarded:
            found.append(_widened(body, read.name, index) or _read(body, index, index, forms.bare(read.name, mode)))
    for read in names.this:
        widened = _widened(body, 'this', body.at[read.start]) if not read.function else None
        if widened is not None:
            found.append(widened)
    return sorted(found, key=lambda read: read.start)


def _read(body: Body, index: int, top: int, form: Form, steps: Key = ()) -> ChainRead:
    shorthand = body.places[index].kind == 'shorthand_property_identifier'
    text = ''.join(nodes.text(token) + ' ' * (token.type == ',') for token in nodes.tokens(body.places[top].node))
    return ChainRead(form, (form.root, *steps), text, body.start(index), body.end(top), top, shorthand)


def _widened(body: Body, name: str, index: int) -> ChainRead | None:
    """Return the read of a name with the properties and calls after it that one form takes; `?.` ends them."""
    steps: list[Step] = []
    tops = [index]
    while (top := body.places[tops[-1]].parent) > 0 and not body.is_target(top):
        is_next = (
            body.places[top].node.child_by_field_name(chains.LINKS.get(body.places[top].kind, 'x'))
            == body.places[tops[-1]].node
        )
        step = chains.step(body.places[top].node) if is_next else None
        if step is None:
            break
        steps.append(step)
        tops.append(top)
    form = forms.longest(name, steps)
    return (
        _read(body, index, tops[len(form.links)], form, tuple(steps[: len(form.links)]))
        if form and form.links
        else None
    )
