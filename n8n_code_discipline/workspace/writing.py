"""Write files atomically; no other module writes files."""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from typing import NamedTuple

from n8n_code_discipline.workspace import files, layout
from n8n_code_discipline.workspace.files import Source

# the temporary name of a file while it is written; no command reads it, and `init` makes git ignore it
TEMPORARY = '.n8n-code-discipline.tmp'
# writing a file takes milliseconds
LOCK_SECONDS = 10


class WriteError(Exception):
    """The reason why a file was not written; the message follows its path."""


class FileChange(NamedTuple):
    """A file to write below ``root``: as it was read (None: it must not exist yet), and its new text."""

    path: str
    root: str
    before: Source | None
    text: str

    @property
    def after(self) -> Source:
        """The file after the change."""
        return (self.before or Source(self.path, '', False, None))._replace(text=self.text)


def write_all(changes: Sequence[FileChange], cwd: str) -> None:
    """Write files, all or none; the last one refers to the others.

    If one cannot be written, or the user interrupts, the others are put back, unless the last file is no longer as it
    was: then it, or what another process made of it, may rely on them.

    Raises:
        WriteError: A file was not written; the message begins with its path as ``cwd`` shows it.
    """
    done: list[FileChange] = []
    try:
        for change in changes:
            done.append(change)  # before it is there: an interrupt may come right after
            try:
                write_change(change, follow=change.before is not None)
            except WriteError as error:
                done.pop()
                if change.before is not None or _now(change) != _bytes(change)[1]:  # else another run was quicker
                    raise WriteError(f'{layout.display(cwd, change.path)} {error}') from None
    except BaseException:
        if _now(changes[-1]) == _bytes(changes[-1])[0]:
            for change in done:
                _put_back(change)
        raise


def _bytes(change: FileChange) -> tuple[bytes | None, bytes]:
    """Return the bytes of a file before (None: there is none) and after a change."""
    return None if change.before is None else _encoded(change.before), _encoded(change.after)


def _encoded(source: Source) -> bytes:
    return (files.BOM * source.bom + source.text).encode()


def _now(change: FileChange) -> bytes | None:
    try:
        # a file that was there may be a symlink out of the workspace, which is read but not written
        return files.read_bytes(change.path, change.root if change.before is None else '')
    except OSError:
        return None


def _put_back(change: FileChange) -> None:
    before, after = _bytes(change)
    if _now(change) != after:
        return
    if before is None:
        os.unlink(change.path)
    else:
        write(change.path, before, before=after, root=change.root)


def write_change(change: FileChange, *, follow: bool = True) -> str:
    """Write a file as ``write`` does."""
    before, after = _bytes(change)
    return write(change.path, after, before=before, root=change.root, follow=follow)


def write(path: str, data: bytes, *, before: bytes | None, root: str, follow: bool = True) -> str:
    """Replace or create a file, so that a crash at any moment leaves the old or the new bytes.

    Args:
        path: The absolute path.
        data: The new bytes; a file that already contains them is not written.
        before: The bytes of the file when it was read, None if it must not exist yet. A file that was changed since is
            not written, unless it already contains ``data``.
        root: A symlink out of this directory is not followed; missing directories of a new file are created below it.
        follow: Follow symlinks.

    Returns:
        A remark that follows the path in a message, usually ''.

    Raises:
        WriteError: The file was not written.
    """
    with _write_errors():
        target, root = (_inside(path, root), os.path.realpath(root)) if follow else (path, root)
        with suppress(FileNotFoundError):
            os.stat(target)  # a path that is too long is refused before a directory is created
        with _place(target, root, make=before is None) as place:
            now = place.content()
            if now != before and (before is None or now != data):
                raise _changed(before)
            return _replace(place, [data], now)


def write_output(path: str, text: str | Sequence[str], directory: str = '') -> None:
    """Write a text, or its pieces, to a file that the user named, and overwrite it.

    A descriptor of this process (``-``, ``/dev/stdout``, ``/dev/fd/63``), which may append to a file, a pipe or a
    device is written in place. A ``directory`` that is given is created, also below it, and a symlink out of it is not
    followed. Raises WriteError.
    """
    encoded = cache(lambda part: part.encode('utf-8', 'backslashreplace'))
    data = [encoded(part) for part in ([text] if isinstance(text, str) else text)]
    with _write_errors():
        if directory:
            make_directory(directory)
        target = os.path.realpath(path)
        if directory and not layout.relative(os.path.realpath(directory), target):
            raise WriteError(f'is a symlink to {target}, outside the output directory: not written')
        in_place = _descriptor(path)
        if in_place is None and os.path.exists(path) and not os.path.isfile(path):  # a pipe has no real path
            in_place = os.open(path, os.O_WRONLY | files.BINARY)
        if in_place is not None:
            with open(in_place, 'wb') as file:
                file.writelines(data)
            return
        root = os.path.realpath(directory) if directory else os.path.dirname(target)
        with _place(target, root, make=bool(directory)) as place:
            _replace(place, data, place.content())


def _descriptor(path: str) -> int | None:
    """Return a copy of the descriptor that a path names, such as ``/dev/stdout`` or a symlink to it, else None."""
    folder, number = os.path.split(path)
    descriptor = int(number) if folder in ('/dev/fd', '/proc/self/fd') and number.isdecimal() else None
    with suppress(OSError):  # there is no such file, or the descriptor is closed
        for standard in (1, 2):
            if path == files.STANDARD or os.path.samestat(os.stat(path), os.fstat(standard)):
                descriptor = standard
                break
    sys.stdout.flush()
    return None if descriptor is None else os.dup(descriptor)


