from typing import SupportsIndex

from hypothesis import given
from hypothesis import strategies as st

from n8n_code_discipline.syntax import javascript


class CountedText(str):
    """A text that counts the characters that are copied out of it."""

    copied = 0

    def __getitem__(self, key: SupportsIndex | slice) -> str:
        part = super().__getitem__(key)
        self.copied += len(part)
        return part


def test_asking_about_many_places_does_not_copy_the_rest_of_the_source_each_time() -> None:
    source = '{   }\n' * 500 + 'f();'
    script = javascript.parse(source, body=True)
    script.source = CountedText(source)
    assert all(script.statement_at(start, start + 5) for start in range(0, 3000, 6))
    assert not any(script.is_continued_after(start) for start in range(0, 3000, 6))
    assert script.source.copied <= 2 * 500


@given(st.lists(st.sampled_from(['function f(){}', 'a;', '/*c*/', '"é";', '\n', 'if (a) b;', '{a}', ';', '`\n`;'])))
def test_statements_are_in_order_and_apart(parts: list[str]) -> None:
    source = '\n'.join(parts)
    end = 0
    for statement in javascript.statements(javascript.parse(source)):
        assert end <= statement.start < statement.end <= len(source)
        assert not source[end : statement.start].replace('/*c*/', '').strip('; \n')
        end = statement.end
