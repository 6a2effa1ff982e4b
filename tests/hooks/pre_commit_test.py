"""The hooks through the real pre-commit."""

import sys

from repositories import Consumer
from support import JS, JS_CODE, JS_TEST, TEMPLATE, WORKSPACE, js_node, template

HOOK = 'n8n-code-discipline'
FIX_HOOK = 'n8n-code-discipline-fix'
WORKSPACE_HOOK = 'n8n-code-discipline-workspace'
CLEAN = {**WORKSPACE, **template(js_node(JS_CODE))}
INLINED = template(js_node('return [];'))
INLINED_FINDING = f"{TEMPLATE}:8: NCD103 node 'Count': inlined JavaScript"


def test_a_violation_blocks_the_commit_and_a_clean_one_passes(consumer: Consumer) -> None:
    consumer.use(HOOK)
    blocked = consumer.commit({**CLEAN, **INLINED})
    assert blocked.status == 1
    assert INLINED_FINDING in blocked.output
    assert consumer.run('git', 'log').status != 0  # nothing was committed

    assert consumer.commit(CLEAN).status == 0
    assert consumer.git('status', '--porcelain').output == ''


def test_only_the_staged_files_are_checked_and_all_files_on_request(consumer: Consumer) -> None:
    consumer.commit({**CLEAN, **INLINED})
    consumer.use(HOOK)
    passed = consumer.commit({'n8n-workflows-template/empty.template.json': '{"nodes": []}'})
    assert passed.status == 0, passed.output
    everything = consumer.pre_commit('run', '--all-files')
    assert everything.status == 1
    assert INLINED_FINDING in everything.output


def test_a_staged_template_brings_its_function_file_along(consumer: Consumer) -> None:
    consumer.commit({**CLEAN, JS: 'let cache;\n' + WORKSPACE[JS]})
    consumer.use(HOOK)
    blocked = consumer.commit(template(js_node(JS_CODE + '\n')))
    assert blocked.status == 1
    assert f"{JS}:1: NCD202 top-level code outside function declarations: 'let cache;'" in blocked.output


def test_a_deleted_function_file_is_caught_by_the_workspace_hook(consumer: Consumer) -> None:
    assert consumer.commit(CLEAN).status == 0
    consumer.use(HOOK)
    (consumer.path / JS).unlink()
    assert consumer.commit({}, 'the file hook cannot see it').status == 0
    consumer.use(WORKSPACE_HOOK)
    caught = consumer.pre_commit('run', '--all-files')
    assert caught.status == 1
    assert f"{TEMPLATE}:8: NCD104 node 'Count': the file of placeholder '{JS}' does not exist: {JS}" in caught.output


def test_what_init_configures_stops_the_push_of_a_deleted_function_file(consumer: Consumer) -> None:
    init = ('init', '--repo', consumer.hook_repository.path.as_uri(), '--rev', consumer.hook_repository.head())
    initialized = consumer.run(sys.executable, '-m', 'n8n_code_discipline', *init)
    assert initialized.status == 0, initialized.output
    consumer.git('init', '--quiet', '--bare', '../remote')
    consumer.git('remote', 'add', 'origin', '../remote')
    installed = consumer.pre_commit('install')
    assert 'pre-commit installed at .git/hooks/pre-push' in installed.output
    committed = consumer.commit(CLEAN)
    assert committed.status == 0, committed.output
    pushed = consumer.run('git', 'push', 'origin', 'main')
    assert pushed.status == 0, pushed.output
    assert 'n8n code discipline (workspace)' in pushed.output
    (consumer.path / JS).unlink()
    (consumer.path / JS_TEST).unlink()
    assert consumer.commit({}, 'no hook for files sees it').status == 0
    stopped = consumer.run('git', 'push', 'origin', 'main')
    assert stopped.status == 1
    assert f"{TEMPLATE}:8: NCD104 node 'Count': the file of placeholder '{JS}' does not exist: {JS}" in stopped.output


def test_the_fix_hook_mends_and_stops_the_commit(consumer: Consumer) -> None:
    consumer.use(FIX_HOOK)
    without_trailer = WORKSPACE[JS].partition('if (typeof')[0]
    stopped = consumer.commit({**CLEAN, JS: without_trailer})
    assert stopped.status == 1
    assert f'fixed {JS}' in stopped.output
    assert (consumer.path / JS).read_text() == WORKSPACE[JS]
    assert consumer.commit({}).status == 0
    assert consumer.git('show', f'HEAD:{JS}').output == WORKSPACE[JS]


def test_a_commit_of_other_peoples_files_passes(consumer: Consumer) -> None:
    consumer.use(HOOK)
    passed = consumer.commit(
        {
            'package.json': '{}',
            'cdk.out/Stack.template.json': '{"Resources": {}}',
            'n8n-workflows-template/orders.generated.json': INLINED[TEMPLATE],
            'n8n-workflows-template/tags.json': '[]\n',
            'n8n-functions/README.md': '# Functions\n',
            'n8n-functions/js/globals.d.ts': 'declare const a: string;\n',
            'n8n-functions/py/__init__.py': 'import os\nos.environ\n',
            'n8n-functions-tests/conftest.py': 'import sys\nsys.path.append("x")\n',
        }
    )
    assert passed.status == 0, passed.output


def test_what_no_rule_read_blocks_the_commit(consumer: Consumer) -> None:
    consumer.use(HOOK)
    download = 'n8n-workflows-template/My workflow.json'
    stray = 'n8n-functions/js/helper.mjs'
    blocked = consumer.commit({**CLEAN, download: INLINED[TEMPLATE], stray: 'x = 1;\n'})
    assert blocked.status == 1
    assert f'{download}:1: NCD007 ' in blocked.output
    assert f'{stray}:1: NCD008 ' in blocked.output
    assert 'NCD103' not in blocked.output
    assert '\nNCD007: Rename the file as the message says.' in blocked.output
    assert 'n8n-code-discipline explain' not in blocked.output
