import os
import sys
from pathlib import Path

import pytest
from support import write

from n8n_code_discipline.workspace import layout, targets

posix = pytest.mark.skipif(sys.platform == 'win32', reason='needs symlinks')


@pytest.mark.parametrize(
    ('files', 'path', 'expected'),
    [
        pytest.param(['ws/n8n-functions/js/a.js'], 'ws/n8n-functions/js/a.js', 'ws', id='inside n8n-functions'),
        pytest.param(['ws/n8n-functions-tests/sub/a.test.js'], 'ws/n8n-functions-tests/sub/a.test.js', 'ws', id='test'),
        pytest.param(['ws/n8n-workflows-template/x.json'], 'ws/n8n-workflows-template/new.json', 'ws', id='new file'),
        pytest.param(['ws/n8n-functions/js/a.js', 'ws/flows/x.json'], 'ws/flows/x.json', 'ws', id='beside'),
        pytest.param(['ws/n8n-config/a', 'ws/deep/er/x.json'], 'ws/deep/er/x.json', 'ws', id='n8n-config marks one'),
        pytest.param(['ws/n8n-functions/js/a.js'], 'ws', 'ws', id='the root itself'),
        pytest.param(['ws/n8n-functions/js/a.js'], 'ws/n8n-functions', 'ws', id='a directory of it'),
        pytest.param(['a/n8n-functions/js/a.js', 'a/b/n8n-functions/js/a.js', 'a/b/x'], 'a/b/x', 'a/b', id='nested'),
        pytest.param(['n8n-functions/js/a.js', 'repo/.git/HEAD', 'repo/x.json'], 'repo/x.json', None, id='repository'),
        pytest.param(['repo/.git/HEAD', 'repo/n8n-functions/js/a.js'], 'repo/x.json', 'repo', id='repository root'),
        pytest.param(['repo/.git', 'repo/x.json'], 'repo/x.json', None, id='a worktree has a .git file'),
        pytest.param(['n8n-functions/repo/.git/HEAD'], 'n8n-functions/repo/x.json', None, id='above the repository'),
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
    ('path', 'expected'),
    [('ws/a.js', 'a.js'), ('b.js', '../b.js'), ('ws/x/a.js', 'x/a.js'), ('wsx/a.js', '../wsx/a.js')],
)
def test_display(path: str, expected: str) -> None:
    base = os.path.abspath('base')
    assert layout.display(os.path.join(base, 'ws'), os.path.join(base, *path.split('/'))) == expected


def test_a_long_module_name_is_only_followed_as_far_as_there_are_directories(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {'n8n-functions/py/a/total.py': ''})
    asked: list[str] = []
    monkeypatch.setattr(os.path, 'isfile', asked.append)
    assert layout.find_python_module(str(tmp_path), '.'.join(['a'] * 2000)) is None
    assert len(asked) == 2


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
