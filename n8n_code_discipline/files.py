"""Reading files as they are (regular files, UTF-8, byte order marks kept apart), and the one place that writes them."""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextlib import suppress

from n8n_code_discipline.records import Record

BOM = '\ufeff'
# what a file is written as before it gets its name; no command reads it, and `init` lets git ignore it
TEMPORARY = '.n8n-code-discipline.tmp'
# writing a file takes milliseconds
LOCK_SECONDS = 10

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
    with open(descriptor, 'rb', buffering=0) as file:
        return file.readall()


class WriteError(Exception):
    """Why a file was not written, in words that follow its path."""


def encode(source: Source, text: str) -> bytes:
    """Return the bytes of a source with another text: its byte order mark is kept."""
    return (BOM * source.bom + text).encode()


def write(path: str, data: bytes, *, before: bytes | None, root: str) -> str:
    """Replace a file, or make a new one, so that a crash at any moment leaves the old or the new bytes.

    ``before`` holds the bytes that the file was read as, None for a file that must not exist yet: a file that was
    changed since is not written, unless it holds ``data`` already. A symlink is followed, but not out of ``root``;
    the missing directories of a new file are made below it. Nothing is written where the bytes are the same.

    Return what is to be said about it, in words that follow the path, '' as a rule. Raises WriteError.
    """
    with _write_errors():
        target = _write_target(path, root)
        folder = os.path.dirname(target)
        if before is None and os.path.isdir(root):
            make_directory(folder)
        with _locked(folder) as locked:
            now = _content(target)
            if now != before and (before is None or now != data):
                raise _changed(before)
            return _replace(target, data, now, locked=locked)


def write_output(path: str, text: str) -> None:
    """Write a file that the user named, whatever it held; what cannot be replaced is written to.

    That is a pipe, a device, or a file that other hard links name too. No directory is made. Raises WriteError.
    """
    data = text.encode('utf-8', 'backslashreplace')
    with _write_errors():
        target = os.path.realpath(path)
        if os.path.exists(target) and (not os.path.isfile(target) or os.stat(target).st_nlink > 1):
            with open(target, 'wb') as file:
                file.write(data)
            return
        with _locked(os.path.dirname(target)) as locked:
            _replace(target, data, _content(target), locked=locked)


def make_directory(path: str) -> None:
    """Make a directory and those around it, however many; one that is there will do. Raises OSError."""
    missing = []
    parent = os.path.abspath(path)
    while not os.path.isdir(parent):
        try:
            os.stat(parent)  # a name that is too long is refused before anything is made
        except FileNotFoundError:
            if parent == os.path.dirname(parent):  # a drive that is not there
                raise
        else:
            raise FileExistsError(errno.EEXIST, 'a file is in the way', parent)
        missing.append(parent)
        parent = os.path.dirname(parent)
    for directory in reversed(missing):
        with suppress(FileExistsError):  # another run was quicker
            os.mkdir(directory)


@contextmanager
def _write_errors() -> Iterator[None]:
    try:
        yield
    except OSError as exception:
        raise WriteError(f'cannot be written: {exception.strerror or exception}') from exception


def _changed(before: bytes | None) -> WriteError:
    what = 'exists already' if before is None else 'changed while it was being read'
    return WriteError(f'{what}: not written, run again')


def _write_target(path: str, root: str) -> str:
    """The file that a path names: itself, or what it links to within ``root``."""
    target = os.path.realpath(path)
    alone = os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))
    is_link = target != alone
    if not _is_below(target, os.path.realpath(root)) and (is_link or _is_below(path, root)):
        how = 'is a symlink' if is_link else 'leads through a symlink'
        raise WriteError(f'{how} to {target}, outside the workspace: not written')
    return target


def _is_below(path: str, root: str) -> bool:
    return path.startswith(root.rstrip(os.sep) + os.sep)


def _content(target: str) -> bytes | None:
    try:
        return read_bytes(target)
    except FileNotFoundError:
        return None


@contextmanager
def _locked(folder: str) -> Iterator[bool]:
    """Keep other runs from writing in a directory meanwhile; tell whether that can be done here.

    A lock is gone with its process, however that ends. Windows has none for directories, some network file systems
    have none at all. Raises WriteError where somebody keeps it.
    """
    try:
        import fcntl

        descriptor = os.open(folder, os.O_RDONLY | _BINARY)
    except (ImportError, OSError):
        yield False
        return
    deadline = time.monotonic() + LOCK_SECONDS
    locked = True
    try:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise WriteError('is not written: another process keeps its directory locked, run again') from None
                time.sleep(0.002)
            except OSError:
                locked = False
                break
        yield locked
    finally:
        os.close(descriptor)


def _replace(target: str, data: bytes, now: bytes | None, *, locked: bool) -> str:
    """Put ``data`` in the place of what a file holds ``now``, None for nothing; return a remark."""
    if data == now:
        return ''
    folder = os.path.dirname(target)
    if now is not None and not os.access(target, os.W_OK):
        raise WriteError('is read-only: not written')
    if os.path.isdir(folder) and not os.access(folder, os.W_OK):
        raise WriteError('is in a read-only directory: not written')
    # one name, so that the next write in the directory takes away what a killed process left there
    temporary = os.path.join(folder, TEMPORARY if locked else f'{TEMPORARY}.{os.urandom(8).hex()}')
    _remove(temporary)
    old = None if now is None else os.stat(target)
    mode = 0o666 if old is None else stat.S_IMODE(old.st_mode)
    try:
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, mode), 'wb') as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if old is not None:
            _keep_owner(temporary, old)
            os.chmod(temporary, mode)  # the umask does not count for a file that was there
        # as late as can be: an editor knows no lock
        if _content(target) != now:
            raise _changed(now)
        if now is None:
            _move_to_new(temporary, target)
        else:
            os.replace(temporary, target)
    finally:
        _remove(temporary)
    _sync(folder)
    if old is None or old.st_nlink == 1:
        return ''
    return f', its other hard {"link keeps" if old.st_nlink == 2 else "links keep"} the old text'


def _keep_owner(path: str, old: os.stat_result) -> None:
    """Give a file to whom the old one belongs to, where that is allowed: root in a container may."""
    made = os.stat(path)
    if (made.st_uid, made.st_gid) != (old.st_uid, old.st_gid):
        with suppress(OSError):
            os.chown(path, old.st_uid, old.st_gid)


def _move_to_new(temporary: str, target: str) -> None:
    """Give a file its name, and leave alone what has got the name in the meantime."""
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise _changed(None) from None
    except OSError:  # a file system without hard links
        os.rename(temporary, target)


def _sync(folder: str) -> None:
    """Let a directory's new entry survive a power failure, where the system has a way to."""
    with suppress(OSError):
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
