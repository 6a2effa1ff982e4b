"""The way of docs/getting-started.md from an empty directory to a green commit, run as it stands there.

``UPDATE_GOLDEN=1`` writes its output anew.
"""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from repositories import Repository
from support import REPOSITORY

PAGE = REPOSITORY / 'docs' / 'getting-started.md'
SECTION = '## From an empty directory to a green commit in five commands'
URL = 'URL-YOU-CLONED-FROM'
INSTALLATION = re.compile(r'^\[INFO\] .*\n', re.MULTILINE)

pytestmark = pytest.mark.skipif(sys.platform == 'win32', reason='the page shows a POSIX shell')


def shown() -> str:
    """The transcript on the page: commands after ``$``, each followed by its output."""
    section = PAGE.read_text(encoding='utf-8').split(SECTION, 1)[1]
    transcript, *_ = re.findall(r'```console\n(.*?)```', section.split('\n## ')[0], re.DOTALL)
    return str(transcript)


def commands(transcript: str) -> list[str]:
    return [line.removeprefix('$ ') for line in transcript.splitlines() if line.startswith('$ ')]


@pytest.fixture
def environment(tmp_path: Path, git_environment: Mapping[str, str]) -> dict[str, str]:
    """A shell in a fresh virtual environment; git calls its first branch main without asking."""
    subprocess.run([sys.executable, '-m', 'virtualenv', tmp_path / 'venv'], env=git_environment, check=True)
    return {
        **git_environment,
        'PATH': os.pathsep.join([str(tmp_path / 'venv' / 'bin'), git_environment['PATH']]),
        'GIT_CONFIG_COUNT': '1',
        'GIT_CONFIG_KEY_0': 'init.defaultBranch',
        'GIT_CONFIG_VALUE_0': 'main',
    }


def test_five_commands() -> None:
    assert len(commands(shown())) == 5


def test_the_transcript_is_real(tmp_path: Path, environment: dict[str, str], hook_repository: Repository) -> None:
    url = hook_repository.path.as_uri()
    script = ''.join(f"printf '%s\\n' '$ {command}'\n{command.replace(URL, url)}\n" for command in commands(shown()))
    directory = tmp_path / 'empty'
    directory.mkdir()
    done = subprocess.run(
        ['sh', '-e'],
        input=script,
        cwd=directory,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding='utf-8',
        check=False,
    )
    assert done.returncode == 0, done.stdout
    # the page speaks of an address that others have too
    warning = f'warning: {url} is a path of this machine: for others, name a URL with --repo\n'
    assert warning in done.stdout
    transcript = done.stdout.replace(warning, '').replace(url, URL)
    if os.environ.get('UPDATE_GOLDEN'):
        text = PAGE.read_text(encoding='utf-8').replace(shown(), transcript)
        PAGE.write_text(text, encoding='utf-8', newline='')
    # pre-commit installs a hook once, and another test may have been the first
    assert re.sub(INSTALLATION, '', transcript) == re.sub(INSTALLATION, '', shown())
    repository = directory / 'my-workflows'
    log = subprocess.run(
        ['git', 'log', '--format=%s'],
        cwd=repository,
        env=environment,
        stdout=subprocess.PIPE,
        encoding='utf-8',
        check=True,
    )
    assert log.stdout == 'Count articles by category\n'
