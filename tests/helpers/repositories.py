"""Repositories that use the hooks through the real pre-commit; the fixtures are in ``conftest.py``."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from support import write

CONFIG = """\
repos:
-   repo: {url}
    rev: {rev}
    hooks:
{hooks}
"""


class Result(NamedTuple):
    """The exit status of a command, and its output and errors together."""

    status: int
    output: str


class Repository:
    """A git repository in a temporary directory, with an environment in which nobody's settings count."""

    def __init__(self, path: Path, environment: Mapping[str, str]) -> None:
        self.path = path
        self.environment = dict(environment)
        path.mkdir(parents=True, exist_ok=True)
        self.git('init', '--quiet', '--initial-branch=main')

    def run(self, *command: str, cwd: str = '.') -> Result:
        """Run a command in the repository."""
        done = subprocess.run(
            command,
            cwd=self.path / cwd,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding='utf-8',
            check=False,
        )
        return Result(done.returncode, done.stdout)

    def git(self, *arguments: str) -> Result:
        """Run git and insist that it succeeds."""
        result = self.run('git', *arguments)
        assert result.status == 0, result.output
        return result

    def head(self) -> str:
        """Return the hash of the last commit."""
        return self.git('rev-parse', 'HEAD').output.strip()

    def pre_commit(self, *arguments: str) -> Result:
        """Run pre-commit."""
        return self.run(sys.executable, '-m', 'pre_commit', *arguments)

    def commit(self, files: Mapping[str, str | bytes], message: str = 'change') -> Result:
        """Write and stage files, then commit, hooks included."""
        write(self.path, files)
        self.git('add', '--all')
        return self.run('git', 'commit', '--quiet', '--message', message)


class Consumer(Repository):
    """A user's repository."""

    def __init__(self, path: Path, environment: Mapping[str, str], hook_repository: Repository) -> None:
        super().__init__(path, environment)
        self.hook_repository = hook_repository

    def use(self, *hooks: str) -> None:
        """Configure hooks of the project, pinned to its commit, and install them."""
        stanzas = '\n'.join(f'    -   id: {hook}' for hook in hooks)
        url = self.hook_repository.path.as_uri()
        config = CONFIG.format(url=url, rev=self.hook_repository.head(), hooks=stanzas)
        write(self.path, {'.pre-commit-config.yaml': config})
        assert self.pre_commit('install').status == 0
