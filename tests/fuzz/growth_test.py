"""Work grows in step with the input: an input is repeated, and calls are counted, not seconds.

Twice as much may be twice the work: a nested scan shows as four times.
"""

import json
import os
from collections.abc import Callable, Mapping
from contextlib import chdir
from pathlib import Path

import pytest
from growth import assert_linear, calls
from support import JS, JS_PLACEHOLDER, JS_TEST, PY, PY_PLACEHOLDER, PY_TEST, TEMPLATE, write

from fuzz.exercise import CHECK, lay, run
from fuzz.strategies import code_node, workflow

pytestmark = [pytest.mark.slow, pytest.mark.no_cover]

SIZES = (30, 60, 120)

Files = dict[str, bytes]
Make = Callable[[int], Files]


def _nodes(*codes: str, language: str = 'js', **more: object) -> Files:
    return {TEMPLATE: json.dumps(workflow(*(code_node(code, language, **more) for code in codes))).encode()}


def _js(piece: str, before: str = '', after: str = '') -> Make:
    return lambda n: _nodes(before + piece * n + after)


def _py(piece: str) -> Make:
    return lambda n: _nodes(piece * n, language='py')


def _file(path: str, piece: str, before: str = '', after: str = '') -> Make:
    return lambda n: {path: (before + piece * n + after).encode()}


def _template(piece: str, before: str, after: str) -> Make:
    return _file(TEMPLATE, piece, before, after)


def _functions(n: int, folder: str = '') -> Files:
    return {
        f'n8n-functions/js/{folder}f{index}.js': f'function f{index}() {{ return u{index}; }}\n'.encode()
        for index in range(n)
    }


def _tests(n: int, name: str = 'f') -> Files:
    return {f'n8n-functions-tests/{name}{index}.test.js': b'' for index in range(n)}


def _injecting(n: int) -> Files:
    code = ''.join(f'{{{{@:js:n8n-functions/js/f{index}.js}}}}\n' for index in range(n))
    return {**_functions(n), **_nodes(f'{code}return f0();')}


def _templates(n: int) -> Files:
    content = _nodes(f'{JS_PLACEHOLDER}\nreturn [];')[TEMPLATE]
    findings = b'function countByCategory() {' + b' structuredClone(1);' * n + b' }\n'
    return {JS: findings, **{f'n8n-workflows-template/t{index}.template.json': content for index in range(n)}}


def _long_name(n: int) -> Files:
    node = {**code_node('{{ @:js:a.js}}\n' * n, 'js'), 'name': 'a' * (n * 20)}
    return {TEMPLATE: json.dumps({'nodes': [node]}).encode()}


def _distinct(piece: str, path: str, before: str = '', after: str = '') -> Make:
    return lambda n: {path: (before + ''.join(piece.replace('@', str(index)) for index in range(n)) + after).encode()}


