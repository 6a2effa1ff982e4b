import io
import json
import os
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support import (
    JS,
    JS_CODE,
    JS_PLACEHOLDER,
    JS_TEST,
    PY,
    PY_CODE,
    PY_PLACEHOLDER,
    TEMPLATE,
    WORKSPACE,
    js_node,
    node,
    py_node,
    template,
    write,
)

from n8n_code_discipline import cli
from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.linter import loader
from n8n_code_discipline.roundtrip.hydrate import hydrate as pure_hydrate
from n8n_code_discipline.workspace import files

Hydrate = Callable[..., tuple[int, str, str]]
SEED = Path(__file__).resolve().parents[2] / 'examples' / 'workspace'

JS_BLOCK = f'/* #:js:{JS} */\n{WORKSPACE[JS]}/* /#:js:{JS} */'
PY_BLOCK = f'# MATCH:py:{PY}\n{WORKSPACE[PY]}# /MATCH:py:{PY}'


@pytest.fixture
def hydrate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Hydrate:
    """Run hydrate in a clean workspace: exit status, standard output, standard error."""
    write(tmp_path, WORKSPACE)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str, str]:
        status = cli.main(['hydrate', *arguments])
        return (status, *capsys.readouterr())

    return run


def code(text: str) -> str:
    parameters = json.loads(text)['nodes'][0]['parameters']
    value: str = parameters.get('jsCode') or parameters['pythonCode']
    return value


# -- what comes out -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ('source', 'expected'),
    [
        pytest.param(js_node(JS_CODE), JS_CODE.replace(JS_PLACEHOLDER, JS_BLOCK), id='JavaScript'),
        pytest.param(py_node(PY_CODE), PY_CODE.replace(PY_PLACEHOLDER, PY_BLOCK), id='Python'),
        pytest.param(
            js_node(JS_CODE.replace('\n', '\r\n')),
            JS_CODE.replace(JS_PLACEHOLDER, JS_BLOCK).replace('\n', '\r\n'),
            id='CRLF',
        ),
        pytest.param(js_node('{{HYDRATE:js: ' + JS + '}}\nreturn [];'), JS_BLOCK + '\nreturn [];', id='spelling'),
        pytest.param(js_node(f'\t{JS_PLACEHOLDER}  \nreturn [];'), f'\t{JS_BLOCK}  \nreturn [];', id='blanks around'),
        pytest.param(
            js_node(f'{JS_PLACEHOLDER}\nreturn "{{{{@:env:URL}}}} {{{{@:uuid}}}}";'),
            f'{JS_BLOCK}\nreturn "{{{{@:env:URL}}}} {{{{@:uuid}}}}";',
            id='env and uuid stay',
        ),
        pytest.param(
            js_node(f'{JS_PLACEHOLDER}\nreturn `{{{{@:txt:prompts/a.txt}}}}`;'),
            f'{JS_BLOCK}\nreturn `one\n"two" é\n\n`;',
            id='text in code',
        ),
        pytest.param(js_node('// @n8n-evol-I:primitive\n{{@:js:x}}'), '// @n8n-evol-I:primitive\n{{@:js:x}}', id='no'),
        pytest.param(js_node('return [];'), 'return [];', id='inlined code is check, not hydrate'),
    ],
)
def test_output(hydrate: Hydrate, source: dict[str, Any], expected: str) -> None:
    write(Path(), {**template(source), 'prompts/a.txt': 'one\n"two" é\n\n'})
    status, output, errors = hydrate(TEMPLATE)
    assert (status, errors) == (0, '')
    assert code(output) == expected


