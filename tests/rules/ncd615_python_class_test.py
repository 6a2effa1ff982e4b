"""Classes in the Python runner."""

from pathlib import Path

import pytest
from marks import at_marks
from runtime import lint, of_function, py, py_file

MESSAGE = "NCD615 node 'Count': class '{}': n8n says '__build_class__ not found'; use dictionaries and functions"


@pytest.mark.parametrize(
    ('files', 'messages'),
    [
        pytest.param(py('classy = "class A:"'), '', id='string'),
        pytest.param(py('«class» A:\n    pass'), MESSAGE.format('A'), id='class'),
        pytest.param(py('def f():\n    «class» B: pass'), MESSAGE.format('B'), id='in a function'),
        pytest.param(
            py_file('def count_by_category(items):\n    «class» Row(dict):\n        pass\n\n    return Row()\n'),
            of_function(MESSAGE.format('Row')),
            id='function file',
        ),
    ],
)
def test_fires(tmp_path: Path, files: dict[str, str], messages: str | list[str]) -> None:
    assert lint(tmp_path, files, 'NCD615') == at_marks(files, messages)
