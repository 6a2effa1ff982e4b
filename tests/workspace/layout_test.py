from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from support import write

from n8n_code_discipline.workspace import layout, targets
from n8n_code_discipline.workspace.layout import FunctionPath

posix = pytest.mark.skipif(sys.platform == 'win32', reason='needs symlinks')


@pytest.mark.parametrize(
    ('files', 'path', 'expected'),
    [
        pytest.param(['ws/n8n-functions/js/a.js'], 'ws/n8n-functions/js/a.js', 'ws', id='inside n8n-functions'),
        pytest.param(
            ['ws/n8n-functions-tests/sub/a.test.js'], 'ws/n8n-functions-tests/sub/a.test.js', 'ws', id='tests'
        ),
        pytest.param(['ws/n8n-workflows-template/x.json'], 'ws/n8n-workflows-template/new.json', 'ws', id='new file'),
        pytest.param(['ws/n8n-functions/js/a.js', 'ws/flows/x.json'], 'ws/flows/x.json', 'ws', id='beside'),
        pytest.param(['ws/n8n-config/a', 'ws/deep/er/x.json'], 'ws/deep/er/x.json', 'ws', id='n8n-config marks one'),
        pytest.param(['ws/n8n-functions/js/a.js'], 'ws', 'ws', id='the root itself'),
        pytest.param(['ws/n8n-functions/js/a.js'], 'ws/n8n-functions', 'ws', id='a directory of it'),
        pytest.param(
            ['a/n8n-functions/js/a.js', 'a/b/n8n-functions/js/a.js', 'a/b/x.json'], 'a/b/x.json', 'a/b', id='nested'
        ),
        pytest.param(
            ['n8n-functions/js/a.js', 'repo/.git/HEAD', 'repo/x.json'],
            'repo/x.json',
            None,
            id='not past the repository',
        ),
        pytest.param(['repo/.git/HEAD', 'repo/n8n-functions/js/a.js'], 'repo/x.json', 'repo', id='repository root'),
        pytest.param(['repo/.git', 'repo/x.json'], 'repo/x.json', None, id='a worktree has a .git file'),
        pytest.param(
            ['n8n-functions/repo/.git/HEAD'], 'n8n-functions/repo/x.json', None, id='a name above the repository'
        ),
        *(
            pytest.param(
                [f'{name}/.git/HEAD', f'{name}/n8n-functions/js/a.js'],
                f'{name}/{path}',
                name,
                id=f'a repository cloned as {name}: {path}',
            )
            for name in ('n8n-functions', 'n8n-functions-tests', 'n8n-workflows-template')
            for path in ('flows/x.json', 'n8n-functions/js/a.js', 'x.json')
        ),
    ],
)
def test_find_root(tmp_path: Path, files: list[str], path: str, expected: str | None) -> None:
    (tmp_path / '.git').mkdir()
    write(tmp_path, dict.fromkeys(files, ''))
    found = layout.find_root(str(tmp_path / path))
    assert found == (str(tmp_path / expected) if expected else None)


@pytest.mark.parametrize(
    ('path', 'expected'),
    [
        pytest.param('n8n-functions/js/a.js', FunctionPath('js', '', 'a'), id='JavaScript'),
        pytest.param('n8n-functions/py/a_b.py', FunctionPath('py', '', 'a_b'), id='Python'),
        pytest.param('n8n-functions/js/x/y/a.js', FunctionPath('js', 'x/y', 'a'), id='subfolder'),
        pytest.param('n8n-functions/js/test_a.js', FunctionPath('js', '', 'test_a'), id='Python test name in js'),
        pytest.param('n8n-functions/py/a.test.py', FunctionPath('py', '', 'a.test'), id='JavaScript test name in py'),
        pytest.param('n8n-functions/js/a.test.js', None, id='JavaScript test'),
        pytest.param('n8n-functions/py/test_a.py', None, id='Python test'),
        pytest.param('n8n-functions/py/__init__.py', None, id='package'),
        pytest.param('n8n-functions/py/conftest.py', None, id='conftest'),
        pytest.param('n8n-functions/js/.a.js', None, id='dot file'),
        pytest.param('n8n-functions/js/.cache/a.js', None, id='dot directory'),
        pytest.param('n8n-functions/js/a.mjs', None, id='other suffix'),
        pytest.param('n8n-functions/js/a.py', None, id='Python in js'),
        pytest.param('n8n-functions/a.js', None, id='no language'),
        pytest.param('n8n-functions/ts/a.ts', None, id='other language'),
        pytest.param('src/n8n-functions/js/a.js', None, id='deeper'),
    ],
)
def test_function_path(path: str, expected: FunctionPath | None) -> None:
    root = os.path.abspath('ws')
    assert layout.function_path(root, os.path.join(root, *path.split('/'))) == expected


