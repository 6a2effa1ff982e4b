import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from marks import at_marks
from support import TEMPLATE, WORKSPACE, js_node, lint_files, node, template, write

MESSAGE = (
    "NCD105 node '{}': placeholder path '{}' {}: write the path, from the workspace root, of a regular file that is "
    'not private'
)

posix = pytest.mark.skipif(sys.platform == 'win32', reason='POSIX')
LINK = 'n8n-functions/js/link.js'
FILES = {
    '.git/config': '',
    '.env': '',
    'sub/.env.local': '',
    'n8n-config/orders.json': '{}',
    'prompts/a.txt': 'a',
    'prompts/environment.txt': 'b',
    'prompts/gitignore': 'c',
    'prompts/.gitignore': 'c',
    '.n8n-state/a.txt': 'd',
    'n8n-build/a.txt': 'e',
}


def code(path: str) -> dict[str, Any]:
    """A node with one JavaScript placeholder."""
    return js_node('«{{@:js:' + path + '}}»\nreturn [{ json: countByCategory([]) }];')


def text(path: str) -> dict[str, Any]:
    """A node with one text placeholder that is in no code field."""
    return node(name='Set', type='n8n-nodes-base.set', parameters={'value': 'a «{{@:txt:' + path + '}}» b'})


@pytest.mark.parametrize(
    'nodes',
    [
        pytest.param([code('n8n-functions/js/countByCategory.js')], id='function file'),
        pytest.param([code('n8n-functions/py/../js/../js/countByCategory.js')], id='.. that stays inside'),
        pytest.param([text('prompts/a.txt')], id='text'),
        pytest.param([text('prompts/environment.txt'), text('prompts/gitignore')], id='almost private'),
    ],
)
def test_clean(tmp_path: Path, nodes: list[Any]) -> None:
    assert lint_files(tmp_path, {**FILES, **template(*nodes)}) == []


OUT = 'leads out of the workspace'


@pytest.mark.parametrize(
    ('make', 'path', 'reason'),
    [
        pytest.param(code, '/etc/passwd', 'is absolute', id='absolute'),
        pytest.param(code, 'C:/a.js', 'is absolute', id='Windows drive'),
        pytest.param(code, '../a.js', OUT, id='..'),
        pytest.param(code, 'n8n-functions/js/../../../a.js', OUT, id='.. further in'),
        pytest.param(code, 'n8n-functions/js', 'is a directory', id='directory'),
        pytest.param(code, '.git/config', 'is private state (.git)', id='.git'),
        pytest.param(code, '.GIT/none', 'is private state (.GIT)', id='.GIT, existing or not'),
        pytest.param(text, '.env', 'is private state (.env)', id='.env'),
        pytest.param(text, 'n8n-config/orders.json', 'is private state (n8n-config)', id='n8n-config'),
        pytest.param(text, '.n8n-state/a.txt', 'is private state (.n8n-state)', id='any name with a dot'),
        pytest.param(text, 'n8n-build/a.txt', 'is private state (n8n-build)', id='n8n-build'),
        pytest.param(text, 'prompts/../.env', 'is private state (.env)', id='private behind ..'),
        pytest.param(code, '../' * 100 + 'a.js', OUT, id='long'),
    ],
)
def test_fires(tmp_path: Path, make: Callable[[str], dict[str, Any]], path: str, reason: str) -> None:
    node = make(path)
    shown = path if len(path) <= 80 else path[:79] + '…'
    files = {**FILES, **template(node)}
    assert lint_files(tmp_path, files) == at_marks(files, MESSAGE.format(node['name'], shown, reason))


def test_a_path_that_starts_elsewhere(tmp_path: Path) -> None:
    paths = ('../n8n-functions/js/countByCategory.js', f'{tmp_path.as_posix()}/n8n-functions/js/countByCategory.js')
    files = template(*map(code, paths), text('../prompts/a.txt'))
    meant = 'paths start at the workspace root, did you mean {{@:js:n8n-functions/js/countByCategory.js}}?'
    assert [row.partition(': paths ')[1:] for row in lint_files(tmp_path, {**FILES, **files}, TEMPLATE)] == [
        (': paths ', meant.removeprefix('paths ')),
        (': paths ', meant.removeprefix('paths ')),
        (': paths ', 'start at the workspace root, did you mean {{@:txt:prompts/a.txt}}?'),
    ]


