import json
import re
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from n8n_code_discipline.syntax import markup
from n8n_code_discipline.syntax.markup import Placeholder


@pytest.mark.parametrize(
    ('text', 'kind', 'path'),
    [
        pytest.param('{{@:js:a/b.js}}', 'js', 'a/b.js', id='canonical'),
        pytest.param('{{@js:a/b.js}}', 'js', 'a/b.js', id='without colon'),
        pytest.param('{{INTERPOLATE:py:a.py}}', 'py', 'a.py', id='INTERPOLATE:'),
        pytest.param('{{INTERPOLATE_py:a.py}}', 'py', 'a.py', id='INTERPOLATE_'),
        pytest.param('{{HYDRATE:json:a.json}}', 'json', 'a.json', id='HYDRATE:'),
        pytest.param('{{@:js: a b.js\t}}', 'js', 'a b.js', id='blanks around the path'),
        pytest.param('{{@:txt:prüfung.txt}}', 'txt', 'prüfung.txt', id='letters'),
        pytest.param('{{@:env:API_URL}}', 'env', 'API_URL', id='env'),
        pytest.param('{{@:uuid:order}}', 'uuid', 'order', id='uuid'),
        pytest.param('{{@:uuid}}', 'uuid', '', id='uuid without name'),
    ],
)
def test_accepted_spellings(text: str, kind: str, path: str) -> None:
    assert markup.placeholders(f'x {text} y') == (Placeholder(kind, path, 2, 2 + len(text)),)
    assert markup.near_misses(text) == ()
    assert markup.may_hold_more(text, [])
    assert not markup.may_hold_more(text, [text])


@pytest.mark.parametrize('text', ['{{{@:js:a.js}}}', '{ {{@:js:a.js}} }', '{{@:js:a.js}}}}'])
def test_more_braces_around_a_placeholder_are_no_near_miss(text: str) -> None:
    assert len(markup.placeholders(text)) == 1
    assert markup.near_misses(text) == ()


@given(st.text(alphabet='{}@: jspyINTERPOLATE_\n\\x', max_size=80))
def test_scans_never_overlap_and_keep_the_length(text: str) -> None:
    found = markup.placeholders(text)
    assert all(first.end <= second.start for first, second in pairwise(found))
    assert all(text[item.start : item.start + 2] == '{{' and text[item.end - 2 : item.end] == '}}' for item in found)
    assert len(markup.with_stand_ins(text, found, block=True)) == len(text)
    markup.near_misses(text)


@pytest.mark.parametrize(
    ('text', 'codes', 'expected'),
    [
        pytest.param(r'{"a": "{{@:js:a\/b.js}}"}', ['{{@:js:a/b.js}}'], False, id='escapes within the path'),
        pytest.param(r'{"a": "\u007b{@:js:a.js}}"}', [], True, id='an escaped brace'),
        pytest.param(r'{"a": "{{\u0040:js:a.js}}"}', [], True, id='an escaped @'),
        pytest.param(r'{"a": "caf\u00e9 {{ $json.a }}"}', [], False, id='other escapes and braces'),
    ],
)
def test_may_hold_more_reads_json_text(text: str, codes: list[str], expected: bool) -> None:
    assert markup.may_hold_more(text, codes) is expected


# -- markers ------------------------------------------------------------------------------------------------------

OPENER, CLOSER = '/* #:js:a/b c.js */', '/* /#:js:a/b c.js */'


@pytest.mark.parametrize(
    ('language', 'line', 'expected'),
    [
        ('js', '/* #:js:a.js */', ('#', 'a.js', False, True)),
        ('js', '/* /#:js:a.js */', ('#', 'a.js', True, True)),
        ('js', '/* MATCH:js:a b.js */', ('MATCH', 'a b.js', False, True)),
        ('js', '/* /DEHYDRATE:js:a*b.js */', ('DEHYDRATE', 'a*b.js', True, True)),
        ('js', '/* #:js:a.js **/', ('#', 'a.js *', False, False)),
        ('js', '/*#:js:a.js*/', ('#', 'a.js', False, False)),
        ('js', '/*\t/ # : js : a.js\t*/', ('#', 'a.js', True, False)),
        ('py', '# MATCH:py:a.py', ('MATCH', 'a.py', False, True)),
        ('py', '# /DEHYDRATE:py:a b.py', ('DEHYDRATE', 'a b.py', True, True)),
        ('py', '#MATCH:py:a.py', ('MATCH', 'a.py', False, False)),
        ('py', '# / MATCH : py : a.py', ('MATCH', 'a.py', True, False)),
    ],
)
@pytest.mark.parametrize('before', ['', ' \t'])
@pytest.mark.parametrize('after', ['', ' \t', ' \r\n', '\n'])
def test_marker_lines(language: str, line: str, expected: tuple[str, str, bool, bool], before: str, after: str) -> None:
    text = f'x\r\n{before}{line}{after}'
    (found,) = markup.marker_lines(text, language)
    assert (found.tag, found.path, found.closes, found.exact) == expected
    assert text[found.start : found.end] == line
    assert markup.may_hold_marker(text)
    assert markup.may_hold_marker(json.dumps(text))


