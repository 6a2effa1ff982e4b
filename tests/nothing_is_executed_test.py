"""A repository that is full of traps: the commands that only read and write run nothing of it, and no other program.

Watched from outside (a trap makes a file when it is run) and from inside (Python's audit events).
"""

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from repositories import Repository
from saved_executions import node_run, saved
from support import JS, JS_CODE, JS_TEST, PY, PY_CODE, PY_TEST, TEMPLATE, WORKSPACE, js_node, py_node, template, write

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == 'win32', reason='the traps are shell scripts')]

SCRIPTS = Path(sys.executable).parent
SPRUNG = 'sprung'
# what the traps are called: programs, what git runs by itself, what Python, pytest, node or pip pick up by name
PROGRAMS = ('git', 'node', 'python', 'python3', 'pytest', 'sh', 'less', 'diff', 'patch', 'n8n-code-discipline')
GIT_HOOKS = ('post-index-change', 'reference-transaction', 'post-checkout', 'pre-commit', 'fsmonitor-watchman')
GIT_SETTINGS = (
    *('core.fsmonitor', 'core.pager', 'core.editor', 'core.sshCommand', 'core.gitProxy', 'core.alternateRefsCommand'),
    *('pager.rev-list', 'pager.cat-file', 'diff.external', 'diff.trap.textconv', 'diff.trap.command'),
    *('filter.trap.clean', 'filter.trap.smudge', 'filter.trap.process', 'gpg.program', 'credential.helper'),
    *('alias.rev-list', 'alias.cat-file', 'remote.origin.uploadpack', 'uploadpack.packObjectsHook'),
)
# every module that Python or we could import by name, but for those that `python -m` itself needs to find us
DEPENDENCIES = ('tree_sitter', 'tree_sitter_javascript', 'tree_sitter_python', 'identify', 'tqdm', 'hooks')
PICKED_UP = ('conftest', 'setup', 'sitecustomize', 'usercustomize', 'noxfile')
# before a module's code is run, ``python -m`` looks for it with these
RUNPY = ('runpy', 'importlib', 'pkgutil', 'zipimport')
MODULES = {*sys.stdlib_module_names, *DEPENDENCIES, *PICKED_UP} - {*sys.builtin_module_names, *RUNPY}
TRAP = 'n8n_trap'

COMMANDS = [
    ['check'],
    ['check', '--target-n8n', '2', '--extend-select', 'NCD', '--show-source', '--statistics'],
    ['check', '--diff'],
    ['check', '--fix'],
    ['check', '--show-settings'],
    *(['check', '--format', name] for name in ('json', 'sarif', 'github', 'gitlab', 'junit')),
    ['extract'],
    ['extract', '--all', '--diff'],
    ['extract', '--all'],
    ['resync'],
    ['resync', '--diff', '--on-drift=update'],
    ['resync', '--on-drift=discard'],
    ['resync', 'n8n-workflows-template/live.template.json', '--onto', TEMPLATE],
    ['hydrate', TEMPLATE],
    ['hydrate', TEMPLATE, '--out-dir', '.'],
    ['record', 'RUN.json', '--diff'],
    ['record', 'RUN.json'],
    ['report', '--format', 'html'],
    ['report', '--uses', 'n8n-functions/js/countByCategory.js'],
    ['explain', 'NCD103'],
    ['rules'],
]
# runs all commands, and writes down what Python says that it runs for each
WATCH = """\
import json, sys
watched = ('subprocess.Popen', 'os.system', 'os.exec', 'os.posix_spawn', 'os.fork', 'socket.connect', 'socket.bind')
seen = []
name = ''
def watch(event, arguments):
    if event in watched:
        seen.append([name, event, str(arguments[0]) if arguments else ''])
    elif event == 'exec' and hasattr(arguments[0], 'co_filename'):
        seen.append([name, event, arguments[0].co_filename, arguments[0].co_names])
sys.addaudithook(watch)
from n8n_code_discipline.cli import main
for command in json.loads(sys.argv[2]):
    name = command[0]
    main(command)
with open(sys.argv[1], 'w') as log:
    json.dump(seen, log)
"""


class Trapped(NamedTuple):
    """A repository of traps, and the file that a trap makes."""

    repository: Repository
    sprung: Path

    @property
    def root(self) -> Path:
        """The workspace."""
        return self.repository.path

    @property
    def environment(self) -> dict[str, str]:
        """PATH finds traps first wherever it may not be trusted."""
        path = os.pathsep.join(['', '.', str(self.root), str(self.root / 'bin'), os.environ['PATH']])
        return {**self.repository.environment, 'PATH': path, 'PYTHONDONTWRITEBYTECODE': '1'}


