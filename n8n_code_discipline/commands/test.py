"""``test``: compile the JavaScript of Code nodes, run the paired tests. It runs the user's code; nothing else does."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from collections.abc import Sequence
from typing import TYPE_CHECKING

from n8n_code_discipline import registry
from n8n_code_discipline.commands.shared import workspace_root
from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.diagnostic import Diagnostic
from n8n_code_discipline.diagnostic import sort_key
from n8n_code_discipline.documents.code_node import code_nodes
from n8n_code_discipline.linter import engine
from n8n_code_discipline.linter.findings import diagnostic
from n8n_code_discipline.linter.loader import Loader
from n8n_code_discipline.registry import Selection
from n8n_code_discipline.reporters import Facts
from n8n_code_discipline.reporters import text as text_reporter
from n8n_code_discipline.testing import runners
from n8n_code_discipline.testing import suites
from n8n_code_discipline.testing import v8
from n8n_code_discipline.text import count
from n8n_code_discipline.text import printable
from n8n_code_discipline.workspace import layout
from n8n_code_discipline.workspace import writing

if TYPE_CHECKING:
    from n8n_code_discipline.documents.function_file import FunctionFile
    from n8n_code_discipline.documents.paired_test import PairedTest
    from n8n_code_discipline.documents.template import Template
    from n8n_code_discipline.testing.runners import Results
    from n8n_code_discipline.testing.suites import FileResult
    from n8n_code_discipline.testing.suites import Suite
    from n8n_code_discipline.testing.v8 import Body
    from n8n_code_discipline.testing.v8 import Verdict
    from n8n_code_discipline.workspace.files import Source

DEFAULT_TIMEOUT = 120.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.description = (
        'Compile the JavaScript of Code nodes with node, then run the paired tests with node --test and pytest. '
        'This runs the code of the function files and of the tests.'
    )
    parser.add_argument(
        'paths',
        nargs='*',
        metavar='PATH',
        help='function files, tests, templates or directories; none: all tests of the workspaces at or below this one',
    )
    parser.add_argument('--filter', default='', metavar='TEXT', help='run only the cases whose name contains TEXT')
    parser.add_argument('--junit', metavar='FILE', help='write the results of both runners as one JUnit file')
    parser.add_argument(
        '--timeout',
        type=seconds,
        default=DEFAULT_TIMEOUT,
        metavar='SECONDS',
        help=f'stop a runner, and all that it started, after this time (default: {DEFAULT_TIMEOUT:g})',
    )
    parser.add_argument('--workspace', type=workspace_root, metavar='DIR', help='the workspace of every file')


def seconds(text: str) -> float:
    """Read a time limit. Raises ArgumentTypeError for anything but a positive number."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float('inf'):
        raise argparse.ArgumentTypeError(f'not a positive number of seconds: {text!r}')
    return value


def run(arguments: argparse.Namespace) -> int:
    """Compile, run, print the summary, return the exit status."""
    session = _Session(arguments)
    paths = suites.with_dependents(arguments.paths, session.cwd)
    loaded = suites.load(paths, session.settings)
    session.errors += loaded.errors
    if loaded.skipped:
        print(f'skipped {count(loaded.skipped, "file")}: no n8n workflow, function file or test', file=sys.stderr)
    session.find_irregular(loaded.functions, loaded.tests)
    session.find_untested(loaded.functions)
    session.compile(loaded.templates, needs_node=any(test.language == 'js' for test in loaded.tests))
    if not loaded.tests and not session.untested and not session.errors:
        session.nothing_to_test(paths)
    for suite in suites.suites(test for test in loaded.tests if test.path not in session.irregular):
        signal = session.test(suite)
        if signal:
            return 128 + signal
    return session.conclude()


