"""Hook ``n8n-code-discipline``: check the files of a commit."""

from collections.abc import Sequence

from n8n_code_discipline import cli


def main(argv: Sequence[str] | None = None) -> int:
    """Check the given files; the options are those of ``n8n-code-discipline check``."""
    return cli.run_hook(argv, 'check')
