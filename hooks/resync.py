"""Hook ``n8n-resync``: collapse injected code in the files of a commit."""

from collections.abc import Sequence

from n8n_code_discipline import cli


def main(argv: Sequence[str] | None = None) -> int:
    """Resync the given files; the options are those of ``n8n-code-discipline resync``."""
    return cli.run_hook(argv, 'resync')
