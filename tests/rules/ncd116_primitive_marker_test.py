from pathlib import Path
from typing import Any

import pytest
from marks import at_marks
from support import JS_CODE, TEMPLATE, js_node, lint_files, node, py_node, template

MESSAGE = (
    "NCD116 node 'Count': '// @n8n-evol-I:primitive' outside primitives/workflows/ disables every rule for this node: "
    'remove the marker and move the logic into a function file'
)

MARKER = '// @n8n-evol-I:primitive'


@pytest.mark.parametrize(
    'path',
    ['primitives/workflows/lock.template.json', 'n8n-workflows-template/primitives/workflows/sub/lock.template.json'],
)
def test_primitives_at_home(tmp_path: Path, path: str) -> None:
    assert lint_files(tmp_path, {path: template(js_node(MARKER))[TEMPLATE]}, select='NCD116') == []


@pytest.mark.parametrize(
    'nodes',
    [
        # clean
        pytest.param([js_node(JS_CODE)], id='no marker'),
        pytest.param([js_node(f'return [];\n{MARKER}')], id='not at the start'),
        pytest.param([node(parameters={'jsCode': 1})], id='wrong type'),
        pytest.param([node(parameters={'pythonCode': MARKER})], id='in the field that is not run'),
        pytest.param([js_node(MARKER, type='n8n-nodes-base.set')], id='another node'),
        # with findings
        pytest.param([js_node(f'«{MARKER}»\nreturn [];')], id='JavaScript'),
        pytest.param([js_node(f'\n\t «{MARKER}» lock')], id='after white space'),
        pytest.param([py_node('«' + MARKER + '»')], id='Python'),
        pytest.param([js_node('«' + MARKER + '»', type='@n8n/n8n-nodes-langchain.toolCode')], id='tool'),
    ],
)
def test_fires(tmp_path: Path, nodes: list[Any]) -> None:
    files = template(*nodes)
    assert lint_files(tmp_path, files, select='NCD116') == at_marks(files, MESSAGE)


def test_is_opt_in(tmp_path: Path) -> None:
    assert lint_files(tmp_path, template(js_node(MARKER))) == []
