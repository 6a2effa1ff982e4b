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

from n8n_code_discipline.registry import Selection

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
    assert lint_files(tmp_path, template(*nodes), selection=Selection(select=('NCD108',))) == []


@pytest.mark.parametrize(
    ('nodes', 'expected'),
    [
        pytest.param(
            [js('javascript')],
            [
                f'{TEMPLATE}:8:21-8:33 '
                "NCD108 node 'Count': language 'javascript' is unknown to n8n, which refuses the node and drops "
                "its code on save: write 'javaScript'"
            ],
            id='javascript',
        ),
        pytest.param(
            [js('JavaScript')],
            [
                f'{TEMPLATE}:8:21-8:33 '
                "NCD108 node 'Count': language 'JavaScript' is unknown to n8n, which refuses the node and drops "
                "its code on save: write 'javaScript'"
            ],
            id='JavaScript',
        ),
        pytest.param(
            [js('JAVASCRIPT')],
            [
                f'{TEMPLATE}:8:21-8:33 '
                "NCD108 node 'Count': language 'JAVASCRIPT' is unknown to n8n, which refuses the node and drops "
                "its code on save: write 'javaScript'"
            ],
            id='JAVASCRIPT',
        ),
        pytest.param(
            [js('js')],
            [
                f'{TEMPLATE}:8:21-8:25 '
                "NCD108 node 'Count': language 'js' is unknown to n8n, which refuses the node and drops its code "
                "on save: write 'javaScript'"
            ],
            id='js',
        ),
        pytest.param(
            [js('node')],
            [
                f'{TEMPLATE}:8:21-8:27 '
                "NCD108 node 'Count': language 'node' is unknown to n8n, which refuses the node and drops its "
                "code on save: write 'javaScript'"
            ],
            id='node',
        ),
        pytest.param(
            [py('Python')],
            [
                f'{TEMPLATE}:8:21-8:29 '
                "NCD108 node 'Count': language 'Python' is unknown to n8n, which refuses the node and drops its "
                "code on save: write 'python'"
            ],
            id='Python',
        ),
        pytest.param(
            [py('py')],
            [
                f'{TEMPLATE}:8:21-8:25 '
                "NCD108 node 'Count': language 'py' is unknown to n8n, which refuses the node and drops its code "
                "on save: write 'python'"
            ],
            id='py',
        ),
        pytest.param(
            [py('python3')],
            [
                f'{TEMPLATE}:8:21-8:30 '
                "NCD108 node 'Count': language 'python3' is unknown to n8n, which refuses the node and drops its "
                "code on save: write 'python'"
            ],
            id='python3',
        ),
        pytest.param(
            [py('pythonnative')],
            [
                f'{TEMPLATE}:8:21-8:35 '
                "NCD108 node 'Count': language 'pythonnative' is unknown to n8n, which refuses the node and "
                "drops its code on save: write 'pythonNative'"
            ],
            id='pythonnative',
        ),
        pytest.param(
            [js('typescript')],
            [
                f'{TEMPLATE}:8:21-8:33 '
                "NCD108 node 'Count': language 'typescript' is unknown to n8n, which refuses the node and drops "
                "its code on save: write 'javaScript', 'python' or 'pythonNative'"
            ],
            id='typescript',
        ),
        pytest.param(
            [js('')],
            [
                f'{TEMPLATE}:8:21-8:23 '
                "NCD108 node 'Count': language '' is unknown to n8n, which refuses the node and drops its code "
                "on save: write 'javaScript', 'python' or 'pythonNative'"
            ],
            id='empty',
        ),
        pytest.param(
            [js('javaScript ')],
            [
                f'{TEMPLATE}:8:21-8:34 '
                "NCD108 node 'Count': language 'javaScript ' is unknown to n8n, which refuses the node and drops "
                "its code on save: write 'javaScript'"
            ],
            id='blank after it',
        ),
        pytest.param(
            [js('={{ $json.language }}')],
            [
                f'{TEMPLATE}:8:21-8:44 '
                "NCD108 node 'Count': language '={{ $json.language }}' is unknown to n8n, which refuses the node "
                "and drops its code on save: write 'javaScript', 'python' or 'pythonNative'"
            ],
            id='expression',
        ),
        pytest.param(
            [js('a\nb' + 'c' * 100)],
            [
                f'{TEMPLATE}:8:21-8:127 '
                "NCD108 node 'Count': language "
                "'a\\nbccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc' is unknown "
                "to n8n, which refuses the node and drops its code on save: write 'javaScript', 'python' or "
                "'pythonNative'"
            ],
            id='long, with a line end',
        ),
        pytest.param(
            [js(None)],
            [
                f'{TEMPLATE}:8:21-8:25 '
                "NCD108 node 'Count': language (null) is unknown to n8n, which refuses the node and drops its "
                "code on save: write 'javaScript', 'python' or 'pythonNative'"
            ],
            id='null',
        ),
        pytest.param(
            [js(5)],
            [
                f'{TEMPLATE}:8:21-8:22 '
                "NCD108 node 'Count': language (a number) is unknown to n8n, which refuses the node and drops "
                "its code on save: write 'javaScript', 'python' or 'pythonNative'"
            ],
            id='number',
        ),
        pytest.param(
            [js(True)],
            [
                f'{TEMPLATE}:8:21-8:25 '
                "NCD108 node 'Count': language (a boolean) is unknown to n8n, which refuses the node and drops "
                "its code on save: write 'javaScript', 'python' or 'pythonNative'"
            ],
            id='boolean',
        ),
        pytest.param(
            [js(['python'])],
            [
                f'{TEMPLATE}:8:21-10:10 '
                "NCD108 node 'Count': language (an array) is unknown to n8n, which refuses the node and drops "
                "its code on save: write 'javaScript', 'python' or 'pythonNative'"
            ],
            id='array',
        ),
        pytest.param(
            [js({'a': 'python'})],
            [
                f'{TEMPLATE}:8:21-10:10 '
                "NCD108 node 'Count': language (an object) is unknown to n8n, which refuses the node and drops "
                "its code on save: write 'javaScript', 'python' or 'pythonNative'"
            ],
            id='object',
        ),
        pytest.param(
            [js('javascript', type=TOOL)],
            [
                f'{TEMPLATE}:8:21-8:33 '
                "NCD108 node 'Count': language 'javascript' is unknown to n8n, which refuses the node and drops "
                "its code on save: write 'javaScript'"
            ],
            id='tool',
        ),
        pytest.param(
            [js('Python', type=TOOL, typeVersion=1)],
            [
                f'{TEMPLATE}:8:21-8:29 '
                "NCD108 node 'Count': language 'Python' is unknown to n8n, which refuses the node and drops its "
                "code on save: write 'python'"
            ],
            id='tool in version 1',
        ),
        pytest.param(
            [js('javascript', typeVersion=True)],
            [
                f'{TEMPLATE}:8:21-8:33 '
                "NCD108 node 'Count': language 'javascript' is unknown to n8n, which refuses the node and drops "
                "its code on save: write 'javaScript'"
            ],
            id='true is no version 1',
        ),
        pytest.param(
            [{**js('javascript'), 'typeVersion': None}],
            [
                f'{TEMPLATE}:8:21-8:33 '
                "NCD108 node 'Count': language 'javascript' is unknown to n8n, which refuses the node and drops "
                "its code on save: write 'javaScript'"
            ],
            id='no version',
        ),
        pytest.param(
            [js('javascript'), py('Python', name='B')],
            [
                f'{TEMPLATE}:8:21-8:33 '
                "NCD108 node 'Count': language 'javascript' is unknown to n8n, which refuses the node and drops "
                "its code on save: write 'javaScript'",
                f'{TEMPLATE}:17:21-17:29 '
                "NCD108 node 'B': language 'Python' is unknown to n8n, which refuses the node and drops its code "
                "on save: write 'python'",
            ],
            id='two nodes',
        ),
    ],
)
def test_fires(tmp_path: Path, nodes: list[Any], expected: list[str]) -> None:
    assert lint_files(tmp_path, template(*nodes)) == expected


def test_the_language_that_was_meant_decides_which_field_is_judged(tmp_path: Path) -> None:
    nodes = [node(parameters={'language': 'Python', 'pythonCode': 'return items'})]
    assert lint_files(tmp_path, template(*nodes)) == [
        f'{TEMPLATE}:8:21-8:29 '
        "NCD108 node 'Count': language 'Python' is unknown to n8n, which refuses the node and drops its "
        "code on save: write 'python'",
        f'{TEMPLATE}:9:23-9:37 '
        "NCD103 node 'Count': inlined Python, no placeholder in pythonCode: move the logic to a function "
        'file and inject it with {{@:py:n8n-functions/py/NAME.py}}',
    ]
