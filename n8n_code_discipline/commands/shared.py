"""Helpers that several commands share; cheap to import."""

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
    """Print the problems of a configuration on standard error and return exit status 2."""
    for problem in error.problems:
        print(printable(problem), file=sys.stderr)
    return 2


def print_diff(diff: str) -> None:
    """Write a diff to standard output with its own line ends and escaped control characters."""
    from n8n_code_discipline import diffs

    print_exactly(diffs.harmless(diff))


def print_exactly(*texts: str) -> None:
    """Write to standard output as UTF-8 with the line ends of the text, on every platform and in every locale."""
    sys.stdout.flush()
    for text in texts:
        sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()