def test_text_goes_into_any_string_but_prose(hydrate: Hydrate) -> None:
    mail = 'Hello {{@:html:mail/a.html}}, {{@:md:mail/b.md}}!'
    nodes = [
        {'name': 'Mail', 'type': 'n8n-nodes-base.emailSend', 'parameters': {'html': mail}, 'notes': mail},
        {'name': 'S', 'type': 'n8n-nodes-base.stickyNote', 'parameters': {'content': mail}},
    ]
    given = {
        TEMPLATE: json.dumps({'name': '{{@:txt:mail/name.txt}}', 'nodes': nodes, 'pinData': {'a': mail}}),
        'mail/a.html': '\ufeff<p>"{{@:js:never/read.js}}"\t\\</p>\r\n',
        'mail/b.md': '# é',
        'mail/name.txt': 'Orders\n',
    }
    write(Path(), given)
    status, output, _ = hydrate(TEMPLATE)
    data = json.loads(output)
    assert status == 0
    assert data['name'] == 'Orders\n'
    assert data['nodes'][0]['parameters']['html'] == 'Hello <p>"{{@:js:never/read.js}}"\t\\</p>\r\n, # é!'
    assert data['nodes'][0]['notes'] == data['nodes'][1]['parameters']['content'] == data['pinData']['a'] == mail


# -- where it goes ------------------------------------------------------------------------------------------------


def test_out_dir(hydrate: Hydrate) -> None:
    other = 'n8n-workflows-template/returns.template.json'
    write(Path(), {**template(js_node(JS_CODE)), other: template(py_node(PY_CODE))[TEMPLATE]})
    written = 'wrote build/n8n/orders.generated.json\nwrote build/n8n/returns.generated.json\n'
    assert hydrate('--out-dir', 'build/n8n', TEMPLATE, other) == (0, '', written)
    assert sorted(os.listdir('build/n8n')) == ['orders.generated.json', 'returns.generated.json']
    assert code(Path('build/n8n/orders.generated.json').read_text()) == JS_CODE.replace(JS_PLACEHOLDER, JS_BLOCK)


@pytest.mark.skipif(sys.platform == 'win32', reason='needs symlinks')
def test_out_dir_is_not_left_through_a_symlink(hydrate: Hydrate) -> None:
    write(Path(), {**template(js_node(JS_CODE)), 'victim': 'old', 'build/inside': 'old'})
    link = Path('build/orders.generated.json')
    link.symlink_to('../victim')
    status, output, errors = hydrate('--out-dir', 'build', TEMPLATE)
    assert (status, output, Path('victim').read_text()) == (2, '', 'old')
    assert errors.endswith('/victim, outside the output directory: not written\n')
    link.unlink()
    link.symlink_to('inside')
    assert hydrate('--out-dir', 'build', TEMPLATE)[0] == 0
    assert Path('build/inside').read_text() != 'old'
    # a file that was named is what was meant
    assert hydrate('-o', 'build/orders.generated.json', TEMPLATE)[0] == 0


def test_an_output_is_replaced_only_when_it_changes(hydrate: Hydrate) -> None:
    write(Path(), {**template(js_node(JS_CODE)), 'out.json': b'\xff old'})
    assert hydrate('-o', 'out.json', TEMPLATE) == (0, '', 'wrote out.json\n')
    os.utime('out.json', (1, 1))
    assert hydrate('-o', 'out.json', TEMPLATE) == (0, '', 'wrote out.json\n')
    assert os.stat('out.json').st_mtime == 1


