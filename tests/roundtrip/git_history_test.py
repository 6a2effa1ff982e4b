import os
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from repositories import Repository
from support import JS, JS_CODE, TEMPLATE, js_node, template

from n8n_code_discipline import cli
from n8n_code_discipline.roundtrip import git_history

pytestmark = pytest.mark.slow
posix = pytest.mark.skipif(sys.platform == 'win32', reason='shell scripts')


@pytest.fixture
def repository(tmp_path: Path, git_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A repository whose first three commits give the function file the bodies v1, v2 and v3."""
    for name in list(os.environ):
        if name.startswith('GIT_'):
            monkeypatch.delenv(name)
    monkeypatch.setenv('HOME', git_environment['HOME'])
    monkeypatch.setenv('GIT_CONFIG_GLOBAL', os.devnull)
    monkeypatch.setenv('GIT_CONFIG_NOSYSTEM', '1')
    made = Repository(tmp_path / 'repository', git_environment)
    for version in ('v1', 'v2', 'v3'):
        made.commit({JS: f'{version}\n'})
    return made


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The subcommands of git in the order in which the test starts them."""
    started: list[str] = []
    real = git_history._Git.command

    def command(git: git_history._Git, *words: str) -> list[str]:
        started.append(words[0])
        return real(git, *words)

    monkeypatch.setattr(git_history._Git, 'command', command)
    return started


def search(repository: Repository, *bodies: str, path: str = JS) -> git_history.History:
    return git_history.search(str(repository.path / path), frozenset(bodies))._replace(nearest={})


def commit_of(repository: Repository, revision: str) -> str:
    return 'commit ' + repository.git('log', '-1', '--abbrev=10', '--format=%h, %cs', revision).output.strip()


def test_versions_are_found_with_the_commit_that_brought_them(repository: Repository) -> None:
    assert search(repository, 'v1', 'v2', 'edited') == git_history.History(
        {'v1': commit_of(repository, 'HEAD~2'), 'v2': commit_of(repository, 'HEAD~1')}, ''
    )


def test_the_newest_commit_with_a_version_is_named(repository: Repository) -> None:
    repository.commit({JS: 'v1\n'})
    repository.commit({JS: 'v4\n'})
    assert search(repository, 'v1').found == {'v1': commit_of(repository, 'HEAD~1')}


def test_bodies_are_compared_normalised(repository: Repository) -> None:
    repository.commit({JS: b'\xef\xbb\xbf#!/usr/bin/env node\r\na\r\nb\r\n\r\n'})
    assert search(repository, 'a\nb').found == {'a\nb': commit_of(repository, 'HEAD')}


def test_all_refs_count(repository: Repository) -> None:
    repository.git('checkout', '--quiet', '-b', 'other', 'HEAD~2')
    repository.commit({JS: 'on a branch\n'})
    branch = commit_of(repository, 'HEAD')
    repository.git('tag', 'kept')
    repository.commit({JS: 'detached\n'})
    repository.git('checkout', '--quiet', 'main')
    repository.git('branch', '--quiet', '-D', 'other')
    assert search(repository, 'on a branch').found == {'on a branch': branch}


def test_versions_of_a_merged_branch_and_of_the_merge_itself_count(repository: Repository) -> None:
    repository.git('checkout', '--quiet', '-b', 'side', 'HEAD~1')
    repository.commit({JS: 'side\n'})
    repository.git('checkout', '--quiet', 'main')
    assert repository.run('git', 'merge', '--quiet', 'side').status == 1
    repository.commit({JS: 'merged\n'})
    repository.commit({JS: 'after\n'})
    assert set(search(repository, 'side', 'merged', 'v2').found) == {'side', 'merged', 'v2'}


def test_the_index_counts(repository: Repository) -> None:
    (repository.path / JS).write_text('staged\n')
    repository.git('add', '--all')
    (repository.path / JS).write_text('not staged\n')
    assert search(repository, 'staged', 'not staged') == git_history.History({'staged': git_history.INDEX}, '')


def test_renames_are_not_followed(repository: Repository) -> None:
    other = 'n8n-functions/js/other.js'
    repository.git('mv', JS, other)
    repository.commit({})
    assert set(search(repository, 'v1', 'v3', path=other).found) == {'v3'}


def test_a_path_is_no_pattern(repository: Repository) -> None:
    name = 'n8n-functions/js/[c]ount*.js'
    repository.commit({'n8n-functions/js/counter.js': 'counter\n', name: 'starred\n'})
    assert set(search(repository, 'counter', 'starred', path=name).found) == {'starred'}


def test_a_version_in_another_encoding_is_no_empty_body(repository: Repository) -> None:
    repository.commit({JS: b'\xe4\n'})
    repository.commit({JS: 'v4\n'})
    assert search(repository, '') == git_history.History({}, '')


@pytest.mark.parametrize('name', ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_OBJECT_DIRECTORY'])
def test_inherited_variables_do_not_lead_astray(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, str(tmp_path / 'elsewhere'))
    assert set(search(repository, 'v1').found) == {'v1'}


# -- when git cannot know -----------------------------------------------------------------------------------------


def test_no_repository(tmp_path: Path) -> None:
    assert git_history.search(str(tmp_path / JS), frozenset({'v1'})) == git_history.History({}, 'no git repository')


def test_no_git(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('PATH', '')
    assert search(repository, 'v1') == git_history.History({}, 'git is not installed')


def test_an_untracked_file(repository: Repository) -> None:
    other = 'n8n-functions/js/other.js'
    (repository.path / other).write_text('v1\n')
    assert search(repository, 'v1', path=other) == git_history.History({}, 'untracked file')


def test_a_repository_without_commits(tmp_path: Path, git_environment: dict[str, str]) -> None:
    fresh = Repository(tmp_path / 'fresh', git_environment)
    assert search(fresh, 'v1') == git_history.History({}, 'untracked file')


def test_a_broken_repository(repository: Repository) -> None:
    (repository.path / '.git' / 'config').write_text('[core\n')
    assert search(repository, 'v1').found == {}
    assert 'bad config' in search(repository, 'v1').gap


def test_a_shallow_clone_finds_what_it_has(repository: Repository, tmp_path: Path) -> None:
    clone = tmp_path / 'clone'
    repository.git('clone', '--quiet', '--depth=2', repository.path.as_uri(), str(clone))
    found = git_history.search(str(clone / JS), frozenset({'v1', 'v2'}))
    assert found[:2] == ({'v2': commit_of(repository, 'HEAD~1')}, 'shallow clone')


def test_300_versions_take_one_lookup(
    repository: Repository, git_environment: dict[str, str], commands: list[str]
) -> None:
    stream = ''.join(
        f'commit refs/heads/long\ncommitter T <t@localhost> {1_600_000_000 + number} +0000\ndata 0\n'
        f'M 100644 inline {JS}\ndata {len(str(number)) + 1}\n{number}\n\n'
        for number in range(300)
    )
    subprocess.run(
        ['git', 'fast-import', '--quiet'], cwd=repository.path, env=git_environment, input=stream.encode(), check=True
    )
    assert set(search(repository, '0', '299', 'never').found) == {'0', '299'}
    assert commands == ['config', 'rev-parse', 'rev-list', 'diff-tree', 'ls-files', 'cat-file']


# -- when git never answers ---------------------------------------------------------------------------------------


def make_fifo(path: Path) -> None:
    path.unlink(missing_ok=True)
    os.mkfifo(path)


def loose_object(repository: Repository) -> Path:
    name = repository.git('rev-parse', f'HEAD:{JS}').output.strip()
    return Path('objects', name[:2], name[2:])


@posix
@pytest.mark.parametrize(
    ('name', 'command'),
    [
        pytest.param('config', 'config', id='configuration'),
        pytest.param('included', 'config', id='included configuration'),
        pytest.param('HEAD', 'config', id='HEAD'),
        pytest.param('packed-refs', 'rev-list', id='packed-refs'),
        pytest.param('index', 'diff-tree', id='index'),
        pytest.param('', 'cat-file', id='object'),
    ],
)
def test_a_fifo_where_git_expects_a_file_is_an_error_that_names_the_command(
    repository: Repository,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    commands: list[str],
    name: str,
    command: str,
) -> None:
    blocks = [js_node(f'/* #:js:{path} */\nedited\n/* /#:js:{path} */\n{JS_CODE}') for path in (JS, f'{JS[:-3]}2.js')]
    repository.commit({**template(*blocks), f'{JS[:-3]}2.js': 'v1\n'})
    repository.git('config', 'include.path', 'included')
    make_fifo(repository.path / '.git' / (name or loose_object(repository)))
    monkeypatch.chdir(repository.path)
    monkeypatch.setattr(git_history, 'TIMEOUT', 1.0)
    assert cli.main(['resync']) == 1
    assert commands.count(command) == 1  # however many blocks drifted
    output = capsys.readouterr().out
    assert output.count(f'history incomplete (git {command} did not end within 1 s in {repository.path})') == 2
    assert f'{TEMPLATE}:' in output


@posix
def test_init_with_a_clone_whose_git_hangs(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_fifo(repository.path / '.git' / 'config')
    monkeypatch.setattr(git_history, 'TIMEOUT', 1.0)
    assert cli.main(['init', str(tmp_path / 'new'), '--repo', str(repository.path)]) == 2
    expected = f'n8n-code-discipline: git rev-parse did not end within 1 s in {repository.path}\n'
    assert capsys.readouterr() == ('', expected)


@posix
def test_a_git_that_hangs_does_not_outlive_us(repository: Repository) -> None:
    repository.commit(template(js_node(f'/* #:js:{JS} */\nedited\n/* /#:js:{JS} */\n{JS_CODE}')))
    make_fifo(repository.path / '.git' / 'config')
    process = subprocess.Popen([sys.executable, '-m', 'n8n_code_discipline', 'resync'], cwd=repository.path)
    deadline = time.monotonic() + 30
    while not (found := gits_at(repository.path)):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.kill()
    process.wait()
    while found & gits_at(repository.path):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def gits_at(repository: Path) -> set[str]:
    """The ids of the git processes that are asked about a repository."""
    shown = subprocess.run(
        ['ps', '-Aww', '-o', 'pid=,command='], capture_output=True, encoding='utf-8', check=True
    ).stdout
    return {line.split()[0] for line in shown.splitlines() if f'-C {repository} ' in line}


# -- nothing in the repository is run -----------------------------------------------------------------------------


def trap(tmp_path: Path, name: str = 'trap') -> tuple[Path, Path]:
    """A script, and the file that it makes when it is run."""
    sprung = tmp_path / 'sprung'
    script = tmp_path / name
    script.write_text(f'#!/bin/sh\ntouch {shlex.quote(str(sprung))}\nexit 1\n')
    script.chmod(0o755)
    return script, sprung


@posix
def test_a_partial_clone_fetches_nothing(repository: Repository, tmp_path: Path) -> None:
    repository.git('config', 'uploadpack.allowFilter', 'true')
    clone = tmp_path / 'clone'
    repository.git('clone', '--quiet', '--filter=blob:none', repository.path.as_uri(), str(clone))
    script, sprung = trap(tmp_path)
    repository.git('-C', str(clone), 'config', 'remote.origin.uploadpack', str(script))
    # the trap works: git itself runs it for a blob that is missing
    repository.run('git', '-C', str(clone), 'cat-file', '-p', f'HEAD~2:{JS}')
    assert sprung.exists()
    sprung.unlink()
    found = git_history.search(str(clone / JS), frozenset({'v1', 'v3'}))
    assert found == git_history.History({}, 'partial clone')
    assert not sprung.exists()


@posix
def test_a_git_in_the_repository_is_not_run(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, sprung = trap(repository.path, 'git')
    link = tmp_path / 'link'
    link.mkdir()
    (link / 'git').symlink_to(repository.path / 'git')
    path = os.pathsep.join(['', '.', str(repository.path), str(link), os.environ['PATH']])
    monkeypatch.setenv('PATH', path)
    monkeypatch.chdir(repository.path)
    assert set(search(repository, 'v1').found) == {'v1'}
    assert not sprung.exists()
    assert git_history.find_binary(str(repository.path)) == shutil.which('git', path=path.rpartition(str(link))[2][1:])
