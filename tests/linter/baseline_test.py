"""Baselines: old findings are covered until somebody edits what they are about."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support import JS, JS_CODE, JS_PLACEHOLDER, JS_TEST, TEMPLATE, WORKSPACE, js_node, template, write

from n8n_code_discipline import cli
from n8n_code_discipline.linter import baseline

BASELINE = 'old.json'
OLD = js_node('const a = 1;\n\nreturn [a];', name='Old')
OTHER = js_node('const b = 2;\nreturn [b];', name='Other')


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(tmp_path, {**WORKSPACE, **template(OLD, OTHER), '.git/HEAD': ''})
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, list[str], list[str]]]:
    def run(*options: str) -> tuple[int, list[str], list[str]]:
        status = cli.main(['check', '--baseline', BASELINE, *options])
        captured = capsys.readouterr()
        lines = (line.partition(': ')[2] for line in captured.out.splitlines())
        found = [line[:7] + line.partition("'")[2].partition("'")[0] for line in lines]
        return status, found, captured.err.splitlines()

    return run


Check = Callable[..., tuple[int, list[str], list[str]]]


def workflow(*nodes: dict[str, Any], indent: int | None = 2) -> dict[str, str]:
    return {TEMPLATE: json.dumps({'nodes': nodes}, indent=indent)}


def edited(node: dict[str, Any], code: str) -> dict[str, Any]:
    return {**node, 'parameters': {'jsCode': code}}


def test_the_first_run_writes_and_the_second_is_clean(check: Check) -> None:
    assert check('--write-baseline') == (0, [], ['wrote old.json: 2 findings'])
    assert check() == (0, [], ['2 findings covered by old.json, 2 left in it'])
    assert check('--write-baseline') == (0, [], ['old.json is up to date: 2 findings'])


def test_the_file(workspace: Path, check: Check) -> None:
    write(workspace, workflow(OLD, OTHER, OTHER))
    check('--write-baseline')
    text = (workspace / BASELINE).read_text()
    assert text == (
        '{\n'
        '  "version": 2,\n'
        '  "findings": [\n'
        f'    {{"path": "{TEMPLATE}", "code": "NCD103", "node": "Old", "digest": "12ec8038b58d31de"}},\n'
        f'    {{"path": "{TEMPLATE}", "code": "NCD103", "node": "Other", "digest": "59436a30f39304a5", "count": 2}}\n'
        '  ]\n'
        '}\n'
    )
    assert baseline.render(baseline.read(BASELINE, str(workspace)).counts) == text


@pytest.mark.parametrize(
    'changed',
    [
        pytest.param(workflow(OTHER, OLD), id='moved in the file'),
        pytest.param(workflow({**OLD, 'position': [7, 8]}, OTHER), id='moved on the canvas'),
        pytest.param(workflow(OLD, OTHER, indent=None), id='one line'),
        pytest.param({TEMPLATE: '\n\n\n' + template(OLD, OTHER)[TEMPLATE]}, id='lines inserted'),
        pytest.param({TEMPLATE: template(OLD, OTHER)[TEMPLATE].replace('\n', '\r\n')}, id='CRLF'),
        pytest.param({TEMPLATE: template(OLD, OTHER)[TEMPLATE].replace('= 1', '\\u003d 1')}, id='escaped otherwise'),
        pytest.param(workflow(edited(OLD, 'const a = 1;  \r\n\r\nreturn [a];\r\n'), OTHER), id='line ends of the code'),
        pytest.param(workflow(js_node(JS_CODE), OLD, OTHER), id='a clean node more'),
    ],
)
def test_what_changes_nothing(workspace: Path, check: Check, changed: dict[str, str]) -> None:
    check('--write-baseline')
    write(workspace, changed)
    assert check('--strict-baseline') == (0, [], ['2 findings covered by old.json, 2 left in it'])


@pytest.mark.parametrize(
    ('changed', 'found'),
    [
        pytest.param(workflow(edited(OLD, 'return [];'), OTHER), ['NCD103 Old'], id='edited'),
        pytest.param(workflow(OLD, OLD, OTHER), ['NCD103 Old'], id='copied'),
        pytest.param(workflow(OLD, OTHER, js_node('return 1;', name='New')), ['NCD103 New'], id='added'),
    ],
)
def test_what_is_reported(workspace: Path, check: Check, changed: dict[str, str], found: list[str]) -> None:
    check('--write-baseline')
    before = (workspace / BASELINE).read_bytes()
    write(workspace, changed)
    status, reported, _ = check()
    assert (status, reported) == (1, found)
    assert (workspace / BASELINE).read_bytes() == before


RENAMED_TEMPLATE = 'n8n-workflows-template/renamed.template.json'
RENAMED_JS = 'n8n-functions/js/renamed.js'
RENAMED_TEST = 'n8n-functions-tests/renamed.test.js'
STRAY = 'n8n-functions/stray.mjs'
OTHER_STRAY = 'n8n-functions/other.mjs'
READER = js_node("return $('Old').all();", name='Reader')
BAD_JS = 'const LIMIT = 1;\nfunction countByCategory(items) {\n  return items.length;\n}\n'
BARE_TEST = 'require("../n8n-functions/js/countByCategory.js");\n'


def renamed(text: str) -> str:
    return text.replace('countByCategory', 'renamed')


def moved(template: dict[str, str]) -> dict[str, str | None]:
    return {TEMPLATE: None, RENAMED_TEMPLATE: template[TEMPLATE]}


def lay(root: Path, files: dict[str, str | None]) -> None:
    """Write files, and remove those that are None."""
    write(root, {name: text for name, text in files.items() if text is not None})
    for name in (name for name, text in files.items() if text is None):
        (root / name).unlink()


NEW = {**OLD, 'name': 'New'}
NO_NODE = workflow()
RENAMED: dict[str, str | None] = {JS: None, JS_TEST: None, RENAMED_JS: renamed(WORKSPACE[JS])}


@pytest.mark.parametrize(
    ('before', 'after', 'covered', 'places'),
    [
        pytest.param({}, moved(workflow(OLD, OTHER)), 2, 2, id='template'),
        pytest.param({}, workflow(NEW, OTHER), 2, 1, id='node'),
        pytest.param({}, moved(workflow(NEW, OTHER)), 2, 2, id='template and node'),
        pytest.param(
            workflow(OLD, OTHER), workflow({**OLD, 'name': 'Other'}, {**OTHER, 'name': 'Old'}), 2, 2, id='names swapped'
        ),
        pytest.param(
            workflow(OLD, READER),
            workflow(NEW, js_node("return $('New').all();", name='Reader')),
            2,
            1,
            id='node that other code names',
        ),
        pytest.param(
            workflow(js_node('', name='A'), js_node('', name='B')),
            workflow(js_node('', name='A'), js_node('', name='C')),
            2,
            1,
            id='node without code',
        ),
        pytest.param(
            {JS: BAD_JS, JS_TEST: None, **NO_NODE},
            {JS: None, RENAMED_JS: renamed(BAD_JS), **NO_NODE},
            3,
            3,
            id='function file without test and trailer',
        ),
        pytest.param(
            {JS: WORKSPACE[JS], JS_TEST: None, **NO_NODE},
            {JS: None, 'n8n-functions/js/orders/countByCategory.js': WORKSPACE[JS], **NO_NODE},
            1,
            1,
            id='function file into a folder',
        ),
        pytest.param(
            {JS_TEST: BARE_TEST, **NO_NODE},
            {**RENAMED, RENAMED_TEST: renamed(BARE_TEST), **NO_NODE},
            1,
            1,
            id='function file and its test',
        ),
        pytest.param(
            workflow(js_node(JS_PLACEHOLDER + '\nreturn [];')),
            {
                **RENAMED,
                RENAMED_TEST: renamed(WORKSPACE[JS_TEST]),
                **workflow(js_node(renamed(JS_PLACEHOLDER) + '\nreturn [];')),
            },
            1,
            0,
            id='function file of a placeholder',
        ),
        pytest.param(
            {JS_TEST: None, **NO_NODE}, {JS: WORKSPACE[JS] + '// edited\n'}, 1, 0, id='no rename, but an edit'
        ),
    ],
)
def test_renames_change_nothing(
    workspace: Path,
    check: Check,
    before: dict[str, str | None],
    after: dict[str, str | None],
    covered: int,
    places: int,
) -> None:
    lay(workspace, before)
    check('--write-baseline')
    lay(workspace, after)
    status, found, lines = check('--strict-baseline')
    findings = f'{covered} finding{"s" * (covered > 1)}'
    assert (status, found, lines[0]) == (0, [], f'{findings} covered by old.json, {covered} left in it')
    assert [line.split(',')[0] for line in lines[1:]] == (
        [f'old.json covers {places} finding{"s" * (places > 1)} at a new place'] if places else []
    )
    if places:
        assert check('--write-baseline')[2] == [f'wrote old.json: {findings}']
    assert check('--strict-baseline') == (0, [], lines[:1])


@pytest.mark.parametrize(
    ('changed', 'paths', 'found'),
    [
        pytest.param(
            moved(workflow(OLD, {**OLD, 'name': 'Copy'}, OTHER)), [], ['NCD103 Copy'], id='renamed and copied'
        ),
        pytest.param(
            {RENAMED_TEMPLATE: workflow(OLD)[TEMPLATE]}, [RENAMED_TEMPLATE], ['NCD103 Old'], id='a copy alone'
        ),
        pytest.param(moved(workflow(edited(OLD, 'return 1;'), OTHER)), [], ['NCD103 Old'], id='renamed and edited'),
        pytest.param(workflow(OLD, edited({**OTHER, 'name': 'New'}, 'return 1;')), [], ['NCD103 New'], id='a node'),
        pytest.param({STRAY: None, OTHER_STRAY: 'other()\n'}, [], ['NCD008 '], id='another stray file'),
    ],
)
def test_renames_cover_nothing_new(
    workspace: Path, check: Check, changed: dict[str, str | None], paths: list[str], found: list[str]
) -> None:
    write(workspace, {STRAY: 'stray()\n'})
    check('--write-baseline')
    lay(workspace, changed)
    assert check(*paths)[:2] == (1, found)


def test_no_baseline_shows_the_backlog(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(workspace, {'n8n-code-discipline.toml': f'baseline = "{BASELINE}"'})
    assert cli.main(['check', '--write-baseline']) == 0
    assert cli.main(['check']) == 0
    capsys.readouterr()
    assert cli.main(['check', '--no-baseline']) == 1
    captured = capsys.readouterr()
    assert captured.out.count(': NCD103 ') == 2
    assert captured.err.startswith('2 findings in 1 of ')
    assert cli.main(['check', '--no-baseline', '--diff']) == 1
    assert capsys.readouterr().err == '--fix would change nothing; 2 findings in all\n'


@pytest.mark.parametrize(
    ('options', 'error'),
    [
        (['--baseline', BASELINE], 'argument --no-baseline: not allowed with argument --baseline'),
        (['--write-baseline'], '--no-baseline cannot be combined with --write-baseline'),
        (['--strict-baseline'], '--no-baseline cannot be combined with --strict-baseline'),
    ],
)
def test_no_baseline_goes_alone(capsys: pytest.CaptureFixture[str], options: list[str], error: str) -> None:
    with pytest.raises(SystemExit):
        cli.main(['check', *options, '--no-baseline'])
    assert capsys.readouterr().err.endswith(f'error: {error}\n')


def test_statistics_count_what_is_covered(workspace: Path, check: Check) -> None:
    check('--write-baseline')
    covered = '2 findings covered by old.json, 2 left in it'
    table = [' 2  NCD103  inlined-logic (2 covered)', f' 2  {TEMPLATE} (2 covered)']
    assert check('--statistics') == (0, [], [covered, *(line[1:] for line in table)])
    second = 'n8n-workflows-template/second.template.json'
    write(workspace, {second: workflow(*[js_node(f'return {number};') for number in range(10)])[TEMPLATE]})
    assert check('--statistics')[2][:-1] == [
        covered,
        '12  NCD103  inlined-logic (2 covered)',
        f'10  {second}',
        table[1],
    ]


def test_editing_the_code_of_a_deprecated_node_brings_it_back(workspace: Path, check: Check) -> None:
    old = {'name': 'Old', 'type': 'n8n-nodes-base.function', 'parameters': {'functionCode': 'return [];'}}
    write(workspace, workflow(old))
    check('--write-baseline')
    assert check()[:2] == (0, [])
    write(workspace, workflow({**old, 'parameters': {'functionCode': 'return items;'}}))
    assert check()[:2] == (1, ['NCD101 Old'])


def test_function_files(workspace: Path, check: Check) -> None:
    write(workspace, {JS: 'const LIMIT = 1;\n' + WORKSPACE[JS]})
    check('--write-baseline')
    write(workspace, {JS: '// a comment\n\nconst LIMIT = 1;\n' + WORKSPACE[JS]})
    assert check()[:2] == (0, [])
    write(workspace, {JS: 'const LIMIT = 2;\n' + WORKSPACE[JS]})
    assert check()[:2] == (1, ['NCD202 const LIMIT = 2;'])


STALE = 'old.json is stale: 1 finding is gone, --write-baseline removes it'


def test_what_is_gone_makes_it_stale(workspace: Path, check: Check) -> None:
    check('--write-baseline')
    write(workspace, workflow(js_node(JS_CODE, name='Old'), OTHER))
    assert check() == (0, [], ['1 finding covered by old.json, 1 left in it', STALE])
    assert check('--strict-baseline')[0] == 1
    assert check('--write-baseline', '--strict-baseline') == (0, [], ['wrote old.json: 1 finding, 1 removed'])
    assert check('--strict-baseline') == (0, [], ['1 finding covered by old.json, 1 left in it'])


def test_more_that_is_gone(workspace: Path, check: Check) -> None:
    check('--write-baseline')
    write(workspace, template())
    assert 'old.json is stale: 2 findings are gone, --write-baseline removes them' in check()[2]


def test_it_grows_with_force_alone(workspace: Path, check: Check) -> None:
    check('--write-baseline')
    write(workspace, workflow(js_node('return 1;', name='New'), OTHER))
    status, found, lines = check('--write-baseline')
    assert (status, found) == (1, ['NCD103 New'])
    assert lines[:2] == [
        'wrote old.json: 1 finding, 1 removed',
        'old.json only shrinks: --force adds the new findings too',
    ]
    assert check('--write-baseline', '--force') == (0, [], ['wrote old.json: 2 findings'])
    assert check() == (0, [], ['2 findings covered by old.json, 2 left in it'])


def test_only_checked_files_are_judged(workspace: Path, check: Check) -> None:
    second = 'n8n-workflows-template/second.template.json'
    write(workspace, {second: template(OLD)[TEMPLATE]})
    check('--write-baseline')
    write(workspace, {second: template(js_node(JS_CODE))[TEMPLATE]})
    assert check(TEMPLATE, '--strict-baseline') == (0, [], ['2 findings covered by old.json, 3 left in it'])
    assert check(TEMPLATE, '--write-baseline') == (0, [], ['old.json is up to date: 3 findings'])
    assert check(second, '--strict-baseline') == (1, [], ['0 findings covered by old.json, 2 left in it', STALE])
    os.unlink(second)
    assert check(TEMPLATE, '--strict-baseline')[0] == 1, 'a deleted file is gone for good'


@pytest.mark.parametrize('options', [['--ignore', 'NCD103'], ['--select', 'NCD2'], ['--select', 'NCD104']])
def test_deselected_rules_are_not_judged(check: Check, options: list[str]) -> None:
    check('--write-baseline')
    assert check('--strict-baseline', *options) == (0, [], [])
    assert check('--write-baseline', *options)[2] == ['old.json is up to date: 2 findings']


def test_a_file_that_cannot_be_read_is_not_judged(workspace: Path, check: Check) -> None:
    check('--write-baseline')
    write(workspace, {TEMPLATE: "{'nodes': []}"})
    status, _, lines = check('--write-baseline', '--strict-baseline')
    assert status == 1
    assert lines[0] == 'old.json is up to date: 2 findings'


def test_rules_that_are_no_more_are_stale(workspace: Path, check: Check) -> None:
    check('--write-baseline')
    text = (workspace / BASELINE).read_text()
    (workspace / BASELINE).write_text(text.replace('"NCD103", "node": "Other"', '"NCD199", "node": "Other"'))
    assert check('--strict-baseline')[2][1] == STALE


def test_it_is_not_written_when_something_could_not_be_checked(workspace: Path, check: Check) -> None:
    status, _, lines = check('--write-baseline', TEMPLATE, 'missing.template.json')
    assert status == 2
    assert 'old.json is not written: not everything could be checked' in lines
    assert not (workspace / BASELINE).exists()


def test_without_findings_an_empty_one_is_written(workspace: Path, check: Check) -> None:
    write(workspace, template())
    assert check('--write-baseline')[2] == ['wrote old.json: 0 findings']
    assert check() == (0, [], [])
    assert json.loads((workspace / BASELINE).read_text()) == {'version': 2, 'findings': []}


@pytest.mark.parametrize(
    ('content', 'expected'),
    [
        (None, 'old.json: no such baseline; --write-baseline creates it'),
        ('{\n<<<<<<< HEAD', 'old.json:2: the baseline is not JSON: Expecting property name enclosed in double quotes'),
        (b'\xff\xff', 'old.json: the baseline is not JSON in UTF-8'),
        ('[]', 'old.json: not a baseline of this version: expected {"version": 2, "findings": […]}; remove it and'),
        ('{"version": 1, "findings": []}', 'old.json: not a baseline of this version'),
        *(
            (f'{{"version": 2, "findings": [{finding}]}}', f'old.json: finding 1 of the baseline is invalid: {finding}')
            for finding in (
                '7',
                '{"code": "NCD103", "path": 1}',
                '{"code": "NCD103", "path": "a", "node": []}',
                '{"code": "NCD103", "path": "a", "count": "1"}',
            )
        ),
    ],
)
def test_broken_baselines(workspace: Path, check: Check, content: str | bytes | None, expected: str) -> None:
    if content is not None:
        write(workspace, {BASELINE: content})
    status, found, lines = check()
    assert (status, found) == (2, [])
    assert lines[0].startswith(expected)


def test_diff_shows_what_is_new(workspace: Path, check: Check) -> None:
    check('--write-baseline')
    assert check('--diff') == (
        0,
        [],
        ['2 findings covered by old.json, 2 left in it', '--fix would change nothing; 0 findings in all'],
    )
    write(workspace, workflow(OLD, OTHER, js_node('return 1;', name='New')))
    assert check('--diff')[0] == 1


def test_diff_fails_when_a_covered_finding_would_be_fixed(workspace: Path, check: Check) -> None:
    write(workspace, {JS: WORKSPACE[JS].partition('if (typeof')[0]})
    check('--write-baseline')
    assert check('--diff')[::2] == (
        1,
        ['3 findings covered by old.json, 3 left in it', '--fix would change 1 file; 0 findings in all'],
    )


def test_fix_needs_no_baseline_yet(workspace: Path, check: Check) -> None:
    write(workspace, {JS: WORKSPACE[JS].partition('if (typeof')[0]})
    status, found, lines = check('--fix')
    assert (status, found) == (1, ['NCD103 Old', 'NCD103 Other'])
    assert lines[0] == f'fixed {JS}'
    assert not (workspace / BASELINE).exists()
    status, found, _ = check('--diff')
    assert (status, found) == (1, [])


def test_a_baseline_that_is_no_file(workspace: Path, check: Check) -> None:
    (workspace / BASELINE).mkdir()
    status, _, (line,) = check()
    assert status == 2
    assert line.startswith('old.json: the baseline cannot be read: ')


def test_a_baseline_that_cannot_be_written(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(workspace, {'file': ''})
    assert cli.main(['check', '--baseline', 'file/old.json', '--write-baseline']) == 2
    assert capsys.readouterr().err.startswith('file/old.json')


def test_each_workspace_has_its_own(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, node in (('a', OLD), ('b', OTHER)):
        write(
            workspace / name, {**WORKSPACE, **template(node), 'n8n-code-discipline.toml': f'baseline = "{name}.json"'}
        )
    os.chdir('a')
    assert cli.main(['check', '--write-baseline']) == 0
    os.chdir('../b')
    assert cli.main(['check', '../a', '.', '--write-baseline']) == 0
    os.chdir('..')
    capsys.readouterr()
    assert cli.main(['check', 'a', 'b']) == 0
    assert (
        capsys.readouterr().err
        == '1 finding covered by a/a.json, 1 left in it\n1 finding covered by b/b.json, 1 left in it\n'
    )
    known = json.loads(Path('b/b.json').read_text())['findings']
    assert [row['path'] for row in known] == [TEMPLATE], 'relative to the baseline'


def test_a_workspace_without_a_baseline_is_reported_as_ever(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(workspace / 'a', {**WORKSPACE, **template(OLD), 'n8n-code-discipline.toml': 'baseline = "old.json"'})
    write(workspace / 'b', {**WORKSPACE, **template(OTHER)})
    assert cli.main(['check', 'a', '--write-baseline']) == 0
    capsys.readouterr()
    assert cli.main(['check', 'a', 'b']) == 1
    captured = capsys.readouterr()
    assert captured.out.startswith(f"b/{TEMPLATE}:8: NCD103 node 'Other'")
    assert captured.err.splitlines()[0] == '1 finding covered by a/old.json, 1 left in it'
    assert cli.main(['check', 'a', 'b', '--write-baseline']) == 2


@pytest.mark.skipif(sys.platform == 'win32', reason='symlinks')
def test_a_baseline_that_is_a_symlink_elsewhere_is_not_written(workspace: Path, check: Check) -> None:
    write(workspace.parent, {'elsewhere.json': '{"version": 2, "findings": []}'})
    (workspace / BASELINE).symlink_to(workspace.parent / 'elsewhere.json')
    status, _, (line,) = check('--write-baseline', '--force')
    assert status == 2
    assert line.startswith('old.json leads through a symlink to ')
