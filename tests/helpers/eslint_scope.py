"""The names of JavaScript, by eslint-scope."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import node
import pytest

SCOPE_MANAGER = Path(__file__).with_name('scope_manager.js')
PACKAGES = ['acorn@8.15.0', 'eslint-scope@8.4.0']


class EslintScope(NamedTuple):
    """A folder with acorn and eslint-scope installed."""

    folder: Path

    def names(self, sources: Sequence[str]) -> list[Any]:
        """Return the names of each source: those that it declares, reads and only writes; None if acorn rejects it."""
        environment = {**os.environ, 'NODE_PATH': str(self.folder / 'node_modules')}
        found: list[Any] = node.run(SCOPE_MANAGER, sources, environment=environment)
        return found


def install(folder: Path) -> EslintScope:
    """Install the packages in a folder, unless they are there; skip the test where that is not possible."""
    npm = shutil.which('npm')
    if npm is None:
        pytest.skip('no npm to install eslint-scope with')
    if not (folder / 'node_modules' / 'eslint-scope').is_dir():
        (folder / 'package.json').write_text('{}', encoding='utf-8')
        command = [npm, 'install', '--no-audit', '--no-fund', '--silent', *PACKAGES]
        done = subprocess.run(command, cwd=folder, capture_output=True, encoding='utf-8', check=False)
        if done.returncode:
            pytest.skip(f'npm cannot install eslint-scope: {done.stderr.strip()[-200:]}')
    return EslintScope(folder)
