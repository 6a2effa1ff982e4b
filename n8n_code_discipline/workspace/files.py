"""Read regular files as UTF-8, without changing line ends; a byte order mark is stored separately."""

import errno
import os
import stat
from contextlib import suppress
from typing import NamedTuple

from n8n_code_discipline.workspace import targets

BOM = '\ufeff'
# standard input or output, where the command line names a file
STANDARD = '-'

BINARY = getattr(os, 'O_BINARY', 0) | getattr(os, 'O_CLOEXEC', 0)


class Source(NamedTuple):
    """The text of a file, or the problem that prevented reading it.

    ``path`` is absolute. ``text`` has no byte order mark, and the line ends of the file.
    """

    path: str
    text: str
    bom: bool
    problem: str | None


def read(path: str, root: str = '') -> Source:
    """Read a file; never raises and never blocks: an error is the ``problem`` of the source.

    With a ``root``, nothing outside it and nothing private in it is read, even if a symlink is created meanwhile.
    """
    try:
        data = read_bytes(path, root)
    except OSError as exception:
        return Source(path, '', False, _os_problem(exception))
    except ValueError:
        return Source(path, '', False, 'cannot be read: no file can have this name')
    return decode(path, data)


def decode(path: str, data: bytes) -> Source:
    """Return the source of bytes already read."""
    try:
        text = data.decode('utf-8')
    except UnicodeDecodeError as exception:
        return Source(path, '', False, _encoding_problem(data, exception))
    if text.startswith(BOM):
        return Source(path, text[1:], True, None)
    return Source(path, text, False, None)


def read_bytes(path: str, root: str = '') -> bytes:
    """Return the bytes of a regular file, with a ``root`` as ``read`` does; never wait for a FIFO.

    Raises:
        OSError: The file cannot be read; ``errno.EINVAL``: it must not be read, ``strerror`` gives the reason.
    """
    # O_NONBLOCK: opening a FIFO returns at once; the check below is on the open file, not on a name
    flags = os.O_RDONLY | BINARY | getattr(os, 'O_NONBLOCK', 0)
    return read_open(_open_within(root, path, flags) if root else os.open(path, flags), path)


def read_open(descriptor: int, path: str) -> bytes:
    """Return the bytes of an open regular file and close it. Raises OSError, which names ``path``."""
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        raise OSError(errno.EINVAL, 'is not a regular file', path)
    with open(descriptor, 'rb', buffering=0) as file:
        return file.readall()


def _open_within(root: str, path: str, flags: int) -> int:
    """Open the real path of a file in a workspace, without following a symlink created since the path was resolved.

    Windows cannot open a path step by step: there, the resolved path is opened.
    """
    real = targets.real_root(root)
    inside, reason = targets.real_place(real, path)
    if reason:
        raise OSError(errno.EINVAL, f'{reason}: not read', path)
    if os.open not in os.supports_dir_fd:
        return os.open(os.path.join(real, inside), flags)
    folder, _, name = inside.rpartition('/')
    directory = open_folder(real, folder)
    try:
        return os.open(name, flags | os.O_NOFOLLOW, dir_fd=directory)
    finally:
        os.close(directory)


def open_folder(root: str, inside: str, *, make: bool = False) -> int:
    """Open the directory at a relative path ('' for ``root`` itself); no component of it may be a symlink."""
    flags = os.O_RDONLY | os.O_DIRECTORY | BINARY
    directory = os.open(root, flags)
    for part in inside.split('/') if inside else ():
        try:
            if make:
                with suppress(FileExistsError):
                    os.mkdir(part, dir_fd=directory)
            below = os.open(part, flags | os.O_NOFOLLOW, dir_fd=directory)
        finally:
            os.close(directory)
        directory = below
    return directory


def _os_problem(exception: OSError) -> str:
    if isinstance(exception, IsADirectoryError):
        return 'is a directory, not a file'
    reason = exception.strerror or str(exception)
    return reason if exception.errno == errno.EINVAL else f'cannot be read: {reason}'


def _encoding_problem(data: bytes, exception: UnicodeDecodeError) -> str:
    if data.startswith((b'\xff\xfe', b'\xfe\xff')):
        return 'is UTF-16, not UTF-8: save it as UTF-8'
    line = data.count(b'\n', 0, exception.start) + 1
    return f'is not UTF-8: byte 0x{data[exception.start]:02x} on line {line}; save it as UTF-8'
