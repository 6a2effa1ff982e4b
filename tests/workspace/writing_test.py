import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from n8n_code_discipline.workspace import writing

posix = pytest.mark.skipif(sys.platform == 'win32', reason='POSIX file types')


def write(path: Path, data: bytes, before: bytes | None, root: Path | None = None) -> str:
    return writing.write(str(path), data, before=before, root=str(root or path.parent))


@pytest.mark.slow
@posix
def test_directories_are_made_however_deep(tmp_path: Path) -> None:
    deep = os.path.join(tmp_path, *['d'] * 1_200)
    writing.make_directory(deep)
    writing.make_directory(deep)
    assert os.path.isdir(deep)
    (tmp_path / 'file').write_bytes(b'')
    for path in ('file', 'file/below'):
        with pytest.raises((FileExistsError, NotADirectoryError)):
            writing.make_directory(str(tmp_path / path))
    while os.path.isdir(deep):  # what clears the temporary directories calls itself for every folder
        os.rmdir(deep)
        deep = os.path.dirname(deep) if deep != str(tmp_path / 'd') else ''


@posix
def test_the_mode_is_kept_and_a_new_file_gets_the_usual_one(tmp_path: Path) -> None:
    path = tmp_path / 'a.json'
    path.write_bytes(b'old')
    path.chmod(0o751)
    write(path, b'new', b'old')
    assert stat.S_IMODE(path.stat().st_mode) == 0o751
    plain, made = tmp_path / 'plain', tmp_path / 'made'
    plain.write_bytes(b'')
    write(made, b'x', None)
    assert made.stat().st_mode == plain.stat().st_mode


@posix
def test_a_symlink_is_followed_within_the_root_only(tmp_path: Path) -> None:
    root = tmp_path / 'root'
    inside, outside = root / 'deep' / 'a.json', tmp_path / 'rooted' / 'a.json'
    for path in (inside, outside):
        path.parent.mkdir(parents=True)
        path.write_bytes(b'old')
    (root / 'in').symlink_to(inside)
    (root / 'out').symlink_to(outside)
    (root / 'loop').symlink_to('loop')
    (root / 'away').symlink_to(outside.parent)
    write(root / 'in', b'new', b'old', root)
    assert inside.read_bytes() == b'new'
    assert (root / 'in').is_symlink()
    for name, before in (('out', b'old'), ('away/a.json', b'old'), ('away/new/b.json', None)):
        with pytest.raises(writing.WriteError, match=r'through a symlink to .*, outside the workspace: not written'):
            write(root / name, b'new', before, root)
    assert outside.read_bytes() == b'old'
    assert os.listdir(outside.parent) == ['a.json']
    # a file of another place that was named, and a workspace that is reached through a symlink
    write(outside, b'named', b'old', root)
    (tmp_path / 'linked').symlink_to(root)
    write(tmp_path / 'linked' / 'deep' / 'a.json', b'newer', b'new', tmp_path / 'linked')
    assert (outside.read_bytes(), inside.read_bytes()) == (b'named', b'newer')
    with pytest.raises(writing.WriteError, match='cannot be written: '):
        write(root / 'loop', b'new', b'old', root)


@pytest.mark.parametrize(
    'leave',
    [
        pytest.param(lambda path, _: path.write_bytes(b'half'), id='half a file'),
        pytest.param(lambda path, other: os.link(other, path), id='a file that has just got its name'),
        pytest.param(lambda path, other: path.symlink_to(other), id='a trap', marks=posix),
    ],
)
def test_what_a_killed_process_left_is_removed(tmp_path: Path, leave: Callable[[Path, Path], None]) -> None:
    path, other = tmp_path / 'a.json', tmp_path / 'b.json'
    for name in (path, other):
        name.write_bytes(b'old')
    leave(tmp_path / writing.TEMPORARY, other)
    assert write(path, b'new', b'old') == ''
    assert sorted(os.listdir(tmp_path)) == ['a.json', 'b.json']
    assert (path.read_bytes(), other.read_bytes()) == (b'new', b'old')


def test_what_another_run_has_written_is_written(tmp_path: Path) -> None:
    path = tmp_path / 'a.json'
    path.write_bytes(b'new')
    before = path.stat()
    assert write(path, b'new', b'old') == ''
    assert path.stat() == before


@pytest.mark.parametrize(
    ('before', 'meanwhile', 'message'),
    [
        (b'old', b'newer', 'changed while it was being read: not written, run again'),
        (b'old', None, 'changed while it was being read: not written, run again'),
        (None, b'there', 'exists already: not written, run again'),
    ],
)
def test_a_change_in_the_last_moment_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: bytes | None, meanwhile: bytes | None, message: str
) -> None:
    path = tmp_path / 'a.json'
    if before is not None:
        path.write_bytes(before)

    def edit(_: int) -> None:  # the new bytes are on the disk, the file has not been replaced yet
        path.write_bytes(meanwhile) if meanwhile is not None else path.unlink()

    monkeypatch.setattr(os, 'fsync', edit)
    with pytest.raises(writing.WriteError, match=message):
        write(path, b'new', before)
    assert (path.read_bytes() if path.exists() else None) == meanwhile
    assert not (tmp_path / writing.TEMPORARY).exists()


