"""Resolved placeholders of a template."""

from typing import NamedTuple

from n8n_code_discipline.documents.json_document import JsonPath
from n8n_code_discipline.documents.workflow import Node
from n8n_code_discipline.syntax.markup import Placeholder
from n8n_code_discipline.text import printable, quoted, shortened
from n8n_code_discipline.workspace import layout
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


def extract_command(cwd: str, path: str, node: str) -> str:
    """Return the command that extracts one node of a template, ready to be pasted into a shell.

    A node whose name cannot be printed is extracted with the others of its template.
    """
    import shlex  # only messages need it

    shown = shlex.quote(layout.display(cwd, path))
    separator = '=' if node.startswith('-') else ' '
    which = f'--node{separator}{shlex.quote(node)}' if node and printable(node) == node else '--all'
    return f'n8n-code-discipline extract {shown} {which}'
