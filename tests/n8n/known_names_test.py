import builtins
import subprocess
from pathlib import Path

import pytest

from n8n_code_discipline.n8n import javascript_names, python_names
from n8n_code_discipline.testing.runners import nodes


def test_n8n_is_apart_from_the_languages() -> None:
    assert javascript_names.N8N.isdisjoint(javascript_names.LANGUAGE)
    assert python_names.N8N.isdisjoint(python_names.LANGUAGE)


@pytest.mark.parametrize('name', ['$', '$input', '$json', 'items', 'item', 'DateTime', '$getWorkflowStaticData'])
def test_n8n_in_javascript(name: str) -> None:
    assert name in javascript_names.N8N


@pytest.mark.parametrize('name', ['_', '_input', '_json', 'items', 'item', '_items', '_item', '_query', 'helpers'])
def test_n8n_in_python(name: str) -> None:
    assert name in python_names.N8N


def test_names_can_be_written() -> None:
    assert all(name.isidentifier() for name in python_names.KNOWN)
    assert all(name.replace('$', '_').isidentifier() for name in javascript_names.KNOWN)


def test_the_running_python_has_no_other_builtins() -> None:
    public = {name for name in dir(builtins) if not name.startswith('_') or name.endswith('__')}
    assert public <= python_names.LANGUAGE


def test_node_has_no_other_globals(tmp_path: Path) -> None:
    program = tmp_path / 'globals.js'
    program.write_text('console.log(Object.getOwnPropertyNames(globalThis).join(" "))', encoding='utf-8')
    done = subprocess.run([next(nodes()), str(program)], capture_output=True, encoding='utf-8', check=True)
    assert set(done.stdout.split()) <= javascript_names.LANGUAGE
