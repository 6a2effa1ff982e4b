from pathlib import Path

import pytest
from marks import at_marks
from support import JS, lint_files

UNDECLARED = "NCD203 '«»' is exported, but the file declares no '{}': correct the name or remove it"
MISSPELT = "NCD203 '«»' is exported, but the file declares no '{}': export '{}', which the trailer leaves out"
MISSING = "NCD203 the export trailer leaves out 'countByCategory', the function that the file is named after: add it"

F = 'function countByCategory() {}\n'
B = 'function b() {}\n'
TRAILER = 'if (typeof module !== "undefined") module.exports = '


@pytest.mark.parametrize(
    ('source', 'messages'),
    [
        pytest.param(F + TRAILER + '{ countByCategory };', '', id='canonical'),
        pytest.param(
            F + 'if (typeof module !== "undefined") { module.exports = {\n  countByCategory,\n}; }', '', id='braces'
        ),
        pytest.param(
            F + ('const LIMIT = 1;\nif (typeof module !== "undefined") module.exports = { countByCategory, LIMIT };'),
            '',
            id='constant is for NCD202',
        ),
        pytest.param(F, '', id='no trailer is for NCD201'),
        pytest.param(
            F + B + TRAILER + '{ b };\nmodule.exports.countByCategory = countByCategory;',
            '',
            id='bare export beside the trailer',
        ),
        pytest.param(B + TRAILER + '{ b };', '', id='file of another name is for NCD204'),
        pytest.param(F + TRAILER + '{ nope ', '', id='syntax error'),
        pytest.param(
            F + TRAILER + '{ «countByCategry» };', MISSPELT.format('countByCategry', 'countByCategory'), id='typo'
        ),
        pytest.param(
            F + TRAILER + '{ countByCategory, «nope», «b: other» };',
            [UNDECLARED.format('nope'), UNDECLARED.format('other')],
            id='undeclared',
        ),
        pytest.param(F + B + '«' + TRAILER + '{ b };' + '»', MISSING, id='left out'),
        pytest.param(F + '«' + TRAILER + '{};' + '»', MISSING, id='nothing exported'),
        pytest.param(F + TRAILER + '{ «countByCategory: nope» };', UNDECLARED.format('nope'), id='name of another'),
    ],
)
def test_firing(tmp_path: Path, source: str, messages: str | list[str]) -> None:
    files = {JS: source}
    assert lint_files(tmp_path, files, select='NCD203') == at_marks(files, messages)
