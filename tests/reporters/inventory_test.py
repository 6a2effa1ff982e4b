"""The formats of ``report``: names that mean something in a format are shown as they are."""

import base64
import hashlib
import html
import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from support import REPOSITORY

from n8n_code_discipline.reporters import inventory
from n8n_code_discipline.reporters.inventory import FunctionRow, Inventory, NodePlace, NodeRow

SCHEMA = json.loads((REPOSITORY / 'docs' / 'report.schema.json').read_text(encoding='utf-8'))
NAME = '<script>alert(1)</script> & "a" | `b` *c* _d_ [e](f) @g #1\n::h:: \ud800'
SHOWN = NAME.replace('\n', '\\n').replace('\ud800', '\\ud800')
PATH = 'n8n-workflows-template/a|b_c.template.json'
LONG = 'n8n-functions/js/' + 'veryLongName' * 8 + '.js'
PLACE = NodePlace(PATH, 8, NAME)
ROWS = (
    NodeRow(PLACE, 'inline', (LONG,), 'a' * 16, 'A'),
    NodeRow(NodePlace(PATH, 10, 'x' * 120), 'legacy', (LONG,), 'b' * 16, 'B'),
    NodeRow(NodePlace(PATH, 9, 'Refused'), 'inline', (), 'c' * 16, None, 'reads `eval` | with'),
    NodeRow(NodePlace(PATH, 100, 'Done'), 'extracted', ('n8n-functions/js/x.js',)),
)
FUNCTIONS = (
    FunctionRow('n8n-functions/js/x.js', True, 'cases', (PLACE,)),
    FunctionRow(LONG, False, 'missing', (PLACE,)),
)
WHOLE = Inventory(2, ROWS, FUNCTIONS, {'n8n-code-discipline extract --all --diff': 'shows the change'})
USES = Inventory(
    2, (), (FunctionRow('n8n-functions/js/"x".js', True, 'cases', (PLACE,)),), {}, 'n8n-functions/js/"x".js'
)
EMPTY = Inventory(0, (), (), {})
ALL = [pytest.param(report, id=name) for name, report in (('all', WHOLE), ('uses', USES), ('empty', EMPTY))]


@pytest.mark.parametrize('report', ALL)
def test_json(report: Inventory) -> None:
    text = inventory.render('json', report, '')
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(text))
    assert text.isascii()
    assert '\\ud800' not in text


@pytest.mark.parametrize('report', ALL)
def test_text_fits_80_columns(report: Inventory) -> None:
    text = inventory.render('text', report, '')
    # what is to be copied is never broken
    wide = [line for line in text.splitlines() if len(line) > 80]
    assert [line for line in wide if not re.fullmatch(r"""\s*(\d+  \S+|(line \d+: )?['"].*)""", line)] == []
    assert text.endswith('\n')


def unescaped(text: str) -> str:
    """A Markdown text as it is shown."""
    return html.unescape(text.replace('<br>', '\n'))


def test_markdown_shows_names_as_they_are() -> None:
    text = inventory.render('markdown', WHOLE, '')
    assert not set('`*_[]@#~$\\') & set(re.sub(r'&#\d+;|^#+ ', '', text, flags=re.MULTILINE))
    assert not re.findall(r'<(?!/?code>|br>)', text)
    for line in text.splitlines():
        assert line.count('|') in (0, 3, 4, 5), line
    assert SHOWN.replace('"', '\\"') in unescaped(text).replace("'", '"') or SHOWN in unescaped(text)


def test_mermaid() -> None:
    text = inventory.render('markdown', USES, '')
    (graph,) = re.findall(r'```mermaid\n(.*?)```', text, re.DOTALL)
    head, arrow = graph.splitlines()
    label = r'\["((?:[A-Za-z0-9 /]|#\d+;)*)"\]'
    found = re.fullmatch(f'  file{label} --> n0{label}', arrow)
    assert head == 'graph LR'
    assert found is not None
    assert [html.unescape(name.replace('#', '&#')) for name in found.groups()] == ['n8n-functions/js/"x".js', PATH]


