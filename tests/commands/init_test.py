"""``init``: what is written, and what is left alone."""

from __future__ import annotations

import json
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import yaml
from support import REPOSITORY
from support import check

from n8n_code_discipline import cli
from n8n_code_discipline.commands import scaffold

URL = 'https://localhost/n8n-code-discipline.git'
CONFIG = '.pre-commit-config.yaml'
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
    (repository,) = yaml.safe_load((directory / CONFIG).read_text(encoding='utf-8'))['repos']
    assert isinstance(repository, dict)
    return repository


def test_without_a_repository_git_comes_first(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (directory / '.git').rmdir()
    assert cli.main(['init', '--repo', URL]) == 0
    assert capsys.readouterr().out.endswith('\nnext: git init, then pre-commit install\n')


def test_the_layout(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(['init', '--repo', URL]) == 0
    written = [
        'n8n-functions-tests/conftest.py',
        '.gitignore',
        'n8n-functions/js/.gitkeep',
        'n8n-functions/py/.gitkeep',
        'n8n-workflows-template/.gitkeep',
        CONFIG,
    ]
    assert capsys.readouterr() == (''.join(f'wrote {name}\n' for name in written) + 'next: pre-commit install\n', '')
    assert files(directory) == set(written)
    assert (directory / 'n8n-functions-tests/conftest.py').read_bytes() == SEED_CONFTEST.encode()
    assert config(directory) == {
        'repo': URL,
        'rev': f'v{metadata.version("n8n-code-discipline")}',
        'hooks': [{'id': hook} for hook in scaffold.HOOKS],
    }


def test_the_hooks_are_those_of_the_project() -> None:
    manifest = yaml.safe_load((REPOSITORY / '.pre-commit-hooks.yaml').read_text(encoding='utf-8'))
    # these two stand for the one that checks a commit: in CI, and where files may be mended
    instead = {'n8n-code-discipline-workspace', 'n8n-code-discipline-fix'}
    known = {hook['id'] for hook in manifest} - instead
    assert set(scaffold.HOOKS) == known
    # code is collapsed before it is checked
    assert 'n8n-resync' not in known or scaffold.HOOKS[0] == 'n8n-resync'


def test_nothing_is_overwritten(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = {
        'n8n-functions-tests/conftest.py': 'mine',
        '.gitignore': 'mine',
        CONFIG: 'repos: []\n',
        'n8n-functions/js/mine.js': 'mine',
    }
    for name, text in kept.items():
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_text(text)
    assert cli.main(['init', '--repo', URL, '--rev', 'abc']) == 0
    output = capsys.readouterr().out
    assert output == (
        'kept  n8n-functions-tests/conftest.py\nkept  .gitignore\nwrote n8n-functions/py/.gitkeep\n'
        f'wrote n8n-workflows-template/.gitkeep\nkept  {CONFIG}\n'
        f'{CONFIG} was there; if the hooks are not in it yet, add\n{scaffold.pre_commit_stanza(URL, "abc")}'
    )
    assert {name: (directory / name).read_text() for name in kept} == kept


def test_the_example_is_that_of_the_project_and_clean(directory: Path) -> None:
    assert cli.main(['init', 'flows', '--example', '--repo', URL]) == 0
    example = REPOSITORY / 'examples' / 'workspace'
    tracked = {name for name in files(example) if 'cache' not in name}
    assert files(directory / 'flows') == tracked | {'.gitignore'}
    for name in tracked:
        assert (directory / 'flows' / name).read_bytes() == (example / name).read_bytes(), name
    assert check(directory).diagnostics == ()


def test_a_subdirectory_of_a_repository(directory: Path) -> None:
    assert cli.main(['init', 'teams/a', '--repo', URL]) == 0
    assert (directory / CONFIG).is_file()
    assert not (directory / 'teams' / 'a' / CONFIG).exists()


def test_without_a_repository(directory: Path) -> None:
    (directory / '.git').rmdir()
    assert cli.main(['init', 'flows', '--repo', URL]) == 0
    assert (directory / 'flows' / CONFIG).is_file()


@pytest.mark.parametrize(
    'url', [URL, 'git@localhost:a/b.git', '/a b/c', r'C:\clones\x', 'a: b # c', '~/x', '123', 'no', '']
)
def test_any_address_is_written_so_that_it_is_read_back(directory: Path, url: str) -> None:
    assert cli.main(['init', '--repo', url, '--rev', 'yes']) == 0
    assert (config(directory)['repo'], config(directory)['rev']) == (url, 'yes')


def test_a_clone_is_pinned_to_its_commit(directory: Path, hook_repository_path: Path) -> None:
    assert cli.main(['init', '--repo', str(hook_repository_path)]) == 0
    head = (hook_repository_path / '.git' / 'refs' / 'heads' / 'main').read_text().strip()
    assert (config(directory)['repo'], config(directory)['rev']) == (str(hook_repository_path), head)


def test_a_clone_without_git(directory: Path, hook_repository_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('PATH', '')
    assert cli.main(['init', '--repo', str(hook_repository_path)]) == 0
    assert config(directory)['rev'] == f'v{metadata.version("n8n-code-discipline")}'


class Installed:
    """What pip noted about an installation (PEP 610)."""

    def __init__(self, note: dict[str, Any] | None) -> None:
        self.note = note

    def read_text(self, name: str) -> str | None:
        assert name == 'direct_url.json'
        return None if self.note is None else json.dumps(self.note)


def test_the_default_is_where_pip_installed_it_from(
    directory: Path, monkeypatch: pytest.MonkeyPatch, hook_repository_path: Path
) -> None:
    def pinned(note: dict[str, Any] | None) -> tuple[str, str]:
        (directory / CONFIG).unlink(missing_ok=True)
        monkeypatch.setattr(metadata, 'distribution', lambda _: Installed(note))
        assert cli.main(['init', '--rev', 'r'] if note is None else ['init']) == 0
        return config(directory)['repo'], config(directory)['rev']

    assert pinned({'url': URL, 'vcs_info': {'vcs': 'git', 'commit_id': 'abc'}}) == (URL, 'abc')
    repository, revision = pinned({'url': hook_repository_path.as_uri(), 'dir_info': {}})
    assert (repository, len(revision)) == (str(hook_repository_path), 40)
    assert pinned(None) == ('URL-YOU-CLONED-FROM', 'r')


def test_the_user_is_told_what_to_fill_in(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(metadata, 'distribution', lambda _: Installed(None))
    assert cli.main(['init', '--rev', 'x']) == 0
    assert capsys.readouterr().out.splitlines()[-1] == (
        f'next: set repo and rev in {CONFIG} to where you have n8n-code-discipline from, then pre-commit install'
    )


def test_a_file_in_the_way(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (directory / 'n8n-functions').write_text('')
    assert cli.main(['init', '--repo', URL]) == 2
    assert 'n8n-functions' in capsys.readouterr().err
    assert (directory / 'n8n-functions').read_text() == ''


@pytest.mark.skipif(sys.platform == 'win32', reason='symlinks need a privilege')
def test_nothing_is_written_through_a_symlink_to_elsewhere(
    directory: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = tmp_path_factory.mktemp('elsewhere')
    (directory / 'n8n-functions').symlink_to(elsewhere)
    assert cli.main(['init', '--repo', URL]) == 2
    message = f'leads through a symlink to {elsewhere}/js/.gitkeep, outside the workspace: not written\n'
    assert capsys.readouterr().err == f'n8n-functions/js/.gitkeep {message}'
    assert list(elsewhere.iterdir()) == []
