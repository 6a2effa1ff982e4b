from pathlib import Path
from typing import Any

import pytest
from marks import Whole, at_marks
from support import JS_CODE, PY_CODE, lint_files, node, template

MESSAGE = "NCD115 node 'Count': {} is never run, this node runs {}: remove it (n8n's editor drops it on the next save)"

TOOL = '@n8n/n8n-nodes-langchain.toolCode'


def both(js: Any, py: Any, language: str | None = None, **data: Any) -> dict[str, Any]:
    """A node with both code fields."""
    return node(parameters={**({'language': language} if language else {}), 'jsCode': js, 'pythonCode': py}, **data)


@pytest.mark.parametrize(
    ('nodes', 'message'),
    [
        pytest.param([both(JS_CODE, '')], '', id='empty'),
        pytest.param([both(' \n\t', PY_CODE, 'python')], '', id='blank'),
        pytest.param([both('', PY_CODE, 'pythonNative')], '', id='pythonNative'),
        pytest.param([both(JS_CODE, PY_CODE, type=TOOL)], '', id='tool'),
        pytest.param([both('return 1', 'return 2', type='n8n-nodes-base.noOp')], '', id='another node'),
        pytest.param([both('// @n8n-evol-I:primitive', 'return 1')], '', id='primitive'),
        pytest.param([both(JS_CODE, Whole(PY_CODE))], MESSAGE.format('pythonCode', 'JavaScript'), id='Python'),
        pytest.param([both(Whole('return 1;'), PY_CODE, 'python')], MESSAGE.format('jsCode', 'Python'), id='stale'),
        pytest.param(
            [both(JS_CODE, Whole('return []'), 'python', typeVersion=1)],
            MESSAGE.format('pythonCode', 'JavaScript'),
            id='version 1 runs JavaScript',
        ),
        pytest.param(
            [both(JS_CODE, Whole(1))],
            'NCD003 node \'Count\': "pythonCode" must be a string, this is a number',
            id='a wrong type is NCD003',
        ),
    ],
)
def test_fires(tmp_path: Path, nodes: list[Any], message: str) -> None:
    files = template(*nodes)
    assert lint_files(tmp_path, files) == at_marks(files, message)