class _Page(HTMLParser):
    """The tags and the texts of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ''
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize('report', ALL)
def test_html(report: Inventory) -> None:
    text = inventory.render('html', report, '1.2.3')
    page = _Page(text)
    assert [tag for tag, _ in page.tags].count('script') == 1
    assert not [attrs for _, attrs in page.tags if {'src', 'style', 'onclick'} & attrs.keys()]
    assert [attrs['href'] for _, attrs in page.tags if 'href' in attrs] == ['#main']
    assert not re.search('[{]{2}|https?:', text)
    for tag in ('style', 'script'):
        (content,) = re.findall(f'<{tag}>(.*?)</{tag}>', text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in text
    # a table has a caption, and a head for each column and each row
    tables = re.findall(r'<table.*?</table>', text, re.DOTALL)
    for table in tables:
        assert table.count('<caption>') == 1
        assert table.count('scope="row"') == table.count('<tr ') - 1
        assert len(re.findall(r'scope="col"[^>]*><button>', table)) == len(
            re.findall(r'<t[hd]', table.split('<tr ')[2])
        )
    assert (SHOWN in page.text) == (report is not EMPTY)


PROBE = """
const heads = [...document.querySelectorAll("thead th")];
const head = heads.find((found) => found.textContent === "Workflow");
const column = () => [...head.closest("table").tBodies[0].rows].map((row) => row.cells[1].textContent);
const states = [column()];
for (const _ of [1, 2]) { head.firstChild.click(); states.push([head.ariaSort, ...column()]); }
const elements = [...document.body.querySelectorAll(":not(.skip)")];
const wide = elements.filter((found) => found.getBoundingClientRect().right > innerWidth).map((found) => found.tagName);
parent.postMessage(JSON.stringify({
  width: innerWidth, page: document.documentElement.scrollWidth, wide, states,
  background: getComputedStyle(document.body).backgroundColor, label: document.querySelector("svg title").textContent,
}), "*");
"""


def browser(tmp_path: Path, *arguments: str) -> str:
    found = next(filter(None, map(shutil.which, ('chromium', 'chromium-browser', 'google-chrome', 'chrome'))), None)
    if found is None:
        pytest.skip('no Chromium on PATH')
    command = [found, '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run']
    command += ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--hide-scrollbars']
    command += [f'--user-data-dir={tmp_path / "profile"}', *arguments]
    done = subprocess.run(command, capture_output=True, encoding='utf-8', timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ('width', 'scheme', 'color'),
    [
        pytest.param(400, 0, (16, 19, 24), id='narrow, dark'),
        pytest.param(1400, 1, (245, 246, 248), id='wide, light'),
    ],
)
def test_in_a_browser(tmp_path: Path, width: int, scheme: int, color: tuple[int, ...]) -> None:
    text = inventory.render('html', WHOLE, '1.2.3')
    page = tmp_path / 'page.html'
    page.write_text(text, encoding='utf-8')
    look = (f'--window-size={width},900', f'--blink-settings=preferredColorScheme={scheme}')
    # the page's own policy allows its own script, and for this test the probe
    probe = base64.b64encode(hashlib.sha256(PROBE.encode()).digest()).decode()
    page.write_text(text.replace("script-src '", f"script-src 'sha256-{probe}' '") + f'<script>{PROBE}</script>')
    frame = tmp_path / 'frame.html'
    # a window has at least 500 pixels
    frame.write_text(
        f'<iframe src="page.html" width="{width}" height="900" frameborder="0"></iframe><pre></pre>'
        '<script>onmessage = ({ data }) => { document.querySelector("pre").textContent = data }</script>'
    )
    dom = browser(tmp_path, *look, '--virtual-time-budget=5000', '--dump-dom', frame.as_uri())
    (shown,) = re.findall('<pre>(.*?)</pre>', dom, re.DOTALL)
    found: dict[str, Any] = json.loads(html.unescape(shown))
    lines = [f'{PATH}:{line}' for line in (8, 9, 10, 100)]
    assert found == {
        'width': width,
        'page': width,
        'wide': [],
        'states': [[lines[index] for index in (0, 2, 1, 3)], ['ascending', *lines], ['descending', *lines[::-1]]],
        'background': f'rgb{color}',
        'label': '50%',
    }
