"""A leading `=` in the code of a node."""

from __future__ import annotations

from pathlib import Path

import pytest
from runtime import in_node
from runtime import only
from support import js_node
from support import lint_files
from support import template

MESSAGE = "1:1 NCD618 n8n removes the '=' at the start of the code{}: remove the '='"


@pytest.mark.parametrize(
    ('code', 'more'),
    [
        pytest.param('=return [];', '', id='only the sign'),
        pytest.param('=return [{ json: { a: "{{ 1 + 1 }}" } }];', ', and evaluates no {{ }} in it', id='an expression'),
    ],
)
def test_firing(tmp_path: Path, code: str, more: str) -> None:
    assert only('NCD618', in_node(tmp_path, code)) == [MESSAGE.format(more)]


@pytest.mark.parametrize('code', ['return [];', ' =return [];', 'const a = 1;\nreturn [];'])
def test_clean(tmp_path: Path, code: str) -> None:
    assert only('NCD618', in_node(tmp_path, code)) == []


def test_old_n8n_clean(tmp_path: Path) -> None:
    assert only('NCD618', in_node(tmp_path, '=return [];', target_n8n='1')) == []


@pytest.mark.parametrize(
    ('code', 'codes'),
    [('=return [];', ['NCD103']), ('=return [{ json: { a: {{ 1 + 1 }} } }];', ['NCD005', 'NCD103'])],
)
def test_without_a_target_code_is_judged_as_n8n_runs_it(tmp_path: Path, code: str, codes: list[str]) -> None:
    found = [row.split()[1] for row in lint_files(tmp_path, template(js_node(code)))]
    assert sorted(found) == codes
