"""Find what a JavaScript test file loads, runs and asserts in its syntax tree.

Lenient on purpose: what may be a test case or an assertion counts as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from n8n_code_discipline.syntax.content import Content
from n8n_code_discipline.syntax.javascript.nodes import children, text, walk
from n8n_code_discipline.syntax.javascript.structure import statements

if TYPE_CHECKING:
    from tree_sitter import Node

    from n8n_code_discipline.syntax.javascript.script import Script

_CASES = frozenset({'test', 'it', 'describe', 'suite'})
_SUITES = frozenset({'describe', 'suite'})
_HOOKS = frozenset({'before', 'beforeEach', 'after', 'afterEach', 'mock', 'snapshot', 'assert'})
_FUNCTIONS = frozenset({'arrow_function', 'function_expression'})
# Values of the option `todo` that certainly make a case a todo; node 20.20 accepts `0` and `''`, too
_TODO_VALUES = frozenset({'true', 'number', 'string', 'template_string'})
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
    """A call. `t.test.only("…")` has the name `t` and the properties `test`, `only`; `module` defines `t`."""

    node: Node
    name: str
    properties: tuple[str, ...]
    module: str


def content(script: Script) -> Content:
    """Describe a test file; it is `blank` if it has no statement."""
    nodes = tuple(walk(script.tree.root_node)) if script.tree is not None else ()
    modules = dict(binding for node in nodes for binding in _bindings(node))
    calls = tuple(_call(node, modules) for node in nodes if node.type == 'call_expression')
    titles = {_first_argument(call.node) for call in calls if _is_titled(call)}
    requests = _relative_requests(nodes, calls)
    return Content(
        blank=not statements(script),
        has_cases=any(map(_is_case, calls)),
        has_assertions=any(map(_may_assert, calls)) or any(map(_may_throw, nodes)),
        texts=frozenset(part for node in nodes if node not in titles and node not in requests for part in _texts(node)),
        modules=frozenset(requests.values()),
        only_todos=_has_only_todos(nodes, calls),
    )


def _call(node: Node, modules: dict[str, str]) -> _Call:
    name, properties = _callee(node)
    return _Call(node, name, properties, modules.get(name) or _loaded(node.child_by_field_name('function')))


def _callee(call: Node) -> tuple[str, tuple[str, ...]]:
    *links, base = _chain(call)
    members = (link for link in reversed(links) if link.type == 'member_expression')
    return text(base), tuple(text(member.child_by_field_name('property')) for member in members)


def _chain(node: Node | None) -> list[Node]:
    """Return an expression and those it begins with: the call `a.b()`, the member `a.b`, the name `a`."""
    chain: list[Node] = []
    while node is not None and len(chain) < _LONGEST_CHAIN:
        chain.append(node)
        field = _BEGINNINGS.get(node.type)
        if field is not None:
            node = node.child_by_field_name(field)
        else:
            node = node.named_children[-1] if node.type in _WRAPPERS else None
    return chain


def _is_case(call: _Call) -> bool:
    return call.name in _CASES or call.module in _CASE_MODULES


def _is_titled(call: _Call) -> bool:
    return _is_case(call) or not _CASES.isdisjoint(call.properties)  # `t.test("…")`


def _has_only_todos(nodes: Sequence[Node], calls: Sequence[_Call]) -> bool:
    """Tell whether there are cases, each is a todo, and nothing outside of them asserts or may be a case."""
    by_node = {call.node: call for call in calls}
    found, end = False, 0
    for node in nodes:
        call = by_node.get(node)
        if call is not None and _is_todo(call):
            found, end = True, max(end, node.end_byte)
            continue
        may_assert = _may_throw(node) or (call is not None and _may_assert(call))
        if (call is not None and _may_be_written(call)) or (may_assert and node.start_byte >= end):
            return False
    return found


def _is_todo(call: _Call) -> bool:
    """Tell whether a call declares a todo. The `todo` of a suite does not apply to its cases (node 20.20)."""
    arguments = _arguments(call.node)
    functions = [node for node in arguments if node.type in _FUNCTIONS]
    if not _is_titled(call) or (functions and _is_suite(call)):
        return False
    return 'todo' in call.properties or any(map(_has_todo, arguments)) or any(map(_calls_todo, functions))


def _has_todo(options: Node) -> bool:
    for pair in options.named_children if options.type == 'object' else ():
        key, value = pair.child_by_field_name('key'), pair.child_by_field_name('value')
        if key is not None and value is not None and text(key).strip('\'"') == 'todo':
            return value.type in _TODO_VALUES
    return False


def _calls_todo(function: Node) -> bool:
    """Tell whether a test marks itself as a todo: `(t) => { t.todo(); }`."""
    parameters = function.child_by_field_name('parameters')
    context = parameters.named_children[0] if parameters and parameters.named_children else None
    context = context or function.child_by_field_name('parameter')
    body = function.child_by_field_name('body')
    expressions = (node.named_children[0] for node in body.named_children if node.named_children) if body else ()
    calls = (_callee(node) for node in expressions if node.type == 'call_expression')
    return context is not None and (text(context), ('todo',)) in calls


def _is_suite(call: _Call) -> bool:
    return not _SUITES.isdisjoint((call.name, *call.properties))


def _may_be_written(call: _Call) -> bool:
    """Tell whether a call may be a case: `it(…)`, `t.test("…", () => …)`, `spec("…", () => …)` of any helper."""
    if _is_suite(call):
        return False
    if _is_case(call):
        return _HOOKS.isdisjoint((call.name, *call.properties))
    arguments = _arguments(call.node)
    is_titled = bool(arguments) and arguments[0].type in ('string', 'template_string')
    return is_titled and any(node.type in _FUNCTIONS for node in arguments)


def _relative_requests(nodes: Iterable[Node], calls: Iterable[_Call]) -> dict[Node, str]:
    """Return the strings with which `require` and `import` load function files by a relative path, and the paths.

    Empty if there is a `createRequire`, whose paths may be relative to another folder.
    """
    if any('createRequire' in (call.name, *call.properties) for call in calls):
        return {}
    found = {}
    for node in nodes:
        path = None
        if node.type == 'call_expression' and text(node.child_by_field_name('function')) in ('require', 'import'):
            path = _first_argument(node)
        elif node.type == 'import_statement':
            path = node.child_by_field_name('source')
        if path is not None and path.type == 'string' and _leads_to_functions(module := ''.join(_texts(path))):
            found[path] = module
    return found


def _may_assert(call: _Call) -> bool:
    if any(name.startswith(_ASSERTIONS) for name in (call.name, *call.properties)):
        return True
    if call.name == 'process' and not _EXITS.isdisjoint(call.properties):
        return True
    # A helper module of the tests may assert.
    is_helper = call.module.startswith('.') and not _leads_to_functions(call.module)
    return is_helper or call.module in _LIBRARIES or any(word in call.module for word in ('assert', 'chai', 'expect'))


def _leads_to_functions(path: str) -> bool:
    return path.startswith('.') and '/n8n-functions/' in path


def _may_throw(node: Node) -> bool:
    if node.type == 'throw_statement':
        return True
    target = node.child_by_field_name('left') if node.type == 'assignment_expression' else None
    return target is not None and target.text == b'process.exitCode'


def _bindings(node: Node) -> Iterator[tuple[str, str]]:
    """Yield the names that a declaration or an import binds to a module, each with the module."""
    if node.type == 'variable_declarator':
        module = _loaded(node.child_by_field_name('value'))
        target = node.child_by_field_name('name')
    elif node.type == 'import_statement':
        source = node.child_by_field_name('source')
        module = ''.join(_texts(source)) if source is not None else ''
        target = next((child for child in node.named_children if child.type == 'import_clause'), None)
    else:
        return
    if module and target is not None:
        yield from ((text(name), module) for name in walk(target) if name.type in _NAMES)


def _loaded(node: Node | None) -> str:
    """Return the module of `require("m")`, `(await import("m")).x`, `createRequire(u)("m")`; '' for others."""
    for link in _chain(node):
        argument = _first_argument(link) if link.type == 'call_expression' else None
        if argument is not None:
            name, _ = _callee(link)
            if name == 'import' or 'require' in name.lower():
                return ''.join(_texts(argument))
    return ''


def _arguments(call: Node) -> list[Node]:
    arguments = call.child_by_field_name('arguments')
    return children(arguments) if arguments else []


def _first_argument(call: Node) -> Node | None:
    return next(iter(_arguments(call)), None)


def _texts(node: Node) -> Iterator[str]:
    """Yield the text of a string, or the texts between the substitutions of a template literal."""
    if node.type not in {'string', 'template_string'}:
        return
    parts: list[str] = []
    for child in node.named_children:
        if child.type == 'string_fragment':
            parts.append(text(child))
        elif child.type == 'escape_sequence':
            parts.append(text(child)[1:] if text(child)[1:] in {'\\', '/'} else ' ')
        else:
            yield ''.join(parts)
            parts = []
    yield ''.join(parts)
