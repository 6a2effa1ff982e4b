"""Python names that reach out of a Code node: into the file system, the network, other processes.

Dotted names as an import makes them known; a name stands for all that is in it. Left out is what may as well work on
text in memory (`zipfile`, `gzip`, `sqlite3`, `pathlib.Path`), and what only looks at names (`os.path.join`).

Source: the Python library reference, "File and Directory Access", "Generic Operating System Services", "Networking and
Interprocess Communication" and "Internet Protocols and Support"; the documentation of Pyodide and of the HTTP clients.
"""

from collections.abc import Iterator
from itertools import accumulate

from n8n_code_discipline.syntax.names import Names, Read
from n8n_code_discipline.text import excerpt


def _in(module: str, names: str) -> frozenset[str]:
    return frozenset(f'{module}.{name}' for name in names.split())


_FILES = (
    frozenset({'open', 'builtins.open', 'codecs.open', 'fileinput', 'glob', 'shutil', 'tempfile'})
    | _in('io', 'FileIO open open_code')
    | _in('pathlib.Path', 'cwd home')
    | _in(
        'os',
        """
        access chdir chmod chown chroot fchdir fdopen fwalk getcwd getcwdb lchmod lchown link listdir lstat makedirs
        mkdir mkfifo mknod open readlink remove removedirs rename renames replace rmdir scandir stat statvfs symlink
        truncate unlink utime walk
        """,
    )
    | _in('os.path', 'exists getatime getctime getmtime getsize isdir isfile islink ismount lexists realpath samefile')
)
_NETWORK = (
    frozenset({'aiohttp', 'ftplib', 'httpx', 'imaplib', 'poplib', 'requests', 'smtplib', 'socketserver', 'urllib3'})
    | frozenset({'telnetlib', 'urllib.request', 'http.server', 'xmlrpc.client', 'xmlrpc.server', 'pyodide.http'})
    | _in('http.client', 'HTTPConnection HTTPSConnection')
    | _in('asyncio', 'open_connection open_unix_connection start_server start_unix_server')
    | _in(
        'socket',
        """
        create_connection create_server fromfd getaddrinfo getfqdn gethostbyaddr gethostbyname gethostbyname_ex
        gethostname getnameinfo socket socketpair
        """,
    )
    | _in('ssl', 'get_server_certificate')
    | _in('js', 'XMLHttpRequest fetch')
)
_PROCESSES = (
    frozenset({'pty', 'subprocess', 'multiprocessing.Pool', 'multiprocessing.Process'})
    | frozenset({'concurrent.futures.ProcessPoolExecutor'})
    | _in('asyncio', 'create_subprocess_exec create_subprocess_shell')
    | _in(
        'os',
        """
        _exit abort execl execle execlp execlpe execv execve execvp execvpe fork forkpty kill killpg popen posix_spawn
        posix_spawnp spawnl spawnle spawnlp spawnlpe spawnv spawnve spawnvp spawnvpe startfile system wait wait3 wait4
        waitid waitpid
        """,
    )
)

# What each name does, in words that follow "the function"
REACH: dict[str, str] = {
    **dict.fromkeys(sorted(_FILES), 'reaches the file system'),
    **dict.fromkeys(sorted(_NETWORK), 'reaches the network'),
    **dict.fromkeys(sorted(_PROCESSES), 'starts or ends processes'),
}
_MOST_PARTS = 1 + max(name.count('.') for name in REACH)


def reaching(names: Names, allowed: tuple[str, ...]) -> Iterator[tuple[Read, str, str]]:
    """Yield the reads of what reaches out, with the entry of the table and how to call it in a message.

    What a module of ``allowed`` does is left out. Reads of one entry in one top-level function are one.
    """
    reported = set()
    for read in names.reads:
        entry = 'open' if read.name == 'open' and not read.declared and 'open' not in names.assigned else ''
        parts = read.target.split('.', _MOST_PARTS)[:_MOST_PARTS]
        if not entry and '*' not in allowed and parts[0] not in allowed:
            entry = next((name for name in accumulate(parts, '{}.{}'.format) if name in REACH), '')
        if entry and (read.function, entry) not in reported:
            reported.add((read.function, entry))
            meant = entry if entry == 'open' else read.path
            yield read, entry, excerpt(meant if read.target in ('', read.path) else f'{read.path} ({read.target})')
