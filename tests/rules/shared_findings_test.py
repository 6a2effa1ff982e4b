"""Every finding of NCD005, NCD006, NCD113 and NCD114 over real workflows, each judged by hand.

A finding on code that n8n would run is a bug of the rule: there is none. The workflows are not part of the project;
where they are missing the tests are skipped.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from support import SHARED_DATA, check

from n8n_code_discipline.documents import workflow
from n8n_code_discipline.testing.runners import nodes

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

_WRAPPED = """
const vm = require('node:vm');
const judge = (code) => {
  try { new vm.Script(`(async function () {${code}\\n})`); return true; } catch { return false; }
};
const codes = JSON.parse(require('node:fs').readFileSync(process.argv[2], 'utf8'));
console.log(JSON.stringify(codes.map(judge)));
"""


def javascript_codes() -> dict[tuple[str, str], str]:
    """The JavaScript of all Code nodes, by file and node name."""
    found = {}
    for path in WORKFLOWS:
        for item in workflow.workflows(json.loads(path.read_text(encoding='utf-8'))):
            for node in item.nodes:
                field = workflow.code_field(node)
                if node.type == workflow.CODE and field.language == 'js' and field.code:
                    found[path.name, node.name] = field.code
    return found


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


def test_javascript_verdicts_are_those_of_v8(tmp_path: Path) -> None:
    codes = javascript_codes()
    (tmp_path / 'codes.json').write_text(json.dumps(list(codes.values())), encoding='utf-8')
    (tmp_path / 'judge.js').write_text(_WRAPPED, encoding='utf-8')
    command = [next(nodes()), str(tmp_path / 'judge.js'), str(tmp_path / 'codes.json')]
    done = subprocess.run(command, capture_output=True, encoding='utf-8', check=True)
    refused = {place for place, sound in zip(codes, json.loads(done.stdout), strict=True) if not sound}
    assert refused == {judged[:2] for judged in JUDGED if judged[2] == 'NCD005'}
    assert len(codes) > 200
