"""Every finding of NCD005, NCD006, NCD113 and NCD114 over real workflows, each judged by hand.

A finding on code that n8n would run is a bug of the rule: there is none. The workflows are not part of the project;
where they are missing the tests are skipped.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from support import SHARED_DATA, check

pytestmark = pytest.mark.skipif(not SHARED_DATA.is_dir(), reason=f'no real workflows in {SHARED_DATA}')

WORKFLOWS = sorted((SHARED_DATA / 'workflows').glob('*.json'))
CODES = ('NCD005', 'NCD006', 'NCD113', 'NCD114')

# file, node, code, what the message says, line of the code → the verdict
JUDGED = {
    ('0945_Error_Code_Send_Triggered.json', 'Generate Email', 'NCD005', 'unexpected end of the code', 78): (
        'right: the body of `for (const errObj of errorArray) {` is never closed; V8 refuses it too'
    ),
    (
        '1280_Linkedin_Telegram_Automation_Scheduled.json',
        'Extract Meta',
        'NCD006',
        "expected an indented block after 'if' statement on line 33",
        34,
    ): 'right: the indentation of the whole script was lost, CPython refuses it with the same words',
}


@pytest.mark.slow
def test_every_finding_is_judged() -> None:
    report = check(SHARED_DATA, *map(str, WORKFLOWS), select=','.join(CODES))
    found = set()
    for item in report.diagnostics:
        assert item.position is not None
        message = item.message.split(' syntax: ', 1)[-1].rsplit(' (line ', 1)[0]
        found.add((Path(item.path).name, item.node, item.code, message, item.position.line))
    assert found == set(JUDGED)
    assert report.notes == ()
