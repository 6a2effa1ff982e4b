"""``new``: both files in the right places, or none."""

import io
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from support import check

from n8n_code_discipline import cli
from n8n_code_discipline.workspace import writing


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    with redirect_stdout(io.StringIO()):
        assert cli.main(['init', '--repo', 'https://localhost/x', '--rev', 'v1']) == 0
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
def test_what_is_written_passes_check(
    workspace: Path, capsys: pytest.CaptureFixture[str], language: str, name: str, function: str, test: str
) -> None:
    assert cli.main(['new', language, name]) == 0
    assert capsys.readouterr() == (
        f'wrote {function}\nwrote {test}\ninject it into a Code node with {{{{@:{language}:{function}}}}}\n',
        '',
    )
    assert check(workspace).diagnostics == ()


NOT_WRITTEN = {
    'js': '  throw new Error("total is not written yet");\n',
    'py': '    raise NotImplementedError("total is not written yet")\n',
}
WRITTEN = {'js': '  return items.length;\n', 'py': '    return len(items)\n'}
WRITE_A_CASE = {
    'js': '  assert.fail("write a case, then remove this line");\n',
    'py': '    raise AssertionError("write a case, then remove this line")\n',
}
CASE = {'js': 'assert.deepEqual(total(items), expected);', 'py': 'assert total(items) == expected'}


@pytest.mark.slow
@pytest.mark.parametrize(('language', 'test'), [('js', 'a/b/total.test.js'), ('py', 'a/b/test_total.py')])
def test_the_test_fails_until_function_and_case_are_written(
    workspace: Path, capfd: pytest.CaptureFixture[str], language: str, test: str
) -> None:
    def run_tests() -> tuple[int, str]:
        """Return the exit status of `test`, and the reason of the failure if it is the scaffold's."""
        status = cli.main(['test'])
        output = capfd.readouterr().out
        return status, next((text for text in ('write a case', 'is not written yet') if text in output), '')

    assert cli.main(['new', language, 'a/b/total']) == 0
    function_path = workspace / 'n8n-functions' / language / f'a/b/total.{language}'
    test_path = workspace / 'n8n-functions-tests' / test
    assert run_tests() == (1, 'write a case')
    replace(function_path, NOT_WRITTEN[language], WRITTEN[language])
    assert run_tests() == (1, 'write a case')
    replace(test_path, CASE[language], CASE[language].replace('items', '[1, 2]').replace('expected', '2'))
    assert run_tests() == (1, 'write a case')
    replace(test_path, WRITE_A_CASE[language], '')
    assert run_tests() == (0, '')
    assert check(workspace).diagnostics == ()
    replace(function_path, WRITTEN[language], NOT_WRITTEN[language])
    assert run_tests() == (1, 'is not written yet')


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding='utf-8')
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding='utf-8')


@pytest.mark.parametrize(
    ('language', 'source', 'call'),
    [
        pytest.param('js', 'function f() {}', 'f()', id='js, none'),
        pytest.param('js', 'function f(text, max = 80) {}', 'f(text, max)', id='js, default'),
        pytest.param('js', 'function f(a /* b */, ...rest) {}', 'f(a, ...[])', id='js, rest'),
        pytest.param('js', 'function f({ a, b = 1, c: d, ...e } = {}) {}', 'f({})', id='js, object'),
        pytest.param('js', 'function f([a, , b = 2]) {}', 'f([])', id='js, array'),
        pytest.param('js', 'async function f(größe) {}', 'await f(größe)', id='js, async'),
        pytest.param('js', 'function other(a) {}\nfunction* f(b) {}', 'f(b)', id='js, generator'),
        pytest.param('js', 'function other(a) {}', 'f()', id='js, no such function'),
        pytest.param('js', 'function f(', 'f()', id='js, does not parse'),
        pytest.param('py', 'def f(): pass', 'f()', id='py, none'),
        pytest.param('py', 'def f(a, /, b: int = 1) -> int: pass', 'f(a, b)', id='py, default'),
        pytest.param('py', 'def f(*a, b, c=1, **d): pass', 'f(b=b, c=c)', id='py, all kinds'),
        pytest.param('py', 'async def f(a): pass', 'asyncio.run(f(a))', id='py, async'),
        pytest.param('py', 'def f(', 'f()', id='py, does not parse'),
    ],
)
def test_the_test_of_a_function_that_is_there_has_its_signature(
    workspace: Path, language: str, source: str, call: str
) -> None:
    (workspace / f'n8n-functions/{language}/f.{language}').write_text(source, encoding='utf-8')
    assert cli.main(['new', language, 'f']) == 0
    name, line = {
        'js': ('f.test.js', f'  assert.deepEqual({call}, expected);'),
        'py': ('test_f.py', f'    assert {call} == expected'),
    }[language]
    text = (workspace / 'n8n-functions-tests' / name).read_text(encoding='utf-8')
    assert line in text.splitlines()
    assert ('async () =>' in text or 'import asyncio' in text) == source.startswith('async')


