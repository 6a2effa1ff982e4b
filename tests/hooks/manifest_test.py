"""``.pre-commit-hooks.yaml``: which files reach which hook, judged with the libraries that pre-commit uses."""

import configparser
import re
import sys
from pathlib import Path
from typing import Any

import identify.identify
import pytest
import yaml
from support import REPOSITORY, write

HOOKS: dict[str, dict[str, Any]] = {
    hook['id']: hook for hook in yaml.safe_load((REPOSITORY / '.pre-commit-hooks.yaml').read_text())
}


def console_scripts() -> dict[str, str]:
    parser = configparser.ConfigParser()
    parser.read(REPOSITORY / 'setup.cfg')
    lines = parser['options.entry_points']['console_scripts'].strip().splitlines()
    return {name.strip(): target.strip() for name, target in (line.split('=') for line in lines)}


@pytest.mark.parametrize('hook', HOOKS.values(), ids=lambda hook: hook['id'])
def test_entry_is_a_console_script_of_a_hook_module(hook: dict[str, Any]) -> None:
    target = console_scripts()[hook['entry']]
    module = target.removesuffix(':main').removeprefix('n8n_code_discipline.hooks.')
    assert (REPOSITORY / 'hooks' / f'{module}.py').is_file()


@pytest.mark.parametrize('hook', HOOKS.values(), ids=lambda hook: hook['id'])
def test_manners(hook: dict[str, Any]) -> None:
    assert hook['language'] == 'python'
    assert hook['require_serial'] is True
    assert hook['description'].endswith('.')
    assert 'verbose' not in hook
    assert 'args' not in hook


def test_the_hooks_that_check_see_the_same_files() -> None:
    ours = yaml.safe_load((REPOSITORY / '.pre-commit-config.yaml').read_text())['repos'][0]['hooks'][0]
    patterns = {hook['files'] for hook in (HOOKS['n8n-code-discipline'], HOOKS['n8n-code-discipline-fix'], ours)}
    assert len(patterns) == 1


def reaches(hook_id: str, path: Path, name: str) -> bool:
    hook = HOOKS[hook_id]
    tags = identify.identify.tags_from_path(str(path))
    return bool(re.search(hook['files'], name)) and tags >= set(hook['types'])


@pytest.mark.parametrize(
    ('hook', 'expected', 'name'),
    [
        ('n8n-code-discipline', True, 'n8n-workflows-template/orders.template.json'),
        ('n8n-code-discipline', True, 'orders.template.json'),
        ('n8n-code-discipline', True, 'a b/n8n-workflows-template/Übersicht.template.json'),
        ('n8n-code-discipline', True, 'cdk.out/Stack.template.json'),
        ('n8n-code-discipline', True, 'n8n-functions/js/slugify.js'),
        ('n8n-code-discipline', True, 'n8n-functions/py/sub/slugify.py'),
        ('n8n-code-discipline', True, 'team/n8n-functions/py/__init__.py'),
        ('n8n-code-discipline', True, 'n8n-functions-tests/slugify.test.js'),
        ('n8n-code-discipline', True, 'n8n-functions-tests/sub/test_slugify.py'),
        ('n8n-code-discipline', True, 'team/n8n-functions-tests/conftest.py'),
        ('n8n-code-discipline', True, 'n8n-workflows-template/My workflow.json'),
        ('n8n-code-discipline', True, 'n8n-workflows-template/sub/orders.generated.json'),
        ('n8n-code-discipline', True, 'n8n-functions/js/slugify.mjs'),
        ('n8n-code-discipline', True, 'n8n-functions/ts/slugify.ts'),
        ('n8n-code-discipline', True, 'n8n-functions/stray.js'),
        ('n8n-code-discipline', True, 'n8n-functions/README.md'),
        ('n8n-code-discipline', False, 'package.json'),
        ('n8n-code-discipline', False, 'orders.template.json.bak'),
        ('n8n-code-discipline', False, 'xtemplate.json'),
        ('n8n-code-discipline', False, 'my-n8n-functions/js/slugify.js'),
        ('n8n-code-discipline', False, 'my-n8n-workflows-template/orders.json'),
        ('n8n-code-discipline', False, 'n8n-workflows-template/notes.md'),
        ('n8n-code-discipline', False, 'src/app.js'),
        ('n8n-code-discipline', False, 'tests/test_app.py'),
        ('n8n-code-discipline', False, 'n8n-functions-tests/data.json'),
        ('n8n-resync', True, 'n8n-workflows-template/orders.template.json'),
        ('n8n-resync', True, 'n8n-workflows-template/sub/wf01hash0000000A.json'),
        ('n8n-resync', True, 'orders.template.json'),
        ('n8n-resync', True, 'team a/n8n-workflows-template/export.json'),
        ('n8n-resync', False, 'package.json'),
        ('n8n-resync', False, 'backups/wf01hash0000000A.json'),
        ('n8n-resync', False, 'n8n-workflows-template/notes.md'),
        ('n8n-resync', False, 'my-n8n-workflows-template/export.json'),
    ],
)
def test_files_that_reach_a_hook(tmp_path: Path, hook: str, expected: bool, name: str) -> None:
    write(tmp_path, {name: '{}'})
    assert reaches(hook, tmp_path / name, name) is expected


@pytest.mark.skipif(sys.platform == 'win32', reason='needs symlinks')
def test_symlinks_do_not_reach_the_hook(tmp_path: Path) -> None:
    link = tmp_path / 'link.template.json'
    link.symlink_to(tmp_path / 'orders.template.json')
    (tmp_path / 'orders.template.json').write_text('{}')
    assert not reaches('n8n-code-discipline', link, link.name)
