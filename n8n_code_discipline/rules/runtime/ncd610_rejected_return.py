r"""Code returns what n8n does not accept as items, or returns nothing.

## Why

n8n 2.x accepts an array of objects, an object, or `null`. It reports "Code doesn't return items properly" for a
string, a number, an array that contains anything but objects, or nothing at all; "A 'json' property isn't an object"
to `{ json: "text" }`; "Invalid output format" to `[{ json: {}, extra: 1 }]`; "Unknown top-level item key: extra" where
only some items have a `json` (2.40.7). A node that runs once for each item must return one object: for an array n8n
says "A 'json' property isn't an object". A key beside `json` in a single object is silently lost. The Code Tool must
return a string ("The response property should be a string, but it is an object").

Reported are only values that are certain from the code: literals, operators, well-known functions and methods
(`JSON.stringify(…)`, `items.length`, `.map(…)`, `str(…)`), and variables that are assigned nothing else.

## Bad

```js jsCode
{{@:js:n8n-functions/js/countByCategory.js}}

return countByCategory($input.all()) ? "some" : "none";
```

## Good

```js jsCode
{{@:js:n8n-functions/js/countByCategory.js}}

return [{ json: countByCategory($input.all()) }];
```

## How to fix

Return `[{ json: { … } }]`, or `{ json: { … } }` in a node that runs once for each item.
"""

from collections.abc import Iterator

from n8n_code_discipline.diagnostic import Finding
from n8n_code_discipline.documents import workflow
from n8n_code_discipline.documents.code_node import CodeNode
from n8n_code_discipline.documents.runtime_source import (
    EACH_ITEM,
    RunningFunctionNode,
    RunningJavaScriptGlue,
    RunningPythonGlue,
    mode,
)
from n8n_code_discipline.n8n import javascript_runtime, python_runtime
from n8n_code_discipline.n8n.facts import Fact
from n8n_code_discipline.registry import rule
from n8n_code_discipline.rules.runtime import javascript_values, python_values
from n8n_code_discipline.rules.runtime.values import UNKNOWN, Kind, Returns, Value, elements

_NO_ITEMS = f'n8n says "{javascript_runtime.NO_ITEMS.message}": '
_NO_JSON = f'n8n says "{javascript_runtime.NOT_AN_OBJECT.message.format(name="json")}": '
_NO_DICTIONARY = f'n8n says "{python_runtime.NOT_A_DICTIONARY.message.format(name="json")}": '
_NO_STRING = f'n8n says "{javascript_runtime.WRONG_TOOL_OUTPUT.message}": return text, such as JSON.stringify(…)'
_NO_LIST = _NO_ITEMS + 'return an array of objects, one for each item'
_NO_ARRAY = f'n8n says "{javascript_runtime.FUNCTION_NO_ARRAY.message}": return an array of items'
_NOTHING = _NO_ITEMS + 'return [] for no items'
_NO_PROPERTY = f'n8n says "{javascript_runtime.FUNCTION_NO_OBJECT.message.format(name="json")}"'
_ONE = 'a node that runs once for each item returns one object'
_LOST = "'{key}' stands beside 'json' and is lost: put it into 'json'"

# What n8n says to a value, by the mode of the node and the kind of the value; the rest is accepted, or looked into
_ANSWERS: dict[str, dict[Kind, str]] = {
    'js all': {'primitive': _NO_LIST, 'function': _NO_LIST, 'date': _NO_LIST, 'undefined': _NOTHING},
    'js each': {'array': _NO_JSON + _ONE, 'primitive': _NO_JSON + 'return an object', 'date': _NO_JSON + _ONE},
    'py all': {
        'primitive': _NO_LIST,
        'function': _NO_LIST,
        'null': f'n8n says "{python_runtime.NO_RETURN.message}": return [] for no items',
    },
    'py each': {
        'array': _NO_DICTIONARY + _ONE,
        'primitive': _NO_DICTIONARY + 'return a dictionary',
        'function': _NO_DICTIONARY + 'return a dictionary',
    },
    'tool': {'array': _NO_STRING, 'object': _NO_STRING},
    'function': {
        'primitive': _NO_ARRAY,
        'function': _NO_ARRAY,
        'undefined': f'n8n says "{javascript_runtime.FUNCTION_NOTHING.message}": return [] for no items',
        'null': f'n8n says "{javascript_runtime.FUNCTION_NULL.message}": return [] for no items',
    },
    'functionItem': {'undefined': f'n8n says "{javascript_runtime.FUNCTION_ITEM_NOTHING.message}"'},
}
_NO_ITEM = frozenset({'primitive', 'array', 'undefined', 'null'})
# In JavaScript a falsy value drops the item, or falls for no json
_NO_OBJECT = frozenset({'primitive', 'array', 'date'})


