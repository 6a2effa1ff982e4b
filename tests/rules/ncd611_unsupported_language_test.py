"""Languages and versions of nodes that n8n does not run."""

from pathlib import Path
from typing import Any

import pytest
from marks import Whole, at_marks
from runtime import EACH, js, lint

TOOL = '@n8n/n8n-nodes-langchain.toolCode'


@pytest.mark.parametrize(
    ('parameters', 'target', 'message'),
    [
        # clean
        pytest.param({}, '2', '', id='version 2'),
        pytest.param({'typeVersion': 1}, '2', '', id='version 1'),
        pytest.param({'typeVersion': None}, '2', '', id='no version'),
        pytest.param({'typeVersion': '3'}, '2', '', id='version as text'),
        pytest.param({'language': 'javaScript'}, '1', '', id='javaScript'),
        pytest.param({'language': 'pythonNative'}, '2', '', id='pythonNative'),
        pytest.param({'language': 'python'}, '1', '', id='python in n8n 1.x'),
        pytest.param({'type': TOOL, 'typeVersion': 1.3, 'language': 'python'}, '2', '', id='tool, Python'),
        pytest.param({'type': TOOL, 'typeVersion': 1.3}, '2', '', id='tool'),
        pytest.param({'typeVersion': 3}, '1', '', id='version 3 in n8n 1.x'),
        # with findings
        pytest.param(
            {'type': TOOL, 'typeVersion': 1.3, 'language': Whole('pythonNative')},
            '2',
            "the Code Tool does not know language 'pythonNative': n8n says 'Could not get parameter \"pythonCode\"'; "
            "write 'python'",
            id='tool',
        ),
        pytest.param(
            {'language': Whole('pythonNative')},
            '1',
            "n8n 1.x does not know language 'pythonNative': write 'python'",
            id='pythonNative in n8n 1.x',
        ),
        pytest.param(
            {'typeVersion': 1, 'language': Whole('python')},
            '2.40.7',
            "n8n ignores language 'python' at typeVersion 1 and runs jsCode: set typeVersion to 2",
            id='version 1',
        ),
        pytest.param(
            {'typeVersion': Whole(1.2)},
            '2',
            'there is no typeVersion 1.2 of the Code node: n8n says \'Could not get parameter "jsCode"\'; write 2',
            id='version 1.2',
        ),
    ],
)
def test_fires(tmp_path: Path, parameters: dict[str, Any], target: str, message: str) -> None:
    files = js('return []', parameters)
    expected = at_marks(files, f"NCD611 node 'Count': {message}")
    assert lint(tmp_path, files, 'NCD611', target_n8n=target) == expected


def test_without_a_target_nothing_is_reported(tmp_path: Path) -> None:
    assert lint(tmp_path, js('return process.env;', EACH), target_n8n=None) == []
