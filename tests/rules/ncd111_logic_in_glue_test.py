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
ONLY = Selection(select=('NCD111',))
P = JS_PLACEHOLDER + '\n'
Q = PY_PLACEHOLDER + '\n'


@pytest.mark.parametrize(
    'code',
    [
        pytest.param(P + 'return countByCategory($input.all().map((item) => item.json));', id='callback'),
        pytest.param(
            P + 'return $input.all().sort(function (a, b) { return a - b; }).map(countByCategory);',
            id='function expression as an argument',
        ),
        pytest.param(P + 'const counts = (() => countByCategory([]))();', id='called on the spot'),
        pytest.param(P + 'const o = { f() { return 1; } };', id='method of an object'),
        pytest.param(P + 'const f = countByCategory;', id='another name for an injected function'),
        pytest.param('const f = () => 1;\nreturn f();', id='no placeholder: that is NCD103'),
        pytest.param('// @n8n-evol-I:primitive\n' + P + 'const f = () => 1;', id='primitive'),
        pytest.param(P + 'const f = () => ;', id='does not parse'),
        pytest.param(P + '{{@:js:n8n-functions/js/none.js}}\nconst f = () => 1;', id='unresolved placeholder'),
    ],
)
def test_clean_javascript(tmp_path: Path, code: str) -> None:
    assert lint_files(tmp_path, template(js_node(code)), selection=ONLY) == []


@pytest.mark.parametrize(
    ('code', 'expected'),
    [
        pytest.param(
            P + 'function f() {}',
            [
                f'{TEMPLATE}:8:75-8:76 '
                "NCD111 node 'Count': the glue declares the function 'f': logic belongs in a tested "
                "function file, move it there (line 2 of the code: 'function f() {}')",
            ],
            id='function',
        ),
        pytest.param(
            P + 'async function* f() {}\nclass A {}',
            [
                f'{TEMPLATE}:8:82-8:83 '
                "NCD111 node 'Count': the glue declares the function 'f': logic belongs in a tested "
                "function file, move it there (line 2 of the code: 'async function* f() {}')",
                f'{TEMPLATE}:8:96-8:97 '
                "NCD111 node 'Count': the glue declares the class 'A': logic belongs in a tested function "
                "file, move it there (line 3 of the code: 'class A {}')",
            ],
            id='generator and class',
        ),
        pytest.param(
            P + 'const f = async () => 1, g = function () {};',
            [
                f'{TEMPLATE}:8:72-8:73 '
                "NCD111 node 'Count': the glue declares the function 'f': logic belongs in a tested "
                "function file, move it there (line 2 of the code: 'const f = async () => 1, g = function "
                "() {};')",
                f'{TEMPLATE}:8:91-8:92 '
                "NCD111 node 'Count': the glue declares the function 'g': logic belongs in a tested "
                "function file, move it there (line 2 of the code: 'const f = async () => 1, g = function "
                "() {};')",
            ],
            id='bound to names',
        ),
        pytest.param(
            P + 'let f;\nf = () => 1;',
            [
                f'{TEMPLATE}:8:74-8:75 '
                "NCD111 node 'Count': the glue declares the function 'f': logic belongs in a tested "
                "function file, move it there (line 3 of the code: 'f = () => 1;')",
            ],
            id='assigned',
        ),
        pytest.param(
            P + 'if ($json) { const f = class {}; }',
            [
                f'{TEMPLATE}:8:85-8:86 '
                "NCD111 node 'Count': the glue declares the class 'f': logic belongs in a tested function "
                "file, move it there (line 2 of the code: 'if ($json) { const f = class {}; }')",
            ],
            id='in a block',
        ),
        pytest.param(
            P + 'return $input.all().map((item) => {\r\n  const f = () => { const g = () => 1; };\r\n});',
            [
                f'{TEMPLATE}:8:113-8:114 '
                "NCD111 node 'Count': the glue declares the function 'f': logic belongs in a tested "
                "function file, move it there (line 3 of the code: 'const f = () => { const g = () => 1; "
                "};')",
            ],
            id='within a callback, the outermost',
        ),
        pytest.param(
            '// é😀\n' + P + 'const ä = 1;\nconst f = () => "\\t";',
            [
                f'{TEMPLATE}:8:93-8:94 '
                "NCD111 node 'Count': the glue declares the function 'f': logic belongs in a tested "
                'function file, move it there (line 4 of the code: \'const f = () => "\\t";\')',
            ],
            id='column within the string',
        ),
    ],
)
def test_fires_javascript(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert lint_files(tmp_path, template(js_node(code)), selection=ONLY) == expected


@pytest.mark.parametrize(
    'code',
    [
        pytest.param(Q + 'return sorted(items, key=lambda item: item["json"])', id='callback'),
        pytest.param(Q + 'return [count_by_category(i) for i in items]', id='comprehension'),
        pytest.param('def f(): pass\nreturn f()', id='no placeholder: that is NCD103'),
    ],
)
def test_clean_python(tmp_path: Path, code: str) -> None:
    assert lint_files(tmp_path, template(py_node(code)), selection=ONLY) == []


@pytest.mark.parametrize(
    ('code', 'expected'),
    [
        pytest.param(
            Q + 'def f():\n    def g(): pass\nclass A:\n    def m(self): pass',
            [
                f'{TEMPLATE}:9:76-9:77 '
                "NCD111 node 'Count': the glue declares the function 'f': logic belongs in a tested "
                "function file, move it there (line 2 of the code: 'def f():')",
                f'{TEMPLATE}:9:107-9:108 '
                "NCD111 node 'Count': the glue declares the class 'A': logic belongs in a tested function "
                "file, move it there (line 4 of the code: 'class A:')",
            ],
            id='function and class',
        ),
        pytest.param(
            Q + 'f = lambda: 1',
            [
                f'{TEMPLATE}:9:72-9:73 '
                "NCD111 node 'Count': the glue declares the function 'f': logic belongs in a tested "
                "function file, move it there (line 2 of the code: 'f = lambda: 1')",
            ],
            id='lambda with a name',
        ),
    ],
)
def test_fires_python(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert lint_files(tmp_path, template(py_node(code)), selection=ONLY) == expected
