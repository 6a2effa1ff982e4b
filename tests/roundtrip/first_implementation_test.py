"""A workspace as the first implementation of the convention leaves it: no finding, and no byte of it changes."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from repositories import Repository
from support import JS, JS_CODE, PY_CODE, WORKSPACE, check, js_node, node, py_node, write

from n8n_code_discipline import cli
from n8n_code_discipline.workspace import placeholders

FOLDER = 'n8n-workflows-template'
SHORT_JS, SHORT_PY = (code.replace('{{@:', '{{@') for code in (JS_CODE, PY_CODE))
TEXTS = '<p>Hello</p>\n{{@md:prompts/report.md}}{{@json:prompts/schema.json}} {{@env:API_URL}} {{@uuid}}'


def workflow(*nodes: object, indent: int | None = 2) -> str:
    data = {'name': 'Orders', 'nodes': list(nodes), 'connections': {}, 'pinData': {}, 'meta': {'instanceId': '…'}}
    return json.dumps(data, indent=indent, ensure_ascii=indent is None) + '\n' * (indent is not None)


CODE = {
    f'{FOLDER}/orders.template.json': workflow(js_node(SHORT_JS, id='1'), py_node(SHORT_PY, id='2', name='Sum')),
    f'{FOLDER}/sales/daily.template.json': workflow(js_node(SHORT_JS, id='1'), indent=None),
    f'{FOLDER}/crlf.template.json': workflow(js_node(SHORT_JS.replace('\n', '\r\n'))).replace('\n', '\r\n'),
}
OTHERS = {
    f'{FOLDER}/report.template.json': workflow(
        js_node(SHORT_JS + '\n// {{@env:API_URL}}', id='1'),
        js_node(SHORT_JS.replace('{{@js:', '{{INTERPOLATE:js:'), id='2', name='Old'),
        node(id='3', name='Mail', type='n8n-nodes-base.emailSend', typeVersion=2, parameters={'html': TEXTS}),
    ),
    f'{FOLDER}/primitives/workflows/lock.template.json': workflow(js_node('// @n8n-evol-I:primitive\nreturn items;')),
}
FILES = {
    **WORKSPACE,
    **CODE,
    **OTHERS,
    'prompts/report.md': '# Report\n\nFor {{@env:TEAM}}, "quoted"\r\n\n',
    'prompts/schema.json': '{ "type": "object" }\n',
    'n8n-config/dev.json': '{}',
    'n8n-build/dev/orders.json': '{"nodes": [{"name": "Count"}]}',
    '.n8n-state/ids.json': '{}',
    '.env': 'API_URL=http://localhost\n',
}


@pytest.fixture
def workspace(
    tmp_path: Path, git_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], dict[str, bytes]]]:
    """Build the workspace, deploy it to ``build/`` and return what reads the bytes of its files."""
    Repository(tmp_path, git_environment).commit(FILES)
    monkeypatch.chdir(tmp_path)
    assert cli.main(['hydrate', FOLDER, '--out-dir', 'build']) == 0
    placeholders.style_of_templates.cache_clear()
    yield lambda: {name: Path(name).read_bytes() for name in FILES}
    placeholders.style_of_templates.cache_clear()


def built(name: str) -> Path:
    return Path(name.replace(FOLDER, 'build').replace('.template.', '.generated.'))


def test_no_finding(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    assert check(tmp_path).diagnostics == ()


def test_texts_are_injected_as_they_are(workspace: Callable[[], dict[str, bytes]]) -> None:
    del workspace
    nodes = json.loads(Path('build/report.generated.json').read_text())['nodes']
    report, schema = FILES['prompts/report.md'], FILES['prompts/schema.json']
    expected = f'<p>Hello</p>\n{report}{schema} {{{{@env:API_URL}}}} {{{{@uuid}}}}'
    assert nodes[2]['parameters']['html'] == expected


@pytest.mark.parametrize(
    'names',
    [pytest.param(list(CODE), id='all at once'), *(pytest.param([name], id=name) for name in CODE)],
)
def test_exports_over_their_templates(workspace: Callable[[], dict[str, bytes]], names: list[str]) -> None:
    before = workspace()
    if len(names) == len(CODE):
        for name in OTHERS:
            Path(name).unlink()
    for name in names:
        shutil.copy(built(name), name)
    assert cli.main(['resync']) == 0
    assert {name: Path(name).read_bytes() for name in CODE} == {name: before[name] for name in CODE}


@pytest.mark.parametrize('name', [*CODE, *OTHERS])
def test_exports_onto_their_templates(workspace: Callable[[], dict[str, bytes]], name: str) -> None:
    before = workspace()
    live = built(name).read_text().replace('{{@env:API_URL}}', 'https://localhost/v1')
    Path('export.json').write_text(f'{{"data": {live}}}')
    assert cli.main(['resync', 'export.json', '--onto', name]) == 0
    assert workspace() == before


def test_what_is_written_is_in_the_style_of_the_workspace(
    workspace: Callable[[], dict[str, bytes]], capsys: pytest.CaptureFixture[str]
) -> None:
    del workspace
    inline = 'return [{ json: countByCategory($input.all()) }];'
    near, forgotten = (SHORT_JS.replace('{{@js:', text) for text in ('{{ @js:', '{{@js:'))
    nodes = (js_node(near, name='A'), js_node(forgotten.replace('n8n-functions/js/', ''), name='B'), py_node(inline))
    write(Path(), {f'{FOLDER}/new.template.json': workflow(*nodes, js_node('return [1];', name='D'))})
    cli.main(['check'])
    cli.main(['check', '--fix'])
    cli.main(['extract', '--all'])
    cli.main(['new', 'js', 'sumAll'])
    cli.main(['init', '--example', '--repo', 'https://localhost/x', '--rev', '1'])
    output = capsys.readouterr().out
    assert f'{{{{@js:{JS}}}}}' in output
    assert '{{@:' not in output
    templates = [path.read_text() for path in Path(FOLDER).rglob('*.json')]
    assert len(templates) == len(CODE) + len(OTHERS) + 3
    assert not any('{{@:' in text for text in templates)


SPELLINGS = ['{{INTERPOLATE:js:', '{{INTERPOLATE_js:', '{{HYDRATE:js:', '{{@js:', '{{@js: ', '{{INTERPOLATE: js:']


@pytest.mark.parametrize('spelling', SPELLINGS)
@pytest.mark.parametrize(
    'code',
    [
        pytest.param('OLD\n\nreturn [{ json: countByCategory($input.all()) }];', id='a line'),
        pytest.param(f'// OLD\n{JS_CODE}', id='a comment'),
        pytest.param(f'{JS_CODE}\nconst path = "OLD";', id='a string'),
        pytest.param(f'{JS_CODE}\nconst path = OLD;', id='an expression'),
        pytest.param('// OLD\nreturn [];', id='a comment alone'),
    ],
)
def test_an_old_spelling_is_one_finding_at_most(tmp_path: Path, spelling: str, code: str) -> None:
    text = workflow(js_node(code.replace('OLD', spelling + JS + '}}')))
    write(tmp_path, {**WORKSPACE, f'{FOLDER}/a.template.json': text})
    assert len(check(tmp_path).diagnostics) <= 1
