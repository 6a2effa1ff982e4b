"""Languages and versions of nodes that n8n does not run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from runtime import in_node
from runtime import only

TOOL = '@n8n/n8n-nodes-langchain.toolCode'
NATIVE_TOOL = {'type': TOOL, 'typeVersion': 1.3, 'language': 'pythonNative'}

FIRING = [
    (
        NATIVE_TOOL,
        '2',
        "NCD611 the Code Tool does not know language 'pythonNative': n8n says "
        "'Could not get parameter \"pythonCode\"'; write 'python'",
    ),
    ({'language': 'pythonNative'}, '1', "NCD611 n8n 1.x does not know language 'pythonNative': write 'python'"),
    (
        {'typeVersion': 1, 'language': 'python'},
        '2.40.7',
        "NCD611 n8n ignores language 'python' at typeVersion 1 and runs jsCode: set typeVersion to 2",
    ),
    (
        {'typeVersion': 1.2},
        '2',
        'NCD611 there is no typeVersion 1.2 of the Code node: n8n says \'Could not get parameter "jsCode"\'; write 2',
    ),
]
CLEAN: list[tuple[dict[str, Any], str]] = [
    ({}, '2'),
    ({'typeVersion': 1}, '2'),
    ({'typeVersion': None}, '2'),
    ({'typeVersion': '3'}, '2'),
    ({'language': 'javaScript'}, '1'),
    ({'language': 'pythonNative'}, '2'),
    ({'language': 'python'}, '1'),
    ({'type': TOOL, 'typeVersion': 1.3, 'language': 'python'}, '2'),
    ({'type': TOOL, 'typeVersion': 1.3}, '2'),
    ({'typeVersion': 3}, '1'),
]


@pytest.mark.parametrize(('parameters', 'target', 'expected'), FIRING)
def test_firing(tmp_path: Path, parameters: dict[str, Any], target: str, expected: str) -> None:
    assert only('NCD611', in_node(tmp_path, 'return []', parameters, target_n8n=target)) == [expected]


@pytest.mark.parametrize(('parameters', 'target'), CLEAN)
def test_clean(tmp_path: Path, parameters: dict[str, Any], target: str) -> None:
    assert only('NCD611', in_node(tmp_path, 'return []', parameters, target_n8n=target)) == []


def test_without_a_target_nothing_is_reported(tmp_path: Path) -> None:
    assert in_node(tmp_path, 'return process.env;', {'mode': 'runOnceForEachItem'}, target_n8n=None) == []
