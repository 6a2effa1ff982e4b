from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support import JS
from support import TEMPLATE
from support import WORKSPACE
from support import check
from support import js_node
from support import lint_files
from support import rows
from support import template
from support import write

from n8n_code_discipline import registry
from n8n_code_discipline.diagnostic import Finding
from n8n_code_discipline.documents.code_node import CodeNode
from n8n_code_discipline.documents.function_file import FunctionFile
from n8n_code_discipline.documents.paired_test import PairedTest
from n8n_code_discipline.documents.template import Template
from n8n_code_discipline.registry import MarkedCheck
from n8n_code_discipline.registry import Rule
from n8n_code_discipline.registry import Selection
from n8n_code_discipline.workspace.files import Source

INLINED = template(js_node('return [];'))
INLINED_ROW = (
    f"{TEMPLATE}:8:19-8:31 NCD103 node 'Count': inlined JavaScript, no placeholder in jsCode: move the logic to a "
    'function file and inject it with {{@:js:n8n-functions/js/NAME.js}}'
)


# a group of rules that is applied to a subject
HOMES: dict[type, str] = {CodeNode: 'syntax', FunctionFile: 'syntax', PairedTest: 'paired_tests'}


def add_failing_rule(monkeypatch: pytest.MonkeyPatch, subject: type, error: Exception) -> None:
    """Add the rule NCD199, which fails at the first ``subject``."""

    def fail(_: object) -> Iterator[Finding]:
        raise error
        yield

    rule = Rule('NCD199', 'failing', 'files', True, (MarkedCheck(subject, fail, True),), 'Fails.')
    loaded = registry.rules

    def rules(groups: tuple[str, ...], selection: Selection) -> tuple[Rule, ...]:
        return (*loaded(groups, selection), *((rule,) if HOMES.get(subject, 'files') in groups else ()))

    monkeypatch.setattr(registry, 'rules', rules)


def test_clean(tmp_path: Path) -> None:
    assert lint_files(tmp_path, {}) == []


@pytest.mark.parametrize(
    ('subject', 'error', 'expected'),
    [
        pytest.param(
            CodeNode,
            KeyError('node'),
            [
                f'{TEMPLATE}:1:1-1:1 '
                "NCD009 internal error in NCD199 failing: KeyError: 'node'; please report it; the other findings "
                'are complete',
                f'{TEMPLATE}:8:19-8:31 '
                "NCD103 node 'Count': inlined JavaScript, no placeholder in jsCode: move the logic to a function "
                'file and inject it with {{@:js:n8n-functions/js/NAME.js}}',
            ],
            id='at a node',
        ),
        pytest.param(
            Template,
            RecursionError('maximum recursion depth exceeded'),
            [
                f'{TEMPLATE}:1:1-1:1 '
                'NCD009 internal error in NCD199 failing: RecursionError: maximum recursion depth exceeded; '
                'please report it; the other findings are complete',
                f'{TEMPLATE}:8:19-8:31 '
                "NCD103 node 'Count': inlined JavaScript, no placeholder in jsCode: move the logic to a function "
                'file and inject it with {{@:js:n8n-functions/js/NAME.js}}',
            ],
            id='at a template',
        ),
        pytest.param(
            FunctionFile,
            ValueError('a\nb\x1b[31m'),
            [
                f'{JS}:1:1-1:1 '
                'NCD009 internal error in NCD199 failing: ValueError: a\\nb\\x1b[31m; please report it; the other '
                'findings are complete',
                'n8n-functions/py/count_by_category.py:1:1-1:1 NCD009 internal error in NCD199 failing: '
                'ValueError: a\\nb\\x1b[31m; please report it; the other findings are complete',
                f'{TEMPLATE}:8:19-8:31 '
                "NCD103 node 'Count': inlined JavaScript, no placeholder in jsCode: move the logic to a function "
                'file and inject it with {{@:js:n8n-functions/js/NAME.js}}',
            ],
            id='at function files, control characters',
        ),
        pytest.param(
            PairedTest,
            ValueError(),
            [
                'n8n-functions-tests/countByCategory.test.js:1:1-1:1 NCD009 internal error in NCD199 failing: '
                'ValueError; please report it; the other findings are complete',
                'n8n-functions-tests/test_count_by_category.py:1:1-1:1 NCD009 internal error in NCD199 failing: '
                'ValueError; please report it; the other findings are complete',
                f'{TEMPLATE}:8:19-8:31 '
                "NCD103 node 'Count': inlined JavaScript, no placeholder in jsCode: move the logic to a function "
                'file and inject it with {{@:js:n8n-functions/js/NAME.js}}',
            ],
            id='at paired tests, no message',
        ),
        pytest.param(
            Source,
            MemoryError(),
            [
                'n8n-functions-tests/countByCategory.test.js:1:1-1:1 NCD009 internal error in NCD199 failing: '
                'MemoryError; please report it; the other findings are complete',
                'n8n-functions-tests/test_count_by_category.py:1:1-1:1 NCD009 internal error in NCD199 failing: '
                'MemoryError; please report it; the other findings are complete',
                f'{JS}:1:1-1:1 '
                'NCD009 internal error in NCD199 failing: MemoryError; please report it; the other findings are '
                'complete',
                'n8n-functions/py/count_by_category.py:1:1-1:1 NCD009 internal error in NCD199 failing: '
                'MemoryError; please report it; the other findings are complete',
                f'{TEMPLATE}:1:1-1:1 '
                'NCD009 internal error in NCD199 failing: MemoryError; please report it; the other findings are '
                'complete',
                f'{TEMPLATE}:8:19-8:31 '
                "NCD103 node 'Count': inlined JavaScript, no placeholder in jsCode: move the logic to a function "
                'file and inject it with {{@:js:n8n-functions/js/NAME.js}}',
            ],
            id='at every file',
        ),
    ],
)
def test_fires(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, subject: type, error: Exception, expected: list[str]
) -> None:
    add_failing_rule(monkeypatch, subject, error)
    write(tmp_path, {**WORKSPACE, **INLINED})
    report = check(tmp_path)
    assert rows(report.diagnostics) == expected
    assert report.status == 2
    assert INLINED_ROW in rows(report.diagnostics)


def test_deselecting_the_rule_that_fails_is_the_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: FunctionFile) -> bool:
        raise ValueError('tree')

    monkeypatch.setattr(FunctionFile, 'parses', property(fail))
    write(tmp_path, WORKSPACE)
    failing = check(tmp_path, JS, selection=Selection(select=('NCD201',)))
    assert rows(failing.diagnostics) == [
        f'{JS}:1:1-1:1 '
        'NCD009 internal error in NCD201 missing-trailer: ValueError: tree; please report it; the other '
        'findings are complete'
    ]
    assert check(tmp_path, JS, selection=Selection(ignore=('NCD2', 'NCD4'))).status == 0


def test_ignoring_this_rule_hides_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_failing_rule(monkeypatch, CodeNode, KeyError('node'))
    write(tmp_path, {**WORKSPACE, **INLINED})
    report = check(tmp_path, selection=Selection(ignore=('NCD009', 'NCD103')))
    assert rows(report.diagnostics) == [
        f'{TEMPLATE}:1:1-1:1 '
        "NCD009 internal error in NCD199 failing: KeyError: 'node'; please report it; the other findings "
        'are complete'
    ]
    assert report.status == 2
