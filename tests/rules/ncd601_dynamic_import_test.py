"""`import(…)` in a Code node."""

from __future__ import annotations

from pathlib import Path

import pytest
from runtime import IN_COUNT
from runtime import in_function
from runtime import in_node
from runtime import only

NODE_FIRING = [
    (
        'const fs = await import("fs");\nreturn [];',
        [
            '1:18 NCD601 \'import("fs")\': a Code node loads no modules, n8n says "A dynamic import callback '
            'was not specified."'
        ],
    ),
    (
        'const m = await import(name);\nreturn [];',
        [
            "1:17 NCD601 'import(name)': a Code node loads no modules, n8n says \"A dynamic import callback "
            'was not specified."'
        ],
    ),
    (
        'try { } finally { await import("x") }\nreturn [];',
        [
            '1:25 NCD601 \'import("x")\': a Code node loads no modules, n8n says "A dynamic import callback '
            'was not specified."'
        ],
    ),
]


NODE_CLEAN = [
    'try { await import("x") } catch {}\nreturn [];',
    'const x = { import: 1 };\nreturn [];',
    'const s = "import(x)"; // import(y)\nreturn [];',
]


@pytest.mark.parametrize(('code', 'expected'), NODE_FIRING)
def test_node_firing(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert only('NCD601', in_node(tmp_path, code)) == expected


@pytest.mark.parametrize('code', NODE_CLEAN)
def test_node_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD601', in_node(tmp_path, code)) == []


FUNCTION_FIRING = [
    (
        'async function countByCategory() {\n  return import("node:fs");\n}',
        [
            (
                'js/countByCategory.js:2:10-2:27 NCD601 \'import("node:fs")\': a Code node loads no modules, n8n '
                'says "A dynamic import callback was not specified."'
            )
            + IN_COUNT
        ],
    )
]


@pytest.mark.parametrize(('code', 'expected'), FUNCTION_FIRING)
def test_function_firing(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert only('NCD601', in_function(tmp_path, code)) == expected


OLD_N8N_CLEAN = ['await import("fs");\nreturn [];']


@pytest.mark.parametrize('code', OLD_N8N_CLEAN)
def test_old_n8n_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD601', in_node(tmp_path, code, target_n8n='1')) == []
