"""Hostile code is extracted exactly, or refused with a reason, in time that is linear in its size."""

import json
import time
from functools import partial
from pathlib import Path

import node
import pytest
from differential import STUB, case_data
from growth import assert_linear, calls
from support import TEMPLATE, write

from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.extraction import changes
from n8n_code_discipline.extraction.changes import TemplateChange
from n8n_code_discipline.linter.loader import Loader
from n8n_code_discipline.workspace import files

SECONDS = 30  # a megabyte takes about two on an idle machine


def change(root: Path, code: str) -> TemplateChange:
    data = {'name': 'Hostile', 'type': 'n8n-nodes-base.code', 'typeVersion': 2, 'parameters': {'jsCode': code}}
    write(root, {TEMPLATE: json.dumps({'nodes': [data]})})
    template = Loader(Settings(str(root))).template(files.read(str(root / TEMPLATE)))
    return changes.Extractor().change(template, lambda _: True)


@pytest.mark.no_cover
@pytest.mark.slow
@pytest.mark.parametrize(
    'code',
    [
        pytest.param(
            ''.join(f'function f{n}() {{ return {n}; }}\n' for n in range(3_000)) + 'return items;',
            id='3,000 functions',
        ),
        pytest.param('const a = [' + '1,' * 50_000 + '];\nreturn items;', id='50,000 numbers'),
        pytest.param('// ' + 'x' * 1_000_000 + '\nreturn items;', id='a megabyte of comment'),
        pytest.param('const a = `' + 'x\n' * 500_000 + '`;\nreturn items;', id='half a million lines of text'),
        pytest.param('let n = 0;\n' + 'n += $json.a;\n' * 5_000 + 'return [{ json: { n } }];', id='5,000 reads'),
        pytest.param(
            '\n'.join(f"const a{n} = $('N{n}').first().json;" for n in range(1_000)) + '\nreturn items;',
            id='1,000 nodes',
        ),
        pytest.param('if ($json.a) return [];\n' * 6_000 + 'return [];', id='6,000 returns'),
        pytest.param('return ' + '(' * 2_000 + '$json' + ')' * 2_000 + ';', id='2,000 parentheses'),
        pytest.param('return ' + '[' * 1_000 + '$json' + ']' * 1_000 + ';', id='1,000 arrays'),
        pytest.param('return $json' + '.a' * 15_000 + ';', id='15,000 properties'),
        pytest.param('(((' * 30_000, id='unclosed'),
    ],
)
def test_large_code(tmp_path: Path, code: str) -> None:
    started = time.process_time()
    changed = change(tmp_path, code)
    assert time.process_time() - started < SECONDS
    assert len(changed.extractions) + len(changed.refusals) == 1
    assert len(changed.extractions) == (code != '(((' * 30_000)


@pytest.mark.no_cover
@pytest.mark.slow
def test_time_is_linear(tmp_path: Path) -> None:
    def extract(count: int) -> None:
        code = ''.join(
            f'function f{n}(a) {{ return a + {n} + f{(n * 7) % count}.length; }}\nconst x{n} = f{n}($json.a);\n'
            for n in range(count)
        )
        assert len(change(tmp_path, code + 'return items;').extractions) == 1

    extract(10)  # imports what it needs
    assert_linear(*(calls(partial(extract, count)) for count in (100, 200, 400)))


