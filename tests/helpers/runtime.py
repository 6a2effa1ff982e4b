"""Nodes and function files for the tests of the rules about n8n's run time, and one call that lints them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from support import JS, JS_PLACEHOLDER, PY, PY_PLACEHOLDER, TEMPLATE, lint_files, node, template

EACH = {'mode': 'runOnceForEachItem'}
TRAILER = '\nif (typeof module !== "undefined") module.exports = { countByCategory };\n'


def js(code: Any, parameters: Mapping[str, Any] | None = None) -> dict[str, str]:
    """Return a template whose node Count has this code, JavaScript unless `parameters` say otherwise.

    Args:
        code: The code, or the code as a whole.
        parameters: Further parameters; `type` and `typeVersion` are those of the node.
    """
    parameters = {**(parameters or {})}
    field = 'pythonCode' if str(parameters.get('language')).startswith('python') else 'jsCode'
    data = {key: parameters.pop(key) for key in ('type', 'typeVersion') if key in parameters}
    return template(node(parameters={**parameters, field: code}, **data))


def py(code: Any, parameters: Mapping[str, Any] | None = None) -> dict[str, str]:
    """Return a template whose node Count has this code in native Python."""
    return js(code, {'language': 'pythonNative', **(parameters or {})})


def js_file(text: str, parameters: Mapping[str, Any] | None = None) -> dict[str, str]:
    """Return a JavaScript function file, its trailer added, and a template whose node Count injects it."""
    return {JS: text + TRAILER, **js(f'{JS_PLACEHOLDER}\nreturn [{{ json: {{}} }}];', parameters)}


def py_file(text: str) -> dict[str, str]:
    """Return a Python function file and a template whose node Count injects it."""
    return {PY: text, **py(f'{PY_PLACEHOLDER}\nreturn [{{"json": {{}}}}]')}


def of_function(message: str) -> str:
    """Return the message of a finding in a function file that only the node Count injects."""
    return message.replace("node 'Count': ", '') + f" (in node 'Count' of {TEMPLATE})"


def lint(root: Path, files: Mapping[str, str], select: str = 'NCD6,NCD009', **settings: Any) -> list[str]:
    """Lint the clean workspace with `files` added for a version of n8n, 2 unless given."""
    return lint_files(root, files, select=select, **{'target_n8n': '2', **settings})
