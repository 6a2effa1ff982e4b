from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support import JS_CODE
from support import TEMPLATE
from support import js_node
from support import lint_files
from support import node
from support import template

from n8n_code_discipline.registry import Selection

ONLY = Selection(select=('NCD118',))
TOOL = '@n8n/n8n-nodes-langchain.toolCode'
CHAIN = '@n8n/n8n-nodes-langchain.code'
AI = 'n8n-nodes-base.aiTransform'
SORT = 'n8n-nodes-base.sort'
LISTS = 'n8n-nodes-base.itemLists'
OTHER = f"{TEMPLATE}:{{}} NCD118 node 'Count': inline code in {{}} of {{}}: use a Code node with a placeholder"
INJECT = f"{TEMPLATE}:{{}} NCD118 node 'Count': inline code in {{}} of {{}}: inject it with a placeholder"


@pytest.mark.parametrize(
    'nodes',
    [
        pytest.param([js_node('return 1;')], id='Code node: that is NCD103'),
        pytest.param([js_node(JS_CODE, type=TOOL)], id='tool with a placeholder'),
        pytest.param([js_node('{{ @:js:a.js }}', type=TOOL)], id='tool with a malformed placeholder'),
        pytest.param([js_node(' \n', type=TOOL)], id='blank'),
        pytest.param([node(type=TOOL, parameters={})], id='the default code'),
        pytest.param([node(type=CHAIN, parameters={'code': {'execute': {}, 'supplyData': 1}})], id='no code'),
        pytest.param([node(type=CHAIN, parameters={'code': 'return 1'})], id='another shape'),
        pytest.param([node(type=CHAIN, parameters=[])], id='no parameters'),
        pytest.param([node(type=AI, parameters={'instructions': 'return 1'})], id='only instructions'),
        pytest.param([node(type=SORT, parameters={'type': 'simple', 'code': 'return 1'})], id='sorts by field'),
        pytest.param([node(type=SORT, parameters={'code': 'return 1'})], id='sorts by field, the default'),
        pytest.param([node(type='a.b', parameters={'type': 'code', 'code': 'return 1'})], id='another node'),
        pytest.param([node(type=AI, parameters={'jsCode': '// @n8n-evol-I:primitive'})], id='primitive'),
    ],
)
def test_clean(tmp_path: Path, nodes: list[Any]) -> None:
    assert lint_files(tmp_path, template(*nodes), selection=ONLY) == []


@pytest.mark.parametrize(
    ('nodes', 'expected'),
    [
        pytest.param([js_node('return 1;', type=TOOL)], [INJECT.format('8:19-8:30', 'jsCode', TOOL)], id='tool'),
        pytest.param(
            [node(type=TOOL, parameters={'language': 'python', 'pythonCode': 'return _query'})],
            [INJECT.format('9:23-9:38', 'pythonCode', TOOL)],
            id='tool, Python',
        ),
        pytest.param(
            [node(type=CHAIN, parameters={'code': {'execute': {'code': 'a()'}, 'supplyData': {'code': 'b()'}}})],
            [
                OTHER.format('10:22-10:25', 'code.execute.code', CHAIN),
                OTHER.format('13:22-13:25', 'code.supplyData.code', CHAIN),
            ],
            id='LangChain code',
        ),
        pytest.param(
            [node(type=AI, parameters={'jsCode': 'return [];'})],
            [OTHER.format('8:20-8:30', 'jsCode', AI)],
            id='AI Transform',
        ),
        pytest.param(
            [node(type=SORT, parameters={'type': 'code', 'code': 'a\n'})],
            [OTHER.format('9:18-9:21', 'code', SORT)],
            id='Sort',
        ),
        pytest.param(
            [node(type=LISTS, parameters={'operation': 'sort', 'type': 'code', 'code': 'a'})],
            [OTHER.format('10:18-10:19', 'code', LISTS)],
            id='Item Lists',
        ),
    ],
)
def test_fires(tmp_path: Path, nodes: list[Any], expected: list[str]) -> None:
    assert lint_files(tmp_path, template(*nodes), selection=ONLY) == expected


def test_is_opt_in(tmp_path: Path) -> None:
    assert lint_files(tmp_path, template(js_node('return 1;', type=TOOL))) == []
