from pathlib import Path
from typing import Any

import pytest
from marks import at_marks
from support import JS, JS_CODE, PY, TEMPLATE, js_node, lint_files, py_node, template

MESSAGE = (
    "NCD109 node 'Count': injected code of '{}' stands where its placeholder belongs: "
    f'run n8n-code-discipline resync {TEMPLATE}'
)

GLUE = '\nreturn [{ json: countByCategory($input.all()) }];'
BLOCK = f'«/* #:js:{JS} */»\nfunction countByCategory() {{}}\n/* /#:js:{JS} */'
PY_BLOCK = f'«# MATCH:py:{PY}»\ndef count_by_category(): pass\n# /MATCH:py:{PY}'
MENTION = '{{@:js:n8n-functions/js/none.js}}'


@pytest.mark.parametrize(
    'nodes',
    [
        pytest.param([js_node(JS_CODE)], id='placeholder'),
        pytest.param([js_node(f'{JS_CODE}\n// {BLOCK.splitlines()[0]}')], id='a mention in a longer line'),
        pytest.param([js_node(JS_CODE, notes=BLOCK)], id='notes'),
        pytest.param([{'name': 'S', 'type': 'n8n-nodes-base.stickyNote', 'parameters': {'content': BLOCK}}], id='note'),
        pytest.param([js_node('// @n8n-evol-I:primitive\n' + BLOCK)], id='primitive'),
    ],
)
def test_clean(tmp_path: Path, nodes: list[Any]) -> None:
    assert lint_files(tmp_path, template(*nodes)) == []


@pytest.mark.parametrize(
    ('nodes', 'details'),
    [
        pytest.param([js_node(BLOCK + GLUE)], [JS], id='JavaScript'),
        pytest.param([py_node(PY_BLOCK)], [PY], id='Python'),
        pytest.param([js_node(f'{BLOCK}\n{BLOCK}{GLUE}')], [JS, JS], id='two blocks'),
        pytest.param([js_node(BLOCK, type='@n8n/n8n-nodes-langchain.toolCode')], [JS], id='tool'),
        pytest.param(
            [js_node(BLOCK.replace('{}', f'{{ /* {MENTION} {{ @:JS:x}} */ }}'))],
            [JS],
            id='injected code is not scanned for placeholders',
        ),
    ],
)
def test_fires(tmp_path: Path, nodes: list[Any], details: list[str]) -> None:
    files = template(*nodes)
    assert lint_files(tmp_path, files) == at_marks(files, MESSAGE, details)
