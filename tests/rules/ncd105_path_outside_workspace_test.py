from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest
from support import TEMPLATE
from support import WORKSPACE
from support import check
from support import js_node
from support import lint_files
from support import node
from support import rows
from support import template
from support import write

posix = pytest.mark.skipif(sys.platform == 'win32', reason='POSIX')
FILES = {
    '.git/config': '',
    '.env': '',
    'sub/.env.local': '',
    'n8n-config/orders.json': '{}',
    'prompts/a.txt': 'a',
    'prompts/environment.txt': 'b',
    'prompts/.gitignore': 'c',
}


def code(path: str) -> dict[str, Any]:
    """A node with one JavaScript placeholder."""
    return js_node('{{@:js:' + path + '}}\nreturn [{ json: countByCategory([]) }];')


def text(path: str) -> dict[str, Any]:
    """A node with one text placeholder that is in no code field."""
    return node(name='Set', type='n8n-nodes-base.set', parameters={'value': 'a {{@:txt:' + path + '}} b'})


@pytest.mark.parametrize(
    'nodes',
    [
        pytest.param([code('n8n-functions/js/countByCategory.js')], id='function file'),
        pytest.param([code('n8n-functions/py/../js/../js/countByCategory.js')], id='.. that stays inside'),
        pytest.param([code('./n8n-functions/js/countByCategory.js')], id='.'),
        pytest.param([text('prompts/a.txt')], id='text'),
        pytest.param([text('prompts/environment.txt'), text('prompts/.gitignore')], id='almost private'),
    ],
)
def test_clean(tmp_path: Path, nodes: list[Any]) -> None:
    assert lint_files(tmp_path, {**FILES, **template(*nodes)}) == []


