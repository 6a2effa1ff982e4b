from pathlib import Path
from typing import Any

import pytest
from marks import Whole, at_marks
from support import JS_CODE, PY_CODE, js_node, lint_files, node, py_node, template

MESSAGE = 'NCD102 {}: {}: there is nothing to run, write the code or delete the node'

TOOL = '@n8n/n8n-nodes-langchain.toolCode'


@pytest.mark.parametrize(
    ('nodes', 'details'),
    [
        pytest.param([js_node(JS_CODE), py_node(PY_CODE)], [], id='code'),
        pytest.param([js_node('// @n8n-evol-I:primitive')], [], id='primitive'),
        pytest.param([js_node('', type=TOOL), node(type=TOOL)], [], id='code tool, which has a default'),
        pytest.param([js_node('', type='n8n-nodes-base.noOp')], [], id='another node'),
        pytest.param([js_node(Whole(''))], [("node 'Count'", 'jsCode is empty')], id='empty'),
        pytest.param([js_node(Whole(' \t\r\n\u00a0'))], [("node 'Count'", 'jsCode is empty')], id='blank'),
        pytest.param([py_node(Whole(''))], [("node 'Count'", 'pythonCode is empty')], id='empty Python'),
        pytest.param([py_node(Whole('\n'))], [("node 'Count'", 'pythonCode is empty')], id='blank Python'),
        pytest.param([node(parameters=Whole({}))], [("node 'Count'", 'jsCode is missing')], id='missing'),
        pytest.param([Whole(node())], [("node 'Count'", 'jsCode is missing')], id='no parameters'),
        pytest.param(
            [node(typeVersion=1, parameters={'language': 'python', 'jsCode': Whole(' ')})],
            [("node 'Count'", 'jsCode is empty')],
            id='version 1 is JavaScript',
        ),
        pytest.param([node(name='', parameters=Whole({}))], [('unnamed node', 'jsCode is missing')], id='unnamed'),
    ],
)
def test_fires(tmp_path: Path, nodes: list[Any], details: list[tuple[str, ...]]) -> None:
    files = template(*nodes)
    assert lint_files(tmp_path, files) == at_marks(files, MESSAGE, details)
