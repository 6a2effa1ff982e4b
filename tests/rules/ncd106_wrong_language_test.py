from pathlib import Path
from typing import Any

import pytest
from marks import at_marks
from support import (
    JS,
    JS_CODE,
    JS_PLACEHOLDER,
    JS_TEST,
    PY,
    PY_CODE,
    PY_PLACEHOLDER,
    TEMPLATE,
    WORKSPACE,
    js_node,
    lint_files,
    node,
    py_node,
    template,
)

LANGUAGE = (
    "NCD106 node 'Count': '{}' cannot be injected as {}, this node runs {}: name a {} function file or correct the "
    "node's language"
)
FOLDER = "NCD106 node 'Count': '{}' is not under n8n-functions/{}/: only {} function files from there are injected here"

TOOL = '@n8n/n8n-nodes-langchain.toolCode'
NAMED = "NCD106 node 'Count': '{}' is not a function file, because it is named like a test or a package: rename it"
FILES = {
    'lib/a.js': WORKSPACE[JS],
    'n8n-functions/a.js': WORKSPACE[JS],
    'n8n-functions/js/a.mjs': WORKSPACE[JS],
    'n8n-functions/js/a.test.js': WORKSPACE[JS],
    'n8n-functions/py/__init__.py': '',
    'n8n-functions/py/test_a.py': '',
    'n8n-functions/js/sub/countByCategory.js': WORKSPACE[JS],
    'n8n-functions-tests/sub/countByCategory.test.js': WORKSPACE[JS_TEST]
    .replace('../', '../../')
    .replace('js/', 'js/sub/'),
}


def js(kind: str, path: str, **data: Any) -> dict[str, Any]:
    """A JavaScript node with one placeholder."""
    return js_node('«{{@:' + kind + ':' + path + '}}»\nreturn [{ json: countByCategory([]) }];', **data)


def py(kind: str, path: str) -> dict[str, Any]:
    """A Python node with one placeholder."""
    return py_node('«{{@:' + kind + ':' + path + '}}»\nreturn count_by_category([])')


@pytest.mark.parametrize(
    ('nodes', 'messages'),
    [
        # clean
        pytest.param([js_node(JS_CODE), py_node(PY_CODE)], '', id='each in its language'),
        pytest.param([node(parameters={'language': 'pythonNative', 'pythonCode': PY_CODE})], '', id='pythonNative'),
        pytest.param([js_node('// @n8n-evol-I:primitive\n' + PY_PLACEHOLDER)], '', id='primitive'),
        pytest.param([js_node(JS_PLACEHOLDER + '\nreturn countByCategory({{@:txt:lib/a.js}});')], '', id='text kinds'),
        # with findings
        pytest.param([js('py', PY)], LANGUAGE.format(PY, 'py', 'JavaScript', 'js'), id='py in jsCode'),
        pytest.param([py('js', JS)], LANGUAGE.format(JS, 'js', 'Python', 'py'), id='js in pythonCode'),
        pytest.param([py('py', JS)], FOLDER.format(JS, 'py', 'Python'), id='Python node, JavaScript file'),
        pytest.param([js('js', 'lib/a.js')], FOLDER.format('lib/a.js', 'js', 'JavaScript'), id='another directory'),
        pytest.param(
            [js('js', 'n8n-functions/js/a.mjs')],
            [
                "NCD106 node 'Count': 'n8n-functions/js/a.mjs' does not end in .js: only JavaScript function files "
                'are injected here'
            ],
            id='suffix',
        ),
        pytest.param(
            [js('js', 'n8n-functions/js/a.test.js')], NAMED.format('n8n-functions/js/a.test.js'), id='a name of tests'
        ),
        pytest.param(
            [py('py', 'n8n-functions/py/__init__.py')], NAMED.format('n8n-functions/py/__init__.py'), id='__init__.py'
        ),
    ],
)
def test_fires(tmp_path: Path, nodes: list[Any], messages: str | list[str]) -> None:
    files = {**FILES, **template(*nodes)}
    assert lint_files(tmp_path, files, TEMPLATE) == at_marks(files, messages)
