from pathlib import Path

import pytest
from marks import at_marks
from support import JS, lint_files

NO_FUNCTION = "NCD204 the file declares no function 'countByCategory', which it is named after: {}"

F = 'function countByCategory() {}\n'
B = 'function «b»() {}\n'
TRAILER = 'if (typeof module !== "undefined") module.exports = '


@pytest.mark.parametrize(
    ('source', 'detail'),
    [
        pytest.param(F + TRAILER + '{ countByCategory };', '', id='its function'),
        pytest.param('function b() {}\nasync function countByCategory() {}\n', '', id='one of several, async'),
        pytest.param('function* countByCategory() {}', '', id='generator'),
        pytest.param('const countByCategory = () => 1;\n', '', id='constant is for NCD202'),
        pytest.param('class countByCategory {}\nfunction b() {}\n', '', id='class is for NCD202'),
        pytest.param('// empty\n', '', id='no function and no trailer is for NCD201'),
        pytest.param('function b() {}\nfunction (', '', id='syntax error'),
        pytest.param(B + TRAILER + '{ b };', "rename 'b' or the file", id='another function'),
        pytest.param(B + 'function c() {}\n', "rename 'b' or the file", id='the first is named'),
        pytest.param('function «countbyCategory»() {}\n', "rename 'countbyCategory' or the file", id='another case'),
        pytest.param('function «b»() { function countByCategory() {} }\n', "rename 'b' or the file", id='inner'),
        pytest.param('«»' + TRAILER + '{};', 'write it', id='no function'),
    ],
)
def test_firing(tmp_path: Path, source: str, detail: str) -> None:
    files = {JS: source}
    assert lint_files(tmp_path, files, select='NCD204') == at_marks(files, NO_FUNCTION.format(detail))


@pytest.mark.parametrize('stem', ['a', 'parseURL', 'toBase64', 'x2', 'aB'])
def test_camel_case(tmp_path: Path, stem: str) -> None:
    assert lint_files(tmp_path, {f'n8n-functions/js/{stem}.js': f'function {stem}() {{}}\n'}, select='NCD204') == []
    nested = {f'n8n-functions/js/orders/{stem}.js': f'function {stem}() {{}}\n'}
    assert lint_files(tmp_path, nested, select='NCD204') == []


@pytest.mark.parametrize(
    'stem', ['count_items', 'count-items', 'CountItems', '_countItems', '$count', 'count.items', '2a', 'ä']
)
def test_other_spellings(tmp_path: Path, stem: str) -> None:
    path = f'n8n-functions/js/{stem}.js'
    source = f'function {stem}() {{}}\n' if stem.replace('$', '').isidentifier() else 'function a() {}\n'
    assert lint_files(tmp_path, {path: source}, select='NCD204') == [
        f"{path}:1:1-1:1 NCD204 file name '{stem}.js' is not camelCase, such as countByCategory: rename the file, its "
        'function and its test'
    ]
