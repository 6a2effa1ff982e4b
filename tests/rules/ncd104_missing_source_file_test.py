from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support import JS
from support import JS_CODE
from support import JS_PLACEHOLDER
from support import PY
from support import TEMPLATE
from support import js_node
from support import lint_files
from support import node
from support import py_node
from support import template

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
    ('nodes', 'expected'),
    [
        pytest.param(
            [js_node('{{@:js:n8n-functions/js/none.js}}\nreturn [];')],
            [
                f'{TEMPLATE}:8:20-8:53 '
                "NCD104 node 'Count': the file of placeholder 'n8n-functions/js/none.js' does not exist: "
                'n8n-functions/js/none.js; create it or correct the path, which starts at the workspace root'
            ],
            id='missing',
        ),
        pytest.param(
            [py_node('{{@:py:n8n-functions/py/none.py}}\nreturn []')],
            [
                f'{TEMPLATE}:9:24-9:57 '
                "NCD104 node 'Count': the file of placeholder 'n8n-functions/py/none.py' does not exist: "
                'n8n-functions/py/none.py; create it or correct the path, which starts at the workspace root'
            ],
            id='missing Python',
        ),
        pytest.param(
            [js_node('{{@:js:countByCategory.js}}' + GLUE)],
            [
                f'{TEMPLATE}:8:20-8:47 '
                "NCD104 node 'Count': the file of placeholder 'countByCategory.js' does not exist: "
                'countByCategory.js; paths start at the workspace root, did you mean '
                '{{@:js:n8n-functions/js/countByCategory.js}}?'
            ],
            id='forgotten prefix',
        ),
        pytest.param(
            [js_node('{{@:js:js/countByCategory.js}}' + GLUE)],
            [
                f'{TEMPLATE}:8:20-8:50 '
                "NCD104 node 'Count': the file of placeholder 'js/countByCategory.js' does not exist: "
                'js/countByCategory.js; paths start at the workspace root, did you mean '
                '{{@:js:n8n-functions/js/countByCategory.js}}?'
            ],
            id='half forgotten prefix',
        ),
        pytest.param(
            [js_node('{{@:js:n8n-Functions/js/CountByCategory.js}}' + GLUE)],
            [
                f'{TEMPLATE}:8:20-8:64 '
                "NCD104 node 'Count': the file of placeholder 'n8n-Functions/js/CountByCategory.js' does not exist: "
                'n8n-Functions/js/CountByCategory.js; upper and lower case count, did you mean '
                '{{@:js:n8n-functions/js/countByCategory.js}}?'
            ],
            id='other case',
        ),
        pytest.param(
            [js_node('{{@:js:n8n-functions/js/countByCategorys.js}}' + GLUE)],
            [
                f'{TEMPLATE}:8:20-8:65 '
                "NCD104 node 'Count': the file of placeholder 'n8n-functions/js/countByCategorys.js' does not exist: "
                'n8n-functions/js/countByCategorys.js; did you mean {{@:js:n8n-functions/js/countByCategory.js}}?'
            ],
            id='similar name',
        ),
        pytest.param(
            [py_node('{{@:py:count_by_category.py}}\nreturn count_by_category([])')],
            [
                f'{TEMPLATE}:9:24-9:53 '
                "NCD104 node 'Count': the file of placeholder 'count_by_category.py' does not exist: "
                'count_by_category.py; paths start at the workspace root, did you mean '
                '{{@:py:n8n-functions/py/count_by_category.py}}?'
            ],
            id='forgotten prefix, Python',
        ),
        pytest.param(
            [js_node('{{@:js:none.js}}\nreturn [];')],
            [
                f'{TEMPLATE}:8:20-8:36 '
                "NCD104 node 'Count': the file of placeholder 'none.js' does not exist: none.js; create it or "
                'correct the path, which starts at the workspace root'
            ],
            id='forgotten prefix without a candidate',
        ),
        pytest.param(
            [js_node('{{INTERPOLATE:js:none.js}}\n{{@js:none.js}}\n{{HYDRATE:js: none.js }}\nreturn [];')],
            [
                f'{TEMPLATE}:8:20-8:46 '
                "NCD104 node 'Count': the file of placeholder 'none.js' does not exist: none.js; create it or "
                'correct the path, which starts at the workspace root',
                f'{TEMPLATE}:8:48-8:63 '
                "NCD104 node 'Count': the file of placeholder 'none.js' does not exist: none.js; create it or "
                'correct the path, which starts at the workspace root',
                f'{TEMPLATE}:8:65-8:89 '
                "NCD104 node 'Count': the file of placeholder 'none.js' does not exist: none.js; create it or "
                'correct the path, which starts at the workspace root',
            ],
            id='every spelling',
        ),
        pytest.param(
            [js_node(JS_PLACEHOLDER + '\r\n{{@:js:a.js}}\r\n{{@:js:b.js}}' + GLUE)],
            [
                f'{TEMPLATE}:8:68-8:81 '
                "NCD104 node 'Count': the file of placeholder 'a.js' does not exist: a.js; create it or correct "
                'the path, which starts at the workspace root',
                f'{TEMPLATE}:8:85-8:98 '
                "NCD104 node 'Count': the file of placeholder 'b.js' does not exist: b.js; create it or correct "
                'the path, which starts at the workspace root',
            ],
            id='each of several',
        ),
        pytest.param(
            [js_node('// "ä😀\t"\n{{@:js:n8n-functions/js/zähle alle.js}}\nreturn [];')],
            [
                f'{TEMPLATE}:8:33-8:72 '
                "NCD104 node 'Count': the file of placeholder 'n8n-functions/js/zähle alle.js' does not exist: "
                'n8n-functions/js/zähle alle.js; create it or correct the path, which starts at the workspace '
                'root'
            ],
            id='letters and blanks',
        ),
        pytest.param(
            [js_node('{{@:js:n8n-functions\\js\\countByCategory.js}}' + GLUE)],
            [
                f'{TEMPLATE}:8:20-8:66 '
                "NCD104 node 'Count': placeholder path 'n8n-functions\\js\\countByCategory.js' contains '\\': write "
                "'/' instead"
            ],
            id='backslashes',
        ),
        pytest.param(
            [js_node('{{@:js:n8n-functions/js/a\0b.js}}\nreturn [];')],
            [
                f'{TEMPLATE}:8:20-8:57 '
                "NCD104 node 'Count': placeholder path 'n8n-functions/js/a\\x00b.js' contains a NUL character, which "
                'no file name can'
            ],
            id='NUL',
        ),
        pytest.param(
            [js_node('{{@:js:n8n-functions/js/a\u202eb.js}}\nreturn [];')],
            [
                f'{TEMPLATE}:8:20-8:52 '
                "NCD104 node 'Count': the file of placeholder 'n8n-functions/js/a\\u202eb.js' does not exist: "
                'n8n-functions/js/a\\u202eb.js; create it or correct the path, which starts at the workspace root'
            ],
            id='bidirectional control',
        ),
        pytest.param(
            [js_node('{{@:js:' + 'a' * 5_000 + '}}\nreturn [];')],
            [
                f'{TEMPLATE}:8:20-8:5029 '
                "NCD104 node 'Count': placeholder path "
                "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…' is longer "
                'than a file name can be: 5000 characters'
            ],
            id='5,000 characters',
        ),
        pytest.param(
            [js_node('{{@:js:n8n-functions/js/countByCategory.js/x}}\nreturn [];')],
            [
                f'{TEMPLATE}:8:20-8:66 '
                "NCD104 node 'Count': the file of placeholder 'n8n-functions/js/countByCategory.js/x' does not "
                'exist: n8n-functions/js/countByCategory.js/x; create it or correct the path, which starts at '
                'the workspace root'
            ],
            id='below a file',
        ),
        pytest.param(
            [js_node(JS_PLACEHOLDER + '\nconst t = {{@:txt:a.txt}};' + GLUE)],
            [
                f'{TEMPLATE}:8:76-8:91 '
                "NCD104 node 'Count': the file of placeholder 'a.txt' does not exist: a.txt; create it or "
                'correct the path, which starts at the workspace root'
            ],
            id='text kind in code',
        ),
        pytest.param(
            [setting('a {{@:txt:a.txt}} b {{@md:n8n-functions/js/b.md}}')],
            [
                f'{TEMPLATE}:8:21-8:36 '
                "NCD104 node 'Set': the file of placeholder 'a.txt' does not exist: a.txt; create it or correct "
                'the path, which starts at the workspace root',
                f'{TEMPLATE}:8:39-8:68 '
                "NCD104 node 'Set': the file of placeholder 'n8n-functions/js/b.md' does not exist: "
                'n8n-functions/js/b.md; create it or correct the path, which starts at the workspace root',
            ],
            id='text kinds elsewhere',
        ),
        pytest.param(
            [node(name='{{@:txt:a.txt}}', type='x')],
            [
                f'{TEMPLATE}:4:16-4:31 '
                "NCD104 node '{{@:txt:a.txt}}': the file of placeholder 'a.txt' does not exist: a.txt; create it "
                'or correct the path, which starts at the workspace root'
            ],
            id='in a name',
        ),
        pytest.param(
            [js_node(JS_CODE, credentials={'a': ['{{@:json:a.json}}']})],
            [
                f'{TEMPLATE}:12:12-12:29 '
                "NCD104 node 'Count': the file of placeholder 'a.json' does not exist: a.json; create it or "
                'correct the path, which starts at the workspace root'
            ],
            id='in an array of a Code node',
        ),
        pytest.param(
            [js_node('{{@:js:none.js}}', type='@n8n/n8n-nodes-langchain.toolCode')],
            [
                f'{TEMPLATE}:8:20-8:36 '
                "NCD104 node 'Count': the file of placeholder 'none.js' does not exist: none.js; create it or "
                'correct the path, which starts at the workspace root'
            ],
            id='in a code tool',
        ),
    ],
)
def test_fires(tmp_path: Path, nodes: list[Any], expected: list[str]) -> None:
    assert lint_files(tmp_path, {**TEXTS, **template(*nodes)}) == expected


