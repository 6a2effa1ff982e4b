"""What an installation holds."""

from __future__ import annotations

import configparser
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from support import REPOSITORY

PACKAGE = REPOSITORY / 'n8n_code_discipline'


@pytest.fixture(scope='module')
def wheel(tmp_path_factory: pytest.TempPathFactory, hook_repository_path: Path) -> zipfile.ZipFile:
    target = tmp_path_factory.mktemp('wheel')
    subprocess.run(
        [sys.executable, '-m', 'pip', 'wheel', '--quiet', '--no-deps', '--wheel-dir', target, hook_repository_path],
        check=True,
    )
    (path,) = target.glob('*.whl')
    return zipfile.ZipFile(path)


def test_every_package_is_listed() -> None:
    parser = configparser.ConfigParser()
    parser.read(REPOSITORY / 'setup.cfg')
    listed = set(parser['options']['packages'].split())
    found = {'.'.join(path.parent.relative_to(REPOSITORY).parts) for path in PACKAGE.rglob('__init__.py')} | {
        'n8n_code_discipline.hooks'
    }
    assert listed == found


def test_the_wheel_holds_every_module_and_nothing_called_hooks_at_the_top(wheel: zipfile.ZipFile) -> None:
    names = {name for name in wheel.namelist() if '.dist-info/' not in name}
    modules = {
        path.relative_to(REPOSITORY).as_posix() for suffix in ('py', 'cjs') for path in PACKAGE.rglob(f'*.{suffix}')
    }
    hooks = {f'n8n_code_discipline/hooks/{path.name}' for path in (REPOSITORY / 'hooks').glob('*.py')}
    assert names == modules | hooks | {'n8n_code_discipline/py.typed'}


def test_the_wheel_needs_parsers_only(wheel: zipfile.ZipFile) -> None:
    (metadata,) = [name for name in wheel.namelist() if name.endswith('.dist-info/METADATA')]
    lines = wheel.read(metadata).decode().splitlines()
    needed = {
        re.split('[<>=]', line.split()[1])[0]
        for line in lines
        if line.startswith('Requires-Dist:') and 'extra ==' not in line
    }
    assert needed == {'tree-sitter', 'tree-sitter-javascript', 'tree-sitter-python'}
