from pathlib import Path

import pytest
from marks import at_marks
from support import PY, lint_files

NO_FUNCTION = "NCD303 the file defines no function 'count_by_category', which it is named after: {}"


@pytest.mark.parametrize(
    ('source', 'detail'),
    [
        pytest.param('def count_by_category(a):\n    return a\n', '', id='its function'),
        pytest.param('def b():\n    pass\n\n\nasync def count_by_category(a):\n    return a\n', '', id='async'),
        pytest.param('@cache\ndef count_by_category(a):\n    return a\n', '', id='decorated is for NCD301'),
        pytest.param('count_by_category = lambda a: a\n', '', id='lambda is for NCD301'),
        pytest.param('def b(:\n', '', id='syntax error'),
        pytest.param('def «count»(a):\n    return a\n', "rename 'count' or the file", id='another function'),
        pytest.param('import re\n\n\ndef «b»():\n    pass\ndef c():\n    pass\n', "rename 'b' or the file", id='first'),
        pytest.param('«»class C:\n    def count_by_category(self):\n        pass\n', 'write it', id='method'),
        pytest.param('«»', 'write it', id='empty'),
        pytest.param('«»"""Text."""\nimport re\n', 'write it', id='imports only'),
    ],
)
def test_firing(tmp_path: Path, source: str, detail: str) -> None:
    files = {PY: source}
    assert lint_files(tmp_path, files, select='NCD303') == at_marks(files, NO_FUNCTION.format(detail))


@pytest.mark.parametrize('stem', ['a', 'count_2', 'a__b', 'x_'])
def test_snake_case(tmp_path: Path, stem: str) -> None:
    assert lint_files(tmp_path, {f'n8n-functions/py/{stem}.py': f'def {stem}():\n    pass\n'}, select='NCD303') == []
    nested = {f'n8n-functions/py/orders/{stem}.py': f'def {stem}():\n    pass\n'}
    assert lint_files(tmp_path, nested, select='NCD303') == []


@pytest.mark.parametrize('stem', ['countItems', 'count-items', 'Count', '_count', '2a', 'count.items'])
def test_other_spellings(tmp_path: Path, stem: str) -> None:
    path = f'n8n-functions/py/{stem}.py'
    source = f'def {stem if stem.isidentifier() else "a"}():\n    pass\n'
    assert lint_files(tmp_path, {path: source}, select='NCD303') == [
        f"{path}:1:1-1:1 NCD303 file name '{stem}.py' is not snake_case, such as count_by_category: rename the file, "
        'its function and its test'
    ]
