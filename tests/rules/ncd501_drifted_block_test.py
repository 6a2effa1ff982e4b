"""Test messages and places; what resync does about drift is tested with the command."""

from pathlib import Path

import pytest
from marks import at_marks
from support import JS, TEMPLATE, WORKSPACE, js_node, judge, lint_files, rows, template, write

from n8n_code_discipline.roundtrip.drift import OnDrift

NEW = 'n8n-functions/js/newOne.js'
RESYNC = 'n8n-code-discipline resync'
ADVICE = (
    f'keep the edit with {RESYNC} --on-drift=update {TEMPLATE} or drop it with {RESYNC} --on-drift=discard {TEMPLATE}'
)
DIFFERS = f"the code of '{JS}' differs from the file, history incomplete (no git repository): {ADVICE}"


def block(body: str, path: str = JS) -> str:
    return f'«/* #:js:{path} */»\n{body}\n/* /#:js:{path} */\n'


@pytest.mark.parametrize(
    'body',
    [
        pytest.param(WORKSPACE[JS], id='the same'),
        pytest.param(WORKSPACE[JS].replace('\n', '\r\n') + '\r\n', id='line ends'),
    ],
)
def test_clean(tmp_path: Path, body: str) -> None:
    write(tmp_path, {**WORKSPACE, **template(js_node(block(body)))})
    assert judge(tmp_path).findings == []


@pytest.mark.parametrize(
    ('code', 'on_drift', 'message'),
    [
        pytest.param(block('function countByCategory() {}'), 'error', DIFFERS, id='differs'),
        pytest.param(block('\ufeff' + WORKSPACE[JS]), 'error', DIFFERS, id='byte order mark'),
        pytest.param(block('#!/usr/bin/env node\n' + WORKSPACE[JS]), 'error', DIFFERS, id='#! line'),
        pytest.param(
            block('function newOne() {}', NEW),
            'error',
            f"the code of '{NEW}' has no function file: create it with {RESYNC} --on-drift=update {TEMPLATE}",
            id='no file',
        ),
        pytest.param(
            block('function newOne() {}', NEW),
            'discard',
            f"the edited code of '{NEW}' is left as it is: there is no function file, "
            'so --on-drift=discard would lose the only copy',
            id='no file to discard for',
        ),
        pytest.param(
            block('let a = 1;', NEW),
            'update',
            f"the edited code of '{NEW}' is left as it is: line 1 of it would be NCD202, top-level code outside "
            "function declarations: 'let a = 1;'; a function file only declares functions, glue belongs in the Code "
            'node',
            id='not to be kept',
        ),
    ],
)
def test_fires(tmp_path: Path, code: str, on_drift: OnDrift, message: str) -> None:
    files = template(js_node(code))
    write(tmp_path, {**WORKSPACE, **files})
    plan = judge(tmp_path, on_drift=on_drift)
    found = tuple(item.diagnostic for item in plan.findings)
    assert rows(found) == at_marks(files, f"NCD501 node 'Count': {message}")
    assert (plan.blocks, plan.writes, plan.notes) == ([], [], [])


def test_check_does_not_report_it(tmp_path: Path) -> None:
    found = lint_files(tmp_path, template(js_node(block('function countByCategory() {}'))))
    assert [row.split(' ')[1] for row in found] == ['NCD109']
