from pathlib import Path

import pytest
from marks import at_marks
from support import JS_PLACEHOLDER, PY_PLACEHOLDER, js_node, lint_files, py_node, template

MESSAGE = (
    "NCD112 node 'Count': '{}' is injected, but neither the glue nor another injected file uses {}: call it, or remove "
    'the placeholder'
)

P = JS_PLACEHOLDER + '\n'
Q = PY_PLACEHOLDER + '\n'
S = '{{@:js:n8n-functions/js/second.js}}\n'
T = '{{@:py:n8n-functions/py/second.py}}\n'
P_, Q_, S_, T_ = (f'«{placeholder[:-1]}»\n' for placeholder in (P, Q, S, T))
COUNT = ('n8n-functions/js/countByCategory.js', 'countByCategory')
PY_COUNT = ('n8n-functions/py/count_by_category.py', 'count_by_category')
SECOND = ('n8n-functions/js/second.js', 'second, third')
FILES = {
    'n8n-functions/js/second.js': 'function second(a) {\n  return third(a);\n}\n'
    'function third(a) {\n  return countByCategory(a);\n}\n'
    'if (typeof module !== "undefined") module.exports = { second };\n',
    'n8n-functions/py/second.py': 'import json\n\n\ndef second(a):\n    return json.dumps(count_by_category(a))\n',
}


@pytest.mark.parametrize(
    ('code', 'detail'),
    [
        pytest.param(P + 'return countByCategory([]);', COUNT, id='called'),
        pytest.param(P + S + 'return second([]);', COUNT, id='used by another injected file'),
        pytest.param(S + 'return third([]);', COUNT, id='one function of several'),
        pytest.param(P + 'return eval("countByCategory([])");', COUNT, id='direct eval'),
        pytest.param(P + '{{@:txt:n8n-functions/js/countByCategory.js}}', COUNT, id='a text placeholder may use it'),
        pytest.param(P + 'const countByCategory = 1; return countByCategory;', COUNT, id='shadowed: that is NCD113'),
        pytest.param(P + 'return [;', COUNT, id='does not parse'),
        pytest.param(P + P + 'return countByCategory([]);', COUNT, id='injected twice'),
        pytest.param(P_ + 'return [];', COUNT, id='unused'),
        pytest.param(P_ + 'return ((countByCategory) => countByCategory)(1);', COUNT, id='a parameter of that name'),
        pytest.param(S_ + 'return [];', SECOND, id='its functions only use each other'),
        pytest.param(P + S_ + 'return [];', SECOND, id='the file that uses it is unused itself'),
        pytest.param(P_ + P + 'return [];', COUNT, id='injected twice'),
    ],
)
def test_fires_javascript(tmp_path: Path, code: str, detail: tuple[str, ...]) -> None:
    files = {**FILES, **template(js_node(code))}
    assert lint_files(tmp_path, files, select='NCD112') == at_marks(files, MESSAGE.format(*detail))


@pytest.mark.parametrize(
    ('code', 'detail'),
    [
        pytest.param(Q + 'return count_by_category([])', COUNT, id='called'),
        pytest.param(Q + T + 'return second([])', COUNT, id='used by another injected file'),
        pytest.param(Q_ + 'return []', PY_COUNT, id='unused'),
        pytest.param(Q_ + 'return [count_by_category for count_by_category in items]', PY_COUNT, id='a variable'),
        pytest.param(T_ + 'return json.dumps([])', ('n8n-functions/py/second.py', 'second'), id='its import is used'),
    ],
)
def test_fires_python(tmp_path: Path, code: str, detail: tuple[str, ...]) -> None:
    files = {**FILES, **template(py_node(code))}
    assert lint_files(tmp_path, files, select='NCD112') == at_marks(files, MESSAGE.format(*detail))
