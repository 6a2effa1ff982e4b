"""Whatever stands in a name or a path, every format can be read back and no line can be forged."""

import json
from xml.etree import ElementTree

import pytest
from diagnostics import IN_CODE
from hypothesis import given, settings
from hypothesis import strategies as st

from n8n_code_discipline import reporters
from n8n_code_discipline.diagnostic import Diagnostic, SourceLine
from n8n_code_discipline.reporters import RenderOptions
from n8n_code_discipline.text import printable

pytestmark = [pytest.mark.slow, pytest.mark.no_cover]

# every character, lone surrogates too, and what means something to a format or to who reads it
HOSTILE = ['\0', '\n', '\r', '\t', '\x1b[31m', '\x85', '\u2028', '\u202e', '\ud83d', '\udce9', '\ufffe', '\uffff']
HOSTILE += [']]>', '<', '&', '"', '::error::', '##[error]', '%0A', ',', ':', '\\', '/', '..', '😀']
TEXTS = st.lists(st.sampled_from(HOSTILE) | st.characters(exclude_categories=()), max_size=8).map(''.join)
# paths come from the file system: what is no UTF-8 is half of a surrogate pair there
PATHS = TEXTS.map(lambda text: text.replace('\0', '').encode('utf-8', 'replace').decode() + '\udce9.json')
FINDINGS = st.builds(
    lambda path, message, node, line: IN_CODE._replace(
        path=path, message=printable(message), node=node, source=SourceLine(line)
    ),
    PATHS,
    TEXTS,
    st.none() | TEXTS,
    TEXTS.map(lambda text: text.replace('\n', '')),
)
OPTIONS = st.builds(lambda paths, errors: RenderOptions(tuple(paths), tuple(errors)), st.lists(PATHS), st.lists(TEXTS))
RUNS = st.tuples(st.lists(FINDINGS, max_size=3), OPTIONS)


@settings(max_examples=100)
@given(RUNS)
def test_every_format_can_be_read_back(run: tuple[list[Diagnostic], RenderOptions]) -> None:
    found, facts = run
    rendered = {name: reporters.render(name, found, facts) for name in reporters.FORMATS}
    for name, text in rendered.items():
        assert text.encode()[-1:] in (b'\n', b''), name
    for name in ('json', 'gitlab'):
        data = json.loads(rendered[name].encode())
        json.dumps(data, ensure_ascii=False).encode()  # no half of a surrogate pair is left
        assert len(data) == len(found)
    log = json.loads(rendered['sarif'].encode())
    json.dumps(log, ensure_ascii=False).encode()
    assert len(log['runs'][0]['results']) == len(found)
    for result in log['runs'][0]['results']:
        assert result['locations'][0]['physicalLocation']['artifactLocation']['uri'].isascii()
    suite = ElementTree.fromstring(rendered['junit'].encode())
    assert int(suite.attrib['failures']) == len(found) == len(list(suite.iter('failure')))


@pytest.mark.parametrize('name', ['text', 'github'])
@settings(max_examples=100)
@given(RUNS)
def test_one_line_per_finding_and_no_other(name: str, run: tuple[list[Diagnostic], RenderOptions]) -> None:
    found, facts = run
    lines = reporters.render(name, found, facts).splitlines()
    assert len(lines) == len(found)
    for line in lines:
        begins = '::error file=' if name == 'github' else ''
        assert line.startswith(begins)
        assert line.removeprefix(begins) == printable(line.removeprefix(begins))


@settings(max_examples=100)
@given(RUNS)
def test_the_source_below_a_finding_forges_nothing(run: tuple[list[Diagnostic], RenderOptions]) -> None:
    found, facts = run
    for line in reporters.render('text', found, facts._replace(show_source=True)).split('\n'):
        assert line == printable(line)
