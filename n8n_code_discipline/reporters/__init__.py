"""Render the diagnostics of a run: one module of pure functions per output format."""

from collections.abc import Sequence
from importlib import import_module
from typing import NamedTuple

from n8n_code_discipline.diagnostic import Diagnostic

FORMATS = ('text', 'json', 'sarif', 'github', 'gitlab', 'junit')


class RenderOptions(NamedTuple):
    """Contents of a report besides the findings, and options of the text format.

    ``files`` are the checked files as diagnostics name them, ``errors`` lines about what could not be checked,
    ``version`` is the version of this package. Only the text format uses ``color``, ``show_source`` and ``width``, the
    columns of the terminal.
    """

    files: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    version: str = ''
    color: bool = False
    show_source: bool = False
    width: int = 80


def render(name: str, diagnostics: Sequence[Diagnostic], options: RenderOptions) -> str:
    """Return the report in one of FORMATS; it ends with a line feed unless it is empty."""
    report: str = import_module(f'{__name__}.{name}').render(diagnostics, options)
    return report
