from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from support import JS_CODE
from support import TEMPLATE
from support import js_node
from support import lint_files
from support import node

TOOL = '@n8n/n8n-nodes-langchain.toolCode'


@pytest.mark.parametrize(
    'data',
    [
        pytest.param({'nodes': []}, id='no nodes'),
        pytest.param({'nodes': [{}]}, id='empty node'),
        pytest.param({'nodes': [js_node(JS_CODE)]}, id='node'),
        pytest.param([{'nodes': []}, {'nodes': [js_node(JS_CODE)]}], id='array of workflows'),
        pytest.param({'nodes': [], 'connections': 1, 'pinData': [], 'settings': None}, id='other values'),
        pytest.param({'nodes': [{'type': 'x', 'parameters': []}]}, id='parameters of another node'),
        pytest.param({'nodes': [{'type': 'x', 'parameters': {'jsCode': 1}}]}, id='jsCode of another node'),
        pytest.param(
            {'nodes': [js_node(JS_CODE, typeVersion='2', position={}, id=[], notes=1)]}, id='other node values'
        ),
    ],
)
def test_clean(tmp_path: Path, data: Any) -> None:
    assert lint_files(tmp_path, {TEMPLATE: json.dumps(data)}) == []


@pytest.mark.parametrize(
    ('data', 'expected'),
    [
        pytest.param(
            None,
            [f'{TEMPLATE}:1:1-1:5 NCD003 a workflow must be an object with a "nodes" array, this is null'],
            id='null',
        ),
        pytest.param(
            1,
            [f'{TEMPLATE}:1:1-1:2 NCD003 a workflow must be an object with a "nodes" array, this is a number'],
            id='number',
        ),
        pytest.param(
            1.5,
            [f'{TEMPLATE}:1:1-1:4 NCD003 a workflow must be an object with a "nodes" array, this is a number'],
            id='fraction',
        ),
        pytest.param(
            True,
            [f'{TEMPLATE}:1:1-1:5 NCD003 a workflow must be an object with a "nodes" array, this is a boolean'],
            id='boolean',
        ),
        pytest.param(
            'nodes',
            [f'{TEMPLATE}:1:1-1:8 NCD003 a workflow must be an object with a "nodes" array, this is a string'],
            id='string',
        ),
        pytest.param([], [f'{TEMPLATE}:1:1-1:3 NCD003 an empty array holds no workflow'], id='empty array'),
        pytest.param(
            {},
            [f'{TEMPLATE}:1:1-1:3 NCD003 a workflow must have a "nodes" array, this object has no "nodes"'],
            id='empty object',
        ),
        pytest.param(
            {'Nodes': []},
            [f'{TEMPLATE}:1:1-1:14 NCD003 a workflow must have a "nodes" array, this object has no "nodes"'],
            id='other spelling',
        ),
        pytest.param(
            [1],
            [f'{TEMPLATE}:1:2-1:3 NCD003 a workflow must be an object with a "nodes" array, this is a number'],
            id='array of a number',
        ),
        pytest.param(
            [{}],
            [f'{TEMPLATE}:1:2-1:4 NCD003 a workflow must have a "nodes" array, this object has no "nodes"'],
            id='array of an empty object',
        ),
        pytest.param(
            [{'nodes': []}, 5],
            [f'{TEMPLATE}:1:17-1:18 NCD003 a workflow must be an object with a "nodes" array, this is a number'],
            id='array of a workflow and a number',
        ),
        pytest.param(
            [[{'nodes': []}]],
            [f'{TEMPLATE}:1:2-1:17 NCD003 a workflow must be an object with a "nodes" array, this is an array'],
            id='array of an array',
        ),
        pytest.param(
            [{'id': number} for number in range(2057)],
            [
                f'{TEMPLATE}:1:2-1:11 NCD003 a workflow must have a "nodes" array, this object has no "nodes"; '
                '2056 more items of this array: no workflow'
            ],
            id='array of other things, once',
        ),
        pytest.param(
            [{'nodes': [1]}, {}, {'nodes': None}],
            [
                f'{TEMPLATE}:1:13-1:14 NCD003 "nodes" must hold objects only, this is a number',
                f'{TEMPLATE}:1:18-1:20 NCD003 a workflow must have a "nodes" array, this object has no "nodes"; '
                '1 more item of this array: no workflow',
            ],
            id='array of a workflow and other things',
        ),
        pytest.param(
            {'nodes': None},
            [f'{TEMPLATE}:1:11-1:15 NCD003 "nodes" must be an array of objects, this is null'],
            id='nodes: null',
        ),
        pytest.param(
            {'nodes': {}},
            [f'{TEMPLATE}:1:11-1:13 NCD003 "nodes" must be an array of objects, this is an object'],
            id='nodes: object',
        ),
        pytest.param(
            {'nodes': 'a'},
            [f'{TEMPLATE}:1:11-1:14 NCD003 "nodes" must be an array of objects, this is a string'],
            id='nodes: string',
        ),
        pytest.param(
            {'nodes': False},
            [f'{TEMPLATE}:1:11-1:16 NCD003 "nodes" must be an array of objects, this is a boolean'],
            id='nodes: boolean',
        ),
        pytest.param(
            {'nodes': [1, None, 'a', []]},
            [
                f'{TEMPLATE}:1:12-1:13 NCD003 "nodes" must hold objects only, this is a number',
                f'{TEMPLATE}:1:15-1:19 NCD003 "nodes" must hold objects only, this is null',
                f'{TEMPLATE}:1:21-1:24 NCD003 "nodes" must hold objects only, this is a string',
                f'{TEMPLATE}:1:26-1:28 NCD003 "nodes" must hold objects only, this is an array',
            ],
            id='nodes of other types',
        ),
        pytest.param(
            {'nodes': [{'name': None, 'type': 5}]},
            [
                f'{TEMPLATE}:1:21-1:25 NCD003 "name" of a node must be a string, this is null',
                f'{TEMPLATE}:1:35-1:36 NCD003 "type" of a node must be a string, this is a number',
            ],
            id='name and type',
        ),
        pytest.param(
            {'nodes': [node(name=['Count'], parameters={'jsCode': JS_CODE})]},
            [f'{TEMPLATE}:1:21-1:30 NCD003 "name" of a node must be a string, this is an array'],
            id='name of a Code node',
        ),
        pytest.param(
            {'nodes': [node(parameters=None)]},
            [
                f'{TEMPLATE}:1:93-1:97 '
                'NCD003 node \'Count\': "parameters" of a Code node must be an object, this is null',
            ],
            id='parameters: null',
        ),
        pytest.param(
            {'nodes': [node(parameters=[])]},
            [
                f'{TEMPLATE}:1:93-1:95 '
                'NCD003 node \'Count\': "parameters" of a Code node must be an object, this is an array',
            ],
            id='parameters: array',
        ),
        pytest.param(
            {'nodes': [node(type=TOOL, parameters='x')]},
            [
                f'{TEMPLATE}:1:107-1:110 '
                'NCD003 node \'Count\': "parameters" of a Code node must be an object, this is a string',
            ],
            id='parameters of a code tool',
        ),
        pytest.param(
            {'nodes': [node(parameters={'jsCode': 1})]},
            [f'{TEMPLATE}:1:104-1:105 NCD003 node \'Count\': "jsCode" must be a string, this is a number'],
            id='jsCode: number',
        ),
        pytest.param(
            {'nodes': [node(parameters={'jsCode': None})]},
            [f'{TEMPLATE}:1:104-1:108 NCD003 node \'Count\': "jsCode" must be a string, this is null'],
            id='jsCode: null',
        ),
        pytest.param(
            {'nodes': [node(parameters={'jsCode': {}})]},
            [f'{TEMPLATE}:1:104-1:106 NCD003 node \'Count\': "jsCode" must be a string, this is an object'],
            id='jsCode: object',
        ),
        pytest.param(
            {'nodes': [node(parameters={'language': 'python', 'pythonCode': [], 'jsCode': True})]},
            [
                f'{TEMPLATE}:1:130-1:132 NCD003 node \'Count\': "pythonCode" must be a string, this is an array',
                f'{TEMPLATE}:1:144-1:148 NCD003 node \'Count\': "jsCode" must be a string, this is a boolean',
            ],
            id='both fields',
        ),
    ],
)
def test_fires(tmp_path: Path, data: Any, expected: list[str]) -> None:
    assert lint_files(tmp_path, {TEMPLATE: json.dumps(data)}) == expected


