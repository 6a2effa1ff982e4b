"""``resync`` undoes ``hydrate``, byte for byte, whatever the JSON and the code look like."""

import json
import os
import random
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import SHARED_DATA, WORKSPACE, write

from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.documents.code_node import code_nodes
from n8n_code_discipline.documents.template import Template
from n8n_code_discipline.linter import loader
from n8n_code_discipline.roundtrip import collapse, drift
from n8n_code_discipline.roundtrip.hydrate import hydrate
from n8n_code_discipline.syntax import markup
from n8n_code_discipline.workspace import files

# Function files in every shape that hydrate accepts
FUNCTIONS: Mapping[str, bytes] = {
    'n8n-functions/js/plain.js': b'function plain() {}\n',
    'n8n-functions/js/noNewline.js': b'function noNewline() {}',
    'n8n-functions/js/empty.js': b'',
    'n8n-functions/js/blank.js': b'\n\r\n\n',
    'n8n-functions/js/crlf.js': b'function crlf() {\r\n\treturn `a\r\n\r\n`;   \r\n}\r\n\r\n',
    'n8n-functions/js/mixed.js': b'\nfunction mixed() {\r\n  return 1;\n}\r\r\n',
    'n8n-functions/js/bom.js': '\ufefffunction bom() {}\n'.encode(),
    'n8n-functions/js/shebang.js': b'#!/usr/bin/env node\nfunction shebang() {}\n',
    'n8n-functions/js/sub folder/ünïcode.js': 'function f() { return "é\u2028\u007f😀\\u00e9\\\\"; }\n'.encode(),
    'n8n-functions/js/mentions.js': (
        b'// {{@:js:n8n-functions/js/plain.js}}\n'
        b'// see /* #:js:n8n-functions/js/plain.js */\n'
        b'/* #:js:n8n-functions/js/plain.js */ function mentions() {}\n'
        b'const text = "# MATCH:py:n8n-functions/py/plain.py";\n'
    ),
    'n8n-functions/js/star*name.js': b'function star() {}\n',
    'n8n-functions/py/plain.py': b'def plain():\n    return 1\n',
    'n8n-functions/py/text.py': '"""Ünï\n\n/* #:js:a.js */\n"""\n\n\n\ndef text():\n    return "é\\\\"\n\n\n'.encode(),
    'n8n-functions/py/empty.py': b'',
    'n8n-functions/py/shebang.py': b'\xef\xbb\xbf#!/usr/bin/env python3\n#!second\r\ndef shebang():\r\n    pass\r\n',
}
NAMES: dict[str, list[str]] = {kind: [name for name in FUNCTIONS if name.endswith(kind)] for kind in ('js', 'py')}

JS_GLUE = (
    'return [];',
    '',
    '  ',
    '// {{@:env:API_URL}} é',
    'const a = "/* #:js:n8n-functions/js/plain.js */";',
    '// /* #:js:n8n-functions/js/plain.js */',
    '/* MATCH:js:n8n-functions/js/plain.js */ foo();',
    'const b = "\\u00e9 \\\\ \\/ 😀 \u2028";',
    '# MATCH:py:n8n-functions/py/plain.py'.replace('#', '//'),
    'const re = /\\/\\*/g;\t',
)
PY_GLUE = (
    'return []',
    '',
    '   ',
    'x = "# MATCH:py:n8n-functions/py/plain.py"',
    '## MATCH:py:n8n-functions/py/plain.py',
    'y = "/* #:js:n8n-functions/js/plain.js */"',
    'z = "é\\u00e9 \\\\ 😀"  # {{@:uuid}}',
)


@st.composite
def codes(draw: st.DrawFn, kind: str) -> str:
    """A code with placeholders and glue; its line ends are LF, CRLF or both."""
    lines = []
    for _ in range(draw(st.integers(0, 6))):
        if draw(st.booleans()):
            blanks = draw(st.sampled_from(['', ' ', '\t '])) if kind == 'js' else ''
            placeholder = f'{{{{@:{kind}:{draw(st.sampled_from(NAMES[kind]))}}}}}'
            lines.append(blanks + placeholder + draw(st.sampled_from(['', '  ', '\t'])))
        else:
            lines.append(draw(st.sampled_from(JS_GLUE if kind == 'js' else PY_GLUE)))
    ends = draw(st.sampled_from([['\n'], ['\r\n'], ['\r\n', '\n']]))
    code = ''.join(line + draw(st.sampled_from(ends)) for line in lines)
    return code.rstrip('\r\n') if draw(st.booleans()) else code


