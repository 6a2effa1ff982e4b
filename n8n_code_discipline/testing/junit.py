"""Render the test cases of several runners as one JUnit file.

The elements and attributes are those of https://github.com/jenkinsci/xunit-plugin (junit-10.xsd).
"""

import os
from collections.abc import Iterable, Sequence
from xml.etree import ElementTree

from n8n_code_discipline.diagnostic import Diagnostic
from n8n_code_discipline.reporters.junit import SUITE, document
from n8n_code_discipline.testing.runners import Case
from n8n_code_discipline.testing.suites import FileResult
from n8n_code_discipline.workspace.layout import LANGUAGE_NAMES, display


def render(results: Iterable[FileResult], findings: Iterable[Diagnostic], cwd: str) -> str:
    """Return the XML document: a suite for each language, and one for findings, which are failed cases.

    Paths are relative to ``cwd``.
    """
    suites: dict[str, list[Case]] = {name: [] for name in LANGUAGE_NAMES.values()}
    for result in results:
        cases = suites[LANGUAGE_NAMES[result.language]]
        cases += result.cases
        if result.status == 'not run':
            cases.append(Case(result.path, 1, (), '', 0.0, 'failed', result.message))
    suites[SUITE] = [
        Case(os.path.join(cwd, item.path), item.line, (), f'{item.code} {item.name}', 0.0, 'failed', item.message)
        for item in findings
    ]
    root = ElementTree.Element('testsuites', _totals([case for cases in suites.values() for case in cases]))
    for name, cases in suites.items():
        if not cases:
            continue
        suite = ElementTree.SubElement(root, 'testsuite', {'name': name, **_totals(cases)})
        todo = sum(case.outcome == 'todo' for case in cases)
        if todo:
            properties = ElementTree.SubElement(suite, 'properties')
            ElementTree.SubElement(properties, 'property', {'name': 'todo', 'value': str(todo)})
        for case in cases:
            _add(suite, case, cwd)
    return document(root)


def _totals(cases: Sequence[Case]) -> dict[str, str]:
    return {
        'tests': str(len(cases)),
        'failures': str(sum(case.outcome == 'failed' for case in cases)),
        'errors': '0',
        'skipped': str(sum(case.outcome in ('skipped', 'todo') for case in cases)),
        'time': f'{sum(case.seconds for case in cases):.6f}',
    }


def _add(suite: ElementTree.Element, case: Case, cwd: str) -> None:
    file = display(cwd, case.file)
    attributes = {
        'classname': file,
        'name': ' > '.join(filter(None, (*case.suite, case.name))) or file,
        'file': file,
        'line': str(case.line),
        'time': f'{case.seconds:.6f}',
    }
    element = ElementTree.SubElement(suite, 'testcase', attributes)
    first = case.message.strip().split('\n', 1)[0]
    if case.outcome == 'failed':
        ElementTree.SubElement(element, 'failure', {'message': first, 'type': 'failed'}).text = case.message
    elif case.outcome != 'passed':
        ElementTree.SubElement(element, 'skipped', {'type': case.outcome, 'message': first})
