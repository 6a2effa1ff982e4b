"""Read the parameters of a function, for the call in its paired test."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from n8n_code_discipline.syntax import javascript, python
from n8n_code_discipline.workspace.layout import Language

if TYPE_CHECKING:
    from tree_sitter import Node


class Signature(NamedTuple):
    """The arguments of a call as source code; ``is_async`` says whether the result is awaited."""

    arguments: tuple[str, ...] = ()
    is_async: bool = False


def read(language: Language, source: str, name: str) -> Signature:
    """Return the signature of a top-level function, an empty one if the source does not declare it."""
    return _of_javascript(source, name) if language == 'js' else _of_python(source, name)


def _of_javascript(source: str, name: str) -> Signature:
    tree = javascript.parse(source).tree
    for node in tree.root_node.named_children if tree is not None else ():
        declared, parameters = node.child_by_field_name('name'), node.child_by_field_name('parameters')
        if declared is not None and parameters is not None and _text(declared) == name:
            arguments = tuple(_argument(child) for child in parameters.named_children if child.type != 'comment')
            return Signature(arguments, node.children[0].type == 'async')
    return Signature()


def _argument(node: Node) -> str:
    """Return the argument for a parameter: its name without the default, for a pattern an object of its keys."""
    if node.type in ('assignment_pattern', 'object_assignment_pattern'):
        return _argument(node.named_children[0])
    if node.type == 'rest_pattern':
        return f'...{_argument(node.named_children[0])}'
    if node.type == 'object_pattern':
        return f'{{ {", ".join(map(_argument, node.named_children))} }}'
    if node.type == 'pair_pattern':
        return f'{_text(node.named_children[0])}: {_argument(node.named_children[1])}'
    if node.type == 'array_pattern':
        return f'[{", ".join(map(_argument, node.named_children))}]'
    return _text(node)


def _text(node: Node) -> str:
    return (node.text or b'').decode()


def _of_python(source: str, name: str) -> Signature:
    tree = python.parse(source).tree
    for node in tree.body if tree is not None else ():
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name:
            given = node.args
            arguments = [item.arg for item in (*given.posonlyargs, *given.args)]
            arguments += [f'*{given.vararg.arg}'] if given.vararg else []
            arguments += [f'{item.arg}={item.arg}' for item in given.kwonlyargs]
            arguments += [f'**{given.kwarg.arg}'] if given.kwarg else []
            return Signature(tuple(arguments), isinstance(node, ast.AsyncFunctionDef))
    return Signature()
