"""Reading files as they are (regular files, UTF-8, byte order marks kept apart), and the one place that writes them."""

from __future__ import annotations

import errno
import os
import stat

from n8n_code_discipline.records import Record

BOM = '\ufeff'

_BINARY = getattr(os, 'O_BINARY', 0) | getattr(os, 'O_CLOEXEC', 0)


class Source(Record):
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


def without_final_newline(text: str) -> str:
    """Return a text file's text as hydrate injects it: one final newline is dropped."""
    return text[: -2 if text.endswith('\r\n') else -1] if text.endswith('\n') else text


def read_bytes(path: str) -> bytes:
    """Return the bytes of a regular file.

    Raises OSError; one with ``errno.EINVAL`` says that the path is no regular file. A FIFO is never waited for.
    """
    # O_NONBLOCK: opening a FIFO returns at once; the check below looks at what was opened, not at a name
    descriptor = os.open(path, os.O_RDONLY | _BINARY | getattr(os, 'O_NONBLOCK', 0))
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        raise OSError(errno.EINVAL, f'is {_file_kind(mode)}, not a regular file', path)
    with open(descriptor, 'rb') as file:
        return file.read()


class WriteError(Exception):
    """Why a file was not written, in words that follow its path."""


def encode(source: Source, text: str) -> bytes:
    """Return the bytes of a source with another text: its byte order mark is kept."""
    return (BOM * source.bom + text).encode()


def write(path: str, data: bytes, *, before: bytes | None, root: str) -> None:
    """Replace a file, or make a new one, so that a crash at any moment leaves the old or the new bytes.

    ``before`` holds the bytes that the file was read as, None for a file that must not exist yet. A symlink is
    followed, but not out of ``root``; missing directories are made below it. Nothing is written where the bytes are the
    same. Raises WriteError.
    """
    try:
        target = _write_target(path, root)
        _expect(target, before)
        if data != before:
            if before is not None and not os.access(target, os.W_OK):
                raise WriteError('is read-only: not written')
            if os.path.isdir(root):
                os.makedirs(os.path.dirname(target), exist_ok=True)
            _replace(target, data, before)
    except OSError as exception:
        reason = exception.strerror or str(exception)
        raise WriteError(f'cannot be written: {reason}') from exception


def write_output(path: str, text: str) -> None:
    """Write a file that the user named, whatever it held; a pipe or a device is written to.

    No directory is made. Raises WriteError.
    """
    data = text.encode('utf-8', 'backslashreplace')
    try:
        if os.path.exists(path) and not os.path.isfile(path):
            with open(path, 'wb') as file:
                file.write(data)
            return
        before = read_bytes(path) if os.path.exists(path) else None
    except OSError as exception:
        raise WriteError(f'cannot be written: {exception.strerror}') from exception
    write(path, data, before=before, root=os.path.dirname(os.path.realpath(path)))


def _write_target(path: str, root: str) -> str:
    """The file that a path names: itself, or what it links to within ``root``."""
    target = os.path.realpath(path)
    alone = os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))
    inside = os.path.realpath(root).rstrip(os.sep) + os.sep
    if target != alone and not target.startswith(inside):
        raise WriteError(f'is a symlink to {target}, outside the workspace: not written')
    return target


def _expect(target: str, before: bytes | None) -> None:
    try:
        now = read_bytes(target)
    except FileNotFoundError:
        now = None
    if now != before:
        what = 'exists already' if before is None else 'changed while it was being read'
        raise WriteError(f'{what}: not written, run again')


def _replace(target: str, data: bytes, before: bytes | None) -> None:
    folder, name = os.path.split(target)
    temporary = os.path.join(folder, f'.{name[:40]}.{os.getpid()}.tmp')
    _remove(temporary)  # what a process with the same number left behind when it was killed
    mode = 0o666 if before is None else stat.S_IMODE(os.stat(target).st_mode)
    try:
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, mode), 'wb') as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if before is not None:
            os.chmod(temporary, mode)  # the umask does not count for a file that was there
        os.replace(temporary, target)
    except BaseException:
        _remove(temporary)
        raise
    if os.name == 'posix':
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _remove(path: str) -> None:
    if os.path.lexists(path):
        os.unlink(path)


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
