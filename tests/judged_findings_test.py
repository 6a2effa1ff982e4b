"""The table of judged findings is what the rules about n8n's run time report in real workflows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support import SHARED_DATA, check

WORKFLOWS = SHARED_DATA / 'workflows'
TABLE = Path(__file__).parent / 'judged_findings.md'
_ROW = re.compile(r'^\| (\d{4}\S+) \| (.+?) \| (NCD[\dNCD ]+) \| (.+) \|$', re.MULTILINE)


@pytest.mark.slow
@pytest.mark.skipif(not WORKFLOWS.is_dir(), reason='the corpus of real workflows is not at ../shared/data')
def test_every_flagged_node_is_judged() -> None:
    paths = sorted(path.name for path in WORKFLOWS.glob('*.json'))
    report = check(WORKFLOWS, *paths, select='NCD6,NCD009', target_n8n='2')
    found = {(Path(item.path).stem, item.node, item.code) for item in report.diagnostics}
    judged = {
        (workflow, node, code)
        for workflow, node, codes, _ in _ROW.findall(TABLE.read_text(encoding='utf-8'))
        for code in codes.split()
    }
    assert found == judged
