from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support import JS_CODE
from support import TEMPLATE
from support import js_node
from support import lint_files
from support import node
from support import py_node
from support import template

from n8n_code_discipline.registry import Selection

ONLY = Selection(select=('NCD116',))
MARKER = '// @n8n-evol-I:primitive'
MESSAGE = (
    "NCD116 node 'Count': '// @n8n-evol-I:primitive' outside primitives/workflows/ takes this node out of every rule: "
    'remove the marker and move the logic into a function file'
)


@pytest.mark.parametrize(
    'nodes',
    [
        pytest.param([js_node(JS_CODE)], id='no marker'),
        pytest.param([js_node(f'return [];\n{MARKER}')], id='not at the start'),
        pytest.param([node(parameters={'jsCode': 1})], id='wrong type'),
        pytest.param([node(parameters={'pythonCode': MARKER})], id='in the field that is not run'),
        pytest.param([js_node(MARKER, type='n8n-nodes-base.set')], id='another node'),
    ],
)
def test_clean(tmp_path: Path, nodes: list[Any]) -> None:
    assert lint_files(tmp_path, template(*nodes), selection=ONLY) == []


@pytest.mark.parametrize(
    'path',
    ['primitives/workflows/lock.template.json', 'n8n-workflows-template/primitives/workflows/sub/lock.template.json'],
)
def test_primitives_at_home(tmp_path: Path, path: str) -> None:
    assert lint_files(tmp_path, {path: template(js_node(MARKER))[TEMPLATE]}, selection=ONLY) == []


@pytest.mark.parametrize(
    ('nodes', 'expected'),
    [
        pytest.param([js_node(f'{MARKER}\nreturn [];')], [f'{TEMPLATE}:8:20-8:44 {MESSAGE}'], id='JavaScript'),
        pytest.param([js_node(f'\n\t {MARKER} lock')], [f'{TEMPLATE}:8:25-8:49 {MESSAGE}'], id='after white space'),
        pytest.param([py_node(MARKER)], [f'{TEMPLATE}:9:24-9:48 {MESSAGE}'], id='Python'),
        pytest.param(
            [js_node(MARKER, type='@n8n/n8n-nodes-langchain.toolCode')], [f'{TEMPLATE}:8:20-8:44 {MESSAGE}'], id='tool'
        ),
    ],
)
def test_fires(tmp_path: Path, nodes: list[Any], expected: list[str]) -> None:
    assert lint_files(tmp_path, template(*nodes), selection=ONLY) == expected


def test_is_opt_in(tmp_path: Path) -> None:
    assert lint_files(tmp_path, template(js_node(MARKER))) == []
