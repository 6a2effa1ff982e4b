from __future__ import annotations

from pathlib import Path

import pytest
from support import JS
from support import lint_files

from n8n_code_discipline.registry import Selection

# what else is wrong with these files is for other rules
ONLY = Selection(select=('NCD204',))
F = 'function countByCategory() {}\n'
B = 'function b() {}\n'
TRAILER = 'if (typeof module !== "undefined") module.exports = '


@pytest.mark.parametrize(
    'source',
    [
        pytest.param(F + TRAILER + '{ countByCategory };', id='its function'),
        pytest.param(B + 'async function countByCategory() {}\n', id='one of several, async'),
        pytest.param('function* countByCategory() {}', id='generator'),
        pytest.param('const countByCategory = () => 1;\n', id='constant is for NCD202'),
        pytest.param('class countByCategory {}\nfunction b() {}\n', id='class is for NCD202'),
        pytest.param('// empty\n', id='no function and no trailer is for NCD201'),
        pytest.param(B + 'function (', id='syntax error'),
    ],
)
def test_clean(tmp_path: Path, source: str) -> None:
    assert lint_files(tmp_path, {JS: source}, selection=ONLY) == []


@pytest.mark.parametrize(
    ('source', 'expected'),
    [
        pytest.param(
            B + TRAILER + '{ b };',
            [
                f'{JS}:1:10-1:11 '
                "NCD204 the file declares no function 'countByCategory', for which it is named: rename 'b' or "
                'the file',
            ],
            id='another function',
        ),
        pytest.param(
            B + 'function c() {}\n',
            [
                f'{JS}:1:10-1:11 '
                "NCD204 the file declares no function 'countByCategory', for which it is named: rename 'b' or "
                'the file',
            ],
            id='the first is named',
        ),
        pytest.param(
            'function countbyCategory() {}\n',
            [
                f'{JS}:1:10-1:25 '
                "NCD204 the file declares no function 'countByCategory', for which it is named: rename "
                "'countbyCategory' or the file",
            ],
            id='another case',
        ),
        pytest.param(
            'function b() { function countByCategory() {} }\n',
            [
                f'{JS}:1:10-1:11 '
                "NCD204 the file declares no function 'countByCategory', for which it is named: rename 'b' or "
                'the file',
            ],
            id='in another function',
        ),
        pytest.param(
            TRAILER + '{};',
            [
                f"{JS}:1:1-1:1 NCD204 the file declares no function 'countByCategory', for which it is named: write it",
            ],
            id='no function',
        ),
    ],
)
def test_firing(tmp_path: Path, source: str, expected: list[str]) -> None:
    assert lint_files(tmp_path, {JS: source}, selection=ONLY) == expected


@pytest.mark.parametrize('stem', ['a', 'parseURL', 'toBase64', 'x2', 'aB'])
def test_camel_case(tmp_path: Path, stem: str) -> None:
    assert lint_files(tmp_path, {f'n8n-functions/js/{stem}.js': f'function {stem}() {{}}\n'}, selection=ONLY) == []
    nested = {f'n8n-functions/js/orders/{stem}.js': f'function {stem}() {{}}\n'}
    assert lint_files(tmp_path, nested, selection=ONLY) == []


@pytest.mark.parametrize(
    'stem', ['count_items', 'count-items', 'CountItems', '_countItems', '$count', 'count.items', '2a', 'ä']
)
def test_other_spellings(tmp_path: Path, stem: str) -> None:
    path = f'n8n-functions/js/{stem}.js'
    source = f'function {stem}() {{}}\n' if stem.replace('$', '').isidentifier() else 'function a() {}\n'
    assert lint_files(tmp_path, {path: source}, selection=ONLY) == [
        f"{path}:1:1-1:1 NCD204 file name '{stem}.js' is not camelCase, such as countByCategory: rename the file, its "
        'function and its test'
    ]
