"""Runs of a real n8n, in each form in which it hands them out, become cases that pass under ``node --test``."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import node_tests
import pytest
import saved_executions
from installation import Installation
from saved_executions import SHAPES

from n8n_code_discipline import cli

TEMPLATE = 'n8n-workflows-template/orders.template.json'


@pytest.fixture(scope='module')
def runs(n8n: Installation, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """One run of the workflow for each form, as n8n answers."""
    built = tmp_path_factory.mktemp('built') / 'orders.json'
    assert cli.main(['hydrate', str(saved_executions.WORKSPACE / TEMPLATE), '-o', str(built)]) == 0
    workflow = json.loads(built.read_text(encoding='utf-8'))
    n8n.import_file(built)
    found = {'execute.json': n8n.raw_output(workflow['id'])}
    with n8n.serve() as server:
        execution = server.run(workflow)
        found['rest.json'] = server.call('GET', f'/rest/executions/{execution}')
        path, key = '/api/v1/executions', {'X-N8N-API-KEY': server.api_key()}
        found['public-api.json'] = server.call('GET', f'{path}/{execution}?includeData=true', **key)
        found['list'] = server.call('GET', f'{path}?includeData=true', **key)
    return found


def recorded(root: Path, run: Path) -> Mapping[str, str]:
    """The paired tests and data of a copy of the workspace after ``record``, without the execution's id."""
    shutil.copytree(saved_executions.WORKSPACE, root)
    assert cli.main(['record', str(run), '--workspace', str(root)]) == 1
    found = {path.name: path.read_text(encoding='utf-8') for path in (root / 'n8n-functions-tests').iterdir()}
    return {name: saved_executions.EXECUTION_ID.sub('a saved execution', text) for name, text in found.items()}


@pytest.mark.parametrize('shape', [*SHAPES, 'list'])
def test_recorded_cases_pass(
    runs: Mapping[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shape: str
) -> None:
    monkeypatch.chdir(tmp_path)
    run = saved_executions.write_json(tmp_path / 'RUN.json', runs[shape])
    live = recorded(tmp_path / 'live', run)
    assert node_tests.run(tmp_path / 'live') == {'pass': 17, 'fail': 0}
    # the executions of the ordinary suite are still what n8n writes
    assert live == recorded(tmp_path / 'fixture', saved_executions.EXECUTIONS / SHAPES[0])
