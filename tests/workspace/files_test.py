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


@pytest.mark.parametrize('name', ['a\0b', 'a\ud83d'])
def test_impossible_name(name: str) -> None:
    assert files.read(name).problem == 'cannot be read: no file can have this name'


@posix
def test_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # socket addresses are short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind('socket')
        assert files.read('socket').problem == 'cannot be read: No such device or address'


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
    assert source.problem in ('cannot be read: Too many levels of symbolic links', 'cannot be read: Not a directory')
    assert (confined / 'deep' / 'a.txt').read_text() == 'secret'  # who follows is led astray
