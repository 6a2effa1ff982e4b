from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support import JS
from support import JS_CODE
from support import JS_PLACEHOLDER
from support import JS_TEST
from support import PY
from support import PY_CODE
from support import PY_PLACEHOLDER
from support import TEMPLATE
from support import WORKSPACE
from support import js_node
from support import lint_files
from support import node
from support import py_node
from support import template

TOOL = '@n8n/n8n-nodes-langchain.toolCode'
FILES = {
    'lib/a.js': WORKSPACE[JS],
    'n8n-functions/a.js': WORKSPACE[JS],
    'n8n-functions/js/a.mjs': WORKSPACE[JS],
    'n8n-functions/js/a.test.js': WORKSPACE[JS],
    'n8n-functions/js/.hidden.js': WORKSPACE[JS],
    'n8n-functions/py/__init__.py': '',
    'n8n-functions/py/test_a.py': '',
    'n8n-functions/js/sub/countByCategory.js': WORKSPACE[JS],
    'n8n-functions-tests/sub/countByCategory.test.js': WORKSPACE[JS_TEST]
    .replace('../', '../../')
    .replace('js/', 'js/sub/'),
}


def js(kind: str, path: str, **data: Any) -> dict[str, Any]:
    """A JavaScript node with one placeholder."""
    return js_node('{{@:' + kind + ':' + path + '}}\nreturn [{ json: countByCategory([]) }];', **data)


def py(kind: str, path: str) -> dict[str, Any]:
    """A Python node with one placeholder."""
    return py_node('{{@:' + kind + ':' + path + '}}\nreturn count_by_category([])')


@pytest.mark.parametrize(
    'nodes',
    [
        pytest.param([js_node(JS_CODE), py_node(PY_CODE)], id='each in its language'),
        pytest.param([node(parameters={'language': 'pythonNative', 'pythonCode': PY_CODE})], id='pythonNative'),
        pytest.param([js_node('// @n8n-evol-I:primitive\n' + PY_PLACEHOLDER)], id='primitive'),
        pytest.param(
            [js_node(JS_PLACEHOLDER + '\nreturn countByCategory({{@:json:lib/a.js}});')], id='text kinds take any file'
        ),
        pytest.param(
            [js_node('{{@:js:n8n-functions/js/sub/countByCategory.js}}\nreturn [{ json: countByCategory([]) }];')],
            id='subfolder',
        ),
        pytest.param([node(typeVersion=1, parameters={'language': 'python', 'jsCode': JS_CODE})], id='version 1'),
        pytest.param(
            [node(type=TOOL, typeVersion=1, parameters={'language': 'python', 'pythonCode': PY_CODE})], id='tool'
        ),
    ],
)
def test_clean(tmp_path: Path, nodes: list[Any]) -> None:
    assert lint_files(tmp_path, {**FILES, **template(*nodes)}, TEMPLATE) == []


