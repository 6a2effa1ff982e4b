"""Methods of the node, and helpers."""

from pathlib import Path

import pytest
from marks import at_marks
from runtime import js, js_file, lint

UNSUPPORTED = "NCD606 node 'Count': n8n says 'The function \"{}\" is not supported in the Code Node'"
NO_FUNCTION = "NCD606 node 'Count': n8n says '{} is not a function'"


@pytest.mark.parametrize(
    ('files', 'messages'),
    [
        pytest.param(js('await this.helpers.httpRequest({});\nawait helpers.request({});'), '', id='supported helpers'),
        pytest.param(
            js('const helpers = { returnJsonArray: (x) => x };\nreturn helpers.returnJsonArray([]);'),
            '',
            id='own helpers',
        ),
        pytest.param(js('const o = { m() { return this.getNode(); } };'), '', id='this of a method'),
        pytest.param(js('try { this.getNode() } catch {}'), '', id='caught'),
        pytest.param(js('const f = this.helpers.returnJsonArray;'), '', id='helper that is not called'),
        pytest.param(js('this.getSomethingOfMine;'), '', id='unknown method'),
        pytest.param(
            js_file('function countByCategory() {\n  return this.helpers.returnJsonArray([]);\n}'),
            '',
            id='function file',
        ),
        pytest.param(
            js('return «this».helpers.returnJsonArray([]);'), UNSUPPORTED.format('helpers.returnJsonArray'), id='this'
        ),
        pytest.param(
            js('return «helpers».normalizeItems([]);'), UNSUPPORTED.format('helpers.normalizeItems'), id='helper'
        ),
        pytest.param(
            js('await «this».helpers.requestWithAuthentication("x");'),
            NO_FUNCTION.format('helpers.requestWithAuthentication'),
            id='helper of n8n 1.x',
        ),
        pytest.param(js('«this».getNodeParameter("x");'), NO_FUNCTION.format('this.getNodeParameter'), id='method'),
        pytest.param(js('function f() { return «this».getNode(); }'), NO_FUNCTION.format('this.getNode'), id='in f'),
    ],
)
def test_fires(tmp_path: Path, files: dict[str, str], messages: str | list[str]) -> None:
    assert lint(tmp_path, files, 'NCD606') == at_marks(files, messages)