@pytest.mark.parametrize(
    ('function', 'files', 'expected'),
    [
        pytest.param('js/a.js', ['a.test.js'], 'a.test.js', id='JavaScript'),
        pytest.param('py/a.py', ['test_a.py'], 'test_a.py', id='Python'),
        pytest.param('js/x/a.js', ['x/a.test.js', 'a.test.js'], 'x/a.test.js', id='same subfolder first'),
        pytest.param('py/x/y/a.py', ['x/y/test_a.py'], 'x/y/test_a.py', id='deep subfolder'),
        pytest.param('js/x/a.js', ['a.test.js'], 'a.test.js', id='flat name when unique'),
        pytest.param('js/x/a.js', ['a.test.js', '../n8n-functions/py/a.py'], 'a.test.js', id='unique in its language'),
        pytest.param('js/x/a.js', ['a.test.js', '../n8n-functions/js/a.js'], None, id='flat name is taken'),
        pytest.param('js/x/a.js', ['a.test.js', '../n8n-functions/js/y/a.js'], None, id='flat name is ambiguous'),
        pytest.param('js/a.js', ['x/a.test.js'], None, id='only in a subfolder'),
        pytest.param('js/a.js', ['a.js', 'test_a.py'], None, id='other names'),
        pytest.param('js/a.js', ['a.test.js/x'], 'a.test.js', id='a directory, which reading will report'),
    ],
)
def test_find_test(tmp_path: Path, function: str, files: list[str], expected: str | None) -> None:
    home = 'n8n-functions-tests'
    write(tmp_path, {f'n8n-functions/{function}': '', **{f'{home}/{name}': '' for name in files}})
    root = str(tmp_path)
    path = os.path.join(root, 'n8n-functions', *function.split('/'))
    name = layout.function_path(root, path)
    assert name is not None
    found = layout.find_test(root, name)
    assert found == (os.path.join(root, home, *expected.split('/')) if expected else None)
    if found:
        assert layout.is_test(root, found)
        assert layout.find_function(root, found) == path


def test_a_test_without_function_file_is_paired_with_none(tmp_path: Path) -> None:
    write(tmp_path, {'n8n-functions-tests/a.test.js': '', 'n8n-functions-tests/test_b.py': ''})
    for name in ('a.test.js', 'test_b.py'):
        assert layout.find_function(str(tmp_path), str(tmp_path / 'n8n-functions-tests' / name)) is None


def test_walk_skips_what_is_nobodys_source(tmp_path: Path) -> None:
    write(
        tmp_path,
        dict.fromkeys(
            ['b/x', 'a/y', 'c', '.git/z', 'a/node_modules/z', '.venv/z', 'a/__pycache__/z', '.hidden/x', 'a/.github'],
            '',
        ),
    )
    found = [layout.relative(str(tmp_path), path) for path in layout.walk(str(tmp_path))]
    assert found == ['c', '.hidden/x', 'a/.github', 'a/y', 'b/x']


