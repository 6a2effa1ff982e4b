"""Inputs that get past the JSON parser: real templates, code and settings with something wrong somewhere."""

import json
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st
from javascript_snippets import BROKEN
from support import JS, JS_CODE, JS_PLACEHOLDER, PY, PY_CODE, PY_PLACEHOLDER, TEMPLATE, WORKSPACE

from fuzz.exercise import Case
from n8n_code_discipline.syntax import markup

BESIDE: dict[str, bytes] = {
    'texts/note.txt': b'a "note"\r\n',
    'n8n-functions/js/plain.js': b'function plain(a) { return a; }\n',
    'n8n-functions/js/empty.js': b'',
    'n8n-functions/js/crlf.js': '\ufefffunction crlf() {\r\n\treturn `a\r\n`;\r\n}\r\n'.encode(),
    'n8n-functions/js/sub/nested.js': b'#!/usr/bin/env node\nfunction nested() {}',
    'n8n-functions/py/text.py': '"""Ünï\n\n/* #:js:a.js */\n"""\n\n\ndef text():\n    return "é\\\\"\n\n\n'.encode(),
}
NAMES = {'js': [JS, *(name for name in BESIDE if name.endswith('.js'))], 'py': [PY, 'n8n-functions/py/text.py']}

ODD_TEXT = st.sampled_from(
    [
        *('', ' ', '\0', '\ud800', '\udfff\ud800', '\u2028', '\u2029', '\ufeff', '\x85', '\r', '\r\n', '\n', '\t'),
        *('\x0c', ']' * 300, '//', '#', '{{@:md:'),
        *('é', '😀', '\u0301', '\u202e', '\u200b', '\x1b[31m', '\u017f', 'İ', 'ﬀ', '\U0001d4b3', '²', '٣', 'a' * 3000),
        *(']]>', '&amp;', '<', '::error::', '%0A', '\\', '\\u0041', '"', "'", '`', '${', '{{', '}}', '/*', '*/'),
        *('{{@:js:', '{{@js:', '{{ @:js:', '{{@:JS:', '{{@:env:A}}', '{{@:uuid}}', '{{@:txt:texts/note.txt}}'),
        *('{{@index}}', JS_PLACEHOLDER, PY_PLACEHOLDER, f'\n{JS_PLACEHOLDER}\n', f'\r\n{PY_PLACEHOLDER}\r\n'),
        *(f'/* #:js:{JS} */', f'/* /#:js:{JS} */', f'# MATCH:py:{PY}', f'# /MATCH:py:{PY}', '// @n8n-evol-I:primitive'),
    ]
)  # fmt: skip
ODD_VALUE: st.SearchStrategy[Any] = (
    st.sampled_from([None, True, False, 0, 1, -1, 2.5, 1e300, 10**30, [], {}, [None], {'': None}, [[]], {'nodes': []}])
    | ODD_TEXT
    | st.sampled_from(['javaScript', 'python', 'pythonNative', 'javascript', 'n8n-nodes-base.code'])
)


@st.composite
def damaged(draw: st.DrawFn, text: str, inserts: Sequence[str] = (), most: int = 4) -> str:
    """A text with up to ``most`` parts deleted, doubled, replaced, moved or inserted."""
    for _ in range(draw(st.integers(0, most))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.sampled_from([0, 1, 2, 3, 8, 40])))
        apt: bool = draw(st.booleans())
        insert = draw(st.sampled_from(inserts)) if inserts and apt else draw(ODD_TEXT)
        match draw(st.integers(0, 4)):
            case 0:
                text = text[:start] + text[end:]
            case 1:
                text = text[:end] + text[start:end] * draw(st.sampled_from([1, 2, 50])) + text[end:]
            case 2:
                text = text[:start] + insert + text[end:]
            case 3:
                other = draw(st.integers(0, len(text)))
                text = text[:other] + text[start:end] + text[other:]
            case _:
                text = text[:start] + insert + text[start:]
    return text


# -- code ---------------------------------------------------------------------------------------------------------

