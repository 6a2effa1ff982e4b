from pathlib import Path

import pytest
from marks import at_marks
from support import JS, JS_PLACEHOLDER, PY, PY_PLACEHOLDER, js_node, lint_files, py_node, template

REFUSED = (
    "NCD113 node 'Count': '{}' is declared by '{}' and again by the glue: n8n refuses the code, rename one of them "
    '«line of code»'
)
LATER = REFUSED.replace('n8n refuses the code', 'only the later one counts')
FILES_COLLIDE = (
    "NCD113 node 'Count': '{}' is declared by '{}' and again by '{}': only the later one counts, rename one of them"
)
SECOND, PY_SECOND = 'n8n-functions/js/second.js', 'n8n-functions/py/second.py'
P = JS_PLACEHOLDER + '\n'
Q = PY_PLACEHOLDER + '\n'
S = '{{@:js:n8n-functions/js/second.js}}\n'
T = '{{@:py:n8n-functions/py/second.py}}\n'
S_, T_ = (f'«{placeholder[:-1]}»\n' for placeholder in (S, T))
FILES = {
    SECOND: 'function second() {}\nfunction countByCategory() {}\n'
    'if (typeof module !== "undefined") module.exports = { second };\n',
    PY_SECOND: 'import json\nimport os.path\nfrom math import floor\n\n\n'
    'def second():\n    return json, os, floor\n\n\ndef count_by_category():\n    return 1\n',
}


@pytest.mark.parametrize(
    ('code', 'messages'),
    [
        pytest.param(P + 'const counts = countByCategory([]);', '', id='other names'),
        pytest.param(P + 'var countByCategory = 1;', '', id='var'),
        pytest.param(P + 'countByCategory = 1;', '', id='assignment'),
        pytest.param(P + P + 'return countByCategory;', '', id='one file twice'),
        pytest.param(P + 'let a; let a;', '', id='in the glue alone: that is NCD005'),
        pytest.param(P + 'const countByCategory = eval("1");', '', id='direct eval'),
        pytest.param('const countByCategory = 1;', '', id='nothing injected'),
        pytest.param(P + 'var {{@:env:A}} = 1;', '', id='stand-in'),
        pytest.param(P + 'const «countByCategory» = 1;', REFUSED.format('countByCategory', JS), id='const'),
        pytest.param(P + 'function «countByCategory»() {}', LATER.format('countByCategory', JS), id='function'),
        pytest.param(P + S_ + 'return second();', FILES_COLLIDE.format('countByCategory', JS, SECOND), id='two files'),
    ],
)
def test_fires_javascript(tmp_path: Path, code: str, messages: str | list[str]) -> None:
    files = {**FILES, **template(js_node(code))}
    assert lint_files(tmp_path, files, select='NCD113') == at_marks(files, messages)


@pytest.mark.parametrize(
    ('code', 'messages'),
    [
        pytest.param(T + 'import json\nimport os\nfrom math import floor', '', id='the same imports'),
        pytest.param(Q + 'count_by_category = count_by_category(items)', '', id='assignment'),
        pytest.param(Q + 'def «count_by_category»(): pass', LATER.format('count_by_category', PY), id='function'),
        pytest.param(Q + T_ + 'return second()', FILES_COLLIDE.format('count_by_category', PY, PY_SECOND), id='files'),
        pytest.param(
            T + 'import «simplejson as json»\nfrom math import «ceil as floor»',
            [LATER.format('json', PY_SECOND), LATER.format('floor', PY_SECOND)],
            id='other imports of one name',
        ),
    ],
)
def test_fires_python(tmp_path: Path, code: str, messages: str | list[str]) -> None:
    files = {**FILES, **template(py_node(code))}
    assert lint_files(tmp_path, files, select='NCD113') == at_marks(files, messages)
