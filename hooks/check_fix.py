"""Hook ``n8n-code-discipline-fix``: apply safe fixes to the files of a commit, and check them."""

from collections.abc import Sequence

from n8n_code_discipline import cli


def main(argv: Sequence[str] | None = None) -> int:
    """Check with ``--fix``; the options are those of ``n8n-code-discipline check``."""
    return cli.run_hook(argv, 'check', '--fix')
