"""The recipes of ``docs/hooks.md`` for the managers that install no hooks of others."""

import os
import re
import shutil
import sys
from pathlib import Path

import pytest
from repositories import Repository
from support import JS, JS_CODE, JS_TEST, PY, PY_TEST, REPOSITORY, TEMPLATE, WORKSPACE, js_node, template

CLEAN = {**WORKSPACE, **template(js_node(JS_CODE))}
del CLEAN[PY], CLEAN[PY_TEST]
BLOCK = f'/* #:js:{JS} */\n{WORKSPACE[JS].rstrip()}\n/* /#:js:{JS} */'

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == 'win32', reason='the recipe for husky is for a POSIX shell'),
]


@pytest.fixture(params=['lefthook.yml', '.husky/pre-commit'])
def user(request: pytest.FixtureRequest, tmp_path: Path, git_environment: dict[str, str]) -> Repository:
    """A repository with a recipe of the documentation."""
    page = (REPOSITORY / 'docs' / 'hooks.md').read_text(encoding='utf-8')
    recipe = re.search(rf'^`{re.escape(request.param)}`\n\n```\w*\n(.*?)^```$', page, re.MULTILINE | re.DOTALL)
    assert recipe is not None
    programs = os.path.dirname(sys.executable)
    path = os.pathsep.join([programs, git_environment['PATH']])
    if request.param == 'lefthook.yml' and shutil.which('lefthook', path=path) is None:
        pytest.skip('no lefthook: pip install lefthook')
    repository = Repository(tmp_path / 'user', {**git_environment, 'PATH': path, 'CI': ''})
    if request.param == 'lefthook.yml':
        repository.commit({'lefthook.yml': recipe[1]})
        assert repository.run('lefthook', 'install').status == 0
    else:  # https://github.com/typicode/husky/blob/v9.1.7/husky: it runs the file so
        hook = repository.path / '.git/hooks/pre-commit'
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f'#!/bin/sh -e\n{recipe[1]}')
        hook.chmod(0o755)
    return repository


def test_recipe(user: Repository) -> None:
    clean = user.commit(CLEAN)
    assert clean.status == 0, clean.output
    assert 'JavaScript  files: 1 passed, 0 failed' in clean.output
    others = user.commit({'README.md': '# x\n', 'package.json': '{}'})
    assert others.status == 0, others.output

    hydrated = CLEAN[TEMPLATE].replace('{{@:js:' + JS + '}}', BLOCK.replace('\n', '\\n').replace('"', '\\"'))
    resynced = user.commit({TEMPLATE: hydrated})
    assert resynced.status != 0
    assert 'add the 1 changed file and commit again' in resynced.output
    assert (user.path / TEMPLATE).read_text() == CLEAN[TEMPLATE]
    user.git('reset', '--hard', '--quiet')

    inlined = user.commit(template(js_node('return [];')))
    assert inlined.status != 0
    assert f'{TEMPLATE}:8: NCD103' in inlined.output
    user.git('reset', '--hard', '--quiet')

    failing = user.commit({JS_TEST: WORKSPACE[JS_TEST].replace('{ a: 1 }', '{ a: 2 }')})
    assert failing.status != 0
    assert 'JavaScript  files: 0 passed, 1 failed' in failing.output
    assert 'no n8n workflow' not in failing.output
