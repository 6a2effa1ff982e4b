from pathlib import Path

import pytest
from marks import at_marks
from support import JS_PLACEHOLDER, PY_PLACEHOLDER, js_node, lint_files, py_node, template

MESSAGE = (
    "NCD111 node 'Count': the glue declares the {} '«»': logic belongs in a tested function file, move it there "
    '«line of code»'
)

P = JS_PLACEHOLDER + '\n'
Q = PY_PLACEHOLDER + '\n'


@pytest.mark.parametrize(
    ('code', 'details'),
    [
        pytest.param(P + 'return countByCategory($input.all().map((item) => item.json));', [], id='callback'),
        pytest.param(
            P + 'return $input.all().sort(function (a, b) { return a - b; }).map(countByCategory);',
            [],
            id='function expression as an argument',
        ),
        pytest.param(P + 'const counts = (() => countByCategory([]))();', [], id='called on the spot'),
        pytest.param(P + 'const o = { f() { return 1; } };', [], id='method of an object'),
        pytest.param(P + 'const f = countByCategory;', [], id='another name for an injected function'),
        pytest.param('const f = () => 1;\nreturn f();', [], id='no placeholder: that is NCD103'),
        pytest.param('// @n8n-evol-I:primitive\n' + P + 'const f = () => 1;', [], id='primitive'),
        pytest.param(P + 'const f = () => ;', [], id='does not parse'),
        pytest.param(P + '{{@:js:n8n-functions/js/none.js}}\nconst f = () => 1;', [], id='unresolved placeholder'),
        pytest.param(P + 'function «f»() {}', ['function'], id='function'),
        pytest.param(P + 'async function* «f»() {}\nclass «A» {}', ['function', 'class'], id='generator and class'),
        pytest.param(P + 'const «f» = async () => 1, «g» = function () {};', ['function', 'function'], id='bound'),
        pytest.param(P + 'let f;\n«f» = () => 1;', ['function'], id='assigned'),
        pytest.param(P + 'if ($json) { const «f» = class {}; }', ['class'], id='in a block'),
        pytest.param('// é😀\n' + P + 'const ä = 1;\nconst «f» = () => "\\t";', ['function'], id='column in the code'),
    ],
)
def test_fires_javascript(tmp_path: Path, code: str, details: list[str]) -> None:
    files = template(js_node(code))
    assert lint_files(tmp_path, files, select='NCD111') == at_marks(files, MESSAGE, details)


@pytest.mark.parametrize(
    ('code', 'details'),
    [
        pytest.param(Q + 'return sorted(items, key=lambda item: item["json"])', [], id='callback'),
        pytest.param(Q + 'return [count_by_category(i) for i in items]', [], id='comprehension'),
        pytest.param('def f(): pass\nreturn f()', [], id='no placeholder: that is NCD103'),
        pytest.param(
            Q + 'def «f»():\n    def g(): pass\nclass «A»:\n    def m(self): pass',
            ['function', 'class'],
            id='function and class',
        ),
        pytest.param(Q + '«f» = lambda: 1', ['function'], id='lambda with a name'),
    ],
)
def test_fires_python(tmp_path: Path, code: str, details: list[str]) -> None:
    files = template(py_node(code))
    assert lint_files(tmp_path, files, select='NCD111') == at_marks(files, MESSAGE, details)
