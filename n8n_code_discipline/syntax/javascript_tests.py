"""What a JavaScript test file loads, runs and asserts, read from its syntax tree.

Lenient on purpose: a test that may be honest is taken for one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from typing import NamedTuple

from n8n_code_discipline.syntax import javascript
from n8n_code_discipline.syntax.content import Content

if TYPE_CHECKING:
    from tree_sitter import Node

    from n8n_code_discipline.syntax.javascript import Script

_CASES = frozenset({'test', 'it', 'describe', 'suite'})
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
    return Content(
        blank=not javascript.statements(script),
        has_cases=any(map(_is_case, calls)),
        has_assertions=any(map(_may_assert, calls)) or any(map(_may_throw, nodes)),
        texts=frozenset(text for node in nodes if node not in titles for text in _texts(node)),
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


def _may_assert(call: _Call) -> bool:
    if any(name.startswith(_ASSERTIONS) for name in (call.name, *call.properties)):
        return True
    if call.name == 'process' and not _EXITS.isdisjoint(call.properties):
        return True
    # a helper of the tests may assert
    is_helper = call.module.startswith('.') and '/n8n-functions/' not in call.module
    return is_helper or call.module in _LIBRARIES or any(word in call.module for word in ('assert', 'chai', 'expect'))


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


def _first_argument(call: Node) -> Node | None:
    arguments = call.child_by_field_name('arguments')
    return next((child for child in arguments.named_children if not child.is_extra), None) if arguments else None


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
