"""What a JavaScript test file loads, runs and asserts, read from its syntax tree.

Lenient on purpose: a test that may be honest is taken for one.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from typing import TYPE_CHECKING
from typing import NamedTuple

from n8n_code_discipline.syntax import javascript
from n8n_code_discipline.syntax.content import Content

if TYPE_CHECKING:
    from tree_sitter import Node

    from n8n_code_discipline.syntax.javascript import Script

_CASES = frozenset({'test', 'it', 'describe', 'suite'})
_SUITES = frozenset({'describe', 'suite'})
_HOOKS = frozenset({'before', 'beforeEach', 'after', 'afterEach', 'mock', 'snapshot', 'assert'})
_FUNCTIONS = frozenset({'arrow_function', 'function_expression'})
# values of `todo` that surely make one; `0` and `''` do, too (node 20.20)
_TODO_VALUES = frozenset({'true', 'number', 'string', 'template_string'})
_CASE_MODULES = frozenset({'node:test', 'test'})
# packages that bring both: `const t = require("tap"); t.equal(f(1), 2)`
_LIBRARIES = frozenset(
    {'@jest/globals', 'ava', 'jasmine', 'mocha', 'must', 'qunit', 'should', 'tap', 'tape', 'uvu', 'vitest', 'zora'}
)
_ASSERTIONS = ('assert', 'expect', 'should')
# a test that ends itself: `if (f(1) !== 2) process.exit(1)`
_EXITS = frozenset({'exit', 'exitCode', 'abort'})
# of a longer one only the end is looked at: looking at all of it from each of its calls would be quadratic
_LONGEST_CHAIN = 64
_BEGINNINGS = {'member_expression': 'object', 'call_expression': 'function'}
_WRAPPERS = frozenset({'await_expression', 'parenthesized_expression'})
_NAMES = frozenset({'identifier', 'shorthand_property_identifier_pattern'})


class _Call(NamedTuple):
    """A call. `t.test.only("…")` has the name `t` and the properties `test`, `only`; `module` is where `t` is from."""

    node: Node
    name: str
    properties: tuple[str, ...]
    module: str


def content(script: Script) -> Content:
    """What the file holds; `blank` for one without a statement."""
    nodes = tuple(_nodes(script.tree.root_node)) if script.tree is not None else ()
    modules = dict(binding for node in nodes for binding in _bindings(node))
    calls = tuple(_call(node, modules) for node in nodes if node.type == 'call_expression')
    titles = {_first_argument(call.node) for call in calls if _is_titled(call)}
    requests = _relative_requests(nodes, calls)
    return Content(
        blank=not javascript.statements(script),
        has_cases=any(map(_is_case, calls)),
        has_assertions=any(map(_may_assert, calls)) or any(map(_may_throw, nodes)),
        texts=frozenset(text for node in nodes if node not in titles and node not in requests for text in _texts(node)),
        modules=frozenset(requests.values()),
        only_todos=_has_only_todos(nodes, calls),
    )


def _nodes(root: Node) -> Iterator[Node]:
    pending = [root]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(reversed(node.named_children))


def _call(node: Node, modules: dict[str, str]) -> _Call:
    name, properties = _callee(node)
    return _Call(node, name, properties, modules.get(name) or _loaded(node.child_by_field_name('function')))


def _callee(call: Node) -> tuple[str, tuple[str, ...]]:
    *links, base = _chain(call)
    members = (link for link in reversed(links) if link.type == 'member_expression')
    return _text(base), tuple(_text(member.child_by_field_name('property')) for member in members)


def _chain(node: Node | None) -> list[Node]:
    """An expression and what it begins with: the call `a.b()`, the member `a.b`, the name `a`."""
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
    """Whether there are cases and each is a todo. What asserts outside of them, or may be a case, is none."""
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
    """Whether a call declares a todo. That of a suite with a body does not hold for its cases (node 20.20)."""
    arguments = _arguments(call.node)
    functions = [node for node in arguments if node.type in _FUNCTIONS]
    if not _is_titled(call) or (functions and _is_suite(call)):
        return False
    return 'todo' in call.properties or any(map(_has_todo, arguments)) or any(map(_calls_todo, functions))


def _has_todo(options: Node) -> bool:
    for pair in options.named_children if options.type == 'object' else ():
        key, value = pair.child_by_field_name('key'), pair.child_by_field_name('value')
        if key is not None and value is not None and _text(key).strip('\'"') == 'todo':
            return value.type in _TODO_VALUES
    return False


def _calls_todo(function: Node) -> bool:
    """Whether a test says so itself: `(t) => { t.todo(); }`."""
    parameters = function.child_by_field_name('parameters')
    context = parameters.named_children[0] if parameters and parameters.named_children else None
    context = context or function.child_by_field_name('parameter')
    body = function.child_by_field_name('body')
    expressions = (node.named_children[0] for node in body.named_children if node.named_children) if body else ()
    calls = (_callee(node) for node in expressions if node.type == 'call_expression')
    return context is not None and (_text(context), ('todo',)) in calls


def _is_suite(call: _Call) -> bool:
    return not _SUITES.isdisjoint((call.name, *call.properties))


def _may_be_written(call: _Call) -> bool:
    """Whether a call may be a case: `it(…)`, `t.test("…", () => …)`, `spec("…", () => …)` of whatever helper."""
    if _is_suite(call):
        return False
    if _is_case(call):
        return _HOOKS.isdisjoint((call.name, *call.properties))
    arguments = _arguments(call.node)
    is_titled = bool(arguments) and arguments[0].type in ('string', 'template_string')
    return is_titled and any(node.type in _FUNCTIONS for node in arguments)


def _relative_requests(nodes: Iterable[Node], calls: Iterable[_Call]) -> dict[Node, str]:
    """The strings by which `require` and `import` ask for function files by a relative path, with that path.

    A `createRequire` may mean another folder.
    """
    if any('createRequire' in (call.name, *call.properties) for call in calls):
        return {}
    found = {}
    for node in nodes:
        path = None
        if node.type == 'call_expression' and _text(node.child_by_field_name('function')) in ('require', 'import'):
            path = _first_argument(node)
        elif node.type == 'import_statement':
            path = node.child_by_field_name('source')
        if path is not None and path.type == 'string' and _leads_to_functions(text := ''.join(_texts(path))):
            found[path] = text
    return found


def _may_assert(call: _Call) -> bool:
    if any(name.startswith(_ASSERTIONS) for name in (call.name, *call.properties)):
        return True
    if call.name == 'process' and not _EXITS.isdisjoint(call.properties):
        return True
    # a helper of the tests may assert
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
    """The names that a declaration or an import binds to a module, each with the module."""
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
        yield from ((_text(name), module) for name in _nodes(target) if name.type in _NAMES)


def _loaded(node: Node | None) -> str:
    """The module of `require("m")`, `(await import("m")).x`, `createRequire(u)("m")`; '' for another expression."""
    for link in _chain(node):
        argument = _first_argument(link) if link.type == 'call_expression' else None
        if argument is not None:
            name, _ = _callee(link)
            if name == 'import' or 'require' in name.lower():
                return ''.join(_texts(argument))
    return ''


def _arguments(call: Node) -> list[Node]:
    arguments = call.child_by_field_name('arguments')
    return [child for child in arguments.named_children if not child.is_extra] if arguments else []


def _first_argument(call: Node) -> Node | None:
    return next(iter(_arguments(call)), None)


def _texts(node: Node) -> Iterator[str]:
    """The text of a string; of a template literal, the texts between its substitutions."""
    if node.type not in {'string', 'template_string'}:
        return
    parts: list[str] = []
    for child in node.named_children:
        if child.type == 'string_fragment':
            parts.append(_text(child))
        elif child.type == 'escape_sequence':
            parts.append(_text(child)[1:] if _text(child)[1:] in {'\\', '/'} else ' ')
        else:
            yield ''.join(parts)
            parts = []
    yield ''.join(parts)


def _text(node: Node | None) -> str:
    return node.text.decode(errors='replace') if node is not None and node.text is not None else ''
