"""The real commands where the file system fails them: one line that says why, exit status 2, and no byte changed."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support import JS
from support import JS_CODE
from support import JS_PLACEHOLDER
from support import JS_TEST
from support import TEMPLATE
from support import WORKSPACE
from support import js_node
from support import template
from support import write

from n8n_code_discipline import cli

posix = pytest.mark.skipif(sys.platform == 'win32', reason='POSIX permissions, limits and file types')
Run = Callable[..., tuple[int, str, str]]

FOLDER = 'n8n-workflows-template'
CLEAN = f'{FOLDER}/clean.template.json'
FIXABLE = 'n8n-functions/js/fixable.js'
BLOCK = f'/* #:js:{JS} */\n{WORKSPACE[JS]}/* /#:js:{JS} */'
FILES = {
    **WORKSPACE,
    **template(js_node(JS_CODE.replace(JS_PLACEHOLDER, BLOCK))),
    CLEAN: template(js_node(JS_CODE))[TEMPLATE],
    'export.json': template(js_node(JS_CODE + ' // edited'))[TEMPLATE],
    FIXABLE: 'function fixable(items) {\n  return items;\n}\n',
}
NOBODY = 65534


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in a workspace: exit status, standard output, standard error."""
    (tmp_path / 'workspace').mkdir()
    write(tmp_path / 'workspace', FILES)
    monkeypatch.chdir(tmp_path / 'workspace')
    monkeypatch.delenv('PRE_COMMIT', raising=False)

    def command(*arguments: str) -> tuple[int, str, str]:
        status = cli.main(arguments)
        return (status, *capsys.readouterr())

    return command


def tree(directory: Path) -> dict[str, bytes]:
    return {
        path.relative_to(directory).as_posix(): path.read_bytes() for path in directory.rglob('*') if path.is_file()
    }