def test_a_new_file_never_replaces_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / 'a.json'
    real = os.link

    def be_quicker(*names: str, **directories: Any) -> None:
        path.write_bytes(b'there')
        real(*names, **directories)

    monkeypatch.setattr(os, 'link', be_quicker)
    with pytest.raises(writing.WriteError, match='exists already: not written, run again'):
        write(path, b'new', None)
    assert path.read_bytes() == b'there'


def test_a_file_system_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: str, **__: int) -> None:
        raise OSError(1, 'Operation not permitted')

    monkeypatch.setattr(os, 'link', refuse)
    write(tmp_path / 'a.json', b'new', None)
    assert (tmp_path / 'a.json').read_bytes() == b'new'
    assert os.listdir(tmp_path) == ['a.json']


@pytest.mark.parametrize(
    ('names', 'remark'),
    [(['b'], ', its other hard link keeps the old text'), (['b', 'c'], ', its other hard links keep the old text')],
)
def test_a_hard_link_is_taken_apart_and_said(tmp_path: Path, names: list[str], remark: str) -> None:
    path = tmp_path / 'a.json'
    path.write_bytes(b'old')
    for name in names:
        os.link(path, tmp_path / name)
    assert write(path, b'new', b'old') == remark
    assert path.read_bytes() == b'new'
    assert {(tmp_path / name).read_bytes() for name in names} == {b'old'}


@posix
def test_a_lock_that_nobody_releases_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    path = tmp_path / 'a.json'
    path.write_bytes(b'old')
    monkeypatch.setattr(writing, 'LOCK_SECONDS', 0)
    descriptor = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    with pytest.raises(
        writing.WriteError, match='is not written: another process keeps its directory locked, run again'
    ):
        write(path, b'new', b'old')
    os.close(descriptor)
    write(path, b'new', b'old')
    assert path.read_bytes() == b'new'


@posix
def test_a_file_system_without_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    def refuse(*_: int) -> None:
        raise OSError(95, 'Operation not supported')

    monkeypatch.setattr(fcntl, 'flock', refuse)
    (tmp_path / writing.TEMPORARY).write_bytes(b'of another run')
    write(tmp_path / 'a.json', b'new', None)
    assert (tmp_path / writing.TEMPORARY).read_bytes() == b'of another run'
    assert sorted(os.listdir(tmp_path)) == [writing.TEMPORARY, 'a.json']


@pytest.mark.skipif(getattr(os, 'geteuid', int)() != 0 or sys.platform == 'win32', reason='only root gives files away')
def test_the_owner_is_kept(tmp_path: Path) -> None:
    path = tmp_path / 'a.json'
    path.write_bytes(b'old')
    os.chown(path, 1234, 2345)
    write(path, b'new', b'old')
    assert (path.stat().st_uid, path.stat().st_gid) == (1234, 2345)


# -- writing within a root ----------------------------------------------------------------------------------------


@posix
@pytest.mark.parametrize('before', [b'secret', None])
@pytest.mark.parametrize('follow', [True, False])
@pytest.mark.parametrize('link', ['deep', 'deep/a.txt'])
def test_nothing_is_written_through_a_symlink_that_comes_late(
    confined: Path, monkeypatch: pytest.MonkeyPatch, before: bytes | None, follow: bool, link: str
) -> None:
    """Between the look at where a path leads and the opening of the directory."""
    path = confined / 'deep' / 'a.txt'
    path.unlink()
    outside = confined.parent / 'outside' / 'a.txt'
    if before is None:
        outside.unlink()
    else:
        path.write_bytes(before)
    real = os.path.realpath

    def look_and_swap(looked: str) -> str:
        answer = real(looked)
        if not (confined / link).is_symlink():
            (confined / link).rename(confined / 'away') if (confined / link).exists() else None
            (confined / link).symlink_to(
                os.path.relpath(outside if link.endswith('.txt') else outside.parent, (confined / link).parent)
            )
        return answer

    monkeypatch.setattr(os.path, 'realpath', look_and_swap)
    if not follow:
        look_and_swap(str(path))
    with pytest.raises(writing.WriteError):
        writing.write(str(path), b'new', before=before, root=str(confined), follow=follow)
    monkeypatch.undo()
    assert (outside.read_bytes() if before else outside.exists()) == (before or False)
    assert sorted(os.listdir(outside.parent)) == (['a.txt'] if before else [])


@posix
def test_a_symlink_is_followed_within_the_root_where_that_is_asked_for(confined: Path) -> None:
    path = confined / 'inside' / 'a.txt'
    with pytest.raises(writing.WriteError, match='cannot be written: Not a directory'):
        writing.write(str(path), b'new', before=b'text', root=str(confined), follow=False)
    assert writing.write(str(path), b'new', before=b'text', root=str(confined)) == ''
    assert (confined / 'deep' / 'a.txt').read_bytes() == b'new'
