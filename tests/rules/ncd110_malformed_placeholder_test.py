from pathlib import Path
from typing import Any

import pytest
from marks import at_marks
from support import JS_CODE, JS_PLACEHOLDER, PY_CODE, PY_PLACEHOLDER, js_node, lint_files, node, py_node, template

MESSAGE = "NCD110 node 'Count': '«»' is not read as a placeholder: write {}"
SHORTENED = "NCD110 node 'Count': '{}' is not read as a placeholder: write {}"

PATH = 'n8n-functions/js/countByCategory.js'
GLUE = '\nreturn [{ json: countByCategory([]) }];'


@pytest.mark.parametrize(
    'nodes',
    [
        pytest.param([js_node(JS_CODE), py_node(PY_CODE)], id='placeholders'),
        pytest.param([js_node(JS_PLACEHOLDER + '\nconst a = "{{@index}} {{@root.x}} {{@key}}";' + GLUE)], id='other @'),
        pytest.param([js_node(JS_PLACEHOLDER + '\nconst a = "{{js:a}} {{ json.a }} {{>txt}}";' + GLUE)], id='kinds'),
        pytest.param([js_node(JS_PLACEHOLDER + '\nconst a = "{{@:ts:a.ts}} {{@sql:a.sql}}";' + GLUE)], id='others'),
        pytest.param([js_node(JS_PLACEHOLDER + '\nconst a = {js: 1, html: {txt: 2}};' + GLUE)], id='object literals'),
        pytest.param([js_node(JS_PLACEHOLDER + '\nconst a = "@:js:a.js {{ $json.a }}";' + GLUE)], id='no braces'),
        pytest.param([js_node('// @n8n-evol-I:primitive\n{{ @:js:a.js }}')], id='primitive'),
        pytest.param([node(type='n8n-nodes-base.set', parameters={'a': '{{ @:js:a.js }}'})], id='no code field'),
    ],
)
def test_clean(tmp_path: Path, nodes: list[Any]) -> None:
    assert lint_files(tmp_path, template(*nodes)) == []


@pytest.mark.parametrize(
    ('code', 'messages'),
    [
        pytest.param('«{{ @:js:' + PATH + '}}»' + GLUE, MESSAGE.format(JS_PLACEHOLDER), id='blank before @'),
        pytest.param('«{{@:js :' + PATH + '}}»' + GLUE, MESSAGE.format(JS_PLACEHOLDER), id='blank after the kind'),
        pytest.param('«{{ @:js: ' + PATH + ' }}»' + GLUE, MESSAGE.format(JS_PLACEHOLDER), id='blanks everywhere'),
        pytest.param('«{{@:JS:' + PATH + '}}»' + GLUE, MESSAGE.format(JS_PLACEHOLDER), id='upper case'),
        pytest.param('«{@:js:' + PATH + '}»' + GLUE, MESSAGE.format(JS_PLACEHOLDER), id='single braces'),
        pytest.param('«{{@:js:' + PATH + '}»' + GLUE, MESSAGE.format(JS_PLACEHOLDER), id='single closing brace'),
        pytest.param('«{{@:js:' + PATH + '»' + GLUE, MESSAGE.format(JS_PLACEHOLDER), id='unclosed'),
        pytest.param('«{{@:js:' + PATH + ' // count»' + GLUE, MESSAGE.format(JS_PLACEHOLDER), id='a comment after it'),
        pytest.param('«{{ @:js:countByCategory }}»' + GLUE, MESSAGE.format(JS_PLACEHOLDER), id='the name alone'),
        pytest.param(
            '«{{@:js:n8n-functions/js/count all.js // count»' + GLUE,
            MESSAGE.format('{{@:js:n8n-functions/js/count all.js}}'),
            id='a space in the name',
        ),
        pytest.param('«{{@:js:}}»' + GLUE, MESSAGE.format('{{@:KIND:PATH}}'), id='no path'),
        pytest.param('«{{interpolate:js:' + PATH + '}}»' + GLUE, MESSAGE.format(JS_PLACEHOLDER), id='lower-case word'),
        pytest.param(JS_CODE + '\nconst a = "«{{@:ENV:A}}»";', MESSAGE.format('{{@:env:A}}'), id="the deploy step's"),
        pytest.param(
            '«{{ @:js:' + 'a' * 200 + '.js}}»' + GLUE,
            SHORTENED.format(
                '{{ @:js:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…',
                '{{@:js:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'
                'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'
                'aaaaaaaaaaaaaaaaaaaaa.js}}',
            ),
            id='long',
        ),
        pytest.param('«{{ @:js:a\tb.js}}»' + GLUE, MESSAGE.format('{{@:js:a\\tb.js}}'), id='control characters'),
    ],
)
def test_fires(tmp_path: Path, code: str, messages: str | list[str]) -> None:
    files = template(js_node(code))
    assert lint_files(tmp_path, files) == at_marks(files, messages)


def test_a_name_of_the_deploy_step_is_no_file(tmp_path: Path) -> None:
    files = {'Makefile': '', **template(js_node(JS_CODE + '\nconst a = "«{{@:ENV:MAKEFILE}}»";'))}
    assert lint_files(tmp_path, files) == at_marks(files, MESSAGE.format('{{@:env:MAKEFILE}}'))


def test_python(tmp_path: Path) -> None:
    files = template(py_node('«{{ @:py:n8n-functions/py/count_by_category.py }}»\nreturn []'))
    assert lint_files(tmp_path, files) == at_marks(files, MESSAGE.format(PY_PLACEHOLDER))
