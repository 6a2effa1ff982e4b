from pathlib import Path

import pytest
from marks import at_marks
from support import TEMPLATE, lint_files

MESSAGE = (
    'NCD004 duplicate key {} in this object (first at line {}, column {}): n8n keeps only the last value, remove '
    'the others'
)


@pytest.mark.parametrize(
    ('content', 'details'),
    [
        pytest.param('{"nodes": [], "name": "a"}', [], id='different keys'),
        pytest.param('{"nodes": [], "a": {"id": 1, "b": {"id": 1}}, "id": 1}', [], id='same key in different objects'),
        pytest.param('{"nodes": [{"name": "a"}, {"name": "b"}]}', [], id='same key in the objects of an array'),
        pytest.param('{"nodes": [], "Name": 1, "name": 2, "name ": 3, "": 4}', [], id='similar keys'),
        pytest.param('{"nodes": [], "a": "{\\"a\\": 1, \\"a\\": 2}"}', [], id='in a string'),
        pytest.param('{"nodes": [], "a": ["a", "a"]}', [], id='strings of an array'),
        pytest.param('{\n  "nodes": [],\n  "name": "Orders",\n  «"name"»: "B"\n}', [("'name'", '3', '3')], id='lines'),
        pytest.param('{"nodes": 1, «"nodes"»: []}', [("'nodes'", '1', '2')], id='the last nodes count'),
        pytest.param('{"nodes": [], "a": 1, «"a"»: 2, «"a"»: 3}', [("'a'", '1', '15'), ("'a'", '1', '15')], id='three'),
        pytest.param('{"nodes": [], "name": 1, «"\\u006eame"»: 2}', [("'name'", '1', '15')], id='escaped spelling'),
        pytest.param('{"nodes": [], "\\ud83d\\ude00": 1, «"😀"»: 2}', [("'😀'", '1', '15')], id='surrogate pair'),
        pytest.param('{"nodes": [], "": 1, «""»: 2}', [("''", '1', '15')], id='empty key'),
        pytest.param('{"nodes": [], "a\\nb": 1, «"a\\nb"»: 2}', [("'a\\nb'", '1', '15')], id='control characters'),
        pytest.param(
            '{"nodes": [], "a": {"a": 1, «"a"»: 2}, «"a"»: 3}',
            [("'a'", '1', '21'), ("'a'", '1', '15')],
            id='inside and outside',
        ),
        pytest.param('\ufeff{"nodes": [], "a": 1, «"a"»: 2}', [("'a'", '1', '15')], id='BOM'),
        pytest.param('[{"nodes": []}, {"nodes": [], "id": 1, «"id"»: 2}]', [("'id'", '1', '31')], id='array'),
    ],
)
def test_fires(tmp_path: Path, content: str, details: list[tuple[str, ...]]) -> None:
    files = {TEMPLATE: content}
    assert lint_files(tmp_path, files) == at_marks(files, MESSAGE, details)


def test_of_two_code_fields_the_last_is_checked(tmp_path: Path) -> None:
    content = (
        '{"nodes": [{"name": "A", "type": "n8n-nodes-base.code", "parameters":\n'
        '{"jsCode": "{{@:js:n8n-functions/js/countByCategory.js}}\\nreturn countByCategory([]);",\n'
        '«"jsCode"»: «"return [];"»}}]}'
    )
    inlined = (
        "NCD103 node 'A': inlined JavaScript, no placeholder in jsCode: move it to a function file with "
        'n8n-code-discipline extract n8n-workflows-template/orders.template.json --node A'
    )
    files = {TEMPLATE: content}
    assert lint_files(tmp_path, files) == at_marks(files, [MESSAGE.format("'jsCode'", 2, 2), inlined])