MISSING = (
    f"NCD104 node 'Count': the file of placeholder '{LINK}' does not exist: {LINK}; create it or correct the path, "
    'which starts at the workspace root'
)


@posix
@pytest.mark.parametrize(
    ('target', 'reason'),
    [
        pytest.param('countByCategory.js', '', id='inside'),
        pytest.param('../../../outside.js', 'is a symlink out of the workspace', id='out'),
        pytest.param('/etc/hostname', 'is a symlink out of the workspace', id='absolute'),
        pytest.param('../../.env', 'is a symlink to private state (.env)', id='to private state'),
        pytest.param('../js', 'is a directory', id='to a directory'),
        pytest.param('nowhere', 'missing', id='to nowhere is a missing file'),
        pytest.param('link.js', 'missing', id='to itself is a missing file'),
    ],
)
def test_symlinks(tmp_path: Path, target: str, reason: str) -> None:
    root = tmp_path / 'workspace'
    write(root, {**FILES, '../outside.js': '', LINK: ''})
    (root / LINK).unlink()
    (root / LINK).symlink_to(target)
    files = template(code(LINK) if reason else js_node('{{@:js:' + LINK + '}}\nreturn countByCategory([]);'))
    message = MISSING if reason == 'missing' else MESSAGE.format('Count', LINK, reason)
    found = lint_files(root, files, TEMPLATE)
    assert [row for row in found if row.startswith(TEMPLATE)] == at_marks(files, message)


@posix
def test_symlinked_directory(tmp_path: Path) -> None:
    root = tmp_path / 'workspace'
    write(root, {**WORKSPACE, '../outside/a.js': ''})
    (root / 'n8n-functions/js/sub').symlink_to('../../../outside')
    files = template(code('n8n-functions/js/sub/a.js'))
    message = MESSAGE.format('Count', 'n8n-functions/js/sub/a.js', 'is a symlink out of the workspace')
    assert lint_files(root, files) == at_marks(files, message)


@posix
def test_workspace_behind_a_symlink(tmp_path: Path) -> None:
    (tmp_path / 'real').mkdir()
    (tmp_path / 'link').symlink_to('real')
    assert lint_files(tmp_path / 'link', template(code('n8n-functions/js/countByCategory.js'))) == []


@posix
def test_fifo(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / 'prompts.txt')
    files = template(text('prompts.txt'))
    assert lint_files(tmp_path, files) == at_marks(files, MESSAGE.format('Set', 'prompts.txt', 'is not a regular file'))


@pytest.mark.parametrize(
    ('path', 'reason'),
    [
        ('n8n-functions/js/a.js:b.js', "contains ':', which names a stream or a drive on Windows"),
        ('n8n-functions/js/con.js', 'names a device on Windows (con.js)'),
        ('n8n-functions/NUL/a.js', 'names a device on Windows (NUL)'),
        ('n8n-functions/js/Aux .tar.js', 'names a device on Windows (Aux .tar.js)'),
        ('n8n-functions/js/lpt9.js', 'names a device on Windows (lpt9.js)'),
        ('n8n-functions/js./a.js', "has a part that ends in a dot or a space, which Windows drops ('js.')"),
        ('n8n-functions/js /a.js', "has a part that ends in a dot or a space, which Windows drops ('js ')"),
        ('n8n-functions/.../a.js', "has a part that ends in a dot or a space, which Windows drops ('...')"),
    ],
)
def test_what_windows_takes_for_something_else(tmp_path: Path, path: str, reason: str) -> None:
    files = template(code(path))
    assert lint_files(tmp_path, files) == at_marks(files, MESSAGE.format('Count', path, reason))


@pytest.mark.parametrize('path', ['js/com0.js', 'js/com10.js', 'js/console.js', 'js/a b.js', 'js//a.js'])
def test_names_that_only_look_like_those(tmp_path: Path, path: str) -> None:
    assert lint_files(tmp_path, template(code(f'n8n-functions/{path}')), select='NCD105') == []
