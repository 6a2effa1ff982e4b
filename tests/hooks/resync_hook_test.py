"""``n8n-resync`` through the real pre-commit."""

from pathlib import Path

import pytest
from n8n_code_discipline.hooks import resync
from repositories import Consumer
from support import JS, JS_CODE, JS_PLACEHOLDER, TEMPLATE, WORKSPACE, js_node, template, write

HOOKS = ('n8n-resync', 'n8n-code-discipline')
BLOCK = f'/* #:js:{JS} */\n{WORKSPACE[JS]}/* /#:js:{JS} */'
CLEAN = {**WORKSPACE, **template(js_node(JS_CODE))}
EXPORT = template(js_node(JS_CODE.replace(JS_PLACEHOLDER, BLOCK)))
EDITED = template(js_node(JS_CODE.replace(JS_PLACEHOLDER, BLOCK.replace('counts', 'totals'))))


def test_an_export_is_stopped_rewritten_and_passes_the_second_time(consumer: Consumer) -> None:
    assert consumer.commit(WORKSPACE).status == 0
    consumer.use(*HOOKS)
    stopped = consumer.commit(EXPORT)
    assert stopped.status == 1
    assert f'{TEMPLATE}: collapsed 1 block\n' in stopped.output
    assert 'add the 1 changed file and commit again\n' in stopped.output
    assert 'files were modified by this hook' in stopped.output
    assert (consumer.path / TEMPLATE).read_bytes() == CLEAN[TEMPLATE].encode()
    assert consumer.commit({}).status == 0
    assert consumer.git('show', f'HEAD:{TEMPLATE}').output == CLEAN[TEMPLATE]


def test_an_edit_is_stopped_with_its_diff_and_nothing_changes(consumer: Consumer) -> None:
    assert consumer.commit(CLEAN).status == 0
    consumer.use('n8n-resync')
    stopped = consumer.commit(EDITED)
    assert stopped.status == 1
    assert f"{TEMPLATE}:8: NCD501 node 'Count': the code of '{JS}' was edited in n8n: keep the edit" in stopped.output
    assert '    -  const counts = {};\n' in stopped.output
    assert '    +  const totals = {};\n' in stopped.output
    assert 'files were modified' not in stopped.output
    assert (consumer.path / TEMPLATE).read_bytes() == EDITED[TEMPLATE].encode()
    assert (consumer.path / JS).read_bytes() == WORKSPACE[JS].encode()


def test_an_old_deployment_is_known_while_a_commit_is_made(consumer: Consumer) -> None:
    assert consumer.commit({**CLEAN, JS: WORKSPACE[JS].replace('counts', 'totals')}).status == 0
    assert consumer.commit({JS: WORKSPACE[JS]}).status == 0
    consumer.use('n8n-resync')
    stopped = consumer.commit(EDITED)
    assert stopped.status == 1
    assert 'is an old deployment (commit ' in stopped.output
    assert consumer.commit({}).status == 0


def test_the_hook_is_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, {**WORKSPACE, **EXPORT})
    monkeypatch.chdir(tmp_path)
    assert resync.main(['--check', TEMPLATE]) == 1
    assert capsys.readouterr().out == f'{TEMPLATE}: would collapse 1 block\n'
    monkeypatch.setattr('sys.argv', ['n8n-code-discipline-resync', TEMPLATE])
    assert resync.main() == 1
    assert (tmp_path / TEMPLATE).read_bytes() == CLEAN[TEMPLATE].encode()
