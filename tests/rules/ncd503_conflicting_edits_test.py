from pathlib import Path
from typing import Any

import pytest
from marks import at_marks
from support import JS, PY, TEMPLATE, WORKSPACE, js_node, judge, py_node, rows, template, write

OTHER = 'n8n-workflows-template/other.template.json'


def block(body: str) -> str:
    return f'«/* #:js:{JS} */»\nfunction countByCategory() {{ {body} }}\n/* /#:js:{JS} */\n'


@pytest.mark.parametrize(
    'nodes',
    [
        pytest.param([js_node(block('a();'))], id='one edit'),
        pytest.param([js_node(block('a();') + block('a();')), js_node(block('a();'))], id='the same edit'),
        pytest.param([js_node(block('a')), js_node(f'/* #:js:{JS} */\n{WORKSPACE[JS]}/* /#:js:{JS} */')], id='whole'),
        pytest.param([js_node(block('a();')), py_node(f'# MATCH:py:{PY}\nx\n# /MATCH:py:{PY}')], id='two paths'),
    ],
)
def test_clean(tmp_path: Path, nodes: list[Any]) -> None:
    write(tmp_path, {**WORKSPACE, **template(*nodes)})
    assert {item.diagnostic.code for item in judge(tmp_path).findings} == {'NCD501'}


def test_fires_within_a_template(tmp_path: Path) -> None:
    files = template(*(js_node(block(body), name=name) for name, body in (('A', 'a();'), ('B', 'b();'), ('C', 'a();'))))
    write(tmp_path, {**WORKSPACE, **files})
    message = (
        f"NCD503 node '{{}}': '{JS}' was edited differently at {TEMPLATE}:{{}} (node '{{}}'): neither edit is written"
    )
    assert rows(tuple(item.diagnostic for item in judge(tmp_path, on_drift='update').findings)) == at_marks(
        files, message, [('A', '16', 'B'), ('B', '8', 'A'), ('C', '16', 'B')]
    )


def test_fires_across_templates_and_spellings_of_the_path(tmp_path: Path) -> None:
    spelled = block('b();').replace('n8n-functions/js', './n8n-functions//js')
    write(tmp_path, {**WORKSPACE, **template(js_node(block('a();'))), OTHER: template(js_node(spelled))[TEMPLATE]})
    plan = judge(tmp_path, TEMPLATE, OTHER)
    assert [item.diagnostic.code for item in plan.findings] == ['NCD503', 'NCD503']
    assert [item.diagnostic.path for item in plan.findings] == [TEMPLATE, OTHER]
    assert all(item.diff for item in plan.findings)
