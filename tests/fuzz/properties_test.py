"""A short slice of the fuzzing, the same in every run, and every input that was ever a mistake."""

import json
import os
import subprocess
import sys
from contextlib import chdir
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import JS, JS_CODE, JS_PLACEHOLDER, PY_CODE, TEMPLATE

from fuzz.exercise import ABOUT, CHECK, EXERCISES, Case, exercise, lay, run
from fuzz.strategies import CASES, code_node, files_of, workflow

pytestmark = [pytest.mark.slow, pytest.mark.no_cover]

EXAMPLES = int(os.environ.get('FUZZ_EXAMPLES', '0'))

INLINED = files_of(workflow(code_node('return [];', 'js')))
OPEN_ENDED = 'a?.b`x`.c`y`;\nf(require("fs"), require(/* a */ "b"));\nObject.getPrototypeOf(a, Object.getPrototypeOf);'


FOUND = {
    'a function file named with a line separator': Case(
        {**INLINED, 'n8n-functions/js/\u2028.js': b'function a() {}\n'}
    ),
    'a long node name': Case(files_of(workflow({**code_node('{{ @:js:a.js}}\n' * 3, 'js'), 'name': 'é\n' * 999}))),
    'a function injected twice': Case(
        {
            **files_of(workflow(code_node(f'{JS_PLACEHOLDER}\n{JS_CODE}', 'js'), code_node(PY_CODE, 'py'))),
            JS: b'function countByCategory(a) {\n  return structuredClone(a);\n}\n',
        }
    ),
    'a comment where a regular expression was begun': Case(
        files_of(workflow(code_node('a */\n/* c */ b\nreturn [];', 'js')))
    ),
    'chains and nested calls': Case(files_of(workflow(code_node(f'{JS_PLACEHOLDER}\n{OPEN_ENDED}', 'js')))),
}


@pytest.mark.parametrize('name', FOUND)
def test_what_was_found(tmp_path: Path, name: str) -> None:
    exercise(tmp_path / 'workspace', FOUND[name])


@pytest.mark.parametrize('target', CASES)
def test_properties(tmp_path: Path, target: str) -> None:
    @settings(max_examples=EXAMPLES or 12, derandomize=not EXAMPLES, database=None)
    @given(CASES[target], st.sampled_from(ABOUT.get(target, tuple(EXERCISES))))
    def hold(case: Case, name: str) -> None:
        exercise(tmp_path / 'workspace', case, [name])

    hold()


@pytest.mark.parametrize('seed', ['0', '1', '4294967295'])
def test_the_same_in_another_process(tmp_path: Path, seed: str) -> None:
    """Neither the order of hashes nor what ran before in this process shows in the output."""
    files: dict[str, bytes] = {}
    for index, case in enumerate(FOUND.values()):
        renamed = {f'n8n-workflows-template/{index}.template.json': case.files[TEMPLATE]}
        others = {name: content for name, content in case.files.items() if name != TEMPLATE}
        files |= others | renamed
    broken = {'parameters': {'language': ['python'], 'jsCode': 1, 'jsCodes': JS_PLACEHOLDER}, 'type': 'a', 'name': None}
    files[TEMPLATE] = json.dumps([workflow(broken, code_node(PY_CODE, 'js')), {'nodes': 1}, 1]).encode()
    lay(tmp_path, files)
    with chdir(tmp_path):
        here = run(*CHECK)
    done = subprocess.run(
        [sys.executable, '-m', 'n8n_code_discipline', *CHECK],
        cwd=tmp_path,
        env={**os.environ, 'PYTHONHASHSEED': seed},
        capture_output=True,
        check=False,
        encoding='utf-8',
    )
    assert here.status == 1
    assert (done.returncode, done.stdout, done.stderr) == here
