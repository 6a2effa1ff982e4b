"""Typed views of a workflow's parsed JSON; each has the JSON path of its value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from n8n_code_discipline.documents.json_document import JsonPath
from n8n_code_discipline.text import count
from n8n_code_discipline.workspace.layout import Language

CODE = 'n8n-nodes-base.code'
TOOL_CODE = '@n8n/n8n-nodes-langchain.toolCode'
STICKY_NOTE = 'n8n-nodes-base.stickyNote'
RUNNING_CODE = (CODE, TOOL_CODE)
FUNCTION = 'n8n-nodes-base.function'
FUNCTION_ITEM = 'n8n-nodes-base.functionItem'
DEPRECATED = (FUNCTION, FUNCTION_ITEM)

FIELDS: dict[Language, str] = {'js': 'jsCode', 'py': 'pythonCode'}
LANGUAGES: dict[str, Language] = {'javaScript': 'js', 'python': 'py', 'pythonNative': 'py'}
PRIMITIVE_MARKER = '// @n8n-evol-I:primitive'

_TYPE_NAMES: dict[type, str] = {
    dict: 'an object',
    list: 'an array',
    str: 'a string',
    bool: 'a boolean',
    int: 'a number',
    float: 'a number',
    type(None): 'null',
}


class ShapeProblem(NamedTuple):
    """A value of the wrong type: its path, a message, and the name of its node, '' if it is outside of nodes."""

    path: JsonPath
    message: str
    node: str = ''


class Workflow(NamedTuple):
    """One workflow of a file and its nodes that are objects."""

    path: JsonPath
    nodes: tuple[Node, ...]


class Node(NamedTuple):
    """One node: its JSON path, name and type ('' where absent or of the wrong type) and its data."""

    path: JsonPath
    name: str
    type: str
    data: dict[str, Any]

    @property
    def parameters(self) -> dict[str, Any]:
        """The node's parameters; {} where absent or of the wrong type."""
        value = self.data.get('parameters')
        return value if isinstance(value, dict) else {}


class CodeField(NamedTuple):
    """The parameter of a Code node that contains its code.

    ``spelling`` is the value of ``language`` (None: absent). ``known`` says whether n8n accepts it. ``language`` is the
    language that the node runs, guessed from a wrong spelling, None if that is not possible. ``code`` is None if the
    field is absent or of the wrong type.
    """

    spelling: Any
    known: bool
    language: Language | None
    name: str
    path: JsonPath
    code: str | None


def type_name(value: Any) -> str:
    """Return a JSON value's type with its article, for messages."""
    return _TYPE_NAMES[type(value)]


def holds_nodes(data: Any) -> bool:
    """Return whether a JSON value looks like a workflow or an array of workflows: an object has a ``nodes`` key."""
    return any(isinstance(item, dict) and 'nodes' in item for _, item in _items(data))


def has_node_list(data: Any) -> bool:
    """Return whether a JSON value is a workflow or an array with a workflow: an object has a ``nodes`` list."""
    return any(isinstance(item, dict) and isinstance(item.get('nodes'), list) for _, item in _items(data))


def workflows(data: Any, types: tuple[str, ...] | None = None) -> tuple[Workflow, ...]:
    """Return the workflows of a file's JSON with their nodes of some types (None: all); wrong types are left out."""
    return tuple(
        Workflow(path, tuple(_nodes(item['nodes'], (*path, 'nodes'), types)))
        for path, item in _items(data)
        if isinstance(item, dict) and isinstance(item.get('nodes'), list)
    )


def nodes(data: Any, types: tuple[str, ...] | None = None) -> Iterator[Node]:
    """Yield the nodes of some types (None: all) of all workflows of a file's JSON."""
    for item in workflows(data, types):
        yield from item.nodes