@pytest.mark.parametrize(
    ('nodes', 'expected'),
    [
        pytest.param(
            [js('py', PY)],
            [
                f'{TEMPLATE}:8:20-8:66 '
                "NCD106 node 'Count': 'n8n-functions/py/count_by_category.py' cannot be injected as py, this "
                "node runs JavaScript: name a js function file or correct the node's language"
            ],
            id='py in jsCode',
        ),
        pytest.param(
            [py('js', JS)],
            [
                f'{TEMPLATE}:9:24-9:68 '
                "NCD106 node 'Count': 'n8n-functions/js/countByCategory.js' cannot be injected as js, this node "
                "runs Python: name a py function file or correct the node's language"
            ],
            id='js in pythonCode',
        ),
        pytest.param(
            [js('py', PY, type=TOOL)],
            [
                f'{TEMPLATE}:8:20-8:66 '
                "NCD106 node 'Count': 'n8n-functions/py/count_by_category.py' cannot be injected as py, this "
                "node runs JavaScript: name a js function file or correct the node's language"
            ],
            id='py in a JavaScript tool',
        ),
        pytest.param(
            [js('js', PY)],
            [
                f'{TEMPLATE}:8:20-8:66 '
                "NCD106 node 'Count': 'n8n-functions/py/count_by_category.py' is not under n8n-functions/js/: "
                'only JavaScript function files from there are injected here'
            ],
            id='js placeholder of a Python file',
        ),
        pytest.param(
            [js('py', JS)],
            [
                f'{TEMPLATE}:8:20-8:64 '
                "NCD106 node 'Count': 'n8n-functions/js/countByCategory.js' cannot be injected as py, this node "
                "runs JavaScript: name a js function file or correct the node's language"
            ],
            id='py placeholder of a JavaScript file',
        ),
        pytest.param(
            [py('py', JS)],
            [
                f'{TEMPLATE}:9:24-9:68 '
                "NCD106 node 'Count': 'n8n-functions/js/countByCategory.js' is not under n8n-functions/py/: only "
                'Python function files from there are injected here'
            ],
            id='Python node, JavaScript file',
        ),
        pytest.param(
            [js('js', 'lib/a.js')],
            [
                f'{TEMPLATE}:8:20-8:37 '
                "NCD106 node 'Count': 'lib/a.js' is not under n8n-functions/js/: only JavaScript function files "
                'from there are injected here'
            ],
            id='another directory',
        ),
        pytest.param(
            [js('js', 'n8n-functions/a.js')],
            [
                f'{TEMPLATE}:8:20-8:47 '
                "NCD106 node 'Count': 'n8n-functions/a.js' is not under n8n-functions/js/: only JavaScript "
                'function files from there are injected here'
            ],
            id='beside the directory of the language',
        ),
        pytest.param(
            [js('js', 'n8n-functions/js/../../lib/a.js')],
            [
                f'{TEMPLATE}:8:20-8:60 '
                "NCD106 node 'Count': 'n8n-functions/js/../../lib/a.js' is not under n8n-functions/js/: only "
                'JavaScript function files from there are injected here'
            ],
            id='another directory by ..',
        ),
        pytest.param(
            [js('js', 'n8n-functions-tests/countByCategory.test.js')],
            [
                f'{TEMPLATE}:8:20-8:72 '
                "NCD106 node 'Count': 'n8n-functions-tests/countByCategory.test.js' is not under "
                'n8n-functions/js/: only JavaScript function files from there are injected here'
            ],
            id='a test',
        ),
        pytest.param(
            [js('js', 'n8n-functions/js/a.mjs')],
            [
                f'{TEMPLATE}:8:20-8:51 '
                "NCD106 node 'Count': 'n8n-functions/js/a.mjs' does not end in .js: only JavaScript function "
                'files are injected here'
            ],
            id='suffix',
        ),
        pytest.param(
            [js('js', 'n8n-functions/js/a.test.js')],
            [
                f'{TEMPLATE}:8:20-8:55 '
                "NCD106 node 'Count': 'n8n-functions/js/a.test.js' is no function file but named like a test, a "
                'package or a hidden file: rename it'
            ],
            id='a name of tests',
        ),
        pytest.param(
            [js('js', 'n8n-functions/js/.hidden.js')],
            [
                f'{TEMPLATE}:8:20-8:56 '
                "NCD106 node 'Count': 'n8n-functions/js/.hidden.js' is no function file but named like a test, a "
                'package or a hidden file: rename it'
            ],
            id='a hidden file',
        ),
        pytest.param(
            [py('py', 'n8n-functions/py/__init__.py')],
            [
                f'{TEMPLATE}:9:24-9:61 '
                "NCD106 node 'Count': 'n8n-functions/py/__init__.py' is no function file but named like a test, "
                'a package or a hidden file: rename it'
            ],
            id='__init__.py',
        ),
        pytest.param(
            [py('py', 'n8n-functions/py/test_a.py')],
            [
                f'{TEMPLATE}:9:24-9:59 '
                "NCD106 node 'Count': 'n8n-functions/py/test_a.py' is no function file but named like a test, a "
                'package or a hidden file: rename it'
            ],
            id='a name of tests, Python',
        ),
        pytest.param(
            [js('py', 'n8n-functions/py/none.py')],
            [
                f'{TEMPLATE}:8:20-8:53 '
                "NCD104 node 'Count': the file of placeholder 'n8n-functions/py/none.py' does not exist: "
                'n8n-functions/py/none.py; create it or correct the path, which starts at the workspace root',
                f'{TEMPLATE}:8:20-8:53 '
                "NCD106 node 'Count': 'n8n-functions/py/none.py' cannot be injected as py, this node runs "
                "JavaScript: name a js function file or correct the node's language",
            ],
            id='py in jsCode, and missing',
        ),
        pytest.param(
            [js_node(JS_PLACEHOLDER + '\n' + PY_PLACEHOLDER + '\nreturn [];')],
            [
                f'{TEMPLATE}:8:66-8:112 '
                "NCD106 node 'Count': 'n8n-functions/py/count_by_category.py' cannot be injected as py, this "
                "node runs JavaScript: name a js function file or correct the node's language"
            ],
            id='one of two',
        ),
    ],
)
def test_fires(tmp_path: Path, nodes: list[Any], expected: list[str]) -> None:
    assert lint_files(tmp_path, {**FILES, **template(*nodes)}, TEMPLATE) == expected