@contextmanager
def without_root(workspace: Path) -> Iterator[None]:
    """Own the workspace, and nothing else: root may do anything, so be nobody for a while."""
    if os.geteuid() != 0:
        yield
        return
    if not hasattr(os, 'setresuid'):
        pytest.skip('this system cannot give up the rights of root for a while')
    for directory in workspace.parents:
        if directory.stat().st_uid == 0 and directory != directory.parent:
            directory.chmod(directory.stat().st_mode | 0o055)
    for path in (workspace, *workspace.rglob('*')):
        os.chown(path, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


# -- what may not be read or written ------------------------------------------------------------------------------

DENIED = 'Permission denied'
READ_ONLY = 'is read-only: not written\n'
READ_ONLY_FOLDER = 'is in a read-only directory: not written\n'


@posix
@pytest.mark.parametrize(
    ('path', 'mode', 'command', 'expected'),
    [
        (TEMPLATE, 0o444, 'resync', f'{TEMPLATE}: {READ_ONLY}'),
        (FOLDER, 0o555, 'resync', f'{TEMPLATE}: {READ_ONLY_FOLDER}'),
        (FOLDER, 0o333, 'resync', f'{FOLDER}: directory cannot be read: {DENIED}\n'),
        (FOLDER, 0, 'check', f'{FOLDER}: directory cannot be read: {DENIED}\n'),
        (FIXABLE, 0o444, 'check --fix --select NCD201', f'{FIXABLE} {READ_ONLY}'),
        ('n8n-functions/js', 0o555, 'check --fix --select NCD201', f'{FIXABLE} {READ_ONLY_FOLDER}'),
        ('n8n-functions/js', 0o555, 'new js slugify', f'n8n-functions/js/slugify.js {READ_ONLY_FOLDER}'),
        ('n8n-functions-tests', 0o555, 'new js slugify', f'n8n-functions-tests/slugify.test.js {READ_ONLY_FOLDER}'),
        ('.', 0o555, 'init', f'.gitignore {READ_ONLY_FOLDER}'),
        ('.', 0o555, 'init sub', f'sub/n8n-functions-tests/conftest.py cannot be written: {DENIED}\n'),
        ('.', 0o555, 'check --baseline b.json --write-baseline', f'b.json {READ_ONLY_FOLDER}'),
        ('.', 0o555, 'check --output-file out.txt', f'out.txt {READ_ONLY_FOLDER}'),
        ('.', 0o555, f'hydrate {CLEAN} -o out.json', f'out.json: {READ_ONLY_FOLDER}'),
        ('.', 0o555, f'hydrate {CLEAN} --out-dir out', f'out: cannot be made: {DENIED}\n'),
    ],
)
def test_what_is_read_only_stays_as_it_is(run: Run, path: str, mode: int, command: str, expected: str) -> None:
    write(Path(), {'n8n-functions-tests/conftest.py': ''})
    before = tree(Path())
    # nobody may not be allowed to read what python imports
    shutil.copytree('.', '../rehearsal')
    os.chdir('../rehearsal')
    run(*command.split())
    os.chdir('../workspace')
    with without_root(Path.cwd()):
        Path(path).chmod(mode)
        try:
            status, _, errors = run(*command.split())
        finally:
            Path(path).chmod(0o755)
    assert status == 2
    assert errors.startswith(expected)
    assert tree(Path()) == before


@posix
@pytest.mark.parametrize(
    ('path', 'command', 'status', 'expected'),
    [
        (TEMPLATE, 'check', 1, f'{TEMPLATE}:1: NCD001 cannot be read: {DENIED}\n'),
        (TEMPLATE, 'resync', 1, f'{TEMPLATE}:1: NCD001 cannot be read: {DENIED}\n'),
        (CLEAN, f'hydrate {CLEAN}', 1, f'{CLEAN}:1: NCD001 cannot be read: {DENIED}\n'),
        (JS, f'hydrate {CLEAN}', 1, f'{JS}:1: NCD001 cannot be read: {DENIED}\n'),
        (JS, 'resync', 1, f'is left as it is: the function file cannot be read: {DENIED}\n'),
        (JS, 'resync --on-drift=update', 1, f'is left as it is: the function file cannot be read: {DENIED}\n'),
        (JS_TEST, 'check', 1, f'{JS_TEST}:1: NCD001 cannot be read: {DENIED}\n'),
    ],
)
def test_what_cannot_be_read_is_a_finding(run: Run, path: str, command: str, status: int, expected: str) -> None:
    before = tree(Path())
    shutil.copytree('.', '../rehearsal')
    os.chdir('../rehearsal')
    run(*command.split())
    os.chdir('../workspace')
    with without_root(Path.cwd()):
        Path(path).chmod(0)
        try:
            found, output, errors = run(*command.split())
        finally:
            Path(path).chmod(0o644)
    assert found == status
    assert expected in output + errors
    assert tree(Path()) == before


# -- a full disk --------------------------------------------------------------------------------------------------


@contextmanager
def full_disk() -> Iterator[None]:
    """Let no file grow beyond 20 bytes for a while."""
    import resource

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


TOO_LARGE = 'cannot be written: File too large\n'


@posix
@pytest.mark.parametrize(
    ('command', 'expected'),
    [
        ('resync', f'{TEMPLATE}: {TOO_LARGE}'),
        (f'resync export.json --onto {CLEAN}', f'{CLEAN}: {TOO_LARGE}'),
        ('check --fix --select NCD201', f'{FIXABLE} {TOO_LARGE}'),
        ('check --baseline b.json --write-baseline', f'b.json {TOO_LARGE}'),
        ('check --output-file out.txt', f'out.txt {TOO_LARGE}'),
        (f'hydrate {CLEAN} -o out.json', f'out.json: {TOO_LARGE}'),
        (f'hydrate {CLEAN} --out-dir out', f'out/clean.generated.json: {TOO_LARGE}'),
        ('new js slugify', f'n8n-functions/js/slugify.js {TOO_LARGE}'),
        ('init', f'n8n-functions-tests/conftest.py {TOO_LARGE}'),
    ],
)
def test_a_full_disk_leaves_the_old_files_and_nothing_else(run: Run, command: str, expected: str) -> None:
    before = tree(Path())
    with full_disk():
        status, _, errors = run(*command.split())
    assert status == 2
    assert errors.startswith(expected)
    assert tree(Path()) == before


# -- what is no regular file --------------------------------------------------------------------------------------

FIFO = 'is a FIFO, not a regular file'
LOOP = 'cannot be read: Too many levels of symbolic links'
DEVICE = 'is a character device, not a regular file'
NO_PATH = 'write the path, from the workspace root, of a regular file that is not private'
MAKE: dict[str, Callable[[str], None]] = {
    'fifo': lambda path: os.mkfifo(path),
    'loop': lambda path: os.symlink(os.path.basename(path), path),
    'device': lambda path: os.symlink('/dev/zero', path),
    'outside': lambda path: os.symlink(os.path.abspath('../outside.txt'), path),
    'dangling': lambda path: os.symlink('nowhere', path),
}


@posix
@pytest.mark.parametrize(
    ('kind', 'path', 'command', 'status', 'expected'),
    [
        ('fifo', CLEAN, f'check {CLEAN}', 1, f'{CLEAN}:1: NCD001 {FIFO}\n'),
        ('fifo', CLEAN, f'resync {CLEAN}', 1, f'{CLEAN}:1: NCD001 {FIFO}\n'),
        ('fifo', CLEAN, f'hydrate {CLEAN}', 1, f'{CLEAN}:1: NCD001 {FIFO}\n'),
        ('fifo', CLEAN, f'resync {TEMPLATE} --onto {CLEAN}', 2, f'{CLEAN}: {FIFO}\n'),
        ('loop', CLEAN, f'check {CLEAN}', 1, f'{CLEAN}:1: NCD001 {LOOP}\n'),
        ('loop', CLEAN, f'resync {CLEAN}', 1, f'{CLEAN}:1: NCD001 {LOOP}\n'),
        ('loop', CLEAN, f'hydrate {CLEAN}', 1, f'{CLEAN}:1: NCD001 {LOOP}\n'),
        ('device', CLEAN, f'check {CLEAN}', 1, f'{CLEAN}:1: NCD001 {DEVICE}\n'),
        ('device', CLEAN, f'resync {CLEAN}', 1, f'{CLEAN}:1: NCD001 {DEVICE}\n'),
        ('dangling', CLEAN, f'check {CLEAN}', 1, f'{CLEAN}:1: NCD001 cannot be read: No such file or directory\n'),
        ('fifo', JS, f'check {CLEAN}', 1, f"placeholder path '{JS}' is not a regular file: {NO_PATH}\n"),
        ('fifo', JS, f'hydrate {CLEAN}', 1, f"placeholder path '{JS}' is not a regular file: {NO_PATH}\n"),
        ('fifo', JS, 'resync', 1, f"marker path '{JS}' is not a regular file: resync leaves the block as it is\n"),
        ('fifo', JS, f'check {JS}', 1, f'{JS}:1: NCD001 {FIFO}\n'),
        ('loop', JS, f'check {JS}', 1, f'{JS}:1: NCD001 {LOOP}\n'),
        ('loop', JS, 'resync --on-drift=update', 1, f"marker path '{JS}' leads through a symlink ({JS})"),
        (
            'device',
            JS,
            f'hydrate {CLEAN}',
            1,
            f"'{JS}' is a symlink out of the workspace: {NO_PATH}\n",
        ),
        (
            'outside',
            JS,
            f'hydrate {CLEAN}',
            1,
            f"'{JS}' is a symlink out of the workspace: {NO_PATH}\n",
        ),
        ('outside', JS, 'resync --on-drift=update', 1, f"marker path '{JS}' leads through a symlink ({JS})"),
        ('outside', FIXABLE, f'check --fix {FIXABLE}', 2, 'outside the workspace: not written\n'),
        ('outside', TEMPLATE, f'resync {TEMPLATE}', 2, 'outside the workspace: not written\n'),
        ('fifo', JS_TEST, f'check {JS}', 1, f'{JS_TEST}:1: NCD001 {FIFO}\n'),
        ('fifo', JS_TEST, f'test {JS}', 2, f'{JS_TEST}: {FIFO}\n'),
        ('fifo', JS, f'test {FIXABLE} {JS}', 2, f'{JS}: {FIFO}\n'),
        ('loop', JS_TEST, f'check {JS}', 1, f'{JS}:1: NCD401 no paired test: write {JS_TEST}\n'),
        ('loop', JS_TEST, 'new js countByCategory', 2, f'{JS_TEST} exists\n'),
        ('dangling', FIXABLE, 'new js fixable', 2, f'{FIXABLE} exists\n'),
        ('dangling', '.gitignore', 'init', 0, 'kept  .gitignore\n'),
    ],
)
def test_what_is_no_regular_file(run: Run, kind: str, path: str, command: str, status: int, expected: str) -> None:
    outside = Path('../outside.txt')
    outside.write_text(FILES.get(path, ''))
    Path(path).unlink(missing_ok=True)
    MAKE[kind](path)
    before = tree(Path()) if kind != 'device' else {}
    found, output, errors = run(*command.split())
    assert found == status
    assert expected in output + errors
    assert outside.read_text() == FILES.get(path, '')
    if command != 'init' and kind != 'device':
        assert tree(Path()) == before