@pytest.fixture
def trapped(tmp_path: Path, git_environment: dict[str, str]) -> Trapped:
    sprung = tmp_path / SPRUNG
    script = f'#!/bin/sh\ntouch {shlex.quote(str(sprung))}\nexit 1\n'
    python = f'{TRAP} = open({str(sprung)!r}, "w")\n'
    javascript = f'const {TRAP} = require("fs").writeFileSync({json.dumps(str(sprung))}, "");\n'
    repository = Repository(tmp_path / 'repository', git_environment)
    start = {'name': 'Start', 'type': 'n8n-nodes-base.manualTrigger'}
    clean = {**WORKSPACE, **template(js_node(JS_CODE, id='1'), py_node(PY_CODE, name='Python', id='2'), start)}
    repository.commit(clean)
    repository.commit({JS: WORKSPACE[JS] + '// new\n', PY: WORKSPACE[PY] + '# new\n'})
    # one old deployment that git is asked about, one edit
    blocks = [
        js_node(f'/* #:js:{JS} */\n{WORKSPACE[JS].rstrip()}\n/* /#:js:{JS} */\n{JS_CODE.split(chr(10))[-1]}', id='1'),
        py_node(f'# MATCH:py:{PY}\n{python}# /MATCH:py:{PY}\nreturn []', name='Python', id='2'),
        js_node(javascript, id='3', name='Trap'),
        py_node(python, id='4', name='Other trap'),
    ]
    write(
        repository.path,
        {
            **{f'{name}.py': python for name in MODULES},
            **{f'n8n-functions/py/{name}.py': python for name in ('json', 'conftest', 'trap')},
            'n8n-functions/js/trap.js': javascript,
            JS_TEST: javascript + WORKSPACE[JS_TEST],
            PY_TEST: python + WORKSPACE[PY_TEST],
            'n8n-functions-tests/conftest.py': python,
            'n8n-workflows-template/live.template.json': template(*blocks)[TEMPLATE],
            'RUN.json': json.dumps(
                saved(
                    {
                        'Start': [node_run([{'category': 'a'}], order=0)],
                        'Count': [node_run([{'a': 1}], order=1, source='Start')],
                    }
                )
            ),
            '.gitattributes': '* diff=trap filter=trap merge=trap\n',
            '.git/info/attributes': '* diff=trap filter=trap\n',
            'package.json': '{"main": "n8n-functions/js/trap.js", "scripts": {"test": "./node"}}',
            'pytest.ini': '[pytest]\naddopts = -p trap\n',
            'trap.pth': f'import {TRAP}; {python}',
            'n8n-code-discipline.toml': 'extend-select = ["NCD1"]\n',
        },
    )
    for folder, names in (('', PROGRAMS), ('bin', PROGRAMS), ('.git/hooks', GIT_HOOKS)):
        write(repository.path / folder, dict.fromkeys(names, script))
        for name in names:
            (repository.path / folder / name).chmod(0o755)
    trap = str(repository.path / 'bin' / 'sh')
    for name in GIT_SETTINGS:
        repository.git('config', name, trap)
    repository.git('config', 'log.showSignature', 'true')
    sprung.unlink(missing_ok=True)
    return Trapped(repository, sprung)


def test_the_traps_work(trapped: Trapped) -> None:
    for command in (
        ['git', 'status'],
        ['./git', 'rev-list', '--all'],
        [sys.executable, '-c', 'import tabnanny'],  # whoever measures coverage has imported json already
        [sys.executable, '-m', 'pytest'],
        [sys.executable, PY_TEST],
    ):
        subprocess.run(command, cwd=trapped.root, env=trapped.repository.environment, capture_output=True, check=False)
        assert trapped.sprung.exists(), command
        trapped.sprung.unlink()


@pytest.mark.parametrize('start', [['n8n-code-discipline'], ['python', '-m', 'n8n_code_discipline']], ids=' '.join)
@pytest.mark.parametrize('command', [['check', '--format', 'junit'], ['resync'], ['hydrate', TEMPLATE]], ids=' '.join)
def test_no_trap_is_sprung(trapped: Trapped, start: list[str], command: list[str]) -> None:
    done = subprocess.run(
        [str(SCRIPTS / start[0]), *start[1:], *command],
        cwd=trapped.root,
        env=trapped.environment,
        capture_output=True,
        encoding='utf-8',
        check=False,
    )
    assert done.returncode in (0, 1)
    assert done.stderr == '' or command[0] == 'check'
    assert not trapped.sprung.exists()


def test_no_program_is_started_but_git_by_resync(trapped: Trapped) -> None:
    log = trapped.sprung.with_name('log')
    subprocess.run(
        [sys.executable, '-P', '-c', WATCH, str(log), json.dumps(COMMANDS)],
        cwd=trapped.root,
        env=trapped.environment,
        capture_output=True,
        check=True,
    )
    started: dict[str, set[tuple[str, ...]]] = {}
    for command, event, *rest in json.loads(log.read_text()):
        if event == 'exec':
            file, names = rest
            assert not file.startswith(str(trapped.root)), (command, rest)
            assert TRAP not in names, (command, rest)
        else:
            started.setdefault(command, set()).add((event, *rest))
    git = shutil.which('git', path=os.environ['PATH'])
    assert started.keys() == {'resync'}
    assert started['resync'] <= {('subprocess.Popen', git), ('os.posix_spawn', git), ('os.fork', '')}
    assert not trapped.sprung.exists()
