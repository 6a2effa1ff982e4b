"""Seeded workspaces to measure: templates with distinct bodies, function files with tests.

    python benchmarks/corpus.py DIRECTORY

writes 2,400 templates of 18 KB on average, half of them with a Code node, and 200 function files.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path
from typing import Any

SEED = 20_240_101
TEMPLATES = 2_400
FUNCTIONS = 200
BYTES_PER_TEMPLATE = 18_000
NODES_IN_BIG_TEMPLATE = 44_000
BYTES_PER_BIG_NODE = 1_150

_WORDS = ('amount', 'batch', 'count', 'customer', 'date', 'item', 'label', 'note', 'order', 'price', 'region', 'route')


def js_function(name: str, source: random.Random) -> str:
    """A function file of about 20 lines."""
    first, second, third = source.sample(_WORDS, 3)
    return f"""\
/** Group {first} values by {second}. */
function {name}(items, limit = {source.randrange(1, 99)}) {{
  const groups = {{}};
  for (const item of items) {{
    const key = String(item.{second} || "{third}").toLowerCase().replace(/[^a-z]+/g, "-");
    const group = groups[key] || (groups[key] = {{ {first}: 0, seen: [] }});
    group.{first} += Number(item.{first}) || 0;
    if (group.seen.length < limit) group.seen.push(`${{key}}: ${{item.{third}}}`);
  }}
  return Object.entries(groups)
    .map(([key, {{ {first}, seen }}]) => ({{ key, {first}, seen, share: {first} / items.length }}))
    .sort((a, b) => b.{first} - a.{first});
}}
if (typeof module !== "undefined") module.exports = {{ {name} }};
"""


def js_test(name: str) -> str:
    """The paired test of ``js_function``."""
    return f"""\
const {{ test }} = require("node:test");
const assert = require("node:assert/strict");
const {{ {name} }} = require("../n8n-functions/js/{name}.js");

test("no items, no groups", () => assert.deepEqual({name}([]), []));
"""


def py_function(name: str, source: random.Random) -> str:
    """A function file of about 12 lines."""
    first, second, third = source.sample(_WORDS, 3)
    return f'''\
import re


def {name}(items, limit={source.randrange(1, 99)}):
    """Group {first} values by {second}."""
    groups = {{}}
    for item in items:
        key = re.sub("[^a-z]+", "-", str(item.get("{second}", "{third}")).lower())
        group = groups.setdefault(key, {{"{first}": 0, "seen": []}})
        group["{first}"] += item.get("{first}", 0)
        if len(group["seen"]) < limit:
            group["seen"].append(f"{{key}}: {{item.get('{third}')}}")
    return [{{"key": key, **group}} for key, group in sorted(groups.items())]
'''


def py_test(name: str) -> str:
    """The paired test of ``py_function``."""
    return f"""\
from {name} import {name}


def test_no_items_no_groups():
    assert {name}([]) == []
