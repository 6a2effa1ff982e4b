"""Read the versions of one file from git, so that nothing in the repository can run a command.

Only plumbing commands are called, which use no pager, alias, external diff or textconv. A partial clone is not read at
all: git would fetch missing objects through a command from the repository's configuration, which only git 2.44 and
later can prevent.
"""

import os
import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Set
from contextlib import suppress
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import IO, Any, NamedTuple

from n8n_code_discipline.syntax.markup import first_placeholder, normalize_body
from n8n_code_discipline.workspace import files, layout, programs

INDEX = 'the index'
SHALLOW = 'shallow clone'
UNTRACKED = 'untracked file'
NO_REPOSITORY = 'no git repository'
# seconds for one git command: a pipe where git expects a file, or a file server that is gone, would block it for ever
TIMEOUT = 60.0

_OPTIONS = (
    '--no-pager',
    '--literal-pathspecs',
    *('-c', 'core.fsmonitor=false'),
    *('-c', f'core.hooksPath={os.devnull}'),
    *('-c', 'diff.external='),
    *('-c', 'log.showSignature=false'),
)
_PARTIAL = r'^(extensions\.partialclone|remote\..*\.(promisor|partialclonefilter))$'


class Version(NamedTuple):
    """A version of a file: its name, which is a commit and its date or ``INDEX``, and its normalized body."""

    name: str
    body: str


class History(NamedTuple):
    """The bodies that are versions of a file.

    ``found`` maps a body to the name of its version. ``gap`` explains why others may be missing, '' if none is.
    ``placeholder`` is one of a version, '' if no version contains one; all versions are read unless every body is
    found. ``nearest`` maps a body to the version that is most like it, the newest of several.
    """

    found: dict[str, str]
    gap: str
    placeholder: str = ''
    nearest: Mapping[str, Version] = MappingProxyType({})


# repositories that git is not called for again, by path, with the reason
_hanging: dict[str, str] = {}


class _GitError(Exception):
    """The error message of a git command."""


class _Git(NamedTuple):
    """A git binary and the repository to read."""

    binary: str
    repository: str

    def command(self, *arguments: str) -> list[str]:
        return [self.binary, *_OPTIONS, '-C', self.repository, *arguments]

    def run(self, *arguments: str, text: bytes = b'', stdout: int | IO[bytes] = subprocess.PIPE) -> bytes:
        """Run a command and return its output. Raises OSError or _GitError."""
        command = self.command(*arguments)
        try:
            done = programs.capture(command, text=text, stdout=stdout, environment=_environment(), timeout=TIMEOUT)
        except TimeoutError as error:
            _hanging[self.repository] = f'git {arguments[0]} {error} in {self.repository}'
            raise TimeoutError(_hanging[self.repository]) from None
        if done.returncode:
            lines = done.stderr.decode(errors='replace').splitlines()
            raise _GitError(lines[0] if lines else f'git failed with status {done.returncode}')
        return done.stdout

    def inside(self, path: str) -> str:
        return os.path.relpath(path, self.repository).replace(os.sep, '/')


def search(path: str, bodies: Set[str]) -> History:
    """Look for normalized bodies among the versions of a file (absolute path): all refs and the index, no renames.

    Never raises: the reason of a failure is the ``gap`` of the result.
    """
    try:
        return _search(_open(path), path, bodies)
    except (OSError, _GitError) as error:  # a TimeoutError is an OSError
        return History({}, str(error))


def head(repository: str) -> str:
    """Return the current commit of a repository, '' if it has none. Raises OSError if git cannot be started."""
    binary = find_binary(repository)
    if binary is not None:
        with suppress(_GitError):
            return _Git(binary, repository).run('rev-parse', '--verify', '--quiet', 'HEAD').decode().strip()
    return ''


def committed_templates(root: str) -> Iterator[str]:
    """Yield the templates of a workspace, given by its absolute root, as the current commit has them, if git knows."""
    directory = os.path.join(root, layout.TEMPLATES)
    try:
        git = _open(directory)
        listed = git.run('ls-tree', '-r', '-z', 'HEAD', '--', git.inside(directory)).split(b'\0')
        blobs = [entry.split()[2] for entry in listed if entry.endswith(layout.TEMPLATE_SUFFIX.encode())]
        for _, content in _contents(git, blobs):
            yield (content or b'').decode(errors='replace')
    except (OSError, _GitError):
        return


def _open(path: str) -> _Git:
    """Return git for the repository around a path. Raises OSError or _GitError."""
    repository = find_repository(path)
    if repository is None:
        raise _GitError(NO_REPOSITORY)
    binary = find_binary(repository)
    if binary is None:
        raise _GitError('git is not installed')
    if repository in _hanging:
        raise _GitError(_hanging[repository])
    git = _Git(binary, repository)
    try:
        git.run('config', '--get-regexp', _PARTIAL)
    except _GitError:  # no such setting
        return git
    raise _GitError('partial clone')


