import sys
from pathlib import Path

import pytest
from support import JS, PY, PY_TEST, TEMPLATE, WORKSPACE, js_node, lint_files, template

BYTE = 'NCD001 is not UTF-8: byte {} on line {}; save it as UTF-8'
UTF_16 = 'NCD001 is UTF-16, not UTF-8: save it as UTF-8'
posix = pytest.mark.skipif(sys.platform == 'win32', reason='POSIX')


@pytest.mark.parametrize(
    ('name', 'content'),
    [
        pytest.param(TEMPLATE, b'{"name": "Bestellungen \xc3\xa4", "nodes": []}', id='UTF-8'),
        pytest.param(TEMPLATE, b'\xef\xbb\xbf{"nodes": []}\r\n', id='template with BOM and CRLF'),
        pytest.param(JS, b'\xef\xbb\xbf' + WORKSPACE[JS].encode(), id='JavaScript with BOM'),
        pytest.param(PY, b'\xef\xbb\xbf' + WORKSPACE[PY].encode(), id='Python with BOM'),
        pytest.param('n8n-functions/js/logo.png', b'\x89PNG\xff', id='a file that is not ours'),
        pytest.param('n8n-functions-tests/fixture.bin', bytes(range(256)), id='a file beside the tests'),
        pytest.param('n8n-workflows-template/a.generated.json', b'\xff', id='a built workflow'),
    ],
)
def test_clean(tmp_path: Path, name: str, content: bytes) -> None:
    assert lint_files(tmp_path, {name: content}) == []


@pytest.mark.parametrize(
    ('name', 'content', 'message'),
    [
        pytest.param(TEMPLATE, b'{\n  "name": "B\xe4r", "nodes": []}', BYTE.format('0xe4', 2), id='Latin-1 template'),
        pytest.param(JS, WORKSPACE[JS].encode() + b'// Z\xe4hler\n', BYTE.format('0xe4', 7), id='Latin-1 JavaScript'),
        pytest.param(PY, b'# Z\xe4hler\n' + WORKSPACE[PY].encode(), BYTE.format('0xe4', 1), id='Latin-1 Python'),
        pytest.param(PY_TEST, b'\n\n# Z\xe4hler\n', BYTE.format('0xe4', 3), id='Latin-1 Python test'),
        pytest.param(TEMPLATE, '{"nodes": []}'.encode('utf-16'), UTF_16, id='UTF-16 little-endian'),
        pytest.param(TEMPLATE, b'\xfe\xff' + '{"nodes": []}'.encode('utf-16-be'), UTF_16, id='UTF-16 big-endian'),
        pytest.param(JS, WORKSPACE[JS].encode('utf-16'), UTF_16, id='UTF-16 JavaScript'),
        pytest.param(TEMPLATE, b'{"nodes": []}\n\xed\xa0\xbd', BYTE.format('0xed', 2), id='a lone surrogate as bytes'),
        pytest.param('flows/a.template.json', b'\xff', BYTE.format('0xff', 1), id='template outside its directory'),
    ],
)
def test_fires(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    assert lint_files(tmp_path, {name: content}) == [f'{name}:1:1-1:1 {message}']


@pytest.mark.parametrize('name', ['n8n-workflows-template/a.template.json', 'n8n-functions/js/a.js'])
def test_directory_given_as_file(tmp_path: Path, name: str) -> None:
    assert lint_files(tmp_path, {f'{name}/inside.txt': ''}, name)[:1] == [
        f'{name}:1:1-1:1 NCD001 is a directory, not a file'
    ]


def test_directory_named_like_a_paired_test(tmp_path: Path) -> None:
    files = {
        'n8n-functions/js/sum.js': 'function sum(a, b) {\n  return a + b;\n}\n'
        'if (typeof module !== "undefined") module.exports = { sum };\n',
        'n8n-functions-tests/sum.test.js/inside.txt': '',
    }
    assert lint_files(tmp_path, files) == ['n8n-functions-tests/sum.test.js:1:1-1:1 NCD001 is a directory, not a file']


def test_a_directory_found_below_another_is_walked(tmp_path: Path) -> None:
    files = {f'n8n-workflows-template/a.template.json/{TEMPLATE}': template(js_node('return [];'))[TEMPLATE]}
    assert [row.split()[1] for row in lint_files(tmp_path, files)] == ['NCD103']
