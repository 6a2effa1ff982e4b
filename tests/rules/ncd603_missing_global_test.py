"""Names that Node or n8n 1.x has and n8n 2.x has not."""

from __future__ import annotations

from pathlib import Path

import pytest
from runtime import IN_COUNT
from runtime import TRAILER
from runtime import in_function
from runtime import in_node
from runtime import lint
from runtime import only
from support import JS
from support import JS_PLACEHOLDER
from support import TEMPLATE
from support import js_node
from support import template

NODE_FIRING = [
    (
        'return [{ json: { a: process.env.A } }];',
        ['1:22 NCD603 n8n says "process is not defined": hand the value in through the workflow'],
    ),
    (
        'await fetch("x");\nnew URL("x");\nreturn [];',
        [
            '1:7 NCD603 n8n says "fetch is not defined": use the HTTP Request node, or this.helpers.httpRequest',
            '2:5 NCD603 n8n says "URL is not defined": take the text apart with a regular expression, or in '
            'another node',
        ],
    ),
    (
        'exports.a = 1;\nreturn [];',
        [
            '1:1 NCD603 n8n says "exports is not defined": export through the guarded trailer: if (typeof '
            "module !== 'undefined') module.exports = { … }"
        ],
    ),
    (
        'getWorkflowStaticData("node");\nreturn [];',
        ['1:1 NCD603 n8n says "getWorkflowStaticData is not defined": write $getWorkflowStaticData'],
    ),
    (
        'const s = { structuredClone };\nreturn [s];',
        ['1:13 NCD603 n8n says "structuredClone is not defined": write JSON.parse(JSON.stringify(value))'],
    ),
    (
        'queueMicrotask(() => {});\nreturn [];',
        ['1:1 NCD603 n8n says "queueMicrotask is not defined": the paired test has it, a Code node has not'],
    ),
    (
        'return [{ json: { a: $ifEmpty(1, 2) } }];',
        ['1:22 NCD603 n8n says "$ifEmpty is not defined": write value || other'],
    ),
    ('globalThis.fetch("x");\nreturn [];', ['1:1 NCD603 n8n says "globalThis.fetch is not a function"']),
    ('module.require("x");\nreturn [];', ['1:1 NCD603 n8n says "module.require is not a function"']),
    ('$input.itemMatching(0);\nreturn [];', ['1:1 NCD603 n8n says "$input.itemMatching is not a function"']),
    (
        'const n = 0;\nfor (const i of items) n += 1;\nreturn [];',
        ['2:24 NCD603 n8n says "Assignment to constant variable.": declare \'n\' with let'],
    ),
    ('rows = rows.concat(1);\nreturn [];', ['1:1 NCD603 n8n says "rows is not defined": nothing assigned it before']),
]


NODE_CLEAN = [
    'module.exports.a = 1;\nreturn [];',
    'const URL = 1;\nreturn [{ URL }];',
    'if (typeof fetch !== "undefined") fetch();\nreturn [];',
    'try { structuredClone(1) } catch { }\nreturn [];',
    'const n = 1;\n{ let n = 2; n = 3; }\nreturn [];',
    'const o = {};\no.n = 1;\nreturn [];',
    'total = 0;\ntotal += 1;\nreturn [];',
    'total = typeof total === "undefined" ? 1 : total + 1;\nreturn [];',
    'if (globalThis.fetch) {}\nreturn [];',
    'items = items.concat(1);\nreturn [];',
    'process = 1;\nprocess.x;\nreturn [];',
    'eval("var URL");\nnew URL();\nreturn [];',
    'return [{ json: { b: Buffer, c: new TextEncoder(), d: btoa("x"), m: module, f: FormData } }];',
    'const o = { process: 1 };\no.fetch;\nreturn [o];',
    'const { URL } = require("url");\nnew URL("x");\nreturn [];',
    'typo();\nreturn [];',
]


@pytest.mark.parametrize(('code', 'expected'), NODE_FIRING)
def test_node_firing(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert only('NCD603', in_node(tmp_path, code)) == expected


@pytest.mark.parametrize('code', NODE_CLEAN)
def test_node_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD603', in_node(tmp_path, code)) == []


FUNCTION_FIRING = [
    (
        'function countByCategory() {\n  return new URL("x");\n}',
        [
            (
                'js/countByCategory.js:2:14-2:17 NCD603 n8n says "URL is not defined": take the text apart with a '
                'regular expression, or in another node'
            )
            + IN_COUNT
        ],
    ),
]


FUNCTION_CLEAN = [
    'function countByCategory(fetch) {\n  return fetch("x");\n}',
    'function countByCategory() {\n  return getWorkflowStaticData("node");\n}',
]


@pytest.mark.parametrize(('code', 'expected'), FUNCTION_FIRING)
def test_function_firing(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert only('NCD603', in_function(tmp_path, code)) == expected


@pytest.mark.parametrize('code', FUNCTION_CLEAN)
def test_function_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD603', in_function(tmp_path, code)) == []


OLD_N8N_CLEAN = [
    'return [{ json: { a: process.env.A } }];',
]


@pytest.mark.parametrize('code', OLD_N8N_CLEAN)
def test_old_n8n_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD603', in_node(tmp_path, code, target_n8n='1.90.0')) == []


def test_glue_may_declare_what_a_function_file_reads(tmp_path: Path) -> None:
    code = JS_PLACEHOLDER + '\nfunction structuredClone(value) { return value; }\nreturn [];'
    files = {JS: 'function countByCategory(items) {\n  return structuredClone(items);\n}' + TRAILER}
    assert lint(tmp_path, {**files, **template(js_node(code))}) == []


def test_says_which_nodes_bring_a_function_file_into_n8n(tmp_path: Path) -> None:
    files = {JS: 'function countByCategory(items) {\n  return structuredClone(items);\n}' + TRAILER}
    code = JS_PLACEHOLDER + '\nreturn [];'
    nodes = [js_node(code, name=f'Node {number}') for number in range(5)]
    nodes[1] = js_node(code + '\nfunction structuredClone() {}', name='Node 1')
    assert lint(tmp_path, {**files, **template(*nodes)}) == [
        'js/countByCategory.js:2:10-2:25 NCD603 n8n says "structuredClone is not defined": write '
        'JSON.parse(JSON.stringify(value)) '
        f"(in node 'Node 0' of {TEMPLATE}, node 'Node 2' of {TEMPLATE}, node 'Node 3' of {TEMPLATE} and 1 more)"
    ]


def test_a_function_file_that_no_node_injects(tmp_path: Path) -> None:
    files = {JS: 'function countByCategory(items) {\n  return structuredClone(items);\n}' + TRAILER}
    assert lint(tmp_path, files) == [
        'js/countByCategory.js:2:10-2:25 NCD603 n8n says "structuredClone is not defined": write '
        'JSON.parse(JSON.stringify(value))'
    ]


def test_deeply_nested_code(tmp_path: Path) -> None:
    """Every read is judged without a climb through all that surrounds it."""
    code = '{' * 1000 + 'process;' * 1000 + '}' * 1000 + '\nreturn [];'
    assert len(only('NCD603', in_node(tmp_path, code))) == 1000
