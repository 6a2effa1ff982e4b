from __future__ import annotations

from pathlib import Path

import pytest
from support import JS_PLACEHOLDER
from support import PY_PLACEHOLDER
from support import TEMPLATE
from support import WORKSPACE
from support import js_node
from support import lint_files
from support import py_node
from support import rows
from support import template
from support import write

from n8n_code_discipline.config.settings import Settings
from n8n_code_discipline.linter import engine
from n8n_code_discipline.registry import Selection

ONLY = Selection(select=('NCD117',))
P = JS_PLACEHOLDER + '\n'
Q = PY_PLACEHOLDER + '\n'
MESSAGE = (
    "NCD117 node 'Count': {} statements of glue in {}, at most {} are allowed (max-glue-statements): move logic into "
    'the function file'
)


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
    assert lint_files(tmp_path, template(js_node(code)), selection=ONLY) == []


@pytest.mark.parametrize(
    'code',
    [pytest.param(Q + 'a()\n' * 12, id='twelve'), pytest.param(Q * 5 + 'a()\n' * 12, id='placeholders do not count')],
)
def test_clean_python(tmp_path: Path, code: str) -> None:
    assert lint_files(tmp_path, template(py_node(code)), selection=ONLY) == []


@pytest.mark.parametrize(
    ('code', 'count', 'end'),
    [
        pytest.param(P + 'a();\n' * 13, 13, 145, id='thirteen'),
        pytest.param(P + 'if (a) {\n' + 'b();\n' * 12 + '}', 13, 150, id='nested'),
        pytest.param(P + 'return a.map(() => {' + 'b();' * 12 + '});', 13, 138, id='in a callback'),
    ],
)
def test_fires_javascript(tmp_path: Path, code: str, count: int, end: int) -> None:
    expected = [f'{TEMPLATE}:8:19-8:{end} {MESSAGE.format(count, "jsCode", 12)}']
    assert lint_files(tmp_path, template(js_node(code)), selection=ONLY) == expected


def test_fires_python(tmp_path: Path) -> None:
    expected = [f'{TEMPLATE}:9:23-9:152 {MESSAGE.format(13, "pythonCode", 12)}']
    assert lint_files(tmp_path, template(py_node(Q + 'if a:\n' + ' b()\n' * 12)), selection=ONLY) == expected


@pytest.mark.parametrize(
    ('limit', 'expected'),
    [
        (2, []),
        (1, [f'{TEMPLATE}:8:19-8:79 {MESSAGE.format(2, "jsCode", 1)}']),
        (0, [f'{TEMPLATE}:8:19-8:79 {MESSAGE.format(2, "jsCode", 0)}']),
    ],
)
def test_the_limit_is_a_setting(tmp_path: Path, limit: int, expected: list[str]) -> None:
    write(tmp_path, {**WORKSPACE, **template(js_node(P + 'a();\nb();\n'))})
    report = engine.check((), Settings(str(tmp_path), selection=ONLY, max_glue_statements=limit))
    assert rows(report.diagnostics) == expected
