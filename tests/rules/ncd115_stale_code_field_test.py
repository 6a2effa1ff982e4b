from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support import JS_CODE
from support import PY_CODE
from support import TEMPLATE
from support import lint_files
from support import node
from support import template

TOOL = '@n8n/n8n-nodes-langchain.toolCode'


def both(js: Any, py: Any, language: str | None = None, **data: Any) -> dict[str, Any]:
    """A node with both code fields."""
    return node(parameters={**({'language': language} if language else {}), 'jsCode': js, 'pythonCode': py}, **data)


@pytest.mark.parametrize(
    'nodes',
    [
        pytest.param([both(JS_CODE, '')], id='empty'),
        pytest.param([both(' \n\t', PY_CODE, 'python')], id='blank'),
        pytest.param([both('', PY_CODE, 'pythonNative')], id='pythonNative'),
        pytest.param([both(JS_CODE, PY_CODE, type=TOOL)], id='tool'),
        pytest.param([both('return 1', 'return 2', type='n8n-nodes-base.noOp')], id='another node'),
        pytest.param([both('// @n8n-evol-I:primitive', 'return 1')], id='primitive'),
    ],
)
def test_clean(tmp_path: Path, nodes: list[Any]) -> None:
    assert lint_files(tmp_path, template(*nodes)) == []


@pytest.mark.parametrize(
    ('nodes', 'expected'),
    [
        pytest.param(
            [both(JS_CODE, PY_CODE)],
            [
                f'{TEMPLATE}:9:23-9:120 '
                "NCD115 node 'Count': pythonCode is never run, this node runs JavaScript: remove it (n8n's "
                'editor drops it on the next save)'
            ],
            id='Python',
        ),
        pytest.param(
            [both(JS_CODE, '# n', 'javaScript')],
            [
                f'{TEMPLATE}:10:23-10:28 '
                "NCD115 node 'Count': pythonCode is never run, this node runs JavaScript: remove it (n8n's "
                'editor drops it on the next save)'
            ],
            id='Python beside an explicit language',
        ),
        pytest.param(
            [both('return 1;', PY_CODE, 'python')],
            [
                f'{TEMPLATE}:9:19-9:30 '
                "NCD115 node 'Count': jsCode is never run, this node runs Python: remove it (n8n's editor drops "
                'it on the next save)'
            ],
            id='JavaScript',
        ),
        pytest.param(
            [both(JS_CODE, PY_CODE, 'pythonNative')],
            [
                f'{TEMPLATE}:9:19-9:118 '
                "NCD115 node 'Count': jsCode is never run, this node runs Python: remove it (n8n's editor drops "
                'it on the next save)'
            ],
            id='JavaScript beside pythonNative',
        ),
        pytest.param(
            [both(JS_CODE, 'return []', 'python', typeVersion=1)],
            [
                f'{TEMPLATE}:10:23-10:34 '
                "NCD115 node 'Count': pythonCode is never run, this node runs JavaScript: remove it (n8n's "
                'editor drops it on the next save)'
            ],
            id='version 1 runs JavaScript',
        ),
        pytest.param(
            [both(JS_CODE, '{{@:py:none.py}}\n{{ @:py:x }}')],
            [
                f'{TEMPLATE}:9:23-9:55 '
                "NCD115 node 'Count': pythonCode is never run, this node runs JavaScript: remove it (n8n's "
                'editor drops it on the next save)'
            ],
            id='its code is judged by no other rule',
        ),
        pytest.param(
            [both(JS_CODE, 1)],
            [f'{TEMPLATE}:9:23-9:24 NCD003 node \'Count\': "pythonCode" must be a string, this is a number'],
            id='a wrong type is NCD003',
        ),
    ],
)
def test_fires(tmp_path: Path, nodes: list[Any], expected: list[str]) -> None:
    assert lint_files(tmp_path, template(*nodes)) == expected