@pytest.mark.parametrize(
    ('arguments', 'message'),
    [
        pytest.param(
            ['-o', TEMPLATE, TEMPLATE],
            TEMPLATE + ': {cwd}/' + TEMPLATE + ' is a template or the output of another one',
            id='output is the template',
        ),
        pytest.param([JS], f'{JS}: no n8n workflow', id='function file'),
        pytest.param(['n8n-functions', '--out-dir', 'x'], 'nothing to check: no *.template.json below it', id='none'),
        pytest.param(['-o', 'sub', TEMPLATE], 'sub: cannot be written: Is a directory', id='output is a folder'),
        pytest.param(['-o', JS, TEMPLATE], f'{JS}: is a place for function files', id='output is a function file'),
        pytest.param(
            ['--out-dir', 'n8n-functions-tests', TEMPLATE],
            'n8n-functions-tests/orders.generated.json: is a place for function files and tests',
            id='output beside the tests',
        ),
        pytest.param(['-o', 'no/x', TEMPLATE], 'no/x: cannot be written: No such file or directory', id='no folder'),
        pytest.param(
            ['--out-dir', 'package.json/x', TEMPLATE],
            'package.json/x/orders.generated.json: cannot be written: Not a directory',
            id='output below a file',
        ),
        pytest.param(['package.json'], 'package.json: no n8n workflow', id='no workflow'),
        pytest.param(['a.generated.json'], 'a.generated.json: no n8n workflow', id='built workflow'),
        pytest.param(['none.template.json'], 'none.template.json: no such file or directory', id='missing'),
        pytest.param(
            [TEMPLATE, '--node', 'count'],
            f"{TEMPLATE}: no Code nodes are called 'count'; did you mean 'Count'?\n",
            id='a node mistyped',
        ),
        pytest.param([TEMPLATE, '--node', 'Mail'], "no Code nodes are called 'Mail'\n", id='no such node'),
    ],
)
@pytest.mark.skipif(sys.platform == 'win32', reason='the messages of the system')
def test_what_cannot_be_written(hydrate: Hydrate, arguments: list[str], message: str) -> None:
    given = {
        **template(js_node(JS_CODE)),
        'sub/orders.template.json': '{"nodes": []}',
        'package.json': '{}',
        'a.generated.json': '{"nodes": []}',
    }
    write(Path(), given)
    before = sorted(str(path) for path in Path().rglob('*'))
    status, output, errors = hydrate(*arguments)
    assert (status, output) == (2, '')
    assert message.format(cwd=Path().absolute()) in errors
    assert sorted(str(path) for path in Path().rglob('*')) == before


