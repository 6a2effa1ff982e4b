"""Reading files as they are (regular files, UTF-8, byte order marks kept apart), and the one place that writes them."""

from __future__ import annotations

import errno
import os
import stat
import sys
import time
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from contextlib import suppress
from typing import NamedTuple

from n8n_code_discipline.workspace import layout
from n8n_code_discipline.workspace import targets

BOM = '\ufeff'
# what a file is written as before it gets its name; no command reads it, and `init` lets git ignore it
TEMPORARY = '.n8n-code-discipline.tmp'
# writing a file takes milliseconds
LOCK_SECONDS = 10

_BINARY = getattr(os, 'O_BINARY', 0) | getattr(os, 'O_CLOEXEC', 0)


class Source(NamedTuple):
    """A file's text, or the problem that says why there is none.

    ``path`` is absolute. ``text`` holds no byte order mark and every line end as it is on disk.
    """

    path: str
    text: str
    bom: bool
    problem: str | None


# how a file is read: by its absolute path, within a root
Read = Callable[[str, str], Source]


def read(path: str, root: str = '') -> Source:
    """Read a file; never raises and never blocks: what is wrong is the source's ``problem``.

    With a ``root``, nothing outside it and nothing private in it is read, whatever becomes a symlink meanwhile.
    """
    try:
        data = read_bytes(path, root)
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


def read_bytes(path: str, root: str = '') -> bytes:
    """Return the bytes of a regular file, with a ``root`` as ``read`` does.

    Raises OSError; one with ``errno.EINVAL`` says why the path is not read. A FIFO is never waited for.
    """
    # O_NONBLOCK: opening a FIFO returns at once; the check below looks at what was opened, not at a name
    flags = os.O_RDONLY | _BINARY | getattr(os, 'O_NONBLOCK', 0)
    return _read_open(_open_within(root, path, flags) if root else os.open(path, flags), path)


def _read_open(descriptor: int, path: str) -> bytes:
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        raise OSError(errno.EINVAL, f'is {_file_kind(mode)}, not a regular file', path)
    with open(descriptor, 'rb', buffering=0) as file:
        return file.readall()


def _open_within(root: str, path: str, flags: int) -> int:
    """Open what a path leads to in a workspace, after a look at the place that is then opened: no symlink is followed.

    Windows cannot open step by step; the place is opened as it was found a moment ago.
    """
    inside, reason = targets.real_place(root, path)
    if reason:
        raise OSError(errno.EINVAL, f'{reason}: not read', path)
    real = os.path.realpath(root)
    if os.open not in os.supports_dir_fd:
        return os.open(os.path.join(real, inside), flags)
    folder, _, name = inside.rpartition('/')
    directory = _open_folder(real, folder)
    try:
        return os.open(name, flags | os.O_NOFOLLOW, dir_fd=directory)
    finally:
        os.close(directory)


def _open_folder(root: str, inside: str, *, make: bool = False) -> int:
    """Open the directory at a relative path, '' for ``root`` itself, none of whose parts may be a symlink."""
    flags = os.O_DIRECTORY | _BINARY | getattr(os, 'O_PATH', os.O_RDONLY)
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


class WriteError(Exception):
    """Why a file was not written, in words that follow its path."""


def encode(source: Source, text: str) -> bytes:
    """Return the bytes of a source with another text: its byte order mark is kept."""
    return (BOM * source.bom + text).encode()


def write(path: str, data: bytes, *, before: bytes | None, root: str, follow: bool = True) -> str:
    """Replace a file, or make a new one, so that a crash at any moment leaves the old or the new bytes.

    ``before`` holds the bytes that the file was read as, None for a file that must not exist yet: a file that was
    changed since is not written, unless it holds ``data`` already. A symlink is followed, but not out of ``root``, and
    not at all unless ``follow``; the missing directories of a new file are made below ``root``. Nothing is written
    where the bytes are the same.

    Return what is to be said about it, in words that follow the path, '' as a rule. Raises WriteError.
    """
    with _write_errors():
        target = _write_target(path, root) if follow else os.path.join(root, layout.relative(root, path))
        with suppress(FileNotFoundError):
            os.stat(target)  # step by step, directories could be made that no path is short enough to name
        with _place(target, os.path.realpath(root) if follow else root, make=before is None) as place:
            now = _content(place)
            if now != before and (before is None or now != data):
                raise _changed(before)
            return _replace(place, data, now)


def write_output(path: str, text: str, directory: str = '') -> None:
    """Write a file that the user named, whatever it held; what cannot be replaced is written in place.

    That is a descriptor of this process (``/dev/stdout``, ``/dev/fd/63``), which may append to a file; a pipe or a
    device; a file with other hard links. Where the user named the ``directory`` alone, no symlink leads out of it. No
    directory is made. Raises WriteError.
    """
    data = text.encode('utf-8', 'backslashreplace')
    with _write_errors():
        target = os.path.realpath(path)
        if directory and not layout.relative(os.path.realpath(directory), target):
            raise WriteError(f'is a symlink to {target}, outside the output directory: not written')
        in_place = _descriptor(path)
        # a pipe has no name but the one that was given
        if in_place is None and os.path.exists(path) and (not os.path.isfile(path) or os.stat(path).st_nlink > 1):
            in_place = os.open(path, os.O_WRONLY | os.O_TRUNC | _BINARY)
        if in_place is not None:
            with open(in_place, 'wb') as file:
                file.write(data)
            return
        with _place(target, os.path.dirname(target)) as place:
            _replace(place, data, _content(place))


