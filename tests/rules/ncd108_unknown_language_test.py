from pathlib import Path
from typing import Any

import pytest
from marks import Whole, at_marks
from support import JS_CODE, PY_CODE, lint_files, node, template

MESSAGE = "NCD108 node '{}': language {} is unknown to n8n, which refuses the node and drops its code on save: write {}"

TOOL = '@n8n/n8n-nodes-langchain.toolCode'


def js(language: Any, **data: Any) -> dict[str, Any]:
    """A node with JavaScript and this language."""
    return node(parameters={'language': language, 'jsCode': JS_CODE}, **data)


def py(language: Any, **data: Any) -> dict[str, Any]:
    """A node with Python and this language."""
    return node(parameters={'language': language, 'pythonCode': PY_CODE}, **data)


@pytest.mark.parametrize(
    'nodes',
    [
        pytest.param([node(parameters={'jsCode': JS_CODE})], id='absent'),
        pytest.param([js('javaScript')], id='javaScript'),
        pytest.param([py('pythonNative')], id='pythonNative'),
        pytest.param([js('javascript', typeVersion=1), js(5, typeVersion=1.0)], id='version 1 ignores it'),
        pytest.param([js('javaScript', type=TOOL, typeVersion=1.3), py('python', type=TOOL)], id='tool'),
        pytest.param([js('javascript', type='n8n-nodes-base.noOp')], id='another node'),
        pytest.param([node(parameters={'language': 'x', 'jsCode': '// @n8n-evol-I:primitive'})], id='primitive'),
    ],
)
def test_clean(tmp_path: Path, nodes: list[Any]) -> None:
    assert lint_files(tmp_path, template(*nodes), select='NCD108') == []


EITHER = "'javaScript', 'python' or 'pythonNative'"


@pytest.mark.parametrize(
    ('language', 'shown', 'meant'),
    [
        pytest.param('javascript', "'javascript'", "'javaScript'", id='javascript'),
        pytest.param('js', "'js'", "'javaScript'", id='js'),
        pytest.param('Python', "'Python'", "'python'", id='Python'),
        pytest.param('pythonnative', "'pythonnative'", "'pythonNative'", id='pythonnative'),
        pytest.param('typescript', "'typescript'", EITHER, id='typescript'),
        pytest.param('={{ $json.language }}', "'={{ $json.language }}'", EITHER, id='expression'),
        pytest.param('a\nb' + 'c' * 100, "'a\\nb" + 'c' * 77 + "'", EITHER, id='long, with a line end'),
        pytest.param(None, '(null)', EITHER, id='null'),
        pytest.param(5, '(a number)', EITHER, id='number'),
    ],
)
def test_fires(tmp_path: Path, language: Any, shown: str, meant: str) -> None:
    make = py if 'ython' in meant and 'Script' not in meant else js
    files = template(make(Whole(language)))
    assert lint_files(tmp_path, files) == at_marks(files, MESSAGE.format('Count', shown, meant))


@pytest.mark.parametrize(
    'node',
    [
        pytest.param(js(Whole('javascript'), type=TOOL), id='tool'),
        pytest.param(js(Whole('javascript'), typeVersion=True), id='true is no version 1'),
        pytest.param({**js(Whole('javascript')), 'typeVersion': None}, id='no version'),
    ],
)
def test_nodes(tmp_path: Path, node: Any) -> None:
    files = template(node)
    assert lint_files(tmp_path, files) == at_marks(files, MESSAGE.format('Count', "'javascript'", "'javaScript'"))


def test_the_language_that_was_meant_decides_which_field_is_judged(tmp_path: Path) -> None:
    files = template(node(parameters={'language': Whole('Python'), 'pythonCode': Whole('return items')}))
    inlined = (
        "NCD103 node 'Count': inlined Python, no placeholder in pythonCode: move the logic to a function file and "
        'inject it with {{@:py:n8n-functions/py/NAME.py}}'
    )
    assert lint_files(tmp_path, files) == at_marks(files, [MESSAGE.format('Count', "'Python'", "'python'"), inlined])
