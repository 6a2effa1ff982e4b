from pathlib import Path
from typing import Any

import pytest
from marks import Whole, at_marks
from support import JS_CODE, PY_CODE, TEMPLATE, js_node, lint_files, py_node, template

JS_MESSAGE = (
    "NCD103 node 'Count': inlined JavaScript, no placeholder in jsCode: move it to a function file with "
    f'n8n-code-discipline extract {TEMPLATE} --node Count'
)
PY_MESSAGE = (
    "NCD103 node 'Count': inlined Python, no placeholder in pythonCode: move the logic to a function file and inject "
    'it with {{@:py:n8n-functions/py/NAME.py}}'
)


@pytest.mark.parametrize(
    ('nodes', 'message'),
    [
        pytest.param([js_node(JS_CODE)], '', id='JavaScript with placeholder'),
        pytest.param([py_node(PY_CODE)], '', id='Python with placeholder'),
        pytest.param([js_node('// @n8n-evol-I:primitive\nreturn [];')], '', id='primitive'),
        pytest.param([js_node(' \n// @n8n-evol-I:primitive\nreturn [];')], '', id='primitive after white space'),
        pytest.param([js_node('return [];', type='n8n-nodes-base.noOp')], '', id='other node with the same field'),
        pytest.param([js_node('return 1', type='@n8n/n8n-nodes-langchain.toolCode')], '', id='tool code'),
        pytest.param([], '', id='no node'),
        pytest.param([js_node(Whole('return [];'))], JS_MESSAGE, id='JavaScript'),
        pytest.param([py_node(Whole('return []'))], PY_MESSAGE, id='Python'),
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


@pytest.mark.parametrize(
    ('name', 'which'),
    [
        pytest.param("it's $HOME; rm -rf *", "--node 'it'\"'\"'s $HOME; rm -rf *'", id='a shell would read it'),
        pytest.param('', '--all', id='no name'),
        pytest.param('a\nb', '--all', id='cannot be printed'),
        pytest.param('--all', '--node=--all', id='like an option'),
    ],
)
def test_the_command_can_be_pasted(tmp_path: Path, name: str, which: str) -> None:
    (row,) = lint_files(tmp_path, template(js_node('return [];', name=name)))
    assert row.endswith(f' with n8n-code-discipline extract {TEMPLATE} {which}')


def test_python_is_advised_with_the_placeholders_of_the_workspace(tmp_path: Path) -> None:
    other = {'n8n-workflows-template/a.template.json': template(js_node(JS_CODE.replace('@:', '@')))[TEMPLATE]}
    (row,) = lint_files(tmp_path, {**template(py_node('return []')), **other})
    assert row.endswith('inject it with {{@py:n8n-functions/py/NAME.py}}')
