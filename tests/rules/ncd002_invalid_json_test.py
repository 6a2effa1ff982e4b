from pathlib import Path

import pytest
from marks import at_marks
from support import TEMPLATE, lint_files

MESSAGE = 'NCD002 not JSON: {} (line «line», column «column»)'


@pytest.mark.parametrize(
    ('content', 'detail'),
    [
        # clean
        pytest.param('{"nodes": []}', '', id='JSON'),
        pytest.param('\ufeff \r\n\t{"nodes": []}\r\n', '', id='BOM and blanks'),
        pytest.param('{"nodes": [], "a": ' + '1' * 5_000 + '}', '', id='integer of 5,000 digits'),
        pytest.param('{"nodes": [], "a": -' + '1' * 5_000 + '.' + '0' * 5_000 + '}', '', id='number of 10,000 digits'),
        pytest.param('{"nodes": [], "a": 1e400, "b": -1e400, "c": 1e-400}', '', id='numbers out of range'),
        pytest.param('{"nodes": [], "a": "\\ud83d", "\\udc00": "\\ude00\\ud83d"}', '', id='lone surrogate escapes'),
        pytest.param('{"nodes": [], "a": "\x7f\u2028\u0085"}', '', id='odd characters that JSON allows'),
        pytest.param('{"nodes": [], "a": "NaN", "Infinity": "-Infinity"}', '', id='NaN in strings'),
        pytest.param('{"nodes": [], "a": ' + '[' * 500 + ']' * 500 + '}', '', id='500 deep'),
        pytest.param('{"nodes": [], "": null}', '', id='empty key'),
        # with findings
        pytest.param('«»', 'the file is empty', id='empty'),
        pytest.param('\ufeff«»', 'the file is empty', id='only a BOM'),
        pytest.param('«» \r\n\t\n', 'the file is empty', id='only blanks'),
        pytest.param('«»\0\0', 'expecting value', id='NUL'),
        pytest.param('{"nodes": []«»,}', "trailing comma before '}'", id='trailing comma in an object'),
        pytest.param('{"nodes": []}\n«»{"nodes": []}\n', 'more text after the end of the document', id='trailing data'),
        pytest.param('{\n«»<<<<<<< HEAD\n  "nodes": []\n}', 'conflict marker, finish the merge', id='conflict marker'),
        pytest.param('{"nodes": []«»', 'the file ends too early', id='cut off'),
        pytest.param('{"nodes": [], "a": "b«»\n', 'the file ends too early', id='unclosed string'),
        pytest.param('{"nodes": «»NaN}', 'NaN is no JSON number', id='NaN'),
        pytest.param('{"NaN": "NaN",\n "nodes": [«»Infinity]}', 'Infinity is no JSON number', id='Infinity'),
        pytest.param("{«»'nodes': []}", 'expecting property name enclosed in double quotes', id='single quotes'),
        pytest.param('{"nodes": [] «»/* none */}', "expecting ',' delimiter", id='comment'),
        pytest.param('{\r\n  "nodes": [],\r\n  "ä€😀": «»nil\r\n}', 'expecting value', id='CRLF and wide characters'),
        pytest.param('«»' + '[' * 100_000 + ']' * 100_000, 'nesting too deep to read', id='100,000 arrays deep'),
        pytest.param('«»' + '[' * 100_000, 'nesting too deep to read', id='100,000 deep and never closed'),
    ],
)
def test_fires(tmp_path: Path, content: str, detail: str) -> None:
    files = {TEMPLATE: content}
    assert lint_files(tmp_path, files) == at_marks(files, MESSAGE.format(detail))


TEXT = '{"nodes": [{"name": "A", "type": "x", "parameters": {"a": "{{@:KIND:a.json}} {{@:KIND:a.json}}"}}]}'


@pytest.mark.parametrize(
    ('kind', 'content', 'detail'),
    [
        pytest.param('json', '{"a": "é"}\n', '', id='JSON'),
        pytest.param('json', '\ufeff[1]', '', id='BOM'),
        pytest.param('txt', '{', '', id='injected as text'),
        pytest.param('json', '{"a": «»x}', 'expecting value', id='no JSON'),
        pytest.param('json', '{"a": «»NaN}', 'NaN is no JSON number', id='NaN'),
        pytest.param('json', '«»', 'the file is empty', id='empty'),
    ],
)
def test_a_file_that_is_injected(tmp_path: Path, kind: str, content: str, detail: str) -> None:
    files = {TEMPLATE: TEXT.replace('KIND', kind), 'a.json': content}
    assert lint_files(tmp_path, files) == at_marks(files, MESSAGE.format(detail))


@pytest.mark.parametrize(
    ('name', 'content'),
    [
        pytest.param('package.json', '{"name": 1,}', id='a file of somebody else'),
        pytest.param('flows/orders.json', '{"nodes": []«»,}', id='text that mentions nodes'),
        pytest.param('flows/orders.template.json', '{"nodes": []«»,}', id='template anywhere'),
    ],
)
def test_outside_the_directory_of_templates(tmp_path: Path, name: str, content: str) -> None:
    files = {name: content}
    assert lint_files(tmp_path, files, name) == at_marks(files, MESSAGE.format("trailing comma before '}'"))
