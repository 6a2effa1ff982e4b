"""Run the steps of action.yml as GitHub does."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import yaml
from support import REPOSITORY, write


def run_step(name: str, directory: Path, values: Mapping[str, str], environment: Mapping[str, str]) -> tuple[int, str]:
    """Run a step of the action; return its exit status and what it printed.

    Args:
        name: The id of the step.
        directory: Where the step runs; it also holds the file of the step's outputs.
        values: The values of the expressions in the step's ``env``; inputs without one have their default.
        environment: More environment variables.
    """
    action = yaml.safe_load((REPOSITORY / 'action.yml').read_text(encoding='utf-8'))
    known = {
        'steps.python.outputs.python-path': sys.executable,
        **{f'inputs.{key}': given['default'] for key, given in action['inputs'].items()},
        **values,
    }
    (step,) = [step for step in action['runs']['steps'] if step['id'] == name]
    given = {key: known[re.sub(r'^\$\{\{ | \}\}$', '', value)] for key, value in step['env'].items()}
    write(directory, {'step.sh': step['run']})
    done = subprocess.run(
        ['bash', '--noprofile', '--norc', '-e', '-o', 'pipefail', directory / 'step.sh'],
        cwd=directory,
        env={**os.environ, **given, 'GITHUB_OUTPUT': str(directory / 'outputs'), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding='utf-8',
        check=False,
    )
    return done.returncode, done.stdout


def outputs(directory: Path) -> dict[str, str]:
    """Return the outputs of the step that ran in a directory."""
    text = (directory / 'outputs').read_text() if (directory / 'outputs').exists() else ''
    return dict(line.split('=', 1) for line in text.splitlines())
