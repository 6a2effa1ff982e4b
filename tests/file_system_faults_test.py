"""The real commands where the file system fails them: one line that says why, exit status 2, and no byte changed."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from support import JS, JS_CODE, JS_PLACEHOLDER, JS_TEST, TEMPLATE, WORKSPACE, js_node, template, without_root, write

from n8n_code_discipline import cli
from n8n_code_discipline.workspace import files, writing

posix = pytest.mark.skipif(sys.platform == 'win32', reason='POSIX permissions, limits and file types')
Run = Callable[..., tuple[int, str, str]]

FOLDER = 'n8n-workflows-template'
CLEAN = f'{FOLDER}/clean.template.json'
INIT = 'init --repo https://localhost/x --rev v1'
FIXABLE = 'n8n-functions/js/fixable.js'
BLOCK = f'/* #:js:{JS} */\n{WORKSPACE[JS]}/* /#:js:{JS} */'
FILES = {
    **WORKSPACE,
    **template(js_node(JS_CODE.replace(JS_PLACEHOLDER, BLOCK))),
    CLEAN: template(js_node(JS_CODE))[TEMPLATE],
    'export.json': template(js_node(JS_CODE + ' // edited'))[TEMPLATE],
    FIXABLE: 'function fixable(items) {\n  return items;\n}\n',
}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in a workspace: exit status, standard output, standard error."""
    (tmp_path / 'workspace').mkdir()
    write(tmp_path / 'workspace', FILES)
    monkeypatch.chdir(tmp_path / 'workspace')

    def command(*arguments: str) -> tuple[int, str, str]:
        status = cli.main(arguments)
        return (status, *capsys.readouterr())

    return command


def tree(directory: Path) -> dict[str, bytes]:
    return {
        path.relative_to(directory).as_posix(): path.read_bytes() for path in directory.rglob('*') if path.is_file()
    }


# -- what may not be read or written ------------------------------------------------------------------------------

DENIED = 'Permission denied'
READ_ONLY = 'is read-only: not written\n'
READ_ONLY_FOLDER = f'cannot be written: {DENIED}\n'


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
        ('.', 0o555, INIT, f'.gitignore {READ_ONLY_FOLDER}'),
        ('.', 0o555, f'{INIT} sub', 'n8n-code-discipline: {cwd}/sub: Permission denied\n'),
        ('.', 0o555, 'check --baseline b.json --write-baseline', f'b.json {READ_ONLY_FOLDER}'),
        ('.', 0o555, 'check --output-file out.txt', f'out.txt {READ_ONLY_FOLDER}'),
        ('.', 0o555, f'hydrate {CLEAN} -o out.json', f'out.json: {READ_ONLY_FOLDER}'),
        ('.', 0o555, f'hydrate {CLEAN} --out-dir out', f'out/clean.generated.json: cannot be written: {DENIED}\n'),
    ],
)
def test_what_is_read_only_stays_as_it_is(run: Run, path: str, mode: int, command: str, expected: str) -> None:
    write(Path(), {'n8n-functions-tests/conftest.py': ''})
    before = tree(Path())
    with without_root():
        Path(path).chmod(mode)
        try:
            status, _, errors = run(*command.split())
        finally:
            Path(path).chmod(0o755)
    assert status == 2
    assert errors.startswith(expected.format(cwd=Path().absolute()))
    assert tree(Path()) == before


@posix
@pytest.mark.parametrize(
    ('path', 'command', 'expected'),
    [
        (TEMPLATE, 'check', f'{TEMPLATE}:1: NCD001 cannot be read: {DENIED}\n'),
        (TEMPLATE, 'resync', f'{TEMPLATE}:1: NCD001 cannot be read: {DENIED}\n'),
        (CLEAN, f'hydrate {CLEAN}', f'{CLEAN}:1: NCD001 cannot be read: {DENIED}\n'),
        (JS, f'hydrate {CLEAN}', f'{JS}:1: NCD001 cannot be read: {DENIED}\n'),
        (JS, 'resync', f'is left as it is: the function file cannot be read: {DENIED}\n'),
        (JS, 'resync --on-drift=update', f'is left as it is: the function file cannot be read: {DENIED}\n'),
        (JS_TEST, 'check', f'{JS_TEST}:1: NCD001 cannot be read: {DENIED}\n'),
    ],
)
def test_what_cannot_be_read_is_a_finding(run: Run, path: str, command: str, expected: str) -> None:
    before = tree(Path())
    with without_root():
        Path(path).chmod(0)
        try:
            status, output, errors = run(*command.split())
        finally:
            Path(path).chmod(0o644)
    assert status == 1
    assert expected in output + errors
    assert tree(Path()) == before


# -- a full disk --------------------------------------------------------------------------------------------------


