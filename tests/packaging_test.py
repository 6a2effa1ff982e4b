"""Test the contents of an installation."""

import configparser
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
import readme_renderer.markdown
import smoke
from support import REPOSITORY

PACKAGE = REPOSITORY / 'n8n_code_discipline'


@pytest.fixture(scope='module')
def wheel(built: Path) -> zipfile.ZipFile:
    (path,) = built.glob('*.whl')
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
        path.relative_to(REPOSITORY).as_posix()
        for suffix in ('py', 'cjs', 'html')
        for path in PACKAGE.rglob(f'*.{suffix}')
    }
    hooks = {f'n8n_code_discipline/hooks/{path.name}' for path in (REPOSITORY / 'hooks').glob('*.py')}
    assert names == modules | hooks | {'n8n_code_discipline/py.typed'}


def test_the_wheel_needs_parsers_and_identify_only(wheel: zipfile.ZipFile) -> None:
    (metadata,) = [name for name in wheel.namelist() if name.endswith('.dist-info/METADATA')]
    lines = wheel.read(metadata).decode().splitlines()
    needed = {
        re.split('[<>=]', line.split()[1])[0]
        for line in lines
        if line.startswith('Requires-Dist:') and 'extra ==' not in line
    }
    assert needed == {'identify', 'tree-sitter', 'tree-sitter-javascript', 'tree-sitter-python'}


def test_the_sdist_holds_what_git_tracks(built: Path) -> None:
    (path,) = built.glob('*.tar.gz')
    with tarfile.open(path) as archive:
        held = {name.partition('/')[2] for name in archive.getnames()}
    listed = subprocess.run(
        ['git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        check=True,
    )
    tracked = {name for name in listed.stdout.decode().split('\0') if name and (REPOSITORY / name).is_file()}
    assert tracked <= held


def test_an_index_accepts_both(built: Path) -> None:
    subprocess.run([sys.executable, '-m', 'twine', 'check', '--strict', *built.iterdir()], check=True)


def test_the_description_renders_without_dead_links(wheel: zipfile.ZipFile) -> None:
    (name,) = [name for name in wheel.namelist() if name.endswith('.dist-info/METADATA')]
    page = readme_renderer.markdown.render(wheel.read(name).decode().partition('\n\n')[2])
    assert page is not None
    links = re.findall(r'(?:href|src)="([^"]+)"', page)
    assert links
    assert [link for link in links if not link.startswith(('https://', '#'))] == []


@pytest.mark.skipif(sys.platform == 'win32', reason='the job "wheel" of CI does this on Windows')
def test_the_wheel_starts(installed: Path) -> None:
    assert smoke.start(installed) is None
