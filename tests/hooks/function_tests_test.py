"""The hook ``n8n-function-tests`` through the real pre-commit, with no pytest but its own."""

import shutil
import sys
from pathlib import Path

import node
import pytest
from n8n_code_discipline.hooks import function_tests
from repositories import Consumer, Result
from support import JS, JS_CODE, PY_TEST, WORKSPACE, js_node, template, write

HOOK = 'n8n-function-tests'
CLEAN = {
    **WORKSPACE,
    **template(js_node(JS_CODE)),
    'n8n-functions-tests/conftest.py': 'import sys\nfrom pathlib import Path\n'
    'sys.path.insert(0, str(Path(__file__).parent.parent / "n8n-functions" / "py"))\n',
}
JS_PASSED = 'JavaScript  files: 1 passed, 0 failed, 0 missing  cases: 1 passed, 0 failed, 0 skipped'
PY_PASSED = 'Python      files: 1 passed, 0 failed, 0 missing  cases: 1 passed, 0 failed, 0 skipped'

pytestmark = pytest.mark.skipif(sys.platform == 'win32', reason='makes a PATH of symlinks')


@pytest.mark.slow
def test_the_hook_is_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, CLEAN)
    monkeypatch.chdir(tmp_path)
    assert function_tests.main([PY_TEST]) == 0
    assert capfd.readouterr().out.endswith(f'{PY_PASSED}\n')
    monkeypatch.setattr(sys, 'argv', ['n8n-function-tests', PY_TEST, '--filter', 'nothing of the kind'])
    assert function_tests.main() == 2


@pytest.fixture
def user(consumer: Consumer, tmp_path: Path) -> Consumer:
    """A user's repository on a machine that has Python, git, what git needs, and nothing else."""
    programs = tmp_path / 'programs'
    programs.mkdir()
    for name in ('git', 'sh', 'basename', 'sed', 'uname'):
        (programs / name).symlink_to(shutil.which(name) or '')
    python = Path(sys.executable).resolve()
    (programs / python.name).symlink_to(python)
    consumer.environment['PATH'] = str(programs)
    return consumer


def run(user: Consumer, *arguments: str) -> Result:
    return user.pre_commit('run', HOOK, '--verbose', *arguments)


def configure(user: Consumer, dependencies: str) -> None:
    """Use the hook with a list of packages of the user's own."""
    user.use(HOOK)
    path = user.path / '.pre-commit-config.yaml'
    path.write_text(f'{path.read_text()}        additional_dependencies: {dependencies}\n')


def test_the_hook_brings_its_pytest_and_takes_the_node_on_path(user: Consumer) -> None:
    user.use(HOOK)
    Path(user.environment['PATH'], 'node').symlink_to(node.binary() or '')
    write(user.path, CLEAN)
    user.git('add', '--all')
    passed = run(user)
    assert passed.status == 0, passed.output
    assert JS_PASSED in passed.output
    assert PY_PASSED in passed.output
    assert 'JavaScript: 1 Code node compiled by node v' in passed.output

    write(user.path, {PY_TEST: WORKSPACE[PY_TEST].replace('"a": 1', '"a": 2')})
    user.git('add', '--all')
    failed = run(user)
    assert failed.status == 1
    assert 'Python      files: 0 passed, 1 failed, 0 missing  cases: 0 passed, 1 failed, 0 skipped' in failed.output
    assert run(user, '--files', JS).status == 0  # only the tests of the given files
    for stage in ('pre-push', 'manual'):
        assert run(user, '--all-files', '--hook-stage', stage).status == 1


def test_no_node_is_one_line_and_the_line_brings_one(user: Consumer, tmp_path: Path) -> None:
    user.use(HOOK)
    write(user.path, {**CLEAN, PY_TEST: WORKSPACE[PY_TEST].replace('{"a": 1}', '{__import__("category").NAME: 1}')})
    user.git('add', '--all')
    stopped = run(user)
    assert '- exit code: 2\n' in stopped.output
    (line,) = (line for line in stopped.output.splitlines() if 'cannot be tested' in line)
    assert line.startswith(
        'JavaScript cannot be tested: node 20 or newer is needed; install it from https://nodejs.org'
    )
    _, _, addition = line.partition('add to the hook in .pre-commit-config.yaml: ')
    assert addition.startswith('additional_dependencies: [')
    # with a package of the user's own
    package = tmp_path / 'category'
    write(package, {'setup.py': 'import setuptools\nsetuptools.setup(name="category", py_modules=["category"])\n'})
    write(package, {'category.py': 'NAME = "a"\n'})
    configure(user, f"{addition.removeprefix('additional_dependencies: ').removesuffix(']')}, '{package}']")
    user.git('add', '--all')
    passed = run(user)
    assert passed.status == 0, passed.output
    assert JS_PASSED in passed.output
    assert PY_PASSED in passed.output


def test_a_list_of_the_users_own_without_the_extra(user: Consumer) -> None:
    configure(user, '[]')
    write(user.path, CLEAN)
    user.git('add', '--all')
    stopped = run(user)
    assert stopped.status == 1
    assert '- exit code: 2\n' in stopped.output
    assert 'JavaScript cannot be tested: node 20 or newer is needed' in stopped.output
    assert 'Python cannot be tested: pytest is not installed; add to the hook in .pre-commit-conf' in stopped.output
