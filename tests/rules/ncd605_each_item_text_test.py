"""The text rule of nodes that run once for each item."""

from pathlib import Path

import pytest
from marks import at_marks
from runtime import EACH, js, js_file, lint, of_function
from support import JS_PLACEHOLDER

MESSAGE = (
    "NCD605 node 'Count': n8n says \"Can't use .{}() here [line {}, for item 0]\": this text must not be in a node "
    'that runs once for each item'
)


@pytest.mark.parametrize(
    ('files', 'messages'),
    [
        pytest.param(js('// $input.all()\nconst big = 1;\nreturn {};', EACH), '', id='comment above a longer line'),
        pytest.param(js('return { n: $input\n.all().length };', EACH), '', id='broken line'),
        pytest.param(js('return $input.item;', EACH), '', id='item'),
        pytest.param(js('return $input.all();'), '', id='all items'),
        pytest.param(
            js_file('function countByCategory(n) {\n  return $input.all();\n}', EACH), '', id='code of a function file'
        ),
        pytest.param(js_file('function countByCategory(n) {\n  return n; // not $input.all()\n}'), '', id='all items'),
        pytest.param(
            js('const x = 1;\nreturn { json: { n: «$input.all»().length } };', EACH),
            MESSAGE.format('all', '2'),
            id='read',
        ),
        pytest.param(
            js('const s = "«$input.itemMatching»";\nreturn {};', EACH), MESSAGE.format('itemMatching', '1'), id='string'
        ),
        pytest.param(
            js_file('function countByCategory(n) {\n  return n; // not «$input.all»()\n}', EACH),
            of_function(MESSAGE.format('all', '3')),
            id='comment of a function file',
        ),
    ],
)
def test_fires(tmp_path: Path, files: dict[str, str], messages: str | list[str]) -> None:
    assert lint(tmp_path, files, 'NCD605') == at_marks(files, messages)


TEXT = 'prompts/a.txt'


@pytest.mark.parametrize(
    ('code', 'text', 'messages'),
    [
        pytest.param(
            'const m = 1;\n«{{@:txt:prompts/a.txt}}»\nreturn {};',
            'const n = $input.all();',
            MESSAGE.format('all', '2'),
            id='a text file contains it',
        ),
        pytest.param(
            'return { json: «$input»{{@:txt:prompts/a.txt}}() };',
            '.first',
            MESSAGE.format('first', '1'),
            id='glue and text file together',
        ),
        pytest.param('{{@:txt:prompts/a.txt}}\nreturn {};', 'const n = $input.item;', '', id='clean'),
        pytest.param('{{@:txt:prompts/a.txt}}\nreturn {};', '// $input.all()', '', id='a comment'),
    ],
)
def test_text_that_a_placeholder_injects(tmp_path: Path, code: str, text: str, messages: str) -> None:
    files = {**js(code, EACH), TEXT: text}
    assert lint(tmp_path, files, 'NCD605') == (at_marks(files, messages) if messages else [])


def test_crlf_and_a_function_file_before_the_text(tmp_path: Path) -> None:
    files = js(f'{JS_PLACEHOLDER}\r\nconst n = 1;\r\nreturn {{ json: {{ n: «$input.all»().length }} }};', EACH)
    assert lint(tmp_path, files) == at_marks(files, MESSAGE.format('all', '10'))


def test_a_node_that_hydrate_refuses(tmp_path: Path) -> None:
    assert lint(tmp_path, js('{{@:js:n8n-functions/js/missing.js}}\nreturn $input.all();', EACH)) == []