GROWTHS: Mapping[str, Make] = {
    # placeholders and markers
    'placeholders': _js(f'{JS_PLACEHOLDER}\n', after='return [];'),
    'placeholders and comments': _js(f'{JS_PLACEHOLDER}\n//\n', after='return [];'),
    'placeholders, Python': _py(f'{PY_PLACEHOLDER}\n'),
    'placeholders on one line': _js(JS_PLACEHOLDER),
    'missing files': _js('{{@:js:n8n-functions/js/a.js}}\n'),
    'texts on one line': _js('{{@:txt:a.txt}}', 'a = "', '";'),
    'near-placeholders': _js('{{ @:js:a.js}}\n'),
    'near-placeholders on one line': _js('{{ @:js:a.js}} '),
    'unclosed placeholders': _js('{{@:js:a.js '),
    'braces': _js('{{'),
    'openers': _js(f'/* #:js:{JS} */\n'),
    'closers': _js(f'/* /#:js:{JS} */\n'),
    'blocks': _js(f'/* #:js:{JS} */\n/* /#:js:{JS} */\n'),
    'blocks, Python': _py(f'# MATCH:py:{PY}\n# /MATCH:py:{PY}\n'),
    'almost markers': _js('/* #:js:'),
    'blanks before a marker': _js(' \t', after='\n#:js:'),
    'placeholders in strings': _template('"{{@:txt:a}}",', '{"nodes": [], "a": [', '1]}'),
    # JSON
    'duplicate keys': _template('"a": 1, ', '{"nodes": [], ', '"b": 1}'),
    'duplicate code fields': _template(
        '"jsCode": "a", ', '{"nodes": [{"type": "n8n-nodes-base.code", "parameters": {', '"jsCode": "b"}}]}'
    ),
    'wrong types': _template('1, ', '{"nodes": [', '1]}'),
    'nesting': _file(TEMPLATE, '[', '{"nodes": [], "a": '),
    'nodes of one name': lambda n: _nodes(*['return [];'] * n),
    'a long name': _long_name,
    'backslashes': _js('\\'),
    # JavaScript and Python
    'templates in a chain': _file(JS, '`'),
    'properties in a chain': _file(JS, '.a', 'a'),
    'optional properties in a chain': _file(JS, '?.a', 'a'),
    'nested requires': _js('f(require("fs"), ', after='0'),
    'nested calls': _js('Object.getPrototypeOf(', after='0'),
    'calls and mentions': _js('Object.getPrototypeOf(a); Object.getPrototypeOf;\n'),
    'findings on one line': _js('structuredClone(a); $env.a; '),
    'declared twice': _file(JS, 'let a;\n'),
    'declared again and tested': _js('var a = $json; a instanceof Array;\n'),
    'undefined names': _distinct('u@();\n', JS, 'function countByCategory() {\n', '}\n'),
    'missing exports': _distinct('f@, ', JS, 'function countByCategory() {}\nmodule.exports = { ', ' };\n'),
    'functions': _distinct('function f@() { return u@; }\n', JS),
    'functions, Python': _distinct('def f@(): return u@\n', PY),
    'texts that n8n searches': lambda n: _nodes('// $input.all()\n$input.all();\n' * n, mode='runOnceForEachItem'),
    'open brackets': _file(JS, '('),
    'HTML comments': _file(JS, 'a <!-- a\n--> b\n'),
    'long imports': _file(PY, 'import a' + '.a' * 200 + '\n'),
    'texts of many lines, Python': _py('a = """\n  b\n"""\n'),
    # files
    'function files without tests': _functions,
    'nested function files with flat tests': lambda n: {**_functions(n, 'sub/'), **_tests(n)},
    'tests without function files': lambda n: {**_functions(n), **_tests(n, 'g')},
    'function files in one node': _injecting,
    'templates with one function file': _templates,
    'downloads': lambda n: {f'n8n-workflows-template/{index}.json': b'{"nodes": []}' for index in range(n)},
    'stray files': lambda n: {f'n8n-functions/js/{index}.mjs': b'' for index in range(n)},
    'todos': _file(JS_TEST, 'test.todo("a");\n'),
    'nested requires of a test': lambda n: {JS_TEST: b'f(require("fs"), ' * n + b')' * n},
    'todos, Python': _file(PY_TEST, '@skip("todo")\ndef test_a(): pass\n'),
    'other things in an array': _file(TEMPLATE, '{}, ', '[', '{}]'),
}


def calls_of_check(root: Path) -> int:
    with chdir(root):
        return calls(lambda: run(*CHECK))


@pytest.mark.parametrize('name', GROWTHS)
def test_twice_as_much_is_twice_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setitem(os.environ, 'LANGUAGE', 'C')
    root = tmp_path / 'workspace'
    counts = []
    for size in SIZES:
        lay(root, GROWTHS[name](size))
        # the first run imports what it needs, and compiles patterns that others have pushed out of `re`'s cache
        calls_of_check(root)
        counts.append(calls_of_check(root))
    assert_linear(*counts)


def test_twice_as_many_workspaces_are_twice_the_work(tmp_path: Path) -> None:
    (tmp_path / '.git').mkdir()
    counts = []
    for number in range(400):
        write(tmp_path, {f'team-{number}/{TEMPLATE}': '{"nodes": []}'})
        if number + 1 in (1, 100, 200, 400):
            counts.append(calls_of_check(tmp_path))
    assert_linear(*counts[1:])
