from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support import JS_CODE
from support import JS_PLACEHOLDER
from support import PY_CODE
from support import TEMPLATE
from support import js_node
from support import lint_files
from support import node
from support import py_node
from support import template

PATH = 'n8n-functions/js/countByCategory.js'
GLUE = '\nreturn [{ json: countByCategory([]) }];'


@pytest.mark.parametrize(
    'nodes',
    [
        pytest.param([js_node(JS_CODE), py_node(PY_CODE)], id='placeholders'),
        pytest.param(
            [js_node(JS_PLACEHOLDER + '\nconst a = "{{@index}} {{@root.x}} {{@key}}";' + GLUE)], id='Handlebars'
        ),
        pytest.param([js_node(JS_PLACEHOLDER + '\nconst a = "{{#each a}}{{ @first }}{{/each}}";' + GLUE)], id='blocks'),
        pytest.param(
            [js_node(JS_PLACEHOLDER + '\nconst a = "{{js:a}} {{ json.a }} {{>txt}}";' + GLUE)], id='kinds alone'
        ),
        pytest.param(
            [js_node(JS_PLACEHOLDER + '\nconst a = "{{@:ts:a.ts}} {{@sql:a.sql}}";' + GLUE)], id='other kinds'
        ),
        pytest.param([js_node(JS_PLACEHOLDER + '\nconst a = {js: 1, html: {txt: 2}};' + GLUE)], id='object literals'),
        pytest.param([js_node(JS_PLACEHOLDER + '\n/** {@link json} {@html x} @js: a */' + GLUE)], id='JSDoc'),
        pytest.param([js_node(JS_PLACEHOLDER + '\nconst a = "@:js:a.js {{ $json.a }}";' + GLUE)], id='no braces'),
        pytest.param([js_node('// @n8n-evol-I:primitive\n{{ @:js:a.js }}')], id='primitive'),
        pytest.param([node(type='n8n-nodes-base.set', parameters={'a': '{{ @:js:a.js }}'})], id='no code field'),
    ],
)
def test_clean(tmp_path: Path, nodes: list[Any]) -> None:
    assert lint_files(tmp_path, template(*nodes)) == []


