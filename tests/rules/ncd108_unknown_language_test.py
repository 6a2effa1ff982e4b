from __future__ import annotations

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
        pytest.param([py('python')], id='python'),
        pytest.param([py('pythonNative')], id='pythonNative'),
        pytest.param([js('javascript', typeVersion=1), js(5, typeVersion=1.0)], id='version 1 ignores it'),
        pytest.param([js('javaScript', type=TOOL, typeVersion=1.3), py('python', type=TOOL)], id='tool'),
        pytest.param([js('javascript', type='n8n-nodes-base.noOp')], id='another node'),
        pytest.param([node(parameters={'language': 'x', 'jsCode': '// @n8n-evol-I:primitive'})], id='primitive'),
    ],
)
def test_clean(tmp_path: Path, nodes: list[Any]) -> None:
    assert lint_files(tmp_path, template(*nodes), select='NCD108') == []


@pytest.mark.parametrize(
    ('nodes', 'details'),
    [
        pytest.param([js(Whole('javascript'))], [('Count', "'javascript'", "'javaScript'")], id='javascript'),
        pytest.param([js(Whole('JavaScript'))], [('Count', "'JavaScript'", "'javaScript'")], id='JavaScript'),
        pytest.param([js(Whole('JAVASCRIPT'))], [('Count', "'JAVASCRIPT'", "'javaScript'")], id='JAVASCRIPT'),
        pytest.param([js(Whole('js'))], [('Count', "'js'", "'javaScript'")], id='js'),
        pytest.param([js(Whole('node'))], [('Count', "'node'", "'javaScript'")], id='node'),
        pytest.param([py(Whole('Python'))], [('Count', "'Python'", "'python'")], id='Python'),
        pytest.param([py(Whole('py'))], [('Count', "'py'", "'python'")], id='py'),
        pytest.param([py(Whole('python3'))], [('Count', "'python3'", "'python'")], id='python3'),
        pytest.param([py(Whole('pythonnative'))], [('Count', "'pythonnative'", "'pythonNative'")], id='pythonnative'),
        pytest.param(
            [js(Whole('typescript'))],
            [('Count', "'typescript'", "'javaScript', 'python' or 'pythonNative'")],
            id='typescript',
        ),
        pytest.param([js(Whole(''))], [('Count', "''", "'javaScript', 'python' or 'pythonNative'")], id='empty'),
        pytest.param([js(Whole('javaScript '))], [('Count', "'javaScript '", "'javaScript'")], id='blank after it'),
        pytest.param(
            [js(Whole('={{ $json.language }}'))],
            [('Count', "'={{ $json.language }}'", "'javaScript', 'python' or 'pythonNative'")],
            id='expression',
        ),
        pytest.param(
            [js(Whole('a\nb' + 'c' * 100))],
            [
                (
                    'Count',
                    "'a\\nbccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc'",
                    "'javaScript', 'python' or 'pythonNative'",
                )
            ],
            id='long, with a line end',
        ),
        pytest.param([js(Whole(None))], [('Count', '(null)', "'javaScript', 'python' or 'pythonNative'")], id='null'),
        pytest.param(
            [js(Whole(5))], [('Count', '(a number)', "'javaScript', 'python' or 'pythonNative'")], id='number'
        ),
        pytest.param(
            [js(Whole(True))], [('Count', '(a boolean)', "'javaScript', 'python' or 'pythonNative'")], id='boolean'
        ),
        pytest.param(
            [js(Whole(['python']))], [('Count', '(an array)', "'javaScript', 'python' or 'pythonNative'")], id='array'
        ),
        pytest.param(
            [js(Whole({'a': 'python'}))],
            [('Count', '(an object)', "'javaScript', 'python' or 'pythonNative'")],
            id='object',
        ),
        pytest.param([js(Whole('javascript'), type=TOOL)], [('Count', "'javascript'", "'javaScript'")], id='tool'),
        pytest.param(
            [js(Whole('Python'), type=TOOL, typeVersion=1)], [('Count', "'Python'", "'python'")], id='tool in version 1'
        ),
        pytest.param(
            [js(Whole('javascript'), typeVersion=True)],
            [('Count', "'javascript'", "'javaScript'")],
            id='true is no version 1',
        ),
        pytest.param(
            [{**js(Whole('javascript')), 'typeVersion': None}],
            [('Count', "'javascript'", "'javaScript'")],
            id='no version',
        ),
        pytest.param(
            [js(Whole('javascript')), py(Whole('Python'), name='B')],
            [('Count', "'javascript'", "'javaScript'"), ('B', "'Python'", "'python'")],
            id='two nodes',
        ),
    ],
)
def test_fires(tmp_path: Path, nodes: list[Any], details: list[tuple[str, ...]]) -> None:
    files = template(*nodes)
    assert lint_files(tmp_path, files) == at_marks(files, MESSAGE, details)


def test_the_language_that_was_meant_decides_which_field_is_judged(tmp_path: Path) -> None:
    files = template(node(parameters={'language': Whole('Python'), 'pythonCode': Whole('return items')}))
    inlined = (
        "NCD103 node 'Count': inlined Python, no placeholder in pythonCode: move the logic to a function file and "
        'inject it with {{@:py:n8n-functions/py/NAME.py}}'
    )
    assert lint_files(tmp_path, files) == at_marks(files, [MESSAGE.format('Count', "'Python'", "'python'"), inlined])
