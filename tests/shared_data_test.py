"""Real workflows and real exports. They are not part of the project: where they are missing the tests are skipped."""

import json
import re
import shutil
from pathlib import Path

import pytest
from support import SHARED_DATA, check, rows

from n8n_code_discipline.diagnostic import Diagnostic

pytestmark = [
    pytest.mark.skipif(not SHARED_DATA.is_dir(), reason=f'no real workflows in {SHARED_DATA}'),
    pytest.mark.no_cover,
]

WORKFLOWS = sorted((SHARED_DATA / 'workflows').glob('*.json'))
EXPORTS = sorted((SHARED_DATA / 'n8n-exports').rglob('*.json'))


def field_at(path: Path, diagnostic: Diagnostic) -> str:
    """The text that a finding points at."""
    lines = path.read_text(encoding='utf-8').split('\n')
    assert diagnostic.line == diagnostic.end_line
    return lines[diagnostic.line - 1][diagnostic.column - 1 : diagnostic.end_column - 1]


def expected_findings(path: Path) -> list[tuple[str, str]]:
    """Return what the seed's rules find in a file without placeholders: name and code, in the order of the nodes."""
    data = json.loads(path.read_text(encoding='utf-8'))
    found = []
    for workflow in data if isinstance(data, list) else [data]:
        for node in workflow['nodes']:
            parameters = node['parameters']
            if node['type'] in ('n8n-nodes-base.function', 'n8n-nodes-base.functionItem'):
                found.append((node['name'], 'NCD101'))
            elif node['type'] == 'n8n-nodes-base.code':
                python = node['typeVersion'] != 1 and parameters.get('language', '').startswith('py')
                code = parameters.get('pythonCode' if python else 'jsCode', '')
                found.append((node['name'], 'NCD103' if code.strip() else 'NCD102'))
    return sorted(found)


@pytest.mark.parametrize('path', WORKFLOWS, ids=lambda path: path.name[:4])
def test_real_workflows(path: Path) -> None:
    report = check(SHARED_DATA, str(path))
    assert report == check(SHARED_DATA, str(path))
    assert (report.errors, report.notes, report.skipped, report.checked) == ((), (), (), 1)
    structure = [item for item in report.diagnostics if item.code in ('NCD101', 'NCD102', 'NCD103')]
    assert sorted((item.node or '', item.code) for item in structure) == expected_findings(path)
    for item in structure:
        pointed_at = field_at(path, item) if item.code != 'NCD102' else ''
        if item.code == 'NCD101':
            assert pointed_at in ('"n8n-nodes-base.function"', '"n8n-nodes-base.functionItem"')
        elif item.code == 'NCD103':
            assert json.loads(pointed_at).strip()


@pytest.mark.parametrize('path', EXPORTS, ids=lambda path: path.relative_to(SHARED_DATA / 'n8n-exports').as_posix())
def test_real_exports(path: Path) -> None:
    report = check(SHARED_DATA, str(path))
    assert rows(report.diagnostics) == rows(check(SHARED_DATA, str(path)).diagnostics)
    assert (report.errors, report.skipped) == ((), ())
    assert not {item.code for item in report.diagnostics} & {'NCD001', 'NCD002', 'NCD003', 'NCD004', 'NCD009'}


def test_a_download_among_the_templates_is_reported_alone(tmp_path: Path) -> None:
    folder = tmp_path / 'n8n-workflows-template'
    folder.mkdir()
    for path in WORKFLOWS:
        shutil.copy(path, folder)
    found = [(Path(item.path).name, item.code) for item in check(tmp_path).diagnostics]
    assert found == [(path.name, 'NCD007') for path in WORKFLOWS]


def test_renamed_to_a_template_it_has_no_finding_of_the_rules_about_the_rest(tmp_path: Path) -> None:
    folder = tmp_path / 'n8n-workflows-template'
    folder.mkdir()
    for path in WORKFLOWS:
        shutil.copy(path, folder / f'{path.stem}.template.json')
    report = check(tmp_path)
    assert (report.checked, report.errors) == (len(WORKFLOWS), ())
    assert not {item.code for item in report.diagnostics} & {'NCD007', 'NCD008', 'NCD406'}


# every finding of NCD005, NCD006, NCD113 and NCD114, each judged by hand: a finding on code that n8n would run is a bug
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
    report = check(SHARED_DATA, *map(str, WORKFLOWS), select='NCD005,NCD006,NCD113,NCD114')
    found = set()
    for item in report.diagnostics:
        assert item.position is not None
        message = item.message.split(' syntax: ', 1)[-1].rsplit(' (line ', 1)[0]
        found.add((Path(item.path).name, item.node, item.code, message, item.position.line))
    assert found == set(JUDGED)
    assert report.notes == ()


TABLE = Path(__file__).parent / 'judged_findings.md'
ROW = re.compile(r'^\| (\d{4}\S+) \| (.+?) \| (NCD[\dNCD ]+) \| (.+) \|$', re.MULTILINE)


@pytest.mark.slow
def test_every_flagged_node_is_judged() -> None:
    report = check(SHARED_DATA, *map(str, WORKFLOWS), select='NCD6,NCD009', target_n8n='2')
    found = {(Path(item.path).stem, item.node, item.code) for item in report.diagnostics}
    judged = {
        (workflow, node, code)
        for workflow, node, codes, _ in ROW.findall(TABLE.read_text(encoding='utf-8'))
        for code in codes.split()
    }
    assert found == judged
