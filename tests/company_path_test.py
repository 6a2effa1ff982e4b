"""A team with 300 old downloads: extract, record, baseline, green hooks, an edit in n8n, a rename, a report."""

import shutil
import sys
from pathlib import Path

import pytest
from repositories import Consumer
from support import SHARED_DATA, write

WORKFLOWS = sorted((SHARED_DATA / 'workflows').glob('*.json'))
RUNS = SHARED_DATA / 'n8n-executions'
FOLDER = 'n8n-workflows-template'
TOOL = (sys.executable, '-m', 'n8n_code_discipline')
CONFIG = 'baseline = "n8n-code-discipline-baseline.json"\n'
HOOKS = ('n8n-resync', 'n8n-code-discipline')
TESTS = 'n8n-function-tests'

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not WORKFLOWS, reason=f'no real workflows in {SHARED_DATA}'),
    pytest.mark.skipif(not RUNS.is_dir(), reason=f'no real executions in {RUNS}'),
]


def downloads(folder: Path) -> None:
    """Write 300 downloads: the real workflows, a third of them twice, and the one that was run."""
    folder.mkdir(parents=True)
    for path in WORKFLOWS:
        shutil.copy(path, folder / path.name)
    for path in WORKFLOWS[: 299 - len(WORKFLOWS)]:
        shutil.copy(path, folder / f'copy-of-{path.name}')
    shutil.copy(RUNS / 'orders.workflow.json', folder / 'orders.json')


def test_the_company_path(consumer: Consumer) -> None:
    folder = consumer.path / FOLDER
    downloads(folder)

    extracted = consumer.run(*TOOL, 'extract', '--all')
    assert extracted.status == 1
    assert len(list(folder.glob('*.template.json'))) == 300
    # n8n refuses such a node too: the team deletes the workflow
    for line in extracted.output.splitlines():
        if 'does not parse' in line:
            (consumer.path / line.partition(':')[0]).unlink()
    recorded = consumer.run(*TOOL, 'record', str(RUNS / 'orders.public-api.json'))
    assert recorded.output.count(' of node ') == 4, recorded.output
    assert recorded.output.count(' not recorded: ') == 1

    write(consumer.path, {'n8n-code-discipline.toml': CONFIG})
    assert consumer.run(*TOOL, 'check', '--write-baseline').status == 0
    consumer.use(*HOOKS)
    committed = consumer.commit({}, 'Extract the code of 300 workflows')
    assert committed.status == 0, committed.output
    consumer.use(*HOOKS, TESTS)
    assert consumer.commit({}, 'Run the tests').status == 0
    # all 260 tests would take half a minute
    some = (f'{FOLDER}/{path.name}' for path in sorted(folder.glob('*.template.json'))[::15])
    tested = consumer.pre_commit('run', TESTS, '--verbose', '--files', f'{FOLDER}/orders.template.json', *some)
    assert tested.status == 0, tested.output
    assert 'files: 4 passed, 0 failed, 0 missing, ' in tested.output
    assert 'cases: 6 passed, 0 failed, 0 skipped, ' in tested.output

    # somebody edits the code of a node in n8n, and the export replaces the template
    orders = folder / 'orders.template.json'
    hydrated = consumer.run(*TOOL, 'hydrate', str(orders), '-o', '../live.json')
    assert hydrated.status == 0, hydrated.output
    live = (consumer.path.parent / 'live.json').read_text()
    stopped = consumer.commit({f'{FOLDER}/orders.template.json': live.replace('* 119', '* 120')})
    assert stopped.status == 1
    assert 'NCD501' in stopped.output
    assert consumer.run(*TOOL, 'resync', '--on-drift=update', str(orders)).status == 0
    # the recorded cases see that the function gives other results
    stopped = consumer.commit({})
    assert stopped.status == 1
    assert 'cases: 1 passed, 2 failed' in stopped.output
    cases = consumer.path / 'n8n-functions-tests' / 'price.test.js'
    corrected = cases.read_text().replace('gross: 23.8 ', 'gross: 24 ').replace('gross: 298.1 ', 'gross: 300.6 ')
    committed = consumer.commit({'n8n-functions-tests/price.test.js': corrected}, 'Raise the tax')
    assert committed.status == 0, committed.output
    assert consumer.git('show', '--stat', '--format=').output.count(' | ') == 2

    # a rename of a template leaves the findings of its nodes covered
    consumer.git('mv', f'{FOLDER}/orders.template.json', f'{FOLDER}/sales.template.json')
    committed = consumer.commit({}, 'Rename a template')
    assert committed.status == 0, committed.output

    report = consumer.run(*TOOL, 'report')
    assert report.status == 0, report.output
