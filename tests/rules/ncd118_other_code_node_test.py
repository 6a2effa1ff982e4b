from pathlib import Path
from typing import Any

import pytest
from marks import Whole, at_marks
from support import JS_CODE, js_node, lint_files, node, template

MESSAGE = "NCD118 node 'Count': inline code in {} of {}: {}"

INJECT, REPLACE = 'inject it with a placeholder', 'use a Code node with a placeholder'
TOOL = '@n8n/n8n-nodes-langchain.toolCode'
CHAIN = '@n8n/n8n-nodes-langchain.code'
AI = 'n8n-nodes-base.aiTransform'
SORT = 'n8n-nodes-base.sort'
LISTS = 'n8n-nodes-base.itemLists'


@pytest.mark.parametrize(
    ('nodes', 'details'),
    [
        pytest.param([js_node('return 1;')], [], id='Code node: that is NCD103'),
        pytest.param([js_node(JS_CODE, type=TOOL)], [], id='tool with a placeholder'),
        pytest.param([js_node('{{ @:js:a.js }}', type=TOOL)], [], id='tool with a malformed placeholder'),
        pytest.param([js_node(' \n', type=TOOL)], [], id='blank'),
        pytest.param([node(type=TOOL, parameters={})], [], id='the default code'),
        pytest.param([node(type=CHAIN, parameters={'code': {'execute': {}, 'supplyData': 1}})], [], id='no code'),
        pytest.param([node(type=CHAIN, parameters={'code': 'return 1'})], [], id='another shape'),
        pytest.param([node(type=CHAIN, parameters=[])], [], id='no parameters'),
        pytest.param([node(type=AI, parameters={'instructions': 'return 1'})], [], id='only instructions'),
        pytest.param([node(type=SORT, parameters={'type': 'simple', 'code': 'return 1'})], [], id='sorts by field'),
        pytest.param([node(type=SORT, parameters={'code': 'return 1'})], [], id='sorts by field, the default'),
        pytest.param([node(type='a.b', parameters={'type': 'code', 'code': 'return 1'})], [], id='another node'),
        pytest.param([node(type=AI, parameters={'jsCode': '// @n8n-evol-I:primitive'})], [], id='primitive'),
        pytest.param([js_node(Whole('return 1;'), type=TOOL)], [('jsCode', TOOL, INJECT)], id='tool'),
        pytest.param(
            [node(type=CHAIN, parameters={'code': {'execute': {'code': '«a()»'}, 'supplyData': {'code': '«b()»'}}})],
            [('code.execute.code', CHAIN, REPLACE), ('code.supplyData.code', CHAIN, REPLACE)],
            id='LangChain code',
        ),
        pytest.param([node(type=AI, parameters={'jsCode': '«return [];»'})], [('jsCode', AI, REPLACE)], id='AI'),
        pytest.param(
            [node(type=SORT, parameters={'type': 'code', 'code': '«a\n»'})], [('code', SORT, REPLACE)], id='Sort'
        ),
        pytest.param(
            [node(type=LISTS, parameters={'operation': 'sort', 'type': 'code', 'code': '«a\n»'})],
            [('code', LISTS, REPLACE)],
            id='Item Lists',
        ),
    ],
)
def test_fires(tmp_path: Path, nodes: list[Any], details: list[tuple[str, ...]]) -> None:
    files = template(*nodes)
    assert lint_files(tmp_path, files, select='NCD118') == at_marks(files, MESSAGE, details)


def test_is_opt_in(tmp_path: Path) -> None:
    assert lint_files(tmp_path, template(js_node('return 1;', type=TOOL))) == []
