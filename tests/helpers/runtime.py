"""What the tests of the rules about n8n's run time share: one call that lints a node, or a function file and a node."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from support import JS
from support import JS_PLACEHOLDER
from support import PY
from support import PY_PLACEHOLDER
from support import TEMPLATE
from support import WORKSPACE
from support import check
from support import node
from support import rows
from support import template
from support import write

from n8n_code_discipline.diagnostic import Diagnostic
from n8n_code_discipline.registry import Selection

RULES = Selection(select=('NCD6', 'NCD009'))
EACH_ITEM = {'mode': 'runOnceForEachItem'}
# how a finding in a function file ends that only the node Count injects
IN_COUNT = f" (in node 'Count' of {TEMPLATE})"
TRAILER = '\nif (typeof module !== "undefined") module.exports = { countByCategory };\n'


def in_node(root: Path, code: str, parameters: Mapping[str, Any] | None = None, **settings: Any) -> list[str]:
    """Lint one node's code, JavaScript unless ``parameters`` tell otherwise: ``line:column CODE message`` in the code.

    ``settings`` are those of the run; the target is n8n 2. Line and column are left out of findings beside the code.
    """
    parameters = {**(parameters or {})}
    field = 'pythonCode' if str(parameters.get('language')).startswith('python') else 'jsCode'
    data = {key: parameters.pop(key) for key in ('type', 'typeVersion') if key in parameters}
    return lint(root, template(node(parameters={**parameters, field: code}, **data)), **settings)


def in_python_node(root: Path, code: str, parameters: Mapping[str, Any] | None = None, **settings: Any) -> list[str]:
    """Lint the code of a node in native Python."""
    return in_node(root, code, {'language': 'pythonNative', **(parameters or {})}, **settings)


def in_function(root: Path, text: str, parameters: Mapping[str, Any] | None = None, **settings: Any) -> list[str]:
    """Lint a JavaScript function file (its trailer is added) that the node Count injects."""
    count = node(parameters={**(parameters or {}), 'jsCode': f'{JS_PLACEHOLDER}\nreturn [{{ json: {{}} }}];'})
    return lint(root, {JS: text + TRAILER, **template(count)}, **settings)


def in_python_function(root: Path, text: str, **settings: Any) -> list[str]:
    """Lint a Python function file that the node Count injects."""
    code = f'{PY_PLACEHOLDER}\nreturn [{{"json": {{}}}}]'
    return lint(
        root, {PY: text, **template(node(parameters={'language': 'pythonNative', 'pythonCode': code}))}, **settings
    )


def lint(root: Path, files: Mapping[str, str], **settings: Any) -> list[str]:
    """Write the clean workspace with ``files`` added and lint it for a version of n8n, 2 unless given."""
    write(root, {**WORKSPACE, **files})
    report = check(root, selection=RULES, **{'target_n8n': '2', **settings})
    assert report.errors == ()
    return [_row(item) for item in report.diagnostics]


def _row(item: Diagnostic) -> str:
    if item.path != TEMPLATE:
        return rows((item,))[0].removeprefix('n8n-functions/')
    message = item.message.removeprefix("node 'Count': ")
    place = f'{item.position.line}:{item.position.column} ' if item.position else ''
    return f'{place}{item.code} {message}'


def only(code: str, found: list[str]) -> list[str]:
    """The findings of one rule; what else is wrong with an example is another test's matter."""
    return [row for row in found if f' {code} ' in f' {row}']