@pytest.mark.parametrize(
    ('directory', 'name'),
    [
        pytest.param('.', 'n8n-functions/js/texts/slugify.js', id='from the workspace'),
        pytest.param('.', './n8n-functions/js/texts/slugify.js', id='with a dot'),
        pytest.param('.', '{}/n8n-functions/js/texts/slugify.js', id='absolute'),
        pytest.param('.', 'n8n-functions/js/texts/slugify', id='without suffix'),
        pytest.param('n8n-functions/js/texts', 'slugify.js', id='from its folder'),
        pytest.param('n8n-functions/js/texts', 'n8n-functions/js/texts/slugify.js', id='as a message spells it'),
        pytest.param('..', '{0.name}/n8n-functions/js/texts/slugify.js', id='from above'),
    ],
)
def test_a_pasted_path(workspace: Path, monkeypatch: pytest.MonkeyPatch, directory: str, name: str) -> None:
    (workspace / 'n8n-functions/js/texts').mkdir()
    monkeypatch.chdir(directory)
    assert cli.main(['new', 'js', name.format(workspace)]) == 0
    assert (workspace / 'n8n-functions/js/texts/slugify.js').is_file()
    assert (workspace / 'n8n-functions-tests/texts/slugify.test.js').is_file()


@pytest.mark.parametrize(
    ('language', 'name', 'reason'),
    [
        ('js', 'Slugify', "'Slugify' is not camelCase, such as countByCategory"),
        ('js', 'slug_ify', "'slug_ify' is not camelCase, such as countByCategory"),
        ('js', 'slugify.test', "'slugify.test' is not camelCase, such as countByCategory"),
        ('js', '', "'' is not camelCase, such as countByCategory"),
        ('js', 'delete', "'delete' is a reserved word of JavaScript"),
        ('js', '../slugify', "'..' cannot name a folder: use only letters, digits, _ and -"),
        ('js', '/slugify', "'' cannot name a folder: use only letters, digits, _ and -"),
        ('js', '.a/slugify', "'.a' cannot name a folder: use only letters, digits, _ and -"),
        ('py', 'parseDate', "'parseDate' is not snake_case, such as count_by_category"),
        ('py', 'parse-date', "'parse-date' is not snake_case, such as count_by_category"),
        ('py', 'class', "'class' is a reserved word of Python"),
        ('py', 'test_x', "'test_x' is the name of a test or of a part of pytest"),
        ('py', 'conftest', "'conftest' is the name of a test or of a part of pytest"),
        *(
            ('py', name, f'{module!r} is a module of Python or pytest: in the tests, one would hide the other')
            for name, module in [('json', 'json'), ('pytest', 'pytest'), ('email/parse_date', 'email')]
        ),
        ('py', 'import/x', "'import' cannot name a folder: use only letters, digits and _"),
    ],
)
def test_names_that_are_refused(
    workspace: Path, capsys: pytest.CaptureFixture[str], language: str, name: str, reason: str
) -> None:
    before = sorted(workspace.rglob('*'))
    assert cli.main(['new', language, name]) == 2
    assert capsys.readouterr() == ('', f'{reason}\n')
    assert sorted(workspace.rglob('*')) == before


@pytest.mark.parametrize(
    'existing',
    [['n8n-functions-tests/slugify.test.js'], ['n8n-functions-tests/slugify.test.js', 'n8n-functions/js/slugify.js']],
)
def test_what_exists_is_kept(workspace: Path, capsys: pytest.CaptureFixture[str], existing: list[str]) -> None:
    for path in existing:
        (workspace / path).write_text('mine')
    before = sorted(workspace.rglob('*'))
    assert cli.main(['new', 'js', 'slugify']) == 2
    assert capsys.readouterr() == ('', f'{existing[0]} exists: nothing is overwritten, use another name\n')
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
        'n8n-functions-tests/slugify.test.js exists: nothing is overwritten, use another name\n',
    )


def test_no_function_file_is_left_where_the_test_cannot_be_written(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (workspace / 'n8n-functions-tests' / 'a').write_text('')
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


@pytest.mark.parametrize('other_made_it', [False, True])
def test_the_function_file_goes_with_its_test_but_not_with_somebody_elses(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], other_made_it: bool
) -> None:
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