@pytest.mark.parametrize(
    ('nodes', 'expected'),
    [
        pytest.param(
            [code('/etc/passwd')],
            [
                f'{TEMPLATE}:8:20-8:40 '
                "NCD105 node 'Count': placeholder path '/etc/passwd' is absolute: write the path, from the "
                'workspace root, of a regular file that is not private'
            ],
            id='absolute',
        ),
        pytest.param(
            [code('C:/a.js')],
            [
                f'{TEMPLATE}:8:20-8:36 '
                "NCD105 node 'Count': placeholder path 'C:/a.js' is absolute: write the path, from the workspace "
                'root, of a regular file that is not private'
            ],
            id='Windows drive',
        ),
        pytest.param(
            [code('c:a.js')],
            [
                f'{TEMPLATE}:8:20-8:35 '
                "NCD105 node 'Count': placeholder path 'c:a.js' is absolute: write the path, from the workspace "
                'root, of a regular file that is not private'
            ],
            id='drive without a slash',
        ),
        pytest.param(
            [code('../a.js')],
            [
                f'{TEMPLATE}:8:20-8:36 '
                "NCD105 node 'Count': placeholder path '../a.js' leads out of the workspace: write the path, "
                'from the workspace root, of a regular file that is not private'
            ],
            id='..',
        ),
        pytest.param(
            [code('n8n-functions/js/../../../a.js')],
            [
                f'{TEMPLATE}:8:20-8:59 '
                "NCD105 node 'Count': placeholder path 'n8n-functions/js/../../../a.js' leads out of the "
                'workspace: write the path, from the workspace root, of a regular file that is not private'
            ],
            id='.. further in',
        ),
        pytest.param(
            [code('..')],
            [
                f'{TEMPLATE}:8:20-8:31 '
                "NCD105 node 'Count': placeholder path '..' leads out of the workspace: write the path, from the "
                'workspace root, of a regular file that is not private'
            ],
            id='.. alone',
        ),
        pytest.param(
            [code('n8n-functions/js')],
            [
                f'{TEMPLATE}:8:20-8:45 '
                "NCD105 node 'Count': placeholder path 'n8n-functions/js' is a directory: write the path, from "
                'the workspace root, of a regular file that is not private'
            ],
            id='directory',
        ),
        pytest.param(
            [code('n8n-functions/js/')],
            [
                f'{TEMPLATE}:8:20-8:46 '
                "NCD105 node 'Count': placeholder path 'n8n-functions/js/' is a directory: write the path, from "
                'the workspace root, of a regular file that is not private'
            ],
            id='directory with a slash',
        ),
        pytest.param(
            [code('.git/config')],
            [
                f'{TEMPLATE}:8:20-8:40 '
                "NCD105 node 'Count': placeholder path '.git/config' is private state (.git): write the path, "
                'from the workspace root, of a regular file that is not private'
            ],
            id='.git',
        ),
        pytest.param(
            [code('.GIT/none')],
            [
                f'{TEMPLATE}:8:20-8:38 '
                "NCD105 node 'Count': placeholder path '.GIT/none' is private state (.GIT): write the path, from "
                'the workspace root, of a regular file that is not private'
            ],
            id='.GIT, existing or not',
        ),
        pytest.param(
            [code('sub/.git/none.js')],
            [
                f'{TEMPLATE}:8:20-8:45 '
                "NCD105 node 'Count': placeholder path 'sub/.git/none.js' is private state (.git): write the "
                'path, from the workspace root, of a regular file that is not private'
            ],
            id='.git further in',
        ),
        pytest.param(
            [text('.env')],
            [
                f'{TEMPLATE}:8:21-8:35 '
                "NCD105 node 'Set': placeholder path '.env' is private state (.env): write the path, from the "
                'workspace root, of a regular file that is not private'
            ],
            id='.env',
        ),
        pytest.param(
            [text('sub/.env.local')],
            [
                f'{TEMPLATE}:8:21-8:45 '
                "NCD105 node 'Set': placeholder path 'sub/.env.local' is private state (.env.local): write the "
                'path, from the workspace root, of a regular file that is not private'
            ],
            id='.env.local',
        ),
        pytest.param(
            [text('.Env.production')],
            [
                f'{TEMPLATE}:8:21-8:46 '
                "NCD105 node 'Set': placeholder path '.Env.production' is private state (.Env.production): write "
                'the path, from the workspace root, of a regular file that is not private'
            ],
            id='.Env',
        ),
        pytest.param(
            [text('n8n-config/orders.json')],
            [
                f'{TEMPLATE}:8:21-8:53 '
                "NCD105 node 'Set': placeholder path 'n8n-config/orders.json' is private state (n8n-config): "
                'write the path, from the workspace root, of a regular file that is not private'
            ],
            id='n8n-config',
        ),
        pytest.param(
            [text('N8N-Config/orders.json')],
            [
                f'{TEMPLATE}:8:21-8:53 '
                "NCD105 node 'Set': placeholder path 'N8N-Config/orders.json' is private state (N8N-Config): "
                'write the path, from the workspace root, of a regular file that is not private'
            ],
            id='N8N-Config',
        ),
        pytest.param(
            [text('prompts/../.env')],
            [
                f'{TEMPLATE}:8:21-8:46 '
                "NCD105 node 'Set': placeholder path 'prompts/../.env' is private state (.env): write the path, "
                'from the workspace root, of a regular file that is not private'
            ],
            id='private behind ..',
        ),
        pytest.param(
            [text('/etc/passwd')],
            [
                f'{TEMPLATE}:8:21-8:42 '
                "NCD105 node 'Set': placeholder path '/etc/passwd' is absolute: write the path, from the "
                'workspace root, of a regular file that is not private'
            ],
            id='absolute, text',
        ),
        pytest.param(
            [text('../../secret.txt')],
            [
                f'{TEMPLATE}:8:21-8:47 '
                "NCD105 node 'Set': placeholder path '../../secret.txt' leads out of the workspace: write the "
                'path, from the workspace root, of a regular file that is not private'
            ],
            id='.., text',
        ),
        pytest.param(
            [code('../' * 100 + 'a.js')],
            [
                f'{TEMPLATE}:8:20-8:333 '
                "NCD105 node 'Count': placeholder path "
                "'../../../../../../../../../../../../../../../../../../../../../../../../../../.…' leads out of "
                'the workspace: write the path, from the workspace root, of a regular file that is not private'
            ],
            id='long',
        ),
    ],
)
def test_fires(tmp_path: Path, nodes: list[Any], expected: list[str]) -> None:
    assert lint_files(tmp_path, {**FILES, **template(*nodes)}) == expected


