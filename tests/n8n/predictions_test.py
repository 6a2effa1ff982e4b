"""The tables and the rules against a real n8n: where a rule reports, n8n fails, and where it does not, n8n runs."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from installation import Installation, Outcome
from runtime import EACH as EACH_ITEM
from runtime import js as in_node
from runtime import lint

from n8n_code_discipline.n8n import javascript_runtime as facts
from n8n_code_discipline.n8n import table

_QUOTED = re.compile(r'n8n says (?:"(.*?)"(?=[:;,]| where |$)|\'(.*?)\'(?=[:;,]|$))')
HELPERS = table(
    'assertBinaryData getBinaryDataBuffer prepareBinaryData setBinaryDataBuffer binaryToString httpRequest request'
)
TOOL = {'type': '@n8n/n8n-nodes-langchain.toolCode', 'typeVersion': 1.3}

# Values of `return` in both modes
RETURNED = (
    *('', 'undefined', 'null', '[]', '{}', '"x"', '""', '1', 'true', '`x`', '["a"]', '[1]', '[null]', '[[]]', '[{}]'),
    *('{ json: 1 }', '{ json: "x" }', '{ json: null }', '{ json: 0 }', '{ json: [] }', '[{ json: "x" }]'),
    *('[{ json: [] }]', '[{ json: {}, foo: 1 }]', '[{ foo: 1 }]', '[{ json: {} }, { foo: 1 }]', '{ foo: 1 }'),
    *('[{ foo: 1 }, { json: {} }]', '[{ binary: 1 }]', '{ json: {}, binary: 1 }', '{ binary: {} }', '[{ index: 1 }]'),
    *('{ json: {}, pairedItem: 0 }', '[{ index: 1, foo: 2 }]', '/x/', '{ json: /x/ }', '[{ json: { f() {} } }]'),
    *('1 ? [{ json: {} }] : []', '(["a"])', '{ "json": "x" }'),
)
ALL_ITEMS = (
    *(f'return {value};' for value in RETURNED),
    *('const a = 1;', '// nothing', 'const f = () => { return 1; };\nawait f();', 'throw new Error("own");'),
    *('await import("fs");\nreturn [];', 'try { await import("fs") } catch {}\nreturn [];'),
    *('require("crypto");\nreturn [];', 'require("node:crypto");\nreturn [];', 'require("./x.js");\nreturn [];'),
    *('try { require("crypto") } catch {}\nreturn [];', 'function require() {}\nrequire("x");\nreturn [];'),
    *('exports.a = 1;\nreturn [];', 'module.exports.a = 1;\nreturn [];', 'new URL("x");\nreturn [];'),
    *('return [{ json: { a: process.env.A } }];', 'structuredClone({});\nreturn [];', 'fetch("x");\nreturn [];'),
    *('if (typeof fetch !== "undefined") fetch();\nreturn [];', 'const URL = 1;\nreturn [{ URL }];'),
    *('return [{ json: { item } }];', 'return items;', 'return $input.all();', 'const item = 1;\nreturn [{ item }];'),
    *('this.getNode();\nreturn [];', 'this.helpers.returnJsonArray([]);\nreturn [];', '$env.HOME;\nreturn [];'),
    *('helpers.normalizeItems([]);\nreturn [];', 'return [{ json: { t: typeof helpers.httpRequest } }];'),
    *('Error.captureStackTrace({});\nreturn [];', 'Error.captureStackTrace?.({});\nreturn [];'),
    *(
        'if (Error.captureStackTrace) Error.captureStackTrace({});\nreturn [];',
        'try { $env.HOME } catch {}\nreturn [];',
    ),
)
EACH = (
    *(f'return {value};' for value in RETURNED),
    *('const a = 1;', 'return { json: { n: items.length } };', 'return item;', 'return { json: { n: item.json } };'),
    *('const n = $input.all().length;\nreturn { n };', '// $input.all()\nconst small = 1;\nreturn { small };'),
    *('// $input.all()\nconst big = 1;\nreturn { big };', 'const s = "$input.first";\nreturn { s };'),
    *('/* $input.last() */ const n = 1;\nreturn { n };', 'const n = 1; // $input.last()\nreturn { n };'),
    *('// $input.first()\nconst n = $input.all().length;\nreturn { n };', 'return { n: $input\n.all().length };'),
)
TOOLS = ('return "x";', 'return { a: 1 };', 'return ["x"];', 'return 1;')
NODES: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    **{f'all {number}': (code, {}) for number, code in enumerate(ALL_ITEMS)},
    **{f'each {number}': (code, EACH_ITEM) for number, code in enumerate(EACH)},
    **{f'tool {number}': (code, TOOL) for number, code in enumerate(TOOLS)},
    'type version': ('return [];', {'typeVersion': 1.2}),
}
# What fails for a reason of its own, or by something that no rule claims to foresee
OWN_FAILURE = {'throw new Error("own");'}

# Syntax that NCD005 reports for every version: the code, n8n's words
SYNTAX = {
    'import x from "fs";\nreturn [];': 'Cannot use import statement outside a module',
    'export const a = 1;': "Unexpected token 'export'",
    'const u = import.meta.url;': "Cannot use 'import.meta' outside a module",
    '#!/usr/bin/env node\nreturn [];': 'Invalid or unexpected token',
    'const a = 1;\nconst a = 2;\nreturn [];': "Identifier 'a' has already been declared",
    '/* #:js:n8n-functions/js/a*/b.js */\nreturn [];': 'Invalid regular expression: missing /',
    '=const a = {{ $json.a }};\nreturn [];': "Unexpected token '{'",
}
QUESTIONS = {
    'missing': f"""
