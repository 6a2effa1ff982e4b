"""Real workflows, extracted and run beside the originals; they are not part of the project."""

import shutil
from pathlib import Path

import pytest
from differential import Measured, measure
from eslint_scope import EslintScope
from support import SHARED_DATA, check

from n8n_code_discipline import cli

WORKFLOWS = sorted((SHARED_DATA / 'workflows').glob('*.json'))
pytestmark = [
    pytest.mark.skipif(not WORKFLOWS, reason=f'no real workflows in {SHARED_DATA}'),
    pytest.mark.slow,
    pytest.mark.no_cover,
]


@pytest.fixture(scope='module')
def measured(tmp_path_factory: pytest.TempPathFactory) -> Measured:
    return measure(WORKFLOWS, tmp_path_factory.mktemp('workspace'))


def test_nearly_all_are_extracted(measured: Measured) -> None:
    assert [reason for reason in measured.refusals if 'does not parse' not in reason] == []
    assert measured.count('compiles') == len(measured.cases)


def test_they_behave_as_before(measured: Measured) -> None:
    assert measured.differences == []
    assert measured.count('nonTrivial') >= 0.7 * len(measured.cases)


def test_no_new_free_names(measured: Measured, eslint_scope: EslintScope) -> None:
    sources = (
        [case.data['before'] for case in measured.cases],
        [case.extraction.text for case in measured.cases],
        [case.data['after'] for case in measured.cases],
    )
    for case, *names in zip(measured.cases, *map(eslint_scope.names, sources), strict=True):
        before, function, after = ({*found['read'], *found['written']} - {'undefined', 'module'} for found in names)
        of_code_nodes = {'$getWorkflowStaticData', '$input'} if case.data['kind'] != 'code' else set()
        assert function - before == after - before - of_code_nodes == set(), case.name


def test_the_runs_see_mistakes(measured: Measured) -> None:
    killed, mutants = (sum(result[key] for result in measured.results) for key in ('killed', 'mutants'))
    assert killed >= 0.95 * mutants


def test_functions_take_plain_values(measured: Measured) -> None:
    share = {grade: count / len(measured.cases) for grade, count in measured.grades.items()}
    assert share['A'] >= 0.78
    assert share['D'] <= 0.04


def test_no_new_finding_but_tests_to_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / 'n8n-workflows-template'
    folder.mkdir()
    for path in WORKFLOWS:
        shutil.copy(path, folder / path.name)
    monkeypatch.chdir(tmp_path)
    before = {(item.path, item.node, item.code) for item in check(tmp_path, *map(str, folder.iterdir())).diagnostics}
    assert cli.main(['extract', '--all']) == 1
    for item in check(tmp_path).diagnostics:
        old = item.path.replace('.template.json', '.json')
        names = {(old, item.node, item.code), (old, item.node, 'NCD103'), (old, None, 'NCD007')}
        assert item.code == 'NCD406' or not names.isdisjoint(before), item
