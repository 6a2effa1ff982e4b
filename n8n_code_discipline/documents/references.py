"""Resolved placeholders of a template."""

from typing import NamedTuple

from n8n_code_discipline.documents.json_document import JsonPath
from n8n_code_discipline.documents.workflow import Node
from n8n_code_discipline.syntax.markup import Placeholder
from n8n_code_discipline.text import quoted
from n8n_code_discipline.text import shortened
from n8n_code_discipline.workspace.targets import Target


class Reference(NamedTuple):
    """A placeholder and the file that it names.

    ``well_placed`` is False for a code placeholder that is not a line and statement of its own.
    """

    placeholder: Placeholder
    target: Target
    well_placed: bool


class TextReference(NamedTuple):
    """A placeholder in a string that is not a code field: the path of the string, and its node, if it has one."""

    path: JsonPath
    node: Node | None
    reference: Reference


def label(node: Node) -> str:
    """Return the name of a node for messages."""
    return f'node {quoted(shortened(node.name))}' if node.name else 'unnamed node'
