"""`import(…)` in a Code node."""

from pathlib import Path

import pytest
from marks import at_marks
from runtime import js, js_file, lint, of_function

MESSAGE = (
    "NCD601 node 'Count': '«»': a Code node loads no modules, n8n says \"A dynamic import callback was not specified.\""
)


@pytest.mark.parametrize(
    ('files', 'messages'),
    [
        pytest.param(js('try { await import("x") } catch {}'), '', id='caught'),
        pytest.param(js('const x = { import: 1 };'), '', id='property'),
        pytest.param(js('const s = "import(x)"; // import(y)'), '', id='string and comment'),
        pytest.param(
            js('const fs = await «import("fs")»;'),
            "NCD601 node 'Count': 'import(\"fs\")': a Code node loads no modules, n8n says \"A dynamic import "
            'callback was not specified."',
            id='by name',
        ),
        pytest.param(js('const m = await «import(name)»;'), MESSAGE, id='by variable'),
        pytest.param(
            js_file('async function countByCategory() {\n  return «import("node:fs")»;\n}'),
            of_function(MESSAGE),
            id='function file',
        ),
    ],
)
def test_fires(tmp_path: Path, files: dict[str, str], messages: str | list[str]) -> None:
    assert lint(tmp_path, files, 'NCD601') == at_marks(files, messages)
