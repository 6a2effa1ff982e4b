from pathlib import Path

import pytest
from support import JS, JS_TEST, PY, PY_TEST, WORKSPACE, lint_files, write

HEAD = 'const { test } = require("node:test");\nconst assert = require("node:assert");\n'
BODY = '\ntest("x", () => assert.ok(countByCategory));\n'
PY_BODY = '\ndef test_x():\n    assert count_by_category\n'
JS_MESSAGE = (
    f'{JS_TEST}:1:1-1:1 NCD402 the test does not load {JS}: add '
    'const { countByCategory } = require("../n8n-functions/js/countByCategory.js");'
)
PY_MESSAGE = (
    f'{PY_TEST}:1:1-1:1 NCD402 the test does not load {PY}: add from count_by_category import count_by_category'
)


@pytest.mark.parametrize(
    'load',
    [
        'const { countByCategory } = require("../n8n-functions/js/countByCategory.js");',
        "const { countByCategory } = require('../n8n-functions/js/countByCategory');",
        'const { countByCategory } = require(path.join(__dirname, "..", "n8n-functions", "js", "countByCategory.js"));',
        'const { countByCategory } = require(path.resolve(__dirname, `../n8n-functions/js/${"countByCategory"}`));',
        'const { countByCategory } = require(`${functions}/countByCategory.js`);',
        'const load = require("module").createRequire(__filename);\n'
        'const { countByCategory } = load("../n8n-functions/js/countByCategory.js");',
        'const pending = import("../n8n-functions/js/countByCategory.js");',
        'import { countByCategory } from "../n8n-functions/js/countByCategory.js";',
        'const code = fs.readFileSync("..\\\\n8n-functions\\\\js\\\\countByCategory.js", "utf8");',
        'const { countByCategory } = require("./load")("countByCategory");',
        'const source = \'require("../n8n-functions/js/countByCategory.js")\';',
        'const { countByCategory } = require("./helpers/countByCategory.js");',
        'const { countByCategory } = require("./../n8n-functions/js//countByCategory.js");',
        'const require = createRequire(other);\nrequire("../../n8n-functions/js/countByCategory.js");',
        'const { countByCategory } = load("../../n8n-functions/js/countByCategory.js");',
    ],
)
def test_javascript_that_loads_the_file(tmp_path: Path, load: str) -> None:
    assert lint_files(tmp_path, {JS_TEST: HEAD + load + BODY}) == []


@pytest.mark.parametrize(
    'text',
    [
        pytest.param('const { countByCategory } = require("../n8n-functions/js/slugify.js");', id='something else'),
        pytest.param('// require("../n8n-functions/js/countByCategory.js")', id='comment'),
        pytest.param('test("countByCategory.js", () => assert.ok(1));', id='title'),
        pytest.param('require("./countByCategory.json"); require("./recountByCategory.js");', id='similar names'),
        pytest.param('const self = "countByCategory.test.js";', id='the test itself'),
        pytest.param('/countByCategory.js/;', id='regular expression'),
        pytest.param('require("../../n8n-functions/js/countByCategory.js");', id='a path that leads outside'),
        pytest.param('require("./n8n-functions/js/countByCategory");', id='a path that leads nowhere'),
    ],
)
def test_javascript_that_does_not(tmp_path: Path, text: str) -> None:
    assert lint_files(tmp_path, {JS_TEST: HEAD + text + BODY}) == [JS_MESSAGE]


@pytest.mark.parametrize(
    'load',
    [
        'from count_by_category import count_by_category',
        'from count_by_category import *',
        'import count_by_category as subject',
        'from py.count_by_category import count_by_category',
        'from py import count_by_category',
        'from . import count_by_category',
        'import importlib\ncount_by_category = importlib.import_module("count_by_category")',
        'import runpy\nnames = runpy.run_path("n8n-functions/py/count_by_category.py")',
        'from pathlib import Path\npath = Path("..") / "py" / f"{\'count_by_category.py\'}"',
        'def test_fixture(count_by_category):\n    assert count_by_category([]) == {}',
        'def load():\n    from count_by_category import count_by_category\n    return count_by_category',
    ],
)
def test_python_that_loads_the_file(tmp_path: Path, load: str) -> None:
    assert lint_files(tmp_path, {PY_TEST: load + PY_BODY}) == []


@pytest.mark.parametrize(
    'text',
    [
        pytest.param('from slugify import slugify as count_by_category', id='something else'),
        pytest.param('from slugify import count_by_category', id='a name of the same spelling'),
        pytest.param('# from count_by_category import count_by_category', id='comment'),
        pytest.param('path = "test_count_by_category.py"', id='the test itself'),
    ],
)
def test_python_that_does_not(tmp_path: Path, text: str) -> None:
    assert lint_files(tmp_path, {PY_TEST: text + PY_BODY}) == [PY_MESSAGE]


def test_function_files_in_subfolders(tmp_path: Path) -> None:
    files = {
        'n8n-functions/js/a/b/slug.js': WORKSPACE[JS].replace('countByCategory', 'slug'),
        'n8n-functions-tests/a/b/slug.test.js': HEAD + 'test("x", () => assert.ok(1));',
        'n8n-functions/py/a/b/slug.py': 'def slug():\n    pass\n',
        'n8n-functions-tests/a/b/test_slug.py': 'from b.slug import slug\ndef test_x():\n    assert slug() is None\n',
    }
    assert lint_files(tmp_path, files) == [
        'n8n-functions-tests/a/b/slug.test.js:1:1-1:1 NCD402 the test does not load n8n-functions/js/a/b/slug.js: add '
        'const { slug } = require("../../../n8n-functions/js/a/b/slug.js");'
    ]
    write(tmp_path, {'n8n-functions-tests/a/b/test_slug.py': 'from c.slug import slug\ndef test_x():\n    assert slug'})
    assert lint_files(tmp_path, {}, 'n8n-functions-tests/a/b/test_slug.py') == [
        'n8n-functions-tests/a/b/test_slug.py:1:1-1:1 NCD402 the test does not load n8n-functions/py/a/b/slug.py: add '
        'from a.b.slug import slug'
    ]


@pytest.mark.parametrize(
    'files',
    [
        pytest.param({'n8n-functions-tests/other.test.js': HEAD}, id='no function file'),
        pytest.param({JS_TEST: HEAD + 'const = 1;'}, id='JavaScript that does not parse'),
        pytest.param({PY_TEST: 'def test_x(:\n'}, id='Python that does not parse'),
    ],
)
def test_silent(tmp_path: Path, files: dict[str, str]) -> None:
    assert lint_files(tmp_path, files) == []
