from pathlib import Path
from typing import Any

import pytest
from marks import Whole, at_marks, to_json
from support import JS_CODE, TEMPLATE, js_node, lint_files, node, template

NO_WORKFLOW = 'NCD003 a workflow must be an object with a "nodes" array, this is {}'
NO_NODES = 'NCD003 a workflow must have a "nodes" array, this object has no "nodes"'
EMPTY = 'NCD003 an empty array contains no workflow'
NODES = 'NCD003 "nodes" must be an array of objects, this is {}'
NODE = 'NCD003 "nodes" must contain only objects, this is {}'
VALUE = 'NCD003 "{}" of a node must be a string, this is {}'
PARAMETERS = 'NCD003 node \'Count\': "parameters" of a Code node must be an object, this is {}'
CODE = 'NCD003 node \'Count\': "{}" must be a string, this is {}'


@pytest.mark.parametrize(
    ('data', 'messages'),
    [
        pytest.param({'nodes': [{}]}, '', id='empty node'),
        pytest.param({'nodes': [js_node(JS_CODE)]}, '', id='node'),
        pytest.param([{'nodes': []}, {'nodes': [js_node(JS_CODE)]}], '', id='array of workflows'),
        pytest.param({'nodes': [], 'connections': 1, 'pinData': [], 'settings': None}, '', id='other values'),
        pytest.param({'nodes': [{'type': 'x', 'parameters': []}]}, '', id='parameters of another node'),
        pytest.param({'nodes': [{'type': 'x', 'parameters': {'jsCode': 1}}]}, '', id='jsCode of another node'),
        pytest.param(Whole(True), NO_WORKFLOW.format('a boolean'), id='boolean'),
        pytest.param(Whole([]), EMPTY, id='empty array'),
        pytest.param(Whole({}), NO_NODES, id='empty object'),
        pytest.param([Whole({})], NO_NODES, id='array of an empty object'),
        pytest.param([{'nodes': []}, Whole(5)], NO_WORKFLOW.format('a number'), id='array of a workflow and a number'),
        pytest.param([Whole([{'nodes': []}])], NO_WORKFLOW.format('an array'), id='array of an array'),
        pytest.param(
            [Whole({'id': 0}), *({'id': number} for number in range(2056))],
            NO_NODES + '; 2056 more items of this array: no workflow',
            id='array of other things, once',
        ),
        pytest.param({'nodes': Whole(None)}, NODES.format('null'), id='nodes: null'),
        pytest.param({'nodes': Whole({})}, NODES.format('an object'), id='nodes: object'),
        pytest.param(
            {'nodes': [Whole(1), Whole(None), Whole('a'), Whole([])]},
            [NODE.format('a number'), NODE.format('null'), NODE.format('a string'), NODE.format('an array')],
            id='nodes of other types',
        ),
        pytest.param(
            {'nodes': [{'name': Whole(None), 'type': Whole(5)}]},
            [VALUE.format('name', 'null'), VALUE.format('type', 'a number')],
            id='name and type',
        ),
        pytest.param({'nodes': [node(parameters=Whole(None))]}, PARAMETERS.format('null'), id='parameters: null'),
        pytest.param({'nodes': [node(parameters={'jsCode': Whole(1)})]}, CODE.format('jsCode', 'a number'), id='code'),
    ],
)
def test_fires(tmp_path: Path, data: Any, messages: str | list[str]) -> None:
    files = {TEMPLATE: to_json(data)}
    assert lint_files(tmp_path, files) == at_marks(files, messages)


@pytest.mark.parametrize(
    ('name', 'data'),
    [
        pytest.param('package.json', {'name': 'x'}, id='package.json'),
        pytest.param('infra/stack.template.json', {'Resources': {}}, id='CDK template'),
        pytest.param('n8n-config/orders.json', {'env': {}}, id='configuration'),
        pytest.param('n8n-workflows-template/orders.generated.json', {}, id='built'),
    ],
)
def test_other_files_are_skipped(tmp_path: Path, name: str, data: Any) -> None:
    assert lint_files(tmp_path, {name: to_json(data)}, name) == []


@pytest.mark.parametrize(
    ('name', 'data', 'messages'),
    [
        pytest.param('orders.json', {'nodes': Whole(None)}, NODES.format('null'), id='nodes elsewhere'),
        pytest.param(
            'flows/all.json',
            [Whole(1), {'nodes': [Whole(2)]}],
            [NO_WORKFLOW.format('a number'), NODE.format('a number')],
            id='array with a workflow elsewhere',
        ),
    ],
)
def test_files_with_nodes_are_ours(tmp_path: Path, name: str, data: Any, messages: str | list[str]) -> None:
    files = {name: to_json(data)}
    assert lint_files(tmp_path, files, name) == at_marks(files, messages)


def test_what_is_right_is_still_checked(tmp_path: Path) -> None:
    files = template(Whole(1), js_node(Whole('return [];')), {'name': Whole(2)})
    messages = [
        NODE.format('a number'),
        "NCD103 node 'Count': inlined JavaScript, no placeholder in jsCode: move it to a function file with "
        'n8n-code-discipline extract n8n-workflows-template/orders.template.json --node Count',
        VALUE.format('name', 'a number'),
    ]
    assert lint_files(tmp_path, files) == at_marks(files, messages)
