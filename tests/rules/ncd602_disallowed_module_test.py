"""`require` of a module that is not allowed."""

from __future__ import annotations

from pathlib import Path

import pytest
from runtime import IN_COUNT
from runtime import in_function
from runtime import in_node
from runtime import only

NODE_FIRING = [
    (
        'require(`crypto`);\nglobalThis.require("fs");\nreturn [];',
        [
            '1:9 NCD602 n8n says "Module \'crypto\' is disallowed": do without it, or allow it in n8n and in '
            'allow-js-modules',
            '2:20 NCD602 n8n says "Module \'fs\' is disallowed": do without it, or allow it in n8n and in '
            'allow-js-modules',
        ],
    ),
    (
        'const c = require("crypto");\nreturn [];',
        [
            '1:19 NCD602 n8n says "Module \'crypto\' is disallowed": do without it, or allow it in n8n and in '
            'allow-js-modules'
        ],
    ),
    (
        'const u = require("./u.js"); const m = require("node:crypto");\nreturn [];',
        [
            '1:19 NCD602 n8n says "Module \'./u.js\' is disallowed": a Code node has no files: inject what it '
            'needs with a placeholder',
            '1:48 NCD602 n8n says "Module \'node:crypto\' is disallowed": do without it, or allow it in n8n '
            'and in allow-js-modules',
        ],
    ),
    (
        'f(require("x"), require.resolve("y"), require("z")(require));\nreturn [];',
        [
            f'{place} NCD602 n8n says "Module \'{name}\' is disallowed": do without it, or allow it in n8n and in '
            'allow-js-modules'
            for place, name in [('1:11', 'x'), ('1:47', 'z')]
        ],
    ),
    (
        'try {} catch { require("x") }\nreturn [];',
        [
            '1:24 NCD602 n8n says "Module \'x\' is disallowed": do without it, or allow it in n8n and in '
            'allow-js-modules'
        ],
    ),
]


NODE_CLEAN = [
    'require(`${name}`);\nreturn [];',
    'require(name);\nreturn [];',
    'let c; try { c = require("crypto"); } catch {}\nreturn [];',
    'function require() {}\nrequire("x");\nreturn [];',
    'const f = (require) => require("x");\nreturn [];',
    'const s = "require(\'x\')";\nreturn [];',
    'if (require.main === module) {}\nreturn [];',
]


@pytest.mark.parametrize(('code', 'expected'), NODE_FIRING)
def test_node_firing(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert only('NCD602', in_node(tmp_path, code)) == expected


@pytest.mark.parametrize('code', NODE_CLEAN)
def test_node_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD602', in_node(tmp_path, code)) == []


ALLOWED_FIRING = [
    (
        'require("node:crypto");\nreturn [];',
        ["1:9 NCD602 n8n says \"Module 'node:crypto' is disallowed\": write 'crypto', which allow-js-modules names"],
    ),
    (
        'require("lodash/fp");\nreturn [];',
        [
            '1:9 NCD602 n8n says "Module \'lodash/fp\' is disallowed": do without it, or allow it in n8n and '
            'in allow-js-modules'
        ],
    ),
]


ALLOWED_CLEAN = [
    'require("crypto");\nrequire("lodash");\nreturn [];',
]


@pytest.mark.parametrize(('code', 'expected'), ALLOWED_FIRING)
def test_allowed_firing(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert (
        only(
            'NCD602',
            in_node(
                tmp_path,
                code,
                allow_js_modules=(
                    'crypto',
                    'lodash',
                ),
            ),
        )
        == expected
    )


@pytest.mark.parametrize('code', ALLOWED_CLEAN)
def test_allowed_clean(tmp_path: Path, code: str) -> None:
    assert (
        only(
            'NCD602',
            in_node(
                tmp_path,
                code,
                allow_js_modules=(
                    'crypto',
                    'lodash',
                ),
            ),
        )
        == []
    )


ALL_ALLOWED_CLEAN = [
    'require("anything");\nreturn [];',
]


@pytest.mark.parametrize('code', ALL_ALLOWED_CLEAN)
def test_all_allowed_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD602', in_node(tmp_path, code, allow_js_modules=('*',))) == []


FUNCTION_FIRING = [
    (
        'function countByCategory() {\n  return require("crypto");\n}',
        [
            (
                'js/countByCategory.js:2:18-2:26 NCD602 n8n says "Module \'crypto\' is disallowed": do without it, '
                'or allow it in n8n and in allow-js-modules'
            )
            + IN_COUNT
        ],
    ),
]


@pytest.mark.parametrize(('code', 'expected'), FUNCTION_FIRING)
def test_function_firing(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert only('NCD602', in_function(tmp_path, code)) == expected
