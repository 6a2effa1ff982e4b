"""One mistake, one finding: the first rule that names it keeps the others silent, selected or not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support import JS
from support import JS_CODE
from support import PY
from support import PY_CODE
from support import TEMPLATE
from support import js_node
from support import lint_files
from support import node
from support import py_node
from support import template

from n8n_code_discipline.registry import Selection

P = '{{@:js:n8n-functions/js/countByCategory.js}}'
GLUE = '\nreturn [{ json: countByCategory([]) }];'
TRAILED = (
    b'function countByCategory() { return BODY; }\n'
    b'if (typeof module !== "undefined") module.exports = { countByCategory };'
)
TWO_TEMPLATES = {
    **template(js_node(JS_CODE), py_node(PY_CODE, name='B')),
    'n8n-workflows-template/second.template.json': template(js_node(JS_CODE, name='C'))[TEMPLATE],
    'n8n-workflows-template/sub/third.template.json': template(py_node(PY_CODE, name='D'))[TEMPLATE],
}


@pytest.mark.parametrize(
    ('nodes', 'expected'),
    [
        pytest.param(
            [js_node('')],
            [
                f'{TEMPLATE}:8:19-8:21 '
                "NCD102 node 'Count': jsCode is empty: there is nothing to run, write the code or delete the node"
            ],
            id='102, no 103',
        ),
        pytest.param(
            [py_node(' \n')],
            [
                f'{TEMPLATE}:9:23-9:28 '
                "NCD102 node 'Count': pythonCode is empty: there is nothing to run, write the code or delete the "
                'node'
            ],
            id='102, no 103, Python',
        ),
        pytest.param(
            [js_node('{{@:js:../a.js}}' + GLUE)],
            [
                f'{TEMPLATE}:8:20-8:36 '
                "NCD105 node 'Count': placeholder path '../a.js' leads out of the workspace: write the path, "
                'from the workspace root, of a regular file that is not private'
            ],
            id='105, no 104 and no 106',
        ),
        pytest.param(
            [js_node('{{@:js:n8n-functions/py}}' + GLUE)],
            [
                f'{TEMPLATE}:8:20-8:45 '
                "NCD105 node 'Count': placeholder path 'n8n-functions/py' is a directory: write the path, from "
                'the workspace root, of a regular file that is not private'
            ],
            id='105 of a directory, no 106',
        ),
        pytest.param(
            [js_node('{{@:py:/etc/passwd}}' + GLUE)],
            [
                f'{TEMPLATE}:8:20-8:40 '
                "NCD105 node 'Count': placeholder path '/etc/passwd' is absolute: write the path, from the "
                'workspace root, of a regular file that is not private'
            ],
            id='105, no 106 for the kind',
        ),
        pytest.param(
            [js_node('const a = "' + P + '";')],
            [
                f'{TEMPLATE}:8:32-8:76 '
                "NCD107 node 'Count': placeholder 'n8n-functions/js/countByCategory.js' is misplaced: put it on "
                'a line of its own, at the top level of the code and not in a comment, string, expression or '
                'block'
            ],
            id='107, no 103',
        ),
        pytest.param(
            [py_node('if items:\n    {{@:py:' + PY + '}}\nreturn []')],
            [
                f'{TEMPLATE}:9:39-9:85 '
                "NCD107 node 'Count': placeholder 'n8n-functions/py/count_by_category.py' is misplaced: put it "
                'on a line of its own, unindented, at the top level of the code and not in a comment, string, '
                'expression or block'
            ],
            id='107, no 103, Python',
        ),
        pytest.param(
            [js_node('{{ @:js:' + JS + '}}' + GLUE)],
            [
                f'{TEMPLATE}:8:20-8:65 '
                "NCD110 node 'Count': '{{ @:js:n8n-functions/js/countByCategory.js}}' is not read as a "
                'placeholder: write {{@:js:n8n-functions/js/countByCategory.js}}'
            ],
            id='110, no 103',
        ),
        pytest.param(
            [py_node('{@:py:' + PY + '}\nreturn []')],
            [
                f'{TEMPLATE}:9:24-9:68 '
                "NCD110 node 'Count': '{@:py:n8n-functions/py/count_by_category.py}' is not read as a "
                'placeholder: write {{@:py:n8n-functions/py/count_by_category.py}}'
            ],
            id='110, no 103, Python',
        ),
        pytest.param(
            [js_node('{{@:js:countByCategory.js}}' + GLUE)],
            [
                f'{TEMPLATE}:8:20-8:47 '
                "NCD104 node 'Count': the file of placeholder 'countByCategory.js' does not exist: "
                'countByCategory.js; paths start at the workspace root, did you mean '
                '{{@:js:n8n-functions/js/countByCategory.js}}?'
            ],
            id='104 with a forgotten prefix, no 106',
        ),
        pytest.param(
            [js_node('{{@:js:lib/none.js}}' + GLUE)],
            [
                f'{TEMPLATE}:8:20-8:40 '
                "NCD104 node 'Count': the file of placeholder 'lib/none.js' does not exist: lib/none.js; create "
                'it or correct the path, which starts at the workspace root'
            ],
            id='104, no 106',
        ),
        pytest.param(
            [js_node('{{@:py:' + PY + '}}' + GLUE)],
            [
                f'{TEMPLATE}:8:20-8:66 '
                "NCD106 node 'Count': 'n8n-functions/py/count_by_category.py' cannot be injected as py, this "
                "node runs JavaScript: name a js function file or correct the node's language"
            ],
            id='106, no 103',
        ),
        pytest.param(
            [js_node('{{@:js:' + PY + '}}' + GLUE)],
            [
                f'{TEMPLATE}:8:20-8:66 '
                "NCD106 node 'Count': 'n8n-functions/py/count_by_category.py' is not under n8n-functions/js/: "
                'only JavaScript function files from there are injected here'
            ],
            id='106 once for directory and suffix',
        ),
        pytest.param(
            [node(parameters={'language': 'ruby', 'jsCode': 'return []'})],
            [
                f'{TEMPLATE}:8:21-8:27 '
                "NCD108 node 'Count': language 'ruby' is unknown to n8n, which refuses the node and drops its "
                "code on save: write 'javaScript', 'python' or 'pythonNative'"
            ],
            id='108, no 102 and no 103',
        ),
        pytest.param(
            [node(parameters={'language': 'javascript', 'jsCode': JS_CODE})],
            [
                f'{TEMPLATE}:8:21-8:33 '
                "NCD108 node 'Count': language 'javascript' is unknown to n8n, which refuses the node and drops "
                "its code on save: write 'javaScript'"
            ],
            id='108 alone',
        ),
        pytest.param(
            [node(parameters={'jsCode': 1})],
            [f'{TEMPLATE}:8:19-8:20 NCD003 node \'Count\': "jsCode" must be a string, this is a number'],
            id='003, no 102',
        ),
        pytest.param(
            [node(parameters=[])],
            [
                f'{TEMPLATE}:7:21-7:23 '
                'NCD003 node \'Count\': "parameters" of a Code node must be an object, this is an array'
            ],
            id='003 of the parameters, no 102',
        ),
        pytest.param(
            [node(type='n8n-nodes-base.function', parameters={'functionCode': 'const a = "' + P + '";'})],
            [
                f'{TEMPLATE}:5:15-5:40 '
                "NCD101 node 'Count': n8n-nodes-base.function is deprecated: use n8n-nodes-base.code"
            ],
            id='101, no 103 and no 107',
        ),
        pytest.param(
            [node(parameters={'jsCode': JS_CODE, 'pythonCode': 'return []'})],
            [
                f'{TEMPLATE}:9:23-9:34 '
                "NCD115 node 'Count': pythonCode is never run, this node runs JavaScript: remove it (n8n's "
                'editor drops it on the next save)'
            ],
            id='115, no 103',
        ),
        pytest.param(
            [node(parameters={'jsCode': '', 'pythonCode': 'return []'})],
            [
                f'{TEMPLATE}:8:19-8:21 '
                "NCD102 node 'Count': jsCode is empty: the code is in pythonCode, which this node does not run; "
                'correct its language or move the code'
            ],
            id='102 of the wrong language, no 115',
        ),
        pytest.param(
            [node(parameters={'language': 'python', 'jsCode': 'return 1;'})],
            [
                f'{TEMPLATE}:7:21-10:8 '
                "NCD102 node 'Count': pythonCode is missing: the code is in jsCode, which this node does not run; "
                'correct its language or move the code'
            ],
            id='102 of a missing field, no 115',
        ),
        pytest.param(
            [js_node(P + '\nreturn [{ json: countByCategry([]) }];')],
            [
                f'{TEMPLATE}:8:82-8:96 '
                "NCD114 node 'Count': 'countByCategry' is not defined: neither the glue nor an injected file "
                "declares it, and n8n does not give it; did you mean 'countByCategory'? "
                "(line 2 of the code: 'return [{ json: countByCategry([]) }];')"
            ],
            id='114, no 112',
        ),
        pytest.param(
            [js_node(P + '\nconst countByCategory = 1;\nreturn countByCategory;')],
            [
                f'{TEMPLATE}:8:72-8:87 '
                "NCD113 node 'Count': 'countByCategory' is declared by 'n8n-functions/js/countByCategory.js' and "
                'again by the glue: n8n refuses the code, rename one of them '
                "(line 2 of the code: 'const countByCategory = 1;')"
            ],
            id='113, no 112',
        ),
        pytest.param(
            [js_node(P + '\nconst f = () => 1;\nreturn missing(;')],
            [
                f'{TEMPLATE}:8:101-8:102 '
                "NCD005 node 'Count': JavaScript syntax: unexpected ';' (line 3 of the code: 'return missing(;')"
            ],
            id='005, no 111, 112 and 114',
        ),
        pytest.param(
            [py_node('{{@:py:' + PY + '}}\n return missing')],
            [
                f'{TEMPLATE}:9:72-9:72 '
                "NCD006 node 'Count': Python syntax: unexpected indent (line 2 of the code: 'return missing')"
            ],
            id='006, no 112 and 114',
        ),
        pytest.param(
            [js_node('const f = () => 1;\nreturn f();')],
            [
                f'{TEMPLATE}:8:19-8:52 '
                "NCD103 node 'Count': inlined JavaScript, no placeholder in jsCode: move the logic to a function "
                'file and inject it with {{@:js:n8n-functions/js/NAME.js}}'
            ],
            id='103, no 111',
        ),
        pytest.param(
            [js_node('{{@:js:n8n-functions/js/none.js}}\nconst f = () => missing(;')],
            [
                f'{TEMPLATE}:8:20-8:53 '
                "NCD104 node 'Count': the file of placeholder 'n8n-functions/js/none.js' does not exist: "
                'n8n-functions/js/none.js; create it or correct the path, which starts at the workspace root'
            ],
            id='104, no 005, 111 and 114',
        ),
        pytest.param([js_node('// @n8n-evol-I:primitive\n{{@:py:/etc/passwd}} {{ @:js:x }}')], [], id='primitive'),
        pytest.param(
            [node(parameters={'language': 'ruby', 'jsCode': '// @n8n-evol-I:primitive', 'pythonCode': 'x'})],
            [],
            id='primitive with other mistakes',
        ),
    ],
)
def test_templates(tmp_path: Path, nodes: list[Any], expected: list[str]) -> None:
    assert lint_files(tmp_path, template(*nodes)) == expected


@pytest.mark.parametrize(
    ('files', 'expected'),
    [
        pytest.param(
            {TEMPLATE: b'{"nodes": [\xff,]}'},
            [f'{TEMPLATE}:1:1-1:1 NCD001 is not UTF-8: byte 0xff on line 1; save it as UTF-8'],
            id='001, no 002',
        ),
        pytest.param(
            {TEMPLATE: b'{"nodes": [], "a": 1, "a": }'},
            [f'{TEMPLATE}:1:28-1:28 NCD002 not JSON: expecting value (line 1, column 28)'],
            id='002, no 003 and no 004',
        ),
        pytest.param(
            {JS: b'const a = {;\xff'},
            [f'{JS}:1:1-1:1 NCD001 is not UTF-8: byte 0xff on line 1; save it as UTF-8'],
            id='001, no syntax and no structure',
        ),
        pytest.param(
            {JS: b'const a = 1;\nfunction f( {'},
            [f'{JS}:2:14-2:14 NCD005 JavaScript syntax: unexpected end of the code'],
            id='005, no 201 and no 202',
        ),
        pytest.param(
            {PY: b'x = 1\ny = ('}, [f"{PY}:2:5-2:5 NCD006 Python syntax: '(' was never closed"], id='006, no 301'
        ),
        pytest.param(
            {JS: b'function (', **TWO_TEMPLATES},
            [f'{JS}:1:11-1:11 NCD005 JavaScript syntax: unexpected end of the code'],
            id='005 at the file, not at its nodes',
        ),
        pytest.param(
            {JS: b'function count() {}\nif (typeof module !== "undefined") module.exports = { countByCategory };'},
            [
                f'{JS}:1:10-1:15 '
                "NCD204 the file declares no function 'countByCategory', for which it is named: rename 'count' or the "
                'file'
            ],
            id='204, no 203 for its own name',
        ),
        pytest.param(
            {JS: TRAILED.replace(b'BODY', b'$input.all()')},
            [
                f'{JS}:1:37-1:43 '
                "NCD205 function 'countByCategory' reads '$input', which only n8n has: make it a parameter and pass "
                'it in the glue'
            ],
            id='205, no 208',
        ),
        pytest.param(
            {PY: b'def count_by_category():\n    return _input, open\n'},
            [
                f'{PY}:2:12-2:18 '
                "NCD304 function 'count_by_category' reads '_input', which only n8n has: make it a parameter and pass "
                'it in the glue',
                f'{PY}:2:20-2:24 '
                "NCD304 function 'count_by_category' reaches the file system with 'open', which a Code node cannot: "
                'let another node do so and take the result as a parameter',
            ],
            id='304, no 305',
        ),
        pytest.param(
            {JS: b'const countByCategory = (items) => items;\n' + TRAILED.partition(b'\n')[2]},
            [
                f'{JS}:1:1-1:42 '
                "NCD202 top-level code outside function declarations: 'const countByCategory = (items) => items;'; a "
                'function file only declares functions, glue belongs in the Code node'
            ],
            id='202, no 203 and no 204',
        ),
        pytest.param(
            {JS: TRAILED.replace(b'BODY', b'1').rstrip(b';') + b'; else countByCategory();'},
            [
                f'{JS}:2:1-2:97 '
                'NCD202 top-level code outside function declarations: \'if (typeof module !== "undefined") '
                "module.exports = { countByCategory }; else c…'; n8n would run the else of the export trailer, "
                'remove it'
            ],
            id='202 of a trailer with else, no 201',
        ),
        pytest.param(
            {PY: b'x = 1\n', JS: b'', **TWO_TEMPLATES},
            [
                f'{JS}:1:1-1:1 '
                'NCD201 no export trailer, so tests cannot load the file: declare a function and export it with '
                'if (typeof module !== "undefined") module.exports = { NAME };',
                f'{PY}:1:1-1:6 '
                "NCD301 top-level code outside function definitions: 'x = 1'; a function file only defines "
                'functions, glue belongs in the Code node',
                f'{PY}:1:1-1:1 '
                "NCD303 the file defines no function 'count_by_category', for which it is named: write it",
            ],
            id='a function file once, at the file',
        ),
        pytest.param(
            {'n8n-functions/js/a.js/b.txt': '', **template(js_node('{{@:js:n8n-functions/js/a.js}}' + GLUE))},
            [
                f'{TEMPLATE}:8:20-8:50 '
                "NCD105 node 'Count': placeholder path 'n8n-functions/js/a.js' is a directory: write the path, "
                'from the workspace root, of a regular file that is not private'
            ],
            id='105 of a directory named like a file',
        ),
    ],
)
def test_files(tmp_path: Path, files: dict[str, str | bytes], expected: list[str]) -> None:
    assert lint_files(tmp_path, files) == expected


@pytest.mark.parametrize(
    ('files', 'ignored'),
    [
        pytest.param(template(js_node('')), 'NCD102', id='102'),
        pytest.param(template(node(parameters={'jsCode': '', 'pythonCode': 'x'})), 'NCD102', id='102 beside 115'),
        pytest.param(
            {JS: TRAILED.replace(b'BODY', b'1') + b' else countByCategory();'}, 'NCD202', id='202 of a trailer'
        ),
        pytest.param(template(js_node('{{@:js:../a.js}}' + GLUE)), 'NCD105', id='105'),
        pytest.param(template(js_node('{{@:py:../a.js}}' + GLUE)), 'NCD105', id='105 of another kind'),
        pytest.param(template(js_node('const a = "' + P + '";')), 'NCD107', id='107'),
        pytest.param(template(js_node('{{ @:js:' + JS + '}}' + GLUE)), 'NCD110', id='110'),
        pytest.param(template(js_node('{{@:js:countByCategory.js}}' + GLUE)), 'NCD104', id='104'),
        pytest.param(template(js_node('{{@:js:lib/none.js}}' + GLUE)), 'NCD104', id='104 of another directory'),
        pytest.param(
            template(node(type='n8n-nodes-base.function', parameters={'functionCode': P})), 'NCD101', id='101'
        ),
        pytest.param(template(node(parameters={'language': 'ruby', 'jsCode': 'return []'})), 'NCD108', id='108'),
        pytest.param(template(node(parameters={'jsCode': 1})), 'NCD003', id='003'),
        pytest.param({TEMPLATE: b'{"nodes": [\xff,]}'}, 'NCD001', id='001'),
        pytest.param({TEMPLATE: b'{"nodes": [], "a": 1, "a": }'}, 'NCD002', id='002'),
        pytest.param({JS: b'const a = 1;\nfunction f( {'}, 'NCD005', id='005'),
        pytest.param(
            {JS: TRAILED.replace(b'countByCategory()', b'count()').replace(b'BODY', b'1')}, 'NCD204', id='204'
        ),
        pytest.param({JS: TRAILED.replace(b'BODY', b'$input')}, 'NCD205', id='205'),
        pytest.param({PY: b'def count_by_category():\n    return _input\n'}, 'NCD304', id='304'),
        pytest.param({PY: b'x = 1\ny = ('}, 'NCD006', id='006'),
    ],
)
def test_deselecting_the_first_rule_does_not_bring_the_second(
    tmp_path: Path, files: dict[str, str | bytes], ignored: str
) -> None:
    assert lint_files(tmp_path, files, selection=Selection(ignore=(ignored,))) == []
