"""Configuration files: where they are found, what they may say, what is said about mistakes."""

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import jsonschema
import pytest
from support import write

from n8n_code_discipline import cli
from n8n_code_discipline.config import resolver
from n8n_code_discipline.config.resolver import Resolver
from n8n_code_discipline.config.settings import ConfigError, Settings
from n8n_code_discipline.registry import Selection

TOML = 'n8n-code-discipline.toml'


def settings(root: Path, workspace: str = '.', command_line: Mapping[str, object] = MappingProxyType({})) -> Settings:
    return Resolver(str(root), None, command_line).settings(os.path.normpath(root / workspace))


def problems(root: Path) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        settings(root)
    return caught.value.problems


def test_defaults(tmp_path: Path) -> None:
    assert settings(tmp_path) == Settings(str(tmp_path))


@pytest.mark.parametrize(
    ('text', 'valid'),
    [
        pytest.param('', True, id='empty'),
        pytest.param('select = ["NCD1", "ncd201"]\nextend-select = ["NCD"]\nignore = []', True, id='codes'),
        pytest.param('ignore = ["inlined-logic"]', True, id='name of a rule'),
        pytest.param('select = "NCD1"', False, id='a code that is no array'),
        pytest.param('ignore = ["NCD1030"]', False, id='a code that is too long'),
        pytest.param('max-glue-statements = 0', True, id='number'),
        pytest.param('max-glue-statements = -1', False, id='negative'),
        pytest.param('max-glue-statements = 1.5', False, id='fraction'),
        pytest.param('max-glue-statements = true', False, id='boolean for a number'),
        pytest.param('target-n8n = 2', True, id='version as a number'),
        pytest.param('target-n8n = "1.123"', True, id='version'),
        pytest.param('target-n8n = 3', False, id='announced version'),
        pytest.param('target-n8n = 2.4', False, id='version as a fraction'),
        pytest.param('target-n8n = "latest"', False, id='no version'),
        pytest.param('placeholder-style = "@:"\nformat = "sarif"', True, id='choices'),
        pytest.param('placeholder-style = "#"', False, id='unknown style'),
        pytest.param('format = "sarfi"', False, id='unknown format'),
        pytest.param('allow-js-modules = ["crypto"]\nallow-python-modules = []', True, id='modules'),
        pytest.param('allow-js-modules = [1]', False, id='modules that are no strings'),
        pytest.param('block-env-access = false\ndenied-python-builtins = ["eval"]', True, id='environment'),
        pytest.param('block-env-access = "no"', False, id='string for a boolean'),
        pytest.param('baseline = "baseline.json"', True, id='baseline'),
        pytest.param('baseline = ""', False, id='empty baseline'),
        pytest.param('ignor = []', False, id='unknown key'),
    ],
)
def test_the_schema_agrees_with_the_command(tmp_path: Path, text: str, valid: bool) -> None:
    write(tmp_path, {TOML: text})
    assert jsonschema.Draft7Validator(json.loads(resolver.schema())).is_valid(tomllib.loads(text)) is valid
    if valid:
        settings(tmp_path)
    else:
        assert problems(tmp_path)


def test_every_key(tmp_path: Path) -> None:
    text = """\
select = ["NCD1", "ncd201"]
extend-select = ["NCD4"]
ignore = ["NCD115"]
max-glue-statements = 20
target-n8n = 2
placeholder-style = "@"
allow-js-modules = ["lodash"]
allow-python-modules = ["numpy", "pandas"]
block-env-access = false
denied-python-builtins = ["eval"]
format = "github"
baseline = "old/findings.json"
"""
    write(tmp_path, {TOML: text})
    assert settings(tmp_path) == Settings(
        str(tmp_path),
        None,
        Selection(('NCD1', 'NCD201'), ('NCD4',), ('NCD115',)),
        20,
        '2',
        '@',
        ('lodash',),
        ('numpy', 'pandas'),
        False,
        ('eval',),
        'github',
        str(tmp_path / 'old' / 'findings.json'),
    )
    assert set(resolver.KEYS) == {line.split(' = ')[0] for line in text.splitlines()}