"""


def js_glue(name: str, source: random.Random) -> str:
    """A thin Code-node body that injects and calls a function."""
    first, second = source.sample(_WORDS, 2)
    return (
        f'{{{{@:js:n8n-functions/js/{name}.js}}}}\n\n'
        f'const {first} = $input.all().map((item) => item.json.{second});\n'
        f'return {name}({first}).map((json) => ({{ json }}));'
    )


def py_glue(name: str, source: random.Random) -> str:
    """The same in Python."""
    first = source.choice(_WORDS)
    return (
        f'{{{{@:py:n8n-functions/py/{name}.py}}}}\n\n'
        f'{first} = [item["json"] for item in items]\n'
        f'return [{{"json": group}} for group in {name}({first})]'
    )


def inlined(index: int, source: random.Random) -> str:
    """A Code-node body that breaks the convention, about 1,100 characters long."""
    lines = [f'const run{index} = {source.randrange(10**6)};']
    while sum(map(len, lines)) < BYTES_PER_BIG_NODE - 350:
        first, second = source.sample(_WORDS, 2)
        lines.append(
            f'const {first}{len(lines)} = $input.all().filter((item) => item.json.{second} > {source.randrange(999)});'
        )
    return '\n'.join([*lines, 'return $input.all();'])


def code_node(name: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """A Code node."""
    return {
        'parameters': parameters,
        'id': f'00000000-0000-4000-8000-{abs(hash_of(name)):012d}',
        'name': name,
        'type': 'n8n-nodes-base.code',
        'typeVersion': 2,
        'position': [220, 0],
    }


def hash_of(text: str) -> int:
    """A number that is the same in every process."""
    return sum((index + 1) * ord(character) for index, character in enumerate(text)) * 7919 % 10**12


def other_node(index: int, source: random.Random) -> dict[str, Any]:
    """A node that is none of ours, about 800 bytes."""
    words = source.choices(_WORDS, k=12)
    return {
        'parameters': {
            'url': f'=https://example.test/{words[0]}/{{{{ $json.{words[1]} }}}}',
            'options': {'timeout': source.randrange(10_000), 'headers': {word: word * 3 for word in set(words[2:6])}},
            'assignments': [
                {'name': word, 'value': f'={{{{ $json.{word} }}}} é', 'type': 'string'} for word in words[6:9]
            ],
        },
        'id': f'00000000-0000-4000-8000-{source.randrange(10**12):012d}',
        'name': f'{words[9].title()} {index}',
        'type': 'n8n-nodes-base.httpRequest',
        'typeVersion': 4.2,
        'position': [source.randrange(2_000), source.randrange(2_000)],
    }


def template(nodes: list[dict[str, Any]], source: random.Random, size: int) -> str:
    """A template with these nodes and as many others as make it ``size`` bytes."""
    nodes = list(nodes)
    length = len(json.dumps(nodes, indent=2))
    while length < size:
        node = other_node(len(nodes), source)
        length += len(json.dumps(node, indent=2)) * 9 // 8
        nodes.append(node)
    return json.dumps({'name': 'Benchmark', 'nodes': nodes, 'connections': {}}, indent=2, ensure_ascii=False) + '\n'


def write_workspace(root: Path, *, templates: int = TEMPLATES, functions: int = FUNCTIONS, nodes: int = 1) -> None:
    """Write a clean workspace; every second template has ``nodes`` Code nodes, in both languages by turns."""
    source = random.Random(SEED)
    for folder in ('n8n-functions/js', 'n8n-functions/py', 'n8n-functions-tests', 'n8n-workflows-template'):
        (root / folder).mkdir(parents=True, exist_ok=True)
    for index in range(functions // 2):
        js, py = f'groupValues{index}', f'group_values_{index}'
        (root / f'n8n-functions/js/{js}.js').write_text(js_function(js, source), encoding='utf-8')
        (root / f'n8n-functions-tests/{js}.test.js').write_text(js_test(js), encoding='utf-8')
        (root / f'n8n-functions/py/{py}.py').write_text(py_function(py, source), encoding='utf-8')
        (root / f'n8n-functions-tests/test_{py}.py').write_text(py_test(py), encoding='utf-8')
    for index in range(templates):
        code_nodes = []
        for number in range(nodes if index % 2 else 0):
            function = (index + number) % (functions // 2)
            if index % 8 == 1:
                parameters = {'language': 'python', 'pythonCode': py_glue(f'group_values_{function}', source)}
            else:
                parameters = {'jsCode': js_glue(f'groupValues{function}', source)}
            code_nodes.append(code_node(f'Group {number}', parameters))
        size = source.randrange(BYTES_PER_TEMPLATE // 3, BYTES_PER_TEMPLATE * 5 // 3)
        path = root / f'n8n-workflows-template/flow{index:04}.template.json'
        path.write_text(template(code_nodes, source, size), encoding='utf-8')


def write_big_template(path: Path, nodes: int = NODES_IN_BIG_TEMPLATE) -> None:
    """Write one template of about 50 MB in which every node is an inlined Code node."""
    source = random.Random(SEED)
    path.parent.mkdir(parents=True, exist_ok=True)
    found = [code_node(f'Inlined {index}', {'jsCode': inlined(index, source)}) for index in range(nodes)]
    path.write_text(json.dumps({'name': 'Big', 'nodes': found, 'connections': {}}, indent=2) + '\n', encoding='utf-8')


if __name__ == '__main__':
    parser = argparse.ArgumentParser(description='Write 2,400 templates and 200 function files with their tests.')
    parser.add_argument('directory', type=Path)
    write_workspace(parser.parse_args().directory)
