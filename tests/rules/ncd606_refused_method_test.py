"""Methods of the node, and helpers."""

from __future__ import annotations

from pathlib import Path

import pytest
from runtime import in_function
from runtime import in_node
from runtime import only

NODE_FIRING = [
    (
        'return this.helpers.returnJsonArray([]);',
        ['1:8 NCD606 n8n says \'The function "helpers.returnJsonArray" is not supported in the Code Node\''],
    ),
    (
        'return helpers.normalizeItems([]);',
        ['1:8 NCD606 n8n says \'The function "helpers.normalizeItems" is not supported in the Code Node\''],
    ),
    (
        'await this.helpers.requestWithAuthentication("x");',
        ["1:7 NCD606 n8n says 'helpers.requestWithAuthentication is not a function'"],
    ),
    (
        'const n = this.getNodeParameter("x");\nreturn [];',
        ["1:11 NCD606 n8n says 'this.getNodeParameter is not a function'"],
    ),
    ('function f() { return this.getNode(); }\nreturn [];', ["1:23 NCD606 n8n says 'this.getNode is not a function'"]),
]


NODE_CLEAN = [
    'await this.helpers.httpRequest({});\nawait helpers.request({});\nreturn [];',
    'const helpers = { returnJsonArray: (x) => x };\nreturn helpers.returnJsonArray([]);',
    'const o = { m() { return this.getNode(); } };\nreturn [];',
    'try { this.getNode() } catch {}\nreturn [];',
    'this.getSomethingOfMine;\nreturn [];',
    'const get = this.helpers.httpRequestWithAuthentication;\nreturn [];',
    'if (this.getNode) this.getNode;\nreturn [];',
]


@pytest.mark.parametrize(('code', 'expected'), NODE_FIRING)
def test_node_firing(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert only('NCD606', in_node(tmp_path, code)) == expected


@pytest.mark.parametrize('code', NODE_CLEAN)
def test_node_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD606', in_node(tmp_path, code)) == []


FUNCTION_CLEAN = [
    'function countByCategory() {\n  return this.helpers.returnJsonArray([]);\n}',
]


@pytest.mark.parametrize('code', FUNCTION_CLEAN)
def test_function_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD606', in_function(tmp_path, code)) == []
