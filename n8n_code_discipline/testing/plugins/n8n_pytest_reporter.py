"""A pytest plugin that writes events to a file; it imports only the standard library and pytest.

The events are written through a file that stays open, by functions bound beforehand: fixtures may replace
``builtins.open`` or ``json.dumps`` while their tests run.
"""

from __future__ import annotations

from collections import Counter
from json import JSONEncoder
from typing import Any

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options for the file of events and the filter."""
    group = parser.getgroup('n8n-code-discipline')
    group.addoption('--n8n-events', required=True, metavar='FILE', help='append one JSON object per event to FILE')
    group.addoption('--n8n-filter', default='', metavar='TEXT', help='run the cases whose name contains TEXT')


def pytest_configure(config: pytest.Config) -> None:
    """Register the reporter."""
    config.pluginmanager.register(Reporter(config.getoption('--n8n-events')))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the cases that the filter does not match."""
    wanted = config.getoption('--n8n-filter').casefold()
    selected = [item for item in items if wanted in item.nodeid.partition('::')[2].casefold()]
    if len(selected) < len(items):
        config.hook.pytest_deselected(items=[item for item in items if item not in selected])
        items[:] = selected


def _message(report: pytest.TestReport | pytest.CollectReport, outcome: str) -> str:
    return '' if outcome == 'passed' else _skip_reason(report) or report.longreprtext


def _skip_reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    if not report.skipped or not isinstance(report.longrepr, tuple):
        return ''
    return report.longrepr[2].removeprefix('Skipped: ')


class Reporter:
    """Writes an event for every finished case, and for every file whose cases have all finished."""

    def __init__(self, events: str) -> None:
        self.events = open(events, 'a', encoding='utf-8')  # noqa: SIM115
        self.encode = JSONEncoder().encode
        self.files: list[str] = []
        self.pending: Counter[str] = Counter()
        self.phases: list[pytest.TestReport] = []

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Record a collected file, or one that cannot be collected."""
        if '::' not in report.nodeid and report.nodeid.endswith('.py') and report.passed:
            self.files.append(report.nodeid)
        elif not report.passed:
            self._write_case(report, 'failed' if report.failed else 'skipped', 0.0)
            self._write('file', report.nodeid)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Count the cases of every file; a file without cases is finished."""
        self.pending.update(item.nodeid.partition('::')[0] for item in session.items)
        for file in self.files:
            if file not in self.pending:
                self._write('file', file)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Write a case after its last phase: setup, call, teardown."""
        self.phases.append(report)
        if report.when != 'teardown':
            return
        shown = next((phase for phase in self.phases if phase.failed), report)
        # a case that ran to its end is not skipped because one of its subtests was
        if not shown.failed and not any(phase.passed and phase.when == 'call' for phase in self.phases):
            shown = next((phase for phase in self.phases if phase.skipped), report)
        self._write_case(shown, shown.outcome, sum(phase.duration for phase in self.phases))
        self.phases = []
        file = report.nodeid.partition('::')[0]
        self.pending[file] -= 1
        if not self.pending[file]:
            self._write('file', file)

    def _write_case(self, report: pytest.TestReport | pytest.CollectReport, outcome: str, seconds: float) -> None:
        if outcome == 'skipped' and _skip_reason(report).casefold().startswith('todo'):
            outcome = 'todo'
        file, _, names = report.nodeid.partition('::')
        names, bracket, parameters = names.partition('[')
        *suite, name = names.split('::')
        line = report.location[1] if report.location else None
        self._write(
            'case',
            file,
            line=1 if line is None else line + 1,
            suite=suite,
            name=name + bracket + parameters,
            seconds=seconds,
            outcome=outcome,
            message=_message(report, outcome),
        )

    def _write(self, event: str, file: str, **data: Any) -> None:
        self.events.write(self.encode({'event': event, 'file': file, **data}) + '\n')
        self.events.flush()
