"""Show the hook at work, through pre-commit, on a workspace full of mistakes and on a clean one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent


def run_hook(folder: str) -> int:
    """Run the hook over a folder as pre-commit would at a commit; return pre-commit's exit status."""
    # git sets these for hooks; a demo run from one must still look at this repository
    environment = {name: value for name, value in os.environ.items() if not name.startswith('GIT_')}
    listed = subprocess.run(
        ['git', 'ls-files', '-z', folder], cwd=REPOSITORY, env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    files = listed.stdout.rstrip('\0').split('\0')
    arguments = ['try-repo', '.', 'n8n-code-discipline', '--color=never', '--files']
    print(f'\n$ pre-commit {" ".join(arguments)} $(git ls-files {folder})', flush=True)
    command = [sys.executable, '-m', 'pre_commit', *arguments]
    status = subprocess.run([*command, *files], cwd=REPOSITORY, env=environment, check=False).returncode
    print(f'exit status {status}', flush=True)
    return status


def main() -> int:
    """Return 0 if the broken workspace is stopped and the clean one passes."""
    broken = run_hook('examples/broken')
    clean = run_hook('examples/workspace')
    if (broken, clean) != (1, 0):
        return 1
    print('\nThe hook stopped the commit of examples/broken with a finding per mistake, and let examples/workspace pass.')
    return 0


if __name__ == '__main__':
    raise SystemExit(main())
