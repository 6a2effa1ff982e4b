from hypothesis import given
from hypothesis import strategies as st

from n8n_code_discipline.syntax import javascript


@given(st.lists(st.sampled_from(['function f(){}', 'a;', '/*c*/', '"é";', '\n', 'if (a) b;', '{a}', ';', '`\n`;'])))
def test_statements_are_in_order_and_apart(parts: list[str]) -> None:
    source = '\n'.join(parts)
    end = 0
    for statement in javascript.statements(javascript.parse(source)):
        assert end <= statement.start < statement.end <= len(source)
        assert not source[end : statement.start].replace('/*c*/', '').strip('; \n')
        end = statement.end