@posix
@pytest.mark.parametrize(
    ('link', 'target', 'expected'),
    [
        pytest.param('n8n-functions/js/link.js', 'countByCategory.js', [], id='inside'),
        pytest.param(
            'n8n-functions/js/link.js',
            '../../../outside.js',
            [
                f'{TEMPLATE}:8:20-8:53 '
                "NCD105 node 'Count': placeholder path 'n8n-functions/js/link.js' is a symlink out of the "
                'workspace: write the path, from the workspace root, of a regular file that is not private'
            ],
            id='out',
        ),
        pytest.param(
            'n8n-functions/js/link.js',
            '/etc/hostname',
            [
                f'{TEMPLATE}:8:20-8:53 '
                "NCD105 node 'Count': placeholder path 'n8n-functions/js/link.js' is a symlink out of the "
                'workspace: write the path, from the workspace root, of a regular file that is not private'
            ],
            id='absolute',
        ),
        pytest.param(
            'n8n-functions/js/link.js',
            '../../.env',
            [
                f'{TEMPLATE}:8:20-8:53 '
                "NCD105 node 'Count': placeholder path 'n8n-functions/js/link.js' is a symlink to private state "
                '(.env): write the path, from the workspace root, of a regular file that is not private'
            ],
            id='to private state',
        ),
        pytest.param(
            'n8n-functions/js/link.js',
            '../js',
            [
                f'{TEMPLATE}:8:20-8:53 '
                "NCD105 node 'Count': placeholder path 'n8n-functions/js/link.js' is a directory: write the "
                'path, from the workspace root, of a regular file that is not private'
            ],
            id='to a directory',
        ),
        pytest.param(
            'n8n-functions/js/link.js',
            'nowhere',
            [
                f'{TEMPLATE}:8:20-8:53 '
                "NCD104 node 'Count': the file of placeholder 'n8n-functions/js/link.js' does not exist: "
                'n8n-functions/js/link.js; create it or correct the path, which starts at the workspace root'
            ],
            id='to nowhere is a missing file',
        ),
        pytest.param(
            'n8n-functions/js/link.js',
            'link.js',
            [
                f'{TEMPLATE}:8:20-8:53 '
                "NCD104 node 'Count': the file of placeholder 'n8n-functions/js/link.js' does not exist: "
                'n8n-functions/js/link.js; create it or correct the path, which starts at the workspace root'
            ],
            id='to itself is a missing file',
        ),
    ],
)
def test_symlinks(tmp_path: Path, link: str, target: str, expected: list[str]) -> None:
    root = tmp_path / 'workspace'
    write(root, {**WORKSPACE, **FILES, '../outside.js': '', **template(code(link))})
    write(root, {'n8n-functions-tests/link.test.js': WORKSPACE['n8n-functions-tests/countByCategory.test.js']})
    (root / link).symlink_to(target)
    found = rows(check(root, TEMPLATE).diagnostics)
    assert [row for row in found if row.startswith(TEMPLATE)] == expected


@posix
def test_symlinked_directory(tmp_path: Path) -> None:
    root = tmp_path / 'workspace'
    write(root, {**WORKSPACE, '../outside/a.js': '', **template(code('n8n-functions/js/sub/a.js'))})
    (root / 'n8n-functions/js/sub').symlink_to('../../../outside')
    assert rows(check(root).diagnostics) == [
        f'{TEMPLATE}:8:20-8:54 '
        "NCD105 node 'Count': placeholder path 'n8n-functions/js/sub/a.js' is a symlink out of the "
        'workspace: write the path, from the workspace root, of a regular file that is not private'
    ]


@posix
def test_workspace_behind_a_symlink(tmp_path: Path) -> None:
    write(tmp_path / 'real', {**WORKSPACE, **template(code('n8n-functions/js/countByCategory.js'))})
    (tmp_path / 'link').symlink_to('real')
    assert rows(check(tmp_path / 'link').diagnostics) == []


@posix
def test_fifo(tmp_path: Path) -> None:
    write(tmp_path, {**WORKSPACE, **template(text('prompts.txt'))})
    os.mkfifo(tmp_path / 'prompts.txt')
    assert rows(check(tmp_path).diagnostics) == [
        f'{TEMPLATE}:8:21-8:42 '
        "NCD105 node 'Set': placeholder path 'prompts.txt' is not a regular file: write the path, from "
        'the workspace root, of a regular file that is not private'
    ]
