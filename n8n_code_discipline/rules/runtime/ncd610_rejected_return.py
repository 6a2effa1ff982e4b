"""Code returns what n8n does not accept as items, or returns nothing.

## Why
n8n 2.x accepts an array of objects, an object, or `null`; a node that runs once for each item must return one object.
Anything else is "Code doesn't return items properly" or, in `json`, "A 'json' property isn't an object". `[{ json: {},
extra: 1 }]` is an "Invalid output format" (2.40.7), and a key beside `json` in a single object is silently lost. The
Code Tool must return a string ("The response property should be a string, but it is an object").

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

from n8n_code_discipline.documents import runtime_source, workflow
from n8n_code_discipline.documents.code_node import CodeNode
from n8n_code_discipline.documents.runtime_source import RunningFunctionNode, RunningJavaScriptGlue, RunningPythonGlue
from n8n_code_discipline.n8n import javascript_runtime, python_runtime
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.rules.runtime import javascript_values, python_values
from n8n_code_discipline.rules.runtime.values import UNKNOWN, Kind, Value

_NO_ITEMS = f'{javascript_runtime.NO_ITEMS.says()}: '
_NO_JSON = f'{javascript_runtime.NOT_AN_OBJECT.says(name="json")}: '
_NO_DICTIONARY = f'{python_runtime.NOT_A_DICTIONARY.says(name="json")}: '
_NO_STRING = f'{javascript_runtime.WRONG_TOOL_OUTPUT.says()}: return text, such as JSON.stringify(…)'
_NO_LIST = _NO_ITEMS + 'return an array of objects, one for each item'
_NO_ARRAY = f'{javascript_runtime.FUNCTION_NO_ARRAY.says()}: return an array of items'
_ONE = 'a node that runs once for each item returns one object'
_EMPTY = ': return [] for no items'
_ITEM_KEYS = javascript_runtime.ITEM_KEYS

# What n8n says to a value, by the mode of the node and the kind of the value; the rest is accepted, or looked into
_ANSWERS: dict[str, dict[Kind, str]] = {
    'js all': {
        'primitive': _NO_LIST,
        'date': _NO_LIST,
        'function': _NO_LIST,
        'undefined': javascript_runtime.NO_ITEMS.says() + _EMPTY,
    },
    'js each': {'array': _NO_JSON + _ONE, 'primitive': _NO_JSON + 'return an object', 'date': _NO_JSON + _ONE},
    'py all': {'primitive': _NO_LIST, 'function': _NO_LIST, 'null': python_runtime.NO_RETURN.says() + _EMPTY},
    'py each': {
        'array': _NO_DICTIONARY + _ONE,
        'primitive': _NO_DICTIONARY + 'return a dictionary',
        'function': _NO_DICTIONARY + 'return a dictionary',
    },
    'tool': {'array': _NO_STRING, 'object': _NO_STRING},
    'function': {
        'primitive': _NO_ARRAY,
        'function': _NO_ARRAY,
        'undefined': javascript_runtime.FUNCTION_NOTHING.says() + _EMPTY,
        'null': javascript_runtime.FUNCTION_NULL.says() + _EMPTY,
    },
    'functionItem': {'undefined': javascript_runtime.FUNCTION_ITEM_NOTHING.says()},
}
# The Function node alone takes a date for an object (2.41.1, run)
_NO_ITEM = frozenset({'primitive', 'date', 'array', 'undefined', 'null'})
_NO_OBJECT = frozenset({'primitive', 'date', 'array'})


@rule(RunningJavaScriptGlue, RunningFunctionNode, RunningPythonGlue)
def check(source: RunningJavaScriptGlue | RunningFunctionNode | RunningPythonGlue) -> Findings:
    """Report the first thing that n8n rejects about each value that the code returns."""
    node = source.document
    mode = _mode(node)
    if isinstance(source, RunningPythonGlue):
        returns = python_values.returns(source.module)
        nothing = _ANSWERS[mode].get('null', '')
        if nothing and not source.names.statements:
            nothing = python_runtime.NO_CODE.says()
    else:
        returns = javascript_values.returns(source.script)
        nothing = _ANSWERS[mode].get('undefined', '')
    if not node.code.strip():
        return
    if returns.ends and nothing:
        yield node.finding(f'the code returns nothing: {nothing}')
    for returned in returns.found:
        problem = _problem(returned.value, mode)
        # there n8n refuses the text itself: NCD605
        if problem and not (mode == 'js each' and node.code.startswith('$input.', returned.start)):
            yield node.finding(problem, returned)


def _mode(node: CodeNode) -> str:
    """Return the key of _ANSWERS for a node."""
    special = {workflow.TOOL_CODE: 'tool', workflow.FUNCTION: 'function', workflow.FUNCTION_ITEM: 'functionItem'}
    usual = f'{node.language or "js"} {"each" if runtime_source.mode(node) == runtime_source.EACH_ITEM else "all"}'
    return special.get(node.node.type, usual)


def _problem(value: Value, mode: str) -> str:
    if mode == 'js each' and value.kind == 'primitive' and not value.truthy:
        return ''  # no item
    if value.kind in _ANSWERS[mode]:
        return _ANSWERS[mode][value.kind]
    if mode == 'function':
        jsons = [dict(item.members).get('json', item) for item in value.elements]
        is_bad = any(json.kind == 'primitive' for json in jsons)
        return javascript_runtime.FUNCTION_NO_OBJECT.says(name='json') if is_bad else ''
    if mode in ('tool', 'functionItem'):
        return ''
    return _array_problem(value, mode) if value.kind == 'array' else _item_problem(value, mode, alone=True)


def _array_problem(value: Value, mode: str) -> str:
    if any(item.kind in _NO_ITEM for item in value.elements):
        return f'{_NO_ITEMS}every element must be an object'
    for problem in filter(None, (_item_problem(item, mode, alone=False) for item in value.elements)):
        return problem
    keys = [{key for key, _ in item.members} for item in value.elements]
    extra = [key for found in keys for key in sorted(found - _ITEM_KEYS)]
    if extra and any(found & _ITEM_KEYS for found in keys):
        return f"{javascript_runtime.UNKNOWN_KEY.says(name=extra[0])}: put it into 'json'"
    return ''


def _item_problem(item: Value, mode: str, *, alone: bool) -> str:
    """Return the problem of an object; one that is returned ``alone`` is not checked for keys that an item lacks."""
    members = dict(item.members)
    if alone and 'json' not in members:
        return ''
    fact = javascript_runtime.NOT_AN_OBJECT if mode.startswith('js') else python_runtime.NOT_A_DICTIONARY
    is_wrapped = alone and mode.endswith('all')  # once more, where its json is falsy
    for key in ('json', 'binary'):
        value = members.get(key, UNKNOWN)
        is_refused = value.kind in _NO_OBJECT or (value.kind == 'null' and (key == 'json' or not alone))
        if is_refused and (value.truthy or not is_wrapped):
            return fact.says(name=key)
    extra = sorted(set(members) - _ITEM_KEYS)
    if extra and alone and members['json'].kind in ('object', 'unknown'):
        return f"'{extra[0]}' stands beside 'json' and is lost: put it into 'json'"
    if extra and not alone and set(members) & _ITEM_KEYS:
        return f"{javascript_runtime.RESERVED_KEY.says()}: '{extra[0]}' stands beside an item's own keys"
    return ''
