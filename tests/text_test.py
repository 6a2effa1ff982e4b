import json
import re
import subprocess
import sys

import node
import pytest
from hypothesis import given
from hypothesis import strategies as st

from n8n_code_discipline import text
from n8n_code_discipline.text import LineIndex


@pytest.mark.parametrize(
    ('raw', 'expected'),
    [
        pytest.param('héllo 😀 日本', 'héllo 😀 日本', id='letters stay'),
        pytest.param('a\nb\tc', r'a\nb\tc', id='line end and tab'),
        pytest.param('\x1b[31mred', r'\x1b[31mred', id='terminal escape'),
        pytest.param('\x9b31m', r'\x9b31m', id='C1 control'),
        pytest.param('a\u202eb', r'a\u202eb', id='bidirectional override'),
        pytest.param('a\u2028b\u200b', r'a\u2028b\u200b', id='line separator and zero width'),
        pytest.param('\ud83d', r'\ud83d', id='lone surrogate'),
        pytest.param('\0', r'\x00', id='NUL'),
        pytest.param('a\xadb\ufff9c\U000e0041', r'a\xadb\ufff9c\U000e0041', id='soft hyphen, annotation, tag'),
        pytest.param('\u3164\u115f\uffa0\u034f', r'\u3164\u115f\uffa0\u034f', id='fillers of Hangul, grapheme joiner'),
        pytest.param(
            '\U0001d173\U000e0100\U000e01ef', r'\U0001d173\U000e0100\U000e01ef', id='beams, variation selectors'
        ),
        pytest.param('a\u2800b', r'a\u2800b', id='blank of Braille'),
        pytest.param('\ufdd0\uffff\U0010fffe', r'\ufdd0\uffff\U0010fffe', id='noncharacters'),
        pytest.param('❤️ ❤️‍🔥 🏳️‍🌈 👩🏽‍🚀 ☁️ ©️ 7️⃣ #️⃣', '❤️ ❤️‍🔥 🏳️‍🌈 👩🏽‍🚀 ☁️ ©️ 7️⃣ #️⃣', id='emoji'),
        pytest.param('a\ufe0f 1\ufe0f \ufe0f', r'a\ufe0f 1\ufe0f \ufe0f', id='selector of no emoji'),
        pytest.param('😀\ufe0f\ufe0f', '😀\ufe0f\\ufe0f', id='selector twice'),
        pytest.param('a\u200d😀\u200db', r'a\u200d😀\u200db', id='joiner of no emoji'),
        pytest.param('a\ufe0f\u200d😀', r'a\ufe0f\u200d😀', id='joiner after the selector of no emoji'),
        pytest.param(
            'नमस्ते e\u0301 日本\u3000語', 'नमस्ते e\u0301 日本\u3000語', id='combining marks and wide spaces stay'
        ),
        pytest.param('a ##[error]b', r'a #\x23[error]b', id='command of the GitHub runner, anywhere'),
        pytest.param('###[x] ##vso[task.x]', r'##\x23[x] #\x23vso[task.x]', id='and of Azure Pipelines'),
        pytest.param('##teamcity[x]', r'#\x23teamcity[x]', id='and of TeamCity'),
        pytest.param('## [x] #[x] ##x[', '## [x] #[x] ##x[', id='no command'),
        pytest.param(' \u3000::error::x', ' \u3000\\x3a:error::x', id='workflow command of GitHub, at the start'),
        pytest.param('a ::error::x', 'a ::error::x', id='not at the start'),
        pytest.param('  ::before {', '  ::before {', id='CSS'),
    ],
)
def test_printable(raw: str, expected: str) -> None:
    assert text.printable(raw) == expected


def test_a_printable_line_keeps_its_tabs() -> None:
    assert text.printable_line('\ta\x1b\t##[x]') == '\ta\\x1b\t#\\x23[x]'
    assert text.printable_line(' \t::error::x') == ' \t\\x3a:error::x'


@pytest.mark.slow
@pytest.mark.skipif(not node.binary(), reason='needs node')
def test_the_table_holds_what_node_finds() -> None:
    wanted = r'[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}\p{Default_Ignorable_Code_Point}]'
    script = f"""
      const found = [];
      for (let code = 0; code < 0x110000; code++) if (/{wanted}/u.test(String.fromCodePoint(code))) found.push(code);
      console.log(JSON.stringify([process.versions.unicode, found]));
    """
    version, found = json.loads(
        subprocess.run([str(node.binary()), '-e', script], capture_output=True, check=True).stdout
    )
    table = re.compile(f'[{text._INVISIBLE}]')
    escaped = [code for code in range(sys.maxunicode + 1) if table.match(chr(code))]
    assert set(found) <= set(escaped)
    assert escaped == found or version != '17.0'


@pytest.mark.parametrize(
    ('raw', 'expected'),
    [
        pytest.param('  const a = 1;  \nconst b', 'const a = 1;', id='first line, without blanks around it'),
        pytest.param('\n\r\n x', 'x', id='blank lines before it'),
        pytest.param('a' * 80, 'a' * 80, id='80 characters'),
        pytest.param('a' * 81, 'a' * 79 + '…', id='more than 80'),
        pytest.param('\x1b' * 1000, r'\x1b' * 19 + r'\x1…', id='escapes count as printed'),
    ],
)
def test_excerpt(raw: str, expected: str) -> None:
    assert text.excerpt(raw) == expected
    assert len(text.excerpt(raw)) <= text.EXCERPT_LENGTH


@given(
    st.lists(st.sampled_from(['\n', 'a', 'é', '😀', 'x' * 5_000, '\n' * 5_000, '\r\n']), max_size=8).map(''.join),
    st.data(),
)
def test_positions_are_those_of_a_plain_count(content: str, data: st.DataObject) -> None:
    index = LineIndex(content)
    for offset in data.draw(st.lists(st.integers(0, len(content)), min_size=1, max_size=5)):
        expected = (content.count('\n', 0, offset) + 1, offset - content.rfind('\n', 0, offset))
        assert index.position(offset) == expected
