"""The hooks as functions: what each adds to the command ``check``."""

from pathlib import Path

import pytest
from n8n_code_discipline.hooks import check, check_fix, check_workspace
from support import JS, JS_CODE, TEMPLATE, WORKSPACE, js_node, template, write

from n8n_code_discipline import registry

CLEAN = {**WORKSPACE, **template(js_node(JS_CODE))}
HELP = {rule.code: rule.help for rule in registry.rules()}
SUMMARY = f'1 finding in 1 file\nNCD103: {HELP["NCD103"]}\n'
NOTHING = 'n8n-code-discipline: no workspace with anything to check\n'


@pytest.fixture(autouse=True)
def in_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ('files', 'arguments', 'status', 'errors'),
    [
        pytest.param(CLEAN, [], 0, '', id='clean'),
        pytest.param(template(js_node('return [];')), [], 1, SUMMARY, id='findings'),
        pytest.param(template(js_node('return [];')), ['--ignore', 'NCD103'], 0, '', id='options are those of check'),
        pytest.param({'README.md': ''}, [], 0, NOTHING, id='no workspace'),
        pytest.param({'n8n-functions/js/.gitkeep': ''}, [], 0, NOTHING, id='an empty workspace'),
        pytest.param(
            {'n8n-functions/js/.gitkeep': ''},
            ['--workspace', '.'],
            2,
            '.: nothing to check: no *.template.json, function file or paired test below it\n',
            id='an empty workspace that somebody insists on',
        ),
    ],
)
def test_workspace_hook(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    files: dict[str, str],
    arguments: list[str],
    status: int,
    errors: str,
) -> None:
    write(tmp_path, {'.git/HEAD': '', **files})
    assert check_workspace.main(arguments) == status
    assert capsys.readouterr().err.split() == errors.split()  # a help is wrapped


def test_file_hook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, {**CLEAN, 'other.json': '{}'})
    assert check.main([TEMPLATE]) == 0
    assert capsys.readouterr() == ('', '')
    monkeypatch.setattr('sys.argv', ['n8n-code-discipline-check', 'other.json'])
    assert check.main() == 0
    assert capsys.readouterr().err.startswith('skipped 1 file')


def test_the_summary_of_a_hook_names_no_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever has only the hooks cannot run ours."""
    nodes = [js_node('return [];'), js_node(''), js_node('return [1];')]
    write(tmp_path, {**WORKSPACE, **template(*nodes), 'n8n-functions/stray.js': ''})
    assert check.main([TEMPLATE, 'n8n-functions/stray.js']) == 1
    summary, *helps = capsys.readouterr().err.splitlines()
    assert summary == '4 findings in 2 of 2 files'
    expected = ' '.join(f'{code}: {HELP[code]}' for code in ('NCD008', 'NCD102', 'NCD103'))
    assert ' '.join(helps).split() == expected.split()
    assert max(map(len, helps)) <= 80
    assert check.main([TEMPLATE, '--show-source']) == 1
    captured = capsys.readouterr()
    assert captured.out.count('NCD103: ') == 1  # with the sources
    assert 'NCD103: ' not in captured.err


@pytest.mark.parametrize('name', ['n8n-workflows-template/My workflow.json', 'n8n-functions/js/helper.mjs'])
def test_what_no_rule_read_stops_the_commit(tmp_path: Path, name: str) -> None:
    write(tmp_path, {**CLEAN, name: '{"nodes": []}'})
    assert check.main([name]) == 1
    assert check_fix.main([name]) == 1
    assert check_workspace.main([]) == 1


def test_fix_hook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    without_trailer = WORKSPACE[JS].partition('if (typeof')[0]
    write(tmp_path, {**CLEAN, JS: without_trailer})
    assert check_fix.main([TEMPLATE]) == 1
    assert capsys.readouterr() == ('', f'fixed {JS}\n')
    monkeypatch.setattr('sys.argv', ['n8n-code-discipline-fix', TEMPLATE])
    assert check_fix.main() == 0
    assert capsys.readouterr() == ('', '')
    assert (tmp_path / JS).read_text() == WORKSPACE[JS]


@pytest.mark.parametrize(
    'name', ['-h.template.json', '--output-file=orders.template.json', '--output-file=../orders.template.json']
)
def test_a_file_name_is_never_an_option(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """pre-commit hands on whatever the files of a repository are called."""
    root = tmp_path / 'repository'
    inlined = template(js_node('return [];'))[TEMPLATE]
    write(root, {**CLEAN, name: inlined, 'x.template.json': inlined})
    monkeypatch.chdir(root)
    before = sorted(tmp_path.rglob('*'))
    assert check.main(['--select', 'NCD103', name, 'x.template.json']) == 1
    found = [line.split(': NCD103 ')[0] for line in capsys.readouterr().out.splitlines()]
    assert found == sorted([f'{name}:8', 'x.template.json:8'])
    assert sorted(tmp_path.rglob('*')) == before


@pytest.mark.parametrize('option', ['--select=NCD101', '--strict-baseline'])
def test_a_file_takes_no_option_away(tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str) -> None:
    write(tmp_path, {**CLEAN, option: '', 'x.template.json': template(js_node('return [];'))[TEMPLATE]})
    with_file = check_workspace.main([option]), capsys.readouterr()
    (tmp_path / option).unlink()
    assert (check_workspace.main([option]), capsys.readouterr()) == with_file


def test_a_stray_file_is_never_an_option(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = '--output-file=x/n8n-functions/y.mjs'
    write(tmp_path, {name: 'before'})
    assert check.main([name]) == 1
    assert capsys.readouterr().out.startswith(f'{name}:1: NCD008 ')
    assert (tmp_path / name).read_text() == 'before'
