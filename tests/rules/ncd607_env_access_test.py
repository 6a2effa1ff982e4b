"""`$env` in a Code node."""

from __future__ import annotations

from pathlib import Path

import pytest
from runtime import in_node
from runtime import only

NODE_FIRING = [
    (
        'return [{ json: { a: $env.HOME } }];',
        ['1:22 NCD607 n8n says "access to env vars denied": hand the value in through the workflow'],
    ),
    (
        'const { HOME } = $env;',
        ['1:18 NCD607 n8n says "access to env vars denied": hand the value in through the workflow'],
    ),
    (
        'return [{ json: { a: $env["HOME"] } }];',
        ['1:22 NCD607 n8n says "access to env vars denied": hand the value in through the workflow'],
    ),
]


NODE_CLEAN = [
    'const $env = {};\nreturn [{ json: $env }];',
    'return [{ json: { a: "{{ $env.X }}" } }];',
    'try { $env.A } catch {}\nreturn [];',
    'const e = $env;\nreturn [{ json: { keys: Object.keys($env) } }];',
    'return [{ json: { has: "HOME" in $env } }];',
]


@pytest.mark.parametrize(('code', 'expected'), NODE_FIRING)
def test_node_firing(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert only('NCD607', in_node(tmp_path, code)) == expected


@pytest.mark.parametrize('code', NODE_CLEAN)
def test_node_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD607', in_node(tmp_path, code)) == []


OLD_N8N_CLEAN = [
    'return [{ json: { a: $env.HOME } }];',
]


@pytest.mark.parametrize('code', OLD_N8N_CLEAN)
def test_old_n8n_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD607', in_node(tmp_path, code, target_n8n='1')) == []
