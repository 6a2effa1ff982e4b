"""The command line as a user meets it: what is printed where, and the exit status."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support import JS, JS_CODE, TEMPLATE, WORKSPACE, js_node, template, write

from n8n_code_discipline import cli, registry
from n8n_code_discipline.linter import engine

INLINED_LINE = (
    f"{TEMPLATE}:8: NCD103 node 'Count': inlined JavaScript, no placeholder in jsCode: move it to a function file "
    'with n8n-code-discipline extract n8n-workflows-template/orders.template.json --node Count\n'
)
SUMMARY = '1 finding in 1 file; "n8n-code-discipline explain NCD103" explains why and how to fix\n'


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(tmp_path, {**WORKSPACE, **template(js_node(JS_CODE))})
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, '-m', 'n8n_code_discipline', *arguments], capture_output=True, encoding='utf-8', check=False
    )


def usage_error(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as exit_info:
        cli.main(arguments)
    assert exit_info.value.code == 2
    return capsys.readouterr().err.splitlines()[-1]


def test_clean_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(['check']) == 0
    assert capsys.readouterr() == ('', '')


def test_findings_go_to_standard_output(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(workspace, template(js_node('return [];')))
    assert cli.main(['check', TEMPLATE]) == 1
    assert capsys.readouterr() == (INLINED_LINE, SUMMARY)


def test_what_could_not_be_checked_goes_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(['check', 'no\n.template.json', TEMPLATE]) == 2
    assert capsys.readouterr() == ('', 'no\\n.template.json: no such file or directory\n')


@pytest.mark.parametrize('command', ['check', 'extract', 'hydrate', 'resync', 'test'])
@pytest.mark.parametrize(
    ('path', 'likely'),
    [
        pytest.param('n8n-workflows-template/order.template.json', TEMPLATE, id='file'),
        pytest.param('n8n-workflow-template/orders.template.json', TEMPLATE, id='folder'),
        pytest.param('n8n-workflow-template/none.json', 'n8n-workflows-template', id='folder alone'),
        pytest.param('none/none/none.json', '', id='nothing like it'),
    ],
)
def test_a_path_that_does_not_exist(capsys: pytest.CaptureFixture[str], command: str, path: str, likely: str) -> None:
    assert cli.main([command, path]) == 2
    hint = f'; did you mean {likely}?' if likely else ''
    assert f'{path}: no such file or directory{hint}\n' in capsys.readouterr().err


@pytest.mark.parametrize(
    ('names', 'expected'),
    [
        (['a.md'], 'skipped 1 file: no n8n workflow, function file or paired test\n'),
        (['a.md', 'b.json', 'c.js'], 'skipped 3 files: no n8n workflow, function file or paired test\n'),
    ],
)
def test_skipped_files_are_counted(
    workspace: Path, capsys: pytest.CaptureFixture[str], names: list[str], expected: str
) -> None:
    write(workspace, dict.fromkeys(names, '{}'))
    assert cli.main(['check', *names]) == 0
    assert capsys.readouterr() == ('', expected)


@pytest.mark.parametrize(
    ('options', 'status'),
    [
        ([], 1),
        (['--select', 'NCD1'], 1),
        (['--select', 'ncd103'], 1),
        (['--select', 'NCD2,NCD3'], 0),
        (['--ignore', 'NCD1'], 0),
        (['--ignore', 'Inlined-Logic'], 0),
        (['--select', 'inlined-logic'], 1),
        (['--select', 'undefined-name'], 0),
    ],
)
def test_selection(workspace: Path, options: list[str], status: int) -> None:
    write(workspace, template(js_node('return [];')))
    assert cli.main(['check', *options]) == status


@pytest.mark.parametrize(
    ('arguments', 'expected'),
    [
        (['check', '--workspace', 'no'], 'argument --workspace: no such directory: no'),
        (['explain', 'NCD999'], "argument CODE: no rule 'NCD999'; n8n-code-discipline rules lists them"),
        (['explain', 'NCD1030'], "argument CODE: no rule 'NCD1030'; did you mean 'NCD103'?"),
        (['explain', 'inline-logic'], "argument CODE: no rule 'inline-logic'; did you mean 'inlined-logic'?"),
        (['check', '--nonsense'], 'unrecognized arguments: --nonsense'),
        (['nonsense'], "invalid choice: 'nonsense'"),
    ],
)
def test_usage_errors(capsys: pytest.CaptureFixture[str], arguments: list[str], expected: str) -> None:
    assert expected in usage_error(capsys, *arguments)


@pytest.mark.parametrize(
    ('arguments', 'usage'),
    [
        pytest.param(['check', '--nonsense'], 'usage: n8n-code-discipline check [OPTIONS] [PATH ...]', id='check'),
        pytest.param(['hydrate'], 'usage: n8n-code-discipline hydrate [OPTIONS] TEMPLATE [TEMPLATE ...]', id='hydrate'),
        pytest.param(['explain'], 'usage: n8n-code-discipline explain [-h] CODE', id='a short one, as it is'),
        pytest.param(
            ['nonsense'],
            'usage: n8n-code-discipline [-h] [--version] [--print-completion SHELL] COMMAND ...',
            id='no such command',
        ),
    ],
)
def test_a_usage_error_is_the_error_and_one_line_of_usage(
    capsys: pytest.CaptureFixture[str], arguments: list[str], usage: str
) -> None:
    with pytest.raises(SystemExit):
        cli.main(arguments)
    first, second = capsys.readouterr().err.splitlines()
    assert first == usage
    assert second.startswith(('n8n-code-discipline: error: ', f'n8n-code-discipline {arguments[0]}: error: '))


def test_no_command_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 2
    assert 'name a command, such as check' in capsys.readouterr().err


def test_workspace_option(tmp_path: Path) -> None:
    write(tmp_path, {'elsewhere/x.json': template(js_node(JS_CODE))[TEMPLATE], 'elsewhere/.git/HEAD': ''})
    os.chdir(tmp_path / 'elsewhere')
    assert cli.main(['check', 'x.json']) == 1
    assert cli.main(['check', 'x.json', '--workspace', '..']) == 0


@pytest.mark.parametrize(
    ('arguments', 'status'),
    [
        pytest.param(['check', JS], 0, id='check'),
        pytest.param(['check', 'n8n-functions'], 0, id='check a directory'),
        pytest.param(['check', TEMPLATE], 1, id='check what has a finding'),
        pytest.param(['resync', TEMPLATE], 0, id='resync'),
        # not the whole workspace, which has a finding
        *(pytest.param([command], 0, id=f'{command} nothing else') for command in ('check', 'resync', 'test')),
    ],
)
def test_ignore_missing(workspace: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], status: int) -> None:
    write(workspace, template(js_node('return [];')))
    assert cli.main([*arguments, 'gone']) == 2
    assert 'gone: no such file or directory' in capsys.readouterr().err
    assert cli.main([*arguments, 'gone', '--ignore-missing']) == status
    assert 'gone' not in capsys.readouterr().err


def test_rules_lists_every_rule(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(['rules']) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [name.code for name in registry.rule_names()]
    assert lines[0].split(maxsplit=3)[1:3] == ['on', 'unreadable-file']


@pytest.mark.parametrize('name', ['NCD103', 'ncd103', 'inlined-logic'])
def test_explain(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert cli.main(['explain', name]) == 0
    output = capsys.readouterr().out
    assert output.startswith(
        'NCD103 inlined-logic (on by default)\n\nThe code field of a Code node contains no placeholder'
    )
    assert '\n## How to fix\n' in output


def test_explain_a_name_that_rules_share(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(['explain', 'marker-in-source']) == 0
    pages = [line for line in capsys.readouterr().out.splitlines() if line.startswith('NCD')]
    assert [page.split()[:2] for page in pages] == [['NCD206', 'marker-in-source'], ['NCD302', 'marker-in-source']]


def test_the_documentation_is_there_without_docstrings(monkeypatch: pytest.MonkeyPatch) -> None:
    page = run('explain', 'NCD103').stdout
    monkeypatch.setenv('PYTHONOPTIMIZE', '2')
    assert run('explain', 'NCD103').stdout == page
    assert '## How to fix' in page


def test_version() -> None:
    assert run('--version').stdout.startswith('n8n-code-discipline 0.2.0')


@pytest.mark.usefixtures('measured_children')
def test_python_dash_m() -> None:
    done = run('check')
    assert (done.returncode, done.stdout, done.stderr) == (0, '', '')


@pytest.mark.usefixtures('measured_children')
@pytest.mark.slow
@pytest.mark.skipif(sys.platform == 'win32', reason='POSIX pipes')
def test_a_closed_pipe_is_no_traceback(workspace: Path) -> None:
    write(workspace, template(*[js_node('return [];')] * 5_000))
    command = [sys.executable, '-m', 'n8n_code_discipline', 'check', TEMPLATE]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.read(10)
    process.stdout.close()
    _, errors = process.communicate()
    assert errors in (b'', SUMMARY.replace('1 finding', '5000 findings').encode())
    assert process.returncode in (1, 2)


@pytest.mark.usefixtures('measured_children')
@pytest.mark.slow
@pytest.mark.skipif(not os.path.exists('/dev/full'), reason='needs a device that is full')
@pytest.mark.parametrize(
    ('command', 'errors'),
    [
        pytest.param(f'check {TEMPLATE} >/dev/full', ['No space left on device'], id='findings'),
        pytest.param(f'check {TEMPLATE} 2>/dev/full', [], id='summary'),
        pytest.param(f'check {TEMPLATE} >/dev/full 2>&1', [], id='both'),
        pytest.param(f'check {TEMPLATE} >&-', ['standard output is closed'], id='no standard output'),
        pytest.param('rules >/dev/full', ['No space left on device'], id='rules'),
    ],
)
def test_output_that_cannot_be_written_is_no_traceback(workspace: Path, command: str, errors: list[str]) -> None:
    write(workspace, template(js_node('return [];')))
    line = f'"{sys.executable}" -m n8n_code_discipline {command}'
    done = subprocess.run(line, shell=True, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.splitlines() == [f'n8n-code-discipline: {error}' for error in errors]


@pytest.mark.usefixtures('measured_children')
@pytest.mark.skipif(sys.platform == 'win32', reason='POSIX shells')
def test_without_standard_error_the_findings_are_told(workspace: Path) -> None:
    write(workspace, template(js_node('return [];')))
    command = f'"{sys.executable}" -m n8n_code_discipline check {TEMPLATE} 2>&-'
    done = subprocess.run(command, shell=True, capture_output=True, encoding='utf-8', check=False)
    assert (done.returncode, done.stdout) == (1, INLINED_LINE)


def test_ctrl_c_gives_no_traceback(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(engine, 'check', interrupt)
    assert cli.main(['check']) == 130
    assert capsys.readouterr() == ('', '')
