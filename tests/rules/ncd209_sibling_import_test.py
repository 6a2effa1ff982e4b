from pathlib import Path

import pytest
from marks import at_marks
from support import JS, lint_files

MESSAGE = (
    "NCD209 '{}' is loaded by a relative path, which works in the test and never in n8n: move the function into this "
    'file or take it as a parameter'
)

F = 'function countByCategory(a) { return '
TRAILER = '\nif (typeof module !== "undefined") module.exports = { countByCategory };\n'


@pytest.mark.parametrize(
    ('source', 'details'),
    [
        pytest.param(
            F + '[require("fs"), require("node:fs"), require("lodash"), require("@scope/a"), import("b")]; }',
            [],
            id='modules of Node and packages',
        ),
        pytest.param(
            F + '[require("/a.js"), require(".a"), require("..a"), require("a/../b")]; }',
            [],
            id='absolute path and dots in names',
        ),
        pytest.param(F + '[require(a), require(`${a}/b`), require("./" + a)]; }', [], id='not a text'),
        pytest.param(
            F + '[a.require("./b"), load("./b"), "require(\'./b\')"]; /* require("./b") */ }', [], id='another function'
        ),
        pytest.param('function countByCategory(require) { return require("./a"); }', [], id='a parameter'),
        pytest.param('function countByCategory(a) { const require = a; return require("./a"); }', [], id='local'),
        pytest.param('require("./a"', [], id='syntax error'),
        pytest.param('function countByCategory(a) { return require(«"./b"»)(a); }', ['./b'], id='require'),
        pytest.param(
            F + '[require(«"../js/b.js"»), require(«"."»), require(«".."»), import(«"./c.mjs"»)]; }',
            ['../js/b.js', '.', '..', './c.mjs'],
            id='every one',
        ),
    ],
)
def test_firing(tmp_path: Path, source: str, details: list[str]) -> None:
    files = {JS: source + TRAILER}
    assert lint_files(tmp_path, files, select='NCD209') == at_marks(files, MESSAGE, details)
