import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from n8n_code_discipline import diffs

TEXTS = st.lists(st.sampled_from(['a', 'b', 'c', '', 'x\r', 'é\u2028']), max_size=14).map('\n'.join)


def test_a_diff() -> None:
    old = ''.join(f'{number}\n' for number in range(20))
    new = old.replace('3\n', 'three\n', 1).removesuffix('\n')
    assert diffs.unified(old, new, 'a', 'b') == (
        '--- a\n+++ b\n@@ -1,7 +1,7 @@\n 0\n 1\n 2\n-3\n+three\n 4\n 5\n 6\n'
        '@@ -17,4 +17,4 @@\n 16\n 17\n 18\n-19\n+19\n\\ No newline at end of file\n'
    )
    assert diffs.unified(old, old, 'a', 'b') == ''


def test_a_new_file_and_an_emptied_one() -> None:
    assert diffs.unified('', 'x\n', '/dev/null', 'b') == '--- /dev/null\n+++ b\n@@ -0,0 +1 @@\n+x\n'
    assert diffs.unified('x\ny\n', '', 'a', 'b') == '--- a\n+++ b\n@@ -1,2 +0,0 @@\n-x\n-y\n'


def test_huge_texts_are_not_aligned() -> None:
    old = ''.join(f'{number}\n' for number in range(5_000))
    new = 'first\n' + old.replace('\n', ' \n') + 'last\n'
    diff = diffs.unified(old, new, 'a', 'b')
    assert diff.startswith('--- a\n+++ b\n@@ -1,5000 +1,5002 @@\n-0\n')
    assert diffs.edits(old, new) == [(0, len(old), new)]
    assert diffs.edits(old, old + 'x') == [(len(old), len(old), 'x')]


@pytest.mark.parametrize(
    ('lines', 'expected'),
    [pytest.param(21, 21, id='21 lines'), pytest.param(22, 21, id='22 lines'), pytest.param(100, 21, id='100 lines')],
)
def test_shortened(lines: int, expected: int) -> None:
    diff = ''.join(f'+{number}\n' for number in range(lines))
    short = diffs.shortened(diff)
    assert short.count('\n') == expected
    assert short == diff or short.endswith(f'… {lines - 20} more lines\n')


@given(TEXTS, TEXTS)
def test_edits_turn_one_text_into_the_other(old: str, new: str) -> None:
    text = old
    for start, end, replacement in reversed(diffs.edits(old, new)):
        text = text[:start] + replacement + text[end:]
    assert text == new


@given(TEXTS, TEXTS)
@settings(max_examples=30)
def test_git_applies_it(tmp_path: Path, old: str, new: str) -> None:
    if not old or not new or old == new:
        return
    path = tmp_path / 'a.txt'
    path.write_bytes(old.encode())
    patch = diffs.unified(old, new, 'a/a.txt', 'b/a.txt').encode()
    command = ['git', 'apply', '--whitespace=nowarn', '--unidiff-zero', '-']
    subprocess.run(command, cwd=tmp_path, input=patch, check=True)
    assert path.read_bytes() == new.encode()


def test_harmless() -> None:
    diff = '--- a\n+++ b\n-\ufeffa\r\n+\ufeff\ta\x1b[0m\rb\u202e\ufeff\r\n\\ No newline at end of file\n'
    assert diffs.harmless(diff) == (
        '--- a\n+++ b\n-\ufeffa\r\n+\ufeff\ta\\x1b[0m\\rb\\u202e\\ufeff\r\n\\ No newline at end of file\n'
    )
