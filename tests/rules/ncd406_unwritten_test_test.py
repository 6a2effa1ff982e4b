from pathlib import Path

import pytest
from support import JS, JS_TEST, PY, PY_TEST, lint_files

MESSAGE = 'NCD406 every test case is a todo: write one that asserts what {} returns'
JS_FINDING = [f'{JS_TEST}:1:1-1:1 {MESSAGE.format(JS)}']
PY_FINDING = [f'{PY_TEST}:1:1-1:1 {MESSAGE.format(PY)}']
LOAD = 'const { countByCategory } = require("../n8n-functions/js/countByCategory.js");\n'
PY_LOAD = 'import unittest\nimport pytest\nfrom count_by_category import count_by_category\n'


@pytest.mark.parametrize(
    'text',
    [
        pytest.param('test.todo("a");', id='test.todo'),
        pytest.param('test("a", { todo: true });', id='an option'),
        pytest.param('test("a", { "todo": "later" }, () => assert.equal(countByCategory([]), 1));', id='a reason'),
        pytest.param('test({ name: "a", todo: true }, () => {});', id='options first'),
        pytest.param('test("a", (t) => { t.todo("later"); });', id='t.todo'),
        pytest.param('describe("a", () => { suite("b", () => { it.todo("c"); }); it.todo("d"); });', id='nested'),
        pytest.param('require("node:test").test.todo("a");', id='without a name'),
    ],
)
def test_javascript_that_holds_only_todos(tmp_path: Path, text: str) -> None:
    assert lint_files(tmp_path, {JS_TEST: LOAD + text}) == JS_FINDING


@pytest.mark.parametrize(
    'text',
    [
        pytest.param('test.todo("a"); test("b", () => {});', id='one written case'),
        pytest.param('test.todo("a"); test.skip("b", () => {});', id='a skip beside a todo'),
        pytest.param('test("a", { todo: false }, () => {});', id='todo: false'),
        pytest.param('test("a", { todo: isLater }, () => {});', id='todo of an unknown value'),
        pytest.param('test("todo", () => {});', id='only its title'),
        pytest.param('test("a", (t) => { if (t) t.todo(); });', id='t.todo in a block'),
        pytest.param('describe.todo("a", () => { it("b", () => {}); });', id='a suite does not hold for its cases'),
        pytest.param('test("a", { todo: true }, (t) => t.test("b", () => {}));', id='a written subtest'),
        pytest.param('test("a", (t) => { t.test("b", { todo: true }, () => {}); });', id='a todo in a written case'),
        pytest.param('test.todo("a"); const spec = test; spec("b", () => {});', id='a helper of another name'),
        pytest.param('test.todo("a"); require("./shared.js")(countByCategory);', id='shared cases'),
        pytest.param('describe("a", () => {}); assert(countByCategory([]));', id='no case'),
    ],
)
def test_javascript_that_holds_more(tmp_path: Path, text: str) -> None:
    assert lint_files(tmp_path, {JS_TEST: LOAD + text}) == []


@pytest.mark.parametrize(
    'text',
    [
        pytest.param('@pytest.mark.skip(reason="todo: write it")\ndef test_a():\n    assert 0', id='a mark'),
        pytest.param('def test_a():\n    """A."""\n    import json\n    pytest.skip("todo")\n    assert 0', id='call'),
        pytest.param('@pytest.mark.skip("todo")\nclass TestA:\n    def test_a(self):\n        assert 0', id='a class'),
        pytest.param(
            'class A(unittest.TestCase):\n    @unittest.skip("todo")\n    def test_a(self):\n        self.fail()\n'
            '    def test_b(self):\n        self.skipTest("todo")',
            id='unittest',
        ),
        pytest.param('pytestmark = pytest.mark.skip(reason="todo")\ndef test_a():\n    assert 0', id='pytestmark'),
        pytest.param('pytest.skip("todo", allow_module_level=True)\ndef test_a():\n    assert 0', id='the module'),
    ],
)
def test_python_that_holds_only_todos(tmp_path: Path, text: str) -> None:
    assert lint_files(tmp_path, {PY_TEST: PY_LOAD + text}) == PY_FINDING


@pytest.mark.parametrize(
    'text',
    [
        pytest.param('@pytest.mark.skip("todo")\ndef test_a(): ...\ndef test_b(): ...', id='one written case'),
        pytest.param('@pytest.mark.skip(reason="flaky")\ndef test_a(): ...', id='another reason'),
        pytest.param('@pytest.mark.skip(reason="a todo")\ndef test_a(): ...', id='a reason that ends with it'),
        pytest.param('@pytest.mark.skipif(count_by_category, reason="todo")\ndef test_a(): ...', id='a condition'),
        pytest.param('@pytest.mark.skip("todo")\ndef test_a(): ...\nassert count_by_category', id='an assertion'),
        pytest.param('from shared import *\n@pytest.mark.skip("todo")\ndef test_a(): ...', id='imported cases'),
        pytest.param('test_a = make()\n@pytest.mark.skip("todo")\ndef test_b(): ...', id='a case from a helper'),
    ],
)
def test_python_that_holds_more(tmp_path: Path, text: str) -> None:
    assert lint_files(tmp_path, {PY_TEST: PY_LOAD + text}) == []


def test_a_todo_need_not_load_the_function(tmp_path: Path) -> None:
    assert lint_files(tmp_path, {JS_TEST: 'require("node:test").test.todo("a");'}) == JS_FINDING


def test_a_test_of_nothing_is_not_judged(tmp_path: Path) -> None:
    assert lint_files(tmp_path, {'n8n-functions-tests/other.test.js': 'test.todo("a");'}) == []