@pytest.mark.parametrize(
    ('name', 'data'),
    [
        pytest.param('package.json', {'name': 'x'}, id='package.json'),
        pytest.param('infra/stack.template.json', {'Resources': {}}, id='CDK template'),
        pytest.param('data/list.json', [1, {}, 'nodes'], id='array'),
        pytest.param('data/null.json', None, id='null'),
        pytest.param('data/deep.json', {'graph': {'nodes': None}}, id='nodes further in'),
        pytest.param('n8n-config/orders.json', {'env': {}}, id='configuration'),
        pytest.param('n8n-workflows-template/orders.generated.json', {}, id='built'),
    ],
)
def test_other_files_are_skipped(tmp_path: Path, name: str, data: Any) -> None:
    assert lint_files(tmp_path, {name: json.dumps(data)}, name) == []


@pytest.mark.parametrize(
    ('name', 'data', 'expected'),
    [
        pytest.param(
            'orders.json',
            {'nodes': None},
            ['orders.json:1:11-1:15 NCD003 "nodes" must be an array of objects, this is null'],
            id='nodes elsewhere',
        ),
        pytest.param(
            'flows/all.json',
            [1, {'nodes': [2]}],
            [
                'flows/all.json:1:2-1:3 NCD003 a workflow must be an object with a "nodes" array, this is a number',
                'flows/all.json:1:16-1:17 NCD003 "nodes" must hold objects only, this is a number',
            ],
            id='array with a workflow elsewhere',
        ),
    ],
)
def test_files_with_nodes_are_ours(tmp_path: Path, name: str, data: Any, expected: list[str]) -> None:
    assert lint_files(tmp_path, {name: json.dumps(data)}, name) == expected


def test_what_is_right_is_still_checked(tmp_path: Path) -> None:
    data = {'nodes': [1, js_node('return [];'), {'name': 2}]}
    assert lint_files(tmp_path, {TEMPLATE: json.dumps(data)}) == [
        f'{TEMPLATE}:1:12-1:13 NCD003 "nodes" must hold objects only, this is a number',
        f'{TEMPLATE}:1:107-1:119 '
        "NCD103 node 'Count': inlined JavaScript, no placeholder in jsCode: move the logic to a function "
        'file and inject it with {{@:js:n8n-functions/js/NAME.js}}',
        f'{TEMPLATE}:1:132-1:133 NCD003 "name" of a node must be a string, this is a number',
    ]