@pytest.mark.parametrize(
    ('arguments', 'error'),
    [
        pytest.param([TEMPLATE, TEMPLATE], 'several templates, or a directory, need --out-dir', id='several'),
        pytest.param(['n8n-functions'], 'several templates, or a directory, need --out-dir', id='a directory'),
        pytest.param([TEMPLATE, '--out-dir', 'x', '--node', 'Count'], '--node writes the code of one node', id='node'),
    ],
)
def test_usage(hydrate: Hydrate, capsys: pytest.CaptureFixture[str], arguments: list[str], error: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        hydrate(*arguments)
    assert (stopped.value.code, error in capsys.readouterr().err) == (2, True)


def test_a_directory_of_templates(hydrate: Hydrate) -> None:
    folder = 'n8n-workflows-template'
    source = template(js_node(JS_CODE))[TEMPLATE]
    given = {
        **template(js_node(JS_CODE)),
        f'{folder}/sales/orders.template.json': source,
        f'{folder}/bad.template.json': template(js_node('{{@:js:n8n-functions/js/none.js}}'))[TEMPLATE],
        f'{folder}/broken.template.json': '{',
        f'{folder}/download.json': source,
    }
    write(Path(), given)
    status, output, errors = hydrate(folder, '--out-dir', 'build')
    assert (status, output) == (1, '')
    wrote = ['build/orders.generated.json', 'build/sales/orders.generated.json']
    assert [line.split(' ')[1] for line in errors.splitlines()] == [*wrote, 'NCD104', 'NCD002']
    assert Path('build/sales/orders.generated.json').read_text() == hydrate(TEMPLATE)[1]
    assert sorted(os.listdir('build')) == ['orders.generated.json', 'sales']


def test_two_outputs_of_one_name(hydrate: Hydrate) -> None:
    write(Path(), {**template(js_node(JS_CODE)), 'sub/orders.template.json': '{"nodes": []}'})
    path = Path('build/orders.generated.json').absolute()
    problem = f'{path} is a template or the output of another one: not written'
    expected = (2, '', f'wrote build/orders.generated.json\nbuild/orders.generated.json: {problem}\n')
    assert hydrate(TEMPLATE, 'sub/orders.template.json', '--out-dir', 'build') == expected
    assert 'countByCategory' in path.read_text()


def test_a_problem_of_a_shared_function_file_is_reported_once(hydrate: Hydrate) -> None:
    write(Path(), {JS: 'function (', **template(js_node(JS_CODE))})
    write(Path(), {'n8n-workflows-template/other.template.json': template(js_node(JS_CODE))[TEMPLATE]})
    status, output, errors = hydrate('n8n-workflows-template', '--out-dir', 'build')
    assert (status, output, errors.count('NCD005'), Path('build').exists()) == (1, '', 1, False)


@pytest.mark.parametrize('output', [[], ['-o', '-'], ['-o', 'code.js']])
def test_the_code_of_a_node(hydrate: Hydrate, output: list[str]) -> None:
    primitive = '// @n8n-evol-I:primitive\n{{@:js:x}}\n'
    write(Path(), template(js_node(JS_CODE), py_node(PY_CODE, name='Sum'), js_node(primitive, name='P')))
    expected = JS_CODE.replace(JS_PLACEHOLDER, JS_BLOCK) + '\n'
    written = hydrate(TEMPLATE, '--node', 'Count', *output)
    if 'code.js' in output:
        assert (written, Path('code.js').read_text()) == ((0, '', 'wrote code.js\n'), expected)
    else:
        assert written == (0, expected, '')
    assert hydrate(TEMPLATE, '--node', 'P') == (0, primitive, '')
    write(Path(), {TEMPLATE: template(js_node('return "?";'))[TEMPLATE].replace('?', '\\ud800')})
    assert hydrate(TEMPLATE, '--node', 'Count')[:2] == (0, 'return "\\ud800";\n')
    write(Path(), template(js_node(JS_CODE), js_node(JS_CODE)))
    assert hydrate(TEMPLATE, '--node', 'Count') == (2, '', f"{TEMPLATE}: 2 Code nodes are called 'Count'\n")


@pytest.mark.parametrize(
    ('text', 'status', 'error'),
    [
        pytest.param(template(js_node(JS_CODE))[TEMPLATE], 0, '', id='a template'),
        pytest.param('{"nodes": ', 1, '-:1: NCD002 ', id='no JSON'),
        pytest.param('{}', 2, '-: no n8n workflow\n', id='no workflow'),
    ],
)
def test_standard_input(hydrate: Hydrate, monkeypatch: pytest.MonkeyPatch, text: str, status: int, error: str) -> None:
    write(Path(), {**template(js_node(JS_CODE)), '-': 'not this one'})
    expected = hydrate(TEMPLATE)[1] if not status else ''
    monkeypatch.setattr(sys, 'stdin', io.TextIOWrapper(io.BytesIO(text.encode())))
    found = hydrate('-', '-o', '-')
    assert (*found[:2], found[2].startswith(error), bool(found[2])) == (status, expected, True, bool(error))


@pytest.mark.skipif(sys.platform == 'win32', reason='needs /dev/stdout')
def test_the_data_on_standard_output_is_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, {**WORKSPACE, **template(js_node(JS_CODE))})
    monkeypatch.chdir(tmp_path)
    assert cli.main(['hydrate', TEMPLATE]) == 0
    expected = capfd.readouterr().out
    assert cli.main(['hydrate', TEMPLATE, '-o', '/dev/stdout']) == 0
    assert capfd.readouterr() == (expected, 'wrote /dev/stdout\n')