class _Session:
    """One run: what was found, what ran, what could not be done."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.arguments = arguments
        self.cwd = os.getcwd()
        self.settings = Settings(self.cwd, arguments.workspace, Selection(select=('NCD401', 'NCD405')))
        self.node = ('', '')  # its path and version
        self.findings: list[Diagnostic] = []
        self.errors: list[str] = []
        self.irregular: set[str] = set()
        self.untested: list[FunctionFile] = []
        self.results: list[FileResult] = []

    def find_irregular(self, functions: Iterable[FunctionFile], tests: Iterable[PairedTest]) -> None:
        """Note what is no regular file, with the tests that load it: a runner may wait for a FIFO for ever."""
        for function in functions:
            if self._is_irregular(function.source) and function.test_path:
                self.irregular.add(function.test_path)
        self.irregular.update(test.path for test in tests if self._is_irregular(test.source))
        for path, affected in suites.blocking_files(tests).items():
            self.errors.append(f'{layout.display(self.cwd, path)}: not a regular file, and a test runner would read it')
            self.irregular.update(affected)

    def _is_irregular(self, source: Source) -> bool:
        if not source.problem or os.path.isfile(source.path):
            return False
        self.errors.append(f'{layout.display(self.cwd, source.path)}: {source.problem}')
        return True

    def find_untested(self, functions: Iterable[FunctionFile]) -> None:
        """Note the function files that have no paired test."""
        self.untested += (function for function in functions if function.test_path is None)
        self.findings += engine.check_documents(self.untested)

    def nothing_to_test(self, paths: Sequence[str]) -> None:
        """Say so; where tests were to be expected, it is an error."""
        message = 'nothing to test: no function file and no paired test'
        if not paths:
            self.errors.append(f'{message} in {self.cwd}; n8n-code-discipline new js NAME writes both')
        elif any(os.path.isdir(path) for path in paths):
            self.errors.append(f'{message} in {", ".join(paths)}')
        else:
            print(f'{message} among the given files', file=sys.stderr)

    def compile(self, templates: Iterable[Template], *, needs_node: bool) -> None:
        """Look for node, and let it compile the JavaScript of the templates."""
        bodies = []
        for template in templates:
            shown = layout.display(self.cwd, template.path)
            if not template.readable:
                why = self.settings.command('check', path=template.path)
                self.errors.append(f'{shown}: cannot be read; {why} tells why')
            for node in code_nodes(template):
                body = v8.hydrated(node)
                if body is not None:
                    bodies.append(body)
                elif node.language == 'js':
                    why = self.settings.command('check', path=template.path)
                    note = f'{shown}: {node.label} is not compiled, hydrate would refuse it; {why} tells why'
                    print(printable(note), file=sys.stderr)
        verdict = self._choose_node(bodies) if bodies or needs_node else None
        if bodies and verdict is not None:
            print(f'JavaScript: {count(len(bodies), "Code node")} compiled by node {verdict.version}')
            rule = registry.find('NCD005')
            assert rule is not None
            self.findings += (
                diagnostic(rule, finding, body.node.template) for body, finding in v8.findings(bodies, verdict)
            )

    def _choose_node(self, bodies: Sequence[Body]) -> Verdict | None:
        """Return what the first node that is new enough says about the bodies."""
        unfit = ''
        for path in runners.nodes():
            try:
                verdict = v8.judge(path, bodies, runners.environment(), self.arguments.timeout)
            except OSError as error:
                unfit += f'; {error}'
                continue
            if runners.major(verdict.version) >= runners.OLDEST_NODE:
                self.node = (path, verdict.version)
                return verdict
            unfit += f'; {path} is {verdict.version}'
        self.errors.append(suites.missing_node(unfit))
        return None

    def test(self, suite: Suite) -> int:
        """Run a suite; return the number of the signal that stopped it, 0 for none."""
        results = self._run(suite)
        if results is None:
            return 0
        if results.problem:
            self.errors.append(f'{layout.display(self.cwd, suite.root)}: {results.problem}')
            return results.ended.signal
        judged = tuple(suites.file_results(suite, results, self.arguments.filter, self.arguments.timeout))
        self.results += judged
        if results.ended.status not in (0, runners.PYTEST_COLLECTED_NOTHING) and _all_passed(judged):
            runner = suites.RUNNERS[suite.language]
            self.errors.append(f'{runner} ended with exit status {results.ended.status}, though no test failed')
        failed = [result.path for result in judged if result.verdict == 'failed']
        # the likely reason, whichever way node words it
        self.findings += engine.check_documents(Loader(self.settings).packages(failed))
        if suite.language == 'py' and failed:
            self._hint_at_conftest(suite.root)
        return results.ended.signal

    def _run(self, suite: Suite) -> Results | None:
        paths = tuple(test.path for test in suite.tests)
        request = runners.Request(suite.root, paths, self.arguments.filter, self.arguments.timeout)
        heading = f'{layout.LANGUAGE_NAMES[suite.language]}: {count(len(paths), "test file")} in '
        heading += printable(layout.display(self.cwd, suite.root))
        if suite.language == 'js':
            node, version = self.node
            if not node:
                return None  # said before
            print(f'{heading}, node --test ({version})')
            return runners.run_node(node, version, request)
        command = runners.pytest_command()
        if not command:
            self.errors.append(suites.missing_pytest())
            return None
        print(f'{heading}, pytest')
        return runners.run_pytest(command, request)

    def _hint_at_conftest(self, root: str) -> None:
        path = os.path.join(root, layout.TESTS, 'conftest.py')
        if not os.path.exists(path):
            shown = printable(layout.display(self.cwd, path))
            print(
                f'{shown} is missing: it puts {layout.FUNCTIONS}/py on the import path of the tests; '
                f'n8n-code-discipline init writes it',
                file=sys.stderr,
            )

    def conclude(self) -> int:
        """Print what was found and the summary, write the JUnit file, return the exit status."""
        text = self.arguments.filter
        if text and not any(result.cases for result in self.results) and not self.errors:
            self.errors.append(f'no test case has {text!r} in its name')
        if self.results:
            print()  # a runner that was stopped may have left its line unfinished
        sys.stdout.write(text_reporter.render(sorted(self.findings, key=sort_key), Facts()))
        for result in self.results:
            if result.remark:
                print(printable(f'{layout.display(self.cwd, result.path)}: {result.remark}'))
        for line in suites.summary(self.results, [function.language for function in self.untested]):
            print(line)
        self._write_junit()
        sys.stdout.flush()
        for error in self.errors:
            print(printable(error), file=sys.stderr)
        if self.errors:
            return 2
        return 1 if self.findings or not _all_passed(self.results) else 0

    def _write_junit(self) -> None:
        if not self.arguments.junit:
            return
        from n8n_code_discipline.testing import junit

        cases = suites.junit_suites(self.results, self.findings, self.cwd)
        try:
            writing.write_output(os.path.abspath(self.arguments.junit), junit.render(cases, self.cwd))
        except writing.WriteError as error:
            self.errors.append(f'{self.arguments.junit} {error}')


def _all_passed(results: Iterable[FileResult]) -> bool:
    return all(result.verdict in ('passed', 'todo') for result in results)