def _search(git: _Git, path: str, bodies: Set[str]) -> History:
    shallow = git.run('rev-parse', '--is-shallow-repository').strip() != b'false'
    blobs = _blobs(git, git.inside(path))
    if not blobs:
        return History({}, UNTRACKED)
    found: dict[str, str] = {}
    nearest: dict[str, Version] = {}
    least: dict[str, tuple[int, int]] = {}
    missing = False
    placeholder = ''
    for blob, content in _contents(git, list(blobs)):
        missing = missing or content is None
        source = files.decode(path, content or b'')
        body = normalize_body(source.text)
        placeholder = placeholder or first_placeholder(source.text)
        if content is None or source.problem:
            continue
        if body in bodies:
            found.setdefault(body, blobs[blob])
            if len(found) == len(bodies):
                break
        for wanted in bodies:
            difference = distance(body, wanted)
            if wanted not in least or difference < least[wanted]:
                least[wanted], nearest[wanted] = difference, Version(blobs[blob], body)
    gap = SHALLOW if shallow else 'git misses objects' if missing else ''
    return History(found, gap, placeholder, nearest)


def distance(body: str, other: str) -> tuple[int, int]:
    """Return how many words and signs, in any order, and pairs of lines only one of two bodies has, in linear time.

    Only the lines distinguish versions that differ in their order or in whitespace.
    """
    pairs = zip(_counts(body), _counts(other), strict=True)
    words, lines = ((one - two).total() + (two - one).total() for one, two in pairs)
    return words, lines


@lru_cache(maxsize=16)  # each version is compared with a few edits
def _counts(body: str) -> tuple[Counter[Any], Counter[Any]]:
    return Counter(re.findall(r'\w+|[^\w\s]', body)), Counter(pairwise(['', *body.split('\n'), '']))


def _blobs(git: _Git, inside: str) -> dict[bytes, str]:
    """Return the blobs of a path, newest first, each with the name of its version."""
    commits = git.run('rev-list', '--all', '--full-history', '--', inside)
    options = ('--stdin', '--format=%H %cs', '-r', '-m', '--root', '--raw', '--no-renames')
    changes = git.run('diff-tree', *options, '--', inside, text=commits)
    blobs: dict[bytes, str] = {}
    commit = ''
    for line in changes.splitlines():
        if line.startswith(b':'):
            blob = line.split(b' ', 4)[3]
            if blob.strip(b'0'):
                blobs.setdefault(blob, commit)
        elif line:
            commit = f'commit {line[:10].decode()}, {line[-10:].decode()}'
    for line in git.run('ls-files', '--stage', '--', inside).splitlines():
        blobs.setdefault(line.split(b' ', 2)[1], INDEX)
    return blobs


def _contents(git: _Git, blobs: list[bytes]) -> Iterator[tuple[bytes, bytes | None]]:
    """Yield the content of blobs, None for a missing one; one at a time is in memory."""
    with tempfile.TemporaryFile() as contents:
        git.run('cat-file', '--batch', text=b'\n'.join(blobs) + b'\n', stdout=contents)
        contents.seek(0)
        for blob in blobs:
            header = contents.readline().split()
            if len(header) == 3:
                yield blob, contents.read(int(header[2]))
                contents.readline()
            else:
                yield blob, None


def _environment() -> dict[str, str]:
    # a hook inherits variables that would point git at another repository
    inherited = {name: value for name, value in os.environ.items() if not re.match('GIT_(?!CONFIG_)', name)}
    return {**inherited, 'GIT_NO_LAZY_FETCH': '1', 'GIT_OPTIONAL_LOCKS': '0', 'GIT_TERMINAL_PROMPT': '0', 'LC_ALL': 'C'}


def find_repository(path: str) -> str | None:
    """Return the absolute path of the nearest directory above an absolute path that contains ``.git``."""
    around = layout.ancestors(os.path.dirname(path))
    return next((directory for directory in around if os.path.lexists(os.path.join(directory, '.git'))), None)


def find_binary(repository: str) -> str | None:
    """Return the absolute path of the git on PATH; one within the repository is not trusted."""
    name = 'git.exe' if os.name == 'nt' else 'git'
    forbidden = os.path.join(os.path.realpath(repository), '')
    for directory in os.environ.get('PATH', os.defpath).split(os.pathsep):
        candidate = os.path.join(directory, name)
        if not os.path.isabs(directory) or os.path.realpath(candidate).startswith(forbidden):
            continue
        if os.path.isfile(candidate) and os.access(candidate, os.X_OK):
            return candidate
    return None
