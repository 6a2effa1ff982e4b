from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from n8n_code_discipline.workspace import files, targets
from n8n_code_discipline.workspace.files import Source

posix = pytest.mark.skipif(sys.platform == 'win32', reason='POSIX file types')


@pytest.mark.parametrize(
    ('data', 'text', 'bom'),
    [
        pytest.param(b'', '', False, id='empty'),
        pytest.param('é\r\n'.encode(), 'é\r\n', False, id='line ends stay'),
        pytest.param(b'\xef\xbb\xbfa', 'a', True, id='BOM'),
        pytest.param(b'\xef\xbb\xbf\xef\xbb\xbfa', '\ufeffa', True, id='only one BOM'),
        pytest.param(b'\0', '\0', False, id='NUL'),
    ],
)
def test_read(tmp_path: Path, data: bytes, text: str, bom: bool) -> None:
    path = tmp_path / 'file'
    path.write_bytes(data)
    assert files.read(str(path)) == Source(str(path), text, bom, None)


@pytest.mark.parametrize(
    ('data', 'problem'),
    [
        pytest.param('é'.encode('latin-1'), 'is not UTF-8: byte 0xe9 on line 1; save it as UTF-8', id='Latin-1'),
        pytest.param(b'a\n\xff', 'is not UTF-8: byte 0xff on line 2; save it as UTF-8', id='second line'),
        pytest.param('a'.encode('utf-16'), 'is UTF-16, not UTF-8: save it as UTF-8', id='UTF-16'),
        pytest.param(b'\xfe\xff\0a', 'is UTF-16, not UTF-8: save it as UTF-8', id='UTF-16 big endian'),
        pytest.param(b'\xed\xa0\x80', 'is not UTF-8: byte 0xed on line 1; save it as UTF-8', id='encoded surrogate'),
    ],
)
def test_not_utf8(tmp_path: Path, data: bytes, problem: str) -> None:
    path = tmp_path / 'file'
    path.write_bytes(data)
    assert files.read(str(path)) == Source(str(path), '', False, problem)


def test_directory(tmp_path: Path) -> None:
    assert files.read(str(tmp_path)).problem in (
        'is a directory, not a file',
        'cannot be read: Permission denied',  # Windows
    )


def test_missing(tmp_path: Path) -> None:
    assert files.read(str(tmp_path / 'no')).problem == 'cannot be read: No such file or directory'


@pytest.mark.parametrize('name', ['a\0b', 'a\ud83d'])
def test_impossible_name(name: str) -> None:
    assert files.read(name).problem == 'cannot be read: no file can have this name'


@posix
def test_name_too_long(tmp_path: Path) -> None:
    assert files.read(str(tmp_path / ('a' * 5_000))).problem == 'cannot be read: File name too long'


@posix
def test_fifo_does_not_block(tmp_path: Path) -> None:
    path = str(tmp_path / 'fifo')
    os.mkfifo(path)
    assert files.read(path).problem == 'is a FIFO, not a regular file'


@posix
def test_device() -> None:
    assert files.read('/dev/null').problem == 'is a character device, not a regular file'


@posix
def test_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # socket addresses are short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind('socket')
        assert files.read('socket').problem == 'cannot be read: No such device or address'


@posix
def test_symlink_loop(tmp_path: Path) -> None:
    path = tmp_path / 'loop'
    path.symlink_to(path)
    problem = files.read(str(path)).problem
    assert problem is not None
    assert problem.startswith('cannot be read: Too many levels of symbolic links')


# -- reading within a root ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ('path', 'problem'),
    [
        ('deep/a.txt', None),
        ('inside/a.txt', None),
        ('deep/out.txt', 'is a symlink out of the workspace: not read'),
        ('out/a.txt', 'is a symlink out of the workspace: not read'),
        ('deep/env.txt', 'is a symlink to private state (.env): not read'),
        ('deep', 'is a directory, not a file'),
        ('deep/none.txt', 'cannot be read: No such file or directory'),
        ('none/a.txt', 'cannot be read: No such file or directory'),
        ('deep/\0.txt', 'cannot be read: no file can have this name'),
    ],
)
def test_read_within_a_root(confined: Path, path: str, problem: str | None) -> None:
    full = os.path.join(confined, path)
    assert files.read(full, str(confined)) == Source(full, '' if problem else 'text', False, problem)
    through_link = os.path.join(confined.parent, 'link', path)
    source = files.read(through_link, str(confined.parent / 'link'))
    assert source == Source(through_link, '' if problem else 'text', False, problem)


@posix
@pytest.mark.parametrize(('name', 'target'), [('deep', '../outside'), ('deep/a.txt', '../../outside/a.txt')])
def test_a_symlink_that_comes_between_the_look_and_the_reading_is_not_followed(
    confined: Path, monkeypatch: pytest.MonkeyPatch, name: str, target: str
) -> None:
    real_place = targets.real_place

    def look_and_swap(root: str, path: str) -> tuple[str, str]:
        answer = real_place(root, path)
        (confined / name).rename(confined / 'away')
        (confined / name).symlink_to(target)
        return answer

    monkeypatch.setattr(targets, 'real_place', look_and_swap)
    source = files.read(str(confined / 'deep' / 'a.txt'), str(confined))
    assert source.text == ''
    assert source.problem in (
        'cannot be read: Too many levels of symbolic links',
        'cannot be read: Not a directory',
    )
    assert (confined / 'deep' / 'a.txt').read_text() == 'secret'  # who follows is led astray