def test_lone_surrogate_escape(tmp_path: Path) -> None:
    files = {'n8n-workflows-template/a.template.json': '{"nodes": [], "name": "{{@:txt:a\\ud83d.txt}}"}'}
    assert lint_files(tmp_path, files) == [
        "n8n-workflows-template/a.template.json:1:24-1:45 NCD104 placeholder path 'a\\ud83d.txt' contains a "
        'lone surrogate, which no file name can'
    ]


def test_a_string_outside_the_nodes(tmp_path: Path) -> None:
    files = {'n8n-workflows-template/a.template.json': '{"nodes": [], "meta": {"note": "{{@:txt:a.txt}}"}}'}
    assert lint_files(tmp_path, files) == [
        "n8n-workflows-template/a.template.json:1:33-1:48 NCD104 the file of placeholder 'a.txt' does "
        'not exist: a.txt; create it or correct the path, which starts at the workspace root'
    ]


def test_paths_start_at_the_workspace_and_are_shown_from_the_current_directory(tmp_path: Path) -> None:
    files = {
        f'flows/{name}': content
        for name, content in {
            **template(js_node('{{@:js:' + JS + '}}\nreturn [];')),
            'n8n-functions/py/a.txt': '',
        }.items()
    }
    assert lint_files(tmp_path, files, 'flows') == [
        "flows/n8n-workflows-template/orders.template.json:8:20-8:64 NCD104 node 'Count': the file of "
        "placeholder 'n8n-functions/js/countByCategory.js' does not exist: "
        'flows/n8n-functions/js/countByCategory.js; create it or correct the path, which starts at the '
        'workspace root'
    ]


def test_a_python_file_is_no_candidate_for_javascript(tmp_path: Path) -> None:
    files = {'n8n-functions/py/none.js': '', **template(js_node('{{@:js:none.js}}\nreturn [];'))}
    assert lint_files(tmp_path, files, PY, 'n8n-workflows-template') == [
        f'{TEMPLATE}:8:20-8:36 '
        "NCD104 node 'Count': the file of placeholder 'none.js' does not exist: none.js; create it or "
        'correct the path, which starts at the workspace root'
    ]
