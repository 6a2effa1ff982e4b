"""``test``: compile the JavaScript of Code nodes and run the paired tests. No other command runs the user's code."""

import argparse
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from n8n_code_discipline import registry, reporters
from n8n_code_discipline.commands.shared import (
    Progress,
    add_ignore_missing,
    add_verbose,
    covered_nodes,
    fail,
    print_report,
    warn,
    workspace_root,
)
from n8n_code_discipline.config.resolver import Resolver
from n8n_code_discipline.config.settings import ConfigError, Settings
from n8n_code_discipline.diagnostic import Diagnostic, Finding, sort_key
from n8n_code_discipline.documents.code_node import code_nodes
from n8n_code_discipline.documents.function_file import FunctionFile
from n8n_code_discipline.documents.template import Template
from n8n_code_discipline.linter import engine
from n8n_code_discipline.linter.findings import diagnostic
from n8n_code_discipline.linter.loader import Loader
from n8n_code_discipline.testing import runners, suites, v8
from n8n_code_discipline.text import count, printable
from n8n_code_discipline.workspace import layout

DEFAULT_TIMEOUT = 120.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.description = (
        'Compile the JavaScript of Code nodes with node, then run the paired tests with node --test and pytest. '
        'This runs the code of the function files and of the tests.'
    )
    add = parser.add_argument
    add('paths', nargs='*', metavar='PATH', help='files or directories (default: all workspaces here and below)')
    add('--filter', default='', metavar='TEXT', help='run only the cases whose name contains TEXT')
    add('--junit', metavar='FILE', help='write the results of both runners as one JUnit file')
    limit = f'stop a runner and everything it started after this time (default: {DEFAULT_TIMEOUT:g})'
    add('--timeout', type=seconds, default=DEFAULT_TIMEOUT, metavar='SECONDS', help=limit)
    add_verbose(parser)
    add('--workspace', type=workspace_root, metavar='DIR', help='the workspace root of every file')
    add_ignore_missing(parser)


