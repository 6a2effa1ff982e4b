"""``new``: both files in the right places, or none."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from support import check

from n8n_code_discipline import cli
from n8n_code_discipline.workspace import writing


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    assert cli.main(['init', '--repo', 'https://localhost/x']) == 0
    return tmp_path


@pytest.mark.parametrize(
    ('language', 'name', 'function', 'test'),
    [
        ('js', 'slugify', 'n8n-functions/js/slugify.js', 'n8n-functions-tests/slugify.test.js'),
        ('js', 'a/b/toUtf8.js', 'n8n-functions/js/a/b/toUtf8.js', 'n8n-functions-tests/a/b/toUtf8.test.js'),
        ('py', 'parse_date', 'n8n-functions/py/parse_date.py', 'n8n-functions-tests/test_parse_date.py'),
        ('py', 'a/b/parse2', 'n8n-functions/py/a/b/parse2.py', 'n8n-functions-tests/a/b/test_parse2.py'),
    ],
)
def test_what_is_written_passes_check_and_test(
    workspace: Path, capsys: pytest.CaptureFixture[str], language: str, name: str, function: str, test: str
) -> None:
    capsys.readouterr()
    assert cli.main(['new', language, name]) == 0
    assert capsys.readouterr() == (
        f'wrote {function}\nwrote {test}\ninject it into a Code node with {{{{@:{language}:{function}}}}}\n',
        '',
    )
    assert check(workspace).diagnostics == ()
    done = subprocess.run([sys.executable, '-m', 'n8n_code_discipline', 'test'], stdout=subprocess.PIPE, check=False)
    assert done.returncode == 0
    assert b'files: 1 passed, 0 failed, 0 missing  cases: 1 passed, 0 failed, 0 skipped' in done.stdout


@pytest.mark.parametrize(
    ('language', 'name', 'reason'),
    [
        ('js', 'Slugify', "'Slugify' is not camelCase, such as countByCategory"),
        ('js', 'slug_ify', "'slug_ify' is not camelCase, such as countByCategory"),
        ('js', 'slugify.test', "'slugify.test' is not camelCase, such as countByCategory"),
        ('js', '', "'' is not camelCase, such as countByCategory"),
        ('js', 'delete', "'delete' is a reserved word of JavaScript"),
        ('js', '../slugify', "'..' is no name for a folder: letters, digits and _ only"),
        ('js', '/slugify', "'' is no name for a folder: letters, digits and _ only"),
        ('js', '.a/slugify', "'.a' is no name for a folder: letters, digits and _ only"),
        ('py', 'parseDate', "'parseDate' is not snake_case, such as count_by_category"),
        ('py', 'parse-date', "'parse-date' is not snake_case, such as count_by_category"),
        ('py', 'class', "'class' is a reserved word of Python"),
        ('py', 'test_x', "'test_x' is the name of a test or of a part of pytest"),
        ('py', 'conftest', "'conftest' is the name of a test or of a part of pytest"),
        *(
            ('py', name, f'{module!r} is a module of Python or pytest: in the tests, one would hide the other')
            for name, module in [('json', 'json'), ('pytest', 'pytest'), ('email/parse_date', 'email')]
        ),
        ('py', 'import/x', "'import' is no name for a folder: letters, digits and _ only"),
    ],
)
def test_names_that_are_refused(
    workspace: Path, capsys: pytest.CaptureFixture[str], language: str, name: str, reason: str
) -> None:
    before = sorted(workspace.rglob('*'))
    capsys.readouterr()
    assert cli.main(['new', language, name]) == 2
    assert capsys.readouterr() == ('', f'{reason}\n')
    assert sorted(workspace.rglob('*')) == before


@pytest.mark.parametrize(
    'existing',
    [
        ['n8n-functions-tests/slugify.test.js'],
        ['n8n-functions-tests/slugify.test.js', 'n8n-functions/js/slugify.js'],
    ],
)
def test_what_exists_is_kept(workspace: Path, capsys: pytest.CaptureFixture[str], existing: list[str]) -> None:
    for path in existing:
        (workspace / path).write_text('mine')
    before = sorted(workspace.rglob('*'))
    capsys.readouterr()
    assert cli.main(['new', 'js', 'slugify']) == 2
    assert capsys.readouterr() == ('', f'{existing[0]} exists: nothing is overwritten, take another name\n')
    assert sorted(workspace.rglob('*')) == before
    assert {(workspace / path).read_text() for path in existing} == {'mine'}


def test_the_test_of_a_function_that_is_there(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    function, test = 'n8n-functions/js/slugify.js', 'n8n-functions-tests/slugify.test.js'
    assert cli.main(['new', 'js', 'slugify']) == 0
    (workspace / test).unlink()
    (workspace / function).write_text((workspace / function).read_text() + '// mine\n')
    capsys.readouterr()
    assert cli.main(['new', 'js', 'slugify']) == 0
    assert capsys.readouterr().out.splitlines()[:2] == [f'kept  {function}', f'wrote {test}']
    assert (workspace / function).read_text().endswith('// mine\n')
    assert check(workspace).diagnostics == ()


def test_a_test_elsewhere_is_the_paired_one(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    test = workspace / 'n8n-functions-tests' / 'slugify.test.js'
    assert cli.main(['new', 'js', 'texts/slugify']) == 0
    (workspace / 'n8n-functions-tests/texts/slugify.test.js').rename(test)
    capsys.readouterr()
    assert cli.main(['new', 'js', 'texts/slugify']) == 2
    assert capsys.readouterr() == (
        '',
        'n8n-functions-tests/slugify.test.js exists: nothing is overwritten, take another name\n',
    )


def test_no_function_file_is_left_where_the_test_cannot_be_written(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (workspace / 'n8n-functions-tests' / 'a').write_text('')
    capsys.readouterr()
    assert cli.main(['new', 'js', 'a/slugify']) == 2
    output, errors = capsys.readouterr()
    assert output == ''
    assert errors.startswith('n8n-functions-tests/a/slugify.test.js cannot be written')
    assert not (workspace / 'n8n-functions/js/a/slugify.js').exists()


def test_somewhere_in_the_workspace_or_elsewhere(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(workspace / 'n8n-functions' / 'js')
    assert cli.main(['new', 'js', 'here']) == 0
    assert (workspace / 'n8n-functions/js/here.js').is_file()
    outside = workspace / 'outside'
    (outside / '.git').mkdir(parents=True)
    monkeypatch.chdir(outside)
    capsys.readouterr()
    assert cli.main(['new', 'js', 'there']) == 2
    expected = f'no workspace at or above {outside}: run n8n-code-discipline init, or use --workspace\n'
    assert capsys.readouterr() == ('', expected)
    assert cli.main(['new', 'js', 'there', '--workspace', '..']) == 0
    assert (workspace / 'n8n-functions/js/there.js').is_file()


def test_a_file_in_the_way(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (workspace / 'n8n-functions' / 'js' / 'a').write_text('')
    capsys.readouterr()
    assert cli.main(['new', 'js', 'a/slugify']) == 2
    assert capsys.readouterr().err.strip() != ''


@pytest.mark.parametrize('other_made_it', [False, True])
def test_the_function_file_goes_with_its_test_but_not_with_somebody_elses(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], other_made_it: bool
) -> None:
    capsys.readouterr()
    real = writing.write

    def fail(path: str, data: bytes, **options: Any) -> str:
        if path.endswith('.test.js'):
            if other_made_it:
                Path(path).write_text('theirs')
            raise writing.WriteError('cannot be written: No space left on device')
        return real(path, data, **options)

    monkeypatch.setattr(writing, 'write', fail)
    assert cli.main(['new', 'js', 'slugify']) == 2
    expected = ('', 'n8n-functions-tests/slugify.test.js cannot be written: No space left on device\n')
    assert capsys.readouterr() == expected
    assert (workspace / 'n8n-functions/js/slugify.js').exists() == other_made_it


def test_a_name_that_differs_only_in_case_is_refused(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(['new', 'js', 'toText']) == 0
    capsys.readouterr()
    assert cli.main(['new', 'js', 'totext']) == 2
    assert capsys.readouterr().err.startswith('n8n-functions/js/toText.js exists')
    assert sorted(path.name for path in (workspace / 'n8n-functions' / 'js').iterdir()) == ['.gitkeep', 'toText.js']
