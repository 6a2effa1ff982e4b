"""Hook ``n8n-function-tests``: run the tests paired with the files of a commit."""

from collections.abc import Sequence

from n8n_code_discipline import cli


def main(argv: Sequence[str] | None = None) -> int:
    """Test the given files; the options are those of ``n8n-code-discipline test``."""
    return cli.run_hook(argv, 'test')
