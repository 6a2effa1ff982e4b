"""Find what a JavaScript test file loads, runs and asserts in its syntax tree.

Lenient on purpose: what may be a test case or an assertion counts as one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from n8n_code_discipline.syntax.content import Content
from n8n_code_discipline.syntax.javascript.nodes import NO_STATEMENTS, children, only_child, text, walk

if TYPE_CHECKING:
    from tree_sitter import Node

    from n8n_code_discipline.syntax.javascript.script import Script

_CASES = frozenset({'test', 'it', 'describe', 'suite'})
_SUITES = frozenset({'describe', 'suite'})
_HOOKS = frozenset({'before', 'beforeEach', 'after', 'afterEach', 'mock', 'snapshot', 'assert'})
_FUNCTIONS = frozenset({'arrow_function', 'function_expression'})
_STRINGS = frozenset({'string', 'template_string'})
# Values of the option `todo` that certainly make a case a todo; node 20.20 accepts `0` and `''`, too
_TODO_VALUES = frozenset({'true', 'number', *_STRINGS})
_CASE_MODULES = frozenset({'node:test', 'test'})
# Packages with both cases and assertions: `const t = require("tap"); t.equal(f(1), 2)`
_LIBRARIES = frozenset(
    {'@jest/globals', 'ava', 'jasmine', 'mocha', 'must', 'qunit', 'should', 'tap', 'tape', 'uvu', 'vitest', 'zora'}
)
_ASSERTIONS = ('assert', 'expect', 'should')
# Of `process`, what makes a test fail: `if (f(1) !== 2) process.exit(1)`
_EXITS = frozenset({'exit', 'exitCode', 'abort'})
# Of a longer chain only the end is examined: following all of it from each of its calls would be quadratic.
_LONGEST_CHAIN = 64
_BEGINNINGS = {'member_expression': 'object', 'call_expression': 'function'}
_WRAPPERS = frozenset({'await_expression', 'parenthesized_expression'})
_NAMES = frozenset({'identifier', 'shorthand_property_identifier_pattern'})


class _Call(NamedTuple):
    """A call. `t.test.only("…")` has the words `t`, `test` and `only`; `module` defines `t`, '' if unknown."""

    node: Node
    words: Sequence[str]
    module: str


def content(script: Script) -> Content:
    """Describe a test file; it is `blank` if it has no statement."""
    nodes = tuple(walk(script.tree.root_node)) if script.tree is not None else ()
    requests = dict(_requests(nodes))
    modules = dict(_bindings(nodes, requests))
    calls = tuple(_call(node, modules, requests) for node in nodes if node.type == 'call_expression')
    # the paths of a `createRequire` may be relative to another folder
    is_plain = not any('createRequire' in call.words for call in calls)
    loaded = {node: module for node, module in requests.items() if is_plain and _leads_to_functions(module)}
    titles = {_first_argument(call.node) for call in calls if _is_titled(call)}
    return Content(
        blank=all(node.type in NO_STATEMENTS for node in script.top_level),
        has_cases=any(map(_is_case, calls)),
        has_assertions=any(map(_may_assert, calls)) or any(map(_may_throw, nodes)),
        texts=frozenset(part for node in nodes if node not in titles and node not in loaded for part in _parts(node)),
        modules=frozenset(loaded.values()),
        only_todos=_has_only_todos(nodes, calls),
    )


def _requests(nodes: Sequence[Node]) -> Iterator[tuple[Node, str]]:
    """Yield the strings of `require("…")`, `import("…")` and `import … from "…"`, and the modules that they name."""
    for node in nodes:
        name = node.child_by_field_name('source') if node.type == 'import_statement' else None
        if node.type == 'call_expression' and text(node.child_by_field_name('function')) in ('require', 'import'):
            name = _first_argument(node)
        if name is not None and name.type == 'string':
            yield name, ''.join(_parts(name))


def _bindings(nodes: Sequence[Node], requests: Mapping[Node, str]) -> Iterator[tuple[str, str]]:
    """Yield the names that a declaration or an import binds to a module, each with the module."""
    around: list[Node] = []  # the declarations and imports around a node, innermost last
    holders: dict[Node, str] = {}
    for node in nodes:
        while around and around[-1].end_byte <= node.start_byte:
            around.pop()
        if node.type in ('variable_declarator', 'import_statement'):
            around.append(node)
        elif node in requests and around:
            holders.setdefault(around[-1], requests[node])
    for holder, module in holders.items():
        for name in walk(holder.child_by_field_name('name') or holder):
            if name.type in _NAMES:
                yield text(name), module


def _call(node: Node, modules: Mapping[str, str], requests: Mapping[Node, str]) -> _Call:
    words: list[str] = []
    module = ''
    link = node.child_by_field_name('function')
    while link is not None and len(words) < _LONGEST_CHAIN:
        words.append(text(link if link.type == 'identifier' else link.child_by_field_name('property')))
        argument = _first_argument(link)
        module = requests.get(argument, module) if argument is not None else module
        field = _BEGINNINGS.get(link.type)
        if field is not None:
            link = link.child_by_field_name(field)
        else:
            link = link.named_children[-1] if link.type in _WRAPPERS else None
    words = words[::-1] or ['']
    return _Call(node, words, modules.get(words[0], module))


def _is_case(call: _Call) -> bool:
    return call.words[0] in _CASES or call.module in _CASE_MODULES


def _is_titled(call: _Call) -> bool:
    return _is_case(call) or not _CASES.isdisjoint(call.words)  # `t.test("…")`


def _may_assert(call: _Call) -> bool:
    if any(word.startswith(_ASSERTIONS) for word in call.words):
        return True
    if call.words[0] == 'process' and not _EXITS.isdisjoint(call.words):
        return True
    # a helper module of the tests may assert
    is_helper = call.module.startswith('.') and not _leads_to_functions(call.module)
    return is_helper or call.module in _LIBRARIES or any(word in call.module for word in ('assert', 'chai', 'expect'))


def _leads_to_functions(path: str) -> bool:
    return path.startswith('.') and '/n8n-functions/' in path


def _may_throw(node: Node) -> bool:
    if node.type == 'throw_statement':
        return True
    return node.type == 'assignment_expression' and text(node.child_by_field_name('left')) == 'process.exitCode'


def _has_only_todos(nodes: Sequence[Node], calls: Sequence[_Call]) -> bool:
    """Tell whether there are cases, each is a todo, and nothing outside of them asserts or may be a case."""
    todos = {call.node for call in calls if _is_todo(call)}
    assertions = {call.node for call in calls if _may_assert(call)}
    if any(_may_be_written(call) and call.node not in todos for call in calls):
        return False
    end = 0
    for node in nodes:
        if node in todos:
            end = max(end, node.end_byte)
        elif node.start_byte >= end and (node in assertions or _may_throw(node)):
            return False
    return bool(todos)


def _is_todo(call: _Call) -> bool:
    """Tell whether a call declares a todo. The `todo` of a suite does not apply to its cases (node 20.20)."""
    arguments = _arguments(call.node)
    functions = [node for node in arguments if node.type in _FUNCTIONS]
    if not _is_titled(call) or (functions and not _SUITES.isdisjoint(call.words)):
        return False
    return 'todo' in call.words or any(map(_has_todo, arguments)) or any(map(_calls_todo, functions))


def _has_todo(options: Node) -> bool:
    for pair in options.named_children if options.type == 'object' else ():
        key, value = pair.child_by_field_name('key'), pair.child_by_field_name('value')
        if value is not None and text(key).strip('\'"') == 'todo':
            return value.type in _TODO_VALUES
    return False


def _calls_todo(function: Node) -> bool:
    """Tell whether a test marks itself as a todo: `(t) => { t.todo(); }`."""
    body = function.child_by_field_name('body')
    calls = [only_child(statement) for statement in children(body)] if body is not None else []
    callees = [call.child_by_field_name('function') for call in calls if call is not None]
    return any(callee and text(callee.child_by_field_name('property')) == 'todo' for callee in callees)


def _may_be_written(call: _Call) -> bool:
    """Tell whether a call may be a case: `it(…)`, `t.test("…", () => …)`, `spec("…", () => …)` of any helper."""
    if not _SUITES.isdisjoint(call.words):
        return False
    if _is_case(call):
        return _HOOKS.isdisjoint(call.words)
    title, *others = [*_arguments(call.node), None]
    return title is not None and title.type in _STRINGS and any(node and node.type in _FUNCTIONS for node in others)


def _arguments(call: Node) -> list[Node]:
    arguments = call.child_by_field_name('arguments')
    return children(arguments) if arguments else []


def _first_argument(call: Node) -> Node | None:
    return next(iter(_arguments(call)), None)


def _parts(node: Node) -> Iterator[str]:
    """Yield the parts of a string or template literal between escapes and substitutions."""
    for part in node.named_children if node.type in _STRINGS else ():
        if part.type == 'string_fragment':
            yield text(part)