@posix
def test_walk_follows_no_symlink(tmp_path: Path) -> None:
    write(tmp_path, {'a/x': ''})
    (tmp_path / 'a' / 'loop').symlink_to(tmp_path)
    (tmp_path / 'link').symlink_to(tmp_path / 'a' / 'x')
    assert [os.path.basename(path) for path in layout.walk(str(tmp_path))] == ['x']


def test_walk_of_an_unreadable_directory_is_empty(tmp_path: Path) -> None:
    assert list(layout.walk(str(tmp_path / 'no'))) == []


@pytest.mark.parametrize(
    ('path', 'state', 'reason'),
    [
        pytest.param('n8n-functions/js/a.js', 'file', '', id='file'),
        pytest.param('n8n-functions/../n8n-functions/js/a.js', 'file', '', id='.. that stays inside'),
        pytest.param('n8n-functions/js/b.js', 'missing', '', id='missing'),
        pytest.param('a\0b', 'missing', 'contains a NUL character, which no file name can', id='NUL'),
        pytest.param(
            'a' * 5_000, 'missing', 'is longer than a file name can be: 5000 characters', id='5,000 characters'
        ),
        pytest.param('a\ud83d', 'missing', 'contains a lone surrogate, which no file name can', id='lone surrogate'),
        pytest.param('n8n-functions\\js\\a.js', 'missing', "contains '\\': write '/' instead", id='backslashes'),
        pytest.param('..\\a.js', 'missing', "contains '\\': write '/' instead", id='backslash after ..'),
        pytest.param('/etc/passwd', 'outside', 'is absolute', id='absolute'),
        pytest.param('C:/a.js', 'outside', 'is absolute', id='drive'),
        pytest.param('../a.js', 'outside', 'leads out of the workspace', id='..'),
        pytest.param('n8n-functions/../../a.js', 'outside', 'leads out of the workspace', id='.. further in'),
        pytest.param('.', 'outside', 'leads out of the workspace', id='the root'),
        pytest.param('n8n-functions/js', 'outside', 'is a directory', id='directory'),
        pytest.param('.git/config', 'outside', 'is private state (.git)', id='.git'),
        pytest.param('sub/.GIT/config', 'outside', 'is private state (.GIT)', id='.GIT'),
        pytest.param('.env', 'outside', 'is private state (.env)', id='.env'),
        pytest.param('x/.env.local', 'outside', 'is private state (.env.local)', id='.env.local'),
        pytest.param('n8n-config/a.json', 'outside', 'is private state (n8n-config)', id='n8n-config'),
    ],
)
def test_resolve(tmp_path: Path, path: str, state: str, reason: str) -> None:
    write(tmp_path, {'n8n-functions/js/a.js': '', '.env': '', 'x/.env.local': '', 'n8n-config/a.json': ''})
    target = targets.resolve(str(tmp_path), path)
    assert (target.state, target.reason) == (state, reason)


@posix
@pytest.mark.parametrize(
    ('link', 'state', 'reason'),
    [
        pytest.param('outside.js', 'outside', 'is a symlink out of the workspace', id='file outside'),
        pytest.param('dir/secret.js', 'outside', 'is a symlink out of the workspace', id='directory outside'),
        pytest.param('inside.js', 'file', '', id='inside'),
        pytest.param('private.js', 'outside', 'is a symlink to private state (.env)', id='private'),
        pytest.param('dangling.js', 'missing', '', id='dangling'),
        pytest.param('loop.js', 'missing', '', id='loop'),
        pytest.param('fifo.js', 'outside', 'is not a regular file', id='FIFO'),
    ],
)
def test_resolve_symlinks(tmp_path: Path, link: str, state: str, reason: str) -> None:
    root = tmp_path / 'ws'
    write(tmp_path, {'secret.js': '', 'ws/a.js': '', 'ws/.env': ''})
    (root / 'outside.js').symlink_to(tmp_path / 'secret.js')
    (root / 'dir').symlink_to(tmp_path)
    (root / 'inside.js').symlink_to(root / 'a.js')
    (root / 'private.js').symlink_to(root / '.env')
    (root / 'dangling.js').symlink_to(root / 'no')
    (root / 'loop.js').symlink_to(root / 'loop.js')
    os.mkfifo(root / 'fifo.js')
    target = targets.resolve(str(root), link)
    assert (target.state, target.reason) == (state, reason)


