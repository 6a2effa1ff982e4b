"""Runs of a real n8n become cases that pass: in each form in which n8n hands one out, for each way to read n8n."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import node_tests
import pytest
import saved_executions
from installation import Installation
from saved_executions import SHAPES
from support import write

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
        query = f'includeData=true&workflowId={workflow["id"]}'
        found['list'] = server.call('GET', f'{path}?{query}', **key)
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
    assert node_tests.run(tmp_path / 'live') == {'pass': 15, 'fail': 0}
    # the executions of the ordinary suite are still what n8n writes
    assert live == recorded(tmp_path / 'fixture', saved_executions.EXECUTIONS / SHAPES[0])


# -- what n8n's names hold ----------------------------------------------------------------------------------------

READS = (
    *('$input.all()', '$input.first()', '$input.last()', '$input.item', '$json', '$itemIndex', '$runIndex'),
    *('$json.id', '$json.none', "$('Orders').all()", "$('Orders').first().json", "$('Orders').last().json.id"),
    *("$('Orders').isExecuted", "$('Ignore').isExecuted", "$('Ignore').first().json", "$('Ignore').all()"),
    *("$('Split').all(0)", "$('Split').all(1, 0)", "$('Split').last(0, 0)", "$('Loop').all(1)"),
    *("$('Loop').all(1, 1)", "$('Loop').first(1, 0)", "$('Price').all()", "$('Empty').first()", "$('Empty').all()"),
    *("$node['Orders'].json", '$node.Orders.json.id', "$node['Price'].json", "$items('Orders')", "$items('Split', 1)"),
    *("$items('Loop', 1, 0)", "$items('Ignore')", "$('Start').first().json", "$('Orders').item.json"),
    *("$('Price').item.json", "$('Start').item.json.none"),
)
# what the code finds, errors included; n8n adds `pairedItem` to items
SHOW = """\
function showValue(read) {
  try {
    const value = read();
    const text = JSON.stringify(value, (key, item) => (key === "paired" + "Item" ? undefined : item));
    return { value: value === undefined ? "undefined" : JSON.parse(text) };
  } catch (error) {
    return { value: error.message };
  }
}
if (typeof module !== "undefined") module.exports = { showValue };
"""
CODE = 'n8n-nodes-base.code'


def reads_workflow() -> dict[str, Any]:
    """A workflow with a loop, two outputs, a node that gives nothing and one that never runs, and a node per read."""
    larger = {'conditions': {'number': [{'value1': '={{ $json.id }}', 'operation': 'larger', 'value2': 2}]}}
    nodes: list[dict[str, Any]] = [
        {'name': 'Start', 'type': 'n8n-nodes-base.manualTrigger', 'typeVersion': 1, 'parameters': {}},
        code('Orders', 'return [1, 2, 3, 4].map((id) => ({ json: { id, total: id * 10 } }));'),
        code('Empty', 'return [];'),
        code('Ignore', 'return [{ json: { a: 1 } }];'),
        {
            'name': 'Loop',
            'type': 'n8n-nodes-base.splitInBatches',
            'typeVersion': 3,
            'parameters': {'options': {}, 'batchSize': 2},
        },
        code('Price', 'return { json: { id: $json.id } };', mode='runOnceForEachItem'),
        {'name': 'Split', 'type': 'n8n-nodes-base.if', 'typeVersion': 1, 'parameters': larger},
    ]
    links = [('Start', 'Orders', 0), ('Orders', 'Empty', 0), ('Empty', 'Ignore', 0), ('Orders', 'Loop', 0)]
    links += [('Loop', 'Price', 1), ('Price', 'Loop', 0), ('Loop', 'Split', 0)]
    placeholder = '{{@:js:n8n-functions/js/showValue.js}}\n\n'
    for number, read in enumerate(READS):
        for source, output in (('Split', 1), ('Price', 0)):
            call = f'showValue(() => {read})'
            name = f'{source} {number}'
            nodes.append(code(name, f'{placeholder}return [{{ json: {call} }}];'))
            links.append((source, name, output))
            if not read.startswith(('$input.all', '$input.first', '$input.last')):
                nodes.append(
                    code(f'{name} each', f'{placeholder}return {{ json: {call} }};', mode='runOnceForEachItem')
                )
                links.append((source, f'{name} each', output))
    connections: dict[str, Any] = {}
    for source, target, output in links:
        outputs = connections.setdefault(source, {'main': [[], []]})['main']
        outputs[output].append({'node': target, 'type': 'main', 'index': 0})
    placed = [{**node, 'id': f'n{index}', 'position': [index, 0]} for index, node in enumerate(nodes)]
    settings = {'executionOrder': 'v1'}
    return {'id': 'reads', 'name': 'Reads', 'nodes': placed, 'connections': connections, 'settings': settings}


def code(name: str, source: str, **parameters: Any) -> dict[str, Any]:
    return {'name': name, 'type': CODE, 'typeVersion': 2, 'parameters': {**parameters, 'jsCode': source}}


def test_reads_are_those_of_n8n(
    n8n: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    template = 'n8n-workflows-template/reads.template.json'
    write(tmp_path, {template: json.dumps(reads_workflow()), 'n8n-functions/js/showValue.js': SHOW})
    assert cli.main(['hydrate', template, '-o', 'built.json']) == 0
    n8n.import_file(tmp_path / 'built.json')
    run = saved_executions.write_json(tmp_path / 'RUN.json', n8n.raw_output('reads'))
    capsys.readouterr()
    assert cli.main(['record', str(run)]) == 1  # some nodes have inline code
    assert 'not recorded' not in capsys.readouterr().out
    found = node_tests.run(tmp_path)
    assert found['fail'] == 0
    assert found['pass'] > 25  # equal cases are written once
