"""The text rule of nodes that run once for each item."""

from __future__ import annotations

from pathlib import Path

import pytest
from runtime import EACH_ITEM
from runtime import IN_COUNT
from runtime import in_function
from runtime import in_node
from runtime import only
from support import JS_PLACEHOLDER
from support import write

NODE_FIRING = [
    (
        'const x = 1;\nreturn { json: { n: $input.all().length } };',
        [
            '2:21 NCD605 n8n says "Can\'t use .all() here [line 2, for item 0]": this text must not stand in a '
            'node that runs once for each item'
        ],
    ),
    (
        '// $input.all()\nconst small = 1;\nreturn {};',
        [
            '1:4 NCD605 n8n says "Can\'t use .all() here [line 2, for item 0]": this text must not stand in a '
            'node that runs once for each item'
        ],
    ),
    (
        'const n = 1; // $input.last()\nreturn {};',
        [
            '1:17 NCD605 n8n says "Can\'t use .last() here [line 1, for item 0]": this text must not stand in '
            'a node that runs once for each item'
        ],
    ),
    (
        '/*\n $input.last()\n*/\nreturn {};',
        [
            '2:2 NCD605 n8n says "Can\'t use .last() here [line 2, for item 0]": this text must not stand in a '
            'node that runs once for each item'
        ],
    ),
    (
        'const s = "$input.itemMatching";\nreturn {};',
        [
            '1:12 NCD605 n8n says "Can\'t use .itemMatching() here [line 1, for item 0]": this text must not '
            'stand in a node that runs once for each item'
        ],
    ),
]


NODE_CLEAN = [
    '// $input.all()\nconst big = 1;\nreturn {};',
    '/* $input.first() */ const n = 1;\nreturn {};',
    '// $input.first()\nconst n = $input.all().length;\nreturn { n };',
    'return { n: $input\n.all().length };',
    'return $input.item;',
]


@pytest.mark.parametrize(('code', 'expected'), NODE_FIRING)
def test_node_firing(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert only('NCD605', in_node(tmp_path, code, EACH_ITEM)) == expected


@pytest.mark.parametrize(
    ('text', 'code', 'expected'),
    [
        pytest.param(
            'const n = $input.all();',
            'const m = 1;\n{{@:txt:prompts/a.txt}}\nreturn {};',
            [
                '2:1 NCD605 n8n says "Can\'t use .all() here [line 2, for item 0]": this text must not stand in a node '
                'that runs once for each item'
            ],
            id='a text file holds it',
        ),
        pytest.param(
            '.first',
            'return { json: $input{{@:txt:prompts/a.txt}}() };',
            [
                '1:16 NCD605 n8n says "Can\'t use .first() here [line 1, for item 0]": this text must not stand in a '
                'node that runs once for each item'
            ],
            id='glue and text file make it together',
        ),
        pytest.param('const n = $input.item;', '{{@:txt:prompts/a.txt}}\nreturn {};', [], id='clean'),
        pytest.param('// $input.all()', '{{@:txt:prompts/a.txt}}\nreturn {};', [], id='a comment'),
    ],
)
def test_text_that_a_placeholder_injects(tmp_path: Path, text: str, code: str, expected: list[str]) -> None:
    write(tmp_path, {'prompts/a.txt': f'{text}\n'})
    assert only('NCD605', in_node(tmp_path, code, EACH_ITEM)) == expected


@pytest.mark.parametrize('code', NODE_CLEAN)
def test_node_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD605', in_node(tmp_path, code, EACH_ITEM)) == []


ALL_ITEMS_CLEAN = [
    'return $input.all();',
]


@pytest.mark.parametrize('code', ALL_ITEMS_CLEAN)
def test_all_items_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD605', in_node(tmp_path, code)) == []


FUNCTION_FIRING = [
    (
        'function countByCategory(n) {\n  return n; // not $input.all()\n}',
        [
            (
                'js/countByCategory.js:2:20-2:30 NCD605 n8n says "Can\'t use .all() here [line 3, for item 0]": '
                'this text must not stand in a node that runs once for each item'
            )
            + IN_COUNT
        ],
    ),
    (
        '// $input.all()\nfunction countByCategory(small) {\n  return 1;\n}',
        [
            (
                'js/countByCategory.js:1:4-1:14 NCD605 n8n says "Can\'t use .all() here [line 3, for item 0]": '
                'this text must not stand in a node that runs once for each item'
            )
            + IN_COUNT
        ],
    ),
]


FUNCTION_CLEAN = [
    'function countByCategory(n) {\n  return $input.all();\n}',
    'function countByCategory(n) {\n  return n;\n}',
]


@pytest.mark.parametrize(('code', 'expected'), FUNCTION_FIRING)
def test_function_firing(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert only('NCD605', in_function(tmp_path, code, EACH_ITEM)) == expected


@pytest.mark.parametrize('code', FUNCTION_CLEAN)
def test_function_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD605', in_function(tmp_path, code, EACH_ITEM)) == []


FUNCTION_ALL_ITEMS_CLEAN = [
    'function countByCategory(n) {\n  return n; // not $input.all()\n}',
]


@pytest.mark.parametrize('code', FUNCTION_ALL_ITEMS_CLEAN)
def test_function_all_items_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD605', in_function(tmp_path, code)) == []


OLD_N8N_CLEAN = [
    'return $input.all()[0];',
]


@pytest.mark.parametrize('code', OLD_N8N_CLEAN)
def test_old_n8n_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD605', in_node(tmp_path, code, EACH_ITEM, target_n8n='1')) == []


def test_crlf_and_a_function_file_before_the_text(tmp_path: Path) -> None:
    code = JS_PLACEHOLDER + '\r\nconst n = 1;\r\nreturn { json: { n: $input.all().length } };'
    assert in_node(tmp_path, code, EACH_ITEM) == [
        '3:21 NCD605 n8n says "Can\'t use .all() here [line 10, for item 0]": '
        'this text must not stand in a node that runs once for each item'
    ]


def test_a_node_that_hydrate_refuses(tmp_path: Path) -> None:
    assert in_node(tmp_path, '{{@:js:n8n-functions/js/missing.js}}\nreturn $input.all();', EACH_ITEM) == []
