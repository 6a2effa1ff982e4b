"""The progress of long runs on a terminal, and what ``--verbose`` prints."""

import sys
from pathlib import Path

import pytest
import saved_executions
from support import JS_CODE, WORKSPACE, Terminal, js_node, template, write

from n8n_code_discipline import cli
from n8n_code_discipline.commands import shared

NAMES = tuple(f'n8n-workflows-template/{number}.template.json' for number in range(3))


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(tmp_path, {**WORKSPACE, **template(js_node(JS_CODE)), **dict.fromkeys(NAMES, '{"nodes": []}')})
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(shared, 'PROGRESS_FROM', 3)
    return tmp_path


def on_terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Make standard error a terminal; pytest replaces it after the fixtures."""
    terminal = Terminal()
    monkeypatch.setattr(sys, 'stderr', terminal)
    return terminal


@pytest.mark.parametrize(
    'arguments',
    [
        pytest.param(['check', *NAMES], id='check'),
        pytest.param(['check', '--fix', *NAMES], id='fix'),
        pytest.param(['hydrate', '--out-dir', 'build', *NAMES], id='hydrate'),
        pytest.param(['test', *NAMES], id='test'),
        pytest.param(['extract', *NAMES], id='extract'),
    ],
)
def test_progress_on_a_terminal(monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    terminal = on_terminal(monkeypatch)
    assert cli.main(arguments) == 0
    assert '0/3' in terminal.getvalue()
    monkeypatch.setattr(shared, 'PROGRESS_FROM', 4)
    shown = len(terminal.getvalue())
    assert cli.main(arguments) == 0
    assert '/3' not in terminal.getvalue()[shown:]


def test_progress_of_record(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = on_terminal(monkeypatch)
    saved_executions.write_json(workspace / 'RUN.json', saved_executions.saved({}))
    assert cli.main(['record', 'RUN.json']) == 2  # several templates have all its nodes
    assert 'templates:   0%|' in terminal.getvalue()
    assert '0/4' in terminal.getvalue()


def test_no_progress_in_a_hook_of_pre_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = on_terminal(monkeypatch)
    monkeypatch.setenv('PRE_COMMIT', '1')  # which may give a hook a terminal, to get colors
    assert cli.main(['check', *NAMES]) == 0
    assert terminal.getvalue() == 'no findings in 3 files\n'


def test_verbose_names_skipped_files_and_the_time_of_each_phase(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    others = ('README.md', 'orders.generated.json', 'cdk.template.json', 'n8n-workflows-template/tags.json')
    write(workspace, dict.fromkeys(others, '{}'))
    assert cli.main(['check', '.', 'README.md', 'orders.generated.json', '--verbose']) == 0
    lines = capsys.readouterr().err.splitlines()
    assert lines[:4] == [
        'skipped README.md: no n8n workflow, function file or paired test',
        'skipped orders.generated.json: built by hydrate',
        'skipped n8n-workflows-template/tags.json: JSON without a list of nodes',
        'skipped cdk.template.json: JSON without a list of nodes',
    ]
    phases = ['templates', 'other JSON', 'function files', 'paired tests', 'finding files, output and the rest']
    assert [line.split(' s  ')[1] for line in lines[4:]] == phases
    assert 0 <= sum(float(line.split(' s  ')[0]) for line in lines[4:]) < 60


def test_without_the_progress_library_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, 'tqdm', None)
    terminal = on_terminal(monkeypatch)
    assert cli.main(['check', *NAMES]) == 0
    assert terminal.getvalue() == 'no findings in 3 files\n'


def test_verbose_test(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(workspace, {'a.json': '{}', 'README.md': ''})
    assert cli.main(['test', 'README.md', 'a.json', '--verbose']) == 0
    lines = capsys.readouterr().err.splitlines()
    assert lines[:2] == [
        'skipped README.md: no n8n workflow, function file or paired test',
        'skipped a.json: JSON without a list of nodes',
    ]
    assert [line.partition(' s  ')[2] for line in lines[3:]] == [
        'templates',
        'compiling',
        'finding files, output and the rest',
    ]
