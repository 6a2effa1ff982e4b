"""Functions that several commands share; cheap to import."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from n8n_code_discipline.config.settings import ConfigError, Settings
from n8n_code_discipline.text import printable
from n8n_code_discipline.workspace import files, layout

if TYPE_CHECKING:
    from n8n_code_discipline.workspace.writing import FileChange

# a progress bar for fewer files would disappear before it is read
PROGRESS_FROM = 300

Step = TypeVar('Step')


def workspace_root(directory: str) -> str:
    """Return the absolute path of ``--workspace``. Raises ArgumentTypeError if it is no directory."""
    root = os.path.abspath(directory)
    if not os.path.isdir(root):
        raise argparse.ArgumentTypeError(f'no such directory: {directory}')
    return root


def add_ignore_missing(parser: argparse.ArgumentParser) -> None:
    """Add ``--ignore-missing``, which ``cli.main`` applies to the paths of every command that has it."""
    parser.add_argument(
        '--ignore-missing', action='store_true', help='skip a PATH that does not exist: some runners pass deleted files'
    )


def print_report(text: str, output_file: str | None) -> None:
    """Write a report to a file (None: standard output). Raises ConfigError for a file that cannot be written."""
    if output_file is None:
        sys.stdout.write(text)
        return
    from n8n_code_discipline.workspace import writing

    try:
        writing.write_output(output_file, text)
    except writing.WriteError as error:
        raise ConfigError(f'{output_file} {error}') from None


def warn(*messages: str) -> None:
    """Print messages on standard error, one per line, with control characters escaped."""
    sys.stdout.flush()  # in a log that takes both, what was printed before stands before
    for message in messages:
        print(printable(message), file=sys.stderr)


def fail(*messages: str) -> int:
    """Print error messages on standard error and return exit status 2."""
    warn(*messages)
    return 2


def terminal_width() -> int:
    """Return the columns of the terminal, or ``COLUMNS``; 80 if standard output is no terminal."""
    import shutil  # takes a tenth of a short run

    return shutil.get_terminal_size().columns


def read_input(path: str) -> files.Source:
    """Read a file that was named on the command line; ``-`` is standard input."""
    if path != files.STANDARD:
        return files.read(os.path.abspath(path))
    return files.decode(os.path.abspath(path), sys.stdin.buffer.read() if sys.stdin else b'')


def covered_nodes(
    templates: Collection[str], settings: Settings, settings_of: Callable[[str], Settings], *codes: str
) -> set[tuple[str, str | None]]:
    """Return the nodes of templates that a baseline covers for one of some rules: the template as shown, and a name.

    Raises ConfigError.
    """
    from n8n_code_discipline.linter import baseline, engine

    roots = {settings.workspace or layout.root_of(settings.cwd, path) for path in templates}
    if not any(settings_of(root).baseline for root in roots):
        return set()
    report = engine.check(sorted(templates), settings, settings_of, with_tests=False)
    applied = baseline.apply_to_run(report, settings.cwd, may_be_missing=True)
    return {(item.path, item.node) for item in applied.covered if item.code in codes}


def print_diff(diff: str) -> None:
    """Write a diff to standard output with its own line ends and escaped control characters."""
    from n8n_code_discipline import diffs

    print_exactly(diffs.harmless(diff))


def print_change(change: FileChange) -> None:
    """Write what a change would change to standard output, as a diff that ``git apply`` accepts."""
    from n8n_code_discipline import diffs

    shown = printable(layout.display(os.getcwd(), change.path))
    old = change.before
    mark = files.BOM * (old is not None and old.bom)
    before, name = ('', '/dev/null') if old is None else (mark + old.text, f'a/{shown}')
    print_diff(diffs.unified(before, mark + change.text, name, f'b/{shown}'))


def print_exactly(*texts: str) -> None:
    """Write texts to standard output as UTF-8 with their own line ends, on every platform and in every locale."""
    sys.stdout.flush()
    for text in texts:
        sys.stdout.buffer.write(text.encode(errors='backslashreplace'))
    sys.stdout.buffer.flush()


def add_verbose(parser: argparse.ArgumentParser) -> None:
    """Add ``--verbose``."""
    parser.add_argument('--verbose', action='store_true', help='print each skipped file and the time of each phase')


class Progress:
    """Shows how far the phases of a run have come, and measures them."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self._seconds: dict[str, float] = {}

    def __call__(self, steps: Sequence[Step], phase: str) -> Iterator[Step]:
        """Yield the steps of a phase."""
        with self.phase(phase):
            yield from track(steps, phase)

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Measure a phase, or a part of one."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self._seconds[name] = self._seconds.get(name, 0.0) + time.perf_counter() - start

    def times(self) -> list[str]:
        """Return a line for each phase."""
        rest = time.perf_counter() - self._start - sum(self._seconds.values())
        phases = {**self._seconds, 'finding files, output and the rest': rest}
        return [f'{seconds:7.2f} s  {name}' for name, seconds in phases.items()]


def track(steps: Sequence[Step], phase: str = '') -> Iterable[Step]:
    """Show on a terminal how far a run over files has come; the hooks of pre-commit have none."""
    if len(steps) < PROGRESS_FROM or not sys.stderr.isatty() or 'PRE_COMMIT' in os.environ:
        return steps
    try:
        from tqdm import tqdm
    except ImportError:  # the extra "progress" brings it
        return steps
    bar: Iterable[Step] = tqdm(steps, phase or None, unit='file', leave=False, dynamic_ncols=True)
    return bar
