from __future__ import annotations

import pytest
from diagnostics import IN_CODE, OF_A_FILE

from n8n_code_discipline.diagnostic import CodePosition, SourceLine
from n8n_code_discipline.reporters.text import source_lines


def test_the_line_and_the_line_of_the_code_in_it() -> None:
    assert source_lines(IN_CODE, color=False) == (
        '8 |         "jsCode": "{@:js:x.js}\\nreturn [];"\n'
        '  |                    ^^^^^^^^^^^\n'
        '  = line 1, column 1 of the code:\n'
        '1 | {@:js:x.js}\n'
        '  | ^^^^^^^^^^^\n'
        '  = help: Write the placeholder.\n'
        '\n'
    )


def test_color() -> None:
    assert source_lines(OF_A_FILE._replace(end_line=1, end_column=9), color=True) == (
        '1 | function ä() {\n  | \x1b[1;31m^^^^^^^^\x1b[0m\n  = \x1b[1mhelp\x1b[0m: Paste the line.\n\n'
    )


def test_line_numbers_of_different_length_align() -> None:
    shown = source_lines(IN_CODE._replace(line=100, end_line=100), color=False)
    assert [line[:5] for line in shown.splitlines()[:-1]] == ['100 |', '    |', '    =', '  1 |', '    |', '    =']


def carets(text: str, column: int, length: int) -> list[str]:
    """The two lines that show one line of code."""
    item = OF_A_FILE._replace(column=column, end_line=1, end_column=column + length, source=SourceLine(text), help='')
    return source_lines(item, color=False).splitlines()[:2]


@pytest.mark.parametrize(
    ('text', 'column', 'length', 'expected'),
    [
        pytest.param('const x = 1;', 7, 1, ['1 | const x = 1;', '  |       ^'], id='ASCII'),
        pytest.param('日本 = x', 6, 1, ['1 | 日本 = x', '  |        ^'], id='wide'),
        pytest.param('x 日本 y', 3, 2, ['1 | x 日本 y', '  |   ^^^^'], id='wide under the caret'),
        pytest.param('e\u0301 = x', 6, 1, ['1 | e\u0301 = x', '  |     ^'], id='combining'),
        pytest.param('❤️‍🔥 = x', 8, 1, ['1 | ❤️‍🔥 = x', '  |       ^'], id='a sequence of emoji'),
        pytest.param('\tx', 2, 1, ['1 |     x', '  |     ^'], id='tab'),
        pytest.param('a\x1b[31mb', 7, 1, ['1 | a\\x1b[31mb', '  |          ^'], id='control character'),
        pytest.param('x', 2, 0, ['1 | x', '  |  ^'], id='end of the line'),
        pytest.param('x', 1, 500, ['1 | x', '  | ^'], id='longer than the line'),
    ],
)
def test_the_caret_stands_below(text: str, column: int, length: int, expected: list[str]) -> None:
    assert carets(text, column, length) == expected


def test_a_blank_line_is_not_shown() -> None:
    assert source_lines(OF_A_FILE._replace(source=SourceLine(' '), help=''), color=False) == '\n'


def test_a_cut_line_says_so() -> None:
    item = OF_A_FILE._replace(column=1001, end_line=1, end_column=1002, source=SourceLine('abc', 1000), help='')
    assert source_lines(item, color=False).splitlines() == ['1 | …abc', '  |  ^', '']


def test_long_code_is_cut() -> None:
    item = IN_CODE._replace(position=CodePosition(1, 5001, 'x' * 10_000, 1))
    shown = source_lines(item, color=False).splitlines()
    assert len(shown[3]) < 200
    assert shown[3].startswith('1 | …x')
    assert shown[3][shown[4].index('^')] == 'x'