def seconds(text: str) -> float:
    """Parse a time limit. Raises ArgumentTypeError for any text but a positive number."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float('inf'):
        raise argparse.ArgumentTypeError(f'not a positive number of seconds: {text!r}')
    return value


def run(arguments: argparse.Namespace) -> int:
    """Compile, run the tests, print the summary, return the exit status."""
    session = _Session(arguments)
    progress = Progress()
    loaded = suites.load(arguments.paths, session.settings, progress)
    session.errors += loaded.errors
    if arguments.verbose:
        warn(*(f'skipped {line}' for line in loaded.skipped))
    elif loaded.skipped:
        warn(f'skipped {count(len(loaded.skipped), "file")}: no n8n workflow, function file or test')
    blocked = suites.blocking_files(loaded.tests)
    session.errors += sorted(
        f'{layout.display(session.cwd, path)}: not a regular file, but a test runner would read it'
        for path in set(chain(*blocked.values()))
    )
    session.untested += (function for function in loaded.functions if function.test_path is None)
    session.findings += engine.check_documents(session.untested)
    with progress.phase('compiling'):
        bodies = list(session.bodies(loaded.templates))
        if bodies or any(test.language == 'js' for test in loaded.tests):
            session.compile(bodies)
    if not loaded.tests and not session.untested and not session.errors:
        session.report_nothing_to_test(arguments.paths)
    tests = (test for test in loaded.tests if test.path not in blocked)
    for suite in suites.suites(tests, arguments.filter, arguments.timeout):
        with progress.phase(suites.RUNNERS[suite.language]):
            session.test(suite)
    status = session.finish()
    if arguments.verbose:
        warn(*progress.times())
    return status


class _Session:
    """One run: its findings, results and errors."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.arguments = arguments
        self.cwd = os.getcwd()
        self.settings = Settings(self.cwd, arguments.workspace, registry.Selection(select=('NCD401', 'NCD405')))
        self.node = ('', '')  # its path and version
        self.findings: list[Diagnostic] = []
        self.errors: list[str] = []
        self.untested: list[FunctionFile] = []  # without a paired test
        self.results: list[suites.FileResult] = []

    def report_nothing_to_test(self, paths: Sequence[str]) -> None:
        """Report that there are no tests; it is an error unless only files were given."""
        message = 'nothing to test: no function file and no paired test'
        if not paths or any(map(os.path.isdir, paths)):
            self.errors.append(
                f'{message} in {", ".join(paths) or self.cwd}; n8n-code-discipline new js NAME writes both'
            )
        else:
            warn(f'{message} among the given files')

    def bodies(self, templates: Iterable[Template]) -> Iterator[v8.HydratedBody]:
        """Yield the JavaScript of the templates as n8n would run it; report what cannot be compiled."""
        for template in templates:
            shown = layout.display(self.cwd, template.path)
            check = self.settings.command('check', path=template.path)
            if not template.readable:
                self.errors.append(f'{shown}: cannot be read; {check} explains why')
            for node in code_nodes(template):
                body = v8.hydrated_script(node)
                if body is not None:
                    yield body
                elif node.language == 'js':
                    warn(f'{shown}: {node.label} is not compiled because hydrate rejects it; {check} explains why')

    def compile(self, bodies: Sequence[v8.HydratedBody]) -> None:
        """Find the first node that is new enough, and compile the bodies with it."""
        unfit = ''
        for path in runners.nodes():
            try:
                version, errors = v8.compile_bodies(path, bodies, runners.environment(), self.arguments.timeout)
            except OSError as error:
                unfit += f'; {error}'
                continue
            if runners.major(version) < runners.OLDEST_NODE:
                unfit += f'; {path} is {version}'
                continue
            self.node = (path, version)
            if bodies:
                print(f'JavaScript: {count(len(bodies), "Code node")} compiled by node {version}')
                self.findings += self._not_covered(v8.findings(bodies, version, errors))
            return
        self.errors.append(suites.node_not_found_message(unfit, is_hook=self.arguments.is_hook))

    def _not_covered(self, found: Sequence[tuple[v8.HydratedBody, Finding]]) -> Iterator[Diagnostic]:
        """Yield the errors of V8 in nodes whose code no baseline covers."""
        if not found:
            return
        (rule,) = registry.find_all('NCD005')
        settings = self.settings._replace(selection=registry.Selection())
        templates = {body.node.template.path for body, _ in found}
        covered = covered_nodes(
            templates, settings, Resolver(self.cwd, settings.workspace, {}).settings, 'NCD005', 'NCD103'
        )
        for body, finding in found:
            item = diagnostic(rule, finding, body.node.template)
            if (item.path, item.node) not in covered:
                yield item

    def test(self, suite: runners.Suite) -> None:
        """Run a suite."""
        results = self._run(suite)
        if results is None:
            return
        if results.problem:
            self.errors.append(f'{layout.display(self.cwd, suite.root)}: {results.problem}')
            return
        tested = list(suites.file_results(suite, results))
        self.results += tested
        if results.status not in (None, 0, runners.PYTEST_COLLECTED_NOTHING) and _all_passed(tested):
            runner = suites.RUNNERS[suite.language]
            self.errors.append(f'{runner} ended with exit status {results.status}, though no test failed')
        failed = [result.path for result in tested if result.status == 'failed']
        # the likely reason for a failure
        self.findings += engine.check_documents(Loader(self.settings).packages(failed))
        conftest = os.path.join(suite.root, layout.TESTS, 'conftest.py')
        if suite.language == 'py' and failed and not os.path.exists(conftest):
            warn(
                f'{layout.display(self.cwd, conftest)} is missing: it puts {layout.FUNCTIONS}/py on the import path of '
                f'the tests; n8n-code-discipline init writes it'
            )

    def _run(self, suite: runners.Suite) -> runners.Results | None:
        heading = f'{layout.LANGUAGE_NAMES[suite.language]}: {count(len(suite.tests), "test file")} in '
        heading += printable(layout.display(self.cwd, suite.root))
        if suite.language == 'js':
            node, version = self.node
            if not node:
                return None  # reported by compile
            print(f'{heading}, node --test ({version})')
            return runners.run_node(node, version, suite)
        command = runners.pytest_command()
        if not command:
            self.errors.append(suites.pytest_not_found_message(is_hook=self.arguments.is_hook))
            return None
        print(f'{heading}, pytest')
        return runners.run_pytest(command, suite)

    def finish(self) -> int:
        """Print findings and summary, write the JUnit file, return the exit status."""
        text = self.arguments.filter
        if text and not any(result.cases for result in self.results) and not self.errors:
            self.errors.append(f'no test case has {text!r} in its name')
        if self.results:
            print()  # a runner that was stopped may have left its line unfinished
        sys.stdout.write(reporters.render('text', sorted(self.findings, key=sort_key), reporters.RenderOptions()))
        for result in self.results:
            if result.message:
                print(printable(f'{layout.display(self.cwd, result.path)}: {result.message}'))
        for line in suites.summary(self.results, [function.language for function in self.untested]):
            print(line)
        if self.arguments.junit:
            from n8n_code_discipline.testing import junit

            try:
                print_report(junit.render(self.results, self.findings, self.cwd), self.arguments.junit)
            except ConfigError as error:
                self.errors += error.problems
        if self.errors:
            return fail(*self.errors)
        return 1 if self.findings or not _all_passed(self.results) else 0


def _all_passed(results: Iterable[suites.FileResult]) -> bool:
    return all(result.status in ('passed', 'todo') for result in results)
