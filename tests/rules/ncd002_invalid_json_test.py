from __future__ import annotations

from pathlib import Path

import pytest
from support import TEMPLATE
from support import lint_files


@pytest.mark.parametrize(
    'content',
    [
        pytest.param('{"nodes": []}', id='JSON'),
        pytest.param('\ufeff \r\n\t{"nodes": []}\r\n', id='BOM and blanks'),
        pytest.param('{"nodes": [], "a": ' + '1' * 5_000 + '}', id='integer of 5,000 digits'),
        pytest.param('{"nodes": [], "a": -' + '1' * 5_000 + '.' + '0' * 5_000 + '}', id='number of 10,000 digits'),
        pytest.param('{"nodes": [], "a": 1e400, "b": -1e400, "c": 1e-400}', id='numbers out of range'),
        pytest.param('{"nodes": [], "a": "\\ud83d", "\\udc00": "\\ude00\\ud83d"}', id='lone surrogate escapes'),
        pytest.param('{"nodes": [], "a": "\x7f\u2028\u0085"}', id='odd characters that JSON allows'),
        pytest.param('{"nodes": [], "a": "NaN", "Infinity": "-Infinity"}', id='NaN in strings'),
        pytest.param('{"nodes": [], "a": ' + '[' * 500 + ']' * 500 + '}', id='500 deep'),
        pytest.param('{"nodes": [], "": null}', id='empty key'),
    ],
)
def test_clean(tmp_path: Path, content: str) -> None:
    assert lint_files(tmp_path, {TEMPLATE: content}) == []


