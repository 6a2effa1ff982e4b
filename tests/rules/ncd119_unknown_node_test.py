"""Names of nodes in code."""

import json
from pathlib import Path

import pytest
from support import JS_PLACEHOLDER, PY_PLACEHOLDER, TEMPLATE, js_node, lint_files, node, py_node, template

ONLY = 'NCD119'
ORDERS = {'name': 'Orders', 'type': 'n8n-nodes-base.noOp'}
MESSAGE = "this workflow has no node 'Order': n8n says \"Referenced node doesn't exist\"; did you mean 'Orders'?"


def messages(root: Path, code: str, *others: dict[str, str], python: bool = False) -> list[str]:
    count = py_node(f'{PY_PLACEHOLDER}\n{code}') if python else js_node(f'{JS_PLACEHOLDER}\n{code}')
    files = {**template(count, *(others or (ORDERS,))), 'n8n-functions/lookup.txt': "const rows = $('Order').all();"}
    return [row.partition("node 'Count': ")[2].partition(' (line')[0] for row in lint_files(root, files, select=ONLY)]


@pytest.mark.parametrize(
    ('code', 'python'),
    [
        pytest.param("return $('Order').all();", False, id='call'),
        pytest.param('return $(`Order`).all();', False, id='template literal'),
        pytest.param("return $node['Order'].json;", False, id='subscript'),
        pytest.param('return $node.Order.json;', False, id='property'),
        pytest.param("return $items('Order', 0);", False, id='items'),
        pytest.param("const f = () => $('Order').all();\nreturn f();", False, id='in a function'),
        pytest.param("try { a(); } catch { return $('Order').all(); }", False, id='in catch'),
        pytest.param("try { return $('Order').all(); } finally { a(); }", False, id='try without catch'),
        pytest.param('{{@:txt:n8n-functions/lookup.txt}}\nreturn rows;', False, id='text file in the code'),
        pytest.param("return _('Order').all()", True, id='Python call'),
        pytest.param("return _node['Order'].json", True, id='Python subscript'),
    ],
)
def test_firing(tmp_path: Path, code: str, python: bool) -> None:
    assert messages(tmp_path, code, python=python) == [MESSAGE]


@pytest.mark.parametrize(
    ('code', 'python'),
    [
        pytest.param("return $('Orders').all();", False, id='known'),
        pytest.param("return $('Count').all();", False, id='the node itself'),
        pytest.param("try { return $('Order').all(); } catch { return []; }", False, id='handled'),
        pytest.param("const name = 'Order';\nreturn $(name).all();", False, id='no literal'),
        pytest.param('return $(`Order ${1}`).all();', False, id='substitution'),
        pytest.param("const $ = (x) => x;\nreturn $('Order');", False, id='a function of its own'),
        pytest.param("return o.$('Order');", False, id='a method'),
        pytest.param("return $('{{@:env:ORDERS}}').all();", False, id='placeholder in the name'),
        pytest.param('const s = `\n{{@:txt:n8n-functions/lookup.txt}}\n`;\nreturn s;', False, id='text file in a text'),
        pytest.param("// $('Order')\nreturn \"$('Order')\";", False, id='comment, string'),
        pytest.param("return $items();\nreturn $['Order'];", False, id='other uses'),
        pytest.param("try:\n    x = _('Order')\nexcept Exception:\n    x = []\nreturn x", True, id='Python handled'),
        pytest.param("_ = str\nreturn _('Order')", True, id='Python own name'),
        pytest.param("return _node['Orders'].json['Order']('Order')", True, id='Python members of a node'),
    ],
)
def test_clean(tmp_path: Path, code: str, python: bool) -> None:
    assert messages(tmp_path, code, python=python) == []


def test_a_name_with_a_placeholder_may_be_any(tmp_path: Path) -> None:
    assert messages(tmp_path, "return $('Order').all();", {**ORDERS, 'name': '{{@:env:ORDERS}}'}) == []


def test_each_workflow_of_an_array_has_its_own_nodes(tmp_path: Path) -> None:
    count = node(parameters={'jsCode': f"{JS_PLACEHOLDER}\nreturn $('Orders').all();"})
    text = json.dumps([{'nodes': [count]}, {'nodes': [count, ORDERS]}])
    assert len(lint_files(tmp_path, {TEMPLATE: text}, select=ONLY)) == 1


def test_python_of_n8n_2_has_no_such_functions(tmp_path: Path) -> None:
    files = template(py_node(f"{PY_PLACEHOLDER}\nreturn _('Order')"))
    assert lint_files(tmp_path, files, select=ONLY, target_n8n='2') == []
