"""Values as JavaScript literals: V8 reads exactly what the JSON text of the value means."""

import json
from typing import Any

import node
import pytest
from hypothesis import HealthCheck, given, settings, strategies

from n8n_code_discipline.extraction import literals

SCRIPT = """\
const { isDeepStrictEqual } = require("node:util");
const pairs = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const wrong = pairs.filter(([literal, json]) => !isDeepStrictEqual((0, eval)(`(${literal})`), JSON.parse(json)));
process.stdout.write(JSON.stringify(wrong));
"""
# lone surrogates too
TEXTS = strategies.text(strategies.characters(exclude_categories=()), max_size=8)
# node 24.19 reads the key "\u001f" as "\\" if an object with that key stands before it
KEYS = strategies.text(strategies.characters(exclude_categories=(), exclude_characters='\\'), max_size=8)
SCALARS = strategies.none() | strategies.booleans() | strategies.floats(allow_nan=False, allow_infinity=False) | TEXTS
VALUES = strategies.recursive(
    SCALARS | strategies.integers(-(1 << 53), 1 << 53),
    lambda inner: strategies.lists(inner, max_size=4) | strategies.dictionaries(KEYS, inner, max_size=4),
    max_leaves=10,
)


@pytest.mark.parametrize(
    ('value', 'text'),
    [
        pytest.param(-0.0, '-0', id='negative zero'),
        pytest.param(5.0, '5', id='a whole number'),
        pytest.param(1e21, '1e+21', id='large'),
        pytest.param(1e-7, '1e-7', id='small'),
        pytest.param({'a': 2, '1': 3, 'if': 4}, '{ a: 2, "1": 3, if: 4 }', id='keys'),
        pytest.param({'\\': 1, '\x1f': 2}, r'{ "\\": 1, "\u001f": 2 }', id='keys with escapes'),
        pytest.param('\ud83d\u2028\x7f\u202e', r'"\ud83d\u2028\u007f\u202e"', id='what no file or editor can show'),
        pytest.param('\U000e0001', r'"\udb40\udc01"', id='invisible, beyond the first plane'),
        pytest.param([[], {}], '[[], {}]', id='empty'),
        pytest.param(['x' * 99, [1]], f'[\n  "{"x" * 99}",\n  [1],\n]', id='more than a line'),
        pytest.param(literals.UNDEFINED, 'undefined', id='undefined'),
    ],
)
def test_literal(value: Any, text: str) -> None:
    assert literals.literal(value) == text


@pytest.mark.slow
@given(values=strategies.lists(VALUES, min_size=20, max_size=60))
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_v8_reads_what_json_means(tmp_path_factory: pytest.TempPathFactory, values: list[Any]) -> None:
    script = tmp_path_factory.getbasetemp() / 'literals.js'
    script.write_text(SCRIPT, encoding='utf-8')
    assert node.run(script, [[literals.literal(value), json.dumps(value)] for value in values]) == []
    assert node.run(script, [[literals.json_text(value), json.dumps(value)] for value in values]) == []


@pytest.mark.parametrize(
    ('value', 'reason'),
    [
        pytest.param(float('inf'), 'contains a number that JSON cannot represent', id='infinite'),
        pytest.param([float('nan')], 'contains a number that JSON cannot represent', id='NaN'),
        pytest.param(json.loads('[' * 102 + ']' * 102), 'is nested more than 100 levels deep', id='deep'),
        pytest.param([{'__proto__': 1}], 'contains a key `__proto__`', id='a prototype'),
        pytest.param('x' * 1_000_001, 'has more than 1,000,000 characters', id='large'),
    ],
)
def test_no_literal(value: Any, reason: str) -> None:
    with pytest.raises(literals.LiteralError, match=reason):
        literals.check(value)
