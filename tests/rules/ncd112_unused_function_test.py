from __future__ import annotations

from pathlib import Path

import pytest
from support import JS_PLACEHOLDER
from support import PY_PLACEHOLDER
from support import TEMPLATE
from support import js_node
from support import lint_files
from support import py_node
from support import template

from n8n_code_discipline.registry import Selection

# what else is wrong here is for other rules
ONLY = Selection(select=('NCD112',))
P = JS_PLACEHOLDER + '\n'
Q = PY_PLACEHOLDER + '\n'
S = '{{@:js:n8n-functions/js/second.js}}\n'
T = '{{@:py:n8n-functions/py/second.py}}\n'
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
    assert lint_files(tmp_path, {**FILES, **template(js_node(code))}, selection=ONLY) == []


@pytest.mark.parametrize(
    ('code', 'expected'),
    [
        pytest.param(
            P + 'return [];',
            [
                f'{TEMPLATE}:8:20-8:64 '
                "NCD112 node 'Count': 'n8n-functions/js/countByCategory.js' is injected, but neither the "
                'glue nor another injected file uses countByCategory: call it, or remove the placeholder',
            ],
            id='unused',
        ),
        pytest.param(
            P + '// countByCategory([])\nreturn "countByCategory";',
            [
                f'{TEMPLATE}:8:20-8:64 '
                "NCD112 node 'Count': 'n8n-functions/js/countByCategory.js' is injected, but neither the "
                'glue nor another injected file uses countByCategory: call it, or remove the placeholder',
            ],
            id='only in a comment and a string',
        ),
        pytest.param(
            P + 'return ((countByCategory) => countByCategory)(1);',
            [
                f'{TEMPLATE}:8:20-8:64 '
                "NCD112 node 'Count': 'n8n-functions/js/countByCategory.js' is injected, but neither the "
                'glue nor another injected file uses countByCategory: call it, or remove the placeholder',
            ],
            id='a parameter of that name',
        ),
        pytest.param(
            P + 'return $json.countByCategory;',
            [
                f'{TEMPLATE}:8:20-8:64 '
                "NCD112 node 'Count': 'n8n-functions/js/countByCategory.js' is injected, but neither the "
                'glue nor another injected file uses countByCategory: call it, or remove the placeholder',
            ],
            id='a property of that name',
        ),
        pytest.param(
            S + 'return [];',
            [
                f'{TEMPLATE}:8:20-8:55 '
                "NCD112 node 'Count': 'n8n-functions/js/second.js' is injected, but neither the glue nor "
                'another injected file uses second, third: call it, or remove the placeholder',
            ],
            id='its functions only use each other',
        ),
        pytest.param(
            P + S + 'return [];',
            [
                f'{TEMPLATE}:8:66-8:101 '
                "NCD112 node 'Count': 'n8n-functions/js/second.js' is injected, but neither the glue nor "
                'another injected file uses second, third: call it, or remove the placeholder',
            ],
            id='the file that uses it is unused itself',
        ),
        pytest.param(
            P + P + 'return [];',
            [
                f'{TEMPLATE}:8:20-8:64 '
                "NCD112 node 'Count': 'n8n-functions/js/countByCategory.js' is injected, but neither the "
                'glue nor another injected file uses countByCategory: call it, or remove the placeholder',
            ],
            id='injected twice',
        ),
        pytest.param(
            P + 'return {{@:env:NAME}};',
            [
                f'{TEMPLATE}:8:20-8:64 '
                "NCD112 node 'Count': 'n8n-functions/js/countByCategory.js' is injected, but neither the "
                'glue nor another injected file uses countByCategory: call it, or remove the placeholder',
            ],
            id='env stands for a value',
        ),
    ],
)
def test_fires_javascript(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert lint_files(tmp_path, {**FILES, **template(js_node(code))}, selection=ONLY) == expected


@pytest.mark.parametrize(
    'code',
    [
        pytest.param(Q + 'return count_by_category([])', id='called'),
        pytest.param(Q + T + 'return second([])', id='used by another injected file'),
        pytest.param(Q + 'return f"{count_by_category([])}"', id='in a formatted string'),
    ],
)
def test_clean_python(tmp_path: Path, code: str) -> None:
    assert lint_files(tmp_path, {**FILES, **template(py_node(code))}, selection=ONLY) == []


@pytest.mark.parametrize(
    ('code', 'expected'),
    [
        pytest.param(
            Q + 'return []',
            [
                f'{TEMPLATE}:9:24-9:70 '
                "NCD112 node 'Count': 'n8n-functions/py/count_by_category.py' is injected, but neither the "
                'glue nor another injected file uses count_by_category: call it, or remove the placeholder',
            ],
            id='unused',
        ),
        pytest.param(
            Q + 'return [count_by_category for count_by_category in items]',
            [
                f'{TEMPLATE}:9:24-9:70 '
                "NCD112 node 'Count': 'n8n-functions/py/count_by_category.py' is injected, but neither the "
                'glue nor another injected file uses count_by_category: call it, or remove the placeholder',
            ],
            id='a variable of that name',
        ),
        pytest.param(
            T + 'return json.dumps([])',
            [
                f'{TEMPLATE}:9:24-9:59 '
                "NCD112 node 'Count': 'n8n-functions/py/second.py' is injected, but neither the glue nor "
                'another injected file uses second: call it, or remove the placeholder',
            ],
            id='only its import is used',
        ),
    ],
)
def test_fires_python(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert lint_files(tmp_path, {**FILES, **template(py_node(code))}, selection=ONLY) == expected
