from pathlib import Path

import pytest
from support import lint_files

MESSAGE = 'NCD404 no function file for this test: {} does not exist'


def test_opt_in(tmp_path: Path) -> None:
    assert lint_files(tmp_path, {'n8n-functions-tests/gone.test.js': ''}) == []


@pytest.mark.parametrize('name', ['helpers.js', 'conftest.py', '__init__.py', 'data/rows.json'])
def test_other_files_are_no_tests(tmp_path: Path, name: str) -> None:
    assert lint_files(tmp_path, {f'n8n-functions-tests/{name}': ''}, extend='NCD404') == []


@pytest.mark.parametrize(
    ('test', 'function'),
    [
        pytest.param('n8n-functions-tests/gone.test.js', 'n8n-functions/js/gone.js', id='JavaScript'),
        pytest.param('n8n-functions-tests/test_gone.py', 'n8n-functions/py/gone.py', id='Python'),
        pytest.param(
            'n8n-functions-tests/sub/countByCategory.test.js', 'n8n-functions/js/sub/countByCategory.js', id='subfolder'
        ),
    ],
)
def test_fires(tmp_path: Path, test: str, function: str) -> None:
    assert lint_files(tmp_path, {test: ''}, extend='NCD404') == [f'{test}:1:1-1:1 {MESSAGE.format(function)}']
