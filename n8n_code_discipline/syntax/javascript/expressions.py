"""Find JavaScript expressions that behave differently in n8n."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

from n8n_code_discipline.syntax.javascript import nodes

if TYPE_CHECKING:
    from tree_sitter import Node

    from n8n_code_discipline.syntax.javascript.script import Script

_FUNCTIONS = frozenset(
    {
        *('function_declaration', 'generator_function_declaration', 'function_expression', 'generator_function'),
        *('arrow_function', 'method_definition'),
    }
)
_TESTS = frozenset({'instanceof', '===', '!==', '==', '!='})
_REQUIRES = frozenset({'require', 'globalThis.require', 'global.require'})
# What assigns a name, and the field of the name
_ASSIGNING = {
    'assignment_expression': 'left',
    'augmented_assignment_expression': 'left',
    'update_expression': 'argument',
}
# What an expression begins with
_BEGINNINGS = {
    'binary_expression': 'left',
    'call_expression': 'function',
    'member_expression': 'object',
    'subscript_expression': 'object',
}
_INPUT_METHODS = frozenset({'all', 'first', 'last', 'itemMatching'})
_INPUT_FUNCTIONS = frozenset({'$', '$items', '$item'})
_LINKS = 64  # variables through which a value is followed


class Place(NamedTuple):
    """A part of the source: 0-based character offsets, `end` exclusive."""

    text: str
    start: int
    end: int


class RealmTest(NamedTuple):
    """`value instanceof Array` or `value.constructor === Array`, where `Array` is the `constructor`."""

    constructor: str
    place: Place


class _Bound(NamedTuple):
    """A declaration of a name; `value` is None if it cannot be followed."""

    kind: Literal['parameter', 'const', 'other']
    value: Node | None


def dynamic_imports(script: Script) -> Iterator[Place]:
    """Yield the `import(…)` calls."""
    for node in _nodes(script) if 'import' in script.source else ():
        callee = node.child_by_field_name('function') if node.type == 'call_expression' else None
        if callee is not None and callee.type == 'import':
            yield _place(script, node)


def require_calls(script: Script) -> Iterator[Place]:
    """Yield the modules that `require('…')` and `globalThis.require('…')` ask for with a literal."""
    free = {read.start for read in script.names.reads if not read.declared and read.path in _REQUIRES}
    for call in _nodes_around(script, sorted(free)):
        callee, arguments = call.child_by_field_name('function'), call.child_by_field_name('arguments')
        if callee is None or arguments is None or script.offsets[callee.start_byte] not in free:
            continue
        for string in nodes.children(arguments)[:1] if nodes.text(callee) in _REQUIRES else ():
            module = _literal(string)
            if module is not None:
                yield _place(script, string)._replace(text=module)


def constant_assignments(script: Script) -> Iterator[Place]:
    """Yield the names that are assigned to although their only declaration is a `const`."""
    declared = _declarations(script) if 'const' in script.source else {}
    for node in _nodes(script) if declared else ():
        target = node.child_by_field_name(_ASSIGNING[node.type]) if node.type in _ASSIGNING else None
        bound = declared.get(nodes.text(target)) if target is not None and target.type == 'identifier' else None
        if target is not None and bound is not None and bound.kind == 'const':
            yield _place(script, target)


def unset_reads(script: Script, names: frozenset[str]) -> Iterator[Place]:
    """Yield those of some undeclared names whose first statement reads them to assign them: `x = x + 1`."""
    waiting = set(names)
    for statement in script.top_level if waiting else ():
        used = _identifiers(statement) & waiting
        assignment = nodes.only_child(statement) if statement.type == 'expression_statement' else None
        if used and assignment is not None and assignment.type == 'assignment_expression':
            target = assignment.child_by_field_name('left')
            if target is not None and nodes.text(target) in used & _identifiers(
                assignment.child_by_field_name('right')
            ):
                yield _place(script, target)
        waiting -= used


def _identifiers(root: Node | None) -> set[str]:
    """Return the names in a node, those in functions below it left out."""
    found = set()
    pending = [root] if root is not None else []
    while pending:
        node = pending.pop()
        if node.type == 'identifier':
            found.add(nodes.text(node))
        pending += [child for child in node.named_children if child.type not in _FUNCTIONS]
    return found


def guarded_spans(script: Script) -> tuple[tuple[int, int], ...]:
    """Return the outermost `try` blocks that have a `catch`, in source order: errors in them are handled."""
    if 'catch' not in script.source:
        return ()
    found: list[tuple[int, int]] = []
    for node in _nodes(script):
        body = node.child_by_field_name('body') if node.type == 'try_statement' else None
        if body is None or node.child_by_field_name('handler') is None:
            continue
        start, end = script.offsets[body.start_byte], script.offsets[body.end_byte]
        if not found or end > found[-1][1]:  # not within the one before
            found.append((start, end))
    return tuple(found)


def named_literals(script: Script, starts: frozenset[int]) -> Iterator[tuple[str, int, int, bool]]:
    """Yield what `f('x')`, `f['x']` and `f.x` name for names at some offsets: its span, and whether it is a call."""
    for node in _nodes_around(script, sorted(starts)):
        callee = node.child_by_field_name('function' if node.type == 'call_expression' else 'object')
        if callee is None or callee.type != 'identifier' or script.offsets[callee.start_byte] not in starts:
            continue
        if node.type == 'member_expression':
            name: str | None = nodes.text(node.child_by_field_name('property'))
        else:
            arguments = node.child_by_field_name('arguments')
            listed = nodes.children(arguments) if arguments is not None else []
            name = _literal(listed[0] if listed else node.child_by_field_name('index'))
        if name is not None:
            is_call = node.type == 'call_expression'
            yield name, script.offsets[node.start_byte], script.offsets[node.end_byte], is_call


def _literal(node: Node | None) -> str | None:
    """The value of a text literal without escapes other than of quotes, None for anything else."""
    if node is None or node.type not in ('string', 'template_string'):
        return None
    if any(part.type == 'template_substitution' for part in node.named_children):
        return None
    value = re.sub(r'\\([\'"`\\])', r'\1', nodes.text(node)[1:-1])
    return None if '\\' in value else value


def realm_tests(script: Script, constructors: frozenset[str], inputs: frozenset[str]) -> Iterator[RealmTest]:
    """Yield the tests of input values against a built-in constructor of the code's own realm.

    Input values are parameters of functions, undeclared names of `inputs`, and variables and loop variables that are
    properties of these. What a function returns is not an input value, and a name that is declared several times is
    one only if all its declarations are alike. Tests in an `||` that also calls `Array.isArray` are left out.
    """
    if 'instanceof' not in script.source and 'constructor' not in script.source:
        return
    declared = _declarations(script)
    questions = [
        node.start_byte
        for node in _nodes(script)
        if node.type == 'call_expression' and _property(node.child_by_field_name('function')) == 'isArray'
    ]
    end = 0  # of the last `||` with such a call
    for node in _nodes(script):
        if node.type == 'binary_expression' and nodes.operator(node) == '||':
            asked = bisect_left(questions, node.start_byte) < bisect_left(questions, node.end_byte)
            end = max(end, node.end_byte) if asked else end
        tested = _realm_test(node, constructors) if node.start_byte >= end else None
        if tested is not None and _is_input(tested[0], inputs, declared):
            yield RealmTest(tested[1], _place(script, node))


def _realm_test(node: Node, constructors: frozenset[str]) -> tuple[Node, str] | None:
    operator = nodes.operator(node)
    right = nodes.bare(node.child_by_field_name('right')) if operator in _TESTS else None
    if right is None or right.type != 'identifier' or nodes.text(right) not in constructors:
        return None
    value = nodes.bare(node.child_by_field_name('left'))
    if operator != 'instanceof':
        value = value.child_by_field_name('object') if value and _property(value) == 'constructor' else None
    return (value, nodes.text(right)) if value is not None else None


def _is_input(node: Node | None, inputs: frozenset[str], declared: Mapping[str, _Bound]) -> bool:
    for _ in range(_LINKS):
        root = _root(node)
        if root is None:
            return False
        bound = declared.get(nodes.text(root))
        if bound is None or bound.kind == 'parameter':
            return bound is not None or nodes.text(root) in inputs
        node = bound.value
    return False


def _root(node: Node | None) -> Node | None:
    """Return the name that a chain of properties begins with; None where a function returns the value."""
    while (node := nodes.bare(node)) is not None and node.type != 'identifier':
        beginning = node.child_by_field_name(_BEGINNINGS[node.type]) if node.type in _BEGINNINGS else None
        if node.type == 'binary_expression' and nodes.operator(node) not in ('||', '??'):
            return None
        if node.type == 'call_expression' and not _returns_input(nodes.bare(beginning)):
            return None
        node = beginning
    return node


def _returns_input(callee: Node | None) -> bool:
    """Tell whether a function returns input unchanged, such as `$input.all`."""
    if callee is None or callee.type != 'identifier':
        return _property(callee) in _INPUT_METHODS
    return nodes.text(callee) in _INPUT_FUNCTIONS


def _declarations(script: Script) -> Mapping[str, _Bound]:
    """Return the declaration of each name, whatever its scope; several that differ make one that is not followed."""
    found: dict[str, _Bound] = {}
    for node in _nodes(script):
        for pattern, bound in _declared(node):
            for name in _names(pattern):
                before = found.setdefault(name, bound)
                if before is not bound and (before.kind, bound.kind) != ('parameter', 'parameter'):
                    is_alike = nodes.text(before.value) == nodes.text(bound.value)
                    found[name] = _Bound('other', bound.value if is_alike else None)
    return found


def _declared(node: Node) -> Iterator[tuple[Node | None, _Bound]]:
    """Yield the patterns with names that a node itself declares."""
    keyword = node.child_by_field_name('kind')
    kind: Literal['const', 'other'] = 'const' if nodes.text(keyword) == 'const' else 'other'
    if node.type in _FUNCTIONS or node.type == 'catch_clause':
        is_function = node.type != 'catch_clause'
        parameters = node.child_by_field_name('parameters') or node.child_by_field_name('parameter')
        yield parameters, _Bound('parameter' if is_function else 'other', None)
    if node.type == 'for_in_statement' and keyword is not None:
        yield node.child_by_field_name('left'), _Bound(kind, node.child_by_field_name('right'))
    elif node.type in ('lexical_declaration', 'variable_declaration'):
        for declarator in node.named_children:
            yield declarator.child_by_field_name('name'), _Bound(kind, declarator.child_by_field_name('value'))
    elif node.type.endswith('_declaration'):
        yield node.child_by_field_name('name'), _Bound('other', None)


def _names(pattern: Node | None) -> Iterator[str]:
    """Yield the names that a pattern binds."""
    pending = [pattern] if pattern is not None else []
    while pending:
        node = pending.pop()
        if node.type in ('identifier', 'shorthand_property_identifier_pattern'):
            yield nodes.text(node)
        elif node.type in ('assignment_pattern', 'object_assignment_pattern', 'pair_pattern'):
            child = node.child_by_field_name('value' if node.type == 'pair_pattern' else 'left')
            pending += [child] if child is not None else []
        else:
            pending += node.named_children


def _nodes(script: Script) -> Iterator[Node]:
    return nodes.walk(script.tree.root_node) if script.tree is not None else iter(())


def _nodes_around(script: Script, starts: list[int]) -> Iterator[Node]:
    """Yield the nodes that contain one of some sorted offsets, in source order."""
    offsets = script.offsets
    pending = [script.tree.root_node] if script.tree is not None else []
    while pending:
        node = pending.pop()
        index = bisect_left(starts, offsets[node.start_byte])
        if index < len(starts) and starts[index] < offsets[node.end_byte]:
            yield node
            pending += reversed(node.named_children)


def _property(node: Node | None) -> str:
    """Return the property that a member expression reads, '' for other nodes."""
    return nodes.text(node.child_by_field_name('property')) if node is not None else ''


def _place(script: Script, node: Node) -> Place:
    start, end = script.offsets[node.start_byte], script.offsets[node.end_byte]
    return Place(script.source[start:end], start, end)
