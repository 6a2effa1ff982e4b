from pathlib import Path

import pytest
from marks import at_marks
from support import JS, lint_files

MESSAGE = (
    "NCD207 unguarded export '«»' stops a node where n8n has no module: export with the trailer, behind if (typeof "
    'module !== "undefined")'
)

TRAILER = '\nif (typeof module !== "undefined") module.exports = { countByCategory };\n'


@pytest.mark.parametrize(
    'source',
    [
        # clean
        pytest.param('function countByCategory(a) { return a; }', id='trailer only'),
        pytest.param(
            'function countByCategory(a) { const exports = {}; exports.b = a; const module = '
            '{ exports }; module.exports = a; return exports; }',
            id='other exports of the name',
        ),
        pytest.param('function countByCategory() {}\nmodule.exports = a();\nmodule.exports.b.c = 1;', id='other code'),
        pytest.param('module.exports = {', id='syntax error'),
        # with findings
        pytest.param('function countByCategory() {}\n«module.exports = { countByCategory };»', id='bare'),
    ],
)
def test_firing(tmp_path: Path, source: str) -> None:
    files = {JS: source + TRAILER}
    assert lint_files(tmp_path, files, select='NCD207') == at_marks(files, MESSAGE)