@pytest.mark.parametrize(
    ('files', 'expected'),
    [
        pytest.param({}, 12, id='none'),
        pytest.param({f'team/flows/{TOML}': 'max-glue-statements = 1'}, 1, id='beside the workspace'),
        pytest.param({TOML: 'max-glue-statements = 2'}, 2, id='at the root of the repository'),
        pytest.param({f'../{TOML}': 'max-glue-statements = 3'}, 12, id='not outside the repository'),
        pytest.param({'pyproject.toml': '[tool.n8n-code-discipline]\nmax-glue-statements = 4'}, 4, id='pyproject.toml'),
        pytest.param({'team/pyproject.toml': '[tool.ruff]\n', TOML: 'max-glue-statements = 5'}, 5, id='of others'),
        pytest.param(
            {TOML: 'max-glue-statements = 6', 'pyproject.toml': '[tool.n8n-code-discipline]\nmax-glue-statements = 7'},
            6,
            id='both in one directory',
        ),
        pytest.param(
            {'team/pyproject.toml': '[tool]\nn8n-code-discipline.max-glue-statements = 8', TOML: ''},
            8,
            id='the nearest counts',
        ),
        pytest.param({f'team/{TOML}': '', TOML: 'max-glue-statements = 9'}, 12, id='files do not add up'),
        pytest.param({'pyproject.toml': '# n8n-code-discipline\n[tool.ruff]\n'}, 12, id='mentioned only'),
        pytest.param({TOML: '\ufeffmax-glue-statements = 10\r\n'}, 10, id='byte order mark and CRLF'),
        pytest.param({f'{TOML}/x': ''}, 12, id='a directory'),
    ],
)
def test_discovery(tmp_path: Path, files: dict[str, str], expected: int) -> None:
    root = tmp_path / 'repository'
    write(root, {'.git/HEAD': '', 'team/flows/n8n-functions/js/x.js': '', **files})
    assert settings(root, 'team/flows').max_glue_statements == expected


NUMBER = 'max-glue-statements: expected a whole number, not'
FORMAT = 'format: expected one of "text", "json", "sarif", "github", "gitlab", "junit", not'
VERSION = 'target-n8n: expected a version of n8n, "1" or "2" or one such as "2.40.7", not'


@pytest.mark.parametrize(
    ('text', 'expected'),
    [
        ('ignor = []', ["1: unknown key 'ignor'; did you mean 'ignore'?"]),
        ('\n# ignor\nignor = []', ["3: unknown key 'ignor'; did you mean 'ignore'?"]),
        ('nonsense = 1', ["1: unknown key 'nonsense'"]),
        ('[per-file-ignores]\nx = 1', ["1: unknown key 'per-file-ignores'"]),
        ('select = "NCD1"', ['1: select: expected an array of strings, not "NCD1"']),
        ('select = ["NCD1", 2]', ['1: select: expected an array of strings, not ["NCD1", 2]']),
        ('select = [\n  "NCD1",\n  "NCD1030",\n]', ["1: select: no rule 'NCD1030'; did you mean 'NCD103'?"]),
        ('ignore = ["Inlined-logc"]', ["1: ignore: no rule 'Inlined-logc'; did you mean 'inlined-logic'?"]),
        ('ignore = [""]', ["1: ignore: no rule ''; n8n-code-discipline rules lists them"]),
        ('max-glue-statements = true\nformat = "sarfi"', [f'1: {NUMBER} true', f'2: {FORMAT} "sarfi"']),
        ('max-glue-statements = -1', [f'1: {NUMBER} -1']),
        ('format = 1', [f'1: {FORMAT} 1']),
        ('target-n8n = 3', ['1: target-n8n: n8n 3 is announced, not released: what it will reject is not known']),
        ('block-env-access = "no"', ['1: block-env-access: expected true or false, not "no"']),
        ('target-n8n = 2.4', [f'1: {VERSION} 2.4']),
        ('target-n8n = "latest"', [f'1: {VERSION} "latest"']),
        ('placeholder-style = "#"', ['1: placeholder-style: expected one of "@:", "@", not "#"']),
        ('baseline = {}', ['1: baseline: expected a string, not {}']),
        ('a = 1\nselect [', [" not TOML: expected '=' after a key in a key/value pair (at line 2, column 8)"]),
    ],
)
def test_mistakes(tmp_path: Path, text: str, expected: list[str]) -> None:
    write(tmp_path, {TOML: text})
    assert [problem.lower() for problem in problems(tmp_path)] == [f'{TOML}:{line}'.lower() for line in expected]


def test_names_stand_for_their_codes(tmp_path: Path) -> None:
    write(tmp_path, {TOML: 'select = ["Undefined-Name", "ncd4"]\nignore = ["inlined-logic"]'})
    assert settings(tmp_path).selection == Selection(('NCD114', 'NCD208', 'NCD305', 'NCD4'), (), ('NCD103',))


def test_mistakes_in_pyproject(tmp_path: Path) -> None:
    project = '[project]\nname = """\nignor = 1\n"""\n\n'
    section = '[tool.n8n-code-discipline]\n# ignor\nselect = [\n  "ignor",\n]\nignor = 1\n'
    write(tmp_path, {'pyproject.toml': project + section})
    assert problems(tmp_path) == (
        "pyproject.toml:8: select: no rule 'ignor'; n8n-code-discipline rules lists them",
        "pyproject.toml:11: unknown key 'ignor'; did you mean 'ignore'?",
    )
    write(tmp_path, {'pyproject.toml': '[tool]\nn8n-code-discipline = 1\n'})
    assert problems(tmp_path) == ('pyproject.toml: tool.n8n-code-discipline must be a table, not 1',)


