"""The examples in the documentation of the rules, as files."""

import re
from typing import NamedTuple

from support import PY, TEMPLATE, js_node, py_node, template

_SECTION = re.compile(r'^## (.+)$', re.MULTILINE)
_EXAMPLE = re.compile(r'^`([^`]+)`([^\n]*)\n\n```(\w+)(?: bytes=([\w-]+))?\n(.*?)```$', re.MULTILINE | re.DOTALL)
_NODES = {'jsCode': js_node, 'pythonCode': py_node}
_RUNS_JAVASCRIPT = js_node(
    '{{@:js:n8n-functions/js/countByCategory.js}}\n\nreturn [{ json: { count: countByCategory($input.all()) } }];\n'
)
_RUNS_PYTHON = py_node(
    '{{@:py:n8n-functions/py/count_by_category.py}}\n\nreturn [{"json": count_by_category(_items)}]\n'
)


class Documentation(NamedTuple):
    """A rule's documentation: its summary and its sections by title."""

    summary: str
    sections: dict[str, str]


def parse(documentation: str) -> Documentation:
    """Take a rule's documentation apart."""
    summary, *rest = _SECTION.split(documentation)
    sections = {title: text.strip() for title, text in zip(rest[::2], rest[1::2], strict=True)}
    return Documentation(summary.strip(), sections)


def files(section: str) -> dict[str, str | bytes]:
    """The files that a section's code blocks show; a code field becomes a template with one node.

    A node runs once for each item where "(each item)" stands beside the name of its code field.
    """
    found: dict[str, str | bytes] = {}
    for name, detail, _, encoding, content in _EXAMPLE.findall(section):
        if name in _NODES:
            shown = _NODES[name](content)
            shown['parameters'] |= {'mode': 'runOnceForEachItem'} if detail == ' (each item)' else {}
            found[TEMPLATE] = template(shown)[TEMPLATE]
        else:
            found[name] = content.encode(encoding or 'utf-8')
    return found


def running_files(section: str) -> dict[str, str | bytes]:
    """The files that a section shows, and a node that runs its function file where it shows no node."""
    found = files(section)
    return {**template(_RUNS_PYTHON if PY in found else _RUNS_JAVASCRIPT), **found}
