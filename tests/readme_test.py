"""The README says what is so."""

import re
import subprocess
import sys

import yaml
from support import REPOSITORY

README = (REPOSITORY / 'README.md').read_text(encoding='utf-8')


def test_the_generated_parts_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, REPOSITORY / 'docs' / 'generate.py', '--check'],
        capture_output=True,
        encoding='utf-8',
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, ''), 'run make docs'


def test_every_hook_is_named() -> None:
    hooks = yaml.safe_load((REPOSITORY / '.pre-commit-hooks.yaml').read_text())
    assert [hook['id'] for hook in hooks if f'`{hook["id"]}`' not in README] == []


def test_the_shown_output_is_real() -> None:
    (shown,) = re.findall(r'<!-- output: broken -->\n```\n(.*?)```', README, re.DOTALL)
    real = (REPOSITORY / 'tests' / 'golden' / 'broken.txt').read_text(encoding='utf-8').splitlines()
    assert [line for line in shown.splitlines() if line not in real] == []


def test_the_first_screen_has_the_two_commands() -> None:
    first_screen = README.split('\n## ')[0]
    assert '$ make demo' in first_screen
    assert '$ make test' in first_screen
    assert len(first_screen.splitlines()) < 45
