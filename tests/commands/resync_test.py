import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from n8n_code_discipline.hooks import resync as resync_hook
from repositories import Repository
from support import JS, JS_CODE, PY, PY_CODE, TEMPLATE, WORKSPACE, js_node, py_node, template, write

from n8n_code_discipline import cli
from n8n_code_discipline.workspace import writing

Resync = Callable[..., tuple[int, str, str]]
Add = Callable[[], None]

JS_GLUE = '\n\nreturn [{ json: countByCategory($input.all()) }];'
EDITED = 'function countByCategory(items) {\n  return { edited: items.length };\n}'


def js_block(body: str, path: str = JS) -> str:
    return f'/* #:js:{path} */\n{body}\n/* /#:js:{path} */'


def py_block(body: str, path: str = PY) -> str:
    return f'# MATCH:py:{path}\n{body}\n# /MATCH:py:{path}'


JS_BLOCK = js_block(WORKSPACE[JS].rstrip('\n'))
PY_BLOCK = py_block(WORKSPACE[PY].rstrip('\n'))
EDITED_TEMPLATE = template(js_node(js_block(EDITED) + JS_GLUE))[TEMPLATE]


@pytest.fixture
def resync(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Resync:
    """Run resync in a clean workspace: exit status, standard output, standard error."""
    write(tmp_path, WORKSPACE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv('GIT_CONFIG_GLOBAL', os.devnull)

    def run(*arguments: str) -> tuple[int, str, str]:
        status = cli.main(['resync', *arguments])
        return (status, *capsys.readouterr())

    return run


@pytest.fixture
def add(resync: Resync, git_environment: dict[str, str]) -> Callable[[], None]:
    """Let git know the function files as they are now."""
    del resync

    def run() -> None:
        Repository(Path().absolute(), git_environment).git('add', 'n8n-functions')

    return run


def read(path: str) -> str:
    return Path(path).read_bytes().decode()


# -- collapsing ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ('node', 'code'),
    [
        pytest.param(js_node(JS_BLOCK + JS_GLUE), JS_CODE, id='JavaScript'),
        pytest.param(py_node(PY_BLOCK + PY_CODE[PY_CODE.index('}}') + 2 :]), PY_CODE, id='Python'),
        pytest.param(js_node((JS_BLOCK + JS_GLUE).replace('\n', '\r\n')), JS_CODE.replace('\n', '\r\n'), id='CRLF'),
        pytest.param(
            js_node(f'{JS_BLOCK}\n{JS_BLOCK}\n\n{JS_BLOCK}{JS_GLUE}'),
            '\n'.join([JS_CODE.split('\n')[0]] * 2) + '\n\n' + JS_CODE,
            id='several blocks',
        ),
        pytest.param(
            js_node('  ' + JS_BLOCK.replace('\n/* /', '\n\t/* /') + '\t' + JS_GLUE),
            '  ' + JS_CODE.replace('}}', '}}\t', 1),
            id='blanks around the markers',
        ),
        pytest.param(js_node(JS_BLOCK, type='@n8n/n8n-nodes-langchain.toolCode'), JS_CODE.split('\n')[0], id='tool'),
        pytest.param(
            {**js_node(JS_BLOCK), 'typeVersion': 1, 'parameters': {'language': 'python', 'jsCode': JS_BLOCK}},
            JS_CODE.split('\n')[0],
            id='language is ignored in version 1',
        ),
    ],
)
def test_blocks_collapse(resync: Resync, node: dict[str, object], code: str) -> None:
    write(Path(), template(node))
    blocks = json.dumps(node).count('js:') // 2 if 'jsCode' in str(node) else 1
    counted = '1 block' if blocks == 1 else f'{blocks} blocks'
    assert resync(TEMPLATE) == (0, f'{TEMPLATE}: collapsed {counted}\n', '')
    field = 'pythonCode' if 'pythonCode' in str(node) else 'jsCode'
    assert json.loads(read(TEMPLATE))['nodes'][0]['parameters'][field] == code
    assert resync(TEMPLATE) == (0, '', '')


def test_an_array_of_workflows_and_a_cli_export(resync: Resync) -> None:
    nodes = [js_node(JS_BLOCK)]
    export = 'n8n-workflows-template/export.json'
    write(Path(), {export: json.dumps([{'id': 'a', 'nodes': nodes}, {'id': 'b', 'nodes': nodes * 2}])})
    assert resync(export) == (0, f'{export}: collapsed 3 blocks\n', '')
    codes = [node['parameters']['jsCode'] for item in json.loads(read(export)) for node in item['nodes']]
    assert codes == [JS_CODE.split('\n')[0]] * 3


def test_only_code_fields_are_touched(resync: Resync) -> None:
    nodes = [
        js_node('return [];', notes=JS_BLOCK),
        {'name': 'S', 'type': 'n8n-nodes-base.stickyNote', 'parameters': {'content': JS_BLOCK, 'jsCode': JS_BLOCK}},
        {'name': 'T', 'type': 'n8n-nodes-base.set', 'parameters': {'jsCode': JS_BLOCK}},
        js_node('// @n8n-evol-I:primitive\n' + JS_BLOCK),
        {**py_node('return []'), 'parameters': {'language': 'python', 'jsCode': JS_BLOCK, 'pythonCode': JS_BLOCK}},
        js_node(PY_BLOCK),
    ]
    write(Path(), {TEMPLATE: json.dumps({'nodes': nodes, 'pinData': {'x': JS_BLOCK}, 'meta': JS_BLOCK})})
    assert resync(TEMPLATE) == (0, '', '')


def test_a_file_with_nothing_to_do_is_not_written(resync: Resync) -> None:
    write(Path(), template(js_node(JS_CODE)))
    os.utime(TEMPLATE, (1, 1))
    before = os.stat(TEMPLATE)
    assert resync(TEMPLATE) == (0, '', '')
    after = os.stat(TEMPLATE)
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


# -- what is resynced ---------------------------------------------------------------------------------------------


def test_without_a_path_every_template_of_the_workspace(resync: Resync) -> None:
    text = template(js_node(JS_BLOCK))[TEMPLATE]
    other = 'n8n-workflows-template/sub/other.template.json'
    write(Path(), {TEMPLATE: text, other: text, 'n8n-workflows-template/export.json': text, 'built.json': text})
    assert resync() == (0, f'{TEMPLATE}: collapsed 1 block\n{other}: collapsed 1 block\n', '')
    assert resync('n8n-workflows-template') == (0, '', '')


def test_files_that_are_not_ours_are_skipped(resync: Resync) -> None:
    built = template(js_node(JS_BLOCK))[TEMPLATE]
    others = {'package.json': json.dumps({'a': JS_BLOCK}), 'orders.generated.json': built, 'quiet.json': '{}'}
    write(Path(), others)
    assert resync(*others, JS) == (0, '', 'skipped 4 files: no n8n workflow\n')


@pytest.mark.parametrize(
    ('text', 'skipped'),
    [
        pytest.param('{}', True, id='a template without nodes'),
        pytest.param('[{"id": 1}]', True, id='an array of other things'),
        pytest.param('{"nodes": []}', False, id='nothing to collapse'),
    ],
)
def test_json_that_is_no_workflow_is_said_to_be_none(resync: Resync, text: str, skipped: bool) -> None:
    write(Path(), {TEMPLATE: text})
    assert resync(TEMPLATE) == (0, '', 'skipped 1 file: no n8n workflow\n' if skipped else '')


def test_what_cannot_be_resynced_is_said(resync: Resync) -> None:
    write(Path(), {'a.template.json': b'\xff\xfe#', 'b.template.json': '{"nodes": /* #:js:x */', 'empty/x': ''})
    (Path() / 'c.template.json').mkdir()
    status, output, errors = resync('a.template.json', 'b.template.json', 'c.template.json', 'none.json', 'empty')
    assert status == 2
    assert output == (
        'a.template.json:1: NCD001 is UTF-16, not UTF-8: save it as UTF-8\n'
        'b.template.json:1: NCD002 not JSON: expecting value (line 1, column 11)\n'
        'c.template.json:1: NCD001 is a directory, not a file\n'
    )
    assert errors == ('none.json: no such file or directory\nempty: nothing to check: no *.template.json below it\n')


def test_an_export_elsewhere_and_its_workspace(
    resync: Resync, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path_factory.mktemp('elsewhere')
    (elsewhere / 'export.json').write_text(template(js_node(JS_BLOCK))[TEMPLATE])
    monkeypatch.chdir(elsewhere)
    assert resync('export.json')[:2][0] == 1
    assert 'NCD501' in resync('export.json')[1]
    assert resync('export.json', '--workspace', str(tmp_path)) == (0, 'export.json: collapsed 1 block\n', '')


# -- drift --------------------------------------------------------------------------------------------------------

EDIT_DIFF = f"""\
    --- {JS}
    +++ {JS} (node 'Count')
    @@ -1,6 +1,3 @@
     function countByCategory(items) {{
    -  const counts = {{}};
    -  for (const item of items) counts[item.json.category] = (counts[item.json.category] || 0) + 1;
    -  return counts;
    +  return {{ edited: items.length }};
     }}
    -if (typeof module !== "undefined") module.exports = {{ countByCategory }};
"""
RESYNC = 'n8n-code-discipline resync'
ADVICE = (
    f'keep the edit with {RESYNC} --on-drift=update {TEMPLATE} or drop it with {RESYNC} --on-drift=discard {TEMPLATE}'
)
EDIT_FINDING = (
    f"{TEMPLATE}:8: NCD501 node 'Count': the code of '{JS}' differs from the file, history incomplete "
    f'(no git repository): {ADVICE}\n'
)


def test_an_edit_is_reported_with_its_diff_and_nothing_changes(resync: Resync) -> None:
    write(Path(), {TEMPLATE: EDITED_TEMPLATE})
    assert resync(TEMPLATE) == (1, EDIT_FINDING + EDIT_DIFF, '')
    assert read(TEMPLATE) == EDITED_TEMPLATE
    assert read(JS) == WORKSPACE[JS]


def test_update_keeps_the_edit(resync: Resync, add: Add) -> None:
    write(Path(), {TEMPLATE: EDITED_TEMPLATE})
    add()
    expected = f"{TEMPLATE}:8: node 'Count': '{JS}' --on-drift=update writes this edit\n"
    changed = f'updated {JS}\n{TEMPLATE}: collapsed 1 block\n'
    assert resync('--on-drift=update', TEMPLATE) == (0, expected + EDIT_DIFF + changed, '')
    assert read(JS) == EDITED + '\n'
    assert json.loads(read(TEMPLATE))['nodes'][0]['parameters']['jsCode'] == JS_CODE


def test_a_comment_like_a_preamble_is_an_edit(resync: Resync, add: Add) -> None:
    write(Path(), template(py_node(py_block('#!important\n' + WORKSPACE[PY]))))
    add()
    before = read(TEMPLATE)
    assert 'NCD501' in resync(TEMPLATE)[1]
    refused = f"the edited code of '{PY}' is left as it is: reading it back from the file would change it"
    assert refused in resync('--on-drift=update', TEMPLATE)[1]
    assert (read(TEMPLATE), read(PY)) == (before, WORKSPACE[PY])
    write(Path(), {PY: '#!/usr/bin/env python3\n' + WORKSPACE[PY]})
    add()
    assert resync('--on-drift=update', TEMPLATE)[0] == 0
    assert read(PY) == '#!/usr/bin/env python3\n#!important\n' + WORKSPACE[PY]


def test_a_hook_fails_when_it_changed_files_and_says_what_to_do_next(
    resync: Resync, add: Add, capsys: pytest.CaptureFixture[str]
) -> None:
    def hook(*arguments: str) -> tuple[int, str]:
        return resync_hook.main(arguments), capsys.readouterr().err

    write(Path(), template(js_node(JS_BLOCK)))
    assert hook('--check', TEMPLATE) == hook('--diff', TEMPLATE) == (1, '')
    assert hook(TEMPLATE) == (1, 'add the 1 changed file and commit again\n')
    assert hook(TEMPLATE) == (0, '')
    write(Path(), {TEMPLATE: EDITED_TEMPLATE})
    add()
    assert hook(TEMPLATE) == (1, '')
    assert hook('--on-drift=update', TEMPLATE) == (1, 'add the 2 changed files and commit again\n')
    assert resync(TEMPLATE) == (0, '', '')


def test_discard_prints_and_drops_the_edit(resync: Resync) -> None:
    write(Path(), {TEMPLATE: EDITED_TEMPLATE})
    expected = f"{TEMPLATE}:8: node 'Count': '{JS}' --on-drift=discard drops this edit\n"
    assert resync('--on-drift=discard', TEMPLATE) == (0, f'{expected}{EDIT_DIFF}{TEMPLATE}: collapsed 1 block\n', '')
    assert read(JS) == WORKSPACE[JS]
    assert json.loads(read(TEMPLATE))['nodes'][0]['parameters']['jsCode'] == JS_CODE


def test_what_is_dropped_is_printed_whole_and_what_is_reported_is_shortened(resync: Resync) -> None:
    body = '\n'.join(f'// line {number}\x1b[31m' for number in range(100))
    write(Path(), template(js_node(js_block(body))))
    reported = resync(TEMPLATE)[1]
    assert reported.endswith('    … 89 more lines\n')
    dropped = resync('--on-drift=discard', TEMPLATE)[1]
    assert '    +// line 99\\x1b[31m\n' in dropped


@pytest.mark.parametrize(
    ('before', 'after'),
    [
        pytest.param(b'old\n', b'a\nb\n', id='LF'),
        pytest.param(b'old', b'a\nb', id='no final newline'),
        pytest.param(b'old\n\n\n', b'a\nb\n\n\n', id='several final newlines'),
        pytest.param(b'old\r\nold\r\n', b'a\r\nb\r\n', id='CRLF'),
        pytest.param(b'\xef\xbb\xbfold\n', b'\xef\xbb\xbfa\nb\n', id='byte order mark'),
        pytest.param(b'#!/usr/bin/env node\nold\n', b'#!/usr/bin/env node\na\nb\n', id='#! line'),
        pytest.param(b'#!/usr/bin/env node', b'#!/usr/bin/env node\na\nb\n', id='nothing but a #! line'),
        pytest.param(b'', b'a\nb\n', id='empty file'),
        pytest.param(b'\n', b'a\nb\n', id='blank file'),
    ],
)
def test_update_keeps_the_shape_of_the_file(resync: Resync, add: Add, before: bytes, after: bytes) -> None:
    after = re.sub(rb'([ab])(?=[\r\n]|\Z)', rb'function \1() {}', after)
    write(Path(), {JS: before, **template(js_node(js_block('function a() {}\nfunction b() {}')))})
    add()
    assert resync('--on-drift=update', TEMPLATE)[0] == 0
    assert Path(JS).read_bytes() == after
    assert resync(TEMPLATE) == (0, '', '')


@pytest.mark.parametrize(
    ('body', 'reason'),
    [
        pytest.param('function countByCategory( {', 'line 1 of it would be NCD005, JavaScript syntax: ', id='syntax'),
        pytest.param(
            'function countByCategory() {}\nconst LIMIT = 10;',
            "line 2 of it would be NCD202, top-level code outside function declarations: 'const LIMIT = 10;'",
            id='top-level code',
        ),
        pytest.param(
            'function countByCategory() { return "\ud83d"; }',
            'it contains half of a surrogate pair, which UTF-8 cannot encode',
            id='lone surrogate',
        ),
    ],
)
def test_update_refuses_what_check_would_reject(resync: Resync, add: Add, body: str, reason: str) -> None:
    text = json.dumps({'nodes': [js_node(js_block(body))]})
    write(Path(), {TEMPLATE: text})
    add()
    status, output, _ = resync('--on-drift=update', TEMPLATE)
    assert status == 1
    assert output.startswith(f"{TEMPLATE}:1: NCD501 node 'Count': the edited code of '{JS}' is left as it is: {reason}")
    assert read(TEMPLATE) == text
    assert read(JS) == WORKSPACE[JS]


def test_update_refuses_python_that_check_would_reject(resync: Resync, add: Add) -> None:
    write(Path(), template(py_node(py_block('LIMIT = 1'))))
    add()
    assert 'line 1 of it would be NCD301, ' in resync('--on-drift=update', TEMPLATE)[1]
    write(Path(), template(py_node(py_block('def f():\n  "x # MATCH:py:y"'))))
    assert 'line 2 of it would be NCD302, ' in resync('--on-drift=update', TEMPLATE)[1]
    assert read(PY) == WORKSPACE[PY]


NEW = 'n8n-functions/js/sub/newOne.js'
NEW_TEMPLATE = template(js_node(js_block('function newOne() {}', NEW)))[TEMPLATE]


def test_a_block_without_function_file(resync: Resync) -> None:
    write(Path(), {TEMPLATE: NEW_TEMPLATE})
    diff = f"    --- /dev/null\n    +++ {NEW} (node 'Count')\n    @@ -0,0 +1 @@\n    +function newOne() {{}}\n"
    place = f"{TEMPLATE}:8: NCD501 node 'Count': "
    missing = f"the code of '{NEW}' has no function file: create it with {RESYNC} --on-drift=update {TEMPLATE}\n"
    assert resync(TEMPLATE) == (1, place + missing + diff, '')
    refused = (
        f"the edited code of '{NEW}' is left as it is: there is no function file, "
        'so --on-drift=discard would lose the only copy\n'
    )
    assert resync('--on-drift=discard', TEMPLATE) == (1, place + refused + diff, '')
    assert read(TEMPLATE) == NEW_TEMPLATE
    status, output, _ = resync('--on-drift=update', TEMPLATE)
    assert status == 0
    assert output.endswith(f'created {NEW}\n{TEMPLATE}: collapsed 1 block\n')
    assert read(NEW) == 'function newOne() {}\n'


# -- conflicts ----------------------------------------------------------------------------------------------------

OTHER = 'n8n-workflows-template/returns.template.json'
CONFLICT = {
    TEMPLATE: EDITED_TEMPLATE,
    OTHER: template(js_node(js_block(EDITED.replace('edited', 'changed')) + JS_GLUE, name='Other'))[TEMPLATE],
}


@pytest.mark.parametrize('option', ['error', 'update'])
def test_two_edits_of_one_path_are_a_conflict(resync: Resync, option: str) -> None:
    write(Path(), CONFLICT)
    status, output, _ = resync(f'--on-drift={option}', TEMPLATE, OTHER)
    assert status == 1
    assert [line for line in output.splitlines() if not line.startswith(' ')] == [
        f"{TEMPLATE}:8: NCD503 node 'Count': '{JS}' was edited differently at {OTHER}:8 (node 'Other'): "
        'neither edit is written',
        f"{OTHER}:8: NCD503 node 'Other': '{JS}' was edited differently at {TEMPLATE}:8 (node 'Count'): "
        'neither edit is written',
    ]
    assert {name: read(name) for name in CONFLICT} == CONFLICT
    assert read(JS) == WORKSPACE[JS]


def test_discard_drops_both(resync: Resync) -> None:
    write(Path(), CONFLICT)
    assert resync('--on-drift=discard', TEMPLATE, OTHER)[0] == 0
    assert 'edited' not in read(TEMPLATE)
    assert 'changed' not in read(OTHER)


def test_the_same_edit_twice_is_one_edit(resync: Resync, add: Add) -> None:
    write(Path(), {TEMPLATE: EDITED_TEMPLATE, OTHER: EDITED_TEMPLATE})
    add()
    assert resync('--on-drift=update', TEMPLATE, OTHER)[0] == 0
    assert read(JS) == EDITED + '\n'
    assert resync(TEMPLATE, OTHER) == (0, '', '')


def test_a_whole_block_beside_a_drifted_one_collapses(resync: Resync) -> None:
    write(Path(), template(js_node(f'{js_block(EDITED)}\n{PY_BLOCK}'), py_node(PY_BLOCK)))
    status, output, _ = resync(TEMPLATE)
    assert status == 1
    assert output.count('NCD501') == 1
    assert output.endswith(f'{TEMPLATE}: collapsed 1 block\n')
    code = json.loads(read(TEMPLATE))['nodes'][0]['parameters']['jsCode']
    assert code == f'{js_block(EDITED)}\n{PY_BLOCK}'


# -- what is refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize('option', ['error', 'update', 'discard'])
@pytest.mark.parametrize(
    ('language', 'path', 'code'),
    [
        pytest.param('py', 'n8n-functions-tests/conftest.py', 'NCD106', id='conftest of the tests'),
        pytest.param('py', 'n8n-functions/py/__init__.py', 'NCD106', id='package'),
        pytest.param('py', 'n8n-functions/py/test_x.py', 'NCD106', id='Python test'),
        pytest.param('py', 'setup.py', 'NCD106', id='setup.py'),
        pytest.param('js', 'n8n-functions/js/x.test.js', 'NCD106', id='JavaScript test'),
        pytest.param('js', 'n8n-functions/js/.hidden.js', 'NCD105', id='hidden file'),
        pytest.param('js', 'n8n-functions/py/x.js', 'NCD106', id='folder of the other language'),
        pytest.param('js', 'n8n-functions/x.js', 'NCD106', id='beside the folders'),
        pytest.param('js', 'n8n-functions/js/../../../x.js', 'NCD105', id='.. further in'),
        pytest.param('js', '/tmp/x.js', 'NCD105', id='absolute'),
        pytest.param('js', 'n8n-functions/js', 'NCD105', id='folder'),
        pytest.param('js', 'n8n-functions/js/link.js', 'NCD105', id='symlink out of the workspace'),
        pytest.param('js', 'n8n-functions/js/linked/x.js', 'NCD105', id='symlinked folder'),
        pytest.param('js', 'n8n-functions/js/dangling.js', 'NCD105', id='dangling symlink'),
    ],
)
def test_a_marker_never_writes_elsewhere(resync: Resync, option: str, language: str, path: str, code: str) -> None:
    try:
        Path('n8n-functions/js/link.js').symlink_to('countByCategory.js')
        Path('n8n-functions/js/linked').symlink_to('../py')
        Path('n8n-functions/js/dangling.js').symlink_to('../../new.js')
    except OSError:
        pytest.skip('needs symlinks')
    node = js_node(js_block('function x() {}', path)) if language == 'js' else py_node(py_block('x = 1', path))
    write(Path(), template(node))
    before = snapshot()
    status, output, _ = resync(f'--on-drift={option}', TEMPLATE)
    assert status == 1
    assert f" {code} node 'Count': " in output
    assert 'resync leaves the block as it is' in output
    assert snapshot() == before


def snapshot() -> tuple[list[str], dict[str, bytes]]:
    """Return the names beside the workspace, and every file in it."""
    everything = [path for path in Path().rglob('*') if path.is_file()]
    return sorted(os.listdir('..')), {str(path): path.read_bytes() for path in everything}


def test_one_broken_marker_keeps_the_whole_code(resync: Resync) -> None:
    write(Path(), template(js_node(f'{JS_BLOCK}\n/* #:js:{PY} */\n'), js_node(JS_BLOCK)))
    status, output, _ = resync('--on-drift=discard', TEMPLATE)
    assert status == 1
    assert output == (
        f"{TEMPLATE}:8: NCD502 node 'Count': block '/* #:js:{PY} */' is never closed: add '/* /#:js:{PY} */' "
        f'after its code\n{TEMPLATE}: collapsed 1 block\n'
    )
    codes = [node['parameters']['jsCode'] for node in json.loads(read(TEMPLATE))['nodes']]
    assert codes == [f'{JS_BLOCK}\n/* #:js:{PY} */\n', JS_CODE.split('\n')[0]]


# -- --check and --diff -------------------------------------------------------------------------------------------


def test_check_writes_nothing(resync: Resync, add: Add) -> None:
    write(Path(), template(js_node(JS_BLOCK)))
    add()
    assert resync('--check', TEMPLATE) == (1, f'{TEMPLATE}: would collapse 1 block\n', '')
    write(Path(), {TEMPLATE: EDITED_TEMPLATE})
    before = snapshot()
    assert resync('--check', '--on-drift=update', TEMPLATE)[0] == 1
    assert resync('--check', TEMPLATE)[0] == 1
    assert snapshot() == before
    write(Path(), template(js_node(JS_CODE)))
    assert resync('--check', TEMPLATE) == (0, '', '')
    assert resync('--diff', TEMPLATE) == (0, '', '')


def test_diff_can_be_applied(resync: Resync, add: Add, git_environment: dict[str, str]) -> None:
    text = '\ufeff' + EDITED_TEMPLATE.replace('\n', '\r\n')
    write(Path(), {TEMPLATE: text, JS: WORKSPACE[JS].rstrip('\n')})
    add()
    status, output, _ = resync('--diff', '--on-drift=update', TEMPLATE)
    assert status == 1
    assert read(TEMPLATE) == text
    Path('change.patch').write_bytes(output[output.index('--- a/') :].encode())
    repository = Repository(Path().absolute(), git_environment)
    repository.git('apply', '--whitespace=nowarn', 'change.patch')
    patched = {name: read(name) for name in (TEMPLATE, JS)}
    write(Path(), {TEMPLATE: text, JS: WORKSPACE[JS].rstrip('\n')})
    assert resync('--on-drift=update', TEMPLATE)[0] == 0
    assert {name: read(name) for name in (TEMPLATE, JS)} == patched


# -- when the files do not stay as they were ----------------------------------------------------------------------


def test_a_function_file_that_changes_meanwhile_keeps_its_block(
    resync: Resync, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(Path(), {TEMPLATE: EDITED_TEMPLATE})
    add()
    real = writing.write

    def change_first(path: str, data: bytes, **options: object) -> str:
        if path.endswith('.js'):
            Path(path).write_text('function newer() {}\n')
        return real(path, data, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(writing, 'write', change_first)
    status, _, errors = resync('--on-drift=update', TEMPLATE)
    assert status == 2
    assert errors == (
        f'{JS}: changed while it was being read: not written, run again\n'
        f'{TEMPLATE}: not written, {JS} has changed: run again\n'
    )
    assert read(JS) == 'function newer() {}\n'
    assert read(TEMPLATE) == EDITED_TEMPLATE


@pytest.mark.parametrize('text', ['function newer() {}\n', None])
def test_a_function_file_that_changes_between_two_templates_keeps_the_second_block(
    resync: Resync, monkeypatch: pytest.MonkeyPatch, text: str | None
) -> None:
    second = TEMPLATE.replace('orders', 'second')
    before = template(js_node(JS_BLOCK))[TEMPLATE]
    write(Path(), {TEMPLATE: before, second: before})
    real = writing.write

    def change_afterwards(path: str, data: bytes, **options: object) -> str:
        remark = real(path, data, **options)  # type: ignore[arg-type]
        Path(JS).write_text(text) if text is not None else Path(JS).unlink()
        return remark

    monkeypatch.setattr(writing, 'write', change_afterwards)
    assert resync(TEMPLATE, second) == (
        2,
        f'{TEMPLATE}: collapsed 1 block\n',
        f'{second}: not written, {JS} has changed: run again\n',
    )
    assert read(second) == before


# -- git ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def repository(resync: Resync, git_environment: dict[str, str]) -> Repository:
    """The workspace as a repository; the function file's first version is not the one of the working tree."""
    del resync
    made = Repository(Path().absolute(), git_environment)
    made.commit({JS: EDITED + '\n'})
    made.commit({JS: WORKSPACE[JS]})
    return made


def version(repository: Repository, revision: str) -> str:
    """Return how messages name the version of a commit."""
    return 'commit ' + repository.git('log', '-1', '--abbrev=10', '--format=%h, %cs', revision).output.strip()


def test_an_old_deployment_collapses_and_says_so(resync: Resync, repository: Repository) -> None:
    write(Path(), {TEMPLATE: EDITED_TEMPLATE})
    old = f"{TEMPLATE}:8: node 'Count': '{JS}' is an old deployment ({version(repository, 'HEAD~1')})\n"
    assert resync(TEMPLATE) == (0, f'{old}{TEMPLATE}: collapsed 1 block\n', '')
    assert read(JS) == WORKSPACE[JS]


def test_an_edit_that_git_does_not_know_is_an_edit(resync: Resync, repository: Repository) -> None:
    del repository
    write(Path(), template(js_node(js_block(EDITED.replace('edited', 'again')))))
    status, output, _ = resync(TEMPLATE)
    assert status == 1
    assert output.startswith(f"{TEMPLATE}:8: NCD501 node 'Count': the code of '{JS}' was edited in n8n: {ADVICE}\n")


def test_an_old_deployment_is_no_conflict(resync: Resync, repository: Repository) -> None:
    del repository
    newer = WORKSPACE[JS].replace('counts', 'totals')
    write(Path(), template(js_node(js_block(EDITED)), js_node(js_block(newer.rstrip()), name='Other')))
    status, output, _ = resync('--on-drift=update', TEMPLATE)
    assert status == 0
    assert output.endswith(f'updated {JS}\n{TEMPLATE}: collapsed 2 blocks\n')
    assert read(JS) == newer


@pytest.mark.parametrize('staged', [pytest.param(True, id='the index'), pytest.param(False, id='a commit')])
def test_an_edit_of_an_older_version_is_not_written_over_a_newer_one(
    resync: Resync, repository: Repository, staged: bool
) -> None:
    newer = WORKSPACE[JS].replace('{};', 'Object.create(null);')
    old, new = version(repository, 'HEAD'), 'the index'
    if staged:
        write(Path(), {JS: newer})
        repository.git('add', JS)
    else:
        repository.commit({JS: newer})
        new = version(repository, 'HEAD')
    edited = WORKSPACE[JS].replace('|| 0', '?? 0')
    live = template(js_node(js_block(edited.rstrip())))
    write(Path(), live)
    status, output, errors = resync('--on-drift=update', TEMPLATE)
    assert (status, errors) == (1, '')
    assert output.splitlines()[0] == (
        f"{TEMPLATE}:8: NCD501 node 'Count': the edited code of '{JS}' is left as it is: an older version was edited "
        f'({old}), and an update would undo what changed up to the present one ({new}): edit the function file by '
        f'hand, then run n8n-code-discipline resync --on-drift=discard {TEMPLATE}'
    )
    names = [line.strip() for line in output.splitlines() if line.startswith(('    ---', '    +++'))]
    assert names == [f'--- {JS} ({old})', f"+++ {JS} (node 'Count')", f'--- {JS}', f"+++ {JS} (node 'Count')"]
    assert output.count('-  const counts = Object.create(null);') == 1
    assert (read(JS), read(TEMPLATE)) == (newer, live[TEMPLATE])
    # an edit of the present version is written
    write(Path(), template(js_node(js_block(newer.replace('|| 0', '?? 0').rstrip()))))
    assert resync('--on-drift=update', TEMPLATE)[0] == 0
    assert read(JS) == newer.replace('|| 0', '?? 0')


@pytest.mark.parametrize(
    'newer',
    [
        pytest.param(WORKSPACE[JS].replace('  ', '\t'), id='whitespace'),
        pytest.param(''.join(reversed(WORKSPACE[JS].splitlines(keepends=True))), id='order'),
    ],
)
def test_an_older_version_may_differ_in_layout_only(resync: Resync, repository: Repository, newer: str) -> None:
    repository.commit({JS: newer})
    write(Path(), template(js_node(js_block(WORKSPACE[JS].replace('|| 0', '?? 0').rstrip()))))
    status, output, _ = resync('--on-drift=update', TEMPLATE)
    assert (status, 'an older version was edited' in output, read(JS)) == (1, True, newer)


def test_update_needs_the_whole_history(resync: Resync, repository: Repository) -> None:
    commit = repository.git('rev-parse', 'HEAD').output
    Path('.git/shallow').write_text(commit, encoding='utf-8')
    write(Path(), {TEMPLATE: EDITED_TEMPLATE})  # the version before, which the clone does not have
    status, output, _ = resync('--on-drift=update', TEMPLATE)
    assert (status, 'the clone is shallow' in output, read(JS)) == (1, True, WORKSPACE[JS])


def test_update_does_not_overwrite_what_git_does_not_know(resync: Resync, repository: Repository) -> None:
    newest = EDITED.replace('edited', 'newest')
    write(Path(), {JS: newest + '\n', **template(js_node(js_block(EDITED.replace('edited', 'again'))))})
    status, output, _ = resync('--on-drift=update', TEMPLATE)
    assert status == 1
    assert 'git does not have the code of the function file, which would be lost: commit or add it first' in output
    assert read(JS) == newest + '\n'
    repository.git('add', JS)
    assert resync('--on-drift=update', TEMPLATE)[0] == 0
    assert 'again' in read(JS)


@pytest.mark.parametrize(
    ('setting', 'gap'),
    [
        pytest.param(None, 'no git repository', id='no repository'),
        pytest.param('', 'untracked file', id='untracked'),
        pytest.param('remote.origin.promisor', 'partial clone', id='partial clone'),
    ],
)
def test_update_does_not_overwrite_what_git_cannot_give_back(
    resync: Resync, git_environment: dict[str, str], setting: str | None, gap: str
) -> None:
    write(Path(), {TEMPLATE: EDITED_TEMPLATE})
    reason = f'git does not have the code of the function file ({gap}), which would be lost: commit or add it first'
    if setting is not None:
        repository = Repository(Path().absolute(), git_environment)
        if setting:
            repository.git('add', '--all')
            repository.git('config', setting, 'true')
    finding = f"{TEMPLATE}:8: NCD501 node 'Count': the edited code of '{JS}' is left as it is: {reason}\n"
    assert resync('--on-drift=update', TEMPLATE) == (1, finding + EDIT_DIFF, '')
    assert (read(JS), read(TEMPLATE)) == (WORKSPACE[JS], EDITED_TEMPLATE)


SECRET = 'function key() {\n  return "{{@:env:API_KEY}}";\n}\n'


@pytest.mark.parametrize(
    'now',
    [pytest.param(SECRET, id='now'), pytest.param('function key() {}\n', id='once'), pytest.param(None, id='gone')],
)
def test_update_writes_no_value_of_the_deploy_step(resync: Resync, repository: Repository, now: str | None) -> None:
    repository.commit({JS: SECRET})
    if now is None:
        Path(JS).unlink()
    else:
        repository.commit({JS: now})
    live = SECRET.replace('{{@:env:API_KEY}}', 's3cret').rstrip()
    write(Path(), template(js_node(js_block(live))))
    status, output, _ = resync('--on-drift=update', TEMPLATE)
    assert status == 1
    assert output.splitlines()[0] == (
        f"{TEMPLATE}:8: NCD501 node 'Count': the edited code of '{JS}' is left as it is: the function file contains, "
        "or contained, the placeholder '{{@:env:API_KEY}}', whose value may be part of the edit: copy the edit by hand"
    )
    assert (read(JS) if os.path.exists(JS) else None) == now
    export = 'n8n-workflows-template/export.json'
    write(Path(), {export: read(TEMPLATE), **template(js_node(JS_CODE))})
    assert 'NCD501' in resync('--onto', TEMPLATE, '--on-drift=update', export)[1]
    assert not any(b's3cret' in Path(name).read_bytes() for name in (TEMPLATE, JS) if os.path.exists(name))


def test_equal_blocks_do_not_ask_git(resync: Resync, repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    del repository
    write(Path(), template(js_node(JS_BLOCK), js_node(JS_CODE, name='B')))
    monkeypatch.setattr('subprocess.run', None)
    monkeypatch.setattr('subprocess.Popen', None)
    assert resync(TEMPLATE)[0] == 0
