"""``check --fix`` and ``--diff``: exact, idempotent, and nothing else changes."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import JS, JS_TEST, TEMPLATE, WORKSPACE, check, js_node, template, write

from n8n_code_discipline import cli, registry
from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.documents.function_file import JavaScriptFile
from n8n_code_discipline.edits import TextEdit
from n8n_code_discipline.linter import fixes

FUNCTION = WORKSPACE[JS].partition('if (typeof')[0]
TRAILER = 'if (typeof module !== "undefined") module.exports = { countByCategory };'
NEAR_MISS = '{{ @:JS:' + JS + ' }}'
RIGHT = '{{@:js:' + JS + '}}'


def fixed(root: Path, files: dict[str, str | bytes], name: str) -> str | None:
    """The text of a file after the fixes, None if it does not change; fixing it again changes nothing."""
    write(root, {**WORKSPACE, **files})
    settings = Settings(str(root))
    found, failed = fixes.fixes((name,), settings)
    assert failed == ()
    texts = {item.path: item.text for item in found}
    for path, text in texts.items():
        Path(path).write_bytes(text.encode())
    assert fixes.fixes((name,), settings) == ([], ())
    return texts.get(str(root / name))


@pytest.mark.parametrize(
    ('before', 'after'),
    [
        pytest.param('{0}', '{0}{1}\n', id='one line feed'),
        pytest.param('{0}\n\n', '{0}{1}\n\n\n', id='blank lines at the end'),
        pytest.param('{0}  \t', '{0}{1}\n  \t', id='blanks at the end'),
        pytest.param('{0}// end', '{0}// end\n{1}', id='no line feed at the end'),
        pytest.param('{0}// end  ', '{0}// end  \n{1}', id='blanks behind the last text'),
        pytest.param('#!/usr/bin/env node\n{0}', '#!/usr/bin/env node\n{0}{1}\n', id='hash bang'),
        pytest.param('\ufeff{0}', '{0}{1}\n', id='byte order mark'),
        pytest.param('const LIMIT = 1;\n{0}', 'const LIMIT = 1;\n{0}{1}\n', id='other code'),
    ],
)
def test_missing_trailer(tmp_path: Path, before: str, after: str) -> None:
    text = before.replace('{0}', FUNCTION)
    expected = after.replace('{0}', FUNCTION).replace('{1}', TRAILER)
    assert fixed(tmp_path, {JS: text}, JS) == expected


def test_missing_trailer_names_every_function_once(tmp_path: Path) -> None:
    text = 'async function a() {}\nfunction* b() {}\nfunction a() {}\n' + FUNCTION
    assert fixed(tmp_path, {JS: text}, JS) == text + TRAILER.replace('{ ', '{ a, b, ') + '\n'


@pytest.mark.parametrize(
    'text',
    [
        pytest.param(WORKSPACE[JS], id='has one'),
        pytest.param(FUNCTION + 'module.exports = { countByCategory };\n', id='exports already'),
        pytest.param(FUNCTION + 'exports.other = countByCategory;\n', id='exports another name'),
        pytest.param('export ' + FUNCTION, id='a module'),
        pytest.param(FUNCTION + 'if (typeof module === "object") module.exports = countByCategory;\n', id='own guard'),
        pytest.param('const countByCategory = (items) => items;\n', id='no function'),
        pytest.param(FUNCTION + '(', id='broken'),
        pytest.param('', id='empty'),
        pytest.param(b'\xff', id='not UTF-8'),
    ],
)
def test_no_trailer_is_added(tmp_path: Path, text: str | bytes) -> None:
    assert fixed(tmp_path, {JS: text}, JS) is None


EXPORTS = 'if (typeof module !== "undefined") module.exports = '
TWO = FUNCTION + 'function b() {}\n'


@pytest.mark.parametrize(
    ('before', 'after'),
    [
        pytest.param('{ countByCategry };', '{ countByCategory };', id='typo'),
        pytest.param('{ b };', '{ b, countByCategory };', id='left out'),
        pytest.param('{};', '{ countByCategory };', id='empty'),
        pytest.param('{ countByCategory, nope, b };', '{ countByCategory, b };', id='in the middle'),
        pytest.param('{ nope, x, countByCategory, y, z };', '{ countByCategory };', id='at both ends'),
        pytest.param('{ b, nope, x };', '{ b, countByCategory };', id='left out and undeclared'),
        pytest.param('{ a: nope, b: b }', '{ countByCategory, b: b }', id='pairs'),
        pytest.param('{\n  b,\n};', '{\n  b,\n  countByCategory,\n};', id='lines'),
        pytest.param('{\r\n\tb\r\n}', '{\r\n\tb,\r\n\tcountByCategory\r\n}', id='CRLF'),
        pytest.param('{\n  nope, // c\n  countByCategory,\n};', None, id='a comment between members'),
        pytest.param('{\n  nope,\n  b, // c\n};', '{\n  countByCategory,\n  b, // c\n};', id='a comment behind'),
        pytest.param('{ countByCategory, nope, /* c */ };', '{ countByCategory, /* c */ };', id='a comment at the end'),
        pytest.param('{ /* none */ };', None, id='a comment alone'),
        pytest.param('{ countByCategory: nope };', '{ countByCategory };', id='own name for another'),
        pytest.param('{ b, one: 1, ...two };', '{ b, one: 1, ...two, countByCategory };', id='inline code stays'),
        pytest.param('{ countByCategory, b };', None, id='right'),
        pytest.param('{ countByCategory };\nexports.nope = nope;', None, id='bare export'),
        pytest.param('{ b };\nmodule.exports.countByCategory = countByCategory;', None, id='exported by another line'),
        pytest.param('{ nope }; else b();', None, id='no trailer'),
    ],
)
def test_export_mismatch(tmp_path: Path, before: str, after: str | None) -> None:
    head = '\ufeff// "ä"\n' + TWO + EXPORTS
    expected = None if after is None else head.removeprefix('\ufeff') + after + '\n// end'
    assert fixed(tmp_path, {JS: head + before + '\n// end'}, JS) == expected


@pytest.mark.parametrize(
    ('before', 'after'),
    [
        pytest.param('{ b, nope };', '{ b };', id='undeclared'),
        pytest.param('{ nope };', None, id='nothing would be left'),
        pytest.param('{ countByCategory, nope };', '{ countByCategory };', id='its own name is for NCD204'),
    ],
)
def test_export_mismatch_of_a_file_of_another_name(tmp_path: Path, before: str, after: str | None) -> None:
    text = 'function b() {}\n' + EXPORTS
    assert fixed(tmp_path, {JS: text + before}, JS) == (None if after is None else text + after)


def fixed_code(root: Path, code: str, **data: object) -> str | None:
    text = fixed(root, template(js_node(code, **data)), TEMPLATE)  # type: ignore[arg-type]
    if text is None:
        return None
    after: str = json.loads(text)['nodes'][0]['parameters']['jsCode']
    before = template(js_node(code, **data))[TEMPLATE]
    assert text == before.replace(json.dumps(code, ensure_ascii=False), json.dumps(after, ensure_ascii=False))
    return after


@pytest.mark.parametrize(
    'near_miss', [NEAR_MISS, '{@:js:' + JS + '}', '{{@:js:' + JS, '{{ INTERPOLATE : js :' + JS + '}}', '  ' + NEAR_MISS]
)
def test_near_miss(tmp_path: Path, near_miss: str) -> None:
    indent = near_miss[: len(near_miss) - len(near_miss.lstrip())]
    assert fixed_code(tmp_path, f'// "ä"\n{near_miss}\nreturn countByCategory([]);') == (
        f'// "ä"\n{indent}{RIGHT}\nreturn countByCategory([]);'
    )


@pytest.mark.parametrize(
    'code',
    [
        pytest.param('{{ @:js:n8n-functions/js/missing.js }}', id='missing file'),
        pytest.param('{{ @:js:../outside.js }}', id='outside'),
        pytest.param('{{ @:py:n8n-functions/py/count_by_category.py }}', id='another language'),
        pytest.param('{{ @:js:' + JS_TEST + ' }}', id='no function file'),
        pytest.param('// ' + NEAR_MISS, id='in a comment'),
        pytest.param('const a = `\n' + NEAR_MISS + '\n`;', id='in a template literal'),
        pytest.param('if (a) {\n' + NEAR_MISS + '\n}', id='in a block'),
        pytest.param('return ' + NEAR_MISS, id='in a statement'),
        pytest.param('{{@:js:' + JS + ' return 1;', id='code behind it'),
        pytest.param('{{ @:env: KEY }}', id='left to the deploy step'),
        pytest.param('{{ @:js: }}', id='no path'),
        pytest.param(RIGHT, id='right already'),
        pytest.param('return "{{@index}}"', id='Handlebars'),
    ],
)
def test_near_miss_that_is_left_alone(tmp_path: Path, code: str) -> None:
    assert fixed_code(tmp_path, code) is None


def test_near_misses_of_several_kinds(tmp_path: Path) -> None:
    write(tmp_path, {'n8n-prompts/a.txt': 'text'})
    code = f'{NEAR_MISS}\nconst a = `{{{{ @:txt:n8n-prompts/a.txt }}}}`;\n// {NEAR_MISS}\n'
    assert fixed_code(tmp_path, code) == f'{RIGHT}\nconst a = `{{{{@:txt:n8n-prompts/a.txt}}}}`;\n// {NEAR_MISS}\n'


def test_escapes_around_and_in_a_near_miss(tmp_path: Path) -> None:
    text = '{"nodes":[{"type":"n8n-nodes-base.code","parameters":{"jsCode":"\\u00e4\\t;\\n%s\\n// \\ud800"}}]}'
    name = 'n8n-functions/js/ä.js'
    write(tmp_path, {name: ''})
    before = text % '{{ @:js:n8n-functions\\/js\\/\\u00e4.js }}'
    assert fixed(tmp_path, {TEMPLATE: before}, TEMPLATE) == text % '{{@:js:n8n-functions/js/\\u00e4.js}}'
    before = text % '{{ @:js:n8n-functions/js/ä.js }}'
    assert fixed(tmp_path, {TEMPLATE: before}, TEMPLATE) == text % '{{@:js:n8n-functions/js/ä.js}}'


CALL = '\nreturn countByCategory([]);'


@pytest.mark.parametrize(
    ('written', 'meant'),
    [
        pytest.param('{{@:js:countByCategory.js}}', RIGHT, id='forgotten prefix'),
        pytest.param('{{@:js:js/countByCategory.js}}', RIGHT, id='half the prefix'),
        pytest.param('{{@:js:n8n-functions/js/countByCategory}}', RIGHT, id='forgotten suffix'),
        pytest.param('{{@:js:countByCategory}}', RIGHT, id='the name alone'),
        pytest.param('{{@:js:n8n-functions/js/CountbyCategory.js}}', RIGHT, id='other case'),
        pytest.param('{{@:js:n8n-functions/js/countByCatgory.js}}', RIGHT, id='typing error'),
        pytest.param('{{INTERPOLATE_js: countByCategory.js }}', '{{INTERPOLATE_js: ' + JS + ' }}', id='spelling stays'),
        pytest.param('{{@:js:../n8n-functions/js/countByCategory.js}}', RIGHT, id='from the template'),
        pytest.param('{{@:js:../../workspace/n8n-functions/js/countByCategory.js}}', RIGHT, id='out and back in'),
        pytest.param('{{@:js:../workspace/n8n-functions/js/countByCategory.js}}', RIGHT, id='out and back in, by name'),
        pytest.param('{{@:js:/ROOT/n8n-functions/js/countByCategory.js}}', RIGHT, id='absolute'),
        pytest.param('{{ @:js:countByCategory }}', RIGHT, id='near miss without prefix and suffix'),
        pytest.param('{ @:JS:../n8n-functions/js/countByCatgory.js }', None, id='near miss and two mistakes'),
        pytest.param('{{@:js:../n8n-functions/js/none.js}}', None, id='outside'),
        pytest.param('{{@:js:count.js}}', None, id='two files with the forgotten prefix'),
        pytest.param('{{@:js:n8n-functions/js/countByDax.js}}', None, id='two files as near'),
        pytest.param(
            '{{@:js:n8n-functions/js/countByCategorie.js}}\nsum();', RIGHT + '\nsum();', id='its name is used'
        ),
        pytest.param('{{@:js:n8n-functions/js/countByMonths.js}}', None, id='its name is not used'),
        pytest.param(
            '{{@:js:n8n-functions/js/countByMonths.js}}\nconst countByMonth = 1;\ncountByMonth;', None, id='own name'
        ),
        pytest.param(
            '{{@:js:n8n-functions/js/countByMonths.js}}\ncountByMonths(countByMonth);', None, id='both names are used'
        ),
        pytest.param('{{@:py:n8n-functions/py/count_by_categry.py}}', None, id='another language'),
        pytest.param('{{@:js:../n8n-functions-tests/countByCategory.test.js}}', None, id='no function file'),
        pytest.param(RIGHT + '\n{{@:js:countByCategory.js}}', None, id='injected anyway'),
        pytest.param(
            f'/* #:js:{JS} */\n{WORKSPACE[JS]}/* /#:js:{JS} */' + '\n{{@:js:countByCategory.js}}',
            None,
            id='injected by a block',
        ),
        pytest.param('// {{@:js:countByCategory.js}}', None, id='in a comment'),
        pytest.param('{{@:js:countByCategory.js\n}}', None, id='code that does not parse'),
        pytest.param(
            '{{@:js:countByCategory.js}}\nconst a = "{{@:txt:prompts/A.txt}}";',
            RIGHT + '\nconst a = "{{@:txt:prompts/a.txt}}";',
            id='a text in code',
        ),
    ],
)
def test_wrong_path(tmp_path: Path, written: str, meant: str | None) -> None:
    root = tmp_path / 'workspace'
    others = ('countByDay', 'countByDaz', 'countByMonth', 'count', '../count')
    texts = {f'n8n-functions/js/{name}.js': '' for name in others} | {'prompts/a.txt': ''}
    write(root, {**WORKSPACE, **texts})
    written = written.replace('/ROOT', root.as_posix())
    files = template(js_node(written + CALL))
    write(root, files)
    marked = [item.fixable for item in check(root, TEMPLATE, select='NCD104,NCD105,NCD110').diagnostics]
    assert marked
    assert all(marked) if meant else not any(marked)
    assert fixed_code(root, written + CALL) == (None if meant is None else meant + CALL)
    assert check(root, TEMPLATE, select='NCD104,NCD105,NCD110').diagnostics == () or meant is None


def test_wrong_path_of_a_text(tmp_path: Path) -> None:
    write(tmp_path, {'prompts/ä.txt': '', 'prompts/wélcome.md': '', 'prompts/wélcomes.md': ''})
    text = '{"name":"{{@:txt: ../prompts/\\u00e4.txt }} %s %s %s","nodes":[]}'
    missing = '{{@:md:prompts/none.md}}', '{{@:md:prompts/wélcomet.md}}'
    before = text % ('{{@:txt:prompts/Ä.txt}}', *missing)
    after = text.replace('../prompts/\\u00e4', 'prompts/\\u00e4') % ('{{@:txt:prompts/ä.txt}}', *missing)
    assert fixed(tmp_path, {TEMPLATE: before.replace('\\u00e4', 'ä')}, TEMPLATE) == after.replace('\\u00e4', 'ä')


def test_rules_with_a_fix_say_so() -> None:
    fixing = {rule.code for rule in registry.rules() if rule.fixes}
    saying = {rule.code for rule in registry.rules() if '`--fix`' in rule.documentation}
    assert fixing == saying >= {'NCD110', 'NCD201', 'NCD203'}


# -- the command line ---------------------------------------------------------------------------------------------


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(tmp_path, {**WORKSPACE, JS: '\ufeff' + FUNCTION.replace('\n', '\r\n'), **template(js_node(NEAR_MISS))})
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_fix(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    others = {path: path.stat().st_mtime_ns for path in repository.rglob('*.*') if path.name != Path(JS).name}
    assert cli.main(['check', '--fix', '--select', 'NCD2']) == 0
    assert capsys.readouterr() == ('', f'fixed {JS}\n')
    data = (repository / JS).read_bytes()
    assert data == ('\ufeff' + FUNCTION.replace('\n', '\r\n') + TRAILER + '\r\n').encode()
    assert {path: path.stat().st_mtime_ns for path in others} == others
    assert cli.main(['check', '--fix', '--select', 'NCD2']) == 0
    assert capsys.readouterr() == ('', '')


def test_fix_reports_the_rest(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(repository, {'n8n-functions/js/other.js': 'function other() {}\n'})
    assert cli.main(['check', '--fix']) == 1
    captured = capsys.readouterr()
    assert [line.split()[1] for line in captured.out.splitlines()] == ['NCD401', 'NCD112']
    assert captured.err.splitlines()[:3] == [f'fixed {JS}', 'fixed n8n-functions/js/other.js', f'fixed {TEMPLATE}']


def test_diff(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(repository, {JS: FUNCTION.rstrip()})
    before = {path: path.read_bytes() for path in repository.rglob('*.*')}
    assert cli.main(['check', '--diff', '--select', 'NCD2']) == 1
    captured = capsys.readouterr()
    assert captured.out == (
        f'--- a/{JS}\n'
        f'+++ b/{JS}\n'
        '@@ -2,4 +2,5 @@\n'
        '   const counts = {};\n'
        '   for (const item of items) counts[item.json.category] = (counts[item.json.category] || 0) + 1;\n'
        '   return counts;\n'
        '-}\n'
        '\\ No newline at end of file\n'
        '+}\n'
        f'+{TRAILER}\n'
        '\\ No newline at end of file\n'
    )
    assert captured.err == '--fix would change 1 file; 1 finding in all\n'
    assert {path: path.read_bytes() for path in repository.rglob('*.*')} == before


def test_the_diff_is_a_patch(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(['check', '--diff'])
    patch = capsys.readouterr().out
    subprocess.run(['git', 'init', '--quiet'], check=True)
    subprocess.run(['git', 'apply', '-p1'], input=patch.encode(), check=True)
    applied = {name: (repository / name).read_bytes() for name in (JS, TEMPLATE)}
    write(repository, {JS: '\ufeff' + FUNCTION.replace('\n', '\r\n'), **template(js_node(NEAR_MISS))})
    cli.main(['check', '--fix'])
    assert {name: (repository / name).read_bytes() for name in (JS, TEMPLATE)} == applied


def test_what_a_symlink_out_of_the_workspace_leads_to_is_not_mended(
    repository: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    outside = tmp_path_factory.mktemp('outside') / 'countByCategory.js'
    outside.write_text(FUNCTION)
    (repository / JS).unlink()
    (repository / JS).symlink_to(outside)
    assert cli.main(['check', '--fix', JS, '--select', 'NCD001,NCD201']) == 1
    assert f'{JS}:1: NCD001 is a symlink out of the workspace: not read' in capsys.readouterr().out
    assert outside.read_text() == FUNCTION


@pytest.mark.usefixtures('repository')
def test_a_fix_that_fails_is_an_internal_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rule = registry.find('NCD201')
    assert rule is not None

    def fail(_: JavaScriptFile) -> Iterator[TextEdit]:
        yield TextEdit(0, 0, '// half a fix\n')
        raise ZeroDivisionError('sum')

    before = Path(JS).read_bytes()

    broken = rule._replace(fixes=(registry.Marked(JavaScriptFile, fail),))
    monkeypatch.setattr(registry, 'rules', lambda groups, _: [broken] if 'javascript' in groups else [])
    for option in ('--fix', '--diff'):
        assert cli.main(['check', option, JS]) == 2
        assert 'internal error in NCD201 missing-trailer: ZeroDivisionError: sum' in capsys.readouterr().err
        assert Path(JS).read_bytes() == before
