from __future__ import annotations

from pathlib import Path

import pytest
from support import JS
from support import lint_files

from n8n_code_discipline.registry import Selection

# what else is wrong with these files is for other rules
ONLY = Selection(select=('NCD203',))
F = 'function countByCategory() {}\n'
B = 'function b() {}\n'
TRAILER = 'if (typeof module !== "undefined") module.exports = '


@pytest.mark.parametrize(
    'source',
    [
        pytest.param(F + TRAILER + '{ countByCategory };', id='canonical'),
        pytest.param(F + B + TRAILER + '{ b, countByCategory };', id='more functions'),
        pytest.param(F + B + TRAILER + '{ countByCategory };', id='not every function'),
        pytest.param(F + B + TRAILER + '{ count: countByCategory, other: b };', id='by another name'),
        pytest.param(
            F + 'if (typeof module !== "undefined") { module.exports = {\n  countByCategory,\n}; }', id='braces'
        ),
        pytest.param(
            'async function countByCategory() {}\nfunction* b() {}\n'
            'if (typeof module !== "undefined") module.exports = { countByCategory, b };',
            id='async, generator',
        ),
        pytest.param(F + TRAILER + '{ countByCategory: () => 1, b: 1, ...c, d() {} };', id='inline code is for NCD202'),
        pytest.param(
            F + ('const LIMIT = 1;\nif (typeof module !== "undefined") module.exports = { countByCategory, LIMIT };'),
            id='constant is for NCD202',
        ),
        pytest.param(F, id='no trailer is for NCD201'),
        pytest.param(
            F + B + TRAILER + '{ b };\nmodule.exports.countByCategory = countByCategory;',
            id='bare export beside the trailer',
        ),
        pytest.param(B + TRAILER + '{ b };', id='file of another name is for NCD204'),
        pytest.param(B + TRAILER + '{ countByCategory, b };', id='its own name missing is for NCD204'),
        pytest.param(F + TRAILER + '{ nope ', id='syntax error'),
    ],
)
def test_clean(tmp_path: Path, source: str) -> None:
    assert lint_files(tmp_path, {JS: source}, selection=ONLY) == []


@pytest.mark.parametrize(
    ('source', 'expected'),
    [
        pytest.param(
            F + TRAILER + '{ countByCategry };',
            [
                f'{JS}:2:55-2:69 '
                "NCD203 'countByCategry' is exported, but the file declares no 'countByCategry': export "
                "'countByCategory', which the trailer leaves out",
            ],
            id='typo',
        ),
        pytest.param(
            F + TRAILER + '{ countByCategory, nope, b: other };',
            [
                f'{JS}:2:72-2:76 '
                "NCD203 'nope' is exported, but the file declares no 'nope': correct the name or remove it",
                f'{JS}:2:78-2:86 '
                "NCD203 'b: other' is exported, but the file declares no 'other': correct the name or remove it",
            ],
            id='undeclared',
        ),
        pytest.param(
            F + B + TRAILER + '{ b };',
            [
                f'{JS}:3:1-3:59 '
                "NCD203 the export trailer leaves out 'countByCategory', the function that the file is named "
                'for: add it',
            ],
            id='left out',
        ),
        pytest.param(
            F + TRAILER + '{};',
            [
                f'{JS}:2:1-2:56 '
                "NCD203 the export trailer leaves out 'countByCategory', the function that the file is named "
                'for: add it',
            ],
            id='nothing exported',
        ),
        pytest.param(
            'function countByCategory() { function b() {} return b; }\n'
            'if (typeof module !== "undefined") module.exports = { countByCategory, b };',
            [
                f"{JS}:2:72-2:73 NCD203 'b' is exported, but the file declares no 'b': correct the name or remove it",
            ],
            id='declared elsewhere only',
        ),
        pytest.param(
            F + TRAILER + ('{ countByCategory };\nexports.nope = nope;\nmodule.exports = { countByCategory, other };'),
            [
                f'{JS}:3:1-3:20 '
                "NCD203 'exports.nope = nope' is exported, but the file declares no 'nope': correct the name or "
                'remove it',
                f'{JS}:4:37-4:42 '
                "NCD203 'other' is exported, but the file declares no 'other': correct the name or remove it",
            ],
            id='bare export',
        ),
        pytest.param(
            F + TRAILER + '{ countByCategory: nope };',
            [
                f'{JS}:2:55-2:76 '
                "NCD203 'countByCategory: nope' is exported, but the file declares no 'nope': correct the name "
                'or remove it',
            ],
            id='own name stands for another',
        ),
        pytest.param(
            B + TRAILER + '{ countByCategory, nope };',
            [
                f'{JS}:2:72-2:76 '
                "NCD203 'nope' is exported, but the file declares no 'nope': correct the name or remove it",
            ],
            id='undeclared and of another name',
        ),
    ],
)
def test_firing(tmp_path: Path, source: str, expected: list[str]) -> None:
    assert lint_files(tmp_path, {JS: source}, selection=ONLY) == expected