def _descriptor(path: str) -> int | None:
    """Return a copy of the descriptor that a path names, such as ``/dev/stdout``; None for any other path."""
    for _ in range(40):  # as many symlinks as Linux follows
        folder, name = os.path.split(path)
        # on Linux, /dev/fd is a symlink to the second
        if name.isdecimal() and os.path.realpath(folder) in ('/dev/fd', f'/proc/{os.getpid()}/fd'):
            sys.stdout.flush()
            return os.dup(int(name))
        if not os.path.islink(path):
            break
        path = os.path.join(folder, os.readlink(path))
    return None


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
    if not layout.relative(os.path.realpath(root), target) and (is_link or layout.relative(root, path)):
        how = 'is a symlink' if is_link else 'leads through a symlink'
        raise WriteError(f'{how} to {target}, outside the workspace: not written')
    return target


class _Place(NamedTuple):
    """Where a file is written: its name in an open directory; on Windows, which has none, its path.

    ``locked`` tells whether other runs are kept from writing in the directory meanwhile.
    """

    name: str
    directory: int | None
    locked: bool

    @property
    def folder(self) -> str:
        """The directory."""
        return os.path.dirname(self.name) or os.curdir

    def beside(self, name: str) -> _Place:
        """Return the place of another file of the directory."""
        return self._replace(name=os.path.join(os.path.dirname(self.name), name))

    def open(self, flags: int, mode: int = 0o777) -> int:
        """Open the file, never what a symlink in its place leads to."""
        return os.open(self.name, flags | getattr(os, 'O_NOFOLLOW', 0), mode, dir_fd=self.directory)


@contextmanager
def _place(target: str, root: str, *, make: bool = False) -> Iterator[_Place]:
    """Open and lock the directory of a file; below ``root`` no symlink is followed, whatever becomes one meanwhile."""
    folder, name = os.path.split(target)
    inside = layout.relative(root, folder)
    if os.open not in os.supports_dir_fd:
        if make and inside and os.path.isdir(root):
            make_directory(folder)
        yield _Place(target, None, locked=False)
        return
    directory = _open_folder(root if inside or folder == root else folder, inside, make=make)
    try:
        with _locked(directory) as locked:
            yield _Place(name, directory, locked)
    finally:
        os.close(directory)


def _content(place: _Place) -> bytes | None:
    try:
        return _read_open(place.open(os.O_RDONLY | _BINARY | getattr(os, 'O_NONBLOCK', 0)), place.name)
    except FileNotFoundError:
        return None


@contextmanager
def _locked(directory: int) -> Iterator[bool]:
    """Keep other runs from writing in a directory meanwhile; tell whether that can be done here.

    A lock is gone with its process, however that ends. Some network file systems have none. Raises WriteError where
    somebody keeps it.
    """
    try:
        import fcntl

        descriptor = os.open(os.curdir, os.O_RDONLY | _BINARY, dir_fd=directory)
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


def _replace(place: _Place, data: bytes, now: bytes | None) -> str:
    """Put ``data`` in the place of what a file holds ``now``, None for nothing; return a remark."""
    if data == now:
        return ''
    directory = place.directory
    if now is not None and not os.access(place.name, os.W_OK, dir_fd=directory):
        raise WriteError('is read-only: not written')
    if not os.access(place.folder, os.W_OK, dir_fd=directory) and os.access(place.folder, os.F_OK, dir_fd=directory):
        raise WriteError('is in a read-only directory: not written')
    # one name, so that the next write in the directory takes away what a killed process left there
    temporary = place.beside(TEMPORARY if place.locked else f'{TEMPORARY}.{os.urandom(8).hex()}')
    _remove(temporary)
    old = None if now is None else os.stat(place.name, dir_fd=directory, follow_symlinks=False)
    mode = 0o666 if old is None else stat.S_IMODE(old.st_mode)
    try:
        with open(temporary.open(os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, mode), 'wb') as file:
            file.write(data)
            file.flush()
            if old is not None:
                _keep_owner(file.fileno(), old)
                # the umask does not count for a file that was there
                os.chmod(file.fileno() if os.chmod in os.supports_fd else temporary.name, mode)
            os.fsync(file.fileno())
        # as late as can be: an editor knows no lock
        if _content(place) != now:
            raise _changed(now)
        if now is None:
            _move_to_new(temporary, place)
        else:
            os.replace(temporary.name, place.name, src_dir_fd=directory, dst_dir_fd=directory)
    finally:
        _remove(temporary)
    _sync(place)
    if old is None or old.st_nlink == 1:
        return ''
    return f', its other hard {"link keeps" if old.st_nlink == 2 else "links keep"} the old text'


def _keep_owner(descriptor: int, old: os.stat_result) -> None:
    """Give a file to whom the old one belongs to, where that is allowed: root in a container may."""
    made = os.fstat(descriptor)
    if (made.st_uid, made.st_gid) != (old.st_uid, old.st_gid):
        with suppress(OSError):
            os.fchown(descriptor, old.st_uid, old.st_gid)


def _move_to_new(temporary: _Place, place: _Place) -> None:
    """Give a file its name, and leave alone what has got the name in the meantime."""
    directory = place.directory
    try:
        os.link(temporary.name, place.name, src_dir_fd=directory, dst_dir_fd=directory)
    except FileExistsError:
        raise _changed(None) from None
    except OSError:  # a file system without hard links
        os.rename(temporary.name, place.name, src_dir_fd=directory, dst_dir_fd=directory)


def _sync(place: _Place) -> None:
    """Let a directory's new entry survive a power failure, where the system has a way to."""
    with suppress(OSError):
        descriptor = os.open(place.folder, os.O_RDONLY, dir_fd=place.directory)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _remove(place: _Place) -> None:
    with suppress(FileNotFoundError):
        os.unlink(place.name, dir_fd=place.directory)


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