@given(st.text(alphabet='#MATCHDE:jspy \t"\\/*', max_size=40), st.randoms(use_true_random=False))
def test_the_hint_is_never_wrong_about_json(text: str, source: Any) -> None:
    """Whatever is a marker once decoded is suspected in the JSON, however it is escaped there."""
    line = (
        source.choice(['/* #:js:', '/*\t# : js:', '# MATCH:py:', '# \tDEHYDRATE :\t py :'])
        + text
        + source.choice(['', '*/'])
    )
    spelled = ''.join(
        f'\\u{ord(character):04X}' if source.random() < 0.1 else json.dumps(character)[1:-1] for character in line
    )
    assert json.loads(f'"{spelled}"') == line
    if markup.marker_lines(line, 'js') or markup.marker_lines(line, 'py'):
        assert markup.may_hold_marker(spelled)


@pytest.mark.parametrize(
    'text',
    ['{{@:js:n8n-functions/js/a.js}}', '"name": "# Notes\\n## MATCH"', '#: js', 'caf\\u00e9 \\u001b', 'MATCH (n)'],
)
def test_texts_without_markers_are_not_suspected(text: str) -> None:
    assert not markup.may_hold_marker(text)


@pytest.mark.parametrize(
    ('text', 'expected'),
    [
        ('', ''),
        ('\n\r\n', ''),
        ('a', 'a'),
        ('a\r\nb\n\r\n', 'a\nb'),
        ('a\r\r\nb\rc\r', 'a\nb\rc'),
        ('\n a \n', '\n a '),
        ('\ufeffa', 'a'),
        ('\ufeff#!x\r\na', 'a'),
        ('\ufeff\ufeff#!x\na', '\ufeff#!x\na'),
        ('#!x\n#!y\na', '#!y\na'),
        ('#!x\n\ufeffa', '\ufeffa'),
        ('#!x', ''),
        ('a\n#!x\n', 'a\n#!x'),
    ],
)
def test_normal_body(text: str, expected: str) -> None:
    assert markup.normalize_body(text) == expected
    assert markup.normalize_lines(expected) == expected


@given(st.text(alphabet='a#!\ufeff\r\n', max_size=20), st.sampled_from(['\n', '\r\n']))
def test_a_body_survives_any_line_end(text: str, newline: str) -> None:
    body = markup.normalize_body(text)
    assert markup.normalize_lines(body.replace('\n', newline) + newline) == body


@given(st.lists(st.sampled_from(['/* #:js:a */', '/* /#:js:a */', '/* #:js:b */', '/* /#:js:b */', 'x']), max_size=12))
def test_blocks_are_all_markers_or_none(lines: list[str]) -> None:
    found = markup.markers('\n'.join(lines), 'js')
    if found.broken:
        assert found.blocks == ()
    else:
        assert 2 * len(found.blocks) == sum(line != 'x' for line in lines)
        ends = [offset for block in found.blocks for offset in (block.start, block.end)]
        assert ends == sorted(ends)


@pytest.mark.parametrize(
    ('language', 'path', 'text', 'message'),
    [
        ('js', 'a*/b.js', 'x', "'a*/b.js' does not fit in a marker"),
        ('js', 'a.js', 'x\n/* #:js:b.js */', "a.js contains the round-trip marker '/* #:js:b.js */'"),
        ('py', 'a.py', 'x = "# /DEHYDRATE:py:"', "a.py contains the round-trip marker '# /DEHYDRATE:py:'"),
    ],
)
def test_what_could_not_be_read_back_is_refused(language: str, path: str, text: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        markup.block(language, path, text, '\n')
