"""Options of ``check`` that the tests of reporters, baselines and fixes leave over."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from support import JS, JS_CODE, JS_TEST, PY, PY_TEST, TEMPLATE, WORKSPACE, Terminal, js_node, template, write

from n8n_code_discipline import cli
from n8n_code_discipline.workspace.layout import find_function

INLINED = template(js_node('return [];'))
TOML = 'n8n-code-discipline.toml'


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(tmp_path, {**WORKSPACE, **INLINED, '.git/HEAD': ''})
    monkeypatch.chdir(tmp_path)
    for name in ('NO_COLOR', 'TERM'):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def usage_error(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as exit_info:
        cli.main(['check', *arguments])
    assert exit_info.value.code == 2
    return capsys.readouterr().err.splitlines()[-1]


# -- configuration ------------------------------------------------------------------------------------------------


def test_a_broken_configuration_is_exit_2(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(workspace, {TOML: 'ignor = []\nformat = 1\n'})
    assert cli.main(['check']) == 2
    output, errors = capsys.readouterr()
    assert output == ''
    assert [line.split(': ')[0] for line in errors.splitlines()] == [f'{TOML}:1', f'{TOML}:2']


def test_workspaces_with_their_own_configuration(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(workspace / 'a', {**WORKSPACE, **INLINED, TOML: 'ignore = ["NCD1"]'})
    write(workspace / 'b', {**WORKSPACE, **INLINED, TOML: 'ignore = ["NCD2"]'})
    assert cli.main(['check', 'a', 'b']) == 1
    assert [line.split(':')[0] for line in capsys.readouterr().out.splitlines()] == [f'b/{TEMPLATE}']


def test_workspaces_that_want_different_formats(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(workspace / 'a', {**WORKSPACE, TOML: 'format = "json"'})
    write(workspace / 'b', {**WORKSPACE, TOML: 'format = "sarif"'})
    assert cli.main(['check', 'a']) == 0
    assert capsys.readouterr().out == '[]\n'
    assert cli.main(['check', 'a', 'b']) == 2
    assert capsys.readouterr().err == (
        'the workspaces are configured for different formats (json, sarif): use --format\n'
    )
    assert cli.main(['check', 'a', 'b', '--format', 'text']) == 0


def test_show_settings(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(workspace, {TOML: 'format = "json"\n'})
    assert cli.main(['check', '--show-settings', '--ignore', 'NCD4']) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f'# workspace ., configured in {TOML}'
    write(workspace / 'a', WORKSPACE)
    assert cli.main(['check', '--show-settings', 'a', JS]) == 0
    assert [line for line in capsys.readouterr().out.splitlines() if line.startswith('# workspace')] == [
        f'# workspace ., configured in {TOML}',
        f'# workspace a, configured in {TOML}',
    ]


# -- output -------------------------------------------------------------------------------------------------------


def test_output_file(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(workspace, {'found.json': 'old', **template(js_node('return [];', name='Zähler'))})
    assert cli.main(['check', '--format', 'text', '--output-file', 'found.json', '--color', 'auto']) == 1
    captured = capsys.readouterr()
    assert captured.out == ''
    assert captured.err.startswith('1 finding in 1 of 5 files; ')
    assert (workspace / 'found.json').read_bytes().startswith(f"{TEMPLATE}:8: NCD103 node 'Zähler'".encode())
    assert cli.main(['check', '--ignore', 'NCD1', '--output-file', 'found.json']) == 0
    assert (workspace / 'found.json').read_bytes() == b''
    assert [path.name for path in workspace.iterdir() if 'found' in path.name] == ['found.json']


@pytest.mark.parametrize('options', [['--output-file', 'no/x'], ['--baseline', 'no/x', '--write-baseline']])
def test_no_directory_is_made(workspace: Path, capsys: pytest.CaptureFixture[str], options: list[str]) -> None:
    assert cli.main(['check', *options]) == 2
    assert capsys.readouterr().err.startswith('no/x cannot be written: ')
    assert not (workspace / 'no').exists()


def run(*arguments: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, '-m', 'n8n_code_discipline', 'check', *arguments]
    return subprocess.run(command, capture_output=True, check=False, **options)  # type: ignore[call-overload, no-any-return]


@pytest.mark.slow
@pytest.mark.parametrize('name', ['text', 'json', 'sarif', 'github', 'gitlab', 'junit'])
def test_output_is_utf8_whatever_the_locale(workspace: Path, name: str) -> None:
    write(workspace, {TEMPLATE: json.dumps({'nodes': [js_node('return [];', name='Zähler 日本 \ud800')]})})
    environment = {**os.environ, 'LC_ALL': 'C', 'PYTHONUTF8': '0', 'PYTHONCOERCECLOCALE': '0', 'PYTHONIOENCODING': ''}
    output = run('--format', name, env=environment).stdout.decode()
    shown = json.dumps(output) if name in ('text', 'github', 'junit') else output
    assert 'Z\\u00e4hler \\u65e5\\u672c' in shown


def test_errors_come_after_the_findings() -> None:
    command = [sys.executable, '-m', 'n8n_code_discipline', 'check', TEMPLATE, 'missing.template.json']
    output = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False).stdout.splitlines()
    assert [line.split(b':')[0] for line in output[:2]] == [TEMPLATE.encode(), b'missing.template.json']


@pytest.mark.parametrize(
    ('options', 'environment', 'expected'),
    [
        pytest.param([], {}, True, id='terminal'),
        pytest.param([], {'NO_COLOR': '1'}, False, id='NO_COLOR'),
        pytest.param([], {'NO_COLOR': ''}, True, id='empty NO_COLOR'),
        pytest.param([], {'TERM': 'dumb'}, False, id='dumb terminal'),
        pytest.param(['--color=never'], {}, False, id='never'),
        pytest.param(['--color=always'], {'NO_COLOR': '1'}, True, id='always'),
        pytest.param(['--output-file=out.txt'], {}, False, id='file'),
    ],
)
def test_color(
    monkeypatch: pytest.MonkeyPatch, options: list[str], environment: dict[str, str], expected: bool
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    terminal = Terminal()
    monkeypatch.setattr(sys, 'stdout', terminal)
    assert cli.main(['check', *options]) == 1
    output = Path('out.txt').read_text() if 'file' in ''.join(options) else terminal.getvalue()
    assert ('\x1b[' in output) is expected


@pytest.mark.parametrize('columns', ['72', '80', '120'])
def test_sources_and_helps_fit_the_terminal(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], columns: str
) -> None:
    monkeypatch.setenv('COLUMNS', columns)
    code = '// ' + '日本' * 50 + '\nreturn 1;'
    write(workspace, {**template(js_node(code)), JS: WORKSPACE[JS] + 'let a = "' + 'x' * 500 + '";\n'})
    assert cli.main(['check', '--show-source']) == 1
    first, source, carets, _, second, comment, statement, _, *helps = capsys.readouterr().out.splitlines()
    assert first.startswith(f'{JS}:7: NCD202')
    assert second.startswith(f'{TEMPLATE}:8: NCD103')
    assert len(source) == int(columns) - 1
    assert (source[:15], source[-1], carets) == ('7 | let a = "xx', '…', '  | ' + '^' * (len(source) - 5))
    assert int(columns) - 2 <= sum(1 + (character >= '一') for character in comment) <= int(columns)
    assert statement == 'code:2 | return 1;'
    assert [line[:8] for line in helps if line[0] != ' '] == ['NCD103: ', 'NCD202: ']
    assert int(columns) - 20 < max(map(len, helps)) <= int(columns)
    assert cli.main(['explain', 'NCD103']) == 0
    unchanged = capsys.readouterr().out
    monkeypatch.setattr(sys, 'stdout', terminal := Terminal())
    assert cli.main(['explain', 'NCD103']) == 0
    assert terminal.getvalue().split() == unchanged.split()
    assert max(map(len, terminal.getvalue().splitlines())) <= max(int(columns), 72)
    with pytest.raises(SystemExit):
        cli.main(['extract', '--help'])
    widest = max(map(len, terminal.getvalue().partition('usage:')[2].splitlines()))
    assert int(columns) - 20 < widest <= int(columns)


def test_statistics(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nodes = js_node(''), js_node('return 1;'), js_node('return 2;')
    write(workspace, {**template(*nodes), 'n8n-functions/js/a.js': 'function a() {}'})
    assert cli.main(['check', '--statistics']) == 1
    assert capsys.readouterr().err.splitlines()[:-1] == [
        '2  NCD103  inlined-logic',
        '1  NCD102  empty-code',
        '1  NCD201  missing-trailer',
        '1  NCD401  missing-test',
        f'3  {TEMPLATE}',
        '2  n8n-functions/js/a.js',
    ]


# -- editors ------------------------------------------------------------------------------------------------------


def typed(
    name: str, text: str | bytes, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *options: str
) -> tuple[int, list[str]]:
    data = text if isinstance(text, bytes) else text.encode()
    monkeypatch.setattr(sys, 'stdin', io.TextIOWrapper(io.BytesIO(data)))
    status = cli.main(['check', '--stdin-filename', name, *options])
    return status, [line.split(' ', 2)[1] for line in capsys.readouterr().out.splitlines()]


NEW_TEMPLATE = 'n8n-workflows-template/new.template.json'


@pytest.mark.parametrize(
    ('name', 'text', 'expected'),
    [
        pytest.param(TEMPLATE, template(js_node(JS_CODE))[TEMPLATE], [], id='clean template'),
        pytest.param(NEW_TEMPLATE, INLINED[TEMPLATE], ['NCD103'], id='template that does not exist'),
        pytest.param(NEW_TEMPLATE, template(js_node(JS_CODE))[TEMPLATE], [], id='placeholders are resolved'),
        pytest.param(TEMPLATE, '{"nodes": [', ['NCD002'], id='half a template'),
        pytest.param(JS, 'function countByCategory() {}', ['NCD201'], id='function file'),
        pytest.param('n8n-functions/js/new.js', 'const a = 1;', ['NCD201', 'NCD202', 'NCD401'], id='new function file'),
        pytest.param('n8n-functions/py/new.py', 'a = 1', ['NCD301', 'NCD401'], id='new Python file'),
        pytest.param(PY, 'def f(:', ['NCD006'], id='broken Python'),
        pytest.param(PY, b'# \xff', ['NCD001'], id='not UTF-8'),
        pytest.param(JS_TEST, WORKSPACE[JS_TEST], [], id='test'),
        pytest.param(PY_TEST, b'# \xff', ['NCD001'], id='test that is not UTF-8'),
        pytest.param('README.md', '{', [], id='not ours'),
        pytest.param('other.json', '{}', [], id='JSON of others'),
    ],
)
def test_standard_input(
    name: str,
    text: str | bytes,
    expected: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    codes = 'NCD0,NCD1,NCD201,NCD202,NCD301,NCD401'
    assert typed(name, text, monkeypatch, capsys, '--select', codes) == (1 if expected else 0, expected)
    assert typed(name, text, monkeypatch, capsys, '--select', codes, '-') == (1 if expected else 0, expected)


def test_standard_input_from_elsewhere(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(workspace, {TOML: 'ignore = ["NCD103"]', 'elsewhere/x': ''})
    monkeypatch.chdir('elsewhere')
    assert typed(f'../{TEMPLATE}', INLINED[TEMPLATE], monkeypatch, capsys) == (0, [])


def test_only_the_text_itself_is_reported(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(workspace, {JS: 'const broken = 1;'})
    clean = template(js_node(JS_CODE))[TEMPLATE]
    assert typed(TEMPLATE, clean, monkeypatch, capsys, '--select', 'NCD2,NCD103') == (0, [])
    assert typed(JS, WORKSPACE[JS], monkeypatch, capsys, '--select', 'NCD2,NCD103') == (0, [])


def test_a_test_that_is_not_saved_yet_is_paired(workspace: Path) -> None:
    for test, function in ((JS_TEST, JS), (PY_TEST, PY)):
        (workspace / test).unlink()
        assert find_function(str(workspace), str(workspace / test)) == str(workspace / function)


# -- usage --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ('arguments', 'expected'),
    [
        (['--force'], '--force requires --write-baseline'),
        (['--write-baseline', '--fix'], '--write-baseline cannot be combined with --fix'),
        (['--stdin-filename', 'x', 'y'], '--stdin-filename cannot be combined with PATH'),
        (['-'], '- is standard input: name its file with --stdin-filename PATH'),
        (['--stdin-filename', 'x', '--fix'], '--stdin-filename cannot be combined with --fix'),
        (['--target-n8n', 'new'], 'expected a version of n8n, "1" or "2" or one such as "2.40.7", not "new"'),
    ],
)
def test_usage_errors(capsys: pytest.CaptureFixture[str], arguments: list[str], expected: str) -> None:
    assert expected in usage_error(capsys, *arguments)


def test_write_baseline_needs_a_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(['check', '--write-baseline']) == 2
    assert capsys.readouterr().err == (
        '--write-baseline needs a file: --baseline FILE, or baseline = "FILE" in the configuration\n'
    )