@pytest.mark.parametrize(
    ('path', 'expected'),
    [('ws/a.js', 'a.js'), ('b.js', '../b.js'), ('ws/x/a.js', 'x/a.js'), ('wsx/a.js', '../wsx/a.js')],
)
def test_display(path: str, expected: str) -> None:
    base = os.path.abspath('base')
    assert layout.display(os.path.join(base, 'ws'), os.path.join(base, *path.split('/'))) == expected


@pytest.mark.parametrize(
    ('module', 'expected'),
    [
        ('keys', 'n8n-functions/py/keys.py'),
        ('keys.of', 'n8n-functions/py/keys.py'),
        ('orders.total', 'n8n-functions/py/orders/total.py'),
        ('orders', None),
        ('total', None),
        ('json', None),
        ('test_keys', None),
        ('', None),
        ('keys\0', None),
    ],
)
def test_find_python_module(tmp_path: Path, module: str, expected: str | None) -> None:
    write(tmp_path, {f'n8n-functions/py/{name}.py': '' for name in ('keys', 'orders/total', 'json', 'test_keys')})
    found = layout.find_python_module(str(tmp_path), module)
    assert found == (None if expected is None else str(tmp_path / expected))


def test_a_long_module_name_is_only_followed_as_far_as_there_are_directories(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {'n8n-functions/py/a/total.py': ''})
    asked: list[str] = []
    monkeypatch.setattr(os.path, 'isfile', asked.append)
    assert layout.find_python_module(str(tmp_path), '.'.join(['a'] * 2000)) is None
    assert len(asked) == 2


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
def test_what_windows_takes_for_something_else_is_outside_everywhere(tmp_path: Path, path: str, reason: str) -> None:
    assert targets.resolve(str(tmp_path), path) == targets.Target('', 'outside', reason)


@pytest.mark.parametrize(
    'path', ['js/com0.js', 'js/com10.js', 'js/console.js', './js/../js/a.js', 'js/a b.js', 'js//a.js']
)
def test_names_that_only_look_like_those(tmp_path: Path, path: str) -> None:
    assert targets.resolve(str(tmp_path), path).state == 'missing'


@pytest.mark.parametrize(
    ('path', 'expected'),
    [
        ('n8n-functions/js/a.js', 'n8n-functions/js/a.js'),
        ('N8N-FUNCTIONS/JS/A.JS', 'n8n-functions/js/a.js'),
        ('n8n-functions/js/b.js', ''),
        ('n8n-functions/js/a.js/x', ''),
    ],
)
def test_spelled(tmp_path: Path, path: str, expected: str) -> None:
    write(tmp_path, {'n8n-functions/js/a.js': ''})
    found = targets.spelled(str(tmp_path), os.path.join(tmp_path, *path.split('/')))
    assert found == (os.path.join(tmp_path, *expected.split('/')) if expected else '')


def test_what_is_found_in_another_case_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {'n8n-functions/js/a.js': '', 'n8n-functions/js/A.js': ''})
    real = os.listdir
    monkeypatch.setattr(targets, '_IGNORES_CASE', True)
    # only the first one is there, by two names
    monkeypatch.setattr(os, 'listdir', lambda path: [name for name in real(path) if name != 'A.js'])
    assert targets.resolve(str(tmp_path), 'n8n-functions/js/a.js').state == 'file'
    assert targets.resolve(str(tmp_path), 'n8n-functions/js/A.js').state == 'missing'
    assert targets.resolve(str(tmp_path), 'n8n-functions/js/b.js').state == 'missing'
