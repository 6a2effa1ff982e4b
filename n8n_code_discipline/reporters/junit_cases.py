"""Test cases of several runners as one JUnit file.

The elements and attributes are those of https://github.com/jenkinsci/xunit-plugin (junit-10.xsd).
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from collections.abc import Sequence

from n8n_code_discipline.runners import Case
from n8n_code_discipline.workspace import display

# what XML 1.0 cannot hold
_FORBIDDEN = re.compile('[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]')


def render(suites: Mapping[str, Sequence[Case]], cwd: str) -> bytes:
    """Return the file for cases by suite name, paths relative to ``cwd``."""
    root = ElementTree.Element('testsuites', _totals([case for cases in suites.values() for case in cases]))
    for name, cases in suites.items():
        suite = ElementTree.SubElement(root, 'testsuite', {'name': name, **_totals(cases)})
        for case in cases:
            _add(suite, case, cwd)
    ElementTree.indent(root)
    return bytes(ElementTree.tostring(root, encoding='utf-8', xml_declaration=True)) + b'\n'


def _totals(cases: Sequence[Case]) -> dict[str, str]:
    return {
        'tests': str(len(cases)),
        'failures': str(sum(case.outcome == 'failed' for case in cases)),
        'errors': '0',
        'skipped': str(sum(case.outcome == 'skipped' for case in cases)),
        'time': f'{sum(case.seconds for case in cases):.6f}',
    }


def _add(suite: ElementTree.Element, case: Case, cwd: str) -> None:
    file = _text(display(cwd, case.file))
    attributes = {
        'classname': file,
        'name': _text(' > '.join(filter(None, (*case.suite, case.name)))) or file,
        'file': file,
        'line': str(case.line),
        'time': f'{case.seconds:.6f}',
    }
    element = ElementTree.SubElement(suite, 'testcase', attributes)
    message = _text(case.message)
    first = message.strip().split('\n', 1)[0]
    if case.outcome == 'failed':
        ElementTree.SubElement(element, 'failure', {'message': first, 'type': 'failed'}).text = message
    elif case.outcome == 'skipped':
        ElementTree.SubElement(element, 'skipped', {'message': first})


def _text(text: str) -> str:
    return _FORBIDDEN.sub('\ufffd', text)
