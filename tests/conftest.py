"""Fixtures that several test modules share."""

import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import eslint_scope as scope_manager
import hypothesis
import pytest
from eslint_scope import EslintScope
from github_action import outputs, run_step
from installation import Installation
from repositories import Consumer, Repository
from support import REPOSITORY

# who starts the tests in the background may let them, and all that they start, ignore Ctrl-C and a closed terminal
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
if sys.platform != 'win32' and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


# how long an example takes is the machine's matter, and an example cleans up after itself
hypothesis.settings.register_profile(
    'tests',
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.function_scoped_fixture],
)
hypothesis.settings.load_profile('tests')


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the tests that install the project's hooks first, one after the other, then the other slow ones.

    pre-commit lets only one process install at a time. At the end all processes share short tests.
    """
    installing = [item for item in items if 'hook_repository' in getattr(item, 'fixturenames', ())]
    for item in installing:
        item.add_marker(pytest.mark.slow)
    slow = [item for item in items if item.get_closest_marker('slow') and item not in installing]
    fast = [item for item in items if not item.get_closest_marker('slow')]
    items[:] = [*installing, *slow, *fast]


# what coverage.py leaves in the environment to measure child processes too
MEASURE = 'COVERAGE_PROCESS_CONFIG'


@pytest.fixture(scope='session', autouse=True)
def coverage_of_children() -> str | None:
    """Take away what measures child processes, and return it: it doubles the time in which Python starts.

    Nor does the pytest of the command `test` load the plugins that are installed for these tests: they take 0.8 s.
    """
    os.environ['PYTEST_DISABLE_PLUGIN_AUTOLOAD'] = '1'
    return os.environ.pop(MEASURE, None)


@pytest.fixture
def measured_children(coverage_of_children: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Measure what child processes of this test run."""
    if coverage_of_children:
        monkeypatch.setenv(MEASURE, coverage_of_children)


@pytest.fixture(scope='session')
def of_all_processes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory that the processes of pytest-xdist share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if 'PYTEST_XDIST_WORKER' in os.environ else own


@pytest.fixture(scope='session')
def git_environment(of_all_processes: Path) -> dict[str, str]:
    """An environment for git and pre-commit: own home, own cache, no settings of the user or of a running hook."""
    home = of_all_processes / 'home'
    home.mkdir(exist_ok=True)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(('GIT_', 'PRE_COMMIT'))}
    return {
        **inherited,
        'HOME': str(home),
        'GIT_CONFIG_GLOBAL': os.devnull,
        'GIT_CONFIG_NOSYSTEM': '1',
        'GIT_AUTHOR_NAME': 'Test',
        'GIT_AUTHOR_EMAIL': 'test@localhost',
        'GIT_COMMITTER_NAME': 'Test',
        'GIT_COMMITTER_EMAIL': 'test@localhost',
        'PRE_COMMIT_HOME': str(home / 'pre-commit'),
        'PRE_COMMIT_COLOR': 'never',
        'PIP_DISABLE_PIP_VERSION_CHECK': '1',
        'PIP_NO_COMPILE': '0',  # as --no-compile: pip reads 0 as the value of `compile`
        'VIRTUALENV_SYMLINK_APP_DATA': '1',  # all environments share one compiled pip
    }


@pytest.fixture(scope='session')
def hook_repository(
    tmp_path_factory: pytest.TempPathFactory, of_all_processes: Path, git_environment: dict[str, str]
) -> Repository:
    """This project as it is in the working tree, as a repository with one commit: what a user pins.

    It is the same for all processes, so that pre-commit, which locks its cache, installs each of its hooks once.
    """
    listed = subprocess.run(
        ['git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        check=True,
    )
    target = tmp_path_factory.mktemp('project') / 'n8n-code-discipline'
    for name in filter(None, listed.stdout.decode().split('\0')):
        if (REPOSITORY / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(REPOSITORY / name, target / name)
    assert Repository(target, git_environment).commit({}).status == 0
    shared = of_all_processes / 'project' / target.name
    shared.parent.mkdir(exist_ok=True)
    with suppress(OSError):  # another process was quicker
        target.rename(shared)
    return Repository(shared, git_environment)


@pytest.fixture(scope='session')
def hook_repository_path(hook_repository: Repository) -> Path:
    """Return the path of ``hook_repository``: a clean copy of the project that may be built."""
    return hook_repository.path


@pytest.fixture(scope='session')
def built(tmp_path_factory: pytest.TempPathFactory, hook_repository_path: Path) -> Path:
    """A directory with the sdist and the wheel, as a release makes them: the wheel is built from the sdist."""
    target = tmp_path_factory.mktemp('dist')
    command = [sys.executable, '-m', 'build', '--outdir', str(target), str(hook_repository_path)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return target


@pytest.fixture(scope='session')
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program in an environment of its own: action.yml installed the wheel in place of its own checkout."""
    directory = tmp_path_factory.mktemp('action')
    (wheel,) = built.glob('*.whl')
    environment = {'RUNNER_TEMP': str(directory), 'GITHUB_ACTION_PATH': str(wheel)}
    status, printed = run_step('install', directory, {}, environment)
    assert status == 0, printed
    return Path(outputs(directory)['program'])


@pytest.fixture
def consumer(tmp_path: Path, git_environment: dict[str, str], hook_repository: Repository) -> Consumer:
    """A user's repository, empty."""
    return Consumer(tmp_path / 'user', git_environment, hook_repository)


@pytest.fixture(scope='session')
def n8n(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """The n8n that N8N_BIN names, with a home of its own."""
    program = os.environ.get('N8N_BIN')
    if not program:
        pytest.skip('N8N_BIN names no n8n (tests/n8n/README.md tells how to install one)')
    return Installation(os.path.abspath(program), tmp_path_factory.mktemp('n8n'))


@pytest.fixture(scope='session')
def eslint_scope(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> EslintScope:
    """The scope manager of ESLint, installed once for all runs."""
    cache = getattr(request.config, 'cache', None)
    return scope_manager.install(cache.mkdir('eslint-scope') if cache else tmp_path_factory.mktemp('eslint-scope'))


@pytest.fixture
def confined(tmp_path: Path) -> Path:
    """A workspace with files, symlinks that stay in it and symlinks that do not."""
    root = tmp_path / 'root'
    for path in (root / 'deep' / 'a.txt', root / '.env', tmp_path / 'outside' / 'a.txt'):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('secret' if path.parent.name != 'deep' else 'text')
    try:
        (root / 'inside').symlink_to('deep')
        (root / 'out').symlink_to('../outside')
        (root / 'deep' / 'out.txt').symlink_to('../../outside/a.txt')
        (root / 'deep' / 'env.txt').symlink_to('../.env')
        (tmp_path / 'link').symlink_to('root')
    except OSError:
        pytest.skip('needs symlinks')
    return root
