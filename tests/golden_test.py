"""Complete outputs over the examples. ``make golden`` writes them anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from support import REPOSITORY

from n8n_code_discipline import cli
from n8n_code_discipline import registry
from n8n_code_discipline import reporters

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
    compare('broken.txt', captured.out)
    compare('broken.summary.txt', captured.err)


@pytest.mark.parametrize('name', [name for name in reporters.FORMATS if name != 'text'])
def test_formats(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(REPOSITORY)
    output = tmp_path / 'findings'
    assert cli.main(['check', 'examples/broken', '--format', name, '--output-file', str(output)]) == 1
    compare(f'broken.{name}', output.read_text(encoding='utf-8'))


@pytest.mark.parametrize('color', ['never', 'always'])
def test_source(color: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(REPOSITORY)
    assert cli.main(['check', 'examples/broken', '--show-source', '--statistics', '--color', color]) == 1
    captured = capsys.readouterr()
    compare(f'broken.source.{color}.txt', captured.out)
    compare('broken.statistics.txt', captured.err)


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
