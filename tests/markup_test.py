from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from n8n_code_discipline import markup
from n8n_code_discipline.markup import NearMiss
from n8n_code_discipline.markup import Placeholder


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
    assert markup.may_hold_more(text, 0)
    assert not markup.may_hold_more(text, 1)


@pytest.mark.parametrize(
    'text',
    [
        '{{@index}}',
        '{{@root.x}}',
        '{{@key}}',
        '{{ $json.name }}',
        '{{#each items}}',
        '{{js:a.js}}',
        '{{@:javascript:a.js}}',
        '{@link json}',
        'INTERPOLATE the values: js',
        '@js:x',
    ],
)
def test_somebody_elses_braces(text: str) -> None:
    assert markup.placeholders(text) == ()
    assert markup.near_misses(text) == ()


@pytest.mark.parametrize(
    ('text', 'meant'),
    [
        pytest.param('{{ @:js:a.js}}', '{{@:js:a.js}}', id='blank before @'),
        pytest.param('{{@:JS:a.js}}', '{{@:js:a.js}}', id='upper-case kind'),
        pytest.param('{@:js:a.js}', '{{@:js:a.js}}', id='single braces'),
        pytest.param('{{@:js:a.js', '{{@:js:a.js}}', id='unclosed'),
        pytest.param('{{@:js:a.js}', '{{@:js:a.js}}', id='half closed'),
        pytest.param('{{@ : js : a.js }}', '{{@:js:a.js}}', id='blanks everywhere'),
        pytest.param('{{interpolate:py:a.py}}', '{{@:py:a.py}}', id='lower-case word'),
        pytest.param('{{@:js:}}', '', id='no path'),
        pytest.param('{{@:js: }}', '', id='blank path'),
    ],
)
def test_near_misses(text: str, meant: str) -> None:
    assert markup.placeholders(text) == ()
    assert markup.near_misses(f'x {text}') == (NearMiss(meant, 2, 2 + len(text)),)


@pytest.mark.parametrize('text', ['{{{@:js:a.js}}}', '{ {{@:js:a.js}} }', '{{@:js:a.js}}}}'])
def test_more_braces_around_a_placeholder_are_no_near_miss(text: str) -> None:
    assert len(markup.placeholders(text)) == 1
    assert markup.near_misses(text) == ()


@pytest.mark.parametrize(
    ('text', 'expected'),
    [
        pytest.param('{{@:js:a.js}}', True, id='the whole text'),
        pytest.param('a\n \t{{@:js:a.js}} \t\nb', True, id='blanks around it'),
        pytest.param('a\r\n{{@:js:a.js}}\r\nb', True, id='CRLF'),
        pytest.param('a\r{{@:js:a.js}}', False, id='a carriage return ends no line'),
        pytest.param('a {{@:js:a.js}}', False, id='text before it'),
        pytest.param('{{@:js:a.js}};', False, id='text after it'),
        pytest.param('\u00a0{{@:js:a.js}}', False, id='a no-break space is text'),
    ],
)
def test_stands_alone(text: str, expected: bool) -> None:
    (placeholder,) = markup.placeholders(text)
    assert markup.stands_alone(text, placeholder) is expected


def test_stand_ins_keep_every_offset() -> None:
    text = '{{@:js:a.js}}\nx = {{@:env:B}} + 1'
    found = markup.placeholders(text)
    assert markup.with_stand_ins(text, found, block=True) == '{           }\nx = ___________ + 1'
    assert markup.with_stand_ins(text, found, block=False) == '_____________\nx = ___________ + 1'


@given(st.text(alphabet='{}@: jspyINTERPOLATE_\n\\x', max_size=80))
def test_scans_never_overlap_and_keep_the_length(text: str) -> None:
    found = markup.placeholders(text)
    assert all(first.end <= second.start for first, second in pairwise(found))
    assert all(text[item.start : item.start + 2] == '{{' and text[item.end - 2 : item.end] == '}}' for item in found)
    assert len(markup.with_stand_ins(text, found, block=True)) == len(text)
    markup.near_misses(text)


@pytest.mark.parametrize(
    ('text', 'known', 'expected'),
    [
        pytest.param(r'{"a": "{{@:js:a\/b.js}}"}', 1, False, id='escapes within the path'),
        pytest.param(r'{"a": "\u007b{@:js:a.js}}"}', 0, True, id='an escaped brace'),
        pytest.param(r'{"a": "{{\u0040:js:a.js}}"}', 0, True, id='an escaped @'),
        pytest.param(r'{"a": "caf\u00e9 {{ $json.a }}"}', 0, False, id='other escapes and braces'),
    ],
)
def test_may_hold_more_reads_json_text(text: str, known: int, expected: bool) -> None:
    assert markup.may_hold_more(text, known) is expected
