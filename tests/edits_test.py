from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from n8n_code_discipline.edits import TextEdit, apply, line_end


@pytest.mark.parametrize(
    ('edits', 'expected'),
    [
        pytest.param([], 'abcdef', id='none'),
        pytest.param([TextEdit(4, 5, 'E'), TextEdit(0, 1, '')], 'bcdEf', id='in any order'),
        pytest.param([TextEdit(2, 2, '-')], 'ab-cdef', id='insertion'),
        pytest.param([TextEdit(6, 6, '!')], 'abcdef!', id='at the end'),
        pytest.param([TextEdit(1, 4, 'X'), TextEdit(3, 5, 'Y')], 'aXef', id='overlapping'),
        pytest.param([TextEdit(1, 2, 'X'), TextEdit(1, 2, 'X')], 'aXcdef', id='twice'),
    ],
)
def test_apply(edits: list[TextEdit], expected: str) -> None:
    assert apply('abcdef', edits) == expected


@given(st.text(), st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20))))
def test_edits_that_change_nothing_change_nothing(text: str, places: list[tuple[int, int]]) -> None:
    spans = [sorted((min(a, len(text)), min(b, len(text)))) for a, b in places]
    assert apply(text, [TextEdit(start, end, text[start:end]) for start, end in spans]) == text


@pytest.mark.parametrize(
    ('text', 'expected'),
    [
        pytest.param('', '\n', id='empty'),
        pytest.param('a', '\n', id='no line end'),
        pytest.param('a\nb\r\n', '\n', id='LF first'),
        pytest.param('a\r\nb\n', '\r\n', id='CRLF first'),
    ],
)
def test_line_end(text: str, expected: str) -> None:
    assert line_end(text) == expected
