"""`$env` in a Code node."""

from pathlib import Path

import pytest
from marks import at_marks
from runtime import js, lint

MESSAGE = 'NCD607 node \'Count\': n8n says "access to env vars denied": pass the value in through the workflow'


@pytest.mark.parametrize(
    ('files', 'messages'),
    [
        pytest.param(js('const $env = {};\nreturn [{ json: $env }];'), '', id='declared'),
        pytest.param(js('return [{ json: { a: "{{ $env.X }}" } }];'), '', id='text'),
        pytest.param(js('const e = $env;\nf(Object.keys($env), "A" in $env);'), '', id='no property'),
        pytest.param(js('try { $env.A } catch {}'), '', id='caught'),
        pytest.param(js('return [{ json: { a: «$env».HOME } }];'), MESSAGE, id='property'),
        pytest.param(js('return [{ json: { a: «$env»["HOME"] } }];'), MESSAGE, id='subscript'),
        pytest.param(js('const { HOME } = «$env»;'), MESSAGE, id='destructured'),
    ],
)
def test_fires(tmp_path: Path, files: dict[str, str], messages: str | list[str]) -> None:
    assert lint(tmp_path, files, 'NCD607') == at_marks(files, messages)