# -- what is refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ('changes', 'expected'),
    [
        pytest.param({TEMPLATE: b'\xff'}, 'NCD001', id='unreadable'),
        pytest.param({TEMPLATE: '{'}, 'NCD002', id='not JSON'),
        pytest.param(
            {'a.json': '{"a": NaN}', **template(node(type='x', parameters={'a': '{{@:json:a.json}}'}))},
            'NCD002',
            id='text that is not JSON',
        ),
        pytest.param({TEMPLATE: '{"nodes": 1}'}, 'NCD003', id='no workflow'),
        pytest.param({TEMPLATE: '{"nodes": [], "a": 1, "a": 2}'}, 'NCD004', id='duplicate key'),
        pytest.param({JS: 'function ('}, 'NCD005', id='JavaScript syntax'),
        pytest.param({PY: 'def ('}, 'NCD006', id='Python syntax'),
        pytest.param(template(js_node('{{@:js:n8n-functions/js/none.js}}')), 'NCD104', id='missing file'),
        pytest.param(template(js_node('{{@:js:../x.js}}')), 'NCD105', id='outside'),
        pytest.param(template(js_node(PY_PLACEHOLDER)), 'NCD106', id='wrong language'),
        pytest.param(template(js_node('// ' + JS_PLACEHOLDER)), 'NCD107', id='misplaced'),
        pytest.param(template(node(type='x', parameters={'a': JS_PLACEHOLDER})), 'NCD107', id='no code field'),
        pytest.param(template(js_node(JS_BLOCK)), 'NCD109', id='unsynced block'),
        pytest.param(template(js_node(JS_PLACEHOLDER + '\nconst countByCategory = 1;')), 'NCD113', id='name collision'),
        pytest.param(template(js_node(JS_PLACEHOLDER + '\nreturn [;')), 'NCD005', id='broken glue'),
        pytest.param(template(js_node('{{ @:js:x.js }}')), 'NCD110', id='malformed'),
        pytest.param({JS: f'function f() {{}}\n/* #:js:{JS} */\n'}, 'NCD206', id='marker in JavaScript'),
        pytest.param({PY: f'def f():\n  "a # MATCH:py:{PY}"\n'}, 'NCD302', id='marker text in Python'),
        pytest.param(template(js_node(f'/* #:js:{JS} */\n')), 'NCD502', id='broken marker'),
    ],
)
def test_refused(hydrate: Hydrate, changes: dict[str, str | bytes], expected: str) -> None:
    write(Path(), {**template(js_node(JS_CODE), py_node(PY_CODE)), **changes})
    status, output, errors = hydrate(TEMPLATE, '-o', 'out.json')
    assert (status, output) == (1, '')
    assert {line.split(' ')[1] for line in errors.splitlines()} == {expected}
    assert not Path('out.json').exists()


def test_nothing_else_is_refused(hydrate: Hydrate) -> None:
    Path(JS_TEST).unlink()
    given: dict[str, str | bytes] = {
        **template(
            js_node(JS_CODE),
            js_node(''),
            node(name='F', type='n8n-nodes-base.function', parameters={'functionCode': 'return items;'}),
            node(parameters={'language': 'javascript', 'jsCode': JS_CODE}),
            node(parameters={'pythonCode': 'x', 'jsCode': JS_CODE}),
        ),
        JS: 'const LIMIT = 1;\nfunction countByCategory() {}\n',
        'n8n-functions-tests/test_count_by_category.py': b'\xff',
    }
    write(Path(), given)
    assert hydrate(TEMPLATE)[0] == 0


# -- the library --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ('changes', 'message'),
    [
        pytest.param(
            {JS: f'function f() {{}}\n/* #:js:{JS} */\n'},
            f"{JS} contains the round-trip marker '/\\* #:js:{JS} \\*/'",
            id='marker in JavaScript',
        ),
        pytest.param({JS: b'\xff'}, 'cannot be injected into jsCode', id='not UTF-8'),
        pytest.param(template(py_node(JS_PLACEHOLDER)), 'cannot be injected into pythonCode', id='language'),
        pytest.param(
            template(js_node(JS_BLOCK)),
            f"node 'Count' contains round-trip markers: run n8n-code-discipline resync {TEMPLATE} first",
            id='marker block',
        ),
        pytest.param(template(node(type='x', a=JS_PLACEHOLDER)), 'stands in nodes.0.a', id='no code field'),
        pytest.param(
            {'a.txt': b'\xff', **template(node(type='x', parameters={'a': '{{@:txt:a.txt}}'}))},
            "nodes.0.parameters.a: 'a.txt' is not UTF-8",
            id='text is not UTF-8',
        ),
    ],
)
def test_the_library_raises_value_error(tmp_path: Path, changes: dict[str, str | bytes], message: str) -> None:
    write(tmp_path, {**WORKSPACE, **template(js_node(JS_CODE), py_node(PY_CODE)), **changes})
    opened = loader.open_template(files.read(str(tmp_path / TEMPLATE)), Settings(str(tmp_path)))
    with pytest.raises(ValueError, match=message):
        pure_hydrate(opened)


