from pathlib import Path

import pytest
from support import JS, JS_TEST, PY, PY_TEST, lint_files

LOAD = 'const { countByCategory } = require("../n8n-functions/js/countByCategory.js");\n'
PY_LOAD = 'from count_by_category import count_by_category\n'


@pytest.mark.parametrize(
    'text',
    [
        'require("node:test")("a", () => {});',
        'require("node:test").test("a", () => {});',
        'const check = require("node:test");\ncheck("a", () => {});',
        'const { test: check } = require("node:test");\ncheck.only("a", () => {});',
        'import check from "node:test";\ncheck("a", () => {});',
        'const { describe, it } = require("node:test");\ndescribe("a", () => { it("b", () => {}); });',
        'const test = (await (import("node:test"))).default;\ntest("a");',
        'const start = async () => { const { test } = await import("node:test"); test("a", () => {}); };\nstart();',
        'require("assert")(countByCategory([]));',
        'const { equal } = require("node:assert/strict");\nequal(countByCategory([]), 1);',
        'const chai = require("chai");\nchai.expect(countByCategory([])).to.equal(1);',
        'if (countByCategory([]) !== 1) throw new Error("wrong");',
        'if (countByCategory([]) !== 1) process.exit(1);',
        'process.exitCode = countByCategory([]) === 1 ? 0 : 1;',
        'const table = require("./table");\ntable(countByCategory, [[[], {}]]);',
        'const t = require("tap");\nt.equal(countByCategory([]), 1);',
        'import t from "tap";\nt.same(countByCategory([]), {});',
        'const check = require("tape");\ncheck("a", (t) => t.end());',
        'const = 1;',
    ],
)
def test_javascript_that_tests(tmp_path: Path, text: str) -> None:
    assert lint_files(tmp_path, {JS_TEST: LOAD + text}) == []


@pytest.mark.parametrize(
    ('text', 'what'),
    [
        pytest.param('', 'contains no code', id='no byte'),
        pytest.param('\ufeff\n', 'contains no code', id='byte order mark'),
        pytest.param(LOAD, 'has no test case and no assertion', id='only loads'),
        pytest.param(LOAD + 'console.log(countByCategory([]));', 'has no test case and no assertion', id='prints'),
        pytest.param(LOAD + '/a/.test(countByCategory([]));', 'has no test case and no assertion', id='a regex'),
        pytest.param(
            LOAD + 'a' + '.b()' * 5000, 'has no test case and no assertion', marks=pytest.mark.slow, id='a long chain'
        ),
        pytest.param(LOAD + 'const { test } = require("node:test");', 'has no test case and no assertion', id='unused'),
    ],
)
def test_javascript_that_does_not(tmp_path: Path, text: str, what: str) -> None:
    expected = f'{JS_TEST}:1:1-1:1 NCD403 the test {what}: assert what {JS} returns'
    assert lint_files(tmp_path, {JS_TEST: text}) == [expected]


@pytest.mark.parametrize(
    'text',
    [
        'async def test_a():\n    pass',
        'class TestCounts:\n    def test_a(self):\n        pass',
        'import unittest\nclass Counting(unittest.TestCase):\n    def test_a(self):\n        self.assertEqual(1, 1)',
        'import unittest\nclass Counting(unittest.TestCase):\n    def runTest(self):\n        pass',
        'if True:\n    def test_a():\n        pass',
        'from cases import test_a',
        'from cases import *',
        'from cases import Shared\nclass Counts(Shared):\n    function = staticmethod(count_by_category)',
        'import cases\nclass TestCounts(cases.Shared):\n    pass',
        '@cases(count_by_category)\nclass TestCounts:\n    pass',
        'class Counts(cases(count_by_category)):\n    pass',
        'test_a = make_test(count_by_category)',
        'TestA = Machine.TestCase',
        'assert count_by_category([]) == {}',
        'if count_by_category([]):\n    raise AssertionError',
        'import pytest\npytest.fail("no")',
        'def test_x(:',
    ],
)
def test_python_that_tests(tmp_path: Path, text: str) -> None:
    assert lint_files(tmp_path, {PY_TEST: PY_LOAD + text}) == []


@pytest.mark.parametrize(
    ('text', 'what'),
    [
        pytest.param('', 'contains no code', id='no byte'),
        pytest.param('"""Tests of count_by_category."""\n', 'contains no code', id='docstring'),
        pytest.param(PY_LOAD, 'has no test case and no assertion', id='only loads'),
        pytest.param(PY_LOAD + 'import test_helpers', 'has no test case and no assertion', id='a module'),
        pytest.param(PY_LOAD + 'class Row:\n    a = 1', 'has no test case and no assertion', id='a plain class'),
        pytest.param(PY_LOAD + 'def counts():\n    """assert 1"""', 'has no test case and no assertion', id='function'),
    ],
)
def test_python_that_does_not(tmp_path: Path, text: str, what: str) -> None:
    expected = f'{PY_TEST}:1:1-1:1 NCD403 the test {what}: assert what {PY} returns'
    assert lint_files(tmp_path, {PY_TEST: text}) == [expected]


def test_both_mistakes_of_a_test_that_requires_something_else(tmp_path: Path) -> None:
    assert [row.split()[1] for row in lint_files(tmp_path, {JS_TEST: 'require("../n8n-functions/js/other.js");'})] == [
        'NCD402',
        'NCD403',
    ]


def test_a_file_without_function_is_not_judged(tmp_path: Path) -> None:
    assert lint_files(tmp_path, {'n8n-functions-tests/test_data.py': 'ROWS = []\n'}) == []
