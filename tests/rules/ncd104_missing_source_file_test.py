from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from marks import at_marks
from support import (
    JS,
    JS_CODE,
    JS_PLACEHOLDER,
    PY,
    PY_PLACEHOLDER,
    TEMPLATE,
    js_node,
    lint_files,
    node,
    py_node,
    template,
)

MISSING = "NCD104 node 'Count': the file of placeholder '{0}' does not exist: {0}; "
CREATE = MISSING + 'create it or correct the path, which starts at the workspace root'
LIKELY = MISSING + '{1}did you mean {2}?'
PATH = "NCD104 node 'Count': placeholder path '{}' {}"

GLUE = '\nreturn [{ json: countByCategory([]) }];'
TEXTS = {'n8n-prompts/a.txt': 'a', 'n8n-prompts/b.md': 'b', 'n8n-prompts/c.json': '{}', 'n8n-prompts/ä b.html': 'c'}


def setting(value: str, **data: Any) -> dict[str, Any]:
    """A node that is no Code node, with a value."""
    return node(name='Set', type='n8n-nodes-base.set', parameters={'value': value}, **data)


@pytest.mark.parametrize(
    'nodes',
    [
        pytest.param([js_node(JS_CODE)], id='canonical'),
        pytest.param([js_node('{{@js:' + JS + '}}' + GLUE)], id='without colon'),
        pytest.param([js_node('{{INTERPOLATE:js:' + JS + '}}' + GLUE)], id='INTERPOLATE:'),
        pytest.param([js_node('{{INTERPOLATE_js:' + JS + '}}' + GLUE)], id='INTERPOLATE_'),
        pytest.param([js_node('{{HYDRATE:js:' + JS + '}}' + GLUE)], id='HYDRATE:'),
        pytest.param([js_node('{{@:js: ' + JS + '\t}}' + GLUE)], id='blanks around the path'),
        pytest.param([js_node('{{@:js:./n8n-functions//js/countByCategory.js}}' + GLUE)], id='roundabout path'),
        pytest.param([setting('{{@:txt:n8n-prompts/a.txt}} {{@:md:n8n-prompts/b.md}}')], id='text kinds'),
        pytest.param([setting('{{@:json:n8n-prompts/c.json}}{{@:html:n8n-prompts/ä b.html}}')], id='more text kinds'),
        pytest.param([setting('{{@:env:API_URL}} {{@:uuid:order}} {{@:uuid}}')], id='kinds of the deploy step'),
        pytest.param([setting('{{@:foo:nowhere.foo}} {{@index}} {{ $json.a }}')], id='braces of somebody else'),
        pytest.param([setting('a', notes='see {{@:txt:nowhere.txt}}')], id='notes'),
        pytest.param(
            [node(type='n8n-nodes-base.stickyNote', parameters={'content': '{{@:txt:nowhere.txt}}'})], id='sticky note'
        ),
    ],
)
def test_clean(tmp_path: Path, nodes: list[Any]) -> None:
    assert lint_files(tmp_path, {**TEXTS, **template(*nodes)}) == []


