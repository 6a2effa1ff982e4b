import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from n8n_code_discipline.documents import json_document
from n8n_code_discipline.documents.json_document import JsonEdit, JsonPath, JsonSpan

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
DATA = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4), max_leaves=20
)
LAYOUTS = st.fixed_dictionaries(
    {
        'indent': st.sampled_from([None, 0, 1, 2, '\t']),
        'ensure_ascii': st.booleans(),
        'separators': st.sampled_from([(',', ':'), (', ', ': '), (' , ', ' : ')]),
    }
)


def paths(data: Any, path: JsonPath = ()) -> list[JsonPath]:
    children: list[tuple[Any, Any]] = []
    if isinstance(data, dict):
        children = list(data.items())
    elif isinstance(data, list):
        children = list(enumerate(data))
    return [path, *(found for key, value in children for found in paths(value, (*path, key)))]


def value_at(data: Any, path: JsonPath) -> Any:
    for key in path:
        data = data[key]
    return data


@given(DATA, LAYOUTS)
def test_every_value_is_found_where_it_stands(data: Any, layout: dict[str, Any]) -> None:
    text = json.dumps(data, **layout)
    document = json_document.parse(text)
    assert document.data == data
    for path in paths(data):
        span = document.span(path)
        assert json.loads(text[span.start : span.end]) == value_at(data, path)
        if path and isinstance(path[-1], str):
            assert json.loads(text[span.key : span.start].rstrip().removesuffix(':')) == path[-1]


@given(st.text(), st.booleans())
def test_every_character_of_a_string_is_found_where_it_stands(value: str, ensure_ascii: bool) -> None:
    text = json.dumps({'a': [value]}, ensure_ascii=ensure_ascii)
    document = json_document.parse(text)
    offsets = [document.offset_in_string(('a', 0), index) for index in range(len(value) + 1)]
    literals = [text[start:end] for start, end in pairwise(offsets)]
    assert [json.loads(f'"{literal}"') for literal in literals] == list(value)
    assert text[offsets[-1] :] == '"]}'


@pytest.mark.parametrize(
    ('value', 'expected'),
    [
        pytest.param(r'"a\ud83d\ude00b"', [1, 2, 14], id='a surrogate pair is one character'),
        pytest.param(r'"\ud83d\ud83d\ude00b"', [1, 7, 19], id='a lone surrogate before a pair'),
        pytest.param(r'"\\\"\/b"', [1, 3, 5, 7], id='short escapes'),
        pytest.param('"😀b"', [1, 2], id='an astral character as it is'),
    ],
)
def test_offset_in_string(value: str, expected: list[int]) -> None:
    document = json_document.parse(value)
    assert [document.offset_in_string((), index) for index in range(len(expected))] == expected


def test_values_that_nest_too_deep_to_decode_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    class WithoutStack:
        def raw_decode(self, _text: str, _start: int) -> None:
            raise RecursionError

    document = json_document.parse('[[1, {"a": "]"}], "[\\"", 2 ]')
    monkeypatch.setattr(json_document, '_SKIPPER', WithoutStack())
    assert [document.span((index,)) for index in range(3)] == [
        JsonSpan(1, 1, 16),
        JsonSpan(18, 18, 23),
        JsonSpan(25, 25, 26),
    ]


# -- splicing -----------------------------------------------------------------------------------------------------


def test_splice_keeps_the_spelling_of_the_rest() -> None:
    text = '{"a": "\\u00e9é\\/\\ud83d\\ude00\\ud83d x", "b": ["1", "\\n"]}'
    document = json_document.parse(text)
    edits = [
        JsonEdit(('b', 1), 0, 1, '"'),
        JsonEdit(('a',), 4, 6, '\ud83dé\n/'),
        JsonEdit(('a',), 0, 0, '<'),
        JsonEdit(('b', 0), 1, 1, '!'),
    ]
    assert document.splice(edits) == '{"a": "<\\u00e9é\\/\\ud83d\\ude00\\ud83dé\\n/x", "b": ["1!", "\\""]}'
    assert document.splice([]) == text


@given(st.text(), st.text(), st.data())
def test_splice_is_what_slicing_would_do(text: str, new: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    document = json_document.parse(json.dumps([text]))
    spliced = document.splice([JsonEdit((0,), start, end, new)])
    assert json.loads(spliced) == [text[:start] + new + text[end:]]