@rule(RunningJavaScriptGlue)
def check_javascript(source: RunningJavaScriptGlue) -> Iterator[Finding]:
    """Report the first thing that n8n rejects about each return value of the glue."""
    yield from _rejected(source.document, javascript_values.returns(source.script), javascript_runtime.NO_ITEMS)


@rule(RunningFunctionNode)
def check_function_node(source: RunningFunctionNode) -> Iterator[Finding]:
    """Report the first thing that n8n rejects about each return value of a Function or Function Item node."""
    kind = 'functionItem' if source.runs_each else 'function'
    returns = javascript_values.returns(source.script)
    if returns.ends:
        yield source.document.finding(f'the code returns nothing: {_ANSWERS[kind]["undefined"]}')
    for returned in returns.found:
        items = elements(returned.value) if kind == 'function' and returned.value.kind == 'array' else ()
        is_bad = any(
            item.kind == 'primitive' or dict(item.members).get('json', UNKNOWN).kind == 'primitive' for item in items
        )
        problem = _ANSWERS[kind].get(returned.value.kind) or (is_bad and _NO_PROPERTY)
        if problem:
            yield source.finding(problem, returned)


@rule(RunningPythonGlue)
def check_python(source: RunningPythonGlue) -> Iterator[Finding]:
    """Report the first thing that n8n rejects about each return value of the glue."""
    is_empty = source.module.tree is not None and not source.module.tree.body
    nothing = python_runtime.NO_CODE if is_empty else python_runtime.NO_RETURN
    yield from _rejected(source.document, python_values.returns(source.module), nothing)


def _rejected(node: CodeNode, returns: Returns, nothing: Fact) -> Iterator[Finding]:
    if not node.code.strip():
        return
    kind = f'{node.language} {"each" if mode(node) == EACH_ITEM else "all"}'
    if node.node.type == workflow.TOOL_CODE:
        kind = 'tool'
    if returns.ends and kind.endswith('all'):
        yield node.finding(f'the code returns nothing: n8n says "{nothing.message}"')
    for returned in returns.found:
        problem = _problem(returned.value, kind)
        # there n8n refuses the text itself: NCD605
        if problem and not (kind == 'js each' and node.code.startswith('$input.', returned.start)):
            yield node.finding(problem, returned)


def _problem(value: Value, mode: str) -> str:
    if mode == 'js each' and value.kind == 'primitive' and not value.truthy:
        return ''
    if mode == 'tool' or value.kind in _ANSWERS[mode]:
        return _ANSWERS[mode].get(value.kind, '')
    if value.kind == 'array':
        return _array_problem(value, mode)
    return _item_problem(value, mode, alone=True) if value.kind == 'object' else ''


def _array_problem(value: Value, mode: str) -> str:
    items = elements(value)
    if any(item.kind in _NO_ITEM for item in items):
        return f'{_NO_ITEMS}every element must be an object'
    objects = [item for item in items if item.kind == 'object']
    for problem in filter(None, (_item_problem(item, mode, alone=False) for item in objects)):
        return problem
    keys = [{key for key, _ in item.members} for item in objects]
    extra = [key for found in keys for key in sorted(found - javascript_runtime.ITEM_KEYS)]
    if extra and any(found & javascript_runtime.ITEM_KEYS for found in keys):
        return f'n8n says "{javascript_runtime.UNKNOWN_KEY.message.format(name=extra[0])}": put it into \'json\''
    return ''


def _item_problem(item: Value, mode: str, *, alone: bool) -> str:
    """Return the problem of an object; one that is returned ``alone`` is not checked for keys that an item lacks."""
    members = dict(item.members)
    fact = javascript_runtime.NOT_AN_OBJECT if mode.startswith('js') else python_runtime.NOT_A_DICTIONARY
    is_wrapped = alone and mode.endswith('all')  # once more, where its json is falsy
    for key in ('json', 'binary') if 'json' in members or not alone else ():
        value = members.get(key)
        if value is None:
            continue
        if (value.kind in _NO_OBJECT and (value.truthy or not is_wrapped)) or (
            value.kind == 'null' and not is_wrapped and (key == 'json' or not alone)
        ):
            return f'n8n says "{fact.message.format(name=key)}"'
    extra = sorted(set(members) - javascript_runtime.ITEM_KEYS)
    if extra and alone and 'json' in members and members['json'].kind in ('object', 'unknown'):
        return _LOST.format(key=extra[0])
    if extra and not alone and set(members) & javascript_runtime.ITEM_KEYS:
        return f"n8n says \"{javascript_runtime.RESERVED_KEY.message}\": '{extra[0]}' stands beside an item's own keys"
    return ''
