"""Tests of the input against constructors of another realm."""

from __future__ import annotations

from pathlib import Path

import pytest
from runtime import IN_COUNT
from runtime import in_function
from runtime import in_node
from runtime import only

NODE_FIRING = [
    (
        'return [{ json: { a: $json.list instanceof Array } }];',
        [
            "1:22 NCD609 '$json.list instanceof Array' is false in n8n for values of the input, which come "
            'from another realm: write Array.isArray(value)'
        ],
    ),
    (
        'const b = $input.first().json.body || {};\nif (b instanceof Object) return [];\nreturn [];',
        [
            "2:5 NCD609 'b instanceof Object' is false in n8n for values of the input, which come from another "
            "realm: write typeof value === 'object' && value !== null"
        ],
    ),
    (
        'for (const item of $input.all()) if (item.json.a instanceof Array) return [];\nreturn [];',
        [
            "1:38 NCD609 'item.json.a instanceof Array' is false in n8n for values of the input, which come "
            'from another realm: write Array.isArray(value)'
        ],
    ),
    (
        'items.map((i) => i.json.constructor === Object);\nreturn [];',
        [
            "1:18 NCD609 'i.json.constructor === Object' is false in n8n for values of the input, which come "
            "from another realm: write typeof value === 'object' && value !== null"
        ],
    ),
    (
        'const [a] = $("A").all();\na.json.x instanceof Array;\nreturn [];',
        [
            "2:1 NCD609 'a.json.x instanceof Array' is false in n8n for values of the input, which come from "
            'another realm: write Array.isArray(value)'
        ],
    ),
    (
        'function f(a) { const b = a.b; return b instanceof Array }\nreturn [];',
        [
            "1:39 NCD609 'b instanceof Array' is false in n8n for values of the input, which come from another "
            'realm: write Array.isArray(value)'
        ],
    ),
    (
        'const {a: {b = []}} = $json;\nb instanceof Array;\nreturn [];',
        [
            "2:1 NCD609 'b instanceof Array' is false in n8n for values of the input, which come from another "
            'realm: write Array.isArray(value)'
        ],
    ),
    (
        '$input.item.json.x?.constructor === Array;\nreturn [];',
        [
            "1:1 NCD609 '$input.item.json.x?.constructor === Array' is false in n8n for values of the input, "
            'which come from another realm: write Array.isArray(value)'
        ],
    ),
    (
        'if (!$json.a || $json.a instanceof Array) return [];\nreturn [];',
        [
            "1:17 NCD609 '$json.a instanceof Array' is false in n8n for values of the input, which come from "
            'another realm: write Array.isArray(value)'
        ],
    ),
]


NODE_CLEAN = [
    'const x = JSON.parse("[]");\nx instanceof Array;\nreturn [];',
    'const x = $json.a.split(",");\nx instanceof Array;\nreturn [];',
    'new Date() instanceof Date;\nx instanceof Error;\nreturn [];',
    'const $json = [];\n$json instanceof Array;\nreturn [];',
    'let x = 1;\nx instanceof Array;\nunknown instanceof Array;\nreturn [];',
    'try {} catch (e) { e instanceof Object }\nreturn [];',
    'if (Array.isArray($json.a) || $json.a instanceof Array) return [];\nreturn [];',
    'const a = () => 1;\na.constructor.name;\nreturn [];',
    '[...$input.all()] instanceof Array;\nreturn [];',
    'let a = a;\na instanceof Array;\nreturn [];',
]


@pytest.mark.parametrize(('code', 'expected'), NODE_FIRING)
def test_node_firing(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert only('NCD609', in_node(tmp_path, code)) == expected


@pytest.mark.parametrize('code', NODE_CLEAN)
def test_node_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD609', in_node(tmp_path, code)) == []


FUNCTION_FIRING = [
    (
        'function countByCategory(items) {\n  return items instanceof Array;\n}',
        [
            (
                "js/countByCategory.js:2:10-2:32 NCD609 'items instanceof Array' is false in n8n for values of the "
                'input, which come from another realm: write Array.isArray(value)'
            )
            + IN_COUNT
        ],
    ),
    (
        'function countByCategory({ a }) {\n  return (a) instanceof Object;\n}',
        [
            (
                "js/countByCategory.js:2:10-2:31 NCD609 '(a) instanceof Object' is false in n8n for values of the "
                "input, which come from another realm: write typeof value === 'object' && value !== null"
            )
            + IN_COUNT
        ],
    ),
]


FUNCTION_CLEAN = ['function countByCategory() {\n  const list = [];\n  return list instanceof Array;\n}']


@pytest.mark.parametrize(('code', 'expected'), FUNCTION_FIRING)
def test_function_firing(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert only('NCD609', in_function(tmp_path, code)) == expected


@pytest.mark.parametrize('code', FUNCTION_CLEAN)
def test_function_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD609', in_function(tmp_path, code)) == []