const names = {json.dumps(sorted(facts.MISSING_NAMES.names))};
return [{{ json: {{ found: names.filter((name) => name in globalThis) }} }}];""",
    'methods': f"""
const names = {json.dumps(sorted(facts.MISSING_METHODS.names))};
return [{{ json: {{ found: names.filter((name) => name in this) }} }}];""",
    'helpers': 'return [{ json: { found: Object.keys(helpers).sort() } }];',
    'refused': f"""
const said = {{}};
for (const name of {json.dumps(sorted(facts.REFUSED_HELPERS.names))}) {{
  try {{ helpers[name](); }} catch (error) {{ said[name] = error.message; }}
}}
return [{{ json: {{ found: said }} }}];""",
    'disabled': """
const o = {};
Object.defineProperty(o, "a", { value: 1 });
Object.defineProperties(o, { b: { value: 1 } });
Object.setPrototypeOf(o, Array.prototype);
const prototype = Object.getPrototypeOf(o);
return [{ json: { found: [
  o.a === undefined, o.b === undefined, Array.isArray(o), prototype === Object.prototype,
  typeof Error.captureStackTrace, Reflect.setPrototypeOf(o, null), Reflect.getPrototypeOf(o) === Object.prototype,
] } }];""",
    'realm': """
const { tags, order } = $input.first().json;
return [{ json: { found: [
  tags instanceof Array, order instanceof Object, order.constructor === Object, items instanceof Array,
  $input.all() instanceof Array, $("Input").all() instanceof Array, $json instanceof Object,
  [...tags] instanceof Array, JSON.parse("[]") instanceof Array, Object.keys(order) instanceof Array,
] } }];""",
    'last declaration wins': """
function a() { return 1; }
function f() { return a(); }
function a() { return 2; }
return [{ json: { found: f() } }];""",
    'unknown language': 'return [];',
}
ANSWERS = {
    'missing': [],
    'methods': [],
    'helpers': sorted(HELPERS | facts.REFUSED_HELPERS.names),
    'refused': {name: facts.REFUSED_HELPERS.message.format(name=name) for name in sorted(facts.REFUSED_HELPERS.names)},
    'disabled': [True, True, False, False, 'undefined', False, False],
    'realm': [False] * 7 + [True] * 3,
    'last declaration wins': 2,
}


def as_node(code: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    rest = {key: value for key, value in parameters.items() if key not in ('type', 'typeVersion')}
    return {
        'type': parameters.get('type', 'n8n-nodes-base.code'),
        'typeVersion': parameters.get('typeVersion', 2),
        'parameters': {**rest, 'jsCode': code},
    }


@pytest.fixture(scope='module')
def outcomes(n8n: Installation) -> Mapping[str, Outcome]:
    """Run every snippet in one workflow."""
    nodes = {name: as_node(*node) for name, node in NODES.items()}
    nodes |= {f'syntax {number}': as_node(code, {}) for number, code in enumerate(SYNTAX)}
    nodes |= {name: as_node(code, {}) for name, code in QUESTIONS.items()}
    nodes['unknown language']['parameters']['language'] = 'javascript'
    return n8n.run_nodes(nodes)


@pytest.mark.parametrize('name', NODES, ids=lambda name: f'{name} {NODES[name][0]}')
def test_prediction(outcomes: Mapping[str, Outcome], tmp_path: Path, name: str) -> None:
    code, parameters = NODES[name]
    found = lint(tmp_path, in_node(code, parameters))
    said = [match[1] or match[2] for row in found for match in _QUOTED.finditer(row)]
    said += [message for message in facts.DISABLED_FUNCTIONS.values() if any(message in row for row in found)]
    error = outcomes[name].error
    if code in OWN_FAILURE:
        assert (found, error) == ([], 'own [line 1]')
    elif error:
        assert any(message in error for message in said), f'n8n says {error!r}, predicted: {found}'
    else:
        assert said == []


@pytest.mark.parametrize('number', range(len(SYNTAX)), ids=list(SYNTAX))
def test_syntax(outcomes: Mapping[str, Outcome], number: int) -> None:
    assert list(SYNTAX.values())[number] in outcomes[f'syntax {number}'].error


@pytest.mark.parametrize('name', ANSWERS)
def test_tables(outcomes: Mapping[str, Outcome], name: str) -> None:
    assert outcomes[name] == Outcome('', [{'found': ANSWERS[name]}])


def test_unknown_language(outcomes: Mapping[str, Outcome]) -> None:
    assert outcomes['unknown language'].error == 'Unsupported language: javascript'
