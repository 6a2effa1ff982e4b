"""Hook ``n8n-code-discipline-workspace``: check every workspace of the repository."""

import os
import sys
from collections.abc import Sequence

from n8n_code_discipline import cli


def main(argv: Sequence[str] | None = None) -> int:
    """Check the workspaces at or below the current directory; the options are those of ``n8n-code-discipline check``.

    A repository without a workspace, or with an empty one, passes with a note.
    """
    from n8n_code_discipline.linter.discovery import holds_something

    names_workspace = any(argument.startswith('--workspace') for argument in cli.hook_arguments(argv))
    if not names_workspace and not holds_something(os.getcwd()):
        print('n8n-code-discipline: no workspace with anything to check', file=sys.stderr)
        return cli.EXIT_CLEAN
    return cli.run_hook(argv, 'check')