@pytest.mark.parametrize(
    ('nodes', 'messages'),
    [
        pytest.param(
            [js_node('«{{@:js:n8n-functions/js/none.js}}»\nreturn [];')],
            CREATE.format('n8n-functions/js/none.js'),
            id='missing',
        ),
        pytest.param(
            [py_node('«{{@:py:n8n-functions/py/none.py}}»\nreturn []')],
            CREATE.format('n8n-functions/py/none.py'),
            id='missing Python',
        ),
        pytest.param(
            [js_node('«{{@:js:countByCategory.js}}»' + GLUE)],
            LIKELY.format('countByCategory.js', 'paths start at the workspace root, ', JS_PLACEHOLDER),
            id='forgotten prefix',
        ),
        pytest.param(
            [js_node('«{{@:js:js/countByCategory.js}}»' + GLUE)],
            LIKELY.format('js/countByCategory.js', 'paths start at the workspace root, ', JS_PLACEHOLDER),
            id='half forgotten prefix',
        ),
        pytest.param(
            [js_node('«{{@:js:n8n-Functions/js/CountByCategory.js}}»' + GLUE)],
            LIKELY.format('n8n-Functions/js/CountByCategory.js', 'upper and lower case count, ', JS_PLACEHOLDER),
            id='other case',
        ),
        pytest.param(
            [js_node('«{{@:js:n8n-functions/js/countByCategorys.js}}»' + GLUE)],
            LIKELY.format('n8n-functions/js/countByCategorys.js', '', JS_PLACEHOLDER),
            id='similar name',
        ),
        pytest.param(
            [js_node('«{{@:js:countByCategory}}»' + GLUE)],
            LIKELY.format('countByCategory', 'the suffix is missing, ', JS_PLACEHOLDER),
            id='forgotten prefix and suffix',
        ),
        pytest.param(
            [py_node('«{{@:py:count_by_category.py}}»\nreturn count_by_category([])')],
            LIKELY.format('count_by_category.py', 'paths start at the workspace root, ', PY_PLACEHOLDER),
            id='forgotten prefix, Python',
        ),
        pytest.param(
            [js_node('«{{@:js:none.js}}»\nreturn [];')],
            CREATE.format('none.js'),
            id='forgotten prefix without a candidate',
        ),
        pytest.param(
            [js_node('«{{INTERPOLATE:js:none.js}}»\n«{{@js:none.js}}»\n«{{HYDRATE:js: none.js }}»\nreturn [];')],
            [CREATE.format('none.js'), CREATE.format('none.js'), CREATE.format('none.js')],
            id='every spelling',
        ),
        pytest.param(
            [js_node(JS_PLACEHOLDER + '\r\n«{{@:js:a.js}}»\r\n«{{@:js:b.js}}»' + GLUE)],
            [CREATE.format('a.js'), CREATE.format('b.js')],
            id='each of several',
        ),
        pytest.param(
            [js_node('// "ä😀\t"\n«{{@:js:n8n-functions/js/zähle alle.js}}»\nreturn [];')],
            CREATE.format('n8n-functions/js/zähle alle.js'),
            id='letters and blanks',
        ),
        pytest.param(
            [js_node('«{{@:js:n8n-functions\\js\\countByCategory.js}}»' + GLUE)],
            PATH.format('n8n-functions\\js\\countByCategory.js', "contains '\\': write '/' instead"),
            id='backslashes',
        ),
        pytest.param(
            [js_node('«{{@:js:n8n-functions/js/a\x00b.js}}»\nreturn [];')],
            PATH.format('n8n-functions/js/a\\x00b.js', 'contains a NUL character, which no file name can'),
            id='NUL',
        ),
        pytest.param(
            [js_node('«{{@:js:n8n-functions/js/a\u202eb.js}}»\nreturn [];')],
            CREATE.format('n8n-functions/js/a\\u202eb.js'),
            id='bidirectional control',
        ),
        pytest.param(
            [js_node('«{{@:js:' + 'a' * 5_000 + '}}»\nreturn [];')],
            PATH.format(
                'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…',
                'is longer than a file name can be: 5000 characters',
            ),
            id='5,000 characters',
        ),
        pytest.param(
            [js_node('«{{@:js:n8n-functions/js/countByCategory.js/x}}»\nreturn [];')],
            CREATE.format('n8n-functions/js/countByCategory.js/x'),
            id='below a file',
        ),
        pytest.param(
            [js_node(JS_PLACEHOLDER + '\nconst t = «{{@:txt:a.txt}}»;' + GLUE)],
            CREATE.format('a.txt'),
            id='text kind in code',
        ),
        pytest.param(
            [setting('a «{{@:txt:a.txt}}» b «{{@md:n8n-functions/js/b.md}}»')],
            [
                CREATE.format('a.txt').replace('Count', 'Set'),
                CREATE.format('n8n-functions/js/b.md').replace('Count', 'Set'),
            ],
            id='text kinds elsewhere',
        ),
        pytest.param(
            [node(name='«{{@:txt:a.txt}}»', type='x')],
            CREATE.format('a.txt').replace('Count', '{{@:txt:a.txt}}'),
            id='in a name',
        ),
        pytest.param(
            [js_node(JS_CODE, credentials={'a': ['«{{@:json:a.json}}»']})],
            CREATE.format('a.json'),
            id='in an array of a Code node',
        ),
        pytest.param(
            [js_node('«{{@:js:none.js}}»', type='@n8n/n8n-nodes-langchain.toolCode')],
            CREATE.format('none.js'),
            id='in a code tool',
        ),
    ],
)
def test_fires(tmp_path: Path, nodes: list[Any], messages: str | list[str]) -> None:
    files = {**TEXTS, **template(*nodes)}
    assert lint_files(tmp_path, files) == at_marks(files, messages)


def test_lone_surrogate_escape(tmp_path: Path) -> None:
    files = {TEMPLATE: '{"nodes": [], "name": "«{{@:txt:a\\ud83d.txt}}»"}'}
    message = "NCD104 placeholder path 'a\\ud83d.txt' contains a lone surrogate, which no file name can"
    assert lint_files(tmp_path, files) == at_marks(files, message)


def test_a_string_outside_the_nodes(tmp_path: Path) -> None:
    files = {TEMPLATE: '{"nodes": [], "meta": {"note": "«{{@:txt:a.txt}}»"}}'}
    assert lint_files(tmp_path, files) == at_marks(files, CREATE.format('a.txt').replace("node 'Count': ", ''))


def test_paths_start_at_the_workspace_and_are_shown_from_the_current_directory(tmp_path: Path) -> None:
    found = template(js_node('«' + JS_PLACEHOLDER + '»\nreturn [];'))
    files = {f'flows/{name}': content for name, content in {**found, 'n8n-functions/py/a.txt': ''}.items()}
    message = CREATE.format(JS).replace('exist: ', 'exist: flows/')
    assert lint_files(tmp_path, files, 'flows') == at_marks(files, message)


def test_a_python_file_is_no_candidate_for_javascript(tmp_path: Path) -> None:
    files = {'n8n-functions/py/none.js': '', **template(js_node('«{{@:js:none.js}}»\nreturn [];'))}
    found = lint_files(tmp_path, files, PY, 'n8n-workflows-template')
    assert found == at_marks(files, CREATE.format('none.js'))