def test_a_path_with_a_comment_end_is_refused_on_the_command_line(hydrate: Hydrate) -> None:
    path = 'n8n-functions/js/a*/b.js'
    try:
        write(Path(), {path: 'function b() {}\n', **template(js_node(f'{{{{@:js:{path}}}}}'))})
    except OSError:
        pytest.skip('no such file names here')
    status, output, errors = hydrate(TEMPLATE)
    assert (status, output) == (1, '')
    assert f"NCD106 node 'Count': '{path}' contains '*/', which would end the comment of its marker" in errors


@pytest.mark.parametrize(
    ('length', 'error'),
    [
        pytest.param(1_000_000, '', id='the longest'),
        pytest.param(1_100_000, f'{TEMPLATE}: would have more than 128 million characters when hydrated\n', id='long'),
    ],
)
def test_an_output_that_bursts_is_refused(hydrate: Hydrate, length: int, error: str) -> None:
    placeholders = '{{@:txt:a.txt}}' * 128
    write(Path(), {'a.txt': 'x' * length, **template(node(type='x', parameters={'text': placeholders}))})
    tracemalloc.start()
    status, _, errors = hydrate(TEMPLATE, *(() if error else ('-o', 'out.json')))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (status, errors) == ((2, error) if error else (0, 'wrote out.json\n'))
    assert peak < 20_000_000  # one text is held once, whatever the length of the output


def test_an_output_that_is_a_template_by_another_name(hydrate: Hydrate) -> None:
    write(Path(), template(js_node(JS_CODE)))
    before = Path(TEMPLATE).read_bytes()
    os.link(TEMPLATE, 'built.json')
    problem = f'{Path().absolute()}/built.json is a template or the output of another one: not written'
    assert hydrate(TEMPLATE, '-o', 'built.json') == (2, '', f'built.json: {problem}\n')
    assert Path(TEMPLATE).read_bytes() == before


def test_outputs_that_turn_out_to_be_one_file(hydrate: Hydrate, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (f'{folder}/{name}.template.json' for folder, name in (('a', 'orders'), ('b', 'ORDERS')))
    write(Path(), {first: template(js_node(JS_CODE))[TEMPLATE], second: '{"nodes": []}'})
    real = os.stat

    def ignore_case(path: Any, *arguments: Any, **options: Any) -> os.stat_result:
        named = str(path).replace('ORDERS.generated', 'orders.generated')
        return real(named if isinstance(path, str) else path, *arguments, **options)

    monkeypatch.setattr(os, 'stat', ignore_case)
    status, _, errors = hydrate('--out-dir', 'out', first, second)
    assert (status, errors.endswith('is a template or the output of another one: not written\n')) == (2, True)
    assert os.listdir('out') == ['orders.generated.json']


def test_a_workflow_of_another_name_is_refused_for_the_same_reasons(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name = 'n8n-workflows-template/My workflow.json'
    write(tmp_path, {name: template(js_node('{{@:js:n8n-functions/js/none.js}}'))[TEMPLATE]})
    monkeypatch.chdir(tmp_path)
    assert cli.main(['hydrate', name]) == 1
    assert capsys.readouterr().err.startswith(f'{name}:8: NCD104 ')
