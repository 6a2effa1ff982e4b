"""The flake8 plugin: the rules about Python function files, for files under ``n8n-functions/py/``.

flake8 itself applies ``--select``, ``--ignore`` and ``# noqa``, and reports syntax errors.
"""

import ast
import os
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

from n8n_code_discipline.config.resolver import Resolver
from n8n_code_discipline.config.settings import ConfigError, Settings
from n8n_code_discipline.linter import engine
from n8n_code_discipline.text import printable
from n8n_code_discipline.workspace import layout
from n8n_code_discipline.workspace.files import Source

# not a rule: flake8 gives a plugin no other way to report an invalid configuration
CONFIGURATION = 'NCD000'


class Plugin:
    """Checks one file for flake8."""

    name = 'n8n-code-discipline'
    version = version('n8n-code-discipline')

    def __init__(self, tree: ast.AST, filename: str, lines: list[str]) -> None:
        """Accept ``tree``, unused: flake8 runs plugins that ask for it once per file."""
        del tree
        self._path = os.path.abspath(filename)
        self._lines = lines

    def run(self) -> Iterator[tuple[int, int, str, type[Any]]]:
        """Yield line (1-based), column (0-based, as flake8 counts), code with message, and this class."""
        cwd = os.getcwd()
        root = layout.find_root(self._path)
        function = layout.function_path(root, self._path) if root else None
        if function is None or function.language != 'py':
            return
        source = Source(self._path, ''.join(self._lines), bom=False, problem=None)
        try:
            report = engine.check_text(source, Settings(cwd), Resolver(cwd, None, {}).settings)
        except ConfigError as error:
            yield 1, 0, f'{CONFIGURATION} {printable("; ".join(error.problems))}', type(self)
            return
        for item in report.diagnostics:
            yield item.line, item.column - 1, f'{item.code} {item.message}', type(self)