@pytest.mark.parametrize(
    ('code', 'expected'),
    [
        pytest.param(
            '{{ @:js:' + PATH + '}}' + GLUE,
            [
                f'{TEMPLATE}:8:20-8:65 '
                "NCD110 node 'Count': '{{ @:js:n8n-functions/js/countByCategory.js}}' is not read as a "
                'placeholder: write {{@:js:n8n-functions/js/countByCategory.js}}'
            ],
            id='blank before @',
        ),
        pytest.param(
            '{{@:js:' + PATH + '} }' + GLUE,
            [
                f'{TEMPLATE}:8:20-8:63 '
                "NCD110 node 'Count': '{{@:js:n8n-functions/js/countByCategory.js}' is not read as a "
                'placeholder: write {{@:js:n8n-functions/js/countByCategory.js}}'
            ],
            id='blank between the closing braces',
        ),
        pytest.param(
            '{{@ :js:' + PATH + '}}' + GLUE,
            [
                f'{TEMPLATE}:8:20-8:65 '
                "NCD110 node 'Count': '{{@ :js:n8n-functions/js/countByCategory.js}}' is not read as a "
                'placeholder: write {{@:js:n8n-functions/js/countByCategory.js}}'
            ],
            id='blank after @',
        ),
        pytest.param(
            '{{@: js:' + PATH + '}}' + GLUE,
            [
                f'{TEMPLATE}:8:20-8:65 '
                "NCD110 node 'Count': '{{@: js:n8n-functions/js/countByCategory.js}}' is not read as a "
                'placeholder: write {{@:js:n8n-functions/js/countByCategory.js}}'
            ],
            id='blank before the kind',
        ),
        pytest.param(
            '{{@:js :' + PATH + '}}' + GLUE,
            [
                f'{TEMPLATE}:8:20-8:65 '
                "NCD110 node 'Count': '{{@:js :n8n-functions/js/countByCategory.js}}' is not read as a "
                'placeholder: write {{@:js:n8n-functions/js/countByCategory.js}}'
            ],
            id='blank after the kind',
        ),
        pytest.param(
            '{{ @:js: ' + PATH + ' }}' + GLUE,
            [
                f'{TEMPLATE}:8:20-8:67 '
                "NCD110 node 'Count': '{{ @:js: n8n-functions/js/countByCategory.js }}' is not read as a "
                'placeholder: write {{@:js:n8n-functions/js/countByCategory.js}}'
            ],
            id='blanks everywhere',
        ),
        pytest.param(
            '{{@:JS:' + PATH + '}}' + GLUE,
            [
                f'{TEMPLATE}:8:20-8:64 '
                "NCD110 node 'Count': '{{@:JS:n8n-functions/js/countByCategory.js}}' is not read as a "
                'placeholder: write {{@:js:n8n-functions/js/countByCategory.js}}'
            ],
            id='upper case',
        ),
        pytest.param(
            '{{@:Js:' + PATH + '}}' + GLUE,
            [
                f'{TEMPLATE}:8:20-8:64 '
                "NCD110 node 'Count': '{{@:Js:n8n-functions/js/countByCategory.js}}' is not read as a "
                'placeholder: write {{@:js:n8n-functions/js/countByCategory.js}}'
            ],
            id='mixed case',
        ),
        pytest.param(
            '{@:js:' + PATH + '}' + GLUE,
            [
                f'{TEMPLATE}:8:20-8:62 '
                "NCD110 node 'Count': '{@:js:n8n-functions/js/countByCategory.js}' is not read as a placeholder: "
                'write {{@:js:n8n-functions/js/countByCategory.js}}'
            ],
            id='single braces',
        ),
        pytest.param(
            '{@:js:' + PATH + '}}' + GLUE,
            [
                f'{TEMPLATE}:8:20-8:63 '
                "NCD110 node 'Count': '{@:js:n8n-functions/js/countByCategory.js}}' is not read as a "
                'placeholder: write {{@:js:n8n-functions/js/countByCategory.js}}'
            ],
            id='single opening brace',
        ),
        pytest.param(
            '{{@:js:' + PATH + '}' + GLUE,
            [
                f'{TEMPLATE}:8:20-8:63 '
                "NCD110 node 'Count': '{{@:js:n8n-functions/js/countByCategory.js}' is not read as a "
                'placeholder: write {{@:js:n8n-functions/js/countByCategory.js}}'
            ],
            id='single closing brace',
        ),
        pytest.param(
            '{{@:js:' + PATH + GLUE,
            [
                f'{TEMPLATE}:8:20-8:62 '
                "NCD110 node 'Count': '{{@:js:n8n-functions/js/countByCategory.js' is not read as a placeholder: "
                'write {{@:js:n8n-functions/js/countByCategory.js}}'
            ],
            id='unclosed',
        ),
        pytest.param(
            '{{@:js:' + PATH + ' // count' + GLUE,
            [
                f'{TEMPLATE}:8:20-8:71 '
                "NCD110 node 'Count': '{{@:js:n8n-functions/js/countByCategory.js // count' is not read as a "
                'placeholder: write {{@:js:n8n-functions/js/countByCategory.js}}'
            ],
            id='unclosed before a comment',
        ),
        pytest.param(
            '{{@:js:}}' + GLUE,
            [
                f'{TEMPLATE}:8:20-8:29 '
                "NCD110 node 'Count': '{{@:js:}}' is not read as a placeholder: write {{@:KIND:PATH}}"
            ],
            id='no path',
        ),
        pytest.param(
            '{{@:js: }}' + GLUE,
            [
                f'{TEMPLATE}:8:20-8:30 '
                "NCD110 node 'Count': '{{@:js: }}' is not read as a placeholder: write {{@:KIND:PATH}}"
            ],
            id='blank path',
        ),
        pytest.param(
            '{{interpolate:js:' + PATH + '}}' + GLUE,
            [
                f'{TEMPLATE}:8:20-8:74 '
                "NCD110 node 'Count': '{{interpolate:js:n8n-functions/js/countByCategory.js}}' is not read as a "
                'placeholder: write {{@:js:n8n-functions/js/countByCategory.js}}'
            ],
            id='lower-case word',
        ),
        pytest.param(
            '{{ HYDRATE:js:' + PATH + '}}' + GLUE,
            [
                f'{TEMPLATE}:8:20-8:71 '
                "NCD110 node 'Count': '{{ HYDRATE:js:n8n-functions/js/countByCategory.js}}' is not read as a "
                'placeholder: write {{@:js:n8n-functions/js/countByCategory.js}}'
            ],
            id='blank before a word',
        ),
        pytest.param(
            '{{ INTERPOLATE_js:' + PATH + '}}' + GLUE,
            [
                f'{TEMPLATE}:8:20-8:75 '
                "NCD110 node 'Count': '{{ INTERPOLATE_js:n8n-functions/js/countByCategory.js}}' is not read as a "
                'placeholder: write {{@:js:n8n-functions/js/countByCategory.js}}'
            ],
            id='blank before a word with underscore',
        ),
        pytest.param(
            JS_CODE + '\nconst a = {{ @:txt:a.txt }};',
            [
                f'{TEMPLATE}:8:129-8:146 '
                "NCD110 node 'Count': '{{ @:txt:a.txt }}' is not read as a placeholder: write {{@:txt:a.txt}}"
            ],
            id='text kind',
        ),
        pytest.param(
            JS_CODE + '\nconst a = "{{@:ENV:A}}";',
            [
                f'{TEMPLATE}:8:131-8:142 '
                "NCD110 node 'Count': '{{@:ENV:A}}' is not read as a placeholder: write {{@:env:A}}"
            ],
            id='kind of the deploy step',
        ),
        pytest.param(
            '// {{ @:js:' + PATH + '}}\n' + JS_CODE,
            [
                f'{TEMPLATE}:8:23-8:68 '
                "NCD110 node 'Count': '{{ @:js:n8n-functions/js/countByCategory.js}}' is not read as a "
                'placeholder: write {{@:js:n8n-functions/js/countByCategory.js}}'
            ],
            id='in a comment',
        ),
        pytest.param(
            '{{ @:js:a.js}}\n{{@:PY:b.py}}' + GLUE,
            [
                f'{TEMPLATE}:8:20-8:34 '
                "NCD110 node 'Count': '{{ @:js:a.js}}' is not read as a placeholder: write {{@:js:a.js}}",
                f'{TEMPLATE}:8:36-8:49 '
                "NCD110 node 'Count': '{{@:PY:b.py}}' is not read as a placeholder: write {{@:py:b.py}}",
            ],
            id='two',
        ),
        pytest.param(
            '{{ @:js:' + 'a' * 200 + '.js}}' + GLUE,
            [
                f'{TEMPLATE}:8:20-8:233 '
                "NCD110 node 'Count': '{{ "
                "@:js:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…' is not read as a "
                'placeholder: write '
                '{{@:js:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'
                'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'
                'aaaaaaaaaaaaaaa.js}}'
            ],
            id='long',
        ),
        pytest.param(
            '{{ @:js:a\tb.js}}' + GLUE,
            [
                f'{TEMPLATE}:8:20-8:37 '
                "NCD110 node 'Count': '{{ @:js:a\\tb.js}}' is not read as a placeholder: write {{@:js:a\\tb.js}}"
            ],
            id='control characters',
        ),
    ],
)
def test_fires(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert lint_files(tmp_path, template(js_node(code))) == expected


def test_python(tmp_path: Path) -> None:
    code = '{{ @:py:n8n-functions/py/count_by_category.py }}\nreturn []'
    assert lint_files(tmp_path, template(py_node(code))) == [
        f'{TEMPLATE}:9:24-9:72 '
        "NCD110 node 'Count': '{{ @:py:n8n-functions/py/count_by_category.py }}' is not read as a "
        'placeholder: write {{@:py:n8n-functions/py/count_by_category.py}}'
    ]
