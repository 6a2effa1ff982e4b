"""Reading files as they are: regular files, UTF-8, byte order marks kept apart."""

from __future__ import annotations

import errno
import os
import stat
from typing import NamedTuple

BOM = '\ufeff'


class Source(NamedTuple):
    """A file's text, or the problem that says why there is none.

    ``path`` is absolute. ``text`` holds no byte order mark and every line end as it is on disk.
    """

    path: str
    text: str
    bom: bool
    problem: str | None


def read(path: str) -> Source:
    """Read a file; never raises and never blocks: what is wrong is the source's ``problem``."""
    try:
        data = read_bytes(path)
    except OSError as exception:
        return Source(path, '', False, _os_problem(exception))
    except ValueError:
        return Source(path, '', False, 'cannot be read: no file can have this name')
    return decode(path, data)


def decode(path: str, data: bytes) -> Source:
    """Make a source of bytes already read."""
    try:
        text = data.decode('utf-8')
    except UnicodeDecodeError as exception:
        return Source(path, '', False, _encoding_problem(data, exception))
    if text.startswith(BOM):
        return Source(path, text[1:], True, None)
    return Source(path, text, False, None)


def read_bytes(path: str) -> bytes:
    """Return the bytes of a regular file.

    Raises OSError; one with ``errno.EINVAL`` says that the path is no regular file. A FIFO is never waited for.
    """
    # O_NONBLOCK: opening a FIFO returns at once; the check below looks at what was opened, not at a name
    flags = os.O_RDONLY | getattr(os, 'O_BINARY', 0) | getattr(os, 'O_NONBLOCK', 0) | getattr(os, 'O_CLOEXEC', 0)
    descriptor = os.open(path, flags)
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        raise OSError(errno.EINVAL, f'is {_file_kind(mode)}, not a regular file', path)
    with open(descriptor, 'rb') as file:
        return file.read()


def _file_kind(mode: int) -> str:
    kinds = (
        (stat.S_ISFIFO, 'a FIFO'),
        (stat.S_ISSOCK, 'a socket'),
        (stat.S_ISCHR, 'a character device'),
        (stat.S_ISBLK, 'a block device'),
    )
    return next((name for test, name in kinds if test(mode)), 'something else')


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
