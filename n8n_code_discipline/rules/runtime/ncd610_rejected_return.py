r"""Code returns a literal that n8n does not accept as items, or returns nothing.

## Why

n8n 2.x accepts an array of objects, an object, or `null`. It reports "Code doesn't return items properly" for a
string, a number, an array that contains anything but objects, or nothing at all; "A 'json' property isn't an object"
to `{ json: "text" }`; "Invalid output format" to `[{ json: {}, extra: 1 }]`; "Unknown top-level item key: extra" where
only some items have a `json` (2.40.7). A node that runs once for each item must return one object: for an array n8n
says "A 'json' property isn't an object". A key beside `json` in a single object is silently lost. The Code Tool must
return a string ("The response property should be a string, but it is an object").

## Bad

`jsCode`

```js
{{@:js:n8n-functions/js/countByCategory.js}}

return countByCategory($input.all()) ? "some" : "none";
```

## Good

`jsCode`

```js
{{@:js:n8n-functions/js/countByCategory.js}}

return [{ json: countByCategory($input.all()) }];
```

## How to fix

Return `[{ json: { … } }]`, in a node that runs once for each item `{ json: { … } }`.
"""

from collections.abc import Iterator

from n8n_code_discipline.diagnostic import Finding
from n8n_code_discipline.documents import workflow
from n8n_code_discipline.documents.code_node import CodeNode
from n8n_code_discipline.documents.runtime_source import EACH_ITEM
from n8n_code_discipline.documents.runtime_source import RunningJavaScriptGlue
from n8n_code_discipline.documents.runtime_source import RunningPythonGlue
from n8n_code_discipline.documents.runtime_source import mode
from n8n_code_discipline.n8n import javascript_runtime
from n8n_code_discipline.n8n import python_runtime
from n8n_code_discipline.n8n.facts import Fact
from n8n_code_discipline.registry import rule
from n8n_code_discipline.syntax.javascript.returns import returns as javascript_returns
from n8n_code_discipline.syntax.literals import Returns
from n8n_code_discipline.syntax.literals import Value
from n8n_code_discipline.syntax.python.returns import returns as python_returns

_LOST = "'{key}' stands beside 'json' and is lost: put it into 'json'"


@rule(RunningJavaScriptGlue)
def check_javascript(source: RunningJavaScriptGlue) -> Iterator[Finding]:
    """Report the first thing that n8n rejects about each return value of the glue."""
    yield from _rejected(source.document, javascript_returns(source.script), javascript_runtime.NO_ITEMS)


@rule(RunningPythonGlue)
def check_python(source: RunningPythonGlue) -> Iterator[Finding]:
    """Report the first thing that n8n rejects about each return value of the glue."""
    is_empty = source.module.tree is not None and not source.module.tree.body
    nothing = python_runtime.NO_CODE if is_empty else python_runtime.NO_RETURN
    yield from _rejected(source.document, python_returns(source.module), nothing)


def _rejected(node: CodeNode, returns: Returns, nothing: Fact) -> Iterator[Finding]:
    is_tool = node.node.type == workflow.TOOL_CODE
    each = mode(node) == EACH_ITEM
    if not node.code.strip():
        return
    if returns.ends and not each and not is_tool:
        yield node.finding(f'the code returns nothing: n8n says "{nothing.message}"')
    for found in returns.found:
        for value in found.values:
            if is_tool:
                problem = _tool_problem(value)
            elif each:
                problem = _each_problem(value, _not_an_object(node))
            else:
                problem = _all_problem(value, node)
            if problem:
                yield node.finding(problem, value)


def _not_an_object(node: CodeNode) -> str:
    return (javascript_runtime.NOT_AN_OBJECT if node.language == 'js' else python_runtime.NOT_A_DICTIONARY).message


def _tool_problem(value: Value) -> str:
    if value.kind in ('object', 'array'):
        return f'n8n says "{javascript_runtime.WRONG_TOOL_OUTPUT.message}": return text, such as JSON.stringify(…)'
    return ''


def _all_problem(value: Value, node: CodeNode) -> str:
    no_items = f'n8n says "{javascript_runtime.NO_ITEMS.message}"'
    if value.kind == 'other':
        return f'{no_items}: return an array of objects, one for each item'
    if value.kind == 'nothing':
        if node.language == 'py':
            return f'n8n says "{python_runtime.NO_RETURN.message}": return [] for no items'
        return '' if value.null else f'{no_items}: return [] for no items'
    if value.kind == 'array':
        return _array_problem(value, node)
    return _item_problem(value, _not_an_object(node), alone=True) if value.kind == 'object' else ''


def _array_problem(array: Value, node: CodeNode) -> str:
    items = [item for _, item in array.members]
    if any(item.kind in ('array', 'nothing', 'other') for item in items):
        return f'n8n says "{javascript_runtime.NO_ITEMS.message}": every element must be an object'
    for item in items:
        problem = _item_problem(item, _not_an_object(node), alone=False) if item.kind == 'object' else ''
        if problem:
            return problem
    keys = [{key for key, _ in item.members} for item in items if item.kind == 'object']
    if any(found & javascript_runtime.ITEM_KEYS for found in keys):
        for found in keys:
            extra = sorted(found - javascript_runtime.ITEM_KEYS)
            if extra:
                said = javascript_runtime.UNKNOWN_KEY.message.format(name=extra[0])
                return f'n8n says "{said}": put it into \'json\''
    return ''


def _item_problem(item: Value, not_an_object: str, *, alone: bool) -> str:
    """What is wrong with an object; one that stands ``alone`` is not checked for keys that are no item's."""
    members = dict(item.members)
    for key in ('json', 'binary'):
        value = members.get(key)
        # n8n wraps an object whose json is falsy once more
        if value is not None and ('json' in members or not alone) and _is_no_object(value):
            return f'n8n says "{not_an_object.format(name=key)}"'
    extra = sorted(set(members) - javascript_runtime.ITEM_KEYS)
    if extra and alone and 'json' in members and members['json'].kind in ('object', 'unknown'):
        return _LOST.format(key=extra[0])
    if extra and not alone and set(members) & javascript_runtime.ITEM_KEYS:
        return f"n8n says \"{javascript_runtime.RESERVED_KEY.message}\": '{extra[0]}' stands beside an item's own keys"
    return ''


def _is_no_object(value: Value) -> bool:
    return value.kind == 'array' or (value.kind == 'other' and value.truthy)


def _each_problem(value: Value, not_an_object: str) -> str:
    if value.kind == 'array':
        said = not_an_object.format(name='json')
        return f'n8n says "{said}": a node that runs once for each item returns one object'
    if value.kind == 'other' and value.truthy:
        return f'n8n says "{not_an_object.format(name="json")}": return an object'
    if value.kind != 'object':
        return ''
    json = dict(value.members).get('json')
    if json is not None and (json.kind == 'other' or json.null):
        return f'n8n says "{not_an_object.format(name="json")}"'
    return _item_problem(value, not_an_object, alone=True)