@st.composite
def workflows(draw: st.DrawFn) -> Any:
    """A workflow, or an array of them, with Code nodes among other things."""
    nodes: list[Any] = []
    for index in range(draw(st.integers(0, 3))):
        kind = draw(st.sampled_from(['js', 'py']))
        field = {'js': 'jsCode', 'py': 'pythonCode'}[kind]
        parameters = {'language': 'python'} if kind == 'py' else {}
        parameters[field] = draw(codes(kind))
        node_type = draw(st.sampled_from(['n8n-nodes-base.code', '@n8n/n8n-nodes-langchain.toolCode']))
        nodes.append({'parameters': parameters, 'name': f'N{index}', 'type': node_type, 'typeVersion': 2})
    sticky = '/* #:js:n8n-functions/js/plain.js */\n/* /#:js:n8n-functions/js/plain.js */'
    nodes.append({'name': 'S', 'type': 'n8n-nodes-base.stickyNote', 'parameters': {'content': sticky}})
    workflow = {'name': draw(st.text(max_size=5)), 'nodes': nodes, 'pinData': {'a': [1, None, True, sticky]}}
    return [workflow, workflow] if draw(st.booleans()) else workflow


class Speller:
    """Writes JSON in one of its many ways; placeholders are written without escapes."""

    def __init__(self, seed: int) -> None:
        self.source = random.Random(seed)

    def document(self, data: Any) -> str:
        return self.blank() + self.value(data) + self.source.choice(['', '\n', '\r\n', '\n\n'])

    def blank(self) -> str:
        return self.source.choice(['', '', ' ', '\n  ', '\t', '\r\n'])

    def value(self, data: Any) -> str:
        if isinstance(data, dict):
            pairs = [f'{self.spaced(self.string(key))}:{self.spaced(self.value(item))}' for key, item in data.items()]
            return '{' + ','.join(pairs) + '}'
        if isinstance(data, list):
            return '[' + ','.join(self.spaced(self.value(item)) for item in data) + ']'
        if isinstance(data, str):
            return self.string(data)
        return self.source.choice(NUMBERS.get(data, [json.dumps(data)])) if type(data) is int else json.dumps(data)

    def spaced(self, text: str) -> str:
        return self.blank() + text + self.blank()

    def string(self, text: str) -> str:
        style = self.source.random()
        pieces = re.split(r'(\{\{@:[^}]*\}\})', text)
        return '"' + ''.join(self.piece(piece, style) for piece in pieces) + '"'

    def piece(self, piece: str, style: float) -> str:
        if piece.startswith('{{@:') or style < 0.3:
            return json.dumps(piece, ensure_ascii=False)[1:-1]
        if style < 0.5:
            return json.dumps(piece)[1:-1]
        return ''.join(map(self.character, piece))

    def character(self, character: str) -> str:
        plain = json.dumps(character, ensure_ascii=self.source.random() < 0.5)[1:-1]
        if character == '/':
            return self.source.choice(['/', '\\/', '\\u002F'])
        return f'\\u{ord(character):04x}' if ord(character) < 0x10000 and self.source.random() < 0.1 else plain


NUMBERS = {1: ['1e5', '1.0', '1e400', '-0', '12345678901234567890'], 2: ['2', '2.0', '2e0', '0.2E1']}


@pytest.fixture(scope='module')
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp('workspace')
    write(path, FUNCTIONS)
    return path


def open_text(root: Path, text: str) -> Template:
    source = files.decode(str(root / 'n8n-workflows-template/a.template.json'), text.encode())
    return loader.open_template(source, Settings(str(root)))


def resynced(root: Path, text: str) -> tuple[str, drift.Plan]:
    template = open_text(root, text)
    plan = drift.plan([template], 'error')
    return '\ufeff' * template.source.bom + collapse.collapse(template, plan.blocks), plan


