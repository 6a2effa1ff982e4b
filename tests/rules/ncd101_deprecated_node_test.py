from pathlib import Path
from typing import Any

import pytest
from marks import Whole, at_marks, to_json
from support import JS_CODE, JS_PLACEHOLDER, TEMPLATE, js_node, lint_files, node, template

MESSAGE = (
    'NCD101 {}: {} is deprecated, n8n 3 removes it: make it a Code node with '
    f'n8n-code-discipline extract {TEMPLATE} {{}}'
)

FUNCTION = 'n8n-nodes-base.function'
ITEM = 'n8n-nodes-base.functionItem'


@pytest.mark.parametrize(
    ('nodes', 'details'),
    [
        pytest.param([js_node(JS_CODE)], [], id='Code node'),
        pytest.param([node(type='n8n-nodes-base.functionFoo'), node(type='n8n-nodes-base.Function')], [], id='similar'),
        pytest.param([node(name=FUNCTION, type='n8n-nodes-base.noOp')], [], id='only its name'),
        pytest.param([node(type=[FUNCTION], parameters={})][:0], [], id='no node'),
        pytest.param([node(type=Whole(FUNCTION))], [("node 'Count'", FUNCTION, '--node Count')], id='function'),
        pytest.param([node(type=Whole(ITEM))], [("node 'Count'", ITEM, '--node Count')], id='functionItem'),
        pytest.param(
            [js_node(JS_CODE), node(type=Whole(FUNCTION)), node(name='B', type=Whole(ITEM))],
            [("node 'Count'", FUNCTION, '--node Count'), ("node 'B'", ITEM, '--node B')],
            id='several',
        ),
        pytest.param([{'type': Whole(FUNCTION)}], [('unnamed node', FUNCTION, '--all')], id='without a name'),
        pytest.param(
            [node(type=Whole(FUNCTION), parameters={'functionCode': JS_PLACEHOLDER + '\nreturn items;'})],
            [("node 'Count'", FUNCTION, '--node Count')],
            id='its code is judged by no other rule',
        ),
    ],
)
def test_fires(tmp_path: Path, nodes: list[Any], details: list[tuple[str, ...]]) -> None:
    files = template(*nodes)
    assert lint_files(tmp_path, files) == at_marks(files, MESSAGE, details)


def test_in_an_array_of_workflows(tmp_path: Path) -> None:
    files = {TEMPLATE: to_json([{'nodes': []}, {'nodes': [node(type=Whole(FUNCTION))]}])}
    assert lint_files(tmp_path, files) == at_marks(files, MESSAGE.format("node 'Count'", FUNCTION, '--node Count'))