@pytest.mark.parametrize(
    ('content', 'expected'),
    [
        pytest.param('', [f'{TEMPLATE}:1:1-1:1 NCD002 not JSON: the file is empty (line 1, column 1)'], id='empty'),
        pytest.param(
            '\ufeff', [f'{TEMPLATE}:1:1-1:1 NCD002 not JSON: the file is empty (line 1, column 1)'], id='only a BOM'
        ),
        pytest.param(
            ' \r\n\t\n', [f'{TEMPLATE}:1:1-1:1 NCD002 not JSON: the file is empty (line 1, column 1)'], id='only blanks'
        ),
        pytest.param(
            '{"nodes": [],}',
            [f"{TEMPLATE}:1:13-1:13 NCD002 not JSON: trailing comma before '}}' (line 1, column 13)"],
            id='trailing comma in an object',
        ),
        pytest.param(
            '{"nodes": [\n  1,\n  2,\n]}',
            [f"{TEMPLATE}:3:4-3:4 NCD002 not JSON: trailing comma before ']' (line 3, column 4)"],
            id='trailing comma in an array',
        ),
        pytest.param(
            '{"nodes": []}\n{"nodes": []}\n',
            [f'{TEMPLATE}:2:1-2:1 NCD002 not JSON: more text after the end of the document (line 2, column 1)'],
            id='trailing data',
        ),
        pytest.param(
            '{"nodes": []}\n<<<<<<< HEAD\n',
            [f'{TEMPLATE}:2:1-2:1 NCD002 not JSON: conflict marker, finish the merge (line 2, column 1)'],
            id='conflict marker at the end',
        ),
        pytest.param(
            '{\n<<<<<<< HEAD\n  "nodes": []\n}',
            [f'{TEMPLATE}:2:1-2:1 NCD002 not JSON: conflict marker, finish the merge (line 2, column 1)'],
            id='conflict marker',
        ),
        pytest.param(
            '{"nodes": []',
            [f'{TEMPLATE}:1:13-1:13 NCD002 not JSON: the file ends too early (line 1, column 13)'],
            id='cut off',
        ),
        pytest.param(
            '{"nodes": [], "a": "b\n',
            [f'{TEMPLATE}:1:22-1:22 NCD002 not JSON: the file ends too early (line 1, column 22)'],
            id='unclosed string',
        ),
        pytest.param(
            '{"nodes": NaN}',
            [f'{TEMPLATE}:1:11-1:11 NCD002 not JSON: NaN is no JSON number (line 1, column 11)'],
            id='NaN',
        ),
        pytest.param(
            '{"NaN": "NaN",\n "nodes": [Infinity]}',
            [f'{TEMPLATE}:2:12-2:12 NCD002 not JSON: Infinity is no JSON number (line 2, column 12)'],
            id='Infinity',
        ),
        pytest.param(
            '{"nodes": [],\n "a": -Infinity}',
            [f'{TEMPLATE}:2:7-2:7 NCD002 not JSON: -Infinity is no JSON number (line 2, column 7)'],
            id='-Infinity',
        ),
        pytest.param(
            "{'nodes': []}",
            [
                f'{TEMPLATE}:1:2-1:2 '
                'NCD002 not JSON: expecting property name enclosed in double quotes (line 1, column 2)',
            ],
            id='single quotes',
        ),
        pytest.param(
            '{"nodes": [] /* none */}',
            [f"{TEMPLATE}:1:14-1:14 NCD002 not JSON: expecting ',' delimiter (line 1, column 14)"],
            id='comment',
        ),
        pytest.param(
            '{"nodes": [], "a": undefined}',
            [f'{TEMPLATE}:1:20-1:20 NCD002 not JSON: expecting value (line 1, column 20)'],
            id='undefined',
        ),
        pytest.param(
            '{"nodes": [], "a": 01}',
            [f"{TEMPLATE}:1:21-1:21 NCD002 not JSON: expecting ',' delimiter (line 1, column 21)"],
            id='leading zero',
        ),
        pytest.param(
            '{"nodes": [], "a": "\t"}',
            [
                f'{TEMPLATE}:1:21-1:21 '
                'NCD002 not JSON: control character in a string, write it as an escape (line 1, column 21)',
            ],
            id='tab in a string',
        ),
        pytest.param(
            '{"nodes": [],\n "a": "b\nc"}',
            [
                f'{TEMPLATE}:2:9-2:9 '
                'NCD002 not JSON: control character in a string, write it as an escape (line 2, column 9)',
            ],
            id='line end in a string',
        ),
        pytest.param(
            '{"nodes": [], "a": "\\x41"}',
            [f'{TEMPLATE}:1:21-1:21 NCD002 not JSON: invalid \\escape (line 1, column 21)'],
            id='unknown escape',
        ),
        pytest.param(
            '{"nodes": [], "a": "\\u12"}',
            [f'{TEMPLATE}:1:22-1:22 NCD002 not JSON: invalid \\uXXXX escape (line 1, column 22)'],
            id='short escape',
        ),
        pytest.param(
            '{"nodes": [] "a": 1}',
            [f"{TEMPLATE}:1:14-1:14 NCD002 not JSON: expecting ',' delimiter (line 1, column 14)"],
            id='missing comma',
        ),
        pytest.param(
            '{"nodes" []}',
            [f"{TEMPLATE}:1:10-1:10 NCD002 not JSON: expecting ':' delimiter (line 1, column 10)"],
            id='missing colon',
        ),
        pytest.param(
            '{"nodes": [1 2]}',
            [f"{TEMPLATE}:1:14-1:14 NCD002 not JSON: expecting ',' delimiter (line 1, column 14)"],
            id='missing comma in an array',
        ),
        pytest.param(
            '{"nodes":\u00a0[]}',
            [f'{TEMPLATE}:1:10-1:10 NCD002 not JSON: expecting value (line 1, column 10)'],
            id='no-break space',
        ),
        pytest.param(
            '{\r\n  "nodes": [],\r\n  "ä€😀": nil\r\n}',
            [f'{TEMPLATE}:3:10-3:10 NCD002 not JSON: expecting value (line 3, column 10)'],
            id='CRLF and wide characters',
        ),
        pytest.param(
            '\ufeff{"nodes": nil}',
            [f'{TEMPLATE}:1:11-1:11 NCD002 not JSON: expecting value (line 1, column 11)'],
            id='after a BOM',
        ),
        pytest.param(
            '[' * 100_000 + ']' * 100_000,
            [f'{TEMPLATE}:1:1-1:1 NCD002 not JSON: nesting too deep to read (line 1, column 1)'],
            id='100,000 arrays deep',
        ),
        pytest.param(
            '{"nodes":' * 100_000 + '0' + '}' * 100_000,
            [f'{TEMPLATE}:1:1-1:1 NCD002 not JSON: nesting too deep to read (line 1, column 1)'],
            id='100,000 objects deep',
        ),
        pytest.param(
            '[' * 100_000,
            [f'{TEMPLATE}:1:1-1:1 NCD002 not JSON: nesting too deep to read (line 1, column 1)'],
            id='100,000 deep and never closed',
        ),
    ],
)
def test_fires(tmp_path: Path, content: str, expected: list[str]) -> None:
    assert lint_files(tmp_path, {TEMPLATE: content}) == expected


@pytest.mark.parametrize(
    ('name', 'expected'),
    [
        pytest.param('package.json', [], id='a file of somebody else'),
        pytest.param(
            'flows/orders.json',
            ["flows/orders.json:1:13-1:13 NCD002 not JSON: trailing comma before '}' (line 1, column 13)"],
            id='text that mentions nodes',
        ),
        pytest.param(
            'flows/orders.template.json',
            ["flows/orders.template.json:1:13-1:13 NCD002 not JSON: trailing comma before '}' (line 1, column 13)"],
            id='template anywhere',
        ),
    ],
)
def test_outside_the_directory_of_templates(tmp_path: Path, name: str, expected: list[str]) -> None:
    content = '{"name": 1,}' if name == 'package.json' else '{"nodes": [],}'
    assert lint_files(tmp_path, {name: content}, name) == expected