TRICKY = [
    pytest.param("return [{ json: { a: '{{@:js' + ':n8n-functions/js/a.js}}' } }];", id='parts of a placeholder'),
    pytest.param("return [{ json: { a: '/* #:js:' + 'a.js */' } }];", id='parts of a marker'),
    pytest.param('// text /* #:js:n8n-functions/js/a.js */\nreturn [{ json: { a: 1 } }];', id='a marker within a line'),
    pytest.param("return [{ json: { a: '\\u2028\u2028', b: `\u2029` } }];", id='line separators'),
    pytest.param('const a = 1;\rconst b = $json.b;\rreturn [{ json: { a, b } }];', id='lone carriage returns'),
    pytest.param('const a = `x\r\n  y\rz\n`;\r\nreturn [{ json: { a } }];', id='every line end in a text'),
    pytest.param('return [{ json: { a: "\U0001f600", b: "\\ud83d" } }];', id='an emoji and half of one, escaped'),
    pytest.param('const \\u0061b = $json.a;\nreturn [{ json: { c: ab } }];', id='an escaped name'),
    pytest.param('const a$ = $json, $b = a$;\nreturn [{ json: { c: $b } }];', id='dollars'),
    pytest.param('return [{ json: { a: /`${[/\\]]/.test("x"), b: $json.a } }];', id='a pattern that looks like text'),
    pytest.param('<!-- x\nconst a = $json.a\n--> y\nreturn [{ json: { a } }]', id='HTML comments'),
    pytest.param('return [{ json: { ["a"]: $json.a, "b c": 2, 3: 4 } }];', id='odd keys'),
    pytest.param('x: for (const i of [1, 2]) { if (i === 2) break x; }\nreturn [{ json: $json }];', id='labels'),
    pytest.param('var a = 1; var a = $json; return [{ json: a }];', id='declared twice'),
    pytest.param('const { a, ...rest } = $json, [b = $json.b] = [];\nreturn [{ json: { a, rest, b } }];', id='pattern'),
    pytest.param('const get = (x = $json.a) => x;\nreturn [{ json: { a: get() } }];', id='a default value'),
    pytest.param('return [{ json: { a: $json?.a, b: $json?.["b"], c: $json.d ?? 3 } }];', id='optional chains'),
    pytest.param('return [{ json: { json: $json } }];', id='json in json'),
    pytest.param('const json = $json;\nreturn [{ json }];', id='shorthand json'),
    pytest.param('label: { return [{ json: { a: 1 } }]; }', id='a return in a block'),
    pytest.param('for (const k in $json) { if (k) return [{ json: { k } }]; }\nreturn [];', id='keys'),
    pytest.param('return (() => [{ json: { id: $json.id } }])();', id='called at once'),
    pytest.param(
        'return [{ json: new (class { get id() { return $json.id; } toJSON() { return 1; } })() }];', id='class'
    ),
    pytest.param(
        'function* ids() { yield $json.id; yield* items.map((i) => i.json.id); }\nreturn [{ json: { a: ids() } }];',
        id='generator',
    ),
    pytest.param('const f = async () => $json.id;\nreturn [{ json: { id: await f() } }];', id='async arrow'),
    pytest.param(
        'const out = [];\nfor await (const x of [1, $json.id]) out.push(x);\nreturn [{ json: { out } }];',
        id='for await',
    ),
    pytest.param(
        'switch ($json.id) { case 1: return []; default: { const c = $json.x; return [{ json: { c, d: 1 } }]; } }',
        id='switch',
    ),
    pytest.param('return items\n/* a comment at the end', id='unclosed comment'),
    pytest.param(';;;return items;;;', id='empty statements'),
    pytest.param('return // nothing\n[{ json: $json }]', id='a return before a comment'),
    pytest.param('return /*\n*/ [{ json: $json }]', id='a return before a comment of two lines'),
    *(
        pytest.param(f"const a = $('Config').all();\n{call};\nreturn [{{ json: {{ n: {read} }} }}];", id=call)
        for read, calls in {
            "$('Config').last().json.z": ('a.push({ json: { z: 1 } })', "a['push']({ json: { z: 1 } })"),
            "$('Config').first() === a[0]": (
                *("a['shift']()", 'a[`shift`]()', '(a.shift)()', 'a.shift?.()', '[].shift.call(a)'),
                *('Reflect.apply(a.shift, a, [])', 'const { shift } = a; shift.call(a)'),
                'const { shift: f } = a; f.call(a)',
            ),
        }.items()
        for call in calls
    ),
    *(
        pytest.param(f'{before}return [{{ json: {{ n: $input.first()?.json.id ?? null }} }}];', id=before)
        for before in (
            'function drop() { $input.all().shift(); }\ndrop();\n',
            '[1].forEach(() => $input.all().shift());\n',
            'const { [$input.first().json.id]: a } = $input.all().splice(0);\n',
            'for (let i = 0; i < 2; $input.all().shift()) i += $input.first() ? 1 : 2;\n',
            'const other = [3].sort();\n',
        )
    ),
    pytest.param(
        'const a = $input.first(), f = Object.assign;\nf(a, { json: { m: 5 } });\nreturn [{ json: { m: $json.m } }];',
        id='Object.assign by another name',
    ),
]


@pytest.mark.slow
def test_tricky_code(tmp_path: Path) -> None:
    cases = []
    refused = []
    for number, parameter in enumerate(TRICKY):
        (code,) = parameter.values
        changed = change(tmp_path / str(number), str(code))
        refused += [parameter.id for _ in changed.refusals]
        cases += [case_data(extraction, str(code), ['Config']) for extraction in changed.extractions]
    assert refused == ['unclosed comment']
    for result in node.run(STUB, cases):
        assert (result['compiles'], result['differences']) == (True, []), result


@pytest.mark.parametrize('between', ['\n', '\r', '\u2028'])
def test_a_return_that_returns_nothing_is_refused(tmp_path: Path, between: str) -> None:
    (refusal,) = change(tmp_path, f'return{between}[{{ json: 1 }}]').refusals
    assert refusal.reason == 'a return is followed by a line end, and so returns nothing: join the lines'


def test_a_lone_surrogate_is_refused(tmp_path: Path) -> None:
    (refusal,) = change(tmp_path, 'return "\ud83d";').refusals
    assert refusal.reason == 'contains a lone surrogate, which UTF-8 cannot encode'


PLAIN = '../../etc/passwd con __proto__ constructor $ 123 漢字 a/b\\c:d module delete items e\u0301te'


@pytest.mark.parametrize('name', ['', '\n', 'x' * 5_000, *PLAIN.split()])
def test_any_name_of_a_node(tmp_path: Path, name: str) -> None:
    data = {'name': name, 'type': 'n8n-nodes-base.code', 'typeVersion': 2, 'parameters': {'jsCode': 'return items;'}}
    write(tmp_path, {TEMPLATE: json.dumps({'name': name, 'nodes': [data]})})
    template = Loader(Settings(str(tmp_path))).template(files.read(str(tmp_path / TEMPLATE)))
    (extraction,) = changes.Extractor().change(template, lambda _: True).extractions
    assert extraction.name.isascii()
    assert extraction.name.isalnum()
    assert len(extraction.name) <= 70
    assert extraction.name not in ('con', 'module', 'delete', 'items')
