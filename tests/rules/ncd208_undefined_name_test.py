from __future__ import annotations

from pathlib import Path

import pytest
from support import JS
from support import lint_files

from n8n_code_discipline.registry import Selection

# what else is wrong with these files is for other rules
ONLY = Selection(select=('NCD208',))
TRAILER = '\nif (typeof module !== "undefined") module.exports = { countByCategory };\n'


@pytest.mark.parametrize(
    'source',
    [
        pytest.param(
            'function countByCategory(a) { return b(a) + c + d; }\nfunction b(e) { return e; }\nconst c = 1;\nvar d;',
            id='declared',
        ),
        pytest.param('function countByCategory(a) { x = 1; b(); { function b() {} var x; } return x; }', id='hoisted'),
        pytest.param(
            'function countByCategory({ a, b: [c] }, d = c, ...e) { return [a, c, d, e, arguments]; }', id='parameters'
        ),
        pytest.param(
            'function countByCategory(a) { return [Array, Intl, NaN, undefined, '
            'require("fs"), __dirname, fetch, structuredClone, Buffer, new WeakRef(a)]; }',
            id='language and Node',
        ),
        pytest.param(
            'function countByCategory(a) { return [$input, items, DateTime, helpers, $json ? 1 : 2]; }',
            id='what n8n gives is for NCD205',
        ),
        pytest.param(
            'function countByCategory(a) { for (key in a) out = key; globalThis.other = 2; return [key, out, other]; }',
            id='assigned',
        ),
        pytest.param(
            'function countByCategory(a) { return typeof lodash === "undefined" ? a : lodash.map(a); }', id='typeof'
        ),
        pytest.param('function countByCategory(a) { eval(a); return b; }', id='eval'),
        pytest.param('function countByCategory(a) { with (a) { return b; } }', id='with'),
        pytest.param(
            'function countByCategory(a) { here: for (;;) { break here; } return { b: a.c, d() {} }.e; }',
            id='label, property, key',
        ),
        pytest.param('function countByCategory(a) { return a; }\nunknown();', id='not in a function'),
        pytest.param('function f( { unknown', id='syntax error'),
        pytest.param(
            'function countByCategory(a) { return a; }\nmodule.exports = { unknown };', id='export is for NCD203'
        ),
    ],
)
def test_clean(tmp_path: Path, source: str) -> None:
    assert lint_files(tmp_path, {JS: source + TRAILER}, selection=ONLY) == []


@pytest.mark.parametrize(
    ('source', 'expected'),
    [
        pytest.param(
            'function countByCategory(a) { return unknown(a); }',
            [
                f'{JS}:1:38-1:45 '
                "NCD208 function 'countByCategory' reads 'unknown', which neither the file nor Node declares: "
                'correct the name, declare it or make it a parameter',
            ],
            id='unknown name',
        ),
        pytest.param(
            'function b() { return [one, two, one]; }\nfunction countByCategory() { return one; }',
            [
                f'{JS}:1:24-1:27 '
                "NCD208 function 'b' reads 'one', which neither the file nor Node declares: correct the name, "
                'declare it or make it a parameter',
                f'{JS}:1:29-1:32 '
                "NCD208 function 'b' reads 'two', which neither the file nor Node declares: correct the name, "
                'declare it or make it a parameter',
                f'{JS}:2:37-2:40 '
                "NCD208 function 'countByCategory' reads 'one', which neither the file nor Node declares: "
                'correct the name, declare it or make it a parameter',
            ],
            id='once for each name and function',
        ),
        pytest.param(
            'function countByCategory(a) { return window.location + document.title; }',
            [
                f'{JS}:1:38-1:44 '
                "NCD208 function 'countByCategory' reads 'window', which neither the file nor Node declares: "
                'correct the name, declare it or make it a parameter',
                f'{JS}:1:56-1:64 '
                "NCD208 function 'countByCategory' reads 'document', which neither the file nor Node declares: "
                'correct the name, declare it or make it a parameter',
            ],
            id='browser',
        ),
        pytest.param(
            'function countByCategory(a) { if (a) { const b = 1; } return b; }',
            [
                f'{JS}:1:62-1:63 '
                "NCD208 function 'countByCategory' reads 'b', which neither the file nor Node declares: correct "
                'the name, declare it or make it a parameter',
            ],
            id='out of its block',
        ),
        pytest.param(
            'function countByCategory(a) { return a.map((b) => c); }',
            [
                f'{JS}:1:51-1:52 '
                "NCD208 function 'countByCategory' reads 'c', which neither the file nor Node declares: correct "
                'the name, declare it or make it a parameter',
            ],
            id='in a callback',
        ),
        pytest.param(
            'function countByCategory(a) { const value = a; return vaule; }',
            [
                f'{JS}:1:55-1:60 '
                "NCD208 function 'countByCategory' reads 'vaule', which neither the file nor Node declares: "
                'correct the name, declare it or make it a parameter',
            ],
            id='typo in camelCase',
        ),
        pytest.param(
            'function countByCategory(a = b) { return [`${c}`, { d }]; }',
            [
                f'{JS}:1:30-1:31 '
                "NCD208 function 'countByCategory' reads 'b', which neither the file nor Node declares: correct "
                'the name, declare it or make it a parameter',
                f'{JS}:1:46-1:47 '
                "NCD208 function 'countByCategory' reads 'c', which neither the file nor Node declares: correct "
                'the name, declare it or make it a parameter',
                f'{JS}:1:53-1:54 '
                "NCD208 function 'countByCategory' reads 'd', which neither the file nor Node declares: correct "
                'the name, declare it or make it a parameter',
            ],
            id='template literal, shorthand, default',
        ),
    ],
)
def test_firing(tmp_path: Path, source: str, expected: list[str]) -> None:
    assert lint_files(tmp_path, {JS: source + TRAILER}, selection=ONLY) == expected
