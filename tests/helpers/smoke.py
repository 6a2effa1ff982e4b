"""Install the wheel of a directory into a new environment and start every command: ``python smoke.py DIRECTORY``.

It runs with every Python that the wheel supports, before anything else is installed: the standard library only.
"""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
TEMPLATE = 'n8n-workflows-template/article-statistics.template.json'
# the exit status, and words of what is printed
COMMANDS = {
    'check examples/workspace': (0, ''),
    'check examples/workspace --format sarif': (0, 'n8n-code-discipline'),
    'check examples/broken': (1, 'NCD103'),
    'check examples/broken --target-n8n 2 --format json': (1, 'NCD201'),
    f'hydrate examples/workspace/{TEMPLATE}': (0, 'function calculateStatsByCategory'),
    'resync --check examples/workspace': (0, ''),
    'extract examples/broken': (2, 'inlined(items)'),
    'rules': (0, 'NCD101'),
    'explain NCD103': (0, '## Why'),
    '--version': (0, f'Python {sys.version_info.major}.{sys.version_info.minor}'),
}


def install(directory: Path, target: str) -> Path:
    """Install the wheel of a directory into a new environment; return the program."""
    (wheel,) = directory.glob('*.whl')
    venv.create(target, with_pip=True)
    programs = Path(target) / ('Scripts' if sys.platform == 'win32' else 'bin')
    pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', str(wheel)]
    subprocess.run([str(programs / 'python'), *pip], check=True)
    return programs / 'n8n-code-discipline'


def start(program: Path) -> str | None:
    """Start every command of a program; return an error message for the first that fails."""
    for command, (status, words) in COMMANDS.items():
        done = subprocess.run(
            [program, *command.split()],
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding='utf-8',
            check=False,
        )
        if done.returncode != status or words not in done.stdout:
            return f'n8n-code-discipline {command}: exit status {done.returncode}\n{done.stdout}'
    return None


if __name__ == '__main__':
    with tempfile.TemporaryDirectory() as environment:
        sys.exit(start(install(Path(sys.argv[1]), environment)))