_JS_TOKENS = (
    *('function f() {}', 'const a = 1;', 'let a;', 'return', 'await', 'async ', '=>', '...', 'typeof module', '?.'),
    *('??', 'require("fs")', 'with (a)', '0x', '1n', '{' * 40),
    *('class A { #x; static {} }', '`${', '/[/]/v', '/(?<n>a)\\k<n>/', '$input.all()', '$json', 'items'),
    *('import("x")', 'module.exports = { f };', 'if (', 'else', 'for (const x of ', 'yield', 'label:', 'eval("")'),
    *('instanceof Array', 'Object.getPrototypeOf(x)', 'structuredClone(a)', 'process.env', '$env', 'this.helpers'),
    *('"use strict";', '({a = 1})', '<!--', '-->', '\\u{61}', 'delete a', 'super()', 'new.target', 'get ', 'static '),
    *('const { a, ...b } = c;', 'switch (a) { case 1: }', 'try {', '} catch {', 'using x = y;', '@dec', '(' * 40),
    *('return [{ json: a, x: 1 }];', 'return items.map((item) => ({ json: item }));', '$input.item', '$("A").all()'),
)  # fmt: skip
_PY_TOKENS = (
    *('def f():\n    pass\n', 'import json\n', 'from os import path\n', 'class A:\n    pass\n', 'return', 'yield'),
    *('await ', '__class__', '.obj', '->', '@a\n', '(' * 40, '[' * 40, 'del a'),
    *('    ', '\t', 'lambda: ', 'f"{a!r:>{b}}"', '"""', "'''", 'print(', 'open("a")', '_input', '_items'),
    *('try:\n', 'except NameError:\n', 'match a:\n    case 1:\n', 'global a\n', 'nonlocal a\n', '*', '**', ':='),
    *('type X = int\n', 'def g[T](x: T): ...\n', 'except* E:', '\\\n', '0777', '1_000', "b'é'", 'async def'),
    *('return [{"json": a, "x": 1}]', 'exec("")', 'from . import a\n', 'from x import *\n', 'if 1:\n  a\n', 't"{a}"'),
)  # fmt: skip
_JS_BODIES = (
    JS_CODE,
    f'{JS_PLACEHOLDER}\n\n// never $input.all() here\nconst small = 1;\nreturn $input.item;',
    'const f = (a) => ({ ...a, b: a?.b ?? `${a.c}` });\nfor (const item of $input.all()) f(item.json);\nreturn items;',
    'class A extends B { #x = 1; get x() { return this.#x; } static { A.y = /a(?<n>b)/u; } }\nreturn [new A()];',
    *('\n'.join(source for source, _ in BROKEN[start : start + 3]) for start in range(0, 45, 3)),
    f'{{{{@:js:{JS}}}}}\r\n{{{{@:js:n8n-functions/js/crlf.js}}}}\r\nreturn [{{ json: plain(countByCategory) }}];\r\n',
)
_PY_BODIES = (
    PY_CODE,
    'import json\nfrom os import path as p\n\nclass A:\n    def b(self, c=[]):\n        return {"json": f"{c!r}"}\n\n'
    'return [A().b(item) for item in _items if (x := item)]',
    f'{PY_PLACEHOLDER}\n\ntry:\n    y = count_by_category(_input.all())\nexcept (NameError, KeyError) as e:\n'
    '    raise\n'
    'with open("a") as f:\n    z = """a\n    b"""\nreturn [{"json": {"a": y}, "obj": 1}]',
    'async def f(*a, **b):\n    async for x in a:\n        yield await x\n\nmatch a:\n    case {"x": [1, *r]} | None:\n'
    '        pass\n',
    f'{PY_PLACEHOLDER}\r\n{{{{@:py:n8n-functions/py/text.py}}}}\r\nreturn text()',
)  # fmt: skip

JS_BODIES = st.sampled_from(_JS_BODIES).flatmap(lambda text: damaged(text, _JS_TOKENS, 5))
PY_BODIES = st.sampled_from(_PY_BODIES).flatmap(lambda text: damaged(text, _PY_TOKENS, 5))


def code_node(code: str, language: str, **more: Any) -> dict[str, Any]:
    """A Code node."""
    parameters = {'jsCode': code} if language == 'js' else {'language': 'python', 'pythonCode': code}
    return {
        'parameters': {**parameters, **more},
        'id': 'a1',
        'name': 'Count',
        'type': 'n8n-nodes-base.code',
        'typeVersion': 2,
        'position': [0, 0],
    }


def workflow(*nodes: dict[str, Any]) -> dict[str, Any]:
    """A workflow with these nodes and others."""
    others = [
        {'name': 'Note', 'type': 'n8n-nodes-base.stickyNote', 'parameters': {'content': JS_PLACEHOLDER}, 'notes': 'é'},
        {'name': 'HTTP', 'type': 'n8n-nodes-base.httpRequest', 'parameters': {'url': '={{ $json.a }} {{@:env:A}}'}},
        {'name': 'Tool', 'type': '@n8n/n8n-nodes-langchain.toolCode', 'parameters': {'jsCode': 'return query;'}},
    ]
    return {'name': 'W', 'nodes': [*nodes, *others], 'connections': {}, 'pinData': {'Count': [{'json': {}}]}}


def files_of(data: Any) -> dict[str, bytes]:
    """The files of a case with one template, escaped where UTF-8 cannot hold it."""
    return {**BESIDE, TEMPLATE: json.dumps(data, indent=2).encode()}


MODES: st.SearchStrategy[dict[str, Any]] = st.sampled_from([{}, {'mode': 'runOnceForEachItem'}, {'mode': 1}])


@st.composite
def javascript_cases(draw: st.DrawFn) -> Case:
    """A Code node with some JavaScript."""
    return Case(files_of(workflow(code_node(draw(JS_BODIES), 'js', **draw(MODES)))))


