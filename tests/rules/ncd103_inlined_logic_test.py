from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from marks import Whole
from marks import at_marks
from support import JS_CODE
from support import PY_CODE
from support import js_node
from support import lint_files
from support import node
from support import py_node
from support import template

MESSAGE = (
    "NCD103 node 'Count': inlined {0}, no placeholder in {1}: move the logic to a function file and inject it with "
    '{{{{@:{2}:n8n-functions/{2}/NAME.{2}}}}}'
)
JS_MESSAGE = MESSAGE.format('JavaScript', 'jsCode', 'js')
PY_MESSAGE = MESSAGE.format('Python', 'pythonCode', 'py')


@pytest.mark.parametrize(
    'nodes',
    [
        pytest.param([js_node(JS_CODE)], id='JavaScript with placeholder'),
        pytest.param([py_node(PY_CODE)], id='Python with placeholder'),
        pytest.param([js_node('// @n8n-evol-I:primitive\nreturn [];')], id='primitive'),
        pytest.param([js_node(' \n// @n8n-evol-I:primitive\nreturn [];')], id='primitive after white space'),
        pytest.param([js_node('return [];', type='n8n-nodes-base.noOp')], id='other node with the same field'),
        pytest.param([js_node('return 1', type='@n8n/n8n-nodes-langchain.toolCode')], id='tool code'),
        pytest.param([], id='no node'),
    ],
)
def test_clean(tmp_path: Path, nodes: list[dict[str, Any]]) -> None:
    assert lint_files(tmp_path, template(*nodes)) == []


@pytest.mark.parametrize(
    ('nodes', 'message'),
    [
        pytest.param([js_node(Whole('return [];'))], JS_MESSAGE, id='JavaScript'),
        pytest.param([py_node(Whole('return []'))], PY_MESSAGE, id='Python'),
        pytest.param(
            [node(typeVersion=1, parameters={'language': 'python', 'jsCode': Whole('return [];')})],
            JS_MESSAGE,
            id='language is ignored in version 1',
        ),
        pytest.param(
            [js_node(Whole('const a = `{{@:txt:n8n-functions/js/countByCategory.js}}`;'))],
            JS_MESSAGE,
            id='a text placeholder is no code placeholder',
        ),
    ],
)
def test_fires(tmp_path: Path, nodes: list[dict[str, Any]], message: str) -> None:
    files = template(*nodes)
    assert lint_files(tmp_path, files) == at_marks(files, message)
