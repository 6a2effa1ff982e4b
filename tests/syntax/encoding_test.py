from hypothesis import given
from hypothesis import strategies as st

from n8n_code_discipline.syntax import encoding

any_text = st.text(alphabet=st.characters(codec=None))


@given(any_text)
def test_one_character_for_each(source: str) -> None:
    decoded = encoding.encode(source).decode()
    assert len(decoded) == len(source)
    for before, after in zip(source, decoded, strict=True):
        surrogate = '\ud800' <= before <= '\udfff'
        assert after == ('\ufffd' if surrogate else ' ' if before == '\0' else before)


@given(any_text)
def test_offsets_of_characters(source: str) -> None:
    data = encoding.encode(source)
    offsets = encoding.character_offsets(data)
    assert len(offsets) == len(data) + 1
    decoded = data.decode()
    starts = [len(decoded[:index].encode()) for index in range(len(decoded) + 1)]
    assert [offsets[start] for start in starts] == list(range(len(decoded) + 1))