def make_directory(path: str) -> None:
    """Create a directory and its missing parents, however deep. Raises OSError."""
    from pathlib import Path  # only init and some outputs need it

    with suppress(FileNotFoundError):
        os.stat(path)  # a path that is too long is refused before anything is created
    directory = Path(os.path.abspath(path))
    for parent in (*reversed(directory.parents), directory):
        parent.mkdir(exist_ok=True)


@contextmanager
def _write_errors() -> Iterator[None]:
    try:
        yield
    except OSError as exception:
        raise WriteError(f'cannot be written: {exception.strerror or exception}') from exception


def _changed(before: bytes | None) -> WriteError:
    what = 'exists already' if before is None else 'changed while it was being read'
    return WriteError(f'{what}: not written, run again')


def _inside(path: str, root: str) -> str:
    """Return the real path of a file. Raises WriteError if symlinks lead it out of ``root``."""
    target = os.path.realpath(path)
    is_link = target != os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))
    if not layout.relative(os.path.realpath(root), target) and (is_link or layout.relative(root, path)):
        raise WriteError(f'leads through a symlink to {target}, outside the workspace: not written')
    return target


class _Place(NamedTuple):
    """A file to write: its name in an open directory, or its path on Windows, which cannot open directories.

    ``is_locked`` says whether other runs cannot write in the directory at the same time.
    """

    name: str
    directory: int | None
    is_locked: bool

    def open(self, flags: int, mode: int = 0o777) -> int:
        """Open the file without following a symlink."""
        return os.open(self.name, flags | files.BINARY | getattr(os, 'O_NOFOLLOW', 0), mode, dir_fd=self.directory)

    def content(self) -> bytes | None:
        """Read the file; None if it does not exist."""
        try:
            return files.read_open(self.open(os.O_RDONLY | getattr(os, 'O_NONBLOCK', 0)), self.name)
        except FileNotFoundError:
            return None

    def remove(self) -> None:
        """Remove the file if it exists."""
        with suppress(FileNotFoundError):
            os.unlink(self.name, dir_fd=self.directory)


@contextmanager
def _place(target: str, root: str, *, make: bool) -> Iterator[_Place]:
    """Open and lock the directory of a file; follow no symlink below ``root``, even if one is created meanwhile."""
    folder, name = os.path.split(target)
    inside = layout.relative(root, folder)
    if os.open not in os.supports_dir_fd:
        if make and inside and os.path.isdir(root):
            make_directory(folder)
        yield _Place(target, None, is_locked=False)
        return
    directory = files.open_folder(root if inside or folder == root else folder, inside, make=make)
    try:
        yield _Place(name, directory, _lock(directory))
    finally:
        os.close(directory)  # releases the lock, as the end of the process does


def _lock(directory: int) -> bool:
    """Lock an open directory against other runs; return whether the file system supports locks.

    Raises WriteError if another process keeps the lock for ``LOCK_SECONDS``.
    """
    import fcntl

    deadline = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            fcntl.flock(directory, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise WriteError('is not written: another process keeps its directory locked, run again') from None
            time.sleep(0.002)
        except OSError:
            return False
        else:
            return True


def _replace(place: _Place, data: Sequence[bytes], now: bytes | None) -> str:
    """Replace the bytes ``now`` of a file (None: there is no file) by the pieces ``data``; return a remark, or ''."""
    if now is not None and sum(map(len, data)) == len(now) and b''.join(data) == now:
        return ''
    directory = place.directory
    if now is not None and not os.access(place.name, os.W_OK, dir_fd=directory):
        raise WriteError('is read-only: not written')
    # one name, so that the next write in the directory removes the file of a killed process
    name = TEMPORARY if place.is_locked else f'{TEMPORARY}.{os.urandom(8).hex()}'
    temporary = place._replace(name=os.path.join(os.path.dirname(place.name), name))
    temporary.remove()
    old = None if now is None else os.stat(place.name, dir_fd=directory, follow_symlinks=False)
    mode = 0o666 if old is None else stat.S_IMODE(old.st_mode)
    try:
        with open(temporary.open(os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), 'wb') as file:
            file.writelines(data)
            file.flush()
            if old is not None:
                if sys.platform != 'win32':
                    with suppress(OSError):  # only root, as in a container, may set another owner
                        os.fchown(file.fileno(), old.st_uid, old.st_gid)
                # the umask does not apply to an existing file
                os.chmod(file.fileno() if os.chmod in os.supports_fd else temporary.name, mode)
            os.fsync(file.fileno())
        # as late as possible: an editor ignores the lock
        if place.content() != now:
            raise _changed(now)
        if now is None:
            _rename_noreplace(temporary, place)
        else:
            os.replace(temporary.name, place.name, src_dir_fd=directory, dst_dir_fd=directory)
    finally:
        temporary.remove()
    if directory is not None:
        with suppress(OSError):  # so that a new entry survives a power failure, if the file system supports that
            os.fsync(directory)
    if old is None or old.st_nlink == 1:
        return ''
    return f', its other hard {"link keeps" if old.st_nlink == 2 else "links keep"} the old text'


def _rename_noreplace(temporary: _Place, place: _Place) -> None:
    """Rename without overwriting."""
    directory = place.directory
    try:
        os.link(temporary.name, place.name, src_dir_fd=directory, dst_dir_fd=directory)
    except FileExistsError:
        raise _changed(None) from None
    except OSError:  # a file system without hard links
        os.rename(temporary.name, place.name, src_dir_fd=directory, dst_dir_fd=directory)