def test_nesting_too_deep_to_read(tmp_path: Path) -> None:
    write(tmp_path, {TOML: 'select = ' + '[' * 5_000})
    (problem,) = problems(tmp_path)
    assert problem.startswith(f'{TOML}: not TOML: ')


def test_numbers_that_python_does_not_print(tmp_path: Path) -> None:
    write(tmp_path, {TOML: 'x = ' + '9' * 5_000})
    assert problems(tmp_path)[0].startswith(f'{TOML}: not TOML: Exceeds the limit')
    write(tmp_path, {TOML: f'select = [0x{"F" * 5_000}]'})
    expected = f'{TOML}:1: select: expected an array of strings, not a number of more than 64 bits'
    assert problems(tmp_path) == (expected,)


def test_of_many_mistakes_the_first_are_shown(tmp_path: Path) -> None:
    write(tmp_path, {TOML: ''.join(f'key{number} = 1\n' for number in range(1_000))})
    found = problems(tmp_path)
    assert found[0] == f"{TOML}:1: unknown key 'key0'"
    assert found[20:] == (f'{TOML}: only the first 20 problems are shown',)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    write(tmp_path, {TOML: b'select = "\xff"'})
    assert problems(tmp_path) == (f'{TOML}: is not UTF-8: byte 0xff on line 1; save it as UTF-8',)


@pytest.mark.parametrize(
    ('text', 'line'),
    [
        pytest.param('a = 1\nbb = 2\nc = 3', 2, id='a key'),
        pytest.param('a = [\n  "bb",\n]\n\n# bb\nbb = 2', 6, id='a string and a comment before it'),
        pytest.param('"bb" = 3', 1, id='quoted'),
        pytest.param('a = 1\n[bb.c]\nd = 1', 2, id='a table'),
        pytest.param('a = 1\nbb.c.d = 1', 2, id='dotted'),
        pytest.param('\n\n"b\\u0062" = 1', 1, id='escaped: unknown'),
    ],
)
def test_line_of_a_key(tmp_path: Path, text: str, line: int) -> None:
    write(tmp_path, {TOML: text})
    assert f"{TOML}:{line}: unknown key 'bb'" in problems(tmp_path)


SELECTIONS = [
    # file, command line, code, selected
    ('', {}, 'NCD103', True),
    ('ignore = ["NCD1"]', {}, 'NCD103', False),
    ('ignore = ["NCD103"]', {'select': ('NCD103',)}, 'NCD103', True),
    ('ignore = ["NCD103"]', {'extend-select': ('NCD103',)}, 'NCD103', True),
    ('ignore = ["NCD103"]', {'extend-select': ('NCD1',)}, 'NCD103', True),
    ('ignore = ["NCD103"]', {'ignore': ('NCD2',)}, 'NCD103', False),
    ('ignore = ["NCD103"]', {'ignore': ('NCD2',)}, 'NCD201', False),
    ('ignore = ["NCD103"]', {'ignore': ('NCD2',)}, 'NCD301', True),
    ('select = ["NCD103"]', {'ignore': ('NCD1',)}, 'NCD103', False),
    ('select = ["NCD1"]', {'select': ('NCD2',)}, 'NCD103', False),
    ('select = ["NCD1"]', {'extend-select': ('NCD2',)}, 'NCD103', True),
    ('extend-select = ["NCD4"]\nselect = ["NCD1"]', {'select': ('NCD2',)}, 'NCD401', False),
]


@pytest.mark.parametrize(('text', 'command_line', 'code', 'expected'), SELECTIONS)
def test_the_command_line_wins(
    tmp_path: Path, text: str, command_line: dict[str, object], code: str, expected: bool
) -> None:
    write(tmp_path, {TOML: text})
    assert settings(tmp_path, '.', command_line).selection.selects(code, default=True) is expected


def test_other_options_replace_the_file(tmp_path: Path) -> None:
    write(tmp_path, {TOML: 'format = "json"\nbaseline = "a.json"\ntarget-n8n = "1.0"'})
    held = settings(tmp_path, '.', {'format': 'github', 'baseline': '/b.json', 'target-n8n': '2'})
    assert (held.format, held.baseline, held.target_n8n) == ('github', '/b.json', '2')


