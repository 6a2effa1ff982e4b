"""What several commands share; it imports nothing that takes time."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from n8n_code_discipline.text import printable

if TYPE_CHECKING:
    from n8n_code_discipline.config.settings import ConfigError


def workspace_root(directory: str) -> str:
    """Return the absolute path of ``--workspace``. Raises ArgumentTypeError where there is no such directory."""
    root = os.path.abspath(directory)
    if not os.path.isdir(root):
        raise argparse.ArgumentTypeError(f'no such directory: {directory}')
    return root


def refuse(error: ConfigError) -> int:
    """Say on standard error why a configuration cannot be used; return the exit status."""
    for problem in error.problems:
        print(printable(problem), file=sys.stderr)
    return 2


def print_diff(diff: str) -> None:
    """Write a diff to standard output with its line ends; what a terminal would act upon is escaped."""
    from n8n_code_discipline import diffs

    print_exactly(diffs.harmless(diff))


def print_exactly(text: str) -> None:
    """Write to standard output as UTF-8 with the line ends of the text, whatever the platform and the locale."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()
