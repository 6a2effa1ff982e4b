"""Classes in the Python runner."""

from __future__ import annotations

from pathlib import Path

import pytest
from marks import at_marks
from runtime import in_python_function, in_python_node, lint, of_function

MESSAGE = "NCD615 node 'Count': class '{}': n8n says '__build_class__ not found'; use dictionaries and functions"


@pytest.mark.parametrize(
    ('files', 'messages'),
    [
        pytest.param(in_python_node('«class» A:\n    pass\nreturn []'), MESSAGE.format('A'), id='class'),
        pytest.param(
            in_python_node('def f():\n    «class» B: pass\nreturn []'), MESSAGE.format('B'), id='in a function'
        ),
        pytest.param(
            in_python_function(
                'def count_by_category(items):\n    «class» Row(dict):\n        pass\n\n    return Row()\n'
            ),
            of_function(MESSAGE.format('Row')),
            id='function file',
        ),
    ],
)
def test_fires(tmp_path: Path, files: dict[str, str], messages: str | list[str]) -> None:
    assert lint(tmp_path, files, 'NCD615') == at_marks(files, messages)


def test_clean(tmp_path: Path) -> None:
    assert lint(tmp_path, in_python_node('classy = "class A:"\nreturn []'), 'NCD615') == []
