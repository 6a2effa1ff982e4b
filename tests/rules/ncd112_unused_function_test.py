from __future__ import annotations

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
FILES = {
    'n8n-functions/js/second.js': 'function second(a) {\n'
    '  return third(a);\n'
    '}\n'
    'function third(a) {\n'
    '  return countByCategory(a);\n'
    '}\n'
    'if (typeof module !== "undefined") module.exports = { second };\n',
    'n8n-functions/py/second.py': 'import json\n\n\ndef second(a):\n    return json.dumps(count_by_category(a))\n',
}


@pytest.mark.parametrize(
    'code',
    [
        pytest.param(P + 'return countByCategory([]);', id='called'),
        pytest.param(P + 'return [[]].map(countByCategory);', id='handed over'),
        pytest.param(
            P + 'return $input.all().map((item) => ({ countByCategory }));', id='shorthand property in a callback'
        ),
        pytest.param(P + S + 'return second([]);', id='used by another injected file'),
        pytest.param(S + 'return third([]);', id='one function of several'),
        pytest.param(P + 'return eval("countByCategory([])");', id='direct eval'),
        pytest.param(P + '{{@:txt:n8n-functions/js/countByCategory.js}}', id='a text placeholder may use it'),
        pytest.param(
            P + 'return {{@:txt:n8n-functions/js/countByCategory.js}}([]);', id='a text placeholder in an expression'
        ),
        pytest.param(P + 'return typeof countByCategory;', id='behind typeof'),
        pytest.param(P + 'const countByCategory = 1; return countByCategory;', id='shadowed: that is NCD113'),
        pytest.param(P + 'return [;', id='does not parse'),
        pytest.param(P + P + 'return countByCategory([]);', id='injected twice'),
    ],
)
def test_clean_javascript(tmp_path: Path, code: str) -> None:
    assert lint_files(tmp_path, {**FILES, **template(js_node(code))}, select='NCD112') == []


@pytest.mark.parametrize(
    ('code', 'detail'),
    [
        pytest.param(P_ + 'return [];', ('n8n-functions/js/countByCategory.js', 'countByCategory'), id='unused'),
        pytest.param(
            P_ + 'return ((countByCategory) => countByCategory)(1);',
            ('n8n-functions/js/countByCategory.js', 'countByCategory'),
            id='a parameter of that name',
        ),
        pytest.param(
            P_ + 'return $json.countByCategory;',
            ('n8n-functions/js/countByCategory.js', 'countByCategory'),
            id='a property of that name',
        ),
        pytest.param(
            S_ + 'return [];', ('n8n-functions/js/second.js', 'second, third'), id='its functions only use each other'
        ),
        pytest.param(
            P + S_ + 'return [];',
            ('n8n-functions/js/second.js', 'second, third'),
            id='the file that uses it is unused itself',
        ),
        pytest.param(
            P_ + P + 'return [];', ('n8n-functions/js/countByCategory.js', 'countByCategory'), id='injected twice'
        ),
        pytest.param(
            P_ + 'return {{@:env:NAME}};',
            ('n8n-functions/js/countByCategory.js', 'countByCategory'),
            id='env stands for a value',
        ),
    ],
)
def test_fires_javascript(tmp_path: Path, code: str, detail: tuple[str, ...]) -> None:
    files = {**FILES, **template(js_node(code))}
    assert lint_files(tmp_path, files, select='NCD112') == at_marks(files, MESSAGE.format(*detail))


@pytest.mark.parametrize(
    'code',
    [
        pytest.param(Q + 'return count_by_category([])', id='called'),
        pytest.param(Q + T + 'return second([])', id='used by another injected file'),
        pytest.param(Q + 'return f"{count_by_category([])}"', id='in a formatted string'),
    ],
)
def test_clean_python(tmp_path: Path, code: str) -> None:
    assert lint_files(tmp_path, {**FILES, **template(py_node(code))}, select='NCD112') == []


@pytest.mark.parametrize(
    ('code', 'detail'),
    [
        pytest.param(Q_ + 'return []', ('n8n-functions/py/count_by_category.py', 'count_by_category'), id='unused'),
        pytest.param(
            Q_ + 'return [count_by_category for count_by_category in items]',
            ('n8n-functions/py/count_by_category.py', 'count_by_category'),
            id='a variable of that name',
        ),
        pytest.param(
            T_ + 'return json.dumps([])', ('n8n-functions/py/second.py', 'second'), id='only its import is used'
        ),
    ],
)
def test_fires_python(tmp_path: Path, code: str, detail: tuple[str, ...]) -> None:
    files = {**FILES, **template(py_node(code))}
    assert lint_files(tmp_path, files, select='NCD112') == at_marks(files, MESSAGE.format(*detail))
