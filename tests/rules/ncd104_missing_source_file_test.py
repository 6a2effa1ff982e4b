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

MISSING = "NCD104 node 'Count': the file of placeholder 'PATH' does not exist: PATH; "
CREATE = MISSING + 'create it or correct the path, which starts at the workspace root'
LIKELY = MISSING + '{}did you mean {{' + JS_PLACEHOLDER + '}}?'
PATH = "NCD104 node 'Count': placeholder path 'PATH' "

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
        pytest.param([js_node('{{INTERPOLATE_js:' + JS + '}}' + GLUE)], id='INTERPOLATE_'),
        pytest.param([js_node('{{@:js: ' + JS + '\t}}' + GLUE)], id='blanks around the path'),
        pytest.param([js_node('{{@:js:./n8n-functions//js/countByCategory.js}}' + GLUE)], id='roundabout path'),
        pytest.param([setting('{{@:txt:n8n-prompts/a.txt}} {{@:md:n8n-prompts/b.md}}')], id='text kinds'),
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


ROOT = 'paths start at the workspace root, '


@pytest.mark.parametrize(
    ('path', 'message'),
    [
        pytest.param('n8n-functions/js/none.js', CREATE, id='missing'),
        pytest.param('countByCategory.js', LIKELY.format(ROOT), id='forgotten prefix'),
        pytest.param('n8n-Functions/js/CountByCategory.js', LIKELY.format('upper and lower case count, '), id='case'),
        pytest.param('n8n-functions/js/countByCategorys.js', LIKELY.format(''), id='similar name'),
        pytest.param('countByCategory', LIKELY.format('the suffix is missing, '), id='forgotten prefix and suffix'),
        pytest.param('none.js', CREATE, id='forgotten prefix without a candidate'),
        pytest.param('n8n-functions/js/countByCategory.js/x', CREATE, id='below a file'),
        pytest.param('n8n-functions\\js\\countByCategory.js', PATH + "contains '\\': write '/' instead", id='\\'),
        pytest.param('js/a\x00b.js', PATH + 'contains a NUL character, which no file name can', id='NUL'),
        pytest.param('a' * 5_000, PATH + 'is longer than a file name can be: 5000 characters', id='5,000 characters'),
    ],
)
def test_fires(tmp_path: Path, path: str, message: str) -> None:
    files = template(js_node('// "ä😀\t"\n«{{@:js:' + path + '}}»' + GLUE))
    shown = path.replace('\x00', '\\x00') if len(path) <= 80 else path[:79] + '…'
    assert lint_files(tmp_path, files, select='NCD104') == at_marks(files, message.replace('PATH', shown))


@pytest.mark.parametrize(
    ('nodes', 'paths', 'name'),
    [
        pytest.param(
            [js_node('«{{INTERPOLATE:js:none.js}}»\n«{{@js:none.js}}»\n«{{HYDRATE:js: none.js }}»\nreturn [];')],
            ['none.js', 'none.js', 'none.js'],
            'Count',
            id='every spelling',
        ),
        pytest.param([js_node(JS_PLACEHOLDER + '\n«{{@:txt:a.txt}}»' + GLUE)], ['a.txt'], 'Count', id='text in code'),
        pytest.param(
            [setting('a «{{@:txt:a.txt}}» b «{{@md:n8n-functions/js/b.md}}»')],
            ['a.txt', 'n8n-functions/js/b.md'],
            'Set',
            id='text kinds elsewhere',
        ),
        pytest.param([node(name='«{{@:txt:a.txt}}»', type='x')], ['a.txt'], '{{@:txt:a.txt}}', id='in a name'),
        pytest.param([js_node(JS_CODE, credentials={'a': ['«{{@:json:a.json}}»']})], ['a.json'], 'Count', id='array'),
    ],
)
def test_fires_everywhere(tmp_path: Path, nodes: list[Any], paths: list[str], name: str) -> None:
    files = {**TEXTS, **template(*nodes)}
    messages = [CREATE.replace('PATH', path).replace('Count', name) for path in paths]
    assert lint_files(tmp_path, files) == at_marks(files, messages)


def test_a_likely_python_file(tmp_path: Path) -> None:
    files = template(py_node('«{{@:py:count_by_category.py}}»\nreturn count_by_category([])'))
    message = LIKELY.format(ROOT).replace('PATH', 'count_by_category.py').replace(JS_PLACEHOLDER, PY_PLACEHOLDER)
    assert lint_files(tmp_path, files) == at_marks(files, message)


def test_lone_surrogate_escape(tmp_path: Path) -> None:
    files = {TEMPLATE: '{"nodes": [], "name": "«{{@:txt:a\\ud83d.txt}}»"}'}
    message = "NCD104 placeholder path 'a\\ud83d.txt' contains a lone surrogate, which no file name can"
    assert lint_files(tmp_path, files) == at_marks(files, message)


def test_a_string_outside_the_nodes(tmp_path: Path) -> None:
    files = {TEMPLATE: '{"nodes": [], "meta": {"note": "«{{@:txt:a.txt}}»"}}'}
    assert lint_files(tmp_path, files) == at_marks(files, CREATE.replace('PATH', 'a.txt').replace("node 'Count': ", ''))


def test_paths_start_at_the_workspace_and_are_shown_from_the_current_directory(tmp_path: Path) -> None:
    found = template(js_node('«' + JS_PLACEHOLDER + '»\nreturn [];'))
    files = {f'flows/{name}': content for name, content in {**found, 'n8n-functions/py/a.txt': ''}.items()}
    message = CREATE.replace('PATH', JS).replace('exist: ', 'exist: flows/')
    assert lint_files(tmp_path, files, 'flows') == at_marks(files, message)


def test_a_python_file_is_no_candidate_for_javascript(tmp_path: Path) -> None:
    files = {'n8n-functions/py/none.js': '', **template(js_node('«{{@:js:none.js}}»\nreturn [];'))}
    found = lint_files(tmp_path, files, PY, 'n8n-workflows-template')
    assert found == at_marks(files, CREATE.replace('PATH', 'none.js'))