@st.composite
def python_cases(draw: st.DrawFn) -> Case:
    """A Code node with some Python."""
    return Case(files_of(workflow(code_node(draw(PY_BODIES), 'py', **draw(MODES)))))


# -- markers ------------------------------------------------------------------------------------------------------


@st.composite
def hydrated(draw: st.DrawFn, language: str) -> str:
    """A code with marker blocks, as n8n would hold it."""
    newline = draw(st.sampled_from(['\n', '\r\n']))
    sources = {**BESIDE, **{name: text.encode() for name, text in WORKSPACE.items()}}
    parts = []
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(NAMES[language]))
        block = markup.block(language, path, sources[path].decode().removeprefix('\ufeff'), newline)
        tag = draw(st.sampled_from(['', 'MATCH', 'DEHYDRATE']))
        parts.append(block.replace('#:js:', f'{tag}:js:') if tag and language == 'js' else block)
        parts.append(draw(st.sampled_from(['', 'return [];' if language == 'js' else 'return []', '{{@:env:A}}'])))
    return newline.join(parts)


@st.composite
def marker_cases(draw: st.DrawFn) -> Case:
    """Code nodes with marker blocks, whole or damaged."""
    nodes = []
    for language in draw(st.sampled_from([['js'], ['py'], ['js', 'js'], ['js', 'py']])):
        lines = [
            f'/* #:js:{JS} */',
            f'/* /#:js:{JS} */',
            '/*#:js:a*/',
            f'# MATCH:py:{PY}',
            f'# /MATCH:py:{PY}',
            '\n',
            '../',
        ]
        nodes.append(code_node(draw(damaged(draw(hydrated(language)), lines, 3)), language))
    return Case(files_of(workflow(*nodes)))


# -- templates ----------------------------------------------------------------------------------------------------


@st.composite
def spelled(draw: st.DrawFn, data: Any) -> bytes:
    """JSON data in one of the ways to write it, with a key given twice now and then."""
    indent = draw(st.sampled_from([None, 2, '\t']))
    text = json.dumps(data, indent=indent, ensure_ascii=draw(st.booleans()))
    if draw(st.booleans()):
        text = text.replace('/', '\\/')
    if draw(st.booleans()):
        text = text.replace('\n', '\r\n')
    if draw(st.integers(0, 3)) == 0:
        key = draw(st.sampled_from(['"nodes":', '"parameters":', '"jsCode":', '"type":', '"name":', '"id":']))
        text = text.replace(key, f'{key} {draw(st.sampled_from(["null", "[]", chr(34) * 2, "1"]))}, {key}', 1)
    return ('\ufeff' * draw(st.booleans()) + text).encode('utf-8', 'surrogatepass')


def places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all values of JSON data."""
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [path, *(found for key, value in inner for found in places(value, (*path, key)))]


@st.composite
def mutated(draw: st.DrawFn, data: Any) -> Any:
    """JSON data with one value dropped, retyped, doubled, wrapped or renamed."""
    path = draw(st.sampled_from(places(data)))
    value = data
    for part in path:
        value = value[part]
    match draw(st.integers(0, 5)):
        case 0 if path:
            return replaced(data, path, None, drop=True)
        case 1:
            return replaced(
                data, path, draw(st.sampled_from([[value], {'nodes': value}, {'a': value}, [value, value]]))
            )
        case 2 if isinstance(value, str):
            return replaced(data, path, draw(damaged(value, most=2)))
        case 3 if isinstance(value, dict):
            return replaced(data, path, {**value, draw(ODD_TEXT): draw(ODD_VALUE)})
        case 4 if isinstance(value, list):
            return replaced(data, path, value * 2)
    return replaced(data, path, draw(ODD_VALUE))


def replaced(data: Any, path: tuple[Any, ...], value: Any, *, drop: bool = False) -> Any:
    """A copy of JSON data with another value, or none, at a path."""
    if not path:
        return value
    copy = dict(data) if isinstance(data, dict) else list(data)
    if drop and len(path) == 1:
        del copy[path[0]]
    else:
        copy[path[0]] = replaced(copy[path[0]], path[1:], value, drop=drop)
    return copy


@st.composite
def structure_cases(draw: st.DrawFn) -> Case:
    """A template with wrong types anywhere."""
    data: Any = workflow(code_node(draw(st.sampled_from([JS_CODE, ''])), 'js'), code_node(PY_CODE, 'py'))
    data = draw(st.sampled_from([data, [data, data]]))
    for _ in range(draw(st.integers(1, 4))):
        data = draw(mutated(data))
    return Case({**BESIDE, TEMPLATE: draw(spelled(data))})


CASES: dict[str, st.SearchStrategy[Case]] = {
    'structure': structure_cases(),
    'javascript': javascript_cases(),
    'python': python_cases(),
    'markers': marker_cases(),
}
