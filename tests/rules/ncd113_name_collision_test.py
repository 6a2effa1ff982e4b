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
ONLY = Selection(select=('NCD113',))
P = JS_PLACEHOLDER + '\n'
Q = PY_PLACEHOLDER + '\n'
S = '{{@:js:n8n-functions/js/second.js}}\n'
T = '{{@:py:n8n-functions/py/second.py}}\n'
FILES = {
    'n8n-functions/js/second.js': 'function second() {}\n'
    'function countByCategory() {}\n'
    'if (typeof module !== "undefined") module.exports = { second };\n',
    'n8n-functions/py/second.py': 'import json\n'
    'import os.path\n'
    'from math import floor\n'
    '\n'
    '\n'
    'def second():\n'
    '    return json, os, floor\n'
    '\n'
    '\n'
    'def count_by_category():\n'
    '    return 1\n',
}


@pytest.mark.parametrize(
    'code',
    [
        pytest.param(P + 'const counts = countByCategory([]);', id='other names'),
        pytest.param(P + 'var countByCategory = 1;', id='var'),
        pytest.param(P + 'countByCategory = 1;', id='assignment'),
        pytest.param(P + '{ const countByCategory = 1; }', id='in a block'),
        pytest.param(P + 'return ((countByCategory) => 1)();', id='parameter'),
        pytest.param(P + P + 'return countByCategory;', id='one file twice'),
        pytest.param(P + 'let a; let a;', id='in the glue alone: that is NCD005'),
        pytest.param(P + 'const countByCategory = eval("1");', id='direct eval'),
        pytest.param('const countByCategory = 1;', id='nothing injected'),
        pytest.param(P + 'var {{@:env:A}} = 1;', id='stand-in'),
    ],
)
def test_clean_javascript(tmp_path: Path, code: str) -> None:
    assert lint_files(tmp_path, {**FILES, **template(js_node(code))}, selection=ONLY) == []


