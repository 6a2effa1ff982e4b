from __future__ import annotations

from pathlib import Path

import pytest
from support import JS
from support import lint_files

from n8n_code_discipline.registry import Selection

# what else is wrong with these files is for other rules
ONLY = Selection(select=('NCD207',))
TRAILER = '\nif (typeof module !== "undefined") module.exports = { countByCategory };\n'


@pytest.mark.parametrize(
    'source',
    [
        pytest.param('function countByCategory(a) { return a; }', id='trailer only'),
        pytest.param(
            'function countByCategory(a) { const exports = {}; exports.b = a; const module = '
            '{ exports }; module.exports = a; return exports; }',
            id='other exports of the name',
        ),
        pytest.param(
            'function countByCategory(a) { return a; }\nmodule.exports = a();\nmodule.exports.b.c = 1;', id='other code'
        ),
        pytest.param('module.exports = {', id='syntax error'),
    ],
)
def test_clean(tmp_path: Path, source: str) -> None:
    assert lint_files(tmp_path, {JS: source + TRAILER}, selection=ONLY) == []


@pytest.mark.parametrize(
    ('source', 'expected'),
    [
        pytest.param(
            'function countByCategory(a) { return a; }\nmodule.exports = { countByCategory };',
            [
                f'{JS}:2:1-2:38 '
                "NCD207 unguarded export 'module.exports = { countByCategory };' stops a node where n8n has no "
                'module: export with the trailer, behind if (typeof module !== "undefined")',
            ],
            id='module.exports',
        ),
        pytest.param(
            'function countByCategory(a) { return a; }\n'
            'exports.countByCategory = countByCategory;\nmodule.exports.b = countByCategory;',
            [
                f'{JS}:2:1-2:43 '
                "NCD207 unguarded export 'exports.countByCategory = countByCategory;' stops a node where n8n has"
                ' no module: export with the trailer, behind if (typeof module !== "undefined")',
                f'{JS}:3:1-3:36 '
                "NCD207 unguarded export 'module.exports.b = countByCategory;' stops a node where n8n has no "
                'module: export with the trailer, behind if (typeof module !== "undefined")',
            ],
            id='names of it',
        ),
    ],
)
def test_firing(tmp_path: Path, source: str, expected: list[str]) -> None:
    assert lint_files(tmp_path, {JS: source + TRAILER}, selection=ONLY) == expected
