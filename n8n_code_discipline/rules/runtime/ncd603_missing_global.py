"""JavaScript reads a name that Node or an older n8n has, but n8n 2.x does not, or uses one in a way that fails.

## Why
The code of a node runs in a context of its own: "structuredClone is not defined" (2.40.7). The paired test runs in
Node, where the name exists: `structuredClone`, `process`, `URL`, `crypto`, `fetch`, `performance`, the bare `exports`
of CommonJS. `$if`, `$ifEmpty`, `$min` and `$max` exist in expressions only, `$request` in the HTTP Request node. Names
that the code tests with `typeof`, or reads within `try … catch`, are not reported.

Reported are also calls that always fail (`$fromAI`, `$evaluateExpression`, `module.require`), an undeclared name that
is read before it is assigned (`total = total + 1`), and an assignment to a `const`: "Assignment to constant variable."

## Bad
```js n8n-functions/js/countByCategory.js
function countByCategory(items) { return structuredClone(items).length; }
if (typeof module !== "undefined") module.exports = { countByCategory };
```

## Good
```js jsCode
{{@:js:n8n-functions/js/countByCategory.js}}
return [{ json: countByCategory($input.all()) }];
```

## How to fix
Use the replacement in the message, if it names one. Otherwise, use another node or write the code without the name.
"""

import re

from n8n_code_discipline.documents.runtime_source import (
    EACH_ITEM,
    RunningFunctionNode,
    RunningJavaScript,
    RunningJavaScriptGlue,
    mode,
)
from n8n_code_discipline.documents.workflow import TOOL_CODE
from n8n_code_discipline.n8n import javascript_names
from n8n_code_discipline.n8n import javascript_runtime as n8n
from n8n_code_discipline.registry import Findings, rule
from n8n_code_discipline.syntax.javascript import expressions

_NAMES = n8n.MISSING_NAMES.names


@rule(RunningJavaScript)
def check(source: RunningJavaScript) -> Findings:
    """Report every read of a name that the runner has not."""
    # a function file may not read what n8n 1.x gave: NCD205
    names = _NAMES - n8n.OLD_NAMES.names if source.function else _NAMES
    for read in source.missing(names):
        instead = n8n.REPLACEMENTS.get(read.name, 'the paired test has it, a Code node does not')
        yield source.finding(
            f'{n8n.MISSING_NAMES.says(name=read.name)}: {instead}', read, source.uses_without(read.name)
        )


@rule(RunningFunctionNode)
def check_function_node(source: RunningFunctionNode) -> Findings:
    """Report every read of a name that the sandbox of Function nodes has not, and assignments that fail."""
    for read in source.missing(_NAMES - n8n.FUNCTION_NODE_HAS | n8n.FUNCTION_NODE_MISSING.names):
        instead = 'pass the value in through the workflow, or use a Code node'
        yield source.finding(f'{n8n.FUNCTION_NODE_MISSING.says(name=read.name)}: {instead}', read)
    yield from _failing_assignments(source)


@rule(RunningJavaScriptGlue)
def check_glue(source: RunningJavaScriptGlue) -> Findings:
    """Report calls that fail, missing properties of the global object, and assignments that fail."""
    each = mode(source.document) == EACH_ITEM
    for read in source.missing(_CALLED):
        said = n8n.FAILING_CALLS.get(read.path)
        property_name = read.path.partition('.')[2].partition('.')[0]
        if read.name in _GLOBAL_OBJECTS and property_name in _NAMES:
            is_created = source.text[: read.start].rstrip().endswith('new')
            said = f'{read.name}.{property_name} is not a {"constructor" if is_created else "function"}'
        is_given = (read.name == '$fromAI' and source.document.node.type == TOOL_CODE) or (
            each and '$input' in read.path
        )
        if said and source.is_called(read) and not is_given:
            yield source.finding(f'n8n says "{said}"', read)
    for read in source.missing(frozenset({'$items'})):  # a function: its elements are undefined
        element = _ELEMENT.match(source.text, read.start)
        if element is not None:
            said = f"Cannot read properties of undefined (reading '{element[1]}')"
            yield source.finding(f'n8n says "{said}": write items, or $items()', read)
    yield from _failing_assignments(source)


def _failing_assignments(source: RunningJavaScriptGlue | RunningFunctionNode) -> Findings:
    for place in expressions.constant_assignments(source.script):
        if not source.is_guarded(place.start):
            yield source.finding(f"{n8n.CONSTANT_ASSIGNED.says()}: declare '{place.text}' with let", place)
    for place in expressions.unset_reads(source.script, _undeclared(source)):
        if not source.is_guarded(place.start):
            yield source.finding(f'n8n says "{place.text} is not defined": nothing assigned it before', place)


_ELEMENT = re.compile(r'\$items\[[^\]\n]{0,80}\]\.(\w{1,80})')
_GLOBAL_OBJECTS = frozenset({'globalThis', 'global'})
_CALLED = _GLOBAL_OBJECTS | {name.partition('.')[0] for name in n8n.FAILING_CALLS}


def _undeclared(source: RunningJavaScriptGlue | RunningFunctionNode) -> frozenset[str]:
    """Return the names that the glue assigns and nothing declares, without those that it tests with `typeof`."""
    names = source.names
    tested = {read.name for read in names.reads if read.guarded}
    given = javascript_names.KNOWN.union(tested, *(function.names.bound for function in source.document.injected))
    return frozenset() if names.opaque else names.assigned - given
