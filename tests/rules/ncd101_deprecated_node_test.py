from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from support import JS_CODE
from support import JS_PLACEHOLDER
from support import TEMPLATE
from support import js_node
from support import lint_files
from support import node
from support import template

FUNCTION = 'n8n-nodes-base.function'
ITEM = 'n8n-nodes-base.functionItem'
EXTRACT = f'make it a Code node with n8n-code-discipline extract {TEMPLATE}'
MADE = f'{EXTRACT} --node Count'


@pytest.mark.parametrize(
    'nodes',
    [
        pytest.param([js_node(JS_CODE)], id='Code node'),
        pytest.param(
            [node(type='n8n-nodes-base.functionFoo'), node(type='n8n-nodes-base.Function')], id='similar types'
        ),
        pytest.param([node(type='custom.function', parameters={'functionCode': 'return items;'})], id='custom node'),
        pytest.param([node(name=FUNCTION, type='n8n-nodes-base.noOp')], id='only its name'),
        pytest.param([node(type=[FUNCTION], parameters={})][:0], id='no node'),
    ],
)
def test_clean(tmp_path: Path, nodes: list[Any]) -> None:
    assert lint_files(tmp_path, template(*nodes)) == []


@pytest.mark.parametrize(
    ('nodes', 'expected'),
    [
        pytest.param(
            [node(type=FUNCTION)],
            [f"{TEMPLATE}:5:15-5:40 NCD101 node 'Count': n8n-nodes-base.function is deprecated: " + MADE],
            id='function',
        ),
        pytest.param(
            [node(type=ITEM)],
            [f"{TEMPLATE}:5:15-5:44 NCD101 node 'Count': n8n-nodes-base.functionItem is deprecated: " + MADE],
            id='functionItem',
        ),
        pytest.param(
            [js_node(JS_CODE), node(type=FUNCTION), node(name='B', type=ITEM)],
            [
                f"{TEMPLATE}:13:15-13:40 NCD101 node 'Count': n8n-nodes-base.function is deprecated: " + MADE,
                f'{TEMPLATE}:18:15-18:44 '
                f"NCD101 node 'B': n8n-nodes-base.functionItem is deprecated: {EXTRACT} --node B",
            ],
            id='several',
        ),
        pytest.param(
            [node(type=FUNCTION, disabled=True)],
            [f"{TEMPLATE}:5:15-5:40 NCD101 node 'Count': n8n-nodes-base.function is deprecated: " + MADE],
            id='disabled',
        ),
        pytest.param(
            [{'type': FUNCTION}],
            [f'{TEMPLATE}:4:15-4:40 NCD101 unnamed node: n8n-nodes-base.function is deprecated: {EXTRACT} --all'],
            id='without a name',
        ),
        pytest.param(
            [node(name='a\n"b"\x1b😀', type=FUNCTION)],
            [
                f'{TEMPLATE}:5:15-5:40 '
                'NCD101 node \'a\\n"b"\\x1b😀\': n8n-nodes-base.function is deprecated: ' + f'{EXTRACT} --all'
            ],
            id='name with control characters',
        ),
        pytest.param(
            [node(type=FUNCTION, parameters={'functionCode': JS_PLACEHOLDER + '\nreturn items;'})],
            [f"{TEMPLATE}:5:15-5:40 NCD101 node 'Count': n8n-nodes-base.function is deprecated: " + MADE],
            id='its code is judged by no other rule',
        ),
        pytest.param(
            [node(type=FUNCTION, parameters={'functionCode': '// @n8n-evol-I:primitive\n'})],
            [f"{TEMPLATE}:5:15-5:40 NCD101 node 'Count': n8n-nodes-base.function is deprecated: " + MADE],
            id='primitive',
        ),
    ],
)
def test_fires(tmp_path: Path, nodes: list[Any], expected: list[str]) -> None:
    assert lint_files(tmp_path, template(*nodes)) == expected


def test_in_an_array_of_workflows(tmp_path: Path) -> None:
    data = [{'nodes': []}, {'nodes': [node(type=FUNCTION)]}]
    assert lint_files(tmp_path, {TEMPLATE: json.dumps(data)}) == [
        f"{TEMPLATE}:1:54-1:79 NCD101 node 'Count': n8n-nodes-base.function is deprecated: " + MADE
    ]
