"""``resync EXPORT --onto TEMPLATE``."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from repositories import Repository
from support import JS, JS_CODE, JS_PLACEHOLDER, PY_CODE, TEMPLATE, WORKSPACE, js_node, node, py_node, write

from n8n_code_discipline import cli

EXPORT = 'export.json'
JS_BLOCK = f'/* #:js:{JS} */\n{WORKSPACE[JS]}/* /#:js:{JS} */'
LIVE_CODE = JS_CODE.replace(JS_PLACEHOLDER, JS_BLOCK)
NEW_CODE = JS_CODE.replace('return', '// é, edited in n8n\nreturn')
NEW_LIVE_CODE = NEW_CODE.replace(JS_PLACEHOLDER, JS_BLOCK)
TOOK = f'{TEMPLATE}: copied the code of 1 node\n'

Onto = Callable[..., tuple[int, str, str]]


@pytest.fixture
def onto(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Onto:
    """Write a template and an export, bring the export home: exit status, standard output, standard error."""
    write(tmp_path, WORKSPACE)
    monkeypatch.chdir(tmp_path)

    def run(template: Any, export: Any, *options: str) -> tuple[int, str, str]:
        for name, data in ((TEMPLATE, template), (EXPORT, export)):
            text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
            write(Path(), {name: text})
        before = Path(EXPORT).read_bytes()
        status = cli.main(['resync', EXPORT, '--onto', TEMPLATE, *options])
        assert Path(EXPORT).read_bytes() == before
        return (status, *capsys.readouterr())

    return run


def workflow(*nodes: Any, **data: Any) -> dict[str, Any]:
    return {**data, 'nodes': list(nodes)}


def codes() -> list[str]:
    nodes = json.loads(Path(TEMPLATE).read_bytes())['nodes']
    return [item['parameters'].get('jsCode', item['parameters'].get('pythonCode')) for item in nodes]


def live(nodes: list[Any]) -> dict[str, Any]:
    """A workflow as ``n8n export:workflow`` writes it, with what must not reach git."""
    return {
        'updatedAt': '2026-11-20T17:29:35.829Z',
        'id': 'wf01',
        'name': 'Orders',
        'nodes': nodes,
        'versionId': 'SECRET',
        'shared': [{'project': {'name': 'SECRET owner <owner@localhost>'}}],
        'pinData': {'Count': [{'json': {'token': 'SECRET'}}]},
    }


# -- the code comes home ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    'wrap',
    [
        pytest.param(lambda item: item, id='one workflow'),
        pytest.param(lambda item: [item], id='array of one'),
        pytest.param(lambda item: [{**item, 'id': 'x', 'name': 'Other', 'nodes': []}, item], id='array, by id'),
        pytest.param(lambda item: [{'name': 'x', 'nodes': []}, {**item, 'id': 'z'}], id='array, by name'),
        pytest.param(lambda item: {'data': item}, id='data'),
        pytest.param(lambda item: {'workflow': item, 'meta': {'a': 1}}, id='workflow'),
        pytest.param(lambda item: [{'data': [item]}], id='arrays and data'),
        pytest.param(lambda item: {'data': 'x', 'workflow': [item]}, id='data that is none'),
        pytest.param(lambda item: {'data': [{'name': 'x', 'nodes': []}, item], 'nextCursor': None}, id='a page'),
    ],
)
def test_only_the_code_comes_home(onto: Onto, wrap: Callable[[Any], Any]) -> None:
    template = (
        '{ "name":"Orders", "id": "wf01",\r\n "active":false, "big": 1e5, "nodes" : [\r\n'
        '{"id":"a","name":"Count","type":"n8n-nodes-base.code","typeVersion":2,"parameters":{"jsCode":%s}}]}\r\n'
    )
    old, new = (
        json.dumps(code).replace('countByCategory($', '\\u0063ountByCategory($') for code in (JS_CODE, NEW_CODE)
    )
    nodes = [{**js_node(NEW_LIVE_CODE), 'id': 'a', 'position': [1, 2], 'credentials': {'x': 'SECRET'}}]
    status, output, errors = onto(template % old, wrap(live(nodes)))
    assert (status, errors) == (0, '')
    assert output == (
        f"{TEMPLATE}:3: node 'Count': gets the code of the export\n"
        '    --- jsCode of the template\n'
        '    +++ jsCode of the export\n'
        '    @@ -1,3 +1,4 @@\n'
        f'     {JS_PLACEHOLDER}\n'
        '     \n'
        '    +// é, edited in n8n\n'
        '     return [{ json: countByCategory($input.all()) }];\n'
        '    \\ No newline at end of file\n' + TOOK
    )
    # the new line is spelled as n8n would, every other character of the template is kept
    assert Path(TEMPLATE).read_bytes().decode() == template % new.replace('\\u00e9', 'é')
    assert cli.main(['resync', EXPORT, '--onto', TEMPLATE]) == 0


def test_python_and_several_nodes(onto: Onto) -> None:
    template = workflow(js_node(JS_CODE, name='A'), py_node(PY_CODE, name='B'), js_node(JS_CODE, name='C'))
    export = workflow(js_node(NEW_LIVE_CODE, name='C'), js_node(LIVE_CODE, name='A'), py_node('x = 1', name='B'))
    assert onto(template, export)[0] == 0
    assert codes() == [JS_CODE, 'x = 1', NEW_CODE]


def test_nodes_are_matched_by_id_before_name(onto: Onto) -> None:
    template = workflow(js_node(JS_CODE, name='A', id='1'), js_node(JS_CODE, name='B', id='2'))
    export = workflow(js_node('return "A";', name='A', id='2'), js_node('return "B";', name='B', id='1'))
    _, output, _ = onto(template, export)
    assert codes() == ['return "B";', 'return "A";']
    assert f"{TEMPLATE}:1: node 'A' was renamed to 'B' in n8n\n" in output


def test_new_ids_do_not_matter(onto: Onto) -> None:
    onto(workflow(js_node(JS_CODE, id='1')), workflow(js_node(NEW_LIVE_CODE, id='9')))
    assert codes() == [NEW_CODE]


def test_a_name_or_id_that_is_not_unique_matches_nothing(onto: Onto) -> None:
    template = workflow(js_node(JS_CODE, id='1'), js_node(JS_CODE, id='1'))
    status, output, _ = onto(template, workflow(js_node(NEW_LIVE_CODE, id='1')))
    assert status == 1
    assert codes() == [JS_CODE, JS_CODE]
    assert output.count("node 'Count' is not in the export: it was removed in n8n") == 2
    assert "node 'Count' (n8n-nodes-base.code) is not in the template: it was added in n8n" in output


def test_added_removed_and_renamed_nodes_are_named_and_left_alone(onto: Onto) -> None:
    removed = {'name': 'Old', 'type': 'n8n-nodes-base.set', 'parameters': {}}
    added = {'name': 'New', 'type': 'n8n-nodes-base.set', 'parameters': {'value': 'SECRET'}}
    status, output, errors = onto(
        workflow(js_node(JS_CODE, id='1'), removed), workflow(js_node(NEW_LIVE_CODE, id='1', name='Sum'), added)
    )
    assert (status, errors) == (1, '')
    assert [line for line in output.splitlines() if not line.startswith(' ')] == [
        f"{EXPORT}:1: node 'New' (n8n-nodes-base.set) is not in the template: it was added in n8n",
        f"{TEMPLATE}:1: node 'Count' was renamed to 'Sum' in n8n",
        f"{TEMPLATE}:1: node 'Count': gets the code of the export",
        f"{TEMPLATE}:1: node 'Old' is not in the export: it was removed in n8n",
        TOOK.rstrip(),
    ]
    assert [item['name'] for item in json.loads(Path(TEMPLATE).read_bytes())['nodes']] == ['Count', 'Old']
    assert 'SECRET' not in Path(TEMPLATE).read_text()


def test_a_name_that_the_deploy_step_fills_is_no_rename(onto: Onto) -> None:
    template = workflow(js_node(JS_CODE, id='1', name='Count {{@:env:STAGE}}'))
    assert onto(template, workflow(js_node(LIVE_CODE, id='1', name='Count live'))) == (0, '', '')


# -- spelling -----------------------------------------------------------------------------------------------------


def test_the_templates_spelling_and_line_ends_are_kept(onto: Onto) -> None:
    old = JS_CODE.replace('{{@:js:', '{{INTERPOLATE:js: ')
    onto(workflow(js_node(old.replace('\n', '\r\n'))), workflow(js_node(NEW_LIVE_CODE)))
    assert codes() == [NEW_CODE.replace('{{@:js:', '{{INTERPOLATE:js: ').replace('\n', '\r\n')]
    assert onto(workflow(js_node(old)), workflow(js_node(LIVE_CODE))) == (0, '', '')


TEXT_CODE = (
    f'{JS_PLACEHOLDER}\nconst url = "{{{{@:env:URL}}}}/v1/{{{{@:env:TENANT}}}}";\n'
    'const prompt = `{{@:txt:prompts/a.txt}}`;\nreturn [];'
)
TEXT_LIVE = TEXT_CODE.replace(JS_PLACEHOLDER, JS_BLOCK).replace('{{@:txt:prompts/a.txt}}', 'one\ntwo\n')
TEXT_LIVE = TEXT_LIVE.replace('{{@:env:URL}}', 'https://secret.localhost').replace('{{@:env:TENANT}}', 's3cret')


@pytest.mark.parametrize(
    ('code', 'expected'),
    [
        pytest.param(TEXT_LIVE, TEXT_CODE, id='unchanged'),
        pytest.param(TEXT_LIVE + '\n// new', TEXT_CODE + '\n// new', id='glue changed'),
        pytest.param(TEXT_LIVE.replace('\n', '\r\n'), TEXT_CODE.replace('\n', '\r\n'), id='CRLF'),
    ],
)
def test_values_of_other_placeholders_never_reach_the_template(onto: Onto, code: str, expected: str) -> None:
    write(Path(), {'prompts/a.txt': 'one\r\ntwo\r\n' if '\r' in code else 'one\ntwo\n'})
    onto(workflow(js_node(TEXT_CODE)), workflow(js_node(code)))
    assert codes() == [expected]


@pytest.mark.parametrize(
    ('code', 'problem'),
    [
        pytest.param(TEXT_LIVE.replace('/v1/', '/v2/'), 'const url = ', id='the line changed'),
        pytest.param(TEXT_LIVE.replace('two', 'three'), 'the text of {{@:txt:prompts/a.txt}}', id='the text changed'),
        pytest.param(TEXT_LIVE + '\nconst url = "https://x/v1/y";', 'const url = ', id='two such lines'),
        pytest.param(TEXT_LIVE + '\n// s3cret', 'a second time', id='the value stands there again'),
        pytest.param('return [];', 'the text of {{@:txt:prompts/a.txt}}', id='the line is gone'),
    ],
)
def test_code_whose_values_cannot_be_told_apart_stays_in_n8n(onto: Onto, code: str, problem: str) -> None:
    write(Path(), {'prompts/a.txt': 'one\ntwo\n'})
    status, output, _ = onto(workflow(js_node(TEXT_CODE)), workflow(js_node(code)))
    assert status == 1
    assert f"{TEMPLATE}:1: node 'Count' keeps its code: " in output
    assert problem in output
    assert 's3cret' not in output
    assert codes() == [TEXT_CODE]


# -- what stays in n8n --------------------------------------------------------------------------------------------

OURS = js_node(JS_CODE)
FINDINGS = 'the export has blocks with findings'


@pytest.mark.parametrize(
    ('ours', 'theirs', 'problem'),
    [
        pytest.param(OURS, py_node('return []'), 'in n8n it runs Python: change the language by hand', id='language'),
        pytest.param(OURS, node(parameters={'language': 'ruby'}), "in n8n it runs 'ruby': change", id='no language'),
        pytest.param(OURS, node(type='n8n-nodes-base.set'), 'in n8n it is no longer a Code node', id='another node'),
        pytest.param(OURS, node(parameters={}), 'jsCode is empty in n8n', id='empty in n8n'),
        pytest.param(node(parameters={}), js_node(LIVE_CODE), 'jsCode is empty in the template', id='no code in ours'),
        pytest.param(
            js_node(JS_BLOCK),
            js_node(LIVE_CODE),
            f'it contains marker blocks: run n8n-code-discipline resync {TEMPLATE} first',
            id='marker blocks in the template',
        ),
        pytest.param(OURS, js_node(f'{JS_BLOCK}\n{JS_BLOCK[:60]}'), FINDINGS, id='broken block'),
        pytest.param(OURS, js_node(LIVE_CODE.replace('counts', 'x')), FINDINGS, id='drifted block'),
    ],
)
def test_what_is_not_only_code_is_left_to_a_person(onto: Onto, ours: Any, theirs: Any, problem: str) -> None:
    template = workflow(ours)
    status, output, _ = onto(template, workflow(theirs))
    assert status == 1
    assert f"{TEMPLATE}:1: node 'Count' keeps its code: {problem}" in output
    assert json.loads(Path(TEMPLATE).read_bytes()) == template


def test_primitives_are_left_alone(onto: Onto) -> None:
    primitive = '// @n8n-evol-I:primitive\nreturn [];'
    assert onto(workflow(js_node(primitive)), workflow(js_node(primitive + '\n'))) == (0, '', '')


def test_drift_comes_home_into_the_function_file(onto: Onto, git_environment: dict[str, str]) -> None:
    edited = LIVE_CODE.replace('counts', 'totals')
    template, export = workflow(js_node(JS_CODE)), workflow(js_node(edited))
    status, output, _ = onto(template, export)
    assert status == 1
    assert f"{EXPORT}:1: NCD501 node 'Count': " in output
    assert Path(JS).read_text() == WORKSPACE[JS]
    Repository(Path().absolute(), git_environment).git('add', JS)
    assert onto(template, export, '--on-drift=update')[0] == 0
    assert Path(JS).read_text() == WORKSPACE[JS].replace('counts', 'totals')
    assert onto(template, export) == (0, '', '')


@pytest.mark.parametrize('option', ['--check', '--diff'])
def test_a_look_first(onto: Onto, option: str) -> None:
    template = workflow(js_node(JS_CODE))
    assert onto(template, workflow(js_node(NEW_LIVE_CODE)), option)[0] == 1
    assert json.loads(Path(TEMPLATE).read_bytes()) == template
    assert onto(template, workflow(js_node(LIVE_CODE)), option) == (0, '', '')


# -- what cannot be matched ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ('template', 'export', 'message'),
    [
        pytest.param('{', {}, f'{TEMPLATE}:1: not JSON: ', id='template is no JSON'),
        pytest.param(workflow(), '{', f'{EXPORT}:1: not JSON: ', id='export is no JSON'),
        pytest.param(
            [workflow(), workflow()],
            workflow(),
            f'{EXPORT}: the template must contain one workflow, it contains 2\n',
            id='two workflows in the template',
        ),
        pytest.param(workflow(), {'data': [{}]}, f'{EXPORT}: the export contains no workflow\n', id='no workflow'),
        pytest.param(
            workflow(name='Orders'),
            [workflow(name='A'), workflow(name='B')],
            f"{EXPORT}: none of the export's workflows has the id or the name of the template's: 'A', 'B'\n",
            id='no workflow of that name',
        ),
    ],
)
def test_files_that_do_not_belong_together(onto: Onto, template: Any, export: Any, message: str) -> None:
    status, output, errors = onto(template, export)
    assert (status, output) == (2, '')
    assert errors.startswith(message)


IS_DIRECTORY = 'is a directory, --onto needs one export and one template'


@pytest.mark.parametrize(
    ('arguments', 'problem'),
    [
        pytest.param(['--onto', TEMPLATE], '--onto needs one export, none given', id='no export'),
        pytest.param([EXPORT, EXPORT, '--onto', TEMPLATE], '--onto needs one export, 2 given', id='two exports'),
        pytest.param([EXPORT, '--onto'], '--onto needs a template', id='no template'),
        pytest.param(['n8n-functions', '--onto', TEMPLATE], f'n8n-functions {IS_DIRECTORY}', id='directory as export'),
        pytest.param([EXPORT, '--onto', 'n8n-config'], f'n8n-config {IS_DIRECTORY}', id='directory as template'),
        pytest.param(
            ['exports.json', '--onto', TEMPLATE],
            'exports.json: no such file or directory; did you mean export.json?',
            id='missing export',
        ),
        pytest.param(
            [EXPORT, '--onto', 'n8n-workflows-template/order.template.json'],
            f'n8n-workflows-template/order.template.json: no such file or directory; did you mean {TEMPLATE}?',
            id='missing template',
        ),
        pytest.param([EXPORT, '--onto', '-'], '-: no such file or directory', id='no template on standard input'),
    ],
)
def test_usage(onto: Onto, capsys: pytest.CaptureFixture[str], arguments: list[str], problem: str) -> None:
    onto(workflow(), workflow())
    Path('n8n-config').mkdir()
    assert cli.main(['resync', *arguments]) == 2
    usage = 'n8n-code-discipline resync EXPORT.json --onto n8n-workflows-template/NAME.template.json'
    assert capsys.readouterr() == ('', f'{problem}: {usage}\n')


def test_the_lines_of_a_wrapped_export_stay(onto: Onto) -> None:
    export = json.dumps({'meta': 'é😀', 'data': [live([js_node(LIVE_CODE.replace('counts', 'x'))])]}, indent=1)
    line = export[: export.index('"jsCode"')].count('\n') + 1
    assert onto(workflow(js_node(JS_CODE)), export)[1].startswith(f"{EXPORT}:{line}: NCD501 node 'Count': ")


def test_an_export_on_standard_input(
    onto: Onto, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    onto(workflow(js_node(JS_CODE)), workflow())
    export = json.dumps({'data': live([js_node(NEW_LIVE_CODE)])}).encode()
    monkeypatch.setattr(sys, 'stdin', io.TextIOWrapper(io.BytesIO(export)))
    assert cli.main(['resync', '-', '--onto', TEMPLATE]) == 0
    assert capsys.readouterr().out.endswith(TOOK)
    assert codes() == [NEW_CODE]
