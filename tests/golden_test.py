"""The complete outputs over the examples. `make golden` updates them."""

import os
from pathlib import Path

import pytest
from support import REPOSITORY

from n8n_code_discipline import cli, registry

GOLDEN = Path(__file__).parent / 'golden'


def compare(name: str, output: str) -> None:
    """Compare an output with its golden file, or write it."""
    path = GOLDEN / name
    if os.environ.get('UPDATE_GOLDEN'):
        path.write_text(output, encoding='utf-8', newline='')
    assert output == path.read_text(encoding='utf-8')


def test_broken_examples(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(REPOSITORY)
    assert cli.main(['check', 'examples/broken']) == 1
    captured = capsys.readouterr()
    compare('broken.txt', captured.out + captured.err)


def test_fixes(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(REPOSITORY)
    assert cli.main(['check', 'examples/broken', '--diff']) == 1
    compare('broken.diff', capsys.readouterr().out)


def test_every_default_rule_fires_in_the_broken_examples() -> None:
    output = (GOLDEN / 'broken.txt').read_text(encoding='utf-8')
    silent = {rule.code for rule in registry.rules() if rule.default and f' {rule.code} ' not in output}
    # no input is known to make a rule fail; what only resync reports, or what needs a target, has its own examples
    assert silent == {'NCD009'} | {rule.code for rule in registry.rules(('round_trip', 'runtime'))}


def test_clean_examples(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(REPOSITORY)
    assert cli.main(['check', 'examples/workspace']) == 0
    assert capsys.readouterr() == ('', '')
