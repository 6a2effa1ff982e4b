"""Through a real n8n and back: hydrate, import, execute, export, resync."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from installation import TRIGGER, Installation, Outcome
from support import JS_PLACEHOLDER, PY_PLACEHOLDER, REPOSITORY, WORKSPACE, write

from n8n_code_discipline import cli

EXAMPLE_FUNCTIONS = ('n8n-functions/js/calculateStatsByCategory.js', 'n8n-functions/py/calculate_stats_by_category.py')
SLUG = 'n8n-functions/js/slugify.js'
CRLF = 'n8n-functions/js/crlf.js'
EMOJI = 'n8n-functions/js/ünïcode.js'
FUNCTIONS: Mapping[str, str] = {
    SLUG: 'function slugify(text) {\n  return text.toLowerCase();\n}\n'
    'if (typeof module !== "undefined") module.exports = { slugify };\n',
    CRLF: 'function crlf() {\r\n\treturn `a\r\n\r\nb`;   \r\n}\r\n'
    'if (typeof module !== "undefined") module.exports = { crlf };\r\n\r\n',
    EMOJI: '\ufefffunction emoji() {\n  return "😀 é \u2028\u2029\x7f";\n}\n'
    'if (typeof module !== "undefined") module.exports = { emoji };',
}
INPUT_OF_TWO = '[{ json: { category: "a" } }, { json: { category: "a" } }]'


class Case(NamedTuple):
    """A node's code with placeholders, and the items that n8n gives for it; None: it cannot run here."""

    code: str
    items: list[Any] | None
    language: str = 'javaScript'


CASES: Mapping[str, Case] = {
    'one function': Case(f'{JS_PLACEHOLDER}\n\nreturn [{{ json: countByCategory({INPUT_OF_TWO}) }}];', [{'a': 2}]),
    'two functions': Case(
        f'{JS_PLACEHOLDER}\n{{{{@:js:{SLUG}}}}}\n'
        f'return [{{ json: {{ ...countByCategory({INPUT_OF_TWO}), slug: slugify("AB") }} }}];',
        [{'a': 2, 'slug': 'ab'}],
    ),
    'no final newline': Case(f'return [{{ json: {{ s: slugify("A") }} }}];\n{{{{@:js:{SLUG}}}}}', [{'s': 'a'}]),
    # a template literal reads every line end as LF
    'CRLF': Case(f'{{{{@:js:{CRLF}}}}}\r\n\t\r\nreturn [{{ json: {{ t: crlf() }} }}];  \r\n', [{'t': 'a\n\nb'}]),
    'CRLF file in an LF node': Case(f'{{{{@:js:{CRLF}}}}}\nreturn [{{ json: {{ t: crlf() }} }}];', [{'t': 'a\n\nb'}]),
    'emoji': Case(
        f'{{{{@:js:{EMOJI}}}}}\nreturn [{{ json: {{ e: emoji() + "😀" }} }}];', [{'e': '😀 é \u2028\u2029\x7f😀'}]
    ),
    'lone surrogate': Case(f'{JS_PLACEHOLDER}\nreturn [{{ json: {{ n: "\ud83d".charCodeAt(0) }} }}];', [{'n': 0xD83D}]),
    'Python': Case(f'{PY_PLACEHOLDER}\n\nreturn [{{"json": count_by_category(_items)}}]', None, 'pythonNative'),
}


def node(name: str, code: str, language: str, index: int) -> dict[str, Any]:
    field = {'jsCode': code} if language == 'javaScript' else {'language': language, 'pythonCode': code}
    return {
        'parameters': field,
        'id': f'node-{index}',
        'name': name,
        'type': 'n8n-nodes-base.code',
        'typeVersion': 2,
        'position': [220, index * 100],
        **({} if language == 'javaScript' else {'disabled': True}),
    }


def template() -> str:
    nodes = [node(name, *case[::2], index) for index, (name, case) in enumerate(CASES.items())]
    targets = [{'node': name, 'type': 'main', 'index': 0} for name in CASES]
    workflow = {
        'id': 'roundTrip',
        'name': 'Round trip',
        'nodes': [{'parameters': {}, 'id': 'start', 'position': [0, 0], **TRIGGER}, *nodes],
        'connections': {'Start': {'main': [targets]}},
        'settings': {'executionOrder': 'v1'},
        'active': False,
    }
    # as n8n writes it: lone surrogates escaped, everything else as it is
    text = json.dumps(workflow, indent=2, ensure_ascii=False)
    return text.replace('\ud83d', '\\ud83d') + '\n'


class Journey(NamedTuple):
    """The path of a template, its text, what n8n gave, and the export that came back."""

    template: Path
    before: bytes
    outcomes: Mapping[str, Outcome]
    export: Path


@pytest.fixture(scope='module')
def journey(n8n: Installation, tmp_path_factory: pytest.TempPathFactory) -> Journey:
    root = tmp_path_factory.mktemp('workspace')
    before = template().encode()
    path = root / 'n8n-workflows-template' / 'trip.template.json'
    write(root, {**WORKSPACE, **FUNCTIONS, path.relative_to(root).as_posix(): before})
    built = root / 'trip.generated.json'
    assert cli.main(['hydrate', str(path), '-o', str(built)]) == 0
    assert b'{{@:' not in built.read_bytes()
    n8n.import_file(built)
    outcomes = n8n.execute('roundTrip')
    export = root / 'n8n-workflows-template' / 'export.template.json'
    export.write_text(n8n.export_workflow('roundTrip'), encoding='utf-8', newline='')
    return Journey(path, before, outcomes, export)


@pytest.mark.parametrize('name', [name for name, case in CASES.items() if case.items is not None])
def test_the_hydrated_code_runs(journey: Journey, name: str) -> None:
    assert journey.outcomes[name] == Outcome('', CASES[name].items or [])


def test_the_export_brought_home_leaves_the_template_as_it_was(journey: Journey) -> None:
    assert cli.main(['resync', str(journey.export), '--onto', str(journey.template)]) == 0
    assert journey.template.read_bytes() == journey.before


def test_resync_of_the_export_gives_the_code_of_the_template(journey: Journey) -> None:
    path = journey.export.with_name('resynced.template.json')
    path.write_bytes(journey.export.read_bytes())
    assert cli.main(['resync', str(path)]) == 0
    (workflow,) = json.loads(path.read_bytes())
    assert [item['parameters'] for item in workflow['nodes']] == [
        item['parameters'] for item in json.loads(journey.before)['nodes']
    ]


@pytest.mark.parametrize('name', ['article-statistics', 'article-statistics-python'])
def test_the_examples_of_this_project(n8n: Installation, tmp_path: Path, name: str) -> None:
    example = REPOSITORY / 'examples' / 'workspace'
    functions = {path: (example / path).read_bytes() for path in EXAMPLE_FUNCTIONS}
    text = (example / 'n8n-workflows-template' / f'{name}.template.json').read_text(encoding='utf-8')
    before = text.replace('{', f'{{\n  "id": "{name}",', 1).encode()
    path = tmp_path / 'n8n-workflows-template' / 'a.template.json'
    write(tmp_path, {**functions, path.relative_to(tmp_path).as_posix(): before})
    built, export = tmp_path / 'a.generated.json', tmp_path / 'n8n-workflows-template' / 'export.json'
    assert cli.main(['hydrate', str(path), '-o', str(built)]) == 0
    n8n.import_file(built)
    export.write_text(n8n.export_workflow(name), encoding='utf-8', newline='')
    assert cli.main(['resync', str(export), '--onto', str(path)]) == 0
    assert path.read_bytes() == before
