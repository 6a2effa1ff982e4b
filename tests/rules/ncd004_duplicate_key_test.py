from __future__ import annotations

from pathlib import Path

import pytest
from support import TEMPLATE
from support import lint_files


@pytest.mark.parametrize(
    'content',
    [
        pytest.param('{"nodes": [], "name": "a"}', id='different keys'),
        pytest.param('{"nodes": [], "a": {"id": 1, "b": {"id": 1}}, "id": 1}', id='same key in different objects'),
        pytest.param('{"nodes": [{"name": "a"}, {"name": "b"}]}', id='same key in the objects of an array'),
        pytest.param('{"nodes": [], "Name": 1, "name": 2, "name ": 3, "": 4}', id='similar keys'),
        pytest.param('{"nodes": [], "a": "{\\"a\\": 1, \\"a\\": 2}"}', id='in a string'),
        pytest.param('{"nodes": [], "a": ["a", "a"]}', id='strings of an array'),
    ],
)
def test_clean(tmp_path: Path, content: str) -> None:
    assert lint_files(tmp_path, {TEMPLATE: content}) == []


@pytest.mark.parametrize(
    ('content', 'expected'),
    [
        pytest.param(
            '{"nodes": [], "a": 1, "a": 1}',
            [
                f'{TEMPLATE}:1:23-1:26 '
                "NCD004 key 'a' is given again in this object (first at line 1, column 15): n8n keeps only the "
                'last value, remove the others'
            ],
            id='same value',
        ),
        pytest.param(
            '{\n  "nodes": [],\n  "name": "Orders",\n  "name": "Invoices"\n}',
            [
                f'{TEMPLATE}:4:3-4:9 '
                "NCD004 key 'name' is given again in this object (first at line 3, column 3): n8n keeps only the "
                'last value, remove the others'
            ],
            id='lines',
        ),
        pytest.param(
            '{"nodes": 1, "nodes": []}',
            [
                f'{TEMPLATE}:1:14-1:21 '
                "NCD004 key 'nodes' is given again in this object (first at line 1, column 2): n8n keeps only "
                'the last value, remove the others'
            ],
            id='the last nodes count',
        ),
        pytest.param(
            '{"nodes": [], "a": {"b": [{"c": 1, "c": 2}]}}',
            [
                f'{TEMPLATE}:1:36-1:39 '
                "NCD004 key 'c' is given again in this object (first at line 1, column 28): n8n keeps only the "
                'last value, remove the others'
            ],
            id='nested in objects and arrays',
        ),
        pytest.param(
            '{"nodes": [], "a": 1, "a": 2, "a": 3}',
            [
                f'{TEMPLATE}:1:23-1:26 '
                "NCD004 key 'a' is given again in this object (first at line 1, column 15): n8n keeps only the "
                'last value, remove the others',
                f'{TEMPLATE}:1:31-1:34 '
                "NCD004 key 'a' is given again in this object (first at line 1, column 15): n8n keeps only the "
                'last value, remove the others',
            ],
            id='three times',
        ),
        pytest.param(
            '{"nodes": [], "name": 1, "\\u006eame": 2}',
            [
                f'{TEMPLATE}:1:26-1:37 '
                "NCD004 key 'name' is given again in this object (first at line 1, column 15): n8n keeps only "
                'the last value, remove the others'
            ],
            id='escaped spelling',
        ),
        pytest.param(
            '{"nodes": [], "\\ud83d\\ude00": 1, "😀": 2}',
            [
                f'{TEMPLATE}:1:34-1:37 '
                "NCD004 key '😀' is given again in this object (first at line 1, column 15): n8n keeps only the "
                'last value, remove the others'
            ],
            id='surrogate pair',
        ),
        pytest.param(
            '{"nodes": [], "": 1, "": 2}',
            [
                f'{TEMPLATE}:1:22-1:24 '
                "NCD004 key '' is given again in this object (first at line 1, column 15): n8n keeps only the "
                'last value, remove the others'
            ],
            id='empty key',
        ),
        pytest.param(
            '{"nodes": [], "a\\nb": 1, "a\\nb": 2}',
            [
                f'{TEMPLATE}:1:26-1:32 '
                "NCD004 key 'a\\nb' is given again in this object (first at line 1, column 15): n8n keeps only "
                'the last value, remove the others'
            ],
            id='control characters',
        ),
        pytest.param(
            '{"nodes": [], "a": {"a": 1, "a": 2}, "a": 3}',
            [
                f'{TEMPLATE}:1:29-1:32 '
                "NCD004 key 'a' is given again in this object (first at line 1, column 21): n8n keeps only the "
                'last value, remove the others',
                f'{TEMPLATE}:1:38-1:41 '
                "NCD004 key 'a' is given again in this object (first at line 1, column 15): n8n keeps only the "
                'last value, remove the others',
            ],
            id='inside and outside',
        ),
        pytest.param(
            '{"nodes": [], "a": 1, "b": 2,\r\n"b": 3, "a": 4}',
            [
                f'{TEMPLATE}:2:1-2:4 '
                "NCD004 key 'b' is given again in this object (first at line 1, column 23): n8n keeps only the "
                'last value, remove the others',
                f'{TEMPLATE}:2:9-2:12 '
                "NCD004 key 'a' is given again in this object (first at line 1, column 15): n8n keeps only the "
                'last value, remove the others',
            ],
            id='two keys',
        ),
        pytest.param(
            '\ufeff{"nodes": [], "a": 1, "a": 2}',
            [
                f'{TEMPLATE}:1:23-1:26 '
                "NCD004 key 'a' is given again in this object (first at line 1, column 15): n8n keeps only the "
                'last value, remove the others'
            ],
            id='BOM',
        ),
        pytest.param(
            '[{"nodes": []}, {"nodes": [], "id": 1, "id": 2}]',
            [
                f'{TEMPLATE}:1:40-1:44 '
                "NCD004 key 'id' is given again in this object (first at line 1, column 31): n8n keeps only the "
                'last value, remove the others'
            ],
            id='array of workflows',
        ),
        pytest.param(
            '{"nodes": [{"name": "A", "parameters": {}, "parameters": {}}]}',
            [
                f'{TEMPLATE}:1:44-1:56 '
                "NCD004 key 'parameters' is given again in this object (first at line 1, column 26): n8n keeps "
                'only the last value, remove the others'
            ],
            id='in a node',
        ),
    ],
)
def test_fires(tmp_path: Path, content: str, expected: list[str]) -> None:
    assert lint_files(tmp_path, {TEMPLATE: content}) == expected


def test_of_two_code_fields_the_last_is_checked(tmp_path: Path) -> None:
    content = (
        '{"nodes": [{"name": "A", "type": "n8n-nodes-base.code", "parameters":\n'
        '{"jsCode": "{{@:js:n8n-functions/js/countByCategory.js}}\\nreturn countByCategory([]);",\n'
        '"jsCode": "return [];"}}]}'
    )
    assert lint_files(tmp_path, {TEMPLATE: content}) == [
        f'{TEMPLATE}:3:1-3:9 '
        "NCD004 key 'jsCode' is given again in this object (first at line 2, column 2): n8n keeps only "
        'the last value, remove the others',
        f'{TEMPLATE}:3:11-3:23 '
        "NCD103 node 'A': inlined JavaScript, no placeholder in jsCode: move it to a function file "
        'with n8n-code-discipline extract n8n-workflows-template/orders.template.json --node A',
    ]
