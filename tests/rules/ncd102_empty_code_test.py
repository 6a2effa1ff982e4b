from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support import JS_CODE
from support import PY_CODE
from support import TEMPLATE
from support import js_node
from support import lint_files
from support import node
from support import py_node
from support import template

TOOL = '@n8n/n8n-nodes-langchain.toolCode'


@pytest.mark.parametrize(
    'nodes',
    [
        pytest.param([js_node(JS_CODE), py_node(PY_CODE)], id='code'),
        pytest.param([js_node('// @n8n-evol-I:primitive')], id='primitive'),
        pytest.param([js_node('', type=TOOL), node(type=TOOL)], id='code tool, which has a default'),
        pytest.param([js_node('', type='n8n-nodes-base.noOp')], id='another node'),
    ],
)
def test_clean(tmp_path: Path, nodes: list[Any]) -> None:
    assert lint_files(tmp_path, template(*nodes)) == []


@pytest.mark.parametrize(
    ('nodes', 'expected'),
    [
        pytest.param(
            [js_node('')],
            [
                f'{TEMPLATE}:8:19-8:21 '
                "NCD102 node 'Count': jsCode is empty: there is nothing to run, write the code or delete the node"
            ],
            id='empty',
        ),
        pytest.param(
            [js_node(' \t\r\n\u00a0')],
            [
                f'{TEMPLATE}:8:19-8:29 '
                "NCD102 node 'Count': jsCode is empty: there is nothing to run, write the code or delete the node"
            ],
            id='blank',
        ),
        pytest.param(
            [py_node('')],
            [
                f'{TEMPLATE}:9:23-9:25 '
                "NCD102 node 'Count': pythonCode is empty: there is nothing to run, write the code or delete the "
                'node'
            ],
            id='empty Python',
        ),
        pytest.param(
            [py_node('\n')],
            [
                f'{TEMPLATE}:9:23-9:27 '
                "NCD102 node 'Count': pythonCode is empty: there is nothing to run, write the code or delete the "
                'node'
            ],
            id='blank Python',
        ),
        pytest.param(
            [node(parameters={'language': 'pythonNative', 'pythonCode': ''})],
            [
                f'{TEMPLATE}:9:23-9:25 '
                "NCD102 node 'Count': pythonCode is empty: there is nothing to run, write the code or delete the "
                'node'
            ],
            id='pythonNative',
        ),
        pytest.param(
            [node(parameters={})],
            [
                f'{TEMPLATE}:7:21-7:23 '
                "NCD102 node 'Count': jsCode is missing: there is nothing to run, write the code or delete the "
                'node'
            ],
            id='missing',
        ),
        pytest.param(
            [node(parameters={'mode': 'runOnceForEachItem'})],
            [
                f'{TEMPLATE}:7:21-9:8 '
                "NCD102 node 'Count': jsCode is missing: there is nothing to run, write the code or delete the "
                'node'
            ],
            id='missing among others',
        ),
        pytest.param(
            [node(parameters={'language': 'python'})],
            [
                f'{TEMPLATE}:7:21-9:8 '
                "NCD102 node 'Count': pythonCode is missing: there is nothing to run, write the code or delete "
                'the node'
            ],
            id='missing Python',
        ),
        pytest.param(
            [node()],
            [
                f'{TEMPLATE}:3:5-7:6 '
                "NCD102 node 'Count': jsCode is missing: there is nothing to run, write the code or delete the "
                'node'
            ],
            id='no parameters',
        ),
        pytest.param(
            [node(typeVersion=1, parameters={'language': 'python', 'jsCode': ' '})],
            [
                f'{TEMPLATE}:9:19-9:22 '
                "NCD102 node 'Count': jsCode is empty: there is nothing to run, write the code or delete the node"
            ],
            id='version 1 is JavaScript',
        ),
        pytest.param(
            [node(name='', parameters={})],
            [
                f'{TEMPLATE}:7:21-7:23 '
                'NCD102 unnamed node: jsCode is missing: there is nothing to run, write the code or delete the '
                'node'
            ],
            id='unnamed',
        ),
        pytest.param(
            [js_node(''), node(name='B')],
            [
                f'{TEMPLATE}:8:19-8:21 '
                "NCD102 node 'Count': jsCode is empty: there is nothing to run, write the code or delete the node",
                f'{TEMPLATE}:11:5-15:6 '
                "NCD102 node 'B': jsCode is missing: there is nothing to run, write the code or delete the node",
            ],
            id='two nodes',
        ),
    ],
)
def test_fires(tmp_path: Path, nodes: list[Any], expected: list[str]) -> None:
    assert lint_files(tmp_path, template(*nodes)) == expected