@pytest.mark.no_cover
@pytest.mark.slow
@given(data=workflows(), seed=st.integers(0, 1 << 30), bom=st.booleans())
@settings(max_examples=300)
def test_resync_undoes_hydrate(root: Path, data: Any, seed: int, bom: bool) -> None:
    text = '\ufeff' * bom + Speller(seed).document(data)
    template = open_text(root, text)
    hydrated = '\ufeff' * bom + ''.join(hydrate(template))
    back, plan = resynced(root, hydrated)
    assert back == text
    assert plan.findings == []
    assert plan.notes == []
    placeholders = [placeholder for node in code_nodes(template) for placeholder in node.placeholders]
    assert len(plan.blocks) == sum(placeholder.kind not in markup.DEPLOY_KINDS for placeholder in placeholders)
    again, rest = resynced(root, back)
    assert (again, rest.blocks, rest.findings, rest.notes) == (back, [], [], [])


MARKER_LINES = st.sampled_from(
    [
        '/* #:js:n8n-functions/js/plain.js */',
        '/* /#:js:n8n-functions/js/plain.js */',
        '/* MATCH:js:n8n-functions/js/plain.js */',
        '/* /MATCH:js:n8n-functions/js/plain.js */',
        '/*#:js:n8n-functions/js/plain.js*/',
        '/* /#:js:n8n-functions/js/plainer.js */',
        'function plain() {}',
        'return [];',
        '',
    ]
)


@pytest.mark.slow
@given(lines=st.lists(MARKER_LINES, max_size=12), newline=st.sampled_from(['\n', '\r\n']))
@settings(max_examples=300)
def test_no_code_is_ever_lost(root: Path, lines: list[str], newline: str) -> None:
    """Whatever the markers are, only whole blocks that equal their file go, and the text between them stays."""
    code = newline.join(lines)
    node = {'name': 'N', 'type': 'n8n-nodes-base.code', 'typeVersion': 2, 'parameters': {'jsCode': code}}
    text = json.dumps({'nodes': [node]})
    back, plan = resynced(root, text)
    (collapsed,) = (item['parameters']['jsCode'] for item in json.loads(back)['nodes'])
    opening, closing = (f'/* {sign}#:js:n8n-functions/js/plain.js */' for sign in ('', '/'))
    block = newline.join([opening, 'function plain() {}', closing])
    expanded = collapsed
    for item in plan.blocks:
        opener = code[item.block.start : item.block.body_start]
        original = block if '#' in opener else block.replace('#', 'MATCH')
        expanded = expanded.replace('{{@:js:n8n-functions/js/plain.js}}', original, 1)
    assert [line for line in expanded.split(newline) if line] == [line for line in lines if line]
    if any(node.markers.broken for node in code_nodes(open_text(root, text))):
        assert back == text
        assert {item.diagnostic.code for item in plan.findings} == {'NCD502'}


@pytest.mark.no_cover
@pytest.mark.skipif(not SHARED_DATA.is_dir(), reason=f'the shared data is not at {SHARED_DATA}')
def test_real_workflows_are_left_alone(tmp_path: Path) -> None:
    write(tmp_path, WORKSPACE)
    paths = sorted((SHARED_DATA / 'workflows').glob('*.json'))
    assert len(paths) > 150
    for path in paths:
        source = files.read(str(path))
        template = loader.open_template(source, Settings(os.getcwd()), root=str(tmp_path))
        plan = drift.plan([template], 'error')
        assert plan.blocks == [], path
        assert [item for item in plan.findings if item.diagnostic.code not in ('NCD002', 'NCD003')] == [], path
        assert collapse.collapse(template, ()) == source.text
        assert not markup.may_hold_marker(source.text)


@given(st.text(alphabet='ab\r\n#!\ufeff', max_size=24), st.text(alphabet='ab\n', max_size=24))
def test_a_function_file_takes_any_body(text: str, code: str) -> None:
    body = markup.normalize_lines('a' + code)
    assert markup.normalize_body(collapse.with_body(text, body)) == body
