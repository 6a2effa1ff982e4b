"""Pure functions that render the diagnostics of a run, one module per output format."""

from collections.abc import Sequence
from importlib import import_module
from typing import NamedTuple

from n8n_code_discipline.diagnostic import Diagnostic

FORMATS = ('text', 'json', 'sarif', 'github', 'gitlab', 'junit')


class Facts(NamedTuple):
    """What is known of a run besides its findings.

    ``files`` are the checked files as diagnostics name them, ``errors`` lines about what could not be checked,
    ``version`` is ours. ``color`` and ``show_source`` are wishes that only the text format heeds.
    """

    files: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    version: str = ''
    color: bool = False
    show_source: bool = False


def render(name: str, diagnostics: Sequence[Diagnostic], facts: Facts) -> str:
    """Return the report in one of FORMATS; it ends with a line feed unless it is empty."""
    report: str = import_module(f'{__name__}.{name}').render(diagnostics, facts)
    return report