@contextmanager
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let no file grow beyond 20 bytes for a while."""
    import resource

    # CPython 3.11 keeps the first 20 bytes of a compiled module
    monkeypatch.setattr(sys, 'dont_write_bytecode', True)
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
        (INIT, f'n8n-functions-tests/conftest.py {TOO_LARGE}'),
    ],
)
def test_a_full_disk_leaves_the_old_files_and_nothing_else(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: str, expected: str
) -> None:
    before = tree(Path())
    with full_disk(monkeypatch):
        status, _, errors = run(*command.split())
    assert status == 2
    assert errors.startswith(expected)
    assert tree(Path()) == before


# -- what is no regular file --------------------------------------------------------------------------------------

IRREGULAR = 'is not a regular file'
LOOP = 'cannot be read: Too many levels of symbolic links'
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
        ('fifo', CLEAN, f'check {CLEAN}', 1, f'{CLEAN}:1: NCD001 {IRREGULAR}\n'),
        ('fifo', CLEAN, f'resync {CLEAN}', 1, f'{CLEAN}:1: NCD001 {IRREGULAR}\n'),
        ('fifo', CLEAN, f'hydrate {CLEAN}', 1, f'{CLEAN}:1: NCD001 {IRREGULAR}\n'),
        ('fifo', CLEAN, f'resync {TEMPLATE} --onto {CLEAN}', 2, f'{CLEAN}: {IRREGULAR}\n'),
        ('loop', CLEAN, f'check {CLEAN}', 1, f'{CLEAN}:1: NCD001 {LOOP}\n'),
        ('device', CLEAN, f'check {CLEAN}', 1, f'{CLEAN}:1: NCD001 {IRREGULAR}\n'),
        ('dangling', CLEAN, f'check {CLEAN}', 1, f'{CLEAN}:1: NCD001 cannot be read: No such file or directory\n'),
        ('fifo', JS, f'check {CLEAN}', 1, f"placeholder path '{JS}' is not a regular file: {NO_PATH}\n"),
        ('fifo', JS, f'hydrate {CLEAN}', 1, f"placeholder path '{JS}' is not a regular file: {NO_PATH}\n"),
        ('fifo', JS, 'resync', 1, f"marker path '{JS}' is not a regular file: resync leaves the block as it is\n"),
        ('fifo', JS, f'check {JS}', 1, f'{JS}:1: NCD001 {IRREGULAR}\n'),
        ('loop', JS, f'check {JS}', 1, f'{JS}:1: NCD001 {LOOP}\n'),
        ('loop', JS, 'resync --on-drift=update', 1, f"marker path '{JS}' leads through a symlink ({JS})"),
        ('device', JS, f'hydrate {CLEAN}', 1, f"'{JS}' is a symlink out of the workspace: {NO_PATH}\n"),
        ('outside', JS, f'hydrate {CLEAN}', 1, f"'{JS}' is a symlink out of the workspace: {NO_PATH}\n"),
        ('outside', JS, 'resync --on-drift=update', 1, f"marker path '{JS}' leads through a symlink ({JS})"),
        ('outside', FIXABLE, f'check --fix {FIXABLE}', 1, f'{FIXABLE}:1: NCD001 is a symlink out of the workspace'),
        ('outside', TEMPLATE, f'resync {TEMPLATE}', 2, 'outside the workspace: not written\n'),
        ('fifo', JS_TEST, f'check {JS}', 1, f'{JS_TEST}:1: NCD001 {IRREGULAR}\n'),
        ('fifo', JS_TEST, f'test {JS}', 2, f'{JS_TEST}: not a regular file, but a test runner would read it\n'),
        ('fifo', JS, f'test {FIXABLE} {JS}', 2, f'{JS}: not a regular file, but a test runner would read it\n'),
        ('loop', JS_TEST, f'check {JS}', 1, f'{JS}:1: NCD401 no paired test: write {JS_TEST}, or run '),
        ('loop', JS_TEST, 'new js countByCategory', 2, f'{JS_TEST} exists'),
        ('dangling', FIXABLE, 'new js fixable', 2, f'{FIXABLE} exists'),
        ('dangling', '.gitignore', INIT, 0, 'kept  .gitignore\n'),
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
    if command != INIT and kind != 'device':
        assert tree(Path()) == before


# -- what does not stay as it was ---------------------------------------------------------------------------------

AGAIN = 'changed while it was being read: not written, run again\n'
EXISTS = 'exists already: not written, run again\n'


@pytest.mark.parametrize(
    ('command', 'path', 'meanwhile', 'expected'),
    [
        ('resync', TEMPLATE, b'{"nodes": []}', f'{TEMPLATE}: {AGAIN}'),
        ('resync', TEMPLATE, None, f'{TEMPLATE}: {AGAIN}'),
        (f'resync export.json --onto {CLEAN}', CLEAN, b'{"nodes": []}', f'{CLEAN}: {AGAIN}'),
        ('check --fix --select NCD2', FIXABLE, b'// newer\n', f'{FIXABLE} {AGAIN}'),
        ('check --fix --select NCD2', FIXABLE, None, f'{FIXABLE} {AGAIN}'),
        ('check --baseline b.json --write-baseline', 'b.json', b'{}', f'b.json {EXISTS}'),
        ('new js slugify', 'n8n-functions/js/slugify.js', b'theirs', EXISTS),
        (INIT, '.gitignore', b'theirs', f'.gitignore {EXISTS}'),
    ],
)
def test_what_changes_before_the_write_is_not_overwritten(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: str, path: str, meanwhile: bytes | None, expected: str
) -> None:
    real = writing.write

    def change_first(target: str, data: bytes, **options: Any) -> str:
        if Path(target) == Path(path).absolute():
            Path(path).write_bytes(meanwhile) if meanwhile is not None else Path(path).unlink()
        return real(target, data, **options)

    monkeypatch.setattr(writing, 'write', change_first)
    status, _, errors = run(*command.split())
    assert status == 2
    assert expected in errors
    assert (Path(path).read_bytes() if Path(path).exists() else None) == meanwhile


@pytest.mark.parametrize('path', [TEMPLATE, JS, JS_TEST])
def test_what_disappears_before_it_is_read_is_a_finding(run: Run, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    real = files.read_bytes

    def remove_first(name: str, root: str = '') -> bytes:
        if name == str(Path(path).absolute()):
            Path(path).unlink(missing_ok=True)
        return real(name, root)

    monkeypatch.setattr(files, 'read_bytes', remove_first)
    status, output, _ = run('check', '--select', 'NCD001')
    assert (status, output) == (1, f'{path}:1: NCD001 cannot be read: No such file or directory\n')


# -- names --------------------------------------------------------------------------------------------------------

LATIN = os.fsdecode(b'caf\xe9')
SHOWN = 'caf\\udce9'


@pytest.mark.skipif(sys.platform in ('win32', 'darwin'), reason='every name is Unicode')
def test_a_name_that_is_not_utf8_is_printed_escaped(run: Run) -> None:
    name, shown = f'{FOLDER}/{LATIN}.template.json', f'{FOLDER}/{SHOWN}.template.json'
    write(Path(), {name: FILES[TEMPLATE]})
    for command, status, expected in (
        (['check', '--select', 'NCD109', name], 1, f"{shown}:8: NCD109 node 'Count': injected code of "),
        (['resync', '--check', name], 1, f'{shown}: would collapse 1 block\n'),
        (['resync', name], 0, f'{shown}: collapsed 1 block\n'),
        (['resync', LATIN], 2, f'{SHOWN}: no such file or directory\n'),
        (['check', name, '--baseline', LATIN, '--write-baseline'], 0, f'wrote {SHOWN}: 0 findings\n'),
        (['hydrate', name, '--out-dir', f'{LATIN}.out'], 0, ''),
        (['hydrate', name, '-o', f'{LATIN}.no/a.json'], 2, f'{SHOWN}.no/a.json: cannot be written: No such file'),
        (['new', 'js', LATIN], 2, f"'{SHOWN}' is not camelCase, such as countByCategory\n"),
        ([*INIT.split(), f'{LATIN}.d'], 0, f'wrote {SHOWN}.d/.gitignore\n'),
        (['test', LATIN + '.js'], 2, f'{SHOWN}.js: no such file or directory\n'),
    ):
        found, output, errors = run(*command)
        assert (found, expected in output + errors) == (status, True), (command, output, errors)
    assert os.listdir(f'{LATIN}.out') == [f'{LATIN}.generated.json']


@posix
@pytest.mark.parametrize(
    ('command', 'expected'),
    [
        ('check {}.template.json', '{}.template.json: no such file or directory\n'),
        ('test {}.js', '{}.js: no such file or directory\n'),
        ('new js {}', 'n8n-functions/js/{}.js cannot be written: File name too long\n'),
        (f'{INIT} {{}}', 'n8n-code-discipline: {cwd}/{}: File name too long\n'),
        ('check --baseline {} --write-baseline', '{}: the baseline cannot be read: File name too long\n'),
        ('check --output-file {}', '{} cannot be written: File name too long\n'),
        (f'hydrate {CLEAN} -o {{}}', '{}: cannot be written: File name too long\n'),
        (f'hydrate {CLEAN} --out-dir {{}}', '{}/clean.generated.json: cannot be written: File name too long\n'),
    ],
)
@pytest.mark.parametrize('name', ['a' * 300, 'b/' * 2_500 + 'c'], ids=['name', 'path'])
def test_a_name_that_is_too_long_is_said_in_one_line(run: Run, name: str, command: str, expected: str) -> None:
    before = tree(Path())
    status, _, errors = run(*command.format(name).split())
    assert status == 2
    assert errors == expected.format(name, cwd=Path().absolute())
    assert tree(Path()) == before


@posix
def test_a_long_name_that_the_system_takes(run: Run) -> None:
    name = f'{FOLDER}/{"a" * 241}.template.json'
    write(Path(), {name: FILES[TEMPLATE]})
    assert run('resync', name) == (0, f'{name}: collapsed 1 block\n', '')