@pytest.mark.parametrize(
    ('code', 'expected'),
    [
        pytest.param(
            P + 'const countByCategory = 1;',
            [
                f'{TEMPLATE}:8:72-8:87 '
                "NCD113 node 'Count': 'countByCategory' is declared by "
                "'n8n-functions/js/countByCategory.js' and again by the glue: n8n refuses the code, rename "
                "one of them (line 2 of the code: 'const countByCategory = 1;')",
            ],
            id='const',
        ),
        pytest.param(
            P + 'let a, { b: countByCategory } = {};',
            [
                f'{TEMPLATE}:8:78-8:93 '
                "NCD113 node 'Count': 'countByCategory' is declared by "
                "'n8n-functions/js/countByCategory.js' and again by the glue: n8n refuses the code, rename "
                "one of them (line 2 of the code: 'let a, { b: countByCategory } = {};')",
            ],
            id='let, destructured',
        ),
        pytest.param(
            P + 'class countByCategory {}',
            [
                f'{TEMPLATE}:8:72-8:87 '
                "NCD113 node 'Count': 'countByCategory' is declared by "
                "'n8n-functions/js/countByCategory.js' and again by the glue: n8n refuses the code, rename "
                "one of them (line 2 of the code: 'class countByCategory {}')",
            ],
            id='class',
        ),
        pytest.param(
            P + 'function countByCategory() {}',
            [
                f'{TEMPLATE}:8:75-8:90 '
                "NCD113 node 'Count': 'countByCategory' is declared by "
                "'n8n-functions/js/countByCategory.js' and again by the glue: only the later one counts, "
                "rename one of them (line 2 of the code: 'function countByCategory() {}')",
            ],
            id='function',
        ),
        pytest.param(
            P + S + 'return second();',
            [
                f'{TEMPLATE}:8:66-8:101 '
                "NCD113 node 'Count': 'countByCategory' is declared by "
                "'n8n-functions/js/countByCategory.js' and again by 'n8n-functions/js/second.js': only the "
                'later one counts, rename one of them',
            ],
            id='two files',
        ),
        pytest.param(
            P + S + 'let countByCategory, second;',
            [
                f'{TEMPLATE}:8:66-8:101 '
                "NCD113 node 'Count': 'countByCategory' is declared by "
                "'n8n-functions/js/countByCategory.js' and again by 'n8n-functions/js/second.js': only the "
                'later one counts, rename one of them',
                f'{TEMPLATE}:8:107-8:122 '
                "NCD113 node 'Count': 'countByCategory' is declared by "
                "'n8n-functions/js/countByCategory.js' and again by the glue: n8n refuses the code, rename "
                "one of them (line 3 of the code: 'let countByCategory, second;')",
                f'{TEMPLATE}:8:124-8:130 '
                "NCD113 node 'Count': 'second' is declared by 'n8n-functions/js/second.js' and again by the "
                "glue: n8n refuses the code, rename one of them (line 3 of the code: 'let countByCategory, "
                "second;')",
            ],
            id='two files and the glue',
        ),
    ],
)
def test_fires_javascript(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert lint_files(tmp_path, {**FILES, **template(js_node(code))}, selection=ONLY) == expected


@pytest.mark.parametrize(
    'code',
    [
        pytest.param(T + 'import json\nimport os\nfrom math import floor', id='the same imports'),
        pytest.param(Q + 'count_by_category = count_by_category(items)', id='assignment'),
        pytest.param(T + 'for second in items: pass', id='loop variable'),
        pytest.param(Q + 'return [count_by_category for count_by_category in items]', id='comprehension'),
    ],
)
def test_clean_python(tmp_path: Path, code: str) -> None:
    assert lint_files(tmp_path, {**FILES, **template(py_node(code))}, selection=ONLY) == []


@pytest.mark.parametrize(
    ('code', 'expected'),
    [
        pytest.param(
            Q + 'def count_by_category(): pass',
            [
                f'{TEMPLATE}:9:76-9:93 '
                "NCD113 node 'Count': 'count_by_category' is declared by "
                "'n8n-functions/py/count_by_category.py' and again by the glue: only the later one counts, "
                "rename one of them (line 2 of the code: 'def count_by_category(): pass')",
            ],
            id='function',
        ),
        pytest.param(
            Q + 'class count_by_category: pass',
            [
                f'{TEMPLATE}:9:78-9:95 '
                "NCD113 node 'Count': 'count_by_category' is declared by "
                "'n8n-functions/py/count_by_category.py' and again by the glue: only the later one counts, "
                "rename one of them (line 2 of the code: 'class count_by_category: pass')",
            ],
            id='class',
        ),
        pytest.param(
            Q + T + 'return second()',
            [
                f'{TEMPLATE}:9:72-9:107 '
                "NCD113 node 'Count': 'count_by_category' is declared by "
                "'n8n-functions/py/count_by_category.py' and again by 'n8n-functions/py/second.py': only "
                'the later one counts, rename one of them',
            ],
            id='two files',
        ),
        pytest.param(
            T + 'import simplejson as json\nfrom math import ceil as floor',
            [
                f'{TEMPLATE}:9:68-9:86 '
                "NCD113 node 'Count': 'json' is declared by 'n8n-functions/py/second.py' and again by the "
                "glue: only the later one counts, rename one of them (line 2 of the code: 'import "
                "simplejson as json')",
                f'{TEMPLATE}:9:105-9:118 '
                "NCD113 node 'Count': 'floor' is declared by 'n8n-functions/py/second.py' and again by the "
                "glue: only the later one counts, rename one of them (line 3 of the code: 'from math import "
                "ceil as floor')",
            ],
            id='other imports of one name',
        ),
    ],
)
def test_fires_python(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert lint_files(tmp_path, {**FILES, **template(py_node(code))}, selection=ONLY) == expected
