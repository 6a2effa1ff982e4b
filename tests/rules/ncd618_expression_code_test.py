"""A leading `=` in the code of a node."""

from pathlib import Path

import pytest
from marks import at_marks
from runtime import js, lint
from support import js_node, lint_files, template

MESSAGE = "NCD618 node 'Count': n8n removes the '=' at the start of the code{}: remove the '='"


@pytest.mark.parametrize(
    'code',
    [
        pytest.param('«=»return [];', id='='),
        pytest.param('«=»\nreturn [{ json: { a: 1 } }];', id='= on a line of its own'),
        pytest.param('return [];', id='no ='),
        pytest.param(' =return [];', id='blank before it'),
        pytest.param('const a = 1;', id='declaration'),
    ],
)
def test_code(tmp_path: Path, code: str) -> None:
    files = js(code)
    assert lint(tmp_path, files, 'NCD618') == at_marks(files, MESSAGE.format(''))


def test_expression(tmp_path: Path) -> None:
    files = js('«=»return [{ json: { a: "{{ 1 + 1 }}" } }];')
    message = MESSAGE.format(', and evaluates no {{ }} in it')
    assert lint(tmp_path, files, 'NCD618') == at_marks(files, message)


@pytest.mark.parametrize(
    ('code', 'codes'),
    [
        pytest.param('=return [];', ['NCD103'], id='statement'),
        pytest.param('=return [{ json: { a: {{ 1 + 1 }} } }];', ['NCD005', 'NCD103'], id='braces'),
    ],
)
def test_without_a_target_code_is_judged_as_n8n_runs_it(tmp_path: Path, code: str, codes: list[str]) -> None:
    found = [row.split()[1] for row in lint_files(tmp_path, template(js_node(code)))]
    assert sorted(found) == codes
