from __future__ import annotations

from pathlib import Path

import pytest
from support import JS
from support import lint_files

from n8n_code_discipline.registry import Selection

# what else is wrong with these files is for other rules
ONLY = Selection(select=('NCD209',))
TRAILER = '\nif (typeof module !== "undefined") module.exports = { countByCategory };\n'


@pytest.mark.parametrize(
    'source',
    [
        pytest.param(
            'function countByCategory(a) { return [require("fs"), require("node:fs"), '
            'require("lodash"), require("@scope/a"), import("b")]; }',
            id='modules of Node and packages',
        ),
        pytest.param(
            'function countByCategory(a) { return [require("/a.js"), require(".a"), '
            'require("..a"), require("a/../b")]; }',
            id='absolute path and dots in names',
        ),
        pytest.param(
            'function countByCategory(a) { return [require(a), require(`${a}/b`), require("./" + a)]; }',
            id='not a text',
        ),
        pytest.param(
            'function countByCategory(a) { return [a.require("./b"), load("./b"), '
            '"require(\'./b\')"]; /* require("./b") */ }',
            id='another function',
        ),
        pytest.param('function countByCategory(require) { return require("./a"); }', id='a parameter'),
        pytest.param('function countByCategory(a) { const require = a; return require("./a"); }', id='a local name'),
        pytest.param(
            'function countByCategory(a) { return require("./a"); }\nfunction require(a) { return a; }', id='its own'
        ),
        pytest.param('require("./a"', id='syntax error'),
    ],
)
def test_clean(tmp_path: Path, source: str) -> None:
    assert lint_files(tmp_path, {JS: source + TRAILER}, selection=ONLY) == []


@pytest.mark.parametrize(
    ('source', 'expected'),
    [
        pytest.param(
            'function countByCategory(a) { const { b } = require("./b"); return b(a); }',
            [
                f'{JS}:1:53-1:58 '
                "NCD209 './b' is loaded by a relative path, which works in the test and never in n8n: move the "
                'function into this file or take it as a parameter',
            ],
            id='require',
        ),
        pytest.param(
            'function countByCategory(a) { return [require("../js/b.js"), require("."), '
            'require(".."), import("./c.mjs")]; }',
            [
                f'{JS}:1:47-1:59 '
                "NCD209 '../js/b.js' is loaded by a relative path, which works in the test and never in n8n: "
                'move the function into this file or take it as a parameter',
                f'{JS}:1:70-1:73 '
                "NCD209 '.' is loaded by a relative path, which works in the test and never in n8n: move the "
                'function into this file or take it as a parameter',
                f'{JS}:1:84-1:88 '
                "NCD209 '..' is loaded by a relative path, which works in the test and never in n8n: move the "
                'function into this file or take it as a parameter',
                f'{JS}:1:98-1:107 '
                "NCD209 './c.mjs' is loaded by a relative path, which works in the test and never in n8n: move "
                'the function into this file or take it as a parameter',
            ],
            id='every one',
        ),
        pytest.param(
            'const b = require("./b");\nfunction countByCategory(a) { return b(a); }',
            [
                f'{JS}:1:19-1:24 '
                "NCD209 './b' is loaded by a relative path, which works in the test and never in n8n: move the "
                'function into this file or take it as a parameter',
            ],
            id='at the top level',
        ),
        pytest.param(
            'function countByCategory(a) { return '
            'require("./xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'
            'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.js"); }',
            [
                f'{JS}:1:46-1:153 '
                "NCD209 './xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…' is "
                'loaded by a relative path, which works in the test and never in n8n: move the function into '
                'this file or take it as a parameter',
            ],
            id='long path',
        ),
    ],
)
def test_firing(tmp_path: Path, source: str, expected: list[str]) -> None:
    assert lint_files(tmp_path, {JS: source + TRAILER}, selection=ONLY) == expected
