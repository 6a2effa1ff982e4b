"""One mistake, one finding: the first rule that names it keeps the others silent, selected or not."""

from pathlib import Path

import pytest
from support import JS, JS_CODE, PY, PY_CODE, TEMPLATE, js_node, lint_files, node, py_node, template

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
    ('files', 'codes'),
    [
        pytest.param(template(js_node('')), 'NCD102', id='102, no 103'),
        pytest.param(template(js_node('{{@:js:../a.js}}' + GLUE)), 'NCD105', id='105, no 104 and no 106'),
        pytest.param(template(js_node('{{@:js:n8n-functions/py}}' + GLUE)), 'NCD105', id='105 of a directory, no 106'),
        pytest.param(template(js_node('const a = "' + P + '";')), 'NCD107', id='107, no 103'),
        pytest.param(template(js_node('{{ @:js:' + JS + '}}' + GLUE)), 'NCD110', id='110, no 103'),
        pytest.param(
            template(js_node('{{@:js:countByCategory.js}}' + GLUE)), 'NCD104', id='104 with a forgotten prefix, no 106'
        ),
        pytest.param(template(js_node('{{@:py:' + PY + '}}' + GLUE)), 'NCD106', id='106, no 103'),
        pytest.param(template(js_node('{{@:js:' + PY + '}}' + GLUE)), 'NCD106', id='106 once for directory and suffix'),
        pytest.param(
            template(node(parameters={'language': 'ruby', 'jsCode': 'return []'})),
            'NCD108',
            id='108, no 102 and no 103',
        ),
        pytest.param(template(node(parameters={'jsCode': 1})), 'NCD003', id='003, no 102'),
        pytest.param(
            template(node(type='n8n-nodes-base.function', parameters={'functionCode': 'const a = "' + P + '";'})),
            'NCD101',
            id='101, no 103 and no 107',
        ),
        pytest.param(
            template(node(parameters={'jsCode': JS_CODE, 'pythonCode': 'return []'})), 'NCD115', id='115, no 103'
        ),
        pytest.param(
            template(node(parameters={'jsCode': '', 'pythonCode': 'return []'})),
            'NCD102',
            id='102 of the wrong language, no 115',
        ),
        pytest.param(template(js_node(P + '\nreturn [{ json: countByCategry([]) }];')), 'NCD114', id='114, no 112'),
        pytest.param(
            template(js_node(P + '\nconst countByCategory = 1;\nreturn countByCategory;')), 'NCD113', id='113, no 112'
        ),
        pytest.param(
            template(js_node(P + '\nconst f = () => 1;\nreturn missing(;')), 'NCD005', id='005, no 111, 112 and 114'
        ),
        pytest.param(template(js_node('const f = () => 1;\nreturn f();')), 'NCD103', id='103, no 111'),
        pytest.param(
            template(js_node('{{@:js:n8n-functions/js/none.js}}\nconst f = () => missing(;')),
            'NCD104',
            id='104, no 005, 111 and 114',
        ),
        pytest.param(
            template(js_node('// @n8n-evol-I:primitive\n{{@:py:/etc/passwd}} {{ @:js:x }}')), '', id='primitive'
        ),
        pytest.param({TEMPLATE: b'{"nodes": [\xff,]}'}, 'NCD001', id='001, no 002'),
        pytest.param({TEMPLATE: b'{"nodes": [], "a": 1, "a": }'}, 'NCD002', id='002, no 003 and no 004'),
        pytest.param({JS: b'const a = {;\xff'}, 'NCD001', id='001, no syntax and no structure'),
        pytest.param({JS: b'const a = 1;\nfunction f( {'}, 'NCD005', id='005, no 201 and no 202'),
        pytest.param({JS: b'function (', **TWO_TEMPLATES}, 'NCD005', id='005 at the file, not at its nodes'),
        pytest.param(
            {JS: b'function count() {}\nif (typeof module !== "undefined") module.exports = { countByCategory };'},
            'NCD204',
            id='204, no 203 for its own name',
        ),
        pytest.param({JS: TRAILED.replace(b'BODY', b'$input.all()')}, 'NCD205', id='205, no 208'),
        pytest.param({PY: b'def count_by_category():\n    return _input, open\n'}, 'NCD304 NCD304', id='304, no 305'),
        pytest.param(
            {JS: b'const countByCategory = (items) => items;\n' + TRAILED.partition(b'\n')[2]},
            'NCD202',
            id='202, no 203 and no 204',
        ),
        pytest.param(
            {PY: b'x = 1\n', JS: b'', **TWO_TEMPLATES}, 'NCD201 NCD301 NCD303', id='a function file once, at the file'
        ),
        pytest.param(
            {'n8n-functions/js/a.js/b.txt': '', **template(js_node('{{@:js:n8n-functions/js/a.js}}' + GLUE))},
            'NCD105',
            id='105 of a directory named like a file',
        ),
    ],
)
def test_one_finding(tmp_path: Path, files: dict[str, str | bytes], codes: str) -> None:
    assert [row.split()[1] for row in lint_files(tmp_path, files)] == codes.split()
    assert lint_files(tmp_path, files, ignore=codes.replace(' ', ',')) == []
