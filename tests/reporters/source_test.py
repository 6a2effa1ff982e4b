import re

import pytest
from diagnostics import FOUND, IN_CODE, OF_A_FILE

from n8n_code_discipline.diagnostic import CodePosition, Diagnostic, SourceLine
from n8n_code_discipline.reporters import RenderOptions, text

OPTIONS = RenderOptions(show_source=True)
ONE_LINE = OF_A_FILE._replace(end_line=1, end_column=9)


def shown(item: Diagnostic, width: int = 80) -> list[str]:
    """The lines below a finding."""
    return text.source_lines(item, OPTIONS._replace(width=width)).splitlines()


def test_each_finding_with_its_source_and_the_help_of_each_rule_once() -> None:
    code = 'code:1 | {@:js:x.js}\n       | ^^^^^^^^^^^\n\n'
    first, second, third = text.render(FOUND, RenderOptions()).splitlines(keepends=True)
    assert text.render(FOUND, OPTIONS) == (
        f'{first}{code}{second}{code}{third}1 | function ä() {{\n  | ^^^^^^^^^^^^^^\n\n'
        'NCD110: Write the placeholder.\nNCD201: Paste the line.\n'
    )


def test_the_help_is_wrapped() -> None:
    report = text.render([ONE_LINE._replace(help='Paste the line. ' * 6)], OPTIONS._replace(width=50))
    assert report.splitlines()[4:] == [
        'NCD201: Paste the line. Paste the line. Paste the',
        '        line. Paste the line. Paste the line.',
        '        Paste the line.',
    ]


@pytest.mark.parametrize(
    ('code', 'expected'),
    [
        pytest.param('a\nb', ['code:9 | a', 'code:10 | b'], id='all'),
        pytest.param('a\n\nc\nd', ['code:9 | a', 'code:10 | ', 'code:11 | c', '        | …'], id='the first lines'),
    ],
)
def test_a_finding_about_all_of_the_code(code: str, expected: list[str]) -> None:
    lines = shown(IN_CODE._replace(position=CodePosition(9, 1, code, 100)))
    assert [line.strip() for line in lines] == [line.strip() for line in expected]
    assert len({line.index('|') for line in lines}) == 1


@pytest.mark.parametrize(
    ('line', 'column', 'length', 'expected'),
    [
        pytest.param('const x = 1;', 7, 1, ['1 | const x = 1;', '  |       ^'], id='ASCII'),
        pytest.param('日本 = x', 6, 1, ['1 | 日本 = x', '  |        ^'], id='wide'),
        pytest.param('x 日本 y', 3, 2, ['1 | x 日本 y', '  |   ^^^^'], id='wide under the caret'),
        pytest.param('e\u0301 = x', 6, 1, ['1 | e\u0301 = x', '  |     ^'], id='combining'),
        pytest.param('\u1112\u1161\u11ab = x', 7, 1, ['1 | \u1112\u1161\u11ab = x', '  |      ^'], id='Hangul'),
        pytest.param('❤️\u200d🔥 = x', 8, 1, ['1 | ❤️\u200d🔥 = x', '  |       ^'], id='a sequence of emoji'),
        pytest.param('\tx', 2, 1, ['1 |     x', '  |     ^'], id='tab'),
        pytest.param('a\x1b[31mb', 7, 1, ['1 | a\\x1b[31mb', '  |          ^'], id='control character'),
        pytest.param('x', 2, 0, ['1 | x', '  |  ^'], id='end of the line'),
        pytest.param('x', 1, 500, ['1 | x', '  | ^'], id='longer than the line'),
        pytest.param(' ', 1, 1, [], id='whitespace'),
    ],
)
def test_the_caret_stands_below(line: str, column: int, length: int, expected: list[str]) -> None:
    item = OF_A_FILE._replace(column=column, end_line=1, end_column=column + length, source=SourceLine(line))
    assert shown(item) == expected


ABC = 'abcdefghijklmnopqrstuvwxyz' * 100


@pytest.mark.parametrize(
    ('line', 'column', 'length', 'expected'),
    [
        pytest.param(ABC[:26], 1, 1, '«a»bcdefghijklmnopqrstuvwxyz', id='fits'),
        pytest.param(ABC[:27], 3, 2, 'ab«cd»efghijklmnopqrstuvwx…', id='cut at its end'),
        pytest.param(ABC[:27], 27, 1, '…defghijklmnopqrstuvwxyz«a»', id='cut at its start'),
        pytest.param(ABC[:26], 27, 0, '…cdefghijklmnopqrstuvwxyz«»', id='behind its end'),
        pytest.param(ABC, 1301, 1, '…stuvwxyz«a»bcdefghijklmnop…', id='cut on both sides'),
        pytest.param(ABC, 1301, 900, '…stuvwxyz«abcdefghijklmnop»…', id='a long finding'),
        pytest.param('日' * 100, 50, 1, '…日日日日«日»日日日日日日日…', id='wide'),
        pytest.param('e\u0301' * 99, 99, 2, '…' + 'e\u0301' * 11 + '«e\u0301»' + 'e\u0301' * 12 + '…', id='combining'),
    ],
)
def test_a_long_line_is_fitted_to_the_terminal(line: str, column: int, length: int, expected: str) -> None:
    """The expected line has marks around what the carets are below."""
    first, carets = shown(IN_CODE._replace(position=CodePosition(1, column, line, length)), 35)
    before, marked, after = re.split('[«»]', expected)
    assert first == f'code:1 | {before}{marked}{after}'
    assert carets == f'       | {" " * width(before)}{"^" * (width(marked) or 1)}'
    assert max(width(first), width(carets)) in (34, 35)


def width(line: str) -> int:
    return len(line.replace('\u0301', '').replace('日', 'xx'))


@pytest.mark.parametrize(
    ('source', 'column', 'expected'),
    [
        pytest.param(SourceLine('abc', 1000), 1001, ['1 | …abc', '  |  ^'], id='before'),
        pytest.param(SourceLine('abc', 0, True), 1, ['1 | abc…', '  | ^'], id='after'),
    ],
)
def test_a_part_of_a_line(source: SourceLine, column: int, expected: list[str]) -> None:
    assert shown(OF_A_FILE._replace(column=column, end_line=1, end_column=column + 1, source=source)) == expected
