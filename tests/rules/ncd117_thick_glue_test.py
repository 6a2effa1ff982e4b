from pathlib import Path

import pytest
from marks import Whole, at_marks
from support import JS_PLACEHOLDER, PY_PLACEHOLDER, js_node, lint_files, py_node, template

MESSAGE = (
    "NCD117 node 'Count': {} statements of glue in {}, at most {} are allowed (max-glue-statements): move logic into "
    'the function file'
)

P = JS_PLACEHOLDER + '\n'
Q = PY_PLACEHOLDER + '\n'


@pytest.mark.parametrize(
    'code',
    [
        pytest.param(P + 'a();\n' * 12, id='twelve'),
        pytest.param(P * 5 + 'a();\n' * 12, id='placeholders do not count'),
        pytest.param(P + '// a();\n' * 20 + 'a(`\n;;;;\n`);', id='nor do comments and strings'),
        pytest.param('a();\n' * 20, id='no placeholder: that is NCD103'),
        pytest.param(P + 'a();\n' * 20 + ')', id='does not parse'),
        pytest.param('// @n8n-evol-I:primitive\n' + P + 'a();\n' * 20, id='primitive'),
    ],
)
def test_clean_javascript(tmp_path: Path, code: str) -> None:
    assert lint_files(tmp_path, template(js_node(code)), select='NCD117') == []


@pytest.mark.parametrize(
    'code',
    [pytest.param(Q + 'a()\n' * 12, id='twelve'), pytest.param(Q * 5 + 'a()\n' * 12, id='placeholders do not count')],
)
def test_clean_python(tmp_path: Path, code: str) -> None:
    assert lint_files(tmp_path, template(py_node(code)), select='NCD117') == []


@pytest.mark.parametrize(
    'code',
    [
        pytest.param(P + 'a();\n' * 13, id='thirteen'),
        pytest.param(P + 'if (a) {\n' + 'b();\n' * 12 + '}', id='nested'),
        pytest.param(P + 'return a.map(() => {' + 'b();' * 12 + '});', id='in a callback'),
    ],
)
def test_fires_javascript(tmp_path: Path, code: str) -> None:
    files = template(js_node(Whole(code)))
    assert lint_files(tmp_path, files, select='NCD117') == at_marks(files, MESSAGE.format(13, 'jsCode', 12))


def test_fires_python(tmp_path: Path) -> None:
    files = template(py_node(Whole(Q + 'if a:\n' + ' b()\n' * 12)))
    assert lint_files(tmp_path, files, select='NCD117') == at_marks(files, MESSAGE.format(13, 'pythonCode', 12))


@pytest.mark.parametrize('limit', [0, 1, 2])
def test_the_limit_is_a_setting(tmp_path: Path, limit: int) -> None:
    code = P + 'a();\nb();\n'
    files = template(js_node(Whole(code) if limit < 2 else code))
    expected = at_marks(files, MESSAGE.format(2, 'jsCode', limit))
    assert lint_files(tmp_path, files, select='NCD117', max_glue_statements=limit) == expected