def shape_problems(data: Any) -> Iterator[ShapeProblem]:
    """Yield the values that prevent a file's JSON from being a workflow, or an array of workflows."""
    if isinstance(data, list) and not data:
        yield ShapeProblem((), 'an empty array contains no workflow')
    no_workflows = []
    for path, item in _items(data):
        problem = _workflow_problem(path, item)
        if problem is not None:
            no_workflows.append(problem)
            continue
        for index, node in enumerate(item['nodes']):
            # most nodes are valid and run no code
            is_valid = isinstance(node, dict) and isinstance(node.get('name', ''), str)
            if not (is_valid and isinstance(kind := node.get('type', ''), str) and kind not in RUNNING_CODE):
                yield from _node_problems(node, (*path, 'nodes', index))
    if no_workflows:
        more = len(no_workflows) - 1
        others = f'; {count(more, "more item")} of this array: no workflow' if more else ''
        yield no_workflows[0]._replace(message=no_workflows[0].message + others)


def _workflow_problem(path: JsonPath, item: Any) -> ShapeProblem | None:
    if not isinstance(item, dict):
        return ShapeProblem(path, f'a workflow must be an object with a "nodes" array, this is {type_name(item)}')
    if 'nodes' not in item:
        return ShapeProblem(path, 'a workflow must have a "nodes" array, this object has no "nodes"')
    if not isinstance(item['nodes'], list):
        message = f'"nodes" must be an array of objects, this is {type_name(item["nodes"])}'
        return ShapeProblem((*path, 'nodes'), message)
    return None


def _items(data: Any) -> Iterator[tuple[JsonPath, Any]]:
    if isinstance(data, list):
        for index, item in enumerate(data):
            yield (index,), item
    else:
        yield (), data


def _nodes(found: list[Any], path: JsonPath, types: tuple[str, ...] | None) -> Iterator[Node]:
    for index, data in enumerate(found):
        if isinstance(data, dict) and (types is None or data.get('type') in types):
            yield Node((*path, index), _text(data.get('name')), _text(data.get('type')), data)


def _node_problems(node: Any, path: JsonPath) -> Iterator[ShapeProblem]:
    if not isinstance(node, dict):
        yield ShapeProblem(path, f'"nodes" must contain only objects, this is {type_name(node)}')
        return
    name = _text(node.get('name'))
    for key in ('name', 'type'):
        if key in node and not isinstance(node[key], str):
            message = f'"{key}" of a node must be a string, this is {type_name(node[key])}'
            yield ShapeProblem((*path, key), message, name)
    if node.get('type') not in RUNNING_CODE:
        return
    parameters = node.get('parameters', {})
    if not isinstance(parameters, dict):
        message = f'"parameters" of a Code node must be an object, this is {type_name(parameters)}'
        yield ShapeProblem((*path, 'parameters'), message, name)
        return
    for key in FIELDS.values():
        if key in parameters and not isinstance(parameters[key], str):
            message = f'"{key}" must be a string, this is {type_name(parameters[key])}'
            yield ShapeProblem((*path, 'parameters', key), message, name)


def code_field(node: Node) -> CodeField:
    """Return the code field of a node of type CODE or TOOL_CODE.

    n8n reads ``language`` from ``typeVersion`` 2 of the Code node on, and at every version of the tool; the default is
    JavaScript (n8n 2.40.7, nodes/Code/Code.node.js).
    """
    version = node.data.get('typeVersion')
    ignored = node.type == CODE and version == 1 and version is not True
    absent = ignored or 'language' not in node.parameters
    spelling = None if absent else node.parameters['language']
    known = absent or (isinstance(spelling, str) and spelling in LANGUAGES)
    language = LANGUAGES['javaScript'] if absent else guess_language(spelling)
    name = FIELDS[language or 'js']
    code = node.parameters.get(name)
    path = (*node.path, 'parameters', name)
    return CodeField(spelling, known, language, name, path, code if isinstance(code, str) else None)


def guess_language(spelling: Any) -> Language | None:
    """Return the most likely language of a correct or wrong spelling, None if there is none."""
    folded = spelling.strip().casefold() if isinstance(spelling, str) else ''
    if folded in ('javascript', 'js', 'node', 'nodejs'):
        return 'js'
    return 'py' if folded.startswith('py') else None


def is_primitive(code: str | None) -> bool:
    """Return whether a Code node's code begins with the primitive marker."""
    return code is not None and code.lstrip().startswith(PRIMITIVE_MARKER)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ''