def test_describe(tmp_path: Path) -> None:
    write(tmp_path, {TOML: 'ignore = ["NCD1"]\nbaseline = "b.json"\nformat = "text"', 'flows/n8n-functions/x': ''})
    resolver = Resolver(str(tmp_path), None, {'ignore': ('NCD2',), 'format': 'json'})
    assert resolver.describe(str(tmp_path / 'flows')).splitlines() == [
        '# workspace flows, configured in n8n-code-discipline.toml',
        'select = []                              # default',
        'extend-select = []                       # default',
        'ignore = ["NCD1"]                        # n8n-code-discipline.toml',
        'ignore = ["NCD2"]                        # --ignore',
        'max-glue-statements = 12                 # default',
        '# target-n8n                             # default',
        '# placeholder-style                      # default',
        'allow-js-modules = []                    # default',
        'allow-python-modules = []                # default',
        'block-env-access = true                  # default',
        '# denied-python-builtins                 # default',
        'format = "json"                          # --format',
        'baseline = "b.json"                      # n8n-code-discipline.toml',
    ]
    resolver = Resolver(str(tmp_path), None, {'select': ('NCD1',)})
    assert 'ignore = []                              # default\n' in resolver.describe(str(tmp_path / 'flows'))
    bare = Resolver(str(tmp_path.parent), None, {}).describe(str(tmp_path.parent))
    assert bare.startswith('# workspace ., no configuration file\n')


def test_a_file_is_read_once(tmp_path: Path) -> None:
    write(tmp_path, {TOML: 'max-glue-statements = 1', 'a/n8n-functions/x': '', 'b/n8n-functions/x': ''})
    resolver = Resolver(str(tmp_path), None, {})
    assert resolver.settings(str(tmp_path / 'a')).max_glue_statements == 1
    write(tmp_path, {TOML: 'broken'})
    assert resolver.settings(str(tmp_path / 'b')).max_glue_statements == 1


DOTS = '.'.join(['a'] * 40_000) + ' = 1\n'
SECTION = '[tool.n8n-code-discipline]\nmax-glue-statements = 3\n'
REAL_PROJECT = ''.join(
    f'[tool.package-{number}.overrides."a.b-{number}".settings]\n'
    f'dependencies = [{", ".join(f"{chr(34)}package-{number}[extra]>=1.2.{minor}{chr(34)}" for minor in range(60))}]\n'
    for number in range(80)
)


@pytest.mark.parametrize(
    ('text', 'expected'),
    [
        pytest.param(DOTS, '1: the line has more than 32,768 characters: not read', id='a key of 40,000 parts'),
        pytest.param('\n' + 'a.' * 8_000 + 'a = 1', '2: too many dots, as in deeply dotted keys: not read', id='8,000'),
        pytest.param(
            ''.join(f'a{number}{".a" * 999} = 1\n' for number in range(30)),
            '11: too many dots, as in deeply dotted keys: not read',
            id='many keys of 1,000 parts',
        ),
        pytest.param('# a comment\n' * 30_000, ' has more than 262,144 characters: not read', id='size'),
        pytest.param(f'{"k" * 500} = 1', f"1: unknown key '{'k' * 79}…'", id='a long key is quoted in part'),
        pytest.param(
            f'baseline = [{"1," * 99}]', f'1: baseline: expected a string, not [{"1, " * 26}…', id='so is a long value'
        ),
    ],
)
@pytest.mark.parametrize('name', [TOML, 'pyproject.toml'])
def test_what_would_burst_the_parser_is_refused_in_one_line(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    text: str,
    expected: str,
) -> None:
    head = '' if name == TOML else '[tool.n8n-code-discipline]\n'
    line, colon, rest = expected.partition(':')
    if head and line.isdigit():
        expected = f'{int(line) + 1}{colon}{rest}'
    write(tmp_path, {'.git/HEAD': '', 'n8n-workflows-template/a.template.json': '{"nodes": []}', name: head + text})
    monkeypatch.chdir(tmp_path)
    assert cli.main(['check']) == 2
    assert capsys.readouterr() == ('', f'{name}:{expected}\n')


@pytest.mark.skipif(sys.platform == 'win32', reason='resource limits')
def test_a_key_of_very_many_parts_takes_no_memory(tmp_path: Path) -> None:
    import resource

    write(tmp_path, {'n8n-workflows-template/a.template.json': '{"nodes": []}', TOML: DOTS})
    done = subprocess.run(
        [sys.executable, '-m', 'n8n_code_discipline', 'check'],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (1 << 29, 1 << 29)),  # 512 MB
        check=False,
    )
    assert (done.returncode, done.stderr.count('\n')) == (2, 1), done.stderr


def test_a_large_project_is_read(tmp_path: Path) -> None:
    assert 100_000 < len(REAL_PROJECT) < 200_000
    write(tmp_path, {'pyproject.toml': REAL_PROJECT + SECTION})
    assert settings(tmp_path).max_glue_statements == 3
    write(tmp_path, {'pyproject.toml': REAL_PROJECT + DOTS})
    assert settings(tmp_path).max_glue_statements == 12, 'not about us: not parsed'
