from hypothesis import given
from hypothesis import strategies as st

from n8n_code_discipline.syntax import encoding

any_text = st.text(alphabet=st.characters(codec=None))


@given(any_text)
def test_offsets_of_characters(source: str) -> None:
    data = encoding.encode(source)
    offsets = encoding.character_offsets(data)
    assert len(offsets) == len(data) + 1
    decoded = data.decode()
    starts = [len(decoded[:index].encode()) for index in range(len(decoded) + 1)]
    assert [offsets[start] for start in starts] == list(range(len(decoded) + 1))
