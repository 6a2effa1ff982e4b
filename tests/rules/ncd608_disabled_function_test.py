"""Built-in functions that the runner disables."""

from __future__ import annotations

from pathlib import Path

import pytest
from runtime import IN_COUNT
from runtime import in_function
from runtime import in_node
from runtime import only

NODE_FIRING = [
    (
        'Object.defineProperty({}, "a", {});\nreturn [];',
        ['1:1 NCD608 Object.defineProperty is disabled in n8n: it does nothing and returns {}'],
    ),
    (
        'if (Object.getPrototypeOf(x) === null) return [];\nreturn [];',
        ['1:5 NCD608 Object.getPrototypeOf is disabled in n8n: it always returns {}'],
    ),
    (
        'class E extends Error {\n  constructor() { super(); Error.captureStackTrace(this); }\n}\nreturn [];',
        ['2:28 NCD608 Error.captureStackTrace is disabled in n8n: Error.captureStackTrace is not a function'],
    ),
    (
        'Reflect.setPrototypeOf(x, null);\nreturn [];',
        ['1:1 NCD608 Reflect.setPrototypeOf is disabled in n8n: it does nothing and returns false'],
    ),
]


NODE_CLEAN = [
    'class E extends Error {\n'
    '  constructor() { super(); if (Error.captureStackTrace) Error.captureStackTrace(this); }\n'
    '}\n'
    'return [];',
    'Error.captureStackTrace?.({});\nreturn [];',
    'const names = [(Object.defineProperty), new Object.defineProperty.Name()];\nreturn [];',
    'const { defineProperty } = Object;\nreturn [];',
    'Object.keys({});\nreturn [];',
    'const Object = { defineProperty() {} };\nObject.defineProperty();\nreturn [];',
]


@pytest.mark.parametrize(('code', 'expected'), NODE_FIRING)
def test_node_firing(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert only('NCD608', in_node(tmp_path, code)) == expected


@pytest.mark.parametrize('code', NODE_CLEAN)
def test_node_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD608', in_node(tmp_path, code)) == []


FUNCTION_FIRING = [
    (
        'function countByCategory(x) {\n  return Object.getPrototypeOf(x);\n}',
        [
            ('js/countByCategory.js:2:10-2:16 NCD608 Object.getPrototypeOf is disabled in n8n: it always returns {}')
            + IN_COUNT
        ],
    )
]


@pytest.mark.parametrize(('code', 'expected'), FUNCTION_FIRING)
def test_function_firing(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert only('NCD608', in_function(tmp_path, code)) == expected
