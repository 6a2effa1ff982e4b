"""Methods of the node, and helpers."""

from __future__ import annotations

from pathlib import Path

import pytest
from marks import at_marks
from runtime import in_function, in_node, lint

UNSUPPORTED = "NCD606 node 'Count': n8n says 'The function \"{}\" is not supported in the Code Node'"
NO_FUNCTION = "NCD606 node 'Count': n8n says '{} is not a function'"


@pytest.mark.parametrize(
    ('files', 'messages'),
    [
        # clean
        pytest.param(
            in_node('await this.helpers.httpRequest({});\nawait helpers.request({});\nreturn [];'),
            '',
            id='supported helpers',
        ),
        pytest.param(
            in_node('const helpers = { returnJsonArray: (x) => x };\nreturn helpers.returnJsonArray([]);'),
            '',
            id='own helpers',
        ),
        pytest.param(in_node('const o = { m() { return this.getNode(); } };\nreturn [];'), '', id='this of a method'),
        pytest.param(in_node('try { this.getNode() } catch {}\nreturn [];'), '', id='caught'),
        pytest.param(
            in_node('const f = this.helpers.returnJsonArray;\nreturn [];'), '', id='helper that is not called'
        ),
        pytest.param(in_node('this.getSomethingOfMine;\nreturn [];'), '', id='unknown method'),
        pytest.param(
            in_function('function countByCategory() {\n  return this.helpers.returnJsonArray([]);\n}'),
            '',
            id='function file',
        ),
        # with findings
        pytest.param(
            in_node('return «this».helpers.returnJsonArray([]);'),
            UNSUPPORTED.format('helpers.returnJsonArray'),
            id='helper of this',
        ),
        pytest.param(
            in_node('return «helpers».normalizeItems([]);'), UNSUPPORTED.format('helpers.normalizeItems'), id='helper'
        ),
        pytest.param(
            in_node('await «this».helpers.requestWithAuthentication("x");'),
            NO_FUNCTION.format('helpers.requestWithAuthentication'),
            id='helper of n8n 1.x',
        ),
        pytest.param(
            in_node('const n = «this».getNodeParameter("x");\nreturn [];'),
            NO_FUNCTION.format('this.getNodeParameter'),
            id='method of the node',
        ),
        pytest.param(
            in_node('function f() { return «this».getNode(); }\nreturn [];'),
            NO_FUNCTION.format('this.getNode'),
            id='in a function',
        ),
    ],
)
def test_fires(tmp_path: Path, files: dict[str, str], messages: str | list[str]) -> None:
    assert lint(tmp_path, files, 'NCD606') == at_marks(files, messages)
