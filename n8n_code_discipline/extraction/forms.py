"""The ways in which code reads n8n, as a table: which chain is one read, and what is known about its value.

Measured in n8n 2.40.7, which gives the same object each time: ``$json``, ``$input.first().json`` and
``$input.all()[0].json`` are one object; ``items`` and ``$input.all()`` are two, as are ``item`` and ``$input.item``.
n8n never starts a node without an item.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from n8n_code_discipline.extraction.chains import Call, Step

Mode = Literal['runOnceForAllItems', 'runOnceForEachItem']
ALL_ITEMS: Mode = 'runOnceForAllItems'
EACH_ITEM: Mode = 'runOnceForEachItem'

# What a value is: plain data, an item, a list of items, static data of the workflow, or something of n8n's own
Shape = Literal['json', 'item', 'items', 'static', 'object']


class Form(NamedTuple):
    """One way to read n8n: a name and the links after it, each of them one of these.

    ``name`` a property · ``*`` any property · ``()`` a call without arguments · ``(…)`` a call with literals only, or
    none · ``('')`` a call with literals, the first one a string.

    ``total`` is the mode in which such a read never fails ('both', '' for none: it fails where a node did not run).
    ``fixed``: it gives the same value at any time, whatever the code does. ``noun`` names its parameter, '' after the
    literal or property that it ends in.
    """

    root: str
    links: tuple[str, ...]
    shape: Shape
    total: Mode | Literal['both', '']
    fixed: bool
    noun: str


def _form(
    text: str, shape: Shape, total: Mode | Literal['both', ''] = '', noun: str = '', *, fixed: bool = False
) -> Form:
    root, *links = text.split()
    return Form(root, tuple(links), shape, total, fixed, noun)


_OF_ITEM: tuple[tuple[str, Shape, str], ...] = (
    ('', 'item', 'item'),
    (' json', 'json', 'input'),
    (' binary', 'json', 'binary'),
)
_OTHER_NODES = ('first (…)', 'last (…)', 'item')

FORMS: tuple[Form, ...] = (
    _form('items', 'items', ALL_ITEMS, 'items', fixed=True),
    _form('$input all ()', 'items', ALL_ITEMS, 'items', fixed=True),
    *(_form(f'$input first (){end}', shape, ALL_ITEMS, noun) for end, shape, noun in _OF_ITEM),
    *(_form(f'$input last (){end}', shape, ALL_ITEMS, f'last{noun.title()}') for end, shape, noun in _OF_ITEM),
    *(_form(f'$input item{end}', shape, 'both', noun) for end, shape, noun in _OF_ITEM),
    *(_form(f'item{end}', shape, EACH_ITEM, noun, fixed=not end) for end, shape, noun in _OF_ITEM),
    _form('$json', 'json', 'both', 'input', fixed=True),
    _form('$binary', 'json', 'both', 'binary', fixed=True),
    *(_form(f"$ ('') {read}{end}", shape) for read in _OTHER_NODES for end, shape, _ in _OF_ITEM),
    _form("$ ('') all (…)", 'items'),
    _form("$ ('') isExecuted", 'json', 'both', fixed=True),
    _form("$ ('') params", 'json', 'both', fixed=True),
    _form("$ ('')", 'object', 'both', fixed=True),
    _form('$node * json', 'json'),
    _form('$node * binary', 'json'),
    _form('$node *', 'object'),
    _form("$items ('')", 'items'),
    _form('$item (…) $node * json', 'json'),
    _form('$item (…) $json', 'json', noun='input'),
    _form('$env *', 'json'),
    _form('$vars *', 'json'),
    _form('$itemIndex', 'json', 'both', 'itemIndex', fixed=True),
    _form('$runIndex', 'json', 'both', 'runIndex', fixed=True),
    _form('$now', 'json', 'both', 'now', fixed=True),
    _form('$today', 'json', 'both', 'today', fixed=True),
    *(
        _form(f'$workflow {name}', 'json', 'both', f'workflow{name.title()}', fixed=True)
        for name in ('id', 'name', 'active')
    ),
    _form('$workflow', 'json', 'both', 'workflow', fixed=True),
    *(_form(f'$execution {name}', 'json', 'both', f'execution{name.title()}') for name in ('id', 'mode', 'resumeUrl')),
    _form("$getWorkflowStaticData ('')", 'static', 'both', 'workflowStaticData', fixed=True),
    _form("getWorkflowStaticData ('')", 'static', '', 'workflowStaticData', fixed=True),
    _form("this getWorkflowStaticData ('')", 'static', '', 'workflowStaticData', fixed=True),
    _form('this helpers', 'object', 'both', 'helpers', fixed=True),
    _form('helpers', 'object', 'both', 'helpers', fixed=True),
)
# `item` of a Function Item node
JSON_ITEM = Form('item', (), 'json', EACH_ITEM, True, 'item')
# Names that n8n gives in both modes and in every version that has Code nodes
ALWAYS_THERE = frozenset(
    {
        *('$', '$input', '$json', '$binary', '$node', '$items', '$item', '$itemIndex', '$runIndex', '$now', '$today'),
        *('$env', '$workflow', '$execution', '$prevNode', '$parameter', '$jmespath', '$getWorkflowStaticData'),
        *('DateTime', 'Duration', 'Interval'),
    }
)
_BY_ROOT: dict[str, list[Form]] = {}
for _found in FORMS:
    _BY_ROOT.setdefault(_found.root, []).append(_found)


def is_there(name: str, mode: str) -> bool:
    """Return whether every n8n gives a name to the code of a node in a mode."""
    return name in ALWAYS_THERE or name == ('items' if mode == ALL_ITEMS else 'item')


def longest(root: str, steps: Sequence[Step]) -> Form | None:
    """Return the form that takes most of a chain; None where no form fits."""
    fitting = (
        form for form in _BY_ROOT.get(root, ()) if len(form.links) <= len(steps) and all(map(_fits, form.links, steps))
    )
    return max(fitting, key=lambda form: len(form.links), default=None)


def bare(name: str, mode: str) -> Form:
    """Return the form of a name alone."""
    return longest(name, ()) or Form(name, (), 'object', 'both' if is_there(name, mode) else '', True, name)


def _fits(wanted: str, step: Step) -> bool:
    if not isinstance(step, Call):
        return isinstance(step, str) and wanted in ('*', step)
    is_name = bool(step.arguments) and isinstance(step.arguments[0], str)
    return wanted == '(…)' or (wanted == "('')" and is_name) or (wanted == '()' and not step.arguments)
